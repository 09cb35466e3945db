"""Videos as claimed rows: wanted when an item is composed, made by a child process, recorded only by who holds the claim.

1. `wanted.want_videos`: a row for each shape that the item's kind asks for; rows of older revisions become stale.
2. `make_job`: claim → storyboard → child process (`render.video`, lower priority) → media store → record. While the child works,
   its progress is written and the claim is renewed; a renderer that dies is followed by another when its claim ends.
3. What cannot be made is tried again a few times, then it fails with a reason that staff see; so does a video of which each
   renderer dies. No post waits for a video.
4. A video of an item that was held or revised meanwhile is not made, nor recorded.
"""

import contextlib
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, or_, select

from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.errors import LoaError
from distributor.law.standing import is_gone
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Intake, Item, Media, Post, PostState, RenderJob, RenderState
from distributor.notices import close_notices, open_notice
from distributor.render.video.board import Storyboard
from distributor.render.video.child import WORK_PREFIX, Stopped, run_storyboard
from distributor.render.video.digest import make_digest
from distributor.render.video.make import VideoFiles
from distributor.render.video.storyboard import make_storyboard
from distributor.render.week import bounds_of, is_month, is_round_up, members_of, period_text
from distributor.states import update_posts

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
"""Renewed with every report of progress, and every `child.TICK_S` while there is none."""
WAITS = (timedelta(seconds=30), timedelta(minutes=5))
"""Before a video that could not be made is tried again."""
MOST_CLAIMS = 6
"""Tries, those included whose renderer died; then it is given up."""
LEFTOVERS_AFTER = timedelta(hours=6)
"""No video takes so long: what lies in the work folder since then, nobody works on."""

_one_at_a_time = threading.Lock()
"""Encoding takes all the processor it gets: one a process, and the threads that carry posts stay free."""


@dataclass(frozen=True)
class Workshop:
    """What making videos needs. `stopping`: end the child and give the job back."""

    database: Database
    store: MediaStore
    templates: Templates
    now: Callable[[], datetime]
    home: Path
    work_folder: Path
    sample: bool
    public_url: str
    stopping: threading.Event


def make_job(workshop: Workshop, job_id: int) -> bool:
    """Make one video. False if it was not to be had: another makes it, or this process makes one already."""
    if not _one_at_a_time.acquire(blocking=False):
        return False
    try:
        token = _claim(workshop, job_id)
        if token is None:
            return False
        _clear_leftovers(workshop.work_folder)
        return _make(workshop, job_id, token)
    finally:
        _one_at_a_time.release()


def _claim(workshop: Workshop, job_id: int) -> str | None:
    token = secrets.token_hex(16)
    now = workshop.now()
    with workshop.database.write() as session:
        claimed = session.connection().execute(
            update(RenderJob)
            .where(
                col(RenderJob.id) == job_id,
                col(RenderJob.state).in_([RenderState.WANTED, RenderState.RUNNING]),
                or_(col(RenderJob.due_at).is_(None), col(RenderJob.due_at) <= now),
            )
            .values(
                state=RenderState.RUNNING,
                token=token,
                progress=0,
                tries=col(RenderJob.tries) + 1,
                due_at=now + LEASE,
                reason="",
            )
        )
    return token if claimed.rowcount == 1 else None


def _make(workshop: Workshop, job_id: int, token: str) -> bool:
    with workshop.database.read() as session:
        job = session.get_one(RenderJob, job_id)
        item = session.get_one(Item, job.item_id)
        still_true = _is_still_true(session, job, item, workshop.now())
    if not still_true:
        _set_aside(workshop, job, token)
        return False
    if job.tries > MOST_CLAIMS:
        reason = "Tiến trình dựng video bị dừng giữa chừng nhiều lần. Hãy kiểm tra bộ nhớ và tải của máy."
        _fail(workshop, job, token, reason)
        return False

    def report(percent: int) -> bool:
        """Written down, and the claim renewed. False: it is not ours any more, or we are to stop."""
        if workshop.stopping.is_set():
            return False
        with workshop.database.write() as session:
            renewed = session.connection().execute(
                update(RenderJob)
                .where(col(RenderJob.id) == job_id, col(RenderJob.token) == token)
                .values(progress=percent, due_at=workshop.now() + LEASE)
            )
        return renewed.rowcount == 1

    began = time.monotonic()
    try:
        with workshop.database.read() as session:
            view = item_view(session, item)
            members = members_of(session, item, workshop.now()) if is_round_up(item) else []
        board = _storyboard(workshop, job, item, view, members)
        recording = workshop.store.path_of(job.recording) if job.recording else None
        with run_storyboard(
            board, work_folder=workshop.work_folder, report=report, home=workshop.home, recording=recording
        ) as files:
            kept = _keep(workshop.store, files)
        return _record(workshop, job, token, kept, files, time.monotonic() - began)
    except Stopped:
        _give_back(workshop, job_id, token)
    except LoaError as error:
        _fail(workshop, job, token, str(error))
    except Exception as error:
        log.exception("fault while making a video", job=job_id)
        _fail(workshop, job, token, f"Lỗi bên trong Loa khi dựng video ({type(error).__name__}).")
    return False


def _is_still_true(session: Session, job: RenderJob, item: Item, now: datetime) -> bool:
    """Whether the item still says this, and may be spoken of at all: its act has not ended meanwhile."""
    return item.intake is Intake.TAKEN and item.revision == job.revision and not is_gone(session, item, now)


