"""The calendar of posts: what stands in each day of a view. Reads only.

One call costs seven queries at most, however much it shows. A day holds at most `most` posts, and says how many there are; a post
stands on the day on which it went out, else on the day of its slot. Units are asked for `unindexed`: SQLite would else
choose the index of units, under which nearly all rows of a province lie, before that of days or states.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, union_all
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, or_, select

from distributor.calendar.holidays import Holiday, holidays_of
from distributor.calendar.lunar import LunarDate, lunar_date
from distributor.calendar.period import Period, midnight
from distributor.clock import VIETNAM
from distributor.labels import channel_label
from distributor.models import Account, AccountGrant, Hold, Item, Post, PostState
from distributor.post_states import NEED_PERSON
from distributor.report.anchors import Anchor, anchors_between
from distributor.report.calendar_accounts import AccountLine, account_lines
from distributor.report.sql.day_of import date_of, day_of
from distributor.report.sql.unindexed import unindexed
from phrases import phrase

COLOURS = 12
"""So many accounts differ in colour; then colours come again. Each chip names its account too."""
NOT_GOING_OUT = (PostState.SKIPPED, PostState.CANCELLED)
"""Not shown unless asked for by name."""


@dataclass(frozen=True)
class Narrowing:
    """Empty or None: no narrowing."""

    account_id: int | None = None
    channel: str = ""
    state: str = ""


@dataclass(frozen=True)
class DayPost:
    """A post in its day. `at`: Vietnam's time. `seen`: its slot, as a form sends it back. `colour`: of its account."""

    post_id: int
    account: str
    account_id: int
    channel: str
    channel_label: str
    colour: int
    state: PostState
    title: str
    reason: str
    at: datetime
    seen: str

    @property
    def is_planned(self) -> bool:
        return self.state == PostState.PLANNED

    @property
    def needs_person(self) -> bool:
        return self.state in NEED_PERSON


@dataclass(frozen=True)
class HoldBand:
    """A hold on one of its days. `begins`: on its first day, or the first that is shown."""

    reason: str
    ordered_by: str
    scope: str
    begins: bool


@dataclass(frozen=True)
class CalendarDay:
    """`total`: of its posts, also of those that do not stand in `posts`."""

    day: date
    lunar: LunarDate
    holidays: tuple[Holiday, ...]
    bands: tuple[HoldBand, ...]
    anchors: tuple[Anchor, ...]
    posts: tuple[DayPost, ...]
    total: int

    @property
    def is_empty(self) -> bool:
        return not (self.holidays or self.bands or self.anchors or self.total)


@dataclass(frozen=True)
class Calendar:
    """`without_slot`: posts that wait for a yes and stand in no day yet. `total`: posts of all days."""

    days: tuple[CalendarDay, ...]
    accounts: tuple[AccountLine, ...]
    without_slot: int

    @property
    def total(self) -> int:
        return sum(day.total for day in self.days)


def calendar(
    session: Session, unit_ids: Sequence[int], period: Period, narrowing: Narrowing, *, most: int, now: datetime
) -> Calendar:
    """Return the calendar for the people of these units. `most`: posts that are read of each day."""
    accounts = _accounts(session, unit_ids)
    colours = {account.id or 0: number % COLOURS for number, account in enumerate(accounts)}
    chips, totals = _chips(session, unit_ids, period, narrowing, colours, most)
    bands = _bands(session, unit_ids, period, {account.id or 0: account.name for account in accounts})
    anchors = anchors_between(session, unit_ids, period.first, period.after)
    shown = {chip.account_id for of_day in chips.values() for chip in of_day}
    return Calendar(
        days=tuple(
            CalendarDay(
                day,
                lunar_date(day),
                holidays_of(day),
                tuple(bands.get(day, ())),
                anchors.get(day, ()),
                tuple(chips.get(day, ())),
                totals.get(day, 0),
            )
            for day in period.days
        ),
        accounts=account_lines(accounts, colours, shown, now),
        without_slot=_without_slot(session, unit_ids, narrowing),
    )


def _accounts(session: Session, unit_ids: Sequence[int]) -> list[Account]:
    """Theirs and those that they may post to; in the order of their ids, so that a colour stays."""
    granted = select(AccountGrant.account_id).where(col(AccountGrant.unit_id).in_(unit_ids))
    wanted = or_(col(Account.unit_id).in_(unit_ids), col(Account.id).in_(granted))
    return list(session.exec(select(Account).where(wanted).order_by(col(Account.id))))


