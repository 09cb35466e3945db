"""The claim: the right to carry one post, taken in one transaction before any call.

Everything that could forbid the call is checked here: the slot, the approval's hash, holds, the account's state, how many calls
are in flight, quotas (reserved). On SQLite the transaction is IMMEDIATE, on PostgreSQL the account's row is locked, so two claims
on an account never see the same room. Recording, later, checks the token in its WHERE.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, insert, or_, update
from sqlmodel import Session, col, func, select

from channels.base import ChannelSpec
from distributor.deliver.holds import not_held, standing_holds
from distributor.deliver.limits import AccountLimits, limits_of
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Attempt,
    Delivery,
    Item,
    Post,
    PostState,
    QuotaUse,
    StandingApproval,
)
from distributor.models.base import JsonObject
from distributor.models.hold import Hold

CARRIED = (PostState.PLANNED, PostState.PROCESSING)


LEASE_MARGIN_S = 10.0
"""A lease outlives the call's deadline by at least this, so that recording still finds the claim."""


@dataclass(frozen=True)
class Claim:
    """One post, held by `token` for `lease_s` seconds from each step on. `tries`: this one included."""

    post_id: int
    account_id: int
    token: str
    attempt_id: int
    state_before: PostState
    progress: JsonObject
    tries: int
    lease_s: float
    limits: AccountLimits


@dataclass(frozen=True)
class NothingToClaim:
    """`quota_until`: the account is out of quota until then."""

    quota_until: datetime | None = None


def approved(now: datetime) -> ColumnElement[bool]:
    """The post's approval exists, is bound to exactly this manifest, and its rule still stands."""
    standing_ok = exists().where(
        col(StandingApproval.id) == col(Approval.standing_id),
        col(StandingApproval.withdrawn_at).is_(None),
        col(StandingApproval.ends_at) > now,
    )
    return exists().where(
        col(Approval.id) == col(Post.approval_id),
        col(Approval.post_id) == col(Post.id),
        col(Approval.manifest_hash) == col(Post.manifest_hash),
        col(Approval.voided_at).is_(None),
        or_(col(Approval.standing_id).is_(None), standing_ok),
    )


def due(now: datetime) -> ColumnElement[bool]:
    """The slot is reached (or the next step is), and the post has not expired. Expiry does not stop a post half-way."""
    return and_(
        col(Post.state).in_(CARRIED),
        col(Post.due_at) <= now,
        or_(col(Post.expires_at).is_(None), col(Post.expires_at) > now, col(Post.state) == PostState.PROCESSING),
    )


def account_open(account: Account, now: datetime) -> bool:
    if account.state != AccountState.ACTIVE:
        return False
    return account.wait_until is None or account.wait_until <= now


def claim_next(
    session: Session,
    *,
    account_id: int,
    spec: ChannelSpec,
    incarnation_id: str,
    lease_s: float,
    now: datetime,
    channel_in_flight: int,
) -> Claim | NothingToClaim:
    """Claim the account's next due post, if anything may be sent now.

    `channel_in_flight`: most calls at once on the whole channel, so that one that hangs leaves workers for the others.
    """
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).first()
    if account is None or not account_open(account, now):
        return NothingToClaim()
    limits = limits_of(spec, account)
    if not _room_in_flight(session, account, limits, channel_in_flight):
        return NothingToClaim()
    token = secrets.token_hex(16)
    taken = _take_post(session, account, standing_holds(session, now), now)
    if taken is None:
        return NothingToClaim()
    post_id, state_before = taken
    if state_before is PostState.PLANNED:
        full_until = reserve_quotas(session, account_id, limits, now)
        if full_until is not None:
            reason = "Đã hết hạn mức của nền tảng cho tài khoản này."
            _give_back(session, account, post_id, full_until, reason)
            return NothingToClaim(quota_until=full_until)
    lease_s = max(lease_s, limits.call_deadline_s + LEASE_MARGIN_S)
    delivery = (
        session.connection()
        .execute(
            update(Delivery)
            .where(col(Delivery.post_id) == post_id)
            .values(
                token=token,
                incarnation_id=incarnation_id,
                claimed_at=now,
                lease_until=now + timedelta(seconds=lease_s),
                calling_at=None,
                tries=col(Delivery.tries) + 1,
            )
            .returning(col(Delivery.progress), col(Delivery.tries))
        )
        .one()
    )
    attempt_id = (
        session.connection()
        .execute(
            insert(Attempt)
            .values(post_id=post_id, token=token, incarnation_id=incarnation_id, started_at=now)
            .returning(col(Attempt.id))
        )
        .scalar_one()
    )
    assert attempt_id is not None  # noqa: S101 - a primary key
    return Claim(post_id, account_id, token, attempt_id, state_before, delivery[0], delivery[1], lease_s, limits)


