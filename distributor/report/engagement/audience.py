"""Who follows an account, or takes its feed: the newest number of a span beside the newest from before it. Reads only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from channels.declared import ACCOUNT, metrics_of
from distributor.calendar.period import midnight
from distributor.models import APART, Account, AccountSample
from distributor.report.engagement.shapes import AudienceLine, Wish

SHOWN = timedelta(days=30)
"""Over which an account's own page compares."""
LOOKED_BACK = timedelta(days=92)
"""How far before a span its number from before is looked for."""


def read_audience(session: Session, wish: Wish) -> tuple[AudienceLine, ...]:
    """One query; none where the wish asks for a kind or a campaign, for a follower belongs to neither."""
    if wish.kind is not None or wish.campaign_id is not None:
        return ()
    of: list[ColumnElement[bool]] = [col(Account.unit_id).in_(wish.units)]
    if wish.channel is not None:
        of.append(col(Account.channel) == wish.channel)
    if wish.account_id is not None:
        of.append(col(Account.id) == wish.account_id)
    return _lines(session, of, midnight(wish.span.first), midnight(wish.span.after))


def audience_of(session: Session, account_id: int, now: datetime) -> tuple[AudienceLine, ...]:
    """Of one account, over the last 30 days."""
    return _lines(session, [col(Account.id) == account_id], now - SHOWN, now + timedelta(seconds=1))


def _lines(
    session: Session, of: Sequence[ColumnElement[bool]], begins: datetime, ends: datetime
) -> tuple[AudienceLine, ...]:
    at, in_span = col(AccountSample.at), col(AccountSample.at) >= begins
    last = (
        select(
            AccountSample.account_id,
            AccountSample.metric,
            func.max(at).filter(_of(AccountSample), in_span).label("now_at"),
            func.max(at).filter(_of(AccountSample), ~in_span).label("before_at"),
        )
        .join(Account, col(Account.id) == col(AccountSample.account_id))
        .where(*of, at >= begins - LOOKED_BACK, at < ends)
        .group_by(col(AccountSample.account_id), col(AccountSample.metric))
        .having(func.max(at) >= begins)
        .subquery()
    )
    now, before = aliased(AccountSample), aliased(AccountSample)
    rows = session.connection().execute(
        sa.select(
            *(col(Account.id), col(Account.name), col(Account.channel), last.c.metric),
            *(col(now.value), col(now.at), col(before.value)),
        )
        .join(last, last.c.account_id == col(Account.id))
        .join(now, _is(now, last, last.c.now_at), isouter=True)
        .join(before, _is(before, last, last.c.before_at), isouter=True)
        .order_by(col(Account.channel), col(Account.name), col(Account.id), last.c.metric)
    )
    found = {}
    for account_id, name, channel, metric, value, told_at, value_before in rows:
        known = metrics_of(channel, ACCOUNT).get(metric)
        label = known.label if known else metric
        # Two workers may have asked in the same instant.
        found[account_id, metric] = AudienceLine(name, channel, label, value, told_at, value_before)
    return tuple(found.values())


def _is(sample: type[AccountSample], last: Subquery, at: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        col(sample.account_id) == last.c.account_id,
        col(sample.metric) == last.c.metric,
        col(sample.at) == at,
        _of(sample),
    )


def _of(sample: type[AccountSample]) -> ColumnElement[bool]:
    """What counts: a number that somebody said, and that is one."""
    return and_(col(sample.value).is_not(None), col(sample.doubt).not_in(APART))
