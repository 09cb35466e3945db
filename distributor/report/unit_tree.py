"""Units with their names through time, and what became of them. Reads only, with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, func, or_, select

from distributor.models import Account, Staff, Unit, UnitLevel, UnitName, UnitSuccession
from phrases import phrase

LEVEL_LABELS: dict[str, str] = {key: phrase(f"report.level.{key}") for key in UnitLevel}


@dataclass(frozen=True)
class Became:
    """One unit went on as another. `unit`: the other one's name."""

    unit_id: int
    unit: str
    day: date
    basis: str


@dataclass
class UnitRow:
    """`name`: the present one, else the last. `names`: all, the newest first."""

    id: int
    code: str
    level: UnitLevel
    parent_id: int | None
    names: list[UnitName] = field(default_factory=list)
    people: int = 0
    accounts: int = 0
    went_into: Became | None = None
    came_from: list[Became] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.names[0].name if self.names else self.code

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.level]


def unit_tree(session: Session, unit_ids: Sequence[int]) -> list[UnitRow]:
    """Each unit before those below it; among these departments first, then by code; those that merged come last."""
    found = {
        unit.id or 0: UnitRow(unit.id or 0, unit.code, unit.level, unit.parent_id)
        for unit in session.exec(select(Unit).where(col(Unit.id).in_(unit_ids)))
    }
    successions = session.exec(
        select(UnitSuccession).where(
            or_(col(UnitSuccession.from_unit_id).in_(unit_ids), col(UnitSuccession.to_unit_id).in_(unit_ids))
        )
    ).all()
    named = {*found, *(end for one in successions for end in (one.from_unit_id, one.to_unit_id))}
    newest: dict[int, str] = {}
    for name in session.exec(
        select(UnitName).where(col(UnitName.unit_id).in_(named)).order_by(col(UnitName.valid_from).desc())
    ):
        newest.setdefault(name.unit_id, name.name)
        if name.unit_id in found:
            found[name.unit_id].names.append(name)
    people = select(Staff.unit_id, func.count()).where(col(Staff.unit_id).in_(unit_ids), ~col(Staff.disabled))
    for unit_id, count in session.exec(people.group_by(col(Staff.unit_id))):
        found[unit_id].people = count
    accounts = select(Account.unit_id, func.count()).where(col(Account.unit_id).in_(unit_ids))
    for unit_id, count in session.exec(accounts.group_by(col(Account.unit_id))):
        found[unit_id].accounts = count
    for one in successions:
        if (gone := found.get(one.from_unit_id)) is not None:
            gone.went_into = Became(one.to_unit_id, newest.get(one.to_unit_id, ""), one.date, one.basis)
        if (heir := found.get(one.to_unit_id)) is not None:
            heir.came_from.append(Became(one.from_unit_id, newest.get(one.from_unit_id, ""), one.date, one.basis))
    return _in_order(list(found.values()))


def _in_order(rows: list[UnitRow]) -> list[UnitRow]:
    ids = {row.id for row in rows}
    rows.sort(key=lambda row: (row.went_into is not None, row.level == UnitLevel.COMMUNE, row.code))
    ordered = [row for row in rows if row.parent_id not in ids]
    for above in list(ordered):
        place = ordered.index(above) + 1
        ordered[place:place] = [row for row in rows if row.parent_id == above.id]
    return ordered
