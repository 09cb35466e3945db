"""What a unit is called: by the name of the day, for old items keep the name that they were issued under."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, or_, select

from distributor.models import UnitName


def unit_names(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """Return what these units are called now, in their order; units without a name are left out."""
    statement = select(UnitName.unit_id, UnitName.name).where(
        col(UnitName.unit_id).in_(unit_ids), col(UnitName.valid_to).is_(None)
    )
    names = dict(session.exec(statement).all())
    return {unit_id: names[unit_id] for unit_id in unit_ids if unit_id in names}


def unit_name(session: Session, unit_id: int, day: date) -> str:
    """The name on `day`; the newest name for a day before the first; empty for a unit without a name."""
    on_day = session.exec(
        select(UnitName.name).where(
            UnitName.unit_id == unit_id,
            UnitName.valid_from <= day,
            or_(col(UnitName.valid_to).is_(None), col(UnitName.valid_to) >= day),
        )
    ).first()
    newest = select(UnitName.name).where(UnitName.unit_id == unit_id).order_by(col(UnitName.valid_from).desc())
    return on_day or session.exec(newest).first() or ""
