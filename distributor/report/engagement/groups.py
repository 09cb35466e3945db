"""Posts and their figures added up: in all, by channel, account, unit, kind and campaign, by week and month.

The span's own posts are there one by one (`posts.py`). Those of the spans it is compared with are only ever added up, so the
database does it: one query a span for the cells account × unit × kind × campaign.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from distributor.labels import channel_label, kind_label
from distributor.measure.figures import FIGURES
from distributor.models import Account, Campaign, Item, Post, PostFigures
from distributor.report.engagement.chosen import figure_sums, went_out
from distributor.report.engagement.posts import Posts, Stating, Truths, Whole
from distributor.report.engagement.shapes import (
    Compared,
    GroupFigures,
    ReportQuery,
    Span,
    Stretch,
    SummedFigure,
    Sums,
    Totals,
)
from distributor.units import unit_names
from phrases import phrase

NO_CAMPAIGN = phrase("report.no-campaign")


@dataclass(frozen=True)
class GroupTotals:
    account_id: int
    unit_id: int
    kind: str
    campaign_id: int
    totals: Totals


@dataclass(frozen=True)
class Spans:
    """The cells of the three spans."""

    now: tuple[GroupTotals, ...]
    before: tuple[GroupTotals, ...]
    year_before: tuple[GroupTotals, ...]


@dataclass(frozen=True)
class Names:
    """`accounts`: id → (name, channel)."""

    accounts: Mapping[int, tuple[str, str]]
    units: Mapping[int, str]
    campaigns: Mapping[int, str]


def read_cells(session: Session, wish: ReportQuery, span: Span) -> tuple[GroupTotals, ...]:
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
        GroupTotals(account_id, unit_id, kind, campaign_id or 0, _totals(numbers))
        for account_id, unit_id, kind, campaign_id, *numbers in session.execute(statement)
    )


def cells_of(posts: Posts) -> tuple[GroupTotals, ...]:
    """Return what `read_cells` would find."""
    if not len(posts.id):
        return ()
    numbered = [
        np.unique(column, return_inverse=True) for column in (posts.account, posts.unit, posts.kind, posts.campaign)
    ]
    places = np.ravel_multi_index([place for _, place in numbered], [len(values) for values, _ in numbered])
    _, first, cell = np.unique(places, return_index=True, return_inverse=True)
    return tuple(
        GroupTotals(
            int(posts.account[at]), int(posts.unit[at]), posts.kinds[posts.kind[at]], int(posts.campaign[at]), totals
        )
        for at, totals in zip(first, _totals_of(posts, cell, len(first)), strict=True)
    )


def days_of(posts: Posts, span: Span) -> dict[date, Totals]:
    """The figures of each day on which something was published."""
    days, day = np.unique(posts.day, return_inverse=True)
    return {
        span.first + timedelta(days=int(number)): totals
        for number, totals in zip(days, _totals_of(posts, day, len(days)), strict=True)
    }


def _totals_of(posts: Posts, group: Whole, groups: int) -> Iterator[Totals]:
    """Yield the totals of groups. `group`: of each post, from 0 to `groups`."""

    def counted(which: Truths) -> list[int]:
        found: list[int] = np.bincount(group[which], minlength=groups).tolist()
        return found

    def stated(of: Stating) -> list[SummedFigure]:
        values = np.zeros(groups, np.int64)
        np.add.at(values, group, of.values)
        return [_stated(value, told) for value, told in zip(values.tolist(), counted(of.told), strict=True)]

    posts_of = counted(np.ones(len(group), np.bool_))
    figures = [stated(posts.figures[name]) for name in FIGURES]
    for number, withdrawn, engaged, *sums in zip(
        posts_of, counted(posts.withdrawn), stated(posts.engagement), *figures, strict=True
    ):
        yield Totals(number, withdrawn, engaged, Sums(*sums))


def read_names(session: Session, cells: Iterable[GroupTotals]) -> Names:
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


def _stated(value: Any, posts: int) -> SummedFigure:
    return SummedFigure(int(value), posts) if posts else SummedFigure()


def added(totals: Iterable[Totals]) -> Totals:
    rows = list(totals)
    sums = [row.sums for row in rows]
    return Totals(
        sum([row.posts for row in rows]),
        sum([row.withdrawn for row in rows]),
        _added([row.engagement for row in rows]),
        Sums(**{name: _added([getattr(each, name) for each in sums]) for name in FIGURES}),
    )


def _added(stated: Sequence[SummedFigure]) -> SummedFigure:
    """Add figures up: what nobody stated adds nothing; with nothing stated at all there is no sum."""
    posts = sum([each.posts for each in stated])
    return (
        SummedFigure(sum([each.value for each in stated if each.value is not None]), posts) if posts else SummedFigure()
    )


def compared(spans: Spans, wanted: Callable[[GroupTotals], bool] = lambda _cell: True) -> Compared:
    return Compared(
        *(
            added(cell.totals for cell in cells if wanted(cell))
            for cells in (spans.now, spans.before, spans.year_before)
        )
    )


@dataclass(frozen=True)
class Groups:
    by_channel: tuple[GroupFigures, ...]
    by_account: tuple[GroupFigures, ...]
    by_unit: tuple[GroupFigures, ...]
    by_kind: tuple[GroupFigures, ...]
    by_campaign: tuple[GroupFigures, ...]


def groups_of(spans: Spans, names: Names) -> Groups:
    def channel(cell: GroupTotals) -> str:
        return names.accounts[cell.account_id][1]

    def grouped(
        key: Callable[[GroupTotals], str], label: Callable[[str], str], of: Callable[[str], str] | None = None
    ) -> tuple[GroupFigures, ...]:
        return _grouped(spans, key, label, of or (lambda _key: ""))

    return Groups(
        by_channel=grouped(channel, channel_label, lambda key: key),
        by_account=grouped(
            lambda cell: str(cell.account_id),
            lambda key: names.accounts[int(key)][0],
            lambda key: names.accounts[int(key)][1],
        ),
        by_unit=grouped(
            lambda cell: str(cell.unit_id),
            lambda key: names.units.get(int(key), phrase("report.unit-number", unit=key)),
        ),
        by_kind=grouped(lambda cell: cell.kind, kind_label),
        by_campaign=grouped(lambda cell: str(cell.campaign_id), lambda key: names.campaigns.get(int(key), NO_CAMPAIGN)),
    )


def _grouped(
    spans: Spans, key: Callable[[GroupTotals], str], label: Callable[[str], str], channel: Callable[[str], str]
) -> tuple[GroupFigures, ...]:
    """Keys of any of the three spans, so that what fell silent is seen, too."""
    sorted_out: defaultdict[str, tuple[list[Totals], list[Totals], list[Totals]]] = defaultdict(lambda: ([], [], []))
    for place, cells in enumerate((spans.now, spans.before, spans.year_before)):
        for cell in cells:
            sorted_out[key(cell)][place].append(cell.totals)
    groups = [
        GroupFigures(name, label(name), Compared(*(added(rows) for rows in three)), channel(name))
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
