"""Quota windows: at most N posts in any of them, counted in the database, so that no loss of Valkey lets one more through."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, insert, literal, update
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, select

from channels.base import Quota
from channels.midnight import midnight
from distributor.deliver.limits import AccountLimits
from distributor.models import QuotaUse
from distributor.models.base import UtcDateTime

_IN_WINDOW = (
    col(QuotaUse.account_id) == bindparam("account_id"),
    col(QuotaUse.bucket) == bindparam("bucket"),
    col(QuotaUse.at) > bindparam("window_start", type_=UtcDateTime()),
)
_USED = select(func.count()).select_from(QuotaUse).where(*_IN_WINDOW)
_COUNTED = exists(
    select(literal(1)).select_from(QuotaUse).where(*_IN_WINDOW, col(QuotaUse.post_id) == bindparam("post_id"))
)
_IS_COUNTED = select_(_COUNTED)
_USE = insert(QuotaUse)
MEMORY = timedelta(days=40)
"""Longer than any window of `config/channels.toml`."""


def quota_full_until(
    session: Session, account_id: int, post_id: int, limits: AccountLimits, now: datetime
) -> datetime | None:
    """Return until when one of the account's quotas is full; None if all have room for this post.

    A post that was counted already has its room. The caller holds the account's row, or the whole of SQLite: what is counted here
    stays true until it commits.
    """
    for quota in limits.quotas:
        window = _window(quota, account_id, now)
        used = session.connection().execute(_USED, window).scalar_one()
        if (
            used >= quota.limit
            and not session.connection().execute(_IS_COUNTED, {**window, "post_id": post_id}).scalar()
        ):
            return _opens(session, window, quota, used, now)
    return None


def reserve_quotas(session: Session, account_id: int, post_id: int, limits: AccountLimits, now: datetime) -> None:
    """Count this post against each quota, once in its window: what is tried again was not published the time before.

    It counts from its last try on, for that is when the platform may count it.
    """
    for quota in limits.quotas:
        window = _window(quota, account_id, now)
        if session.connection().execute(_IS_COUNTED, {**window, "post_id": post_id}).scalar():
            session.connection().execute(
                update(QuotaUse)
                .where(
                    col(QuotaUse.post_id) == post_id,
                    col(QuotaUse.account_id) == account_id,
                    col(QuotaUse.bucket) == quota.bucket,
                )
                .values(at=now)
            )
            continue
        use = {"account_id": account_id, "bucket": quota.bucket, "at": now, "post_id": post_id}
        session.connection().execute(_USE, use)


def forget_uses(session: Session, now: datetime) -> None:
    """Delete uses that no quota window can reach any more."""
    session.connection().execute(delete(QuotaUse).where(col(QuotaUse.at) < now - MEMORY))


def longest_window(limits: AccountLimits) -> timedelta:
    return timedelta(seconds=max((quota.window_s for quota in limits.quotas), default=0))


def _window(quota: Quota, account_id: int, now: datetime) -> dict[str, object]:
    """Return what a statement over the quota's window is given: what was counted at its start or before does not count any
    more."""
    start = now - timedelta(seconds=quota.window_s)
    if quota.resets_in:
        start = midnight(quota.resets_in, now) - timedelta(microseconds=1)
    return {"account_id": account_id, "bucket": quota.bucket, "window_start": start}


def _opens(session: Session, window: dict[str, object], quota: Quota, used: int, now: datetime) -> datetime:
    """Return when the use that must leave the window leaves it; a limit of 0 opens only when it is changed."""
    if quota.resets_in:
        return midnight(quota.resets_in, now, days=1)
    leaving = (
        session.connection()
        .execute(
            select(QuotaUse.at).where(*_IN_WINDOW).order_by(col(QuotaUse.at)).offset(used - quota.limit).limit(1),
            window,
        )
        .scalar_one_or_none()
    )
    return (leaving or now) + timedelta(seconds=quota.window_s)