def _clear_leftovers(work_folder: Path) -> None:
    """What a renderer left that was killed together with its child."""
    before = time.time() - LEFTOVERS_AFTER.total_seconds()
    for old in work_folder.glob(f"{WORK_PREFIX}*"):
        with contextlib.suppress(OSError):
            if old.stat().st_mtime < before:
                shutil.rmtree(old, ignore_errors=True)


def _storyboard(
    workshop: Workshop, job: RenderJob, item: Item, view: ItemView, members: Sequence[ItemView]
) -> Storyboard:
    editorial, sample = workshop.templates.editorial, workshop.sample
    link = f"{workshop.public_url}/tin/{item.id}"
    if not is_round_up(item):
        return make_storyboard(view, editorial, job.shape, link=link, sample=sample)
    boards = [make_storyboard(member, editorial, job.shape, sample=sample) for member in members]
    period = period_text(*bounds_of(item))
    return make_digest(
        boards, job.shape, period=period, unit_name=view.unit_name, link=workshop.public_url, sample=sample,
        month=is_month(item),
    )  # fmt: skip


def _keep(store: MediaStore, files: VideoFiles) -> dict[str, StoredMedia]:
    return {
        "video": store.put_file(files.video, "video/mp4"),
        "cover": store.put(files.cover.read_bytes(), files.cover_mime),
        "srt": store.put(files.srt.read_bytes(), "application/x-subrip"),
        "vtt": store.put(files.vtt.read_bytes(), "text/vtt"),
    }


def _record(
    workshop: Workshop, job: RenderJob, token: str, kept: dict[str, StoredMedia], files: VideoFiles, took_s: float
) -> bool:
    now = workshop.now()
    with workshop.database.write() as session:
        item = session.exec(select(Item).where(Item.id == job.item_id).with_for_update()).one()
        if not _is_still_true(session, job, item, now):
            _mark_stale(session, job, token)
            return False
        recorded = session.connection().execute(
            update(RenderJob)
            .where(col(RenderJob.id) == job.id, col(RenderJob.token) == token)
            .values(
                state=RenderState.DONE,
                progress=100,
                token="",
                due_at=None,
                reason="",
                seconds=files.seconds,
                took_s=round(took_s, 1),
                alt_text=files.alt_text[:2000],
                made_at=now,
                **{name: media.sha256 for name, media in kept.items()},
            )
        )
        if recorded.rowcount != 1:
            return False
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        for name, media in kept.items():
            row = {
                "sha256": media.sha256,
                "mime": media.mime,
                "bytes": media.bytes,
                "width": files.width if name == "video" else media.width,
                "height": files.height if name == "video" else media.height,
                "duration_ms": round(files.seconds * 1000) if name == "video" else 0,
                "made_at": now,
            }
            session.connection().execute(dialect.insert(Media).values(**row).on_conflict_do_nothing())
        close_notices(session, kind="video", subject=f"video:{job.id}", now=now)
        _wake_posts(session, job, now)
    return True


def _wake_posts(session: Session, job: RenderJob, now: datetime) -> None:
    """Posts that wait for this video are looked at at once."""
    update_posts(
        session,
        col(Post.item_id) == job.item_id,
        col(Post.state) == PostState.DRAFT,
        col(Post.rendered).is_(False),
        col(Post.due_at) > now,
        due_at=now,
    )


def _set_aside(workshop: Workshop, job: RenderJob, token: str) -> None:
    with workshop.database.write() as session:
        _mark_stale(session, job, token)


def _mark_stale(session: Session, job: RenderJob, token: str) -> None:
    session.connection().execute(
        update(RenderJob)
        .where(col(RenderJob.id) == job.id, col(RenderJob.token) == token)
        .values(
            state=RenderState.STALE,
            token="",
            progress=0,
            due_at=None,
            reason="Nguồn đã sửa, văn bản hết hiệu lực, hoặc tin đang được giữ lại.",
        )
    )


def _give_back(workshop: Workshop, job_id: int, token: str) -> None:
    with workshop.database.write() as session:
        session.connection().execute(
            update(RenderJob)
            .where(col(RenderJob.id) == job_id, col(RenderJob.token) == token)
            .values(
                state=RenderState.WANTED, token="", progress=0, due_at=workshop.now(), tries=col(RenderJob.tries) - 1
            )
        )


def _fail(workshop: Workshop, job: RenderJob, token: str, reason: str) -> None:
    """Tried again later; after the last try it is failed, and staff are told."""
    now = workshop.now()
    with workshop.database.write() as session:
        tries = session.exec(select(RenderJob.tries).where(RenderJob.id == job.id)).one()
        again = tries <= len(WAITS)
        failed = session.connection().execute(
            update(RenderJob)
            .where(col(RenderJob.id) == job.id, col(RenderJob.token) == token)
            .values(
                state=RenderState.WANTED if again else RenderState.FAILED,
                token="",
                progress=0,
                reason=reason[:1000],
                due_at=now + WAITS[tries - 1] if again else None,
            )
        )
        if failed.rowcount == 1 and not again:
            _wake_posts(session, job, now)
            title = session.exec(select(Item.title).where(Item.id == job.item_id)).one()
            open_notice(
                session,
                kind="video",
                subject=f"video:{job.id}",
                unit_id=job.unit_id,
                text=f"Chưa dựng được video {job.shape} của «{title}»: {reason}",
                now=now,
            )
