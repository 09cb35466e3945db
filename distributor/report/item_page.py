"""All there is to see of one item: what was understood, what came along, its posts as they will be sent, its videos."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlmodel import Session, col, or_, select

from distributor.clock import VIETNAM
from distributor.compose.citation import touched
from distributor.facts import Facts, facts_from_json
from distributor.labels import NONE
from distributor.law.status import LegalStatus, changed_line, status_on
from distributor.models import (
    Attachment,
    AttachmentState,
    DocumentStatusKind,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RelationKind,
    RenderJob,
    RenderState,
    Sighting,
    Source,
)
from distributor.render.queue import OPEN, Place, places
from distributor.report.coverage import Cell, LedgerWish, coverage
from distributor.report.numbers import CountedFigure, figures_of_posts
from distributor.report.previews import PostPreview, previews_of
from distributor.staff.visibility import seen_by
from distributor.write.series import Series, series_in
from phrases import listed, phrase

STATUS_LABELS: dict[str, str] = {key: phrase(f"report.document-status.{key}") for key in DocumentStatusKind}
RELATION_LABELS: dict[str, str] = {key: phrase(f"report.relation.{key}") for key in RelationKind}
UNREAD = phrase("report.file-not-read")
SHAPE_LABELS = {shape: phrase(f"report.video.{shape}") for shape in ("9x16", "9x16_720", "16x9")}
GOING_OUT = (PostState.DRAFT, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING)
JOB_LABELS: dict[str, str] = {key: phrase(f"report.job.{key}") for key in RenderState}

_SIGNS = {
    RenderState.WANTED: PostState.PLANNED,
    RenderState.RUNNING: PostState.PROCESSING,
    RenderState.DONE: PostState.PUBLISHED,
    RenderState.FAILED: PostState.FAILED,
    RenderState.STALE: PostState.WITHDRAWN,
}


@dataclass(frozen=True)
class AttachmentView:
    """`told`: how far it was read, in words."""

    title: str
    address: str
    pages: int
    told: str
    is_problem: bool

    @property
    def was_opened(self) -> bool:
        return self.told != UNREAD


@dataclass(frozen=True)
class VideoView:
    """`files` name → SHA-256 (`video`, `cover`, `srt`, `vtt`), empty until it is made. `bytes`: of the video."""

    job_id: int
    shape: str
    label: str
    state: RenderState
    state_label: str
    progress: int
    reason: str
    seconds: int
    alt_text: str
    files: dict[str, str]
    bytes: int
    has_recording: bool
    """Staff read it aloud."""
    place: Place | None = None
    """In the queue, while it is wanted or being made."""

    @property
    def stands_as(self) -> str:
        """The state of a post whose sign says the same."""
        return _SIGNS[self.state]


@dataclass(frozen=True)
class ItemPage:
    """`twin`: the item of which this one is a duplicate; its id is None where these units may not see it.

    `status`: of its document today; `law`: since when and because of what, where others changed it. `sources`: where it was seen,
    first sighting first. `silent`: accounts that do not announce it, each with its reason. `numbers`: of the posts that have any.
    """

    item: Item
    facts: Facts
    relations: tuple[tuple[str, str], ...]
    status: str
    law: str
    attachments: tuple[AttachmentView, ...]
    sources: tuple[str, ...]
    twin: tuple[int | None, str] | None
    posts: tuple[PostPreview, ...]
    numbers: dict[int, tuple[CountedFigure, ...]]
    silent: tuple[Cell, ...]
    videos: tuple[VideoView, ...]
    series: Series | None


def item_page(
    session: Session, item_id: int, unit_ids: Sequence[int], media_path: Callable[[str], Path], now: datetime
) -> ItemPage | None:
    """None if there is no such item among those that these units may look at. Of another office's they see their own posts."""
    today = now.astimezone(VIETNAM).date()
    item = session.exec(select(Item).where(Item.id == item_id, seen_by(unit_ids))).first()
    if item is None:
        return None
    posts = previews_of(session, item_id, media_path)
    if item.unit_id not in unit_ids:
        own = set(session.exec(select(Post.id).where(Post.item_id == item_id, col(Post.unit_id).in_(unit_ids))))
        posts = [post for post in posts if post.post_id in own]
    facts = facts_from_json(item.facts)
    document = facts.document
    return ItemPage(
        item=item,
        facts=facts,
        relations=tuple((RELATION_LABELS[each.kind], touched(each)) for each in document.relations) if document else (),
        status=_status(session, item, facts, today),
        law=changed_line(session, item, today),
        attachments=tuple(_attachments(session, item)),
        sources=tuple(_sources(session, item_id)),
        twin=_twin(session, item, unit_ids),
        posts=tuple(sorted(posts, key=_urgency)),
        numbers=figures_of_posts(session, {post.post_id: post.channel for post in posts}),
        silent=tuple(_silent(session, item, unit_ids)),
        videos=tuple(_videos(session, item_id, now)),
        series=series_in((post.purpose, post.state, post.slot_at) for post in posts),
    )


