"""The sweep: once a second, what must be done, straight from the database. Losing every nudge loses nothing because of it.

1. Posts whose time has passed become missed; pauses that are over end; acts end whose day has come.
2. Claims of the dead are taken over.
3. Accounts with due posts get lanes; posts that may not go now get the reason why (`waiting`).
4. Looks, items, drafts, sources and metrics that wait for their step are nudged on.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Date, bindparam, delete, exists, literal_column, update
from sqlalchemy import select as select_
from sqlmodel import col, func, or_, select

from channels.registry import spec_of
from distributor.cases.forget import forget_names
from distributor.clock import VIETNAM, vietnam_time
from distributor.deliver.claim import CARRIED, may_go, under_way
from distributor.deliver.limits import limits_of
from distributor.deliver.recover import recover_orphans
from distributor.deliver.waiting import explain_waiting
from distributor.draft.targets import ERRATA, renewable
from distributor.holds import not_held, standing_holds
from distributor.importing.keep import sweep_kept
from distributor.ingest.sources import due_sources
from distributor.law.days import is_due as law_is_due
from distributor.law.days import pass_day
from distributor.logs import fault_of
from distributor.measure.nudges import forget_old
from distributor.models import (
    Account,
    AccountState,
    CorrectionStep,
    Item,
    Post,
    PostState,
    QuotaUse,
    RenderJob,
    RenderState,
    Source,
    StepState,
)
from distributor.models.base import UtcDateTime
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.render.queue import due_jobs
from distributor.states import move_post
from distributor.work.liveness import bury_the_dead
from distributor.work.ports import Nudge

log = structlog.get_logger()

HORIZON = timedelta(seconds=1.2)
"""Posts whose slot comes before the next sweep are nudged now, for their moment."""
MOST_NUDGES = 200
QUOTA_MEMORY = timedelta(days=40)
"""Longer than any window of `config/channels.toml`."""


_NOW, _SOON = bindparam("now", type_=UtcDateTime()), bindparam("soon", type_=UtcDateTime())
_COMPOSABLE = col(Item.intake).in_([literal_column("'taken'"), literal_column("'held'")])
"""Spelt out, not as parameters: only so does it match the partial indexes of `item`."""
_FREE = or_(col(Item.understand_at).is_(None), col(Item.understand_at) <= _NOW)
"""Not while somebody understands it, or its attachments are waited for."""
_TURN = or_(col(Item.understood_revision) >= col(Item.revision), _FREE)
_TO_READ_AGAIN = (
    col(Item.understood_revision) < col(Item.revision),
    col(Item.composed_revision) >= col(Item.revision),
    _COMPOSABLE,
    _FREE,
)
"""Composed, but a document came along later."""
STEPS_TO_DO = (StepState.WAITING, StepState.DOING)
"""A step that somebody was doing when its time came again belongs to one who died."""
VIDEO_OPEN = (RenderState.WANTED, RenderState.RUNNING)
_STALE = exists().where(
    col(Post.item_id) == col(Item.id),
    col(Post.revision) < col(Item.revision),
    col(Post.state).in_([PostState.PLANNED, PostState.AWAITING_REVIEW, PostState.DRAFT, PostState.PROCESSING]),
    renewable(),
    col(Post.purpose).not_like(f"{ERRATA}%"),
    col(Item.composed_revision) >= col(Item.revision),
    _COMPOSABLE,
)
_WORK = select_(
    exists().where(col(Post.state).in_(CARRIED), col(Post.expires_at) <= _NOW).label("overdue"),
    exists().where(col(Account.state) == AccountState.PAUSED, col(Account.paused_until) <= _NOW).label("lapsed"),
    exists().where(col(Post.state) == PostState.SENDING).label("sending"),
    exists().where(col(Post.state).in_(CARRIED), col(Post.due_at) <= _SOON).label("due"),
    _STALE.label("stale"),
    law_is_due(bindparam("today", type_=Date())).label("law"),
    or_(
        exists().where(col(Post.state).in_([PostState.UNKNOWN, PostState.DRAFT]), col(Post.due_at) <= _NOW),
        exists().where(col(Item.composed_revision) < col(Item.revision), _COMPOSABLE, _TURN),
        exists().where(*_TO_READ_AGAIN),
        exists().where(col(RenderJob.state).in_(VIDEO_OPEN), col(RenderJob.due_at) <= _NOW),
        exists().where(
            col(Source.active).is_(True), or_(col(Source.next_read_at).is_(None), col(Source.next_read_at) <= _NOW)
        ),
        exists().where(col(Post.measure_at) <= _NOW),
        exists().where(col(CorrectionStep.state).in_(STEPS_TO_DO), col(CorrectionStep.due_at) <= _NOW),
    ).label("steps"),
)
"""What there is to do at all: one statement, made once. Most seconds it says nothing, and the sweep ends there."""


def sweep(carrier: Carrier, nudge: Nudge) -> None:
    """One sweep. Harmless at any time, any number of times, on any number of workers.

    Each part stands alone: what is wrong with one account or one step keeps nothing else from being found.
    """
    now = carrier.clock.now()
    with carrier.database.read() as session:
        today = now.astimezone(VIETNAM).date()
        work = session.connection().execute(_WORK, {"now": now, "soon": now + HORIZON, "today": today}).one()
    parts: list[tuple[bool, Callable[[], object]]] = [
        (work.overdue, lambda: _miss(carrier, now)),
        (work.lapsed, lambda: _end_pauses(carrier, now)),
        (work.law, lambda: pass_day(carrier.database, now)),
        (work.sending, lambda: recover_orphans(carrier)),
        (work.due, lambda: _open_lanes(carrier, nudge, now)),
        (work.due, lambda: explain_waiting(carrier, now)),
        (work.stale, lambda: _renew_stale(carrier)),
        (work.steps or work.stale, lambda: _nudge_steps(carrier, nudge, now)),
    ]
    for part in [part for wanted, part in parts if wanted]:
        try:
            part()
        except Exception as error:  # told, and the other parts go on
            log.error("fault in the sweep", **fault_of(error))


def _miss(carrier: Carrier, now: datetime) -> None:
    """A campaign never fires days late after an outage: past its expiry a post is missed, and staff decide.

    One that was begun with and not called, too; not one that waits for people or is under way.
    """
    carried = (col(Post.state) == PostState.PLANNED) | (
        (col(Post.state) == PostState.PROCESSING) & col(Post.due_at).is_not(None) & ~under_way()
    )
    overdue = carried & (col(Post.expires_at) <= now)
    with carrier.database.write() as session:
        passed = session.exec(
            select(Post.id, Post.slot_at, Post.title, Post.state)
            .where(overdue)
            .limit(MOST_NUDGES)
            .with_for_update(skip_locked=True)
        ).all()
        for post_id, slot_at, title, state in passed:
            assert post_id is not None  # noqa: S101 - a primary key
            slot = vietnam_time(slot_at) if slot_at else "không rõ"
            reason = f"Quá hạn: giờ đăng là {slot} mà chưa gửi được. Cán bộ chọn giờ mới hoặc bỏ qua."
            if move_post(session, post_id, PostState(state), PostState.MISSED, reason=reason, now=now, due_at=None):
                open_notice(session, kind="missed", subject=f"post:{post_id}", text=f"«{title}»: {reason}", now=now)


def _end_pauses(carrier: Carrier, now: datetime) -> None:
    lapsed = (col(Account.state) == AccountState.PAUSED) & (col(Account.paused_until) <= now)
    with carrier.database.write() as session:
        session.connection().execute(
            update(Account).where(lapsed).values(state=AccountState.ACTIVE, state_reason="", paused_until=None)
        )


def _open_lanes(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
    """As many lanes as an account has posts to carry and room. A lane that finds nothing to claim ends at once."""
    soon = now + HORIZON
    with carrier.database.read() as session:
        holds = standing_holds(session, now)
        waiting = session.exec(
            select(Account, func.count(), func.min(Post.due_at))
            .join(Post, col(Post.account_id) == col(Account.id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(
                col(Post.state).in_(CARRIED),
                col(Post.due_at) <= soon,
                may_go(now),
                not_held(holds),
                col(Account.state) == AccountState.ACTIVE,
                or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= soon),
                or_(
                    col(Account.quota_until).is_(None),
                    col(Account.quota_until) <= soon,
                    col(Post.state) == PostState.PROCESSING,
                    exists().where(col(QuotaUse.post_id) == col(Post.id)),
                ),
            )
            .group_by(col(Account.id))
        ).all()
    for account, count, first in waiting:
        try:
            lanes = min(count, limits_of(spec_of(account.channel), account.limits).parallel)
        except Exception as error:  # a channel that is gone, limits of the wrong form: `explain_waiting` tells
            log.warning("account cannot be carried", account=account.id, kind=type(error).__name__)
            continue
        # Not the quota's end: what is found while it is full has its room in it already.
        starts = max(filter(None, (first, account.wait_until)))
        nudge.deliver(_key(account.id), lanes, starts if starts > now else None)


def _renew_stale(carrier: Carrier) -> None:
    """A post that waits with words its item no longer says is composed again, however it came to wait."""
    with carrier.database.read() as session:
        found = session.exec(select(Item.id).where(_STALE).limit(MOST_NUDGES)).all()
    if found:
        with carrier.database.write() as session:
            session.connection().execute(
                update(Item).where(col(Item.id).in_(found)).values(composed_revision=col(Item.revision) - 1)
            )


def _nudge_steps(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
    with carrier.database.read() as session:
        unknown = session.exec(
            select(Post.account_id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(
                Post.state == PostState.UNKNOWN,
                col(Post.due_at) <= now,
                or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= now),
            )
            .distinct()
        ).all()
        items = session.execute(
            select_(col(Item.id), col(Item.understood_revision) >= col(Item.revision))
            .where(col(Item.composed_revision) < col(Item.revision), _COMPOSABLE, _TURN)
            .order_by(col(Item.id))
            .limit(MOST_NUDGES),
            {"now": now},
        ).all()
        read_again = (
            session.execute(
                select_(col(Item.id)).where(*_TO_READ_AGAIN).order_by(col(Item.id)).limit(MOST_NUDGES), {"now": now}
            )
            .scalars()
            .all()
        )
        videos = due_jobs(session, now)  # one is made at a time; it asks for the next itself
        drafts = session.exec(
            select(Post.id, Post.rendered)
            .where(Post.state == PostState.DRAFT, col(Post.due_at) <= now)
            .order_by(col(Post.due_at), col(Post.id))
            .limit(MOST_NUDGES)
        ).all()
        corrections = session.exec(
            select(CorrectionStep.id)
            .where(col(CorrectionStep.state).in_(STEPS_TO_DO), col(CorrectionStep.due_at) <= now)
            .order_by(col(CorrectionStep.due_at), col(CorrectionStep.id))
            .limit(MOST_NUDGES)
        ).all()
        sources = due_sources(session, now)
        measured = session.exec(
            select(Post.account_id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(
                col(Post.measure_at) <= now,
                col(Account.state).in_([AccountState.ACTIVE, AccountState.PAUSED]),
                or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= now),
            )
            .distinct()
        ).all()
    for account_id in unknown:
        nudge.reconcile(account_id)
    for item_id, understood in items:
        if understood:
            nudge.compose(_key(item_id))
        else:
            nudge.understand(_key(item_id))
    for item_id in read_again:
        nudge.understand(_key(item_id))
    for job_id in videos:
        nudge.make_video(job_id)
    for post_id, rendered in drafts:
        if rendered:
            nudge.review(_key(post_id))
        else:
            nudge.render(_key(post_id))
    for step_id in corrections:
        nudge.correct(_key(step_id))
    for source_id in sources:
        nudge.ingest(source_id)
    for account_id in measured:
        nudge.measure(account_id)


def _key(value: int | None) -> int:
    assert value is not None  # noqa: S101 - a primary key
    return value


def keep_house(carrier: Carrier) -> None:
    """Forget what no window can reach any more, and the worker processes that ended without saying so."""
    with carrier.database.write() as session:
        session.connection().execute(delete(QuotaUse).where(col(QuotaUse.at) < carrier.clock.now() - QUOTA_MEMORY))
    with carrier.database.write() as session:
        forget_old(session, carrier.clock.now())
    with carrier.database.write() as session:
        forget_names(session, carrier.clock.now())
    sweep_kept(carrier.settings.home, carrier.clock.now())
    with carrier.database.write() as session:
        bury_the_dead(session, carrier.settings.run_folder)
