"""Posts and their figures added up: in all, by channel, account, unit, kind and campaign, by week and month.

One query a span for the cells account × unit × kind × campaign, one for the hours; everything else is added up from those.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from distributor.measure.figures import FIGURES
from distributor.models import Account, Campaign, Item, Post, PostFigures
from distributor.report.engagement.chosen import figure_sums, joined, went_out
from distributor.report.engagement.shapes import Compared, Group, Span, Stated, Stretch, Sums, Totals, Wish
from distributor.report.sql.day_of import date_of, day_of
from distributor.report.units import unit_names
from distributor.report.words import channel_label, kind_label

NO_CAMPAIGN = "Ngoài chiến dịch"


@dataclass(frozen=True)
class Cell:
    account_id: int
    unit_id: int
    kind: str
    campaign_id: int
    totals: Totals


@dataclass(frozen=True)
class Spans:
    """The cells of the three spans."""

    now: tuple[Cell, ...]
    before: tuple[Cell, ...]
    year_before: tuple[Cell, ...]


@dataclass(frozen=True)
class Names:
    """`accounts`: id → (name, channel)."""

    accounts: Mapping[int, tuple[str, str]]
    units: Mapping[int, str]
    campaigns: Mapping[int, str]


def read_cells(session: Session, wish: Wish, span: Span) -> tuple[Cell, ...]:
    keys = (col(Post.account_id), col(Post.unit_id), col(Item.kind), col(Post.campaign_id))
    statement = (
        select(*keys, *figure_sums())
        .select_from(Post)
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id), isouter=True)
        .where(*went_out(wish, span))
        .group_by(*keys)
    )
    return tuple(
        Cell(account_id, unit_id, kind, campaign_id or 0, _totals(numbers))
        for account_id, unit_id, kind, campaign_id, *numbers in session.execute(statement)
    )


def read_days(session: Session, wish: Wish, span: Span) -> dict[date, Totals]:
    """Of days on which something was published."""
    day = day_of(session, col(Post.published_at))
    statement = (
        select(day, *figure_sums())
        .select_from(Post)
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id), isouter=True)
        .where(*went_out(wish, span))
        .group_by(day)
    )
    rows = session.execute(joined(statement, wish))
    return {date_of(told): _totals(numbers) for told, *numbers in rows}


def read_names(session: Session, cells: Iterable[Cell]) -> Names:
    rows = list(cells)
    accounts = session.execute(
        select(col(Account.id), col(Account.name), col(Account.channel)).where(
            col(Account.id).in_({row.account_id for row in rows})
        )
    )
    campaigns = session.execute(
        select(col(Campaign.id), col(Campaign.name)).where(col(Campaign.id).in_({row.campaign_id for row in rows}))
    )
    return Names(
        {account_id: (name, channel) for account_id, name, channel in accounts},
        unit_names(session, sorted({row.unit_id for row in rows})),
        {row[0]: row[1] for row in campaigns},
    )


def _totals(numbers: list[Any]) -> Totals:
    posts, withdrawn, engagement, engaged, *pairs = numbers
    figures = {name: _stated(pairs[2 * place], pairs[2 * place + 1]) for place, name in enumerate(FIGURES)}
    return Totals(posts, withdrawn or 0, _stated(engagement, engaged), Sums(**figures))


def _stated(value: Any, posts: int) -> Stated:
    return Stated(int(value), posts) if posts else Stated()


def added(totals: Iterable[Totals]) -> Totals:
    rows = list(totals)
    return Totals(
        sum(row.posts for row in rows),
        sum(row.withdrawn for row in rows),
        _added(row.engagement for row in rows),
        Sums(**{name: _added(row.sums.of(name) for row in rows) for name in FIGURES}),
    )


def _added(stated: Iterable[Stated]) -> Stated:
    """What nobody stated adds nothing; with nothing stated at all there is no sum."""
    rows = [each for each in stated if each.posts]
    return Stated(sum(each.value or 0 for each in rows), sum(each.posts for each in rows)) if rows else Stated()


def compared(spans: Spans, wanted: Callable[[Cell], bool] = lambda _cell: True) -> Compared:
    return Compared(
        *(
            added(cell.totals for cell in cells if wanted(cell))
            for cells in (spans.now, spans.before, spans.year_before)
        )
    )


@dataclass(frozen=True)
class Groups:
    by_channel: tuple[Group, ...]
    by_account: tuple[Group, ...]
    by_unit: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    by_campaign: tuple[Group, ...]


def groups_of(spans: Spans, names: Names) -> Groups:
    def channel(cell: Cell) -> str:
        return names.accounts[cell.account_id][1]

    def grouped(
        key: Callable[[Cell], str], label: Callable[[str], str], of: Callable[[str], str] | None = None
    ) -> tuple[Group, ...]:
        return _grouped(spans, key, label, of or (lambda _key: ""))

    return Groups(
        by_channel=grouped(channel, channel_label, lambda key: key),
        by_account=grouped(
            lambda cell: str(cell.account_id),
            lambda key: names.accounts[int(key)][0],
            lambda key: names.accounts[int(key)][1],
        ),
        by_unit=grouped(lambda cell: str(cell.unit_id), lambda key: names.units.get(int(key), f"Đơn vị số {key}")),
        by_kind=grouped(lambda cell: cell.kind, kind_label),
        by_campaign=grouped(lambda cell: str(cell.campaign_id), lambda key: names.campaigns.get(int(key), NO_CAMPAIGN)),
    )


def _grouped(
    spans: Spans, key: Callable[[Cell], str], label: Callable[[str], str], channel: Callable[[str], str]
) -> tuple[Group, ...]:
    """Keys of any of the three spans, so that what fell silent is seen, too."""
    sorted_out: defaultdict[str, tuple[list[Totals], list[Totals], list[Totals]]] = defaultdict(lambda: ([], [], []))
    for place, cells in enumerate((spans.now, spans.before, spans.year_before)):
        for cell in cells:
            sorted_out[key(cell)][place].append(cell.totals)
    groups = [
        Group(name, label(name), Compared(*(added(rows) for rows in three)), channel(name))
        for name, three in sorted_out.items()
    ]
    return tuple(
        sorted(
            groups,
            key=lambda group: (
                -group.compared.now.posts,
                -(group.compared.now.engagement.value or 0),
                -group.compared.before.posts,
                group.label,
                group.key,
            ),
        )
    )


def weeks(span: Span, days: Mapping[date, Totals]) -> tuple[Stretch, ...]:
    """Monday to Sunday."""
    return _stretches(
        span,
        days,
        lambda day: day + timedelta(days=6 - day.weekday()),
        lambda first, last: f"{first:%d/%m} – {last:%d/%m/%Y}" if first != last else f"{first:%d/%m/%Y}",
    )


def months(span: Span, days: Mapping[date, Totals]) -> tuple[Stretch, ...]:
    return _stretches(
        span,
        days,
        lambda day: (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1),
        lambda first, _last: f"{first:%m/%Y}",
    )


def _stretches(
    span: Span, days: Mapping[date, Totals], end: Callable[[date], date], label: Callable[[date, date], str]
) -> tuple[Stretch, ...]:
    stretches, first = [], span.first
    while first <= span.last:
        last = min(end(first), span.last)
        inside = (first + timedelta(days=number) for number in range((last - first).days + 1))
        stretches.append(Stretch(first, last, label(first, last), added(days[day] for day in inside if day in days)))
        first = last + timedelta(days=1)
    return tuple(stretches)
