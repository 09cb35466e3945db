"""Ordering a hold and lifting it, as a person: the province holds everything, a unit below it what is its own. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field
from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.errors import LoaError, NotThere, WrongValue
from distributor.holds import place_hold, standing_holds
from distributor.inputs import DeedInput, Instant, OneLine
from distributor.labels import kinds
from distributor.models import Hold, Staff, Unit, UnitLevel
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase


class HoldOrder(DeedInput):
    """`channel`: empty for all. `until`: None until somebody lifts it. `allowed_kinds`: content kinds that still go out."""

    reason: OneLine = Field(min_length=1, max_length=500, title=phrase("deliver.hold.reason"))
    ordered_by: OneLine = Field(
        min_length=1,
        max_length=200,
        title=phrase("deliver.hold.ordered-by"),
        description=phrase("deliver.hold.ordered-by-meaning"),
    )
    channel: str = Field("", max_length=40)
    until: Instant | None = None
    allowed_kinds: list[str] = Field(default_factory=list, max_length=50)


@dataclass(frozen=True)
class HoldScope:
    """The units whose holds a person may lift: those of these units, and with `everything` those of the whole province."""

    unit_ids: tuple[int, ...]
    everything: bool


def scope_of_holds(session: Session, staff: Staff) -> int | None:
    """The unit that this person's holds concern; None for all."""
    unit = session.get(Unit, staff.unit_id)
    return None if unit is not None and unit.level == UnitLevel.PROVINCE else staff.unit_id


def units_of_holds(session: Session, staff: Staff) -> HoldScope:
    return HoldScope(visible_to(session, staff), scope_of_holds(session, staff) is None)


@deed("hold")
def order_hold(session: Session, actor: Actor, order: HoldOrder) -> Hold:
    """Order a hold, in force at once, on what is the actor's to hold. Raises WrongValue, naming what is wrong with the order."""
    now, unit_id = actor.now, scope_of_holds(session, actor.staff)
    if order.channel:
        try:
            spec_of(order.channel)
        except Misconfigured as error:  # its words name the channels there are
            raise WrongValue(error.message, "channel") from error
    if unknown := [kind for kind in order.allowed_kinds if kind not in kinds()]:
        raise WrongValue(
            phrase("deliver.no-such-kind", kinds=", ".join(unknown), known=", ".join(kinds())), "allowed_kinds"
        )
    if order.until is not None and order.until <= now:
        raise WrongValue(phrase("deliver.hold-ends-in-the-past", until=order.until), "until")
    placed = Hold(
        unit_id=unit_id,
        reason=order.reason,
        ordered_by=order.ordered_by,
        starts_at=now,
        ends_at=order.until,
        channel=order.channel,
        allowed_kinds=list(order.allowed_kinds),
    )
    place_hold(session, placed)
    session.flush()
    fields = sorted(order.model_fields_set)
    actor.note(session, "hold", f"hold:{placed.id}", *fields, unit_id=unit_id)
    return placed


def holds_seen(session: Session, unit_ids: Sequence[int], now: datetime) -> list[Hold]:
    """Standing holds that concern these units; those of the whole province concern everybody. Newest first."""
    found = [hold for hold in standing_holds(session, now) if hold.unit_id is None or hold.unit_id in unit_ids]
    return sorted(found, key=lambda hold: hold.id or 0, reverse=True)


@deed("lift")
def lift_hold(session: Session, actor: Actor, hold_id: int) -> None:
    """Lift a hold. Raises NotThere; LoaError if it stands no more, or is the whole province's and they may not lift it."""
    now, within = actor.now, units_of_holds(session, actor.staff)
    theirs: ColumnElement[bool] = col(Hold.unit_id).in_(within.unit_ids)
    if within.everything:
        theirs = or_(theirs, col(Hold.unit_id).is_(None))
    lifted = session.connection().execute(
        update(Hold).where(col(Hold.id) == hold_id, col(Hold.lifted_at).is_(None), theirs).values(lifted_at=now)
    )
    if lifted.rowcount != 1:
        hold = session.get(Hold, hold_id)
        is_seen = hold is not None and (hold.unit_id is None or hold.unit_id in within.unit_ids)
        standing = ", ".join(str(each.id) for each in holds_seen(session, within.unit_ids, now)) or phrase(
            "deliver.none"
        )
        raise (LoaError if is_seen else NotThere)(phrase("deliver.no-such-hold", hold=hold_id, standing=standing))
    actor.note(session, "lift", f"hold:{hold_id}", unit_id=session.get_one(Hold, hold_id).unit_id)