def _chips(
    session: Session,
    unit_ids: Sequence[int],
    period: Period,
    narrowing: Narrowing,
    colours: Mapping[int, int],
    most: int,
) -> tuple[dict[date, list[DayPost]], dict[date, int]]:
    inside = union_all(
        *(
            select_(col(Post.id).label("id"), at.label("at"))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(unindexed(col(Post.unit_id)).in_(unit_ids), *when, *_narrowed(narrowing))
            for at, when in _inside(period)
        )
    ).subquery()
    day = day_of(session, inside.c.at)
    ranked = select_(
        inside.c.id,
        inside.c.at,
        day.label("day"),
        func.row_number().over(partition_by=day, order_by=(inside.c.at, inside.c.id)).label("rank"),
        func.count().over(partition_by=day).label("total"),
    ).subquery()
    rows = session.connection().execute(
        select_(
            col(Post.id),
            col(Post.account_id),
            col(Account.name).label("account"),
            col(Account.channel),
            col(Post.state),
            col(Post.title),
            col(Item.title).label("item_title"),
            col(Post.reason),
            col(Post.slot_at),
            ranked.c.at,
            ranked.c.day,
            ranked.c.total,
        )
        .join(ranked, ranked.c.id == col(Post.id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(ranked.c.rank <= most)
        .order_by(ranked.c.at, col(Post.id))
    )
    chips: dict[date, list[DayPost]] = defaultdict(list)
    totals: dict[date, int] = {}
    for row in rows:
        stands_on = date_of(row.day)
        totals[stands_on] = row.total
        chips[stands_on].append(
            DayPost(
                post_id=row.id,
                account=row.account,
                account_id=row.account_id,
                channel=row.channel,
                channel_label=channel_label(row.channel),
                colour=colours.get(row.account_id, 0),
                state=PostState(row.state),
                title=row.item_title or row.title,
                reason=row.reason,
                at=row.at.astimezone(VIETNAM),
                seen=row.slot_at.isoformat() if row.slot_at else "",
            )
        )
    return chips, totals


def _inside(period: Period) -> tuple[tuple[Any, list[ColumnElement[bool]]], ...]:
    """Return what went out, and what is to: when, and the condition. Two plain ranges, each of an index that has all that is
    asked."""
    published, slot = col(Post.published_at), col(Post.slot_at)
    went_out = [published >= period.begins_at, published < period.ends_at]
    goes_out = [unindexed(published).is_(None), slot >= period.begins_at, slot < period.ends_at]
    return (published, went_out), (slot, goes_out)


def _narrowed(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowing.account_id is not None:
        conditions.append(col(Post.account_id) == narrowing.account_id)
    if narrowing.channel:
        conditions.append(col(Account.channel) == narrowing.channel)
    if narrowing.state:
        conditions.append(unindexed(col(Post.state)) == PostState(narrowing.state))
    else:
        conditions.append(unindexed(col(Post.state)).not_in(NOT_GOING_OUT))
    return conditions


def _without_slot(session: Session, unit_ids: Sequence[int], narrowing: Narrowing) -> int:
    waiting = (
        select(func.count())
        .select_from(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(
            Post.state == PostState.AWAITING_REVIEW,
            col(Post.slot_at).is_(None),
            unindexed(col(Post.unit_id)).in_(unit_ids),
        )
    )
    return session.exec(waiting.where(*_narrowed(narrowing))).one()


def _bands(
    session: Session, unit_ids: Sequence[int], period: Period, accounts: Mapping[int, str]
) -> dict[date, list[HoldBand]]:
    holds = session.exec(
        select(Hold)
        .where(
            col(Hold.starts_at) < period.ends_at,
            or_(col(Hold.ends_at).is_(None), col(Hold.ends_at) > period.begins_at),
            or_(col(Hold.lifted_at).is_(None), col(Hold.lifted_at) > period.begins_at),
            or_(col(Hold.unit_id).is_(None), col(Hold.unit_id).in_(unit_ids)),
        )
        .order_by(col(Hold.starts_at), col(Hold.id))
    )
    found: dict[date, list[HoldBand]] = defaultdict(list)
    for hold in holds:
        if hold.account_id is not None and hold.account_id not in accounts:
            continue
        end = min(filter(None, (hold.ends_at, hold.lifted_at)), default=period.ends_at)
        days = [
            day for day in period.days if hold.starts_at < midnight(day + timedelta(days=1)) and end > midnight(day)
        ]
        for day in days:
            found[day].append(HoldBand(hold.reason, hold.ordered_by, _scope(hold, accounts), begins=day == days[0]))
    return found


def _scope(hold: Hold, accounts: Mapping[int, str]) -> str:
    if hold.account_id is not None:
        return accounts[hold.account_id]
    if hold.channel:
        return channel_label(hold.channel)
    return phrase("report.all-channels" if hold.unit_id is None else "report.all-channels-of-unit")
