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

USUAL = "month"
"""The period that a report is of when nothing is asked for: the one that today lies in."""


class NoSuchChoice(LoaError):
    """What it is narrowed to is not there, or belongs to others."""


@dataclass(frozen=True)
class Choices:
    """What a report can be narrowed to, each in order: id or name → what it is called. `accounts`: (name, channel)."""

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
    """Raises NoSuchChoice. A person of one unit is not narrowed to it: that is all they see."""
    wrong = (
        (wish.unit_id is not None and wish.unit_id not in wish.unit_ids, f"đơn vị số {wish.unit_id}"),
        (wish.channel is not None and wish.channel not in channel_labels(), f"kênh «{wish.channel}»"),
        (wish.account_id is not None and wish.account_id not in offered.accounts, f"tài khoản số {wish.account_id}"),
        (bool(wish.kind) and wish.kind not in kinds(), f"loại tin «{wish.kind}»"),
        (bool(wish.campaign_id) and wish.campaign_id not in offered.campaigns, f"chiến dịch số {wish.campaign_id}"),
    )
    if what := next((what for is_wrong, what in wrong if is_wrong), ""):
        raise NoSuchChoice(f"Không có {what} trong phạm vi được xem.")
    return replace(wish, unit_id=None) if wish.unit_ids == (wish.unit_id,) else wish


def span_asked(key: str, first: date | None, last: date | None, today: date) -> Span:
    """A period by its key (`month` alone: the one of today), else both days; with nothing at all the current month.

    Raises LoaError.
    """
    if key:
        if first is not None or last is not None:
            raise LoaError("Hãy chọn kỳ báo cáo hoặc hai ngày, không chọn cả hai.")
        return span_of_key(key) if ":" in key else span_of_day(key, today)
    if first is None and last is None:
        return span_of_day(USUAL, today)
    if first is None or last is None:
        raise LoaError("Hãy chọn đủ ngày đầu và ngày cuối của báo cáo.")
    return free_span(first, last)
