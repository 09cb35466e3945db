"""Coverage of a span: each item that came × each account that serves its unit, as the ledger counts, and why some are silent."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, case, select
from sqlmodel import Session, col, func

from distributor.labels import NONE, STATE_LABELS, kind_is_never_posted
from distributor.models import AccountState, Intake, Item, Post, PostState
from distributor.post_states import EVER_SHOWN_STATES
from distributor.report.engagement.chosen import in_span
from distributor.report.engagement.shapes import CoverageFigures, ReportQuery, Unposted
from distributor.report.newest_posts import first_said
from distributor.report.selection import Columns, read_columns
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import seen_by
from phrases import phrase

FAILED = (PostState.FAILED, PostState.MISSED, PostState.CANCELLED)
SILENT = (*FAILED, PostState.SKIPPED)
MOST_REASONS = 12
_OF_INTAKE = {
    intake: phrase(f"report.unposted.{intake}")
    for intake in (Intake.HELD, Intake.BACKLOG, Intake.FLOOD, Intake.DUPLICATE)
}
NEVER, CLOSED = phrase("report.unposted.never"), phrase("report.unposted.account-closed")
NO_CAMPAIGN = phrase("report.unposted.no-campaign")
UNEXPLAINED = phrase("report.unposted.no-reason")
Placed = tuple[int, str, int, PostState, str]
"""Unit of the item, why it might stay silent, account, state; of a silent post also its reason, otherwise empty."""


def read_coverage(session: Session, wish: ReportQuery) -> CoverageFigures:
    """Four queries. A campaign is no part of it: the ledger asks whether an item was said, not for which purpose."""
    columns = read_columns(session, wish.units, wish.channel)
    if wish.account_id is not None:
        kept = tuple(account for account in columns.accounts if account.id == wish.account_id)
        columns = Columns(kept, {account.id or 0: columns.serves[account.id or 0] for account in kept})
    conditions = _conditions(wish)
    came = _items(session, conditions)
    posts = _posts(session, conditions, columns)
    why_none = _without_a_post(came, posts, columns)
    states: Counter[str] = Counter()
    silent: Counter[tuple[PostState, str]] = Counter()
    for (_unit_id, _why, _account_id, state, reason), count in posts.items():
        states[state] += count
        if state in SILENT:
            silent[state, reason or UNEXPLAINED] += count
    states[NONE] = sum(why_none.values())
    said = sum(states[state] for state in EVER_SHOWN_STATES)
    failed, skipped = sum(states[state] for state in FAILED), states[PostState.SKIPPED]
    unknown, cells = states[PostState.UNKNOWN], sum(states.values())
    reasons = [Unposted(NONE, STATE_LABELS[NONE], why, count) for why, count in why_none.items() if count > 0]
    reasons += [Unposted(state, STATE_LABELS[state], reason, count) for (state, reason), count in silent.items()]
    return CoverageFigures(
        items=sum(came.values()),
        accounts=len(columns.accounts),
        cells=cells,
        said=said,
        waiting=cells - said - failed - skipped - unknown - states[NONE],
        skipped=skipped,
        failed=failed,
        unknown=unknown,
        none=states[NONE],
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.cells, reason.state, reason.text))[:MOST_REASONS]),
    )


def _conditions(wish: ReportQuery) -> list[ColumnElement[bool]]:
    # As in the ledger: whoever sees several units sees those that offer, too.
    seen = seen_by(wish.units) if len(wish.units) == 1 else unindexed(col(Item.unit_id)).in_(wish.units)
    conditions = [in_span(wish.span), seen]
    return conditions if wish.kind is None else [*conditions, col(Item.kind) == wish.kind]


def _items(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[tuple[int, str], int]:
    """(unit, why an item of it might stay silent) → how many."""
    counted: Counter[tuple[int, str]] = Counter()
    for unit_id, intake, kind, count in session.execute(
        select(col(Item.unit_id), col(Item.intake), col(Item.kind), func.count())
        .where(*conditions)
        .group_by(col(Item.unit_id), col(Item.intake), col(Item.kind))
    ):
        counted[unit_id, _why(intake, kind)] += count
    return counted


def _posts(session: Session, conditions: Sequence[ColumnElement[bool]], columns: Columns) -> dict[Placed, int]:
    """Posts by where they stand."""
    # What else stands by a reason (a rule, a slot) is not asked for: it would make a group a post.
    reason = case((col(Post.state).in_(SILENT), col(Post.reason)), else_="")
    of_item = (col(Item.unit_id), col(Item.intake), col(Item.kind))
    of_post = (col(Post.account_id), col(Post.state), reason)
    counted: Counter[Placed] = Counter()
    for unit_id, intake, kind, account_id, state, why_silent, count in session.execute(
        select(*of_item, *of_post, func.count())
        .select_from(Item)
        .join(Post, col(Post.item_id) == col(Item.id))
        .where(*conditions, first_said(), unindexed(col(Post.account_id)).in_(columns.ids))
        .group_by(*of_item, *of_post)
    ):
        counted[unit_id, _why(intake, kind), account_id, state, why_silent] += count
    return counted


def _without_a_post(
    came: Mapping[tuple[int, str], int], posts: Mapping[Placed, int], columns: Columns
) -> dict[str, int]:
    """Return why → cells: what remains of items × accounts."""
    there: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    for (unit_id, why, account_id, *_), count in posts.items():
        there[unit_id, why, account_id] += count
    remaining: Counter[str] = Counter()
    for account in columns.accounts:
        account_id = account.id or 0
        for (unit_id, why), count in came.items():
            if unit_id in columns.serves[account_id]:
                shown = CLOSED if account.state == AccountState.CLOSED and why == NO_CAMPAIGN else why
                remaining[shown] += count - there[unit_id, why, account_id]
    return remaining


def _why(intake: str, kind: str) -> str:
    if kind_is_never_posted(kind):
        return NEVER
    return _OF_INTAKE.get(Intake(intake), NO_CAMPAIGN)
