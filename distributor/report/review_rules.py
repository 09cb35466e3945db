"""What the screens show of how a unit reviews: its rules, its people, and who stands in for whom. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from distributor.labels import kind_label
from distributor.models import Delegation, ReviewRule, Role, Staff
from distributor.staff.delegation import days_of
from distributor.staff.permissions import MAY
from distributor.units import unit_names

MOST = 100


@dataclass(frozen=True)
class DelegationView:
    """A delegation as a screen shows it. `begun`: it counts already."""

    id: int
    unit_id: int
    unit: str
    giver_id: int
    giver: str
    to: str
    first: date
    last: date
    kinds: tuple[str, ...]
    begun: bool


@dataclass(frozen=True)
class UnitRules:
    """`rows`: the unit's rules, that for all kinds first. `approvers`: how many of its people may say yes."""

    unit_id: int
    unit: str
    rows: tuple[ReviewRule, ...]
    approvers: int

    @property
    def too_few(self) -> bool:
        return any(row.approvers > self.approvers for row in self.rows)


def delegations_of(session: Session, unit_ids: Sequence[int], now: datetime) -> list[DelegationView]:
    """Those that count now or later, by their first day."""
    giver, to = aliased(Staff), aliased(Staff)
    rows = session.exec(
        select(Delegation, giver.full_name, to.full_name)
        .join(giver, col(giver.id) == col(Delegation.from_id))
        .join(to, col(to.id) == col(Delegation.to_id))
        .where(col(Delegation.unit_id).in_(unit_ids), col(Delegation.withdrawn_at).is_(None), Delegation.ends_at > now)
        .order_by(col(Delegation.starts_at), col(Delegation.id))
        .limit(MOST)
    ).all()
    names = unit_names(session, unit_ids)
    return [
        DelegationView(
            one.id or 0,
            one.unit_id,
            names.get(one.unit_id, ""),
            one.from_id,
            from_name,
            to_name,
            *days_of(one),
            tuple(kind_label(kind) for kind in one.kinds),
            one.starts_at <= now,
        )
        for one, from_name, to_name in rows
    ]


def people_to_stand_in(session: Session, giver: Staff) -> list[tuple[int, str]]:
    """Return whom this person may choose: authors of their unit, by name."""
    rows = session.exec(
        select(Staff.id, Staff.full_name).where(
            Staff.unit_id == giver.unit_id, Staff.role == Role.AUTHOR, col(Staff.disabled).is_(False)
        )
    ).all()
    return sorted(((staff_id or 0, name) for staff_id, name in rows), key=lambda person: person[1])


def rules_of(session: Session, unit_ids: Sequence[int]) -> list[UnitRules]:
    """The rules of each of these units, in their order. Three queries."""
    rules = session.exec(
        select(ReviewRule).where(col(ReviewRule.unit_id).in_(unit_ids)).order_by(col(ReviewRule.kind))
    ).all()
    may_approve = (
        col(Staff.role).in_(MAY["approve"]),
        col(Staff.disabled).is_(False),
        col(Staff.unit_id).in_(unit_ids),
    )
    counted = session.exec(select(Staff.unit_id, func.count()).where(*may_approve).group_by(col(Staff.unit_id))).all()
    approvers, names = dict(counted), unit_names(session, unit_ids)
    return [
        UnitRules(
            unit_id,
            names.get(unit_id, ""),
            tuple(row for row in rules if row.unit_id == unit_id),
            approvers.get(unit_id, 0),
        )
        for unit_id in unit_ids
    ]
