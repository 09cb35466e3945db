"""From what a page, a program or the command line asks for to a wish, within what its reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, or_, select

from distributor.errors import LoaError
from distributor.labels import channel_labels, kinds
from distributor.models import Account, AccountGrant, Campaign
from distributor.report.engagement.periods import free_span, span_of_day, span_of_key
from distributor.report.engagement.shapes import ReportQuery, Span
from distributor.units import unit_names
from phrases import phrase

USUAL = "month"
"""The period that a report is of when nothing is asked for: the one that today lies in."""


class NoSuchChoice(LoaError):
    """The report is narrowed to what is not there, or belongs to others."""


@dataclass(frozen=True)
class Choices:
    """The choices that a report can be narrowed to, each in order: id or name → what it is called. `accounts`: (name,
    channel)."""

    units: dict[int, str]
    channels: dict[str, str]
    accounts: dict[int, tuple[str, str]]
    kinds: dict[str, str]
    campaigns: dict[int, str]


def choices(session: Session, unit_ids: Sequence[int]) -> Choices:
    """Three queries."""
    granted = select(AccountGrant.account_id).where(col(AccountGrant.unit_id).in_(unit_ids))
    accounts = {
        account_id or 0: (name, channel)
        for account_id, name, channel in session.exec(
            select(Account.id, Account.name, Account.channel)
            .where(or_(col(Account.unit_id).in_(unit_ids), col(Account.id).in_(granted)))
            .order_by(col(Account.channel), col(Account.name))
        )
    }
    used = {channel for _name, channel in accounts.values()}
    campaigns = session.exec(
        select(Campaign.id, Campaign.name).where(col(Campaign.unit_id).in_(unit_ids)).order_by(col(Campaign.id).desc())
    )
    return Choices(
        units=unit_names(session, unit_ids),
        channels={name: label for name, label in channel_labels().items() if name in used},
        accounts=accounts,
        kinds={name: kind.label for name, kind in kinds().items() if not kind.never},
        campaigns={campaign_id or 0: name for campaign_id, name in campaigns},
    )


def checked(wish: ReportQuery, offered: Choices) -> ReportQuery:
    """Check what a report is asked for. Raises NoSuchChoice. A person of one unit is not narrowed to it: that is all they see."""
    looked_at = (
        ("unit", wish.unit_id, wish.unit_id in (None, *wish.unit_ids)),
        ("channel", wish.channel, wish.channel in (None, *channel_labels())),
        ("account", wish.account_id, wish.account_id in (None, *offered.accounts)),
        ("kind", wish.kind, not wish.kind or wish.kind in kinds()),
        ("campaign", wish.campaign_id, not wish.campaign_id or wish.campaign_id in offered.campaigns),
    )
    for what, chosen, is_there in looked_at:
        if not is_there:
            raise NoSuchChoice(phrase("report.no-such-choice", what=phrase(f"report.choice.{what}", chosen=chosen)))
    return replace(wish, unit_id=None) if wish.unit_ids == (wish.unit_id,) else wish


def span_asked(key: str, first: date | None, last: date | None, today: date) -> Span:
    """A period by its key (`month` alone: the one of today), else both days; with nothing at all the current month.

    Raises LoaError.
    """
    if key:
        if first is not None or last is not None:
            raise LoaError(phrase("report.period-or-days"))
        return span_of_key(key) if ":" in key else span_of_day(key, today)
    if first is None and last is None:
        return span_of_day(USUAL, today)
    if first is None or last is None:
        raise LoaError(phrase("report.both-days-needed"))
    return free_span(first, last)
