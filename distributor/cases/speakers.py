"""Who may speak for a unit: its spokesperson, and those to whom this is delegated for a time. Takes a session, never commits."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError, NotThere
from distributor.models import Spokesperson, Staff
from distributor.staff.deeds import Actor, deed
from distributor.staff.permissions import may
from distributor.staff.visibility import must_see, visible_to
from phrases import phrase

LONGEST_BASIS = 300


def today_of(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def speakers(session: Session, unit_ids: Sequence[int], now: datetime) -> list[tuple[Spokesperson, Staff]]:
    """Return who is named for these units and not ended, those of later days too; the spokesperson first."""
    rows = session.exec(
        select(Spokesperson, Staff)
        .join(Staff, col(Staff.id) == col(Spokesperson.staff_id))
        .where(
            col(Spokesperson.unit_id).in_(unit_ids),
            col(Spokesperson.ended_at).is_(None),
            or_(col(Spokesperson.valid_until).is_(None), col(Spokesperson.valid_until) >= today_of(now)),
        )
        .order_by(col(Spokesperson.unit_id), col(Spokesperson.delegate), col(Spokesperson.valid_from))
    ).all()
    return list(rows)


def speaks_for(session: Session, staff_id: int, unit_ids: Sequence[int], now: datetime) -> set[int]:
    """Return for which of these units this person may answer today: named, not ended, and of a role that replies."""
    today = today_of(now)
    rows = session.exec(
        select(Spokesperson.unit_id, Staff)
        .join(Staff, col(Staff.id) == col(Spokesperson.staff_id))
        .where(
            Spokesperson.staff_id == staff_id,
            col(Spokesperson.unit_id).in_(unit_ids),
            col(Spokesperson.ended_at).is_(None),
            Spokesperson.valid_from <= today,
            or_(col(Spokesperson.valid_until).is_(None), col(Spokesperson.valid_until) >= today),
            col(Staff.disabled).is_(False),
        )
    ).all()
    return {unit_id for unit_id, staff in rows if may(staff, "reply")}


@deed("name_speaker")
def name_speaker(
    session: Session,
    actor: Actor,
    unit_id: int,
    staff_id: int,
    *,
    delegate: bool,
    basis: str,
    first: date,
    last: date | None,
) -> Spokesperson:
    """A new spokesperson takes the place of the last one; a delegate has an end. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    now = actor.now
    staff = session.exec(
        select(Staff).where(Staff.id == staff_id, Staff.unit_id == unit_id, col(Staff.disabled).is_(False))
    ).first()
    if staff is None:
        raise LoaError(phrase("cases.choose-staff"))
    if not may(staff, "reply"):
        raise LoaError(phrase("cases.only-views", who=staff.full_name))
    said = " ".join(basis.split())
    if not said or len(said) > LONGEST_BASIS:
        raise LoaError(phrase("cases.write-the-basis", most=LONGEST_BASIS))
    if delegate and last is None:
        raise LoaError(phrase("cases.delegation-needs-end"))
    if last is not None and (last < first or last < today_of(now)):
        raise LoaError(phrase("cases.last-day-wrong", last=last))
    if not delegate:
        for old in session.exec(
            select(Spokesperson).where(
                Spokesperson.unit_id == unit_id,
                col(Spokesperson.delegate).is_(False),
                col(Spokesperson.ended_at).is_(None),
            )
        ):
            if first > today_of(now):
                old.valid_until = min(old.valid_until or date.max, first - timedelta(days=1))
            else:
                old.ended_at = now
            session.add(old)
    named = Spokesperson(
        unit_id=unit_id,
        staff_id=staff_id,
        delegate=delegate,
        basis=said,
        valid_from=first,
        valid_until=last,
        named_by=actor.login,
        named_at=now,
    )
    session.add(named)
    session.flush()
    fields = "staff_id", "delegate", "valid_from", "valid_until"
    actor.note(session, "speaker.name", f"spokesperson:{named.id}", *fields, unit_id=unit_id)
    return named


@deed("name_speaker")
def end_speaker(session: Session, actor: Actor, named_id: int) -> None:
    """End a person's naming: they no longer speak from now on. Raises NotThere, LoaError."""
    unit_ids = visible_to(session, actor.staff)
    named = session.exec(
        select(Spokesperson).where(Spokesperson.id == named_id, col(Spokesperson.unit_id).in_(unit_ids))
    ).first()
    if named is None:
        raise NotThere(phrase("cases.no-such-speaker"))
    if named.ended_at is not None:
        raise LoaError(phrase("cases.speaker-ended"))
    named.ended_at = actor.now
    session.add(named)
    session.flush()
    actor.note(session, "speaker.end", f"spokesperson:{named.id}", "ended_at", unit_id=named.unit_id)
