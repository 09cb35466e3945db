"""What the calendar says of accounts: their colour, and what keeps posts from going out there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.errors import ChannelError
from distributor.labels import channel_label
from distributor.models import Account, AccountState
from distributor.plan.hours import open_hours
from phrases import phrase


@dataclass(frozen=True)
class AccountLine:
    """`shown`: it has posts in the view. `remarks`: in words; `rests`: nothing new goes out there now."""

    id: int
    name: str
    channel: str
    channel_label: str
    colour: int
    shown: bool
    rests: bool
    remarks: tuple[str, ...]


def account_lines(
    accounts: Sequence[Account], colours: Mapping[int, int], shown: Collection[int], now: datetime
) -> tuple[AccountLine, ...]:
    """All but closed accounts without posts."""
    lines = []
    for account in accounts:
        account_id = account.id or 0
        if account.state == AccountState.CLOSED and account_id not in shown:
            continue
        stops = _stops(account, now)
        lines.append(
            AccountLine(
                id=account_id,
                name=account.name,
                channel=account.channel,
                channel_label=channel_label(account.channel),
                colour=colours[account_id],
                shown=account_id in shown,
                rests=bool(stops),
                remarks=(*stops, *_hours(account, now)),
            )
        )
    return tuple(lines)


def _stops(account: Account, now: datetime) -> tuple[str, ...]:
    match account.state:
        case AccountState.PAUSED:
            code = "report.paused-until" if account.paused_until else "report.paused"
            return (phrase(code, until=account.paused_until),)
        case AccountState.NEEDS_SIGNIN:
            return (phrase("report.must-connect-again"),)
        case AccountState.CLOSED:
            return (phrase("report.closed"),)
        case AccountState.ACTIVE:
            if account.quota_until is not None and account.quota_until > now:
                return (phrase("report.no-quota-until", until=account.quota_until),)
            return ()


def _hours(account: Account, now: datetime) -> tuple[str, ...]:
    try:
        hours = open_hours(account.channel, account.settings, now)
    except ChannelError:  # a mistake in the configuration is told where the channel is used
        return ()
    return (phrase("report.sends-only", hours=hours.words),) if hours else ()
