"""Quotas: at most N posts in any window, counted in the database, so that no loss of Valkey lets one more through."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, func, select

from channels.base import Quota
from distributor.deliver.limits import AccountLimits
from distributor.models import QuotaUse
from distributor.models.base import UtcDateTime

_IN_WINDOW = (
    col(QuotaUse.account_id) == bindparam("account_id"),
    col(QuotaUse.bucket) == bindparam("bucket"),
    col(QuotaUse.at) > bindparam("window_start", type_=UtcDateTime()),
)
_USED = select(func.count()).select_from(QuotaUse).where(*_IN_WINDOW)
_USE = insert(QuotaUse)


def quota_full_until(session: Session, account_id: int, limits: AccountLimits, now: datetime) -> datetime | None:
    """Until when one of the account's quotas is full; None if all have room.

    The caller holds the account's row, or the whole of SQLite: what is counted here stays true until it commits.
    """
    for quota in limits.quotas:
        window_start = now - timedelta(seconds=quota.window_s)
        window = {"account_id": account_id, "bucket": quota.bucket, "window_start": window_start}
        used = session.connection().execute(_USED, window).scalar_one()
        if used >= quota.limit:
            return _opens(session, window, quota, used, now)
    return None


def reserve_quotas(session: Session, account_id: int, limits: AccountLimits, now: datetime) -> None:
    """Count one post against each quota."""
    for quota in limits.quotas:
        session.connection().execute(_USE, {"account_id": account_id, "bucket": quota.bucket, "at": now})


def _opens(session: Session, window: dict[str, object], quota: Quota, used: int, now: datetime) -> datetime:
    """When the use that must leave the window leaves it; a limit of 0 opens only when it is changed."""
    leaving = (
        session.connection()
        .execute(
            select(QuotaUse.at).where(*_IN_WINDOW).order_by(col(QuotaUse.at)).offset(used - quota.limit).limit(1),
            window,
        )
        .scalar()
    )
    return (leaving or now) + timedelta(seconds=quota.window_s)
