"""What a person follows, as they see and change it: the address that an answer carries, what their page shows, what it changes.

The address is signed and holds for `LASTS`; whoever has it may choose for that one number, and sees three figures of it.
Functions take a session and never commit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from distributor.broadcast.audience import consented, opt_out, opted_out, subscribe, withdraw
from distributor.clock import VIETNAM
from distributor.lookup.followed import Matter, topics_to_choose, units_to_choose
from distributor.models import Subscriber
from distributor.phone_numbers import Numbers, masked
from distributor.signed_codes import number_of_code, signed_code
from phrases import phrase

LASTS = timedelta(days=90)
PURPOSE = "nhan-tin"


@dataclass(frozen=True)
class MatterChoice:
    matter: Matter
    is_chosen: bool


@dataclass(frozen=True)
class Preferences:
    """`everything`: whatever the office sends. `opted_out`: nothing at all."""

    number: str
    unit_id: int
    everything: bool
    opted_out: bool
    topics: tuple[MatterChoice, ...]
    units: tuple[MatterChoice, ...]


def path_of(subscriber_id: int, secret: bytes, today: date) -> str:
    return f"/nhan-tin/{signed_code(secret, PURPOSE, subscriber_id, today)}"


def subscriber_of_path(session: Session, token: str, secret: bytes, today: date) -> Subscriber | None:
    """None for an address that we did not give, or long ago, or of a number that was erased."""
    found = number_of_code(secret, PURPOSE, token, today - LASTS)
    subscriber = session.get(Subscriber, found) if found is not None else None
    return subscriber if subscriber is not None and subscriber.erased_at is None else None


def preferences_of(session: Session, subscriber: Subscriber, numbers: Numbers) -> Preferences:
    yes = consented(session, subscriber.id or 0)
    no = opted_out(session, subscriber.unit_id, subscriber.number_hash)

    def is_chosen(matter: Matter) -> bool:
        return "" not in no and matter.key not in no and (matter.key in yes or "" in yes)

    units = [unit for unit in units_to_choose(session, subscriber.unit_id) if not unit.is_own]
    return Preferences(
        number=masked(numbers.open(subscriber.number_sealed)),
        unit_id=subscriber.unit_id,
        everything="" in yes and "" not in no,
        opted_out="" in no or not yes,
        topics=tuple(MatterChoice(matter, is_chosen(matter)) for matter in topics_to_choose()),
        units=tuple(MatterChoice(matter, is_chosen(matter)) for matter in units),
    )


def choose(
    session: Session,
    subscriber: Subscriber,
    numbers: Numbers,
    keys: Collection[str],
    now: datetime,
    *,
    everything: bool = False,
) -> None:
    """Set what the person gets from now on; with nothing chosen it is an opt-out of everything."""
    how = phrase("broadcast.chosen-on-page", at=now)
    known = [*topics_to_choose(), *(unit for unit in units_to_choose(session, subscriber.unit_id) if not unit.is_own)]
    chosen = [matter for matter in known if matter.key in keys]
    if not everything and not chosen:
        opt_out(session, subscriber.unit_id, subscriber.number_hash, how=how, now=now)
        return
    number = numbers.open(subscriber.number_sealed)
    told = () if everything else chosen
    subscribe(session, subscriber.unit_id, number, numbers, proof=how, now=now, matters=told, method="page")
    if not everything:
        withdraw(session, subscriber, {"", *(matter.key for matter in known if matter.key not in keys)}, now)


def link_in(base: str, subscriber: Subscriber | None, secret: bytes, now: datetime) -> str:
    """Empty where the office has no public address."""
    if not base or subscriber is None:
        return ""
    return f"{base.rstrip('/')}{path_of(subscriber.id or 0, secret, now.astimezone(VIETNAM).date())}"