def _room_in_flight(session: Session, account: Account, limits: AccountLimits, channel_in_flight: int) -> bool:
    here, on_channel = (
        session.connection()
        .execute(
            select(
                func.count().filter(col(Post.account_id) == account.id),
                func.count(),
            )
            .select_from(Post)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(col(Post.state) == PostState.SENDING, col(Account.channel) == account.channel)
        )
        .one()
    )
    return int(here) < limits.parallel and int(on_channel) < channel_in_flight


def _take_post(session: Session, account: Account, holds: list[Hold], now: datetime) -> tuple[int, PostState] | None:
    """The one UPDATE that decides. Returns the post and the state it came from."""
    candidate = (
        select(Post.id, Post.state)
        .where(col(Post.account_id) == account.id, due(now), approved(now))
        .order_by(col(Post.due_at), col(Post.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=Post)
    )
    if holds:
        candidate = (
            candidate.join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(not_held(holds))
        )
    found = session.connection().execute(candidate).first()
    if found is None:
        return None
    post_id, before = int(found[0]), PostState(found[1])
    taken = session.connection().execute(
        update(Post)
        .where(col(Post.id) == post_id, col(Post.state) == before, due(now))
        .values(state=PostState.SENDING, reason="")
    )
    return (post_id, before) if taken.rowcount == 1 else None


def reserve_quotas(session: Session, account_id: int, limits: AccountLimits, now: datetime) -> datetime | None:
    """Count one post against each quota, or say until when one of them is full. Never lets N+1 into any window."""
    for quota in limits.quotas:
        window_start = now - timedelta(seconds=quota.window_s)
        used = session.exec(
            select(func.count())
            .select_from(QuotaUse)
            .where(QuotaUse.account_id == account_id, QuotaUse.bucket == quota.bucket, col(QuotaUse.at) > window_start)
        ).one()
        if used >= quota.limit:
            return _window_opens(
                session, account_id, quota.bucket, used - quota.limit, window_start, quota.window_s, now
            )
    for quota in limits.quotas:
        session.connection().execute(insert(QuotaUse).values(account_id=account_id, bucket=quota.bucket, at=now))
    return None


def _window_opens(
    session: Session, account_id: int, bucket: str, surplus: int, window_start: datetime, window_s: int, now: datetime
) -> datetime:
    """When the use that must leave the window leaves it; a limit of 0 opens only when it is changed."""
    leaving = session.exec(
        select(QuotaUse.at)
        .where(QuotaUse.account_id == account_id, QuotaUse.bucket == bucket, col(QuotaUse.at) > window_start)
        .order_by(col(QuotaUse.at))
        .offset(surplus)
        .limit(1)
    ).first()
    return (leaving or now) + timedelta(seconds=window_s)


def _give_back(session: Session, account: Account, post_id: int, until: datetime, reason: str) -> None:
    session.connection().execute(
        update(Post).where(col(Post.id) == post_id).values(state=PostState.PLANNED, reason=reason)
    )
    session.connection().execute(
        update(Account).where(col(Account.id) == account.id).values(wait_until=until, wait_reason=reason)
    )
