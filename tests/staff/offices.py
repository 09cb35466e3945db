"""A province with a commune and a department below it, and people, on either database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from argon2 import PasswordHasher
from sqlmodel import Session

from distributor.db import Database
from distributor.models import Role, Staff, Unit, UnitLevel, UnitName

NOW = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 25)
PASSWORD = "loa phuong sang som"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Offices:
    province: int
    commune: int
    department: int
    head: int
    """The province's one administrator."""
    mayor: int
    """The commune's."""


def build_offices(database: Database) -> Offices:
    with database.write() as session:
        province = _unit(session, UnitLevel.PROVINCE, "huong-giang", "Sở Tư pháp tỉnh Hương Giang", None)
        commune = _unit(session, UnitLevel.COMMUNE, "an-loc", "UBND xã An Lộc", province)
        department = _unit(session, UnitLevel.DEPARTMENT, "so-y-te", "Sở Y tế tỉnh Hương Giang", province)
        head = add_staff(session, province, "tran.ha", Role.ADMINISTRATOR)
        mayor = add_staff(session, commune, "xa.an.loc", Role.ADMINISTRATOR)
        return Offices(province, commune, department, head, mayor)


def add_staff(session: Session, unit_id: int, login: str, role: Role) -> int:
    person = Staff(unit_id=unit_id, login=login, full_name=login, role=role, password_hash=PASSWORD_HASH)
    session.add(person)
    session.flush()
    return person.id or 0


def _unit(session: Session, level: UnitLevel, code: str, name: str, parent_id: int | None) -> int:
    unit = Unit(level=level, code=code, parent_id=parent_id)
    session.add(unit)
    session.flush()
    session.add(UnitName(unit_id=unit.id or 0, name=name, valid_from=date(2025, 7, 1)))
    session.flush()
    return unit.id or 0
