"""`loa preview ITEM [--channel C]`: exactly what is sent, or would be, with its length, price, and what was left out."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session

from channels.base import ChannelSpec, MediaFile, OutgoingPost
from channels.forms import composed_limit
from channels.registry import spec_of, specs
from commands.guard import show
from commands.home import existing_database
from distributor.clock import vietnam_time
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.compose.wordings import sources_in_use
from distributor.draft.compose import compose
from distributor.draft.preview import preview_lines, price_text
from distributor.draft.targets import ANNOUNCE
from distributor.errors import LoaError
from distributor.labels import NONE, state_label
from distributor.media.store import MediaStore
from distributor.models import Item, PostState
from distributor.report.previews import PostPreview, previews_of
from distributor.settings import Settings, load_settings

NO_LINK_YET = "/l/········"
RULE = "─" * 60


def preview(item_id: int, *, channel: str, as_json: bool) -> int:
    """Show how an item would be said. `channel`: empty for all."""
    if channel:
        spec_of(channel)  # a wrong name is told before anything is looked for
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            raise LoaError(f"Không có nội dung số {item_id}. Xem số ở «loa status» hoặc trang Tổng quan.")
        stored = previews_of(session, item_id, MediaStore(settings.media_folder).path_of, channel=channel)
        fresh = [] if stored else _fresh(session, item, settings, channel)
    if as_json:
        show([_facts(post) for post in stored] or [facts for facts, _ in fresh])
    else:
        print("\n\n".join([_words(post) for post in stored] or [words for _, words in fresh]))
    return 0


def _fresh(session: Session, item: Item, settings: Settings, channel: str) -> list[tuple[dict[str, object], str]]:
    """Return what would be sent, where nothing is composed yet."""
    kept = sources_in_use(session)
    view, templates = item_view(session, item), Templates(kept=lambda: kept)
    link = f"{settings.public_url}{NO_LINK_YET}"
    found = []
    for spec in [spec_of(channel)] if channel else specs().values():
        made = compose(view, spec, ANNOUNCE, link, templates, sample=settings.values.sandbox)
        outgoing = OutgoingPost("preview", made.title, made.text, link)
        facts = _common(spec, outgoing, made.dropped) | {"post": None, "state": NONE, "seen": "", "media": []}
        found.append((facts, "\n".join(preview_lines(made, spec, ANNOUNCE, link))))
    return found


def _common(spec: ChannelSpec, outgoing: OutgoingPost, dropped: Sequence[str]) -> dict[str, object]:
    return {
        "channel": spec.name,
        "purpose": ANNOUNCE,
        "title": outgoing.title,
        "text": outgoing.text,
        "link": outgoing.link,
        "count": spec.count(outgoing.text),
        "limit": composed_limit(spec),
        "price_usd": spec.price(outgoing) if spec.price else None,
        "dropped": list(dropped),
    }


def _facts(post: PostPreview) -> dict[str, object]:
    """Return a post for JSON. `post`: its number. `seen`: the mark by which a person approves this content."""
    names = ("channel", "purpose", "state", "seen", "title", "text", "link", "count", "limit", "price_usd")
    values = asdict(post)
    return {
        "post": post.post_id,
        **{name: values[name] for name in names},
        "dropped": list(post.dropped),
        "media": [{"path": str(file.path), "alt_text": file.alt_text} for file in post.media],
    }


def _words(post: PostPreview) -> str:
    heading = f"{post.channel_label} · bài {post.post_id} · {post.purpose_label} · {state_label(post.state)}"
    reason = [f"Lý do: {post.reason}"] if post.reason else []
    if not post.text:
        return "\n".join([heading, *reason, "Chưa soạn được nội dung nên không có gì để đăng hay duyệt."])
    unit = f" {post.count_unit}" if post.count_unit else ""
    lines = [
        heading,
        *reason,
        *([f"Giờ đăng: {vietnam_time(post.slot_at)}"] if post.slot_at else []),
        RULE,
        *([f"[{post.title}]", ""] if post.shows_title else []),
        post.text,
        RULE,
        f"Độ dài: {post.count}/{post.limit}{unit} theo cách đếm của {post.channel_label}",
        f"Giá: {price_text(post.price_usd)}",
        f"Đã lược: {'; '.join(post.dropped) or 'không có gì'}",
        *(_medium(file) for file in post.media),
        f"Mã nội dung: {post.seen}",
    ]
    if post.waits:
        lines.append(f"Duyệt: loa approve {post.post_id} --by TÊN_ĐĂNG_NHẬP --seen {post.seen}")
    elif post.state == PostState.AWAITING_REVIEW:
        lines.append("Chưa dựng xong ảnh nên chưa duyệt được.")
    return "\n".join(lines)


def _medium(file: MediaFile) -> str:
    kind = "Video" if file.is_video else "Ảnh"
    return f"{kind}: {file.path} ({file.width}×{file.height}); mô tả: {file.alt_text or 'CHƯA CÓ'}"
