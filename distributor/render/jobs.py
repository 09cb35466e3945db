"""Videos as claimed rows: wanted when an item is composed, made by a child process, recorded only by who holds the claim.

1. `wanted.want_videos`: a row for each shape that the item's kind asks for; rows of older revisions become stale.
2. `make_job`: claim → storyboard → child process (`render.video`, lower priority) → media store → record. While the child works,
   its progress is written and the claim is renewed; a renderer that dies is followed by another when its claim ends.
3. What cannot be made is tried again a few times, then it fails with a reason that staff see; so does a video of which each
   renderer dies. How long a post waits for its video `draft.picture` decides.
4. A video of an item that was held or revised meanwhile is not made, nor made to its end, nor recorded.
"""

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.errors import LoaError
from distributor.law.status import is_gone
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Intake, Item, Media, Post, PostState, RenderJob, RenderState
from distributor.notices import close_notices, open_notice
from distributor.render.announce import DRAWERS
from distributor.render.video.board import Storyboard
from distributor.render.video.brought import encoded
from distributor.render.video.child import WORK_PREFIX, Stopped, run_storyboard
from distributor.render.video.digest import make_digest
from distributor.render.video.make import VideoFiles
from distributor.render.video.settings import video_settings
from distributor.render.video.storyboard import make_storyboard
from distributor.render.week import bounds_of, is_month, is_round_up, members_of, period_text
from distributor.states import update_posts
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

LEASE = timedelta(seconds=90)
"""Renewed with every report of progress, and every `child.TICK_S` while there is none."""
WAITS = (timedelta(seconds=30), timedelta(minutes=5))
"""Before a video that could not be made is tried again."""
MOST_CLAIMS = 6
"""Tries, those included whose renderer died; then it is given up."""
LEFTOVERS_AFTER = timedelta(hours=6)
"""No video takes so long: what lies in the work folder since then, nobody works on."""

CLAIMS = Claims(RenderJob, open=(RenderState.WANTED, RenderState.RUNNING), held=RenderState.RUNNING)

_one_at_a_time = threading.Lock()
"""Encoding takes all the processor it gets: one a process, and the threads that carry posts stay free."""


@dataclass(frozen=True)
class Workshop:
    """The parts that making videos needs. `stopping`: end the child and give the job back. `goes_on`: called while it works."""

    database: Database
    store: MediaStore
    templates: Templates
    now: Callable[[], datetime]
    home: Path
    work_folder: Path
    sample: bool
    public_url: str
    stopping: threading.Event
    goes_on: Callable[[], None] = lambda: None


def make_job(workshop: Workshop, job_id: int) -> bool:
    """Make one video. False if it was not to be had: another makes it, or this process makes one already."""
    if not _one_at_a_time.acquire(blocking=False):
        return False
    try:
        making = _Making(workshop)
        carry(making, col(RenderJob.id) == job_id)
        return making.is_kept
    finally:
        _one_at_a_time.release()


@dataclass(frozen=True)
class _Made:
    """A video in the media store: its files by the names of their columns."""

    kept: dict[str, StoredMedia]
    files: VideoFiles
    took_s: float


