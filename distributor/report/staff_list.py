"""People of the units that one may see. Reads only, with a fixed number of queries."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from distributor.finding import fold
from distributor.models import Role, Staff, StaffSession
from distributor.units import unit_names

PAGE_SIZE = 30


@dataclass(frozen=True)
class PersonRow:
    """`last_seen_at`: of the sessions that are kept, so None for who has not been here of late."""

    id: int
    login: str
    full_name: str
    role: Role
    unit_id: int
    unit: str
    disabled: bool
    has_second_step: bool
    must_change_password: bool
    locked_until: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True)
class StaffList:
    rows: list[PersonRow]
    total: int
    page: int
    pages: int


def staff_list(session: Session, unit_ids: Sequence[int], *, search: str = "", page: int = 1) -> StaffList:
    """Return staff by unit, those who work here before those who no longer do.

    `search`: words of a name or login, with Vietnamese marks or without (`distributor.finding`).
    """
    wanted: list[ColumnElement[bool]] = [col(Staff.unit_id).in_(unit_ids)]
    if words := fold(search).split():
        everybody = session.exec(select(Staff.id, Staff.full_name, Staff.login).where(*wanted))
        named = ((staff_id, fold(f"{name} {login}")) for staff_id, name, login in everybody)
        wanted.append(col(Staff.id).in_([one for one, told in named if all(word in told for word in words)]))
    total = session.exec(select(func.count()).select_from(Staff).where(*wanted)).one()
    pages = max(math.ceil(total / PAGE_SIZE), 1)
    page = min(page, pages)
    people = session.exec(
        select(Staff)
        .where(*wanted)
        .order_by(col(Staff.disabled), col(Staff.unit_id), col(Staff.full_name), col(Staff.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    ids = [person.id for person in people]
    seen = dict(
        session.exec(
            select(StaffSession.staff_id, func.max(StaffSession.last_seen_at))
            .where(col(StaffSession.staff_id).in_(ids), ~col(StaffSession.awaits_code))
            .group_by(col(StaffSession.staff_id))
        ).all()
    )
    names = unit_names(session, unit_ids)
    rows = [
        PersonRow(
            id=person.id or 0,
            login=person.login,
            full_name=person.full_name,
            role=person.role,
            unit_id=person.unit_id,
            unit=names.get(person.unit_id, ""),
            disabled=person.disabled,
            has_second_step=person.totp_since is not None,
            must_change_password=person.must_change_password,
            locked_until=person.locked_until,
            last_seen_at=seen.get(person.id or 0),
        )
        for person in people
    ]
    return StaffList(rows, total, page, pages)
