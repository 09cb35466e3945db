"""Staff and the lists of numbers: making a list, putting people on it, noting an opt-out, forgetting a person, seeing a number.

Functions take a session and never commit. What lies in a unit that the actor does not see raises `NotThere`.
No number stands in a log, a notice or an error.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.broadcast.audience import (
    Imported,
    StatedConsent,
    add_numbers,
    add_people,
    erase,
    make_audience,
    opt_out,
)
from distributor.broadcast.list_file import ListLine
from distributor.errors import LoaError, NotThere
from distributor.many_values import is_one_of
from distributor.models import Audience, OptOut, Subscriber
from distributor.phone_numbers import Numbers, bring_over
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

MOST_AT_ONCE = 200
"""Numbers in one form."""
LONGEST_NAME = 200
NOT_THERE = phrase("broadcast.no-list")


@deed("audience")
def open_list(session: Session, actor: Actor, unit_id: int, name: str, source: str) -> Audience:
    """The unit's list of that name, made if there is none. Raises LoaError."""
    if unit_id not in visible_to(session, actor.staff):
        raise NotThere(NOT_THERE)
    name = list_name(name)
    audience = make_audience(session, unit_id, name, actor.now, " ".join(source.split())[:500])
    if audience.closed_at is not None:
        raise LoaError(phrase("broadcast.list-closed-use-other", name=name))
    actor.note(session, "audience", f"audience:{audience.id}", "name", unit_id=unit_id)
    return audience


def list_name(text: str) -> str:
    """Return the name of a list as it is kept. Raises LoaError for none or one that is too long."""
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise LoaError(phrase("broadcast.list-name", longest=LONGEST_NAME))
    return name


@deed("audience")
def put_on_list(
    session: Session, actor: Actor, audience_id: int, text: str, yes: StatedConsent | None, numbers: Numbers
) -> Imported:
    """The numbers of `text`, one a line. With a consent it must name how it was given, a proof and a day. Raises LoaError."""
    audience = _audience(session, audience_id, actor)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise LoaError(phrase("broadcast.no-numbers"))
    if len(lines) > MOST_AT_ONCE:
        raise LoaError(phrase("broadcast.too-many-numbers", most=MOST_AT_ONCE))
    if yes is not None:
        if not yes.form.strip() or not yes.proof.strip():
            raise LoaError(phrase("broadcast.consent-incomplete"))
        if yes.given_at > actor.now + timedelta(minutes=1):
            raise LoaError(phrase("broadcast.consent-in-future"))
    imported = add_numbers(session, audience, lines, numbers, now=actor.now, yes=yes)
    fields = ("members", "consent") if yes else ("members",)
    actor.note(session, "audience", f"audience:{audience_id}", *fields, unit_id=audience.unit_id)
    return imported


def take_entries(
    session: Session, audience: Audience, entries: Sequence[ListLine], numbers: Numbers, now: datetime
) -> Imported:
    """A chunk of a checked file. Done again, it changes nothing."""
    return add_people(session, audience, [(entry.number, entry.yes) for entry in entries], numbers, now=now)


@deed("audience")
def record_opt_out(session: Session, actor: Actor, subscriber_id: int, how: str) -> None:
    """Record that a person told the office, in whatever way, that they want no more messages. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, actor)
    how = " ".join(how.split())
    if not how:
        raise LoaError(phrase("broadcast.refusal-how"))
    opt_out(session, subscriber.unit_id, subscriber.number_hash, how=how[:200], now=actor.now)
    actor.note(session, "audience", f"subscriber:{subscriber_id}", "opt_out", unit_id=subscriber.unit_id)


@deed("audience")
def open_register(session: Session, actor: Actor, unit_id: int, how: str) -> str:
    """Note that a register of opt-outs is taken for this unit (as the national one against advertising); return how, as it is
    noted.

    Raises LoaError.
    """
    if unit_id not in visible_to(session, actor.staff):
        raise NotThere(NOT_THERE)
    if not (how := " ".join(how.split())[:200]):
        raise LoaError(phrase("broadcast.refusal-how"))
    actor.note(session, "audience", f"unit:{unit_id}", "opt_out", unit_id=unit_id)
    return how


def take_opt_outs(
    session: Session, unit_id: int, entries: Sequence[ListLine], numbers: Numbers, now: datetime, how: str
) -> int:
    """Take a chunk of a checked register; return how many were new. Done again, it changes nothing.

    A number that stands on no list is kept too, for it may come on one tomorrow.
    """
    found = sorted(entry.number for entry in entries)
    bring_over(session, unit_id, found, numbers)
    number_hashes = [numbers.hash(number) for number in found]
    already_out = select(OptOut.number_hash).where(
        OptOut.unit_id == unit_id,
        is_one_of(col(OptOut.number_hash), number_hashes),
        OptOut.matter == "",
        col(OptOut.lifted_at).is_(None),
        col(OptOut.asked_back).is_(False),
    )
    standing = set(session.exec(already_out).all())
    fresh = [number_hash for number_hash in number_hashes if number_hash not in standing]
    for number_hash in fresh:
        opt_out(session, unit_id, number_hash, how=how, now=now)
    return len(fresh)


@deed("audience")
def forget(session: Session, actor: Actor, subscriber_id: int) -> None:
    """Erase the number of a person who asked for it; it is opted out for good. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, actor)
    if subscriber.erased_at is not None:
        raise LoaError(phrase("broadcast.erased-already"))
    erase(session, subscriber, actor.now)
    actor.note(session, "audience", f"subscriber:{subscriber_id}", "number", unit_id=subscriber.unit_id)


@deed("see_number")
def reveal(session: Session, actor: Actor, subscriber_id: int, numbers: Numbers) -> str:
    """The whole number, for who may see it; that they did is noted. Empty for an erased one. Raises LoaError."""
    subscriber = person_of(session, subscriber_id, actor)
    number = numbers.open(subscriber.number_sealed)
    actor.note(session, "see_number", f"subscriber:{subscriber_id}", "number", unit_id=subscriber.unit_id)
    return number


def person_of(session: Session, subscriber_id: int, actor: Actor) -> Subscriber:
    """Return the subscriber of this id. Raises NotThere."""
    found = session.exec(
        select(Subscriber).where(
            Subscriber.id == subscriber_id, col(Subscriber.unit_id).in_(visible_to(session, actor.staff))
        )
    ).first()
    if found is None:
        raise NotThere(NOT_THERE)
    return found


def _audience(session: Session, audience_id: int, actor: Actor) -> Audience:
    found = session.exec(
        select(Audience).where(Audience.id == audience_id, col(Audience.unit_id).in_(visible_to(session, actor.staff)))
    ).first()
    if found is None:
        raise NotThere(NOT_THERE)
    if found.closed_at is not None:
        raise LoaError(phrase("broadcast.list-closed", name=found.name))
    return found
