"""The beginning of a home that is no demo: its first unit and the first administrator, without whom nobody could add anybody.

1. `first_of` checks what was said, before anything is made,
2. `begin` makes both, once a home.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from distributor.clock import FIRST_YEAR, VIETNAM
from distributor.db import take_turn
from distributor.errors import LoaError
from distributor.models import Role, Staff, Unit, UnitLevel
from distributor.staff.audit import note_action
from distributor.staff.people import Described, checked_full_name, checked_login, make_person
from distributor.staff.units import checked_code, checked_name, make_unit
from distributor.units import unit_name
from phrases import phrase

ACTOR = "loa init"
"""Who did it, in the log: nobody is signed in yet. No person can be called so, for a login has no spaces."""
_LOCK = 0x10AB3612
"""Names the lock under which PostgreSQL lets one after the other look for a unit."""


@dataclass(frozen=True)
class First:
    """The first unit and person, every word checked. `since`: the day from which the unit bears this name."""

    unit_name: str
    code: str
    since: date
    login: str
    full_name: str


def first_of(*, unit_name: str, code: str, since: date, login: str, full_name: str, today: date) -> First:
    """Check who begins. `code`: empty to make it from the name. Raises LoaError, naming what is wrong."""
    name = checked_name(unit_name)
    if since > today:
        raise LoaError(phrase("staff.begins-later", since=since))
    if since.year < FIRST_YEAR:
        raise LoaError(phrase("staff.begins-too-early", since=since, year=FIRST_YEAR))
    return First(name, checked_code(code, name), since, checked_login(login), checked_full_name(full_name))


def is_begun(session: Session) -> bool:
    """Return True if there is a unit; with the first unit come the first people."""
    return session.exec(select(Unit.id).limit(1)).first() is not None


def begin(session: Session, first: First, password_hash: str, now: datetime) -> Staff:
    """The unit, of a province's level, and its administrator. Of two at once the second is refused. Raises LoaError.

    Never commits. `password_hash`: of a first password, which must be changed.
    """
    take_turn(session, _LOCK)
    _check_not_begun(session, now.astimezone(VIETNAM).date())
    unit = make_unit(session, UnitLevel.PROVINCE, None, name=first.unit_name, code=first.code, since=first.since)
    unit_id = unit.id or 0
    person = make_person(session, first.login, Described(first.full_name, Role.ADMINISTRATOR, unit_id), password_hash)
    note_action(session, actor=ACTOR, action="add_unit", subject=f"unit:{unit_id}", now=now, unit_id=unit_id)
    note_action(session, actor=ACTOR, action="add_person", subject=f"staff:{person.id}", now=now, unit_id=unit_id)
    return person


def _check_not_begun(session: Session, today: date) -> None:
    first = session.exec(select(Unit).order_by(col(Unit.id)).limit(1)).first()
    if first is not None:
        name = unit_name(session, first.id or 0, today) or first.code
        raise LoaError(phrase("staff.already-begun", name=name))
