"""Units apart: which units' rows a person may see. Every query of a screen begins here."""

from sqlmodel import Session, select

from distributor.models import Staff, Unit, UnitLevel


def visible_to(session: Session, staff: Staff) -> tuple[int, ...]:
    """Their own unit; for a person of the province everything below it too. The own unit comes first."""
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    own = units.get(staff.unit_id)
    if own is None or own.level != UnitLevel.PROVINCE:
        return (staff.unit_id,)
    visible = [staff.unit_id]
    for above in visible:  # grows while it is walked: whatever lies below what was found
        visible += sorted(unit.id for unit in units.values() if unit.parent_id == above and unit.id is not None)
    return tuple(visible)
