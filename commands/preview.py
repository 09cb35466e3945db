"""`loa preview ITEM --channel C`: exactly what is sent, or would be, with its length, price, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from channels.base import ChannelSpec, OutgoingPost
from channels.registry import spec_of
from commands.guard import show
from commands.home import existing_database
from distributor.compose.compose import compose
from distributor.compose.preview import preview_lines
from distributor.compose.targets import ANNOUNCE
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.deliver.outgoing import load_outgoing
from distributor.errors import LoaError
from distributor.models import Account, Item, Post, PostState
from distributor.render.store import MediaStore
from distributor.report.words import NONE, state_label
from distributor.review.manifest import manifest_of, media_of
from distributor.settings import Settings, load_settings

NO_LINK_YET = "/l/········"
MARK_LENGTH = 12
RULE = "─" * 60


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
        stored = [_stored(session, post, spec, settings) for post in posts if post.text]
    if stored:
        if as_json:
            show([shown.facts for shown in stored])
        else:
            print("\n\n".join(shown.words for shown in stored))
        return 0
    link = f"{settings.public_url}{NO_LINK_YET}"
    fresh = compose(view, spec, ANNOUNCE, link, Templates(), sample=settings.values.sandbox)
    if as_json:
        outgoing = OutgoingPost("preview", fresh.title, fresh.text, link)
        show([_facts(spec, outgoing, fresh.dropped, post=None, state=NONE, seen="")])
    else:
        print("\n".join(preview_lines(fresh, spec, ANNOUNCE, link)))
    return 0


@dataclass(frozen=True)
class Shown:
    """One post, for JSON and for the terminal."""

    facts: dict[str, object]
    words: str


def _stored(session: Session, post: Post, spec: ChannelSpec, settings: Settings) -> Shown:
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    outgoing = load_outgoing(session, post.id, MediaStore(settings.media_folder).path_of).outgoing
    seen = manifest_of(post, media_of(session, [post.id])[post.id]).hash()[:MARK_LENGTH]
    lines = [
        f"{spec.label} · bài {post.id} · {state_label(post.state)}",
        RULE,
        outgoing.text,
        RULE,
        f"Độ dài: {spec.count(outgoing.text)}/{spec.text_limit} theo cách đếm của {spec.label}",
        f"Đã lược: {'; '.join(post.dropped) or 'không có gì'}",
        *(f"Ảnh: {file.path} ({file.width}×{file.height}); mô tả: {file.alt_text}" for file in outgoing.media),
        f"Mã nội dung: {seen}",
    ]
    if post.state == PostState.AWAITING_REVIEW:
        lines.append(f"Duyệt: loa approve {post.id} --by TÊN_ĐĂNG_NHẬP --seen {seen}")
    return Shown(_facts(spec, outgoing, post.dropped, post=post.id, state=post.state, seen=seen), "\n".join(lines))


def _facts(
    spec: ChannelSpec, outgoing: OutgoingPost, dropped: Sequence[str], *, post: int | None, state: str, seen: str
) -> dict[str, object]:
    """`post`: its number, None if it is not composed yet. `seen`: the mark by which a person approves this content."""
    return {
        "channel": spec.name,
        "post": post,
        "state": state,
        "seen": seen,
        "title": outgoing.title,
        "text": outgoing.text,
        "link": outgoing.link,
        "count": spec.count(outgoing.text),
        "limit": spec.text_limit,
        "price_usd": spec.price(outgoing),
        "dropped": list(dropped),
        "media": [{"path": str(file.path), "alt_text": file.alt_text} for file in outgoing.media],
    }
