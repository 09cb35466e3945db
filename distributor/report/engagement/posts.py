"""The posts of a span, read once, in columns: what was done with them is added up from here, not by a query for each sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Row, case, select
from sqlmodel import Session, col, func

from distributor.calendar.period import midnight
from distributor.measure.figures import FIGURES
from distributor.models import Item, Post, PostFigures, PostState
from distributor.report.engagement.chosen import ENGAGEMENT, announces, went_out
from distributor.report.engagement.shapes import ReportQuery, Span
from distributor.report.sql.seconds import seconds_of

Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]
UNTOLD = -(2**31)
"""In a column: nobody said. No figure is so small, and no instant is exactly this."""
_DAY_S = 86_400
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Stating:
    """The values that each post states of one figure, and which posts state it; 0 where it is not stated."""

    values: Whole
    told: Truths


@dataclass(frozen=True)
class Posts:
    """Columns of equal length, a place a post. Instants: whole seconds since 1970.

    `kind`: places in `kinds`; `campaign`: 0 for none; `day`: of Vietnam, from 0 for the span's first; `source_at`: when the
    page published the item, or UNTOLD. `figures`: by the names of FIGURES; `engagement`: the sum of what a post states.
    """

    kinds: tuple[str, ...]
    id: Whole
    account: Whole
    unit: Whole
    item: Whole
    campaign: Whole
    kind: Whole
    at: Whole
    day: Whole
    source_at: Whole
    announces: Truths
    withdrawn: Truths
    figures: Mapping[str, Stating]
    engagement: Stating


_COLUMNS = (
    *("id", "account", "unit", "item", "campaign", "at", "source_at", "announces", "withdrawn"),
    *FIGURES,
    "kind",
)
"""In the order in which they are asked for."""


def read_posts(session: Session, wish: ReportQuery, span: Span) -> Posts:
    """One query."""
    statement = (
        select(
            *(col(Post.id), col(Post.account_id), col(Post.unit_id), col(Post.item_id)),
            func.coalesce(col(Post.campaign_id), 0),
            *(seconds_of(session, col(Post.published_at)), _told(seconds_of(session, col(Item.published_at)))),
            *(case((announces(), 1), else_=0), case((col(Post.state) == PostState.WITHDRAWN, 1), else_=0)),
            *(_told(col(getattr(PostFigures, name))) for name in FIGURES),
            col(Item.kind),
        )
        .select_from(Post)
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id), isouter=True)
        .where(*went_out(wish, span))
    )
    kinds: dict[str, int] = {}
    rows = session.connection().execute(statement)
    # By the thousand: a hundred thousand rows as objects at once would take twice as long.
    blocks = [_block(some, kinds) for some in rows.partitions(_AT_ONCE)] or [np.empty((len(_COLUMNS), 0), np.int64)]
    columns = dict(zip(_COLUMNS, np.concatenate(blocks, axis=1), strict=True))
    figures = {name: _stating(columns[name]) for name in FIGURES}
    stated = [figures[name] for name in ENGAGEMENT]
    return Posts(
        kinds=tuple(kinds),
        id=columns["id"],
        account=columns["account"],
        unit=columns["unit"],
        item=columns["item"],
        campaign=columns["campaign"],
        kind=columns["kind"],
        at=columns["at"],
        day=(columns["at"] - whole_seconds(midnight(span.first))) // _DAY_S,
        source_at=columns["source_at"],
        announces=columns["announces"] > 0,
        withdrawn=columns["withdrawn"] > 0,
        figures=figures,
        engagement=Stating(
            np.sum([each.values for each in stated], axis=0), np.logical_or.reduce([each.told for each in stated])
        ),
    )


def whole_seconds(at: datetime) -> int:
    """Return whole seconds since 1970, begun ones not counted: as `seconds_of` has them."""
    return int(at.timestamp() // 1)


def _told(column: Any) -> ColumnElement[int]:
    return func.coalesce(column, UNTOLD, type_=BigInteger())


def _block(rows: Sequence[Row[Any]], kinds: dict[str, int]) -> Whole:
    """The columns of these rows, each kind by its place in `kinds`, which is filled on the way."""
    *numbers, names = zip(*rows, strict=True)
    columns = (*numbers, [kinds.setdefault(name, len(kinds)) for name in names])
    return np.stack([np.fromiter(column, np.int64, len(rows)) for column in columns])


def _stating(column: Whole) -> Stating:
    told = column != UNTOLD
    return Stating(np.where(told, column, 0), told)
