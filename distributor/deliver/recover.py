"""Taking over from the dead: claims whose holder is proved dead go back to planned, or become unknown if it had called."""

from datetime import datetime

from sqlalchemy import exists, update
from sqlmodel import Session, col, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.deliver.decide import Orphan, decide_orphan
from distributor.deliver.lane_delay import STALLED_AFTER
from distributor.deliver.limits import limits_of
from distributor.deliver.record import restored_step
from distributor.models import Account, Attempt, Delivery, Post, PostState
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.states import move_post, update_posts
from distributor.work.claims import Claims
from distributor.work.recover import recover
from phrases import phrase

CLAIMS = Claims(Delivery, key="post_id", lease="lease_until")
SENDING = exists().where(col(Post.id) == col(Delivery.post_id), col(Post.state) == PostState.SENDING)


def recover_orphans(carrier: Carrier) -> int:
    """Find claims that nobody acts on any more and decide them. Returns how many."""
    recovered = recover(carrier, CLAIMS, _take_over, SENDING)
    now = carrier.clock.now()
    with carrier.database.read() as session:
        stalled = session.exec(select(Delivery).where(SENDING, col(Delivery.lease_until) < now - STALLED_AFTER)).all()
    for delivery in stalled:
        with carrier.database.write() as session:
            _tell_of_stalled(session, delivery, now)
    return recovered


def _tell_of_stalled(session: Session, delivery: Delivery, now: datetime) -> None:
    """Its holder lives, yet its call should have ended long ago: nothing may be done but to tell."""
    text = phrase("deliver.stalled", post=delivery.post_id, since=delivery.claimed_at or now)
    still = (col(Post.id) == delivery.post_id, col(Post.state) == PostState.SENDING)
    update_posts(session, *still, col(Post.reason) != text, reason=text)
    open_notice(session, kind="stalled", subject=f"post:{delivery.post_id}", text=text, now=now)


def _take_over(session: Session, delivery: Delivery, now: datetime) -> bool:
    post_id, token = delivery.post_id, delivery.token
    account = session.exec(
        select(Account).join(Post, col(Post.account_id) == col(Account.id)).where(Post.id == post_id)
    ).one()
    try:
        spec = spec_of(account.channel)
    except Misconfigured:
        return False  # the channel's package is gone; its posts stay where they are until it is back
    limits = limits_of(spec, account.limits)
    decision = decide_orphan(
        Orphan(
            claimed_at=delivery.claimed_at or now,
            calling_at=delivery.calling_at,
            deadline_s=limits.call_deadline_s,
            lag_s=limits.read_back_lag_s,
            has_read_back=spec.reads_back(account.settings),
            under_way=delivery.first_call_at is not None and delivery.calling_at is None and _goes_on(delivery),
        ),
        now,
    )
    why, due_at = decision.reason, decision.due_at
    if not move_post(session, post_id, PostState.SENDING, decision.state, reason=why, now=now, due_at=due_at):
        return False
    delivery.lease_until = None
    if decision.state is PostState.UNKNOWN:
        delivery.progress = delivery.progress if decision.keep_progress else {}
    else:
        # The count of this try goes back: the platform was never asked.
        delivery.token, delivery.tries = "", max(0, delivery.tries - 1)
    session.connection().execute(
        update(Attempt)
        .where(col(Attempt.token) == token, col(Attempt.ended_at).is_(None))
        .values(ended_at=now, outcome="died", message=why)
    )
    if decision.notice:
        open_notice(session, kind="unknown", subject=f"post:{post_id}", text=decision.notice, now=now)
    return True


def _goes_on(delivery: Delivery) -> bool:
    """Its publishing step was answered and another step follows it."""
    step = restored_step(delivery.progress)
    return step is not None and not step.irreversible
