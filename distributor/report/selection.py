"""Which accounts and which items a ledger shows, counted in SQL so that a page costs no more than it shows."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, func, select

from distributor.labels import NONE, STATE_LABELS, channel_labels
from distributor.models import Account, AccountGrant, AccountState, Item, Post, PostState
from distributor.report.newest_posts import first_said
from distributor.report.search import search_items
from distributor.report.sql.among import among
from distributor.report.sql.as_text import numbers_as_text, read_numbers
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import seen_by

LISTED: tuple[Any, ...] = (
    *(Item.unit_id, Item.kind, Item.title, Item.address, Item.intake, Item.intake_reason),
    *(Item.composed_revision, Item.first_seen_at, Item.published_at),
)
FEW, VERY_FEW = 10_000, 400
"""Posts in one state: so many are looked up by it; with more, each item is asked, and soon found to have one. Items are only
begun with where they are very few; else they are met soon enough on the way through all.
"""
MANY = 1_000
"""Matches of a search, from which on it pays to see whether they are most of what there is."""
BY_NUMBER = (PostState.PUBLISHED, *(state for state in PostState if state is not PostState.PUBLISHED))
"""What nearly all posts are is asked first."""
Counted = tuple[str, int, int, int]
"""State, account, unit of the item, how many."""


@dataclass(frozen=True)
class Columns:
    """`accounts`: by channel and name, closed ones last. `serves`: account → units that may post to it."""

    accounts: tuple[Account, ...]
    serves: dict[int, frozenset[int]]

    @property
    def ids(self) -> list[int]:
        return list(self.serves)


@dataclass(frozen=True)
class Selection:
    """Conditions on items. None: no condition. `left_out`: of a search that most match, those that do not.

    `looked_at`: how many items a search went through. `found_in`: unit → how many it found there.
    """

    unit_ids: tuple[int, ...] | None
    item_ids: tuple[int, ...] | None
    matching: tuple[int, ...] | None
    left_out: tuple[int, ...] | None = None
    looked_at: int = 0
    found_in: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, session: Session, unit_ids: Sequence[int] | None, item_ids: Sequence[int] | None, search: str
    ) -> "Selection":
        everything = cls(_frozen(unit_ids), _frozen(item_ids), None)
        found = search_items(session, search, unit_ids)
        if found is None:
            return everything
        everything = replace(everything, looked_at=found.looked_at, found_in=found.of_unit)
        if item_ids is None and found.matches > max(MANY, found.looked_at - found.matches):
            return replace(everything, left_out=tuple(found.others) or None)
        return replace(everything, matching=tuple(found.matching))

    @property
    def matches_many(self) -> bool:
        return self.matching is not None and len(self.matching) > MANY

    def conditions(self, *, in_order: bool = False) -> list[ColumnElement[bool]]:
        """Return the selection's conditions. `in_order`: for a page in an order that an index has: it is walked, unless the
        index of units is taken instead, or few match, which are looked up."""
        if in_order and self.unit_ids is not None and len(self.unit_ids) > 1:
            others = replace(self, unit_ids=None).conditions(in_order=True)
            return [unindexed(col(Item.unit_id)).in_(self.unit_ids), *others]
        wanted = [] if self.item_ids is None else [among(col(Item.id), self.item_ids)]
        if self.matching is not None:
            wanted.append(among(col(Item.id), self.matching, row_by_row=in_order and self.matches_many))
        if self.left_out is not None:
            wanted.append(~among(col(Item.id), self.left_out))
        if self.unit_ids is None:
            return list[ColumnElement[bool]](wanted)
        # Whoever sees several units sees those that offer, too.
        seen = seen_by(self.unit_ids) if len(self.unit_ids) == 1 else col(Item.unit_id).in_(self.unit_ids)
        return [seen, *wanted]


def read_columns(session: Session, unit_ids: Sequence[int] | None, channel: str | None) -> Columns:
    """Accounts of these units and those granted to them. A closed account stays as long as it has something to show."""
    has_posts = exists().where(col(Post.account_id) == col(Account.id), first_said())
    statement = select(Account).where(or_(col(Account.state) != AccountState.CLOSED, has_posts))
    if unit_ids is not None:
        granted = exists().where(
            col(AccountGrant.account_id) == col(Account.id), col(AccountGrant.unit_id).in_(unit_ids)
        )
        statement = statement.where(or_(col(Account.unit_id).in_(unit_ids), granted))
    if channel:
        statement = statement.where(Account.channel == channel)
    order = list(channel_labels())
    accounts = sorted(
        session.exec(statement),
        key=lambda account: (
            account.state == AccountState.CLOSED,
            order.index(account.channel) if account.channel in order else len(order),
            account.channel,
            account.name,
            account.id,
        ),
    )
    grants: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, unit_id in session.exec(select(AccountGrant.account_id, AccountGrant.unit_id)):
        grants[account_id].add(unit_id)
    serves = {
        account.id: frozenset({account.unit_id} | grants[account.id]) for account in accounts if account.id is not None
    }
    return Columns(tuple(accounts), serves)


def page_of_items(
    session: Session, selection: Selection, standing: Sequence[ColumnElement[bool]], *, limit: int, offset: int
) -> Sequence[Item]:
    """Newest first, by the source's own date where it gives one. Only what a ledger shows of them is read (`LISTED`).

    `standing`: as `stands` gives it.
    """
    return session.exec(
        select(Item)
        .options(load_only(*LISTED))
        .where(*selection.conditions(in_order=True), *standing)
        .order_by(func.coalesce(Item.published_at, Item.first_seen_at).desc(), col(Item.id).desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_items(
    session: Session, selection: Selection, standing: Sequence[ColumnElement[bool]], *, looked_up: bool = False
) -> int:
    """Count the selected items. `standing`: as `stands` gives it. `looked_up`: it names the items, and no index of units is
    needed."""
    conditions = selection.conditions(in_order=looked_up)
    return session.exec(select(func.count(col(Item.id))).where(*conditions, *standing)).one()


def items_of_units(session: Session, selection: Selection) -> dict[int, int]:
    """Unit → its items."""
    if selection.looked_at and selection.item_ids is None:
        return dict(selection.found_in)
    by_unit = select(Item.unit_id, func.count()).where(*selection.conditions()).group_by(col(Item.unit_id))
    return dict(session.exec(by_unit).all())


def _signed(selection: Selection) -> tuple[tuple[Selection, int], ...]:
    """Selections whose counts, with these signs, add up to its own: few that are left out are counted sooner than the rest."""
    if selection.left_out is None:
        return ((selection, 1),)
    return (
        (replace(selection, left_out=None), 1),
        (replace(selection, matching=selection.left_out, left_out=None), -1),
    )


def count_states(
    session: Session, selection: Selection, columns: Columns, items_of_unit: Mapping[int, int]
) -> dict[str, int]:
    """State → cells."""
    return totals_of(count_posts(session, selection, columns), columns, items_of_unit)


def count_posts(session: Session, selection: Selection, columns: Columns) -> list[Counted]:
    """Rows whose counts add up to the posts of the selection; some are below zero."""
    return [
        (state, account_id, unit_id, sign * count)
        for part, sign in _signed(selection)
        for state, account_id, unit_id, count in _posts_by_unit(session, part, columns)
    ]


def totals_of(posts: Sequence[Counted], columns: Columns, items_of_unit: Mapping[int, int]) -> dict[str, int]:
    """State → cells. Those without a post are what remains of items × accounts: never enumerated."""
    counted = {str(state): 0 for state in STATE_LABELS}
    accounts_of_unit: defaultdict[int, int] = defaultdict(int)
    for units in columns.serves.values():
        for unit_id in units:
            accounts_of_unit[unit_id] += 1
    pairs = sum(count * accounts_of_unit[unit_id] for unit_id, count in items_of_unit.items())
    for state, account_id, unit_id, count in posts:
        counted[state] += count
        if unit_id in columns.serves[account_id]:
            pairs -= count
    counted[NONE] = pairs
    return counted


def items_that_stand(session: Session, columns: Columns, state: str | None) -> tuple[int, ...] | None:
    """Items with a post of these accounts in this state; None where they are not to be looked up: no state is asked for, or no
    post, or more than `FEW` stand so.
    """
    if not state or state == NONE:
        return None
    some = (
        select(Post.item_id)
        .where(first_said(), col(Post.account_id).in_(columns.ids), col(Post.state) == PostState(state))
        .limit(FEW + 1)
        .subquery()
    )
    found = read_numbers(session.exec(select(numbers_as_text(some.c.item_id))).one())
    return None if len(found) > FEW else tuple(sorted(set(found)))


def _posts_by_unit(session: Session, selection: Selection, columns: Columns) -> list[Counted]:
    """Return how many posts of each account stand in each state, by the unit of their item."""
    by_item = (
        select(Post.state, Post.account_id, Item.unit_id, func.count())
        .select_from(Post)
        # Found through the items: an index has all that is asked of a post there.
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(first_said(), unindexed(col(Post.account_id)).in_(columns.ids))
        .group_by(col(Post.state), col(Post.account_id), col(Item.unit_id))
    )
    if selection.item_ids is not None:
        return list(session.exec(by_item.where(*selection.conditions())).all())
    matching = _matching(session, selection)
    # A post mostly is of its account's own unit's item; those are counted without looking at an item.
    strangers = list(session.exec(by_item.where(col(Post.of_other_unit), *matching)).all())
    foreign: defaultdict[tuple[str, int], int] = defaultdict(int)
    for state, account_id, _unit_id, count in strangers:
        foreign[state, account_id] += count
    own_unit = {account.id: account.unit_id for account in columns.accounts}
    own = [
        (state, account_id, own_unit[account_id], count - foreign[state, account_id])
        for state, account_id, count in _posts_by_account(session, matching, columns)
    ]
    selected = selection.unit_ids
    if selected is None or matching:  # who may see what matches was asked when it was found
        return [row for row in (*own, *strangers) if row[3]]
    counted = [row for row in (*own, *strangers) if row[3] and row[2] in selected]
    if len(selected) == 1:  # of what another office offered and this unit accepted
        offered = (col(Post.of_other_unit), col(Item.unit_id).not_in(selected), seen_by(selected))
        counted += session.exec(by_item.where(*offered)).all()
    return counted


def _matching(session: Session, selection: Selection) -> list[ColumnElement[bool]]:
    """Filter posts to those whose item matches the search."""
    if selection.matching is None:
        return []
    # PostgreSQL is the quicker for walking through the index of all posts, where a third of them is counted; SQLite never is.
    walks = 3 * len(selection.matching) > selection.looked_at and session.get_bind().dialect.name == "postgresql"
    return [among(col(Post.item_id), selection.matching, row_by_row=walks)]


def _posts_by_account(
    session: Session, matching: list[ColumnElement[bool]], columns: Columns
) -> Iterator[tuple[str, int, int]]:
    """State, account, how many."""
    if not matching:
        yield from session.exec(
            select(Post.state, Post.account_id, func.count())
            .where(first_said(), col(Post.account_id).in_(columns.ids))
            .group_by(col(Post.account_id), col(Post.state))  # in the order of an index
        )
        return
    # No index has these in order, and SQLite sorts them: by one number in two thirds of the time.
    place = case({state: number for number, state in enumerate(BY_NUMBER)}, value=col(Post.state))
    key = (col(Post.account_id) * len(BY_NUMBER) + place).label("key")
    counted = select_columns(key, func.count()).where(
        first_said(), unindexed(col(Post.account_id)).in_(columns.ids), *matching
    )
    for number, count in session.execute(counted.group_by(key)):
        account_id, state = divmod(number, len(BY_NUMBER))
        yield BY_NUMBER[state], account_id, count


def stands(columns: Columns, state: str | None, found: Collection[int] | None) -> list[ColumnElement[bool]]:
    """The condition that an item stands so on some of these accounts. `found`: as `items_that_stand` gives it."""
    if not state:
        return []
    if found is not None:
        return [among(col(Item.id), found, row_by_row=len(found) > VERY_FEW)]
    announced = and_(col(Post.item_id) == col(Item.id), first_said())
    if state != NONE:
        return [exists().where(announced, col(Post.account_id).in_(columns.ids), col(Post.state) == PostState(state))]
    # Both are named because a query inside a query inside a query finds only its nearest by itself.
    has_post = exists().where(announced, col(Post.account_id) == col(Account.id)).correlate(Account, Item)
    granted = (
        exists()
        .where(col(AccountGrant.account_id) == col(Account.id), col(AccountGrant.unit_id) == col(Item.unit_id))
        .correlate(Account, Item)
    )
    may_post = or_(col(Account.unit_id) == col(Item.unit_id), granted)
    return [exists().where(col(Account.id).in_(columns.ids), may_post, ~has_post)]


def _frozen(values: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(values)
