"""Delegation: an approver hands their right to a person of the unit for some days. Never commits.

Days are whole days in Vietnam, the last one included. A right that was handed on is not handed on again, and nobody hands the
same right to two people for the same day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.errors import LoaError, NotThere
from distributor.labels import kind_label, kinds
from distributor.models import Delegation, Role, Staff
from distributor.staff.deeds import Actor, deed
from distributor.staff.permissions import may
from phrases import listed, phrase


@dataclass(frozen=True)
class DelegationRequest:
    """`kinds` empty: every content kind. `last_day` is the last day on which it counts."""

    to_id: int
    first_day: date
    last_day: date
    kinds: tuple[str, ...] = ()


@deed("delegate")
def give_delegation(session: Session, actor: Actor, wish: DelegationRequest) -> Delegation:
    """Hand on a right, in force from `first_day` on. Raises LoaError, naming what is wrong."""
    giver, now = actor.staff, actor.now
    # The giver's row is locked: two wishes of one person come one after the other.
    session.exec(select(Staff.id).where(Staff.id == giver.id).with_for_update()).one()
    to = session.exec(
        select(Staff).where(Staff.id == wish.to_id, Staff.unit_id == giver.unit_id, col(Staff.disabled).is_(False))
    ).first()
    if to is None:
        raise LoaError(phrase("staff.delegate-to-someone"))
    earlier = session.exec(
        select(Delegation, Staff.full_name)
        .join(Staff, col(Staff.id) == col(Delegation.to_id))
        .where(Delegation.from_id == giver.id, col(Delegation.withdrawn_at).is_(None), Delegation.ends_at > now)
    ).all()
    starts_at, ends_at = _span(wish.first_day, wish.last_day)
    if problem := why_not(giver, to, wish, earlier, now):
        raise LoaError(problem)
    given = Delegation(
        unit_id=giver.unit_id,
        from_id=giver.id or 0,
        to_id=wish.to_id,
        kinds=list(wish.kinds),
        starts_at=starts_at,
        ends_at=ends_at,
        given_at=now,
    )
    session.add(given)
    session.flush()
    actor.note(session, "delegate", f"delegation:{given.id}")
    return given


def why_not(
    giver: Staff, to: Staff, wish: DelegationRequest, earlier: Sequence[tuple[Delegation, str]], now: datetime
) -> str:
    """Return why this right cannot be handed on so; empty if it can. `earlier`: what the giver has handed on, and to whom.
    Pure."""
    today = now.astimezone(VIETNAM).date()
    if to.id == giver.id:
        return phrase("staff.delegate-to-oneself")
    if may(to, "approve"):
        return phrase("staff.delegate-to-approver", name=to.full_name)
    if to.role is not Role.AUTHOR:
        return phrase("staff.delegate-to-viewer", name=to.full_name)
    if wish.last_day < wish.first_day:
        return phrase("staff.delegate-days", last_day=wish.last_day, first_day=wish.first_day)
    if wish.first_day < today:
        return phrase("staff.delegate-from-past", first_day=wish.first_day, today=today)
    if unknown := [kind for kind in wish.kinds if kind not in kinds()]:
        return phrase("staff.delegate-no-kind", kinds=", ".join(unknown))
    starts_at, ends_at = _span(wish.first_day, wish.last_day)
    for other, name in earlier:
        same = not wish.kinds or not other.kinds or set(wish.kinds) & set(other.kinds)
        if same and other.starts_at < ends_at and starts_at < other.ends_at:
            first, last = days_of(other)
            what = listed((kind_label(kind) for kind in other.kinds), ", ") or phrase("staff.all-kinds")
            return phrase("staff.delegated-already", name=name, first=first, last=last, what=what)
    return ""


def days_of(delegation: Delegation) -> tuple[date, date]:
    """Its first and last day in Vietnam."""
    last = delegation.ends_at - timedelta(seconds=1)
    return delegation.starts_at.astimezone(VIETNAM).date(), last.astimezone(VIETNAM).date()


@deed("delegate")
def withdraw_delegation(session: Session, actor: Actor, delegation_id: int) -> Delegation:
    """Withdraw a delegation at once, by whoever gave it, or an administrator of the unit. Raises NotThere, LoaError."""
    staff, now = actor.staff, actor.now
    found = session.exec(
        select(Delegation).where(Delegation.id == delegation_id, Delegation.unit_id == staff.unit_id).with_for_update()
    ).first()
    if found is None:
        raise NotThere(phrase("staff.no-delegation"))
    is_theirs = staff.role is Role.ADMINISTRATOR or found.from_id == staff.id
    if not is_theirs or found.withdrawn_at is not None or found.ends_at <= now:
        raise LoaError(phrase("staff.delegation-over"))
    found.withdrawn_at, found.withdrawn_by = now, staff.login
    session.add(found)
    session.flush()
    actor.note(session, "withdraw_delegation", f"delegation:{delegation_id}")
    return found


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return midnight(first), midnight(last + timedelta(days=1))
