"""Looking for posts whose outcome is unknown. Nothing is ever sent again blindly.

A look is a read: two at once do no harm, and only the one that finds the counter as it saw it is recorded.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Finds, Look, Published
from channels.errors import AuthExpired, ChannelError, RateLimited
from channels.registry import spec_of
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.carrier import Carrier
from distributor.deliver.decide import LookDecision, LookSituation, backoff, decide_look
from distributor.deliver.limits import limits_of
from distributor.deliver.outgoing import Loaded, load_outgoing
from distributor.deliver.record import ClaimLost, ForeignReceipt, record_found
from distributor.models import Account, Delivery, Post, PostState, Receipt
from distributor.notices import open_notice
from distributor.states import note_move

log = structlog.get_logger()

SINCE_MARGIN = timedelta(minutes=5)
"""The platform's clock may run behind ours."""
BATCH = 20


@dataclass(frozen=True)
class _Case:
    """One unknown post with all that a look needs."""

    post_id: int
    delivery: Delivery
    loaded: Loaded
    account: Account


def reconcile_account(carrier: Carrier, account_id: int) -> int:
    """Look once for each unknown post of the account whose look is due. Returns how many were looked for."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
        if account is None or (account.wait_until is not None and account.wait_until > now):
            return 0
        post_ids = session.exec(
            select(Post.id)
            .where(Post.account_id == account_id, Post.state == PostState.UNKNOWN, col(Post.due_at) <= now)
            .order_by(col(Post.due_at))
            .limit(BATCH)
        ).all()
    for post_id in post_ids:
        if post_id is None or carrier.stopping.is_set():
            break
        with carrier.database.read() as session:
            delivery = session.get(Delivery, post_id)
            assert delivery is not None  # noqa: S101 - planned posts have one
            case = _Case(post_id, delivery, load_outgoing(session, post_id, carrier.media_path), account)
        _look(carrier, case)
    return len(post_ids)


def _look(carrier: Carrier, case: _Case) -> None:
    limits = limits_of(spec_of(case.account.channel), case.account.limits)
    since = (case.delivery.first_call_at or carrier.clock.now()) - SINCE_MARGIN
    try:
        opened = carrier.open(case.loaded.account)
        if not isinstance(opened.adapter, Finds):
            _leave_to_person(carrier, case, "Kênh này không cho đọc lại; cán bộ hãy kiểm tra và xác nhận.")
            return
        with opened.transport.deadline(limits.call_deadline_s):
            look = opened.adapter.find(case.loaded.outgoing, since)
    except ChannelError as error:
        _look_failed(carrier, case, error)
        return
    look = Look(_not_of_others(carrier, case, look.matches), look.complete)
    situation = LookSituation(
        now=carrier.clock.now(),
        looks=case.delivery.looks,
        last_look_at=case.delivery.last_look_at,
        lag_s=limits.read_back_lag_s,
        refused_as_duplicate=case.delivery.refused_as_duplicate,
    )
    try:
        with carrier.database.write() as session:
            _record_look(session, carrier, case, decide_look(look, situation))
    except (ClaimLost, ForeignReceipt):
        log.info("look was overtaken", post=case.post_id)


def _not_of_others(carrier: Carrier, case: _Case, matches: tuple[Published, ...]) -> tuple[Published, ...]:
    """An id that belongs to another delivery never matches."""
    if not matches:
        return matches
    with carrier.database.read() as session:
        taken = set(
            session.exec(
                select(Receipt.external_id).where(
                    Receipt.account_id == case.account.id,
                    Receipt.post_id != case.post_id,
                    col(Receipt.external_id).in_([match.external_id for match in matches]),
                )
            ).all()
        )
    return tuple(match for match in matches if match.external_id not in taken)


def _record_look(session: Session, carrier: Carrier, case: _Case, decision: LookDecision) -> None:
    now = carrier.clock.now()
    if decision.published is not None:
        post = session.get(Post, case.post_id)
        assert post is not None  # noqa: S101 - posts are never deleted
        record_found(session, post, decision.published, now=now, looks_seen=case.delivery.looks)
        return
    planned = decision.state is PostState.PLANNED
    values: dict[str, object] = {"looks": decision.looks, "last_look_at": None if planned else now}
    if planned:
        values |= {"token": "", "calling_at": None, "progress": {}}
    kept = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == case.post_id, col(Delivery.looks) == case.delivery.looks)
        .values(**values)
    )
    moved = session.connection().execute(
        update(Post)
        .where(col(Post.id) == case.post_id, col(Post.state) == PostState.UNKNOWN)
        .values(state=decision.state, reason=decision.reason[:1000], due_at=decision.due_at)
    )
    if kept.rowcount != 1 or moved.rowcount != 1:
        raise ClaimLost
    note_move(session, case.post_id, before=PostState.UNKNOWN, after=decision.state, reason=decision.reason, now=now)
    if decision.notice:
        open_notice(session, kind="unknown", subject=f"post:{case.post_id}", text=decision.notice, now=now)


def _look_failed(carrier: Carrier, case: _Case, error: ChannelError) -> None:
    """The look itself did not succeed: it proves nothing, and comes again."""
    now = carrier.clock.now()
    again = now + timedelta(seconds=backoff(2, case.post_id))
    if isinstance(error, RateLimited):
        again = error.until or now + timedelta(seconds=60)
    with carrier.database.write() as session:
        session.connection().execute(
            update(Post)
            .where(col(Post.id) == case.post_id, col(Post.state) == PostState.UNKNOWN)
            .values(due_at=again, reason=f"Chưa tìm được trên nền tảng: {error.message}"[:1000])
        )
        if isinstance(error, RateLimited):
            session.connection().execute(
                update(Account)
                .where(col(Account.id) == case.account.id)
                .values(wait_until=again, wait_reason=error.message[:500])
            )
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, case.loaded.account, error.message)


def _leave_to_person(carrier: Carrier, case: _Case, reason: str) -> None:
    with carrier.database.write() as session:
        session.connection().execute(
            update(Post)
            .where(col(Post.id) == case.post_id, col(Post.state) == PostState.UNKNOWN)
            .values(due_at=None, reason=reason)
        )
        open_notice(session, kind="unknown", subject=f"post:{case.post_id}", text=reason, now=carrier.clock.now())
