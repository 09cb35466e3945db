"""One pass of a source: read it, compose, render and review what came, then wait while the worker delivers.

Steps are done in this process as far as they need no platform; whatever needs one is the worker's. Where no beat runs, this
process sweeps.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import not_, or_, update
from sqlmodel import Session, col, func, select

from commands.engine import Engine
from commands.guard import say
from commands.home import first_unit_id
from commands.run_videos import Videos, items_of_open_videos, open_videos, progress, videos_of, waiting_posts
from dispatch import steps
from dispatch.runtime import Runtime
from distributor.broadcast.posting import under_way
from distributor.deliver.claim import approved
from distributor.errors import LoaError
from distributor.holds import held, standing_holds
from distributor.ingest.read import ReadingResult
from distributor.ingest.sources import add_source, source_address
from distributor.models import Account, AccountState, Intake, Item, Post, PostState, Sighting, Source, SourceReading
from distributor.report.coverage import Coverage, LedgerWish, coverage
from distributor.report.sql.among import among
from distributor.states import update_posts
from distributor.understand.store import WAITS

PATIENCE = timedelta(seconds=90)
"""A post that becomes due within this is waited for; later, it is left planned with its reason."""
LOOK_S, LOOK_AT_VIDEOS_S = 0.05, 0.5
TELL_EVERY_S = 2.0
OPEN = (PostState.DRAFT, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN)
BAD = (PostState.FAILED, PostState.UNKNOWN)


@dataclass(frozen=True)
class Pass:
    """The result of one pass. `texts`: post → what it says."""

    outcome: ReadingResult
    ledger: Coverage
    texts: Mapping[int, str]
    videos: Videos

    @property
    def totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        for row in self.ledger.rows:
            for cell in row.cells:
                totals[cell.state] = totals.get(cell.state, 0) + 1
        return totals

    @property
    def exit_code(self) -> int:
        if self.outcome.error:
            return 1
        return 1 if any(state in self.totals for state in BAD) or not self.videos.are_done else 0


def one_pass(runtime: Runtime, address: str, engine: Engine, timeout_s: float, *, videos: bool = True) -> Pass:
    """Carry a source through once. `videos`: wait for them too. Raises LoaError if the address is no address, or if the worker
    cannot finish in time."""
    source_id = _source(runtime, address)
    outcome = _read(runtime, source_id)
    with runtime.database.read() as session:
        item_ids = _items_of(session, source_id)
    prepare(runtime, item_ids)
    wait_until_nothing_is_due(runtime, item_ids, engine, timeout_s, videos=videos)
    with runtime.database.read() as session:
        ledger = coverage(session, LedgerWish(item_ids=item_ids, limit=max(1, len(item_ids))))
        posts = [cell.post_id for row in ledger.rows for cell in row.cells if cell.post_id]
        said = session.exec(select(Post.id, Post.text).where(among(col(Post.id), posts)))
        texts = {post_id or 0: text for post_id, text in said}
        made = videos_of(session, item_ids)
    return Pass(outcome, ledger, texts, made)


def _source(runtime: Runtime, address: str) -> int:
    """One pass is no subscription: a source that the home did not know before is not read again by itself."""
    now = runtime.clock.now()
    with runtime.database.write() as session:
        known = session.exec(select(Source.id).where(Source.address == source_address(address))).first()
        source = add_source(session, first_unit_id(session), address, take_all=True, clock=runtime.clock)
        if known is None:
            source.active = False
        # We read it now; the worker's sweep need not.
        source.next_read_at = now + timedelta(seconds=source.interval_s)
        source.take_all = True
        session.add(source)
        session.flush()
        source_id = source.id
    assert source_id is not None  # noqa: S101 - flushed
    return source_id


def _read(runtime: Runtime, source_id: int) -> ReadingResult:
    """Return what the reading brought. The same bytes as last time are not parsed again: then it is what they held then."""
    outcome = steps.read_now(runtime, source_id)
    if not outcome.unchanged:
        return outcome
    with runtime.database.read() as session:
        before = session.exec(
            select(SourceReading)
            .where(
                SourceReading.source_id == source_id,
                col(SourceReading.unchanged).is_(False),
                SourceReading.error == "",
            )
            .order_by(col(SourceReading.id).desc())
            .limit(1)
        ).first()
    if before is None:
        return outcome
    return replace(outcome, found=before.found, warnings=tuple(before.warnings))


def _items_of(session: Session, source_id: int) -> list[int]:
    return list(session.exec(select(Sighting.item_id).where(Sighting.source_id == source_id).distinct()).all())


def prepare(runtime: Runtime, item_ids: Sequence[int]) -> None:
    """Compose, render and review what is new, in this process; the worker's own sweep may do part of it meanwhile."""
    told = time.monotonic()
    with runtime.database.read() as session:
        stale = [
            item_id
            for item_id in session.exec(
                select(Item.id).where(col(Item.id).in_(item_ids), Item.composed_revision < Item.revision)
            )
            if item_id is not None
        ]
    for done, item_id in enumerate(stale, start=1):
        _understand(runtime, item_id)
        steps.compose_now(runtime, item_id)
        for post_id in _drafts(runtime, [item_id]):
            steps.render_now(runtime, post_id)
            steps.review_now(runtime, post_id)
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            say(f"Đã soạn {done}/{len(stale)} nội dung…")
    for post_id in _drafts(runtime, item_ids):
        steps.render_now(runtime, post_id)
        steps.review_now(runtime, post_id)
    with runtime.database.write() as session:
        hasten(session, item_ids, runtime.clock.now())


