"""Who follows an account, or takes its feed: the newest number of a span beside the newest from before it. Reads only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, select
from sqlmodel import Session, col, func

from channels.declared import ACCOUNT, metrics_of
from distributor.calendar.period import midnight
from distributor.models import APART, Account, AccountSample
from distributor.report.engagement.shapes import FollowersLine, ReportQuery

SHOWN = timedelta(days=30)
"""Over which an account's own page compares."""
LOOKED_BACK = timedelta(days=92)
"""How far before a span its number from before is looked for."""


def read_followers_of_span(session: Session, wish: ReportQuery) -> tuple[FollowersLine, ...]:
    """One query; none where the wish asks for a kind or a campaign, for a follower belongs to neither."""
    if wish.kind is not None or wish.campaign_id is not None:
        return ()
    of: list[ColumnElement[bool]] = [col(Account.unit_id).in_(wish.units)]
    if wish.channel is not None:
        of.append(col(Account.channel) == wish.channel)
    if wish.account_id is not None:
        of.append(col(Account.id) == wish.account_id)
    return _lines(session, of, midnight(wish.span.first), midnight(wish.span.after))


def followers_of(session: Session, account_id: int, now: datetime) -> tuple[FollowersLine, ...]:
    """The followers of one account, over the last 30 days."""
    return _lines(session, [col(Account.id) == account_id], now - SHOWN, now + timedelta(seconds=1))


def _lines(
    session: Session, of: Sequence[ColumnElement[bool]], begins: datetime, ends: datetime
) -> tuple[FollowersLine, ...]:
    at, in_span = col(AccountSample.at), col(AccountSample.at) >= begins
    # What counts: a number that somebody said, and that is one. Two workers may have asked in the same instant.
    counts = and_(col(AccountSample.value).is_not(None), col(AccountSample.doubt).not_in(APART))
    place = func.row_number().over(
        partition_by=(col(AccountSample.account_id), col(AccountSample.metric), in_span),
        order_by=(counts.desc(), at.desc(), col(AccountSample.id).desc()),
    )
    told = (
        select(
            *(col(Account.id), col(Account.name), col(Account.channel), col(AccountSample.metric).label("metric")),
            *(in_span.label("in_span"), case((counts, col(AccountSample.value))).label("value"), at.label("at")),
            place.label("place"),
        )
        .join(Account, col(Account.id) == col(AccountSample.account_id))
        .where(*of, at >= begins - LOOKED_BACK, at < ends)
        .subquery()
    )
    newest = select(told).where(told.c.place == 1)
    newest = newest.order_by(told.c.channel, told.c.name, told.c.id, told.c.metric, told.c.in_span)
    before: dict[tuple[int, str], int | None] = {}
    found = []
    for account_id, name, channel, metric, is_in_span, value, told_at, _place in session.connection().execute(newest):
        if not is_in_span:
            before[account_id, metric] = value
            continue
        known = metrics_of(channel, ACCOUNT).get(metric)
        label, said_at = known.label if known else metric, None if value is None else told_at
        found.append(FollowersLine(name, channel, label, value, said_at, before.get((account_id, metric))))
    return tuple(found)
