"""Units as an administrator changes them: new ones below their own, other names from a day, mergers. Functions never commit."""

import re
import unicodedata
from datetime import date, timedelta

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Staff, Unit, UnitLevel, UnitName, UnitSuccession
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, visible_to
from phrases import phrase

BELOW = (UnitLevel.DEPARTMENT, UnitLevel.COMMUNE)
"""What a province may add. Nothing lies below a department or a commune."""


def unit_in_reach(session: Session, by: Staff, unit_id: int) -> Unit | None:
    """None as well for units that `by` does not see."""
    return session.get(Unit, unit_id) if unit_id in visible_to(session, by) else None


def add_unit(session: Session, by: Staff, *, level: str, name: str, code: str, since: date) -> Unit:
    """Below the unit of `by`. `code`: empty to make it from the name. Raises LoaError, naming what is wrong."""
    above = session.get_one(Unit, by.unit_id)
    if above.level != UnitLevel.PROVINCE:
        raise LoaError(phrase("staff.only-the-province"))
    if level not in BELOW:
        raise LoaError(phrase("staff.choose-level"))
    name = checked_name(name)
    code = checked_code(code, name)
    if session.exec(select(Unit.id).where(Unit.code == code)).first() is not None:
        raise LoaError(phrase("staff.code-taken", taken=code))
    return make_unit(session, UnitLevel(level), above.id, name=name, code=code, since=since)


@deed("units")
def found_unit(session: Session, actor: Actor, *, level: str, name: str, code: str, since: date) -> Unit:
    """Add a unit, as `add_unit` does, below the actor's own."""
    unit = add_unit(session, actor.staff, level=level, name=name, code=code, since=since)
    actor.note(session, "add_unit", f"unit:{unit.id}", unit_id=unit.id)
    return unit


@deed("units")
def rename_unit(session: Session, actor: Actor, unit_id: int, name: str, since: date) -> None:
    """Rename a unit as `rename` does. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    if fields := rename(session, unit_id, name, since, actor.today):
        actor.note(session, "rename_unit", f"unit:{unit_id}", *fields, unit_id=unit_id)


def make_unit(session: Session, level: UnitLevel, parent_id: int | None, *, name: str, code: str, since: date) -> Unit:
    """Name and code as `checked_name` and `checked_code` give them."""
    unit = Unit(level=level, parent_id=parent_id, code=code)
    session.add(unit)
    session.flush()
    session.add(UnitName(unit_id=unit.id or 0, name=name, valid_from=since))
    return unit


def rename(session: Session, unit_id: int, name: str, since: date, today: date) -> list[str]:
    """The unit bears another name from a day on; from the day of its present name that name is put right instead.

    Not from a day to come: everywhere a unit is called by its newest name. Raises LoaError.
    """
    name = checked_name(name)
    present = session.exec(
        select(UnitName).where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None)).with_for_update()
    ).first()
    if present is None:
        raise LoaError(phrase("staff.no-name-now"))
    if since > today:
        raise LoaError(phrase("staff.renamed-later", since=since))
    if since < present.valid_from:
        raise LoaError(phrase("staff.renamed-too-early", since=present.valid_from))
    if name == present.name:
        return []
    if since == present.valid_from:
        present.name = name
    else:
        present.valid_to = since - timedelta(days=1)
        session.add(UnitName(unit_id=unit_id, name=name, valid_from=since))
    session.add(present)
    return ["name"]


def merge_into(session: Session, unit_id: int, into_id: int, day: date, basis: str, today: date) -> list[str]:
    """The unit went on as another one. What it has published keeps its name; what moves with it: `connect/merge.py`.

    Raises LoaError.
    """
    units = {unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_([unit_id, into_id])))}
    if unit_id == into_id or into_id not in units:
        raise LoaError(phrase("staff.choose-successor"))
    if units[unit_id].level == UnitLevel.PROVINCE:
        raise LoaError(phrase("staff.province-not-merged"))
    if not basis.strip() or len(basis) > 500:
        raise LoaError(phrase("staff.merger-basis"))
    if day > today:
        raise LoaError(phrase("staff.merged-later", day=day))
    gone = set(session.exec(select(UnitSuccession.from_unit_id)).all())
    if unit_id in gone:
        raise LoaError(phrase("staff.merged-already"))
    if into_id in gone:
        raise LoaError(phrase("staff.successor-merged"))
    present = session.exec(
        select(UnitName).where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None)).with_for_update()
    ).first()
    if present is not None:
        if day <= present.valid_from:
            raise LoaError(phrase("staff.merged-too-early", since=present.valid_from))
        present.valid_to = day - timedelta(days=1)
        session.add(present)
    session.add(UnitSuccession(from_unit_id=unit_id, to_unit_id=into_id, date=day, basis=" ".join(basis.split())))
    return ["succession"]


def code_from(name: str) -> str:
    """A code made of a name: lower-case letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFD", name.casefold()).replace("đ", "d").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def checked_code(code: str, name: str) -> str:
    """Made from the name where none is given. Raises LoaError."""
    code = code.strip() or code_from(name)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > 40:
        raise LoaError(phrase("staff.code-letters"))
    return code


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises LoaError."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or len(name) > 300:
        raise LoaError(phrase("staff.unit-name"))
    return name
