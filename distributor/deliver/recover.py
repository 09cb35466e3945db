"""Taking over from the dead: claims whose holder is proved dead go back to planned, or become unknown if it had called."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.clock import vietnam_time
from distributor.deliver.decide import Decision, Orphan, decide_orphan
from distributor.deliver.limits import limits_of
from distributor.deliver.record import restored_step
from distributor.models import Account, Attempt, Delivery, Post, PostState
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.states import move_post, update_posts
from distributor.work.recover import proof_of_end

log = structlog.get_logger()

STALLED_AFTER = timedelta(seconds=60)


def recover_orphans(carrier: Carrier) -> int:
    """Find claims that nobody acts on any more and decide them. Returns how many."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        claimed = session.exec(
            select(Delivery, Account)
            .join(Post, col(Post.id) == col(Delivery.post_id))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Post.state == PostState.SENDING)
        ).all()
        proofs = {
            (held.incarnation_id, held.token): proof_of_end(
                carrier, session, held.token, held.incarnation_id, held.lease_until, now
            )
            for held, _account in claimed
        }
    recovered = 0
    for delivery, account in claimed:
        if proof := proofs[(delivery.incarnation_id, delivery.token)]:
            with carrier.database.write() as session:
                recovered += _take_over(session, delivery, account, proof, now)
        elif delivery.lease_until is not None and delivery.lease_until + STALLED_AFTER < now:
            with carrier.database.write() as session:
                _tell_of_stalled(session, delivery, now)
    return recovered


def _tell_of_stalled(session: Session, delivery: Delivery, now: datetime) -> None:
    """Its holder lives, yet its call should have ended long ago: nothing may be done but to tell."""
    text = (
        f"Bài {delivery.post_id} đang gửi lâu bất thường (từ {vietnam_time(delivery.claimed_at or now)}). "
        "Nếu kéo dài, hãy khởi động lại tiến trình gửi: Loa sẽ tìm bài trên nền tảng trước khi làm gì tiếp."
    )
    still = (col(Post.id) == delivery.post_id, col(Post.state) == PostState.SENDING)
    update_posts(session, *still, col(Post.reason) != text, reason=text)
    open_notice(session, kind="stalled", subject=f"post:{delivery.post_id}", text=text, now=now)


def _take_over(session: Session, delivery: Delivery, account: Account, proof: str, now: datetime) -> int:
    try:
        spec = spec_of(account.channel)
    except Misconfigured:
        return 0  # the channel's package is gone; its posts stay where they are until it is back
    limits = limits_of(spec, account.limits)
    # Read again inside the transaction: the holder may have committed its mark, or its answer, before it died.
    current = session.exec(
        select(Delivery).where(Delivery.post_id == delivery.post_id, Delivery.token == delivery.token).with_for_update()
    ).first()
    if current is None or current.claimed_at is None:
        return 0
    decision = decide_orphan(
        Orphan(
            claimed_at=current.claimed_at,
            calling_at=current.calling_at,
            deadline_s=limits.call_deadline_s,
            lag_s=limits.read_back_lag_s,
            has_read_back=spec.has_read_back,
            under_way=current.first_call_at is not None and current.calling_at is None and _goes_on(current),
        ),
        now,
    )
    if not move_post(
        session,
        current.post_id,
        PostState.SENDING,
        decision.state,
        reason=decision.reason,
        now=now,
        due_at=decision.due_at,
    ):
        return 0
    _let_go(session, current, decision, now)
    log.warning("took over from the dead", post=current.post_id, incarnation=current.incarnation_id, proof=proof)
    return 1


def _goes_on(delivery: Delivery) -> bool:
    """Its publishing step was answered and another step follows it."""
    step = restored_step(delivery.progress)
    return step is not None and not step.irreversible


def _let_go(session: Session, delivery: Delivery, decision: Decision, now: datetime) -> None:
    values: dict[str, object] = {"lease_until": None}
    if decision.state in (PostState.PLANNED, PostState.PROCESSING):
        # The count of this try goes back: the platform was never asked.
        values |= {"token": "", "tries": max(0, delivery.tries - 1)}
    else:
        values |= {"progress": {}}
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == delivery.post_id, col(Delivery.token) == delivery.token)
        .values(**values)
    )
    session.connection().execute(
        update(Attempt)
        .where(col(Attempt.token) == delivery.token, col(Attempt.ended_at).is_(None))
        .values(ended_at=now, outcome="died", message=decision.reason)
    )
    if decision.notice:
        open_notice(session, kind="unknown", subject=f"post:{delivery.post_id}", text=decision.notice, now=now)
