"""What asks for a person: open notices, sources that fail, accounts whose platform wants a new sign-in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from distributor.labels import channel_label
from distributor.models import Account, AccountState, Notice, Source, SourceReading

REVIEW, HELD, HANDED_OVER = "review", "held", "handover"
"""Kinds of notices."""
MOST = 50
"""Of each kind; whoever has more has one thing to do first."""


@dataclass(frozen=True)
class OpenNotice:
    id: int
    kind: str
    subject: str
    text: str
    opened_at: datetime


@dataclass(frozen=True)
class FailingSource:
    """`failures`: readings in a row. `error`: of the newest that failed."""

    id: int
    title: str
    failures: int
    error: str


@dataclass(frozen=True)
class WaitingAccount:
    """An account that needs a sign-in."""

    id: int
    name: str
    channel: str
    channel_label: str
    reason: str


@dataclass(frozen=True)
class Attention:
    """Each thing once: a source or account that has a notice of its own stands only there.

    `handed_over`: posts that people are to publish, where several are told in one line (`beside_review`).
    """

    notices: tuple[OpenNotice, ...]
    sources: tuple[FailingSource, ...]
    accounts: tuple[WaitingAccount, ...]
    handed_over: int = 0

    def __len__(self) -> int:
        return len(self.notices) + len(self.sources) + len(self.accounts) + bool(self.handed_over)


def beside_review(found: Attention, item_ids: Collection[int]) -> Attention:
    """Return what asks for attention as the first page tells it: what holds one of these items, which wait for a yes, stands on
    its card; and several posts that people are to publish have a page of their own."""
    reviewed = {f"item:{item_id}" for item_id in item_ids}
    notices = [one for one in found.notices if not (one.kind == HELD and one.subject in reviewed)]
    rest = [one for one in notices if one.kind != HANDED_OVER]
    handed_over = len(notices) - len(rest)
    if handed_over < 2:
        return replace(found, notices=tuple(notices))
    return replace(found, notices=tuple(rest), handed_over=handed_over)


def attention(session: Session, *, unit_ids: Sequence[int] | None = None) -> Attention:
    """Return what asks for attention, for the people of these units (None: all); notices without a unit concern everybody.
    Oldest first."""
    # What waits for a yes is told by the item, not by each of its posts (`front`).
    notices = (
        select(Notice)
        .where(col(Notice.closed_at).is_(None), Notice.kind != REVIEW)
        .order_by(col(Notice.id))
        .limit(MOST)
    )
    newest_error = select(func.max(SourceReading.id)).where(SourceReading.error != "").group_by(SourceReading.source_id)  # type: ignore[arg-type]
    sources = (
        select(Source, SourceReading.error)
        .join(
            SourceReading,
            (col(SourceReading.source_id) == col(Source.id)) & col(SourceReading.id).in_(newest_error),
            isouter=True,
        )
        .where(Source.failures > 0, col(Source.active))
        .order_by(col(Source.id))
        .limit(MOST)
    )
    accounts = select(Account).where(Account.state == AccountState.NEEDS_SIGNIN).order_by(col(Account.id)).limit(MOST)
    if unit_ids is not None:
        notices = notices.where(or_(col(Notice.unit_id).is_(None), col(Notice.unit_id).in_(unit_ids)))
        sources = sources.where(col(Source.unit_id).in_(unit_ids))
        accounts = accounts.where(col(Account.unit_id).in_(unit_ids))
    opened = tuple(
        OpenNotice(notice.id or 0, notice.kind, notice.subject, notice.text, notice.opened_at)
        for notice in session.exec(notices)
    )
    told = {notice.subject for notice in opened}
    return Attention(
        notices=opened,
        sources=tuple(
            FailingSource(source.id or 0, source.title or source.address, source.failures, error or "")
            for source, error in session.exec(sources)
            if f"source:{source.id}" not in told
        ),
        accounts=tuple(
            WaitingAccount(
                account.id or 0, account.name, account.channel, channel_label(account.channel), account.state_reason
            )
            for account in session.exec(accounts)
            if f"account:{account.id}" not in told
        ),
    )
