"""Looking for posts whose outcome is unknown. Nothing is ever sent again blindly.

A look is claimed by moving the time of the next one, and is recorded only if the counter of looks is still as it saw it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select
from structlog.contextvars import bound_contextvars

from channels.base import Finds, Published
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected, Retryable
from channels.registry import spec_of
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.carry import warn_of_second_post
from distributor.deliver.decide import TELL_AFTER, LookDecision, LookSituation, decide_look, look_again_at
from distributor.deliver.late import plan_freed
from distributor.deliver.limits import limits_of
from distributor.deliver.record import ForeignReceipt, record_known, rest_account
from distributor.logs import fault_of
from distributor.models import Account, AccountState, Delivery, Post, PostState, Receipt
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import Loaded, load_outgoing, seen_at
from distributor.states import move_post, update_posts
from distributor.work.claims import ClaimLost
from phrases import listed, phrase

log = structlog.get_logger()

SINCE_MARGIN = timedelta(hours=1)
"""The platform's clock may run behind ours; `loa doctor` compares them."""
BATCH = 20
MOST_LOOKING = 2
LOOK_MARGIN_S = 5.0
WAIT_FOR_ACCOUNT_S = 60.0


class _TellsTooLittle(Retryable):
    """The platform's listing lacks what was asked: it will not mend by itself, so staff are told at once."""


@dataclass(frozen=True)
class _Case:
    """One unknown post with all that a look needs."""

    post_id: int
    delivery: Delivery
    loaded: Loaded
    account: Account


def reconcile_account(carrier: Carrier, account_id: int) -> int:
    """Look once for each unknown post of the account whose look is due. Returns how many were looked for.

    The first look that fails ends the round: the platform does not answer now, and the thread is wanted elsewhere.
    """
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
    if account is None or (account.wait_until is not None and account.wait_until > carrier.clock.now()):
        return 0
    if account.state in (AccountState.NEEDS_SIGNIN, AccountState.CLOSED):
        _wait_for_account(carrier, account)
        return 0
    looked = 0
    with _room_to_look(carrier, account.channel) as has_room:
        while has_room and looked < BATCH and not carrier.stopping.is_set():
            case = _claim_look(carrier, account)
            if case is None or not _look(carrier, case):
                break
            looked += 1
    return looked


@contextmanager
def _room_to_look(carrier: Carrier, channel: str) -> Iterator[bool]:
    """Gives whether there is room for one more who looks on the channel; it is theirs within."""
    with carrier.looking_lock:
        has_room = carrier.looking[channel] < MOST_LOOKING
        carrier.looking[channel] += has_room
    try:
        yield has_room
    finally:
        with carrier.looking_lock:
            carrier.looking[channel] -= has_room


def _wait_for_account(carrier: Carrier, account: Account) -> None:
    """Nobody can look now: the posts say why, and are looked for as soon as the account is connected again."""
    reason = listed([phrase("deliver.waits-to-look"), account.state_reason])
    with carrier.database.write() as session:
        update_posts(
            session,
            col(Post.account_id) == account.id,
            col(Post.state) == PostState.UNKNOWN,
            col(Post.due_at) <= carrier.clock.now(),
            reason=reason,
            due_at=carrier.clock.now() + timedelta(seconds=WAIT_FOR_ACCOUNT_S),
        )


