"""What the first page tells beside the ledger: what waits for a yes, what goes out today, two weeks beside each other, and what
nobody has been told of. Reads only; six queries, and as many however much there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.labels import kinds
from distributor.models import Account, Intake, Item, Post, PostState
from distributor.report.engagement.groups import days_of
from distributor.report.engagement.posts import read_posts
from distributor.report.engagement.shapes import ReportQuery, Span
from distributor.report.sql.unindexed import unindexed
from distributor.review.returned import returned

FEW = 6
WEEK = 7
MOST_KEPT = 64
TOLD = (
    PostState.PLANNED,
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.UNKNOWN,
    PostState.PUBLISHED,
    PostState.EDITED,
    PostState.AWAITING_REVIEW,
    PostState.DRAFT,
    PostState.WITHDRAWN,
)
"""An item with such a post is told of, or is on its way."""


@dataclass(frozen=True)
class ReviewLine:
    """An item whose posts wait for a yes."""

    item_id: int
    title: str
    posts: int


@dataclass(frozen=True)
class DueToday:
    post_id: int
    at: datetime
    channel: str
    account: str
    title: str


@dataclass(frozen=True)
class Fortnight:
    """A figure of the last seven whole days and today (`days`, the last is today), and its sums. None: nobody stated it."""

    days: tuple[int | None, ...]
    before_days: tuple[int | None, ...]

    @property
    def now(self) -> int | None:
        return _sum(self.days)

    @property
    def before(self) -> int | None:
        return _sum(self.before_days)


@dataclass(frozen=True)
class FrontPage:
    review: tuple[ReviewLine, ...]
    review_items: int
    today: tuple[DueToday, ...]
    today_count: int
    posts: Fortnight
    reach: Fortnight
    clicks: Fortnight
    untold: tuple[tuple[int, str], ...]
    untold_count: int


class FrontMemory:
    """The newest front pages, each for the units that see it: asked for with each page, and the same for a minute as long as
    nothing in the ledger changes.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], tuple[tuple[str, datetime], FrontPage]] = {}

    def front(self, session: Session, unit_ids: Sequence[int], now: datetime, version: str) -> FrontPage:
        """Return the first page. `version`: of the ledger, read before (`report.version`)."""
        units, stands = tuple(unit_ids), (version, now.replace(second=0, microsecond=0))
        kept = self._kept.get(units)
        if kept is not None and kept[0] == stands:
            return kept[1]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        made = staff_front(session, units, now)
        self._kept[units] = (stands, made)
        return made


def staff_front(session: Session, unit_ids: Sequence[int], now: datetime) -> FrontPage:
    today = now.astimezone(VIETNAM).date()
    review, review_items = _review(session, unit_ids)
    due, due_count = _today(session, unit_ids, now, today)
    posts, reach, clicks = _weeks(session, unit_ids, today)
    untold, untold_count = _untold(session, unit_ids, midnight(today - timedelta(days=WEEK - 1)))
    return FrontPage(review, review_items, due, due_count, posts, reach, clicks, untold, untold_count)


def _review(session: Session, unit_ids: Sequence[int]) -> tuple[tuple[ReviewLine, ...], int]:
    # One without its pictures or words cannot be given a yes yet; its own notice tells of it.
    ready = (unindexed(col(Post.rendered)).is_(True), col(Post.text) != "")
    waiting = (col(Post.state) == PostState.AWAITING_REVIEW, col(Post.unit_id).in_(unit_ids), ~returned(), *ready)
    counted = (
        columns(col(Post.item_id), func.count().label("posts"), func.min(Post.created_at).label("since"))
        .where(*waiting)
        .group_by(col(Post.item_id))
        .subquery()
    )
    rows = session.execute(
        columns(col(Item.id), col(Item.title), counted.c.posts, func.count().over())
        .join(counted, counted.c.item_id == col(Item.id))
        .order_by(counted.c.since, col(Item.id))
        .limit(FEW)
    ).all()
    return tuple(ReviewLine(key, title, posts) for key, title, posts, _all in rows), rows[0][3] if rows else 0


def _today(session: Session, unit_ids: Sequence[int], now: datetime, today: date) -> tuple[tuple[DueToday, ...], int]:
    going = (
        unindexed(col(Post.state)).in_((PostState.PLANNED, PostState.SENDING)),
        col(Post.slot_at) >= now - timedelta(hours=1),
        col(Post.slot_at) < midnight(today + timedelta(days=1)),
        unindexed(col(Post.unit_id)).in_(unit_ids),
    )
    rows = session.execute(
        columns(
            col(Post.id),
            col(Post.slot_at),
            col(Account.channel),
            col(Account.name),
            col(Post.title),
            func.count().over(),
        )
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(*going)
        .order_by(col(Post.slot_at), col(Post.id))
        .limit(FEW)
    ).all()
    return tuple(DueToday(*row[:5]) for row in rows), rows[0][5] if rows else 0


def _weeks(session: Session, unit_ids: Sequence[int], today: date) -> tuple[Fortnight, Fortnight, Fortnight]:
    span = Span(today - timedelta(days=2 * WEEK - 1), today)
    by_day = days_of(read_posts(session, ReportQuery(span, tuple(unit_ids)), span), span)
    days = [by_day.get(span.first + timedelta(days=number)) for number in range(2 * WEEK)]

    def fortnight(values: list[int | None]) -> Fortnight:
        return Fortnight(tuple(values[WEEK:]), tuple(values[:WEEK]))

    return (
        fortnight([day.posts if day else 0 for day in days]),
        fortnight([day.sums.reach.value if day else 0 for day in days]),
        fortnight([day.sums.clicks.value if day else 0 for day in days]),
    )


def _untold(session: Session, unit_ids: Sequence[int], since: datetime) -> tuple[tuple[tuple[int, str], ...], int]:
    """Items of the last seven days, of kinds that are told, about which no account says anything or will."""
    never = [kind.name for kind in kinds().values() if kind.never]
    said = select(Post.id).where(Post.item_id == Item.id, col(Post.state).in_(TOLD)).exists()
    rows = session.execute(
        columns(col(Item.id), col(Item.title), func.count().over())
        .where(
            func.coalesce(col(Item.published_at), col(Item.first_seen_at)) >= since,
            unindexed(col(Item.unit_id)).in_(unit_ids),
            unindexed(col(Item.intake)).in_((Intake.TAKEN, Intake.HELD)),
            col(Item.kind).not_in(never),
            unindexed(col(Item.duplicate_of)).is_(None),
            ~said,
        )
        .order_by(func.coalesce(col(Item.published_at), col(Item.first_seen_at)).desc(), col(Item.id).desc())
        .limit(FEW)
    ).all()
    return tuple((key, title) for key, title, _all in rows), rows[0][2] if rows else 0


def _sum(values: Sequence[int | None]) -> int | None:
    stated = [value for value in values if value is not None]
    return sum(stated) if stated else None