def _understand(runtime: Runtime, item_id: int) -> None:
    for _ in range(len(WAITS) + 1):
        if steps.understand_now(runtime, item_id):
            return
        if not _ask_again(runtime, [item_id]):
            return  # understood, a duplicate, or in another's hands


def _ask_again(runtime: Runtime, item_ids: Sequence[int]) -> int:
    """Ask again at once for what an attachment's server did not give, for a pass does not wait for minutes; return for how many
    items."""
    with runtime.database.write() as session:
        put_off = session.connection().execute(
            update(Item)
            .where(
                col(Item.id).in_(item_ids),
                col(Item.understood_revision) < col(Item.revision),
                col(Item.understand_at) <= runtime.clock.now() + max(WAITS),
            )
            .values(understand_at=None)
        )
    return put_off.rowcount


def _drafts(runtime: Runtime, item_ids: Sequence[int]) -> list[int]:
    with runtime.database.read() as session:
        found = session.exec(
            select(Post.id).where(col(Post.item_id).in_(item_ids), Post.state == PostState.DRAFT).order_by(col(Post.id))
        ).all()
    return [post_id for post_id in found if post_id is not None]


def hasten(session: Session, item_ids: Sequence[int], now: datetime, post_ids: Sequence[int] | None = None) -> None:
    """Cadence is ignored: a slot that lies ahead is now. Not one that a failed try or the platform has put off.

    `post_ids`: these posts of the items only.
    """
    these = () if post_ids is None else (among(col(Post.id), post_ids),)
    update_posts(
        session,
        col(Post.item_id).in_(item_ids),
        col(Post.state) == PostState.PLANNED,
        col(Post.slot_at) > now,
        col(Post.due_at) == col(Post.slot_at),
        *these,
        slot_at=now,
        due_at=now,
    )