def _urgency(post: PostPreview) -> tuple[int, float]:
    """Return what needs a person, then what is still to go out, the next first, then the rest; each else as it stood."""
    if post.needs_person:
        return 0, 0
    if post.state in GOING_OUT:
        return 1, post.slot_at.timestamp() if post.slot_at else 0
    return 2, 0


def status_label(standing: LegalStatus) -> str:
    """Return a status in a few words. What was ended before its day is not called "not yet in force" until then."""
    return phrase("report.document-status.never") if standing.never else STATUS_LABELS[standing.status]


def _status(session: Session, item: Item, facts: Facts, today: date) -> str:
    """Return the status as the register knows it; without a row there, as the document's own words have it."""
    if item.document_id is not None:
        return status_label(status_on(session, today, document_id=item.document_id))
    return STATUS_LABELS[facts.document.status] if facts.document and facts.document.status else ""


def media_of_item(session: Session, item_id: int, unit_ids: Sequence[int], sha256: str) -> Media | None:
    """A file that a post or a video of this item shows; None for any other."""
    own = select(Item.id).where(Item.id == item_id, col(Item.unit_id).in_(unit_ids)).exists()
    of_post = (
        select(PostMedia.id)
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(Post.item_id == item_id, PostMedia.sha256 == sha256, or_(own, col(Post.unit_id).in_(unit_ids)))
        .exists()
    )
    of_video = (
        select(RenderJob.id)
        .where(
            RenderJob.item_id == item_id,
            or_(
                RenderJob.video == sha256,
                RenderJob.cover == sha256,
                RenderJob.srt == sha256,
                RenderJob.vtt == sha256,
            ),
        )
        .exists()
    )
    visible = select(Item.id).where(Item.id == item_id, seen_by(unit_ids)).exists()
    return session.exec(select(Media).where(Media.sha256 == sha256, visible, or_(of_post, of_video))).first()


def _twin(session: Session, item: Item, unit_ids: Sequence[int]) -> tuple[int | None, str] | None:
    twin = session.get(Item, item.duplicate_of) if item.duplicate_of else None
    if twin is None:
        return None
    return (twin.id if twin.unit_id in unit_ids else None, twin.title)


def _silent(session: Session, item: Item, unit_ids: Sequence[int]) -> list[Cell]:
    rows = coverage(session, LedgerWish(unit_ids=unit_ids, item_ids=[item.id or 0])).rows
    return [cell for row in rows for cell in row.cells if cell.state == NONE and cell.concerns]


def _attachments(session: Session, item: Item) -> list[AttachmentView]:
    rows = session.exec(
        select(Attachment).where(Attachment.item_id == item.id).order_by(col(Attachment.position), col(Attachment.id))
    )
    # The item's own article and picture are no attachments to a reader.
    return [
        AttachmentView(each.title or _file_name(each.address), each.address, each.pages, _told(each), _is_problem(each))
        for each in rows
        if each.address not in (item.address, item.picture_url) and not each.mime.startswith("image/")
    ]


def _file_name(address: str) -> str:
    """`quyet-dinh-27.pdf`; the whole address where its path names no file."""
    return unquote(urlsplit(address).path).rpartition("/")[2] or address


def _is_problem(attachment: Attachment) -> bool:
    return attachment.state in (AttachmentState.SCAN, AttachmentState.UNREADABLE)


def _told(attachment: Attachment) -> str:
    match attachment.state:
        case AttachmentState.WANTED:
            return UNREAD
        case AttachmentState.READ:
            return phrase("report.file-read")
        case AttachmentState.SCAN:
            return listed([phrase("report.file-is-a-scan"), attachment.problem], ": ")
        case AttachmentState.UNREADABLE:
            return phrase("report.file-unreadable", problem=attachment.problem)


def _sources(session: Session, item_id: int) -> list[str]:
    rows = session.exec(
        select(Source.title, Source.address)
        .join(Sighting, col(Sighting.source_id) == col(Source.id))
        .where(Sighting.item_id == item_id)
        .order_by(col(Sighting.id))
    )
    return [title or address for title, address in rows]


def _videos(session: Session, item_id: int, now: datetime) -> list[VideoView]:
    rows = session.exec(
        select(RenderJob, Media.bytes)
        .join(Media, col(Media.sha256) == col(RenderJob.video), isouter=True)
        .where(RenderJob.item_id == item_id, RenderJob.state != RenderState.STALE)
        .order_by(col(RenderJob.id))
    ).all()
    queue = places(session, now) if any(job.state in OPEN for job, _size in rows) else {}
    return [
        VideoView(
            job_id=job.id or 0,
            shape=job.shape,
            label=SHAPE_LABELS.get(job.shape, job.shape),
            state=RenderState(job.state),
            state_label=JOB_LABELS[RenderState(job.state)],
            progress=job.progress,
            reason=job.reason,
            seconds=round(job.seconds),
            alt_text=job.alt_text,
            files={name: getattr(job, name) for name in ("video", "cover", "srt", "vtt")} if job.video else {},
            bytes=size or 0,
            has_recording=bool(job.recording),
            place=queue.get(job.id or 0),
        )
        for job, size in rows
    ]
