"""`loa preview ITEM --channel C`: exactly what is sent, or would be, with its length, price, and what was left out."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from channels.base import ChannelSpec, OutgoingPost
from channels.registry import spec_of
from commands.guard import show
from commands.home import existing_database
from distributor.compose.compose import compose
from distributor.compose.preview import preview_lines
from distributor.compose.store import ANNOUNCE, item_view
from distributor.compose.templates import Templates
from distributor.deliver.outgoing import load_outgoing
from distributor.errors import LoaError
from distributor.models import Account, Item, Post
from distributor.render.store import MediaStore
from distributor.report.words import state_label
from distributor.settings import Settings, load_settings

NO_LINK_YET = "/l/········"


def preview(item_id: int, *, channel: str, as_json: bool) -> int:
    spec = spec_of(channel)
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            raise LoaError(f"Không có nội dung số {item_id}. Xem số ở «loa status» hoặc trang Tổng quan.")
        posts = session.exec(
            select(Post)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Post.item_id == item_id, Post.purpose == ANNOUNCE, Account.channel == channel)
            .order_by(col(Post.id))
        ).all()
        view = item_view(session, item)
        stored = [_stored(session, post, settings) for post in posts if post.text]
    templates = Templates()
    link = f"{settings.public_url}{NO_LINK_YET}"
    fresh = compose(view, spec, ANNOUNCE, link, templates, sample=settings.values.sandbox)
    shown = stored or [("none", OutgoingPost("preview", fresh.title, fresh.text, link), fresh.dropped)]
    if as_json:
        show([_as_object(spec, state, post, dropped) for state, post, dropped in shown])
        return 0
    if not stored:
        print("\n".join(preview_lines(fresh, spec, ANNOUNCE, link)))
        return 0
    for state, post, dropped in shown:
        print(f"{spec.label} · {state_label(state)}")
        print("─" * 60)
        print(post.text)
        print("─" * 60)
        print(f"Độ dài: {spec.count(post.text)}/{spec.text_limit} theo cách đếm của {spec.label}")
        print(f"Đã lược: {'; '.join(dropped) or 'không có gì'}")
        for file in post.media:
            print(f"Ảnh: {file.path} ({file.width}×{file.height}); mô tả: {file.alt_text}")
    return 0


def _stored(session: Session, post: Post, settings: Settings) -> tuple[str, OutgoingPost, Sequence[str]]:
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    loaded = load_outgoing(session, post.id, MediaStore(settings.media_folder).path_of)
    return post.state, loaded.outgoing, post.dropped


def _as_object(spec: ChannelSpec, state: str, post: OutgoingPost, dropped: Sequence[str]) -> dict[str, object]:
    return {
        "channel": spec.name,
        "state": state,
        "title": post.title,
        "text": post.text,
        "link": post.link,
        "count": spec.count(post.text),
        "limit": spec.text_limit,
        "price_usd": spec.price(post),
        "dropped": list(dropped),
        "media": [{"path": str(file.path), "alt_text": file.alt_text} for file in post.media],
    }