def wait_until_nothing_is_due(
    runtime: Runtime, item_ids: Sequence[int], engine: Engine, timeout_s: float, *, videos: bool
) -> None:
    """Wait until nothing is due. Raises LoaError if the worker cannot finish in time; the posts keep their states."""
    began = told = time.monotonic()
    swept, last_words = 0.0, ""
    with runtime.database.read() as session:
        held_up = waiting_posts(session, item_ids) if videos else []
    while True:
        engine.watch()
        if engine.ours and time.monotonic() - swept >= runtime.settings.values.sweep_every:
            swept = time.monotonic()
            sweep(runtime)
        with runtime.database.read() as session:
            now = runtime.clock.now()
            left = open_work(session, item_ids, now)
            to_make = open_videos(session, item_ids, now + PATIENCE) if videos else 0
        if left == to_make == 0:
            break
        _ask_again(runtime, item_ids)  # of what the worker had in hand while we prepared
        if held_up:  # planned by the worker as each has its video
            with runtime.database.write() as session:
                hasten(session, item_ids, runtime.clock.now(), held_up)
        if time.monotonic() - began > timeout_s:
            raise LoaError(
                f"Sau {timeout_s:g} giây còn {left} bài và {to_make} video chưa xong; chúng vẫn được giữ. "
                f"Chạy lại lệnh này để tiếp tục; nhật ký ở {runtime.settings.home / 'logs'}."
            )
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            if (words := _left_in_words(runtime, item_ids, left, to_make)) != last_words:
                last_words = words
                say(words)
        time.sleep(LOOK_S if left else LOOK_AT_VIDEOS_S)
    sweep(runtime)  # posts that stay planned say why


def _left_in_words(runtime: Runtime, item_ids: Sequence[int], left: int, to_make: int) -> str:
    told = [f"Còn {left} bài đang gửi"] if left else []
    if to_make:
        with runtime.database.read() as session:
            told += filter(None, [progress(session, item_ids, runtime.clock.now())])
    words = "; ".join(told)
    return f"{words[:1].upper()}{words[1:]}…"


def sweep(runtime: Runtime) -> None:
    """Sweep as the beat has the worker do. A broker that is being restarted is no reason to stop: the next second sweeps
    again."""
    try:
        steps.sweep(runtime)
    except (RedisError, BrokerError):
        return


def open_work(session: Session, item_ids: Sequence[int], now: datetime) -> int:
    """Posts that the worker will still do something with soon, and items that it is about to make posts of."""
    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(col(Post.item_id).in_(item_ids), col(Post.state).in_(OPEN))
    ).all()
    waiting = _waiting_for_a_person(session, item_ids, now) if rows else set()
    being_made = items_of_open_videos(session, item_ids) if rows else set()
    coming = session.exec(
        select(func.count(col(Item.id))).where(
            col(Item.id).in_(item_ids),
            col(Item.composed_revision) < col(Item.revision),
            col(Item.intake).in_([Intake.TAKEN, Intake.HELD]),
        )
    ).one()
    coming += under_way(session, item_ids, now + PATIENCE)
    return coming + sum(_soon(post, account, now, being_made) for post, account in rows if post.id not in waiting)


def _waiting_for_a_person(session: Session, item_ids: Sequence[int], now: datetime) -> set[int | None]:
    """Planned posts under a hold, or whose approval does not stand any more."""
    blocked = or_(held(standing_holds(session, now)), not_(approved(now)))
    return set(
        session.exec(
            select(Post.id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(col(Post.item_id).in_(item_ids), Post.state == PostState.PLANNED, blocked)
        )
    )


def _soon(post: Post, account: Account, now: datetime, being_made: set[int]) -> bool:
    """Return True if a post goes out soon. `being_made`: items of which a video is still to be made; their drafts wait for it,
    and it is asked for by itself."""
    if post.state is PostState.SENDING:
        return True
    if post.due_at is None or account.state is not AccountState.ACTIVE:
        return False
    if post.state is PostState.DRAFT and not post.rendered and post.reason and post.item_id in being_made:
        return False
    quota_until = account.quota_until if post.state is PostState.PLANNED else None
    return max(filter(None, (post.due_at, account.wait_until, quota_until))) <= now + PATIENCE
