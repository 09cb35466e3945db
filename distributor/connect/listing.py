"""What the page of connections shows: each channel, its ways to connect, and the accounts that a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from channels.connect import ConnectSpec
from channels.connectors import connectable, is_understood
from channels.outside import outside_specs
from channels.registry import spec_of
from distributor.connect.tokens import token_facts
from distributor.models import Account, AccountState
from distributor.units import unit_names
from phrases import phrase

_BY_HAND = ("rss", "sms", "manual")
STATE_WORDS = {state: phrase(f"connect.state.{state}") for state in AccountState}


@dataclass(frozen=True)
class ShownAccount:
    """`token`: its age and end in words. `is_near`: a person must sign in again soon."""

    id: int
    name: str
    unit: str
    state: str
    state_words: str
    reason: str
    token: str
    is_near: bool


@dataclass(frozen=True)
class ShownChannel:
    """`ways`: empty for a channel that is set up by hand."""

    name: str
    label: str
    ways: tuple[ConnectSpec, ...]
    accounts: tuple[ShownAccount, ...]


def by_hand_channels() -> tuple[str, ...]:
    """Ours that ask for no consent, and those of third parties that bring no way to."""
    return (*_BY_HAND, *(name for name, spec in outside_specs().items() if not spec.ways))


def channels_of(session: Session, unit_ids: Sequence[int], now: datetime) -> list[ShownChannel]:
    """Channels that ask for consent first, in their fixed order; then those that are set up by hand."""
    names = unit_names(session, unit_ids)
    rows = session.exec(
        select(Account).where(col(Account.unit_id).in_(unit_ids)).order_by(col(Account.name), col(Account.id))
    ).all()
    shown = []
    for name in [*dict.fromkeys(spec.channel for spec in connectable()), *by_hand_channels()]:
        ways = tuple(spec for spec in connectable() if spec.channel == name and is_understood(spec))
        own = tuple(
            _shown(row, names.get(row.unit_id, ""), now, by_consent=bool(ways)) for row in rows if row.channel == name
        )
        shown.append(ShownChannel(name, spec_of(name).label, ways, own))
    return shown


def _shown(row: Account, unit: str, now: datetime, *, by_consent: bool) -> ShownAccount:
    assert row.id is not None  # noqa: S101 - a row that was read has its key
    facts = token_facts(row)
    return ShownAccount(
        id=row.id,
        name=row.name,
        unit=unit,
        state=row.state,
        state_words=STATE_WORDS[AccountState(row.state)],
        reason=row.state_reason,
        token=facts.words(now) if by_consent else "",
        is_near=by_consent and facts.is_near(now),
    )