class _Making(Work[RenderJob, Item, _Made | None]):
    """One video, made by a child process. `is_kept`: it was recorded as done."""

    claims = CLAIMS

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop.database, workshop)
        self._workshop, self.is_kept = workshop, False

    def admit(self, session: Session, row: RenderJob, now: datetime) -> tuple[Item, timedelta] | None:
        item = session.get_one(Item, row.item_id)
        session.add(row)
        if not _is_still_true(session, row, item, now):
            _mark_stale(row)
            return None
        if row.tries >= MOST_CLAIMS:
            _fail(
                session,
                row,
                phrase("render.video.died"),
                now,
            )
            return None
        row.progress, row.reason = 0, ""
        return item, LEASE

    def call(self, held: Held[RenderJob, Item]) -> _Made | None:
        workshop, job, item = self._workshop, held.row, held.hand
        _clear_leftovers(workshop.work_folder)

        def report(percent: int) -> bool:
            """Written down, and the claim renewed. False: it is not ours or not wanted any more, or we are to stop."""
            if workshop.stopping.is_set():
                return False
            workshop.goes_on()
            with workshop.database.write() as session:
                now_item = session.get_one(Item, job.item_id)
                return held.renew(session, progress=percent) and _is_still_true(session, job, now_item, workshop.now())

        with DRAWERS.lend():  # a film takes the room of one who draws cards
            return self._make(job, item, report)

    def _make(self, job: RenderJob, item: Item, report: Callable[[int], bool]) -> _Made | None:
        workshop, began = self._workshop, time.monotonic()
        if job.brought:
            return self._encode(job, report, began)
        with workshop.database.read() as session:
            view = item_view(session, item)
            members = members_of(session, item, workshop.now()) if is_round_up(item) else []
        board = _storyboard(workshop, job, item, view, members)
        recording = workshop.store.path_of(job.recording) if job.recording else None
        try:
            with run_storyboard(
                board, work_folder=workshop.work_folder, report=report, home=workshop.home, recording=recording
            ) as files:
                return _Made(_keep(workshop.store, files), files, time.monotonic() - began)
        except Stopped:
            return None

    def _encode(self, job: RenderJob, report: Callable[[int], bool], began: float) -> _Made | None:
        """A video that staff brought, as the channel takes it."""
        store, shape = self._workshop.store, video_settings().shape(job.shape)
        captions = store.path_of(job.brought_captions) if job.brought_captions else None
        try:
            with encoded(
                store.path_of(job.brought),
                captions,
                shape,
                job.alt_text,
                work_folder=self._workshop.work_folder,
                report=report,
            ) as files:
                return _Made(_keep(store, files), files, time.monotonic() - began)
        except Stopped:
            return None

    def record(self, at: TryRecord[RenderJob, Item], answer: _Made | None) -> None:
        if not _is_still_true(at.session, at.row, at.session.get_one(Item, at.row.item_id), at.now):
            _mark_stale(at.row)
            return
        if answer is None:  # we are to stop: it is given back
            at.row.state, at.row.progress, at.row.due_at, at.row.tries = RenderState.WANTED, 0, at.now, at.row.tries - 1
            return
        _done(at.session, at.row, answer, at.now)
        self.is_kept = True

    def fail(self, at: TryRecord[RenderJob, Item], error: Exception) -> None:
        fault = phrase("render.video.fault", error=type(error).__name__)
        _fail(at.session, at.row, error.said if isinstance(error, LoaError) else fault, at.now)


def _is_still_true(session: Session, job: RenderJob, item: Item, now: datetime) -> bool:
    """Return True if the item still says this, and may be spoken of at all: its document has not ended meanwhile."""
    return item.intake is Intake.TAKEN and item.revision == job.revision and not is_gone(session, item, now)


def _clear_leftovers(work_folder: Path) -> None:
    """Clear what a renderer left that was killed together with its child."""
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
    kept = {
        "video": store.put_file(files.video, "video/mp4"),
        "cover": store.put(files.cover.read_bytes(), files.cover_mime),
    }
    if files.srt.exists():  # a video that staff brought may have none
        kept |= {
            "srt": store.put(files.srt.read_bytes(), "application/x-subrip"),
            "vtt": store.put(files.vtt.read_bytes(), "text/vtt"),
        }
    return kept


def _done(session: Session, job: RenderJob, made: _Made, now: datetime) -> None:
    files = made.files
    job.state, job.progress, job.due_at, job.made_at = RenderState.DONE, 100, None, now
    job.seconds, job.took_s, job.alt_text = files.seconds, round(made.took_s, 1), files.alt_text[:2000]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for name, media in made.kept.items():
        setattr(job, name, media.sha256)
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


def _mark_stale(job: RenderJob) -> None:
    job.state, job.token, job.progress, job.due_at = RenderState.STALE, "", 0, None
    job.reason = phrase("render.video.stale")


def _fail(session: Session, job: RenderJob, reason: str, now: datetime) -> None:
    """Tried again later; after the last try it is failed, and staff are told."""
    job.token, job.progress, job.reason = "", 0, reason
    if job.tries <= len(WAITS):
        job.state, job.due_at = RenderState.WANTED, now + WAITS[job.tries - 1]
        return
    job.state, job.due_at = RenderState.FAILED, None
    _wake_posts(session, job, now)
    title = session.exec(select(Item.title).where(Item.id == job.item_id)).one()
    open_notice(
        session,
        kind="video",
        subject=f"video:{job.id}",
        unit_id=job.unit_id,
        text=phrase("render.video.failed", shape=job.shape, title=title, reason=reason),
        now=now,
    )
