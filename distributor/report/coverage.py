"""The coverage ledger: for every item × account, the state of the announcement and its reason, or why there is none.

One call costs the same small number of queries whatever it shows:

1. the accounts and who may post to them (columns),
2. the items that match, counted and a page of them (rows),
3. the totals over everything that matches,
4. what stands in the cells of that page, the automatic campaigns, from which `decide` names the reasons, and what became of
   offers to other units.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from distributor.labels import (
    NONE,
    STATE_LABELS,
    channel_label,
    kind_is_never_posted,
    kind_label,
    purpose_label,
)
from distributor.models import Account, AccountState, Intake, Item
from distributor.post_states import SHOWN_STATES
from distributor.report.beside import read_apart
from distributor.report.campaigns import automatic_campaigns
from distributor.report.decide import AccountFacts, CampaignFacts, ItemFacts, reason_of_post, why_none
from distributor.report.newest_posts import NewestPosts, newest_posts
from distributor.report.offers import offer_reasons
from distributor.report.selection import (
    Columns,
    Counted,
    Selection,
    count_items,
    count_posts,
    count_states,
    items_of_units,
    items_that_stand,
    page_of_items,
    read_columns,
    stands,
    totals_of,
)
from distributor.report.sightings import SourcesOfItem, sources_of
from phrases import listed, phrase


@dataclass(frozen=True)
class AccountColumn:
    id: int
    unit_id: int
    name: str
    channel: str
    channel_label: str
    state: AccountState
    state_reason: str


@dataclass(frozen=True)
class Cell:
    """One item on one account. `state`: of the post, or "none". `at`: since when; for a planned post its slot.

    `account`: the account's name. `url`: where a citizen sees the post, empty until there is such an address.
    `concerns` False: the item's unit may not post to that account, so it is not counted.
    `reason`: of one without an announcement it names another post about the item, too.
    """

    account_id: int
    account: str
    channel: str
    state: str
    reason: str
    url: str = ""
    at: datetime | None = None
    post_id: int | None = None
    concerns: bool = True


@dataclass(frozen=True)
class CoverageRow:
    """`published_at`: at the source; None where it gave none. `source_title`: of the source that had it first."""

    item_id: int
    title: str
    kind: str
    published_at: datetime | None
    source_title: str
    intake: Intake
    intake_reason: str
    cells: tuple[Cell, ...]
    address: str = ""
    first_seen_at: datetime | None = None

    @property
    def only_reason(self) -> str:
        """Return the one reason where none of several accounts has a post, and all for one reason; else empty."""
        if len(self.cells) < 2 or any(cell.state != NONE for cell in self.cells):
            return ""
        reasons = {cell.reason for cell in self.cells}
        return reasons.pop() if len(reasons) == 1 else ""


@dataclass(frozen=True)
class Coverage:
    """`rows`: one page, newest first, each with a cell for each of `accounts`, in their order.

    `total_items`: rows on all pages. `totals`: state → cells, over everything that units, items, channel and search let
    through (not the state, so that the totals of the other states stay visible); complete, with zeros. An account that
    the item's unit may not post to is shown, but not counted.
    """

    accounts: tuple[AccountColumn, ...]
    rows: tuple[CoverageRow, ...]
    total_items: int
    totals: dict[str, int]


@dataclass(frozen=True)
class LedgerWish:
    """The wish for a ledger: of these units (None: all) and items (None: all). `state`: only items that stand so on some shown
    account. `channel`: only accounts of it. `search`: words in title or number of document, without regard to case and
    Vietnamese marks. `limit`: rows of a page; `offset`: rows before it.
    """

    unit_ids: Sequence[int] | None = None
    item_ids: Sequence[int] | None = None
    state: str | None = None
    channel: str | None = None
    search: str = ""
    limit: int = 50
    offset: int = 0


EVERYTHING = LedgerWish()


def coverage(session: Session, wish: LedgerWish = EVERYTHING) -> Coverage:
    with coverage_begun(session, wish) as read:
        return read()


@contextmanager
def coverage_begun(
    session: Session, wish: LedgerWish, *, beside: Session | None = None
) -> Iterator[Callable[[], Coverage]]:
    """Gives how to get the ledger. `beside`: a second session; it counts the totals from now on, while other things are read by
    `session`, for somebody who waits.
    """
    columns = read_columns(session, wish.unit_ids, wish.channel)
    selection = Selection.of(session, wish.unit_ids, wish.item_ids, wish.search)
    with read_apart(session, beside, partial(count_posts, selection=selection, columns=columns)) as counted:
        yield partial(_read, session, wish, selection, columns, counted)


def _read(
    session: Session,
    wish: LedgerWish,
    selection: Selection,
    columns: Columns,
    counted: Callable[[], list[Counted]],
) -> Coverage:
    """Read the ledger. `counted`: how to get the posts that there are."""
    items_of_unit = items_of_units(session, selection)
    found = items_that_stand(session, columns, wish.state)
    standing = stands(columns, wish.state, found)
    items = page_of_items(session, selection, standing, limit=wish.limit, offset=wish.offset)
    page_ids = [item.id for item in items if item.id is not None]
    posts = newest_posts(session, page_ids)
    sources = sources_of(session, page_ids)
    campaigns = automatic_campaigns(session)
    offered = offer_reasons(session, page_ids)
    accounts = [(account, _facts_of_account(account, columns)) for account in columns.accounts]
    rows = tuple(_row(item, accounts, campaigns, posts, (sources[item.id or 0], offered)) for item in items)
    total_items = sum(items_of_unit.values())
    if wish.state:
        total_items = count_items(session, selection, standing, looked_up=found is not None)
    return Coverage(
        accounts=tuple(_column(account) for account in columns.accounts),
        rows=rows,
        total_items=total_items,
        totals=totals_of(counted(), columns, items_of_unit),
    )


def totals(session: Session, *, unit_ids: Sequence[int] | None = None) -> dict[str, int]:
    """State → cells, over everything of these units (None: all); complete, with zeros."""
    selection = Selection.of(session, unit_ids, None, "")
    columns = read_columns(session, unit_ids, None)
    return count_states(session, selection, columns, items_of_units(session, selection))


def _row(
    item: Item,
    accounts: Sequence[tuple[Account, AccountFacts]],
    campaigns: Sequence[CampaignFacts],
    posts: NewestPosts,
    around: tuple[SourcesOfItem, Mapping[tuple[int, int], str]],
) -> CoverageRow:
    """Make a row of the ledger. `around`: where the item was seen, and (item, unit) → what became of an offer of it to that
    unit."""
    item_id, (sources, offered) = item.id or 0, around
    known = ItemFacts(
        unit_id=item.unit_id,
        kind=item.kind,
        kind_label=kind_label(item.kind),
        kind_is_never_posted=kind_is_never_posted(item.kind),
        intake=Intake(item.intake),
        intake_reason=item.intake_reason,
        composed=item.composed_revision > 0,
        seen_at=item.first_seen_at,
        source_ids=sources.ids,
        source_unit_ids=sources.unit_ids,
    )
    return CoverageRow(
        item_id=item_id,
        title=item.title,
        kind=item.kind,
        published_at=item.published_at,
        source_title=sources.first_title,
        intake=known.intake,
        intake_reason=item.intake_reason,
        cells=tuple(
            _cell(
                item_id,
                known,
                account,
                of_account,
                campaigns,
                posts,
                offered.get((item_id, account.unit_id), ""),
            )
            for account, of_account in accounts
        ),
        address=item.address,
        first_seen_at=item.first_seen_at,
    )


def _cell(
    item_id: int,
    item: ItemFacts,
    account: Account,
    facts: AccountFacts,
    campaigns: Sequence[CampaignFacts],
    posts: NewestPosts,
    offered: str,
) -> Cell:
    post, again = (of.get((item_id, facts.id)) for of in (posts.first, posts.again))
    if post is None:
        reason = offered or why_none(item, facts, campaigns)
        if again is not None:
            said = {"purpose": purpose_label(again.purpose), "state": STATE_LABELS[again.state]}
            reason = listed([reason, phrase("report.there-is-post", post=again.id, **said)], "; ")
        return Cell(facts.id, account.name, facts.channel, NONE, reason, concerns=item.unit_id in facts.serves)
    return Cell(
        account_id=facts.id,
        account=account.name,
        channel=facts.channel,
        state=post.state.value,
        reason=reason_of_post(post.state, post.reason, facts),
        url=post.url if post.state in SHOWN_STATES else "",
        at=post.at,
        post_id=post.id,
    )


def _facts_of_account(account: Account, columns: Columns) -> AccountFacts:
    account_id = account.id or 0
    return AccountFacts(
        id=account_id,
        channel=account.channel,
        state=AccountState(account.state),
        state_reason=account.state_reason,
        serves=columns.serves[account_id],
    )


def _column(account: Account) -> AccountColumn:
    return AccountColumn(
        id=account.id or 0,
        unit_id=account.unit_id,
        name=account.name,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        state=AccountState(account.state),
        state_reason=account.state_reason,
    )
