"""Which posts a wish is about, as conditions in SQL, and the numbers that are added up over them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, case, literal, select, type_coerce
from sqlmodel import and_, col, func, or_

from distributor.calendar.period import midnight
from distributor.draft.targets import ANNOUNCE
from distributor.measure.figures import FIGURES
from distributor.models import Account, Item, Post, PostFigures, PostState
from distributor.post_states import EVER_SHOWN_STATES
from distributor.report.engagement.shapes import ReportQuery, Span
from distributor.report.sql.unindexed import unindexed

ENGAGEMENT = ("reactions", "comments", "shares", "clicks")


def went_out(wish: ReportQuery, span: Span) -> list[ColumnElement[bool]]:
    """The conditions under which `post` went out; a filter by kind looks at `item` (`joined`)."""
    conditions: list[ColumnElement[bool]] = [
        col(Post.published_at) >= midnight(span.first),
        col(Post.published_at) < midnight(span.after),
        # Neither is looked up by its own index: the one of times holds all that is asked, and is fifteen times as quick.
        unindexed(col(Post.unit_id)).in_(wish.units),
        unindexed(type_coerce(col(Post.state), String)).in_([state.value for state in EVER_SHOWN_STATES]),
    ]
    if wish.account_id is not None:
        conditions.append(col(Post.account_id) == wish.account_id)
    if wish.channel is not None:
        of_channel = select(col(Account.id)).where(col(Account.channel) == wish.channel)
        conditions.append(unindexed(col(Post.account_id)).in_(of_channel))
    if wish.kind is not None:
        conditions.append(col(Item.kind) == wish.kind)
    if wish.campaign_id is not None:
        conditions.append(of_campaign(wish.campaign_id))
    return conditions


def joined(statement: Select[*tuple[Any, ...]], wish: ReportQuery) -> Select[*tuple[Any, ...]]:
    """The statement joined with the items where a filter looks at them: what nobody asks for is not read."""
    return statement if wish.kind is None else statement.join(Item, col(Item.id) == col(Post.item_id))


def of_campaign(campaign_id: int) -> ColumnElement[bool]:
    """0: of none."""
    return col(Post.campaign_id) == campaign_id if campaign_id else col(Post.campaign_id).is_(None)


def announces() -> ColumnElement[bool]:
    return col(Post.purpose) == ANNOUNCE


@cache
def engagement() -> ColumnElement[int]:
    """The engagement of one post; NULL where it states none of the four."""
    columns = [col(getattr(PostFigures, name)) for name in ENGAGEMENT]
    stated = or_(*(column.is_not(None) for column in columns))
    # Four of the greatest would not fit into what one of them fits into.
    added: ColumnElement[int] = sum((func.coalesce(column, 0) for column in columns), start=literal(0, BigInteger))
    return case((stated, added), else_=None)


@cache
def figure_sums() -> Sequence[ColumnElement[int]]:
    """Posts, withdrawn, then value and number of posts: of engagement, of each common figure."""
    columns: list[Any] = [engagement(), *(col(getattr(PostFigures, name)) for name in FIGURES)]
    pairs = [each for column in columns for each in (func.sum(column), func.count(column))]
    return (func.count(), func.sum(case((col(Post.state) == PostState.WITHDRAWN, 1), else_=0)), *pairs)


def in_span(span: Span) -> ColumnElement[bool]:
    """The condition under which an item came in the span, by the source's own date where it gave one."""
    came = func.coalesce(Item.published_at, Item.first_seen_at)
    return and_(came >= midnight(span.first), came < midnight(span.after))