def _claim_look(carrier: Carrier, account: Account) -> _Case | None:
    """Take one post for looking, by moving its next look past the end of this one."""
    limits = limits_of(spec_of(account.channel), account.limits)
    now = carrier.clock.now()
    with carrier.database.write() as session:
        post_id = session.exec(
            select(Post.id)
            .where(Post.account_id == account.id, Post.state == PostState.UNKNOWN, col(Post.due_at) <= now)
            .order_by(col(Post.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if post_id is None:
            return None
        over = now + timedelta(seconds=limits.call_deadline_s + LOOK_MARGIN_S)
        update_posts(session, col(Post.id) == post_id, due_at=over)
        delivery = session.exec(select(Delivery).where(Delivery.post_id == post_id)).one()
        return _Case(post_id, delivery, load_outgoing(session, post_id, carrier.media_path), account)


def _look(carrier: Carrier, case: _Case) -> bool:
    """One look. False if it did not succeed. Whatever is told meanwhile, by whomever, bears the post's number."""
    with bound_contextvars(post=case.post_id, account=case.account.id):
        log.info("look", channel=case.account.channel, looks=case.delivery.looks)
        return _look_at(carrier, case)


def _look_at(carrier: Carrier, case: _Case) -> bool:
    try:
        matches = _seen(carrier, case)
    except Exception as error:  # whatever it is, the post says so and is looked for again
        _look_failed(carrier, case, error)
        return False
    if matches is None:
        _leave_to_person(carrier, case, phrase("deliver.check-and-confirm"))
        return True
    situation = LookSituation(
        now=carrier.clock.now(),
        looks=case.delivery.looks,
        last_look_at=case.delivery.last_look_at,
        lag_s=limits_of(spec_of(case.account.channel), case.account.limits).read_back_lag_s,
        refused_as_duplicate=case.delivery.refused_as_duplicate,
    )
    decision = decide_look(matches, situation)
    try:
        with carrier.database.write() as session:
            _record_look(session, carrier, case, decision)
    except ClaimLost:
        # A person sent it again while we looked, and somebody is sending it at this moment.
        if decision.published is not None:
            warn_of_second_post(carrier, case.post_id, decision.published.url)
    except ForeignReceipt:
        log.info("found post belongs to another delivery", post=case.post_id)
    return True


def _seen(carrier: Carrier, case: _Case) -> tuple[Published, ...] | None:
    """Return what the platform shows of this post and of no other; None if it shows nothing to anybody.

    Raises what the adapter raises, and Retryable if the look did not reach back to the call: it proves nothing then.
    """
    limits = limits_of(spec_of(case.account.channel), case.account.limits)
    known = (case.delivery.first_call_at, case.delivery.look_since)
    since = min(filter(None, known), default=carrier.clock.now()) - SINCE_MARGIN
    opened = carrier.open(case.loaded.account)
    if not isinstance(opened.adapter, Finds):
        return None
    with opened.transport.deadline(limits.call_deadline_s):
        look = opened.adapter.find(case.loaded.outgoing, since)
    matches = tuple(seen_at(case.loaded.account, match) for match in _not_of_others(carrier, case, look.matches))
    if look.lacking and not matches:
        raise _TellsTooLittle(phrase("deliver.look-lacks", fields=", ".join(sorted(look.lacking))))
    if not look.complete and not matches:
        raise Retryable(phrase("deliver.look-too-short"))
    return matches


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
        record_known(session, case.post_id, decision.published, now=now, reason=decision.reason)
        return
    planned, due_at = decision.state is PostState.PLANNED, decision.due_at
    values: dict[str, object] = {"looks": decision.looks, "last_look_at": None if planned else now}
    if planned:
        values |= {"token": "", "calling_at": None, "first_call_at": None, "progress": {}, "look_since": None}
        # One that was looked for before its time still waits for it.
        due_at = max(now, session.exec(select(Post.slot_at).where(Post.id == case.post_id)).one() or now)
    kept = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == case.post_id, col(Delivery.looks) == case.delivery.looks)
        .values(**values)
    )
    if kept.rowcount != 1 or not move_post(
        session,
        case.post_id,
        PostState.UNKNOWN,
        decision.state,
        reason=decision.reason,
        now=now,
        due_at=due_at,
    ):
        raise ClaimLost
    if planned and case.delivery.look_since is not None:
        plan_freed(session, case.post_id, now)
    if decision.notice:
        open_notice(session, kind="unknown", subject=f"post:{case.post_id}", text=decision.notice, now=now)


def _look_failed(carrier: Carrier, case: _Case, error: Exception) -> None:
    """The look itself did not succeed: it proves nothing, and comes again, less and less often; in the end a person is told."""
    if not isinstance(error, ChannelError):
        log.error("fault while looking", post=case.post_id, **fault_of(error))
        error = Retryable(phrase("deliver.fault", kind=type(error).__name__))
    if isinstance(error, Rejected | Misconfigured):
        _leave_to_person(carrier, case, phrase("deliver.look-refused", why=error.message))
        return
    now = carrier.clock.now()
    called_at = case.delivery.first_call_at or case.delivery.claimed_at or now
    again = look_again_at(called_at, now)
    if isinstance(error, RateLimited):
        again = max(again, error.until or now + timedelta(seconds=60))
    with carrier.database.write() as session:
        _say(session, case, phrase("deliver.look-failed", why=error.message), again)
        if isinstance(error, RateLimited) and case.account.id is not None:
            rest_account(session, case.account.id, again, error.message)
        if isinstance(error, _TellsTooLittle) or now - called_at > TELL_AFTER:
            title = case.loaded.outgoing.title
            text = phrase("deliver.unknown-since", title=title, since=called_at, why=error.message)
            open_notice(session, kind="unknown", subject=f"post:{case.post_id}", text=text, now=now)
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, case.loaded.account, error.message)


def _leave_to_person(carrier: Carrier, case: _Case, reason: str) -> None:
    with carrier.database.write() as session:
        _say(session, case, reason, None)
        open_notice(session, kind="unknown", subject=f"post:{case.post_id}", text=reason, now=carrier.clock.now())


def _say(session: Session, case: _Case, reason: str, due_at: datetime | None) -> None:
    """The post is still unknown, for this reason. `due_at`: of the next look, None if a person decides."""
    still = (col(Post.id) == case.post_id, col(Post.state) == PostState.UNKNOWN)
    update_posts(session, *still, reason=reason, due_at=due_at)
