"""Ordering a hold and lifting it, as a person: the province holds everything, a unit below it what is its own. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.clock import vietnam_time
from distributor.errors import LoaError, WrongValue
from distributor.holds import place_hold, standing_holds
from distributor.labels import kinds
from distributor.models import Hold, Staff, Unit, UnitLevel
from distributor.staff.visibility import visible_to

LONGEST_REASON, LONGEST_ORDER = 500, 200


class NoSuchHold(LoaError):
    """Not there, or it concerns other units only."""


@dataclass(frozen=True)
class HoldOrder:
    """`channel`: empty for all. `until`: None until somebody lifts it. `allow`: content kinds that still go out."""

    reason: str
    ordered_by: str
    channel: str = ""
    until: datetime | None = None
    allow: tuple[str, ...] = ()


@dataclass(frozen=True)
class HoldScope:
    """Whose holds a person may lift: those of these units, and with `everything` those of the whole province."""

    unit_ids: tuple[int, ...]
    everything: bool


def scope_of_holds(session: Session, staff: Staff) -> int | None:
    """The unit that this person's holds concern; None for all."""
    unit = session.get(Unit, staff.unit_id)
    return None if unit is not None and unit.level == UnitLevel.PROVINCE else staff.unit_id


def units_of_holds(session: Session, staff: Staff) -> HoldScope:
    return HoldScope(visible_to(session, staff), scope_of_holds(session, staff) is None)


def order_hold(session: Session, order: HoldOrder, *, unit_id: int | None, now: datetime) -> Hold:
    """In force at once. Raises WrongValue, naming what is wrong with the order."""
    reason, ordered_by = " ".join(order.reason.split()), " ".join(order.ordered_by.split())
    if not reason:
        raise WrongValue("Hãy ghi lý do tạm dừng; lý do hiện ở từng bài phải chờ.", "reason")
    if not ordered_by:
        raise WrongValue("Hãy ghi lệnh của ai hoặc theo văn bản nào.", "ordered_by")
    if len(reason) > LONGEST_REASON or len(ordered_by) > LONGEST_ORDER:
        field = "reason" if len(reason) > LONGEST_REASON else "ordered_by"
        raise WrongValue(f"Lý do tối đa {LONGEST_REASON} ký tự, người ra lệnh tối đa {LONGEST_ORDER} ký tự.", field)
    if order.channel:
        try:
            spec_of(order.channel)
        except Misconfigured as error:  # its words name the channels there are
            raise WrongValue(error.message, "channel") from error
    if unknown := [kind for kind in order.allow if kind not in kinds()]:
        raise WrongValue(
            f"Không có loại nội dung {', '.join(unknown)}. Các loại: {', '.join(kinds())}.", "allowed_kinds"
        )
    if order.until is not None and order.until <= now:
        raise WrongValue(f"Giờ kết thúc {vietnam_time(order.until)} đã qua. Hãy chọn giờ sau bây giờ.", "until")
    placed = Hold(
        unit_id=unit_id,
        reason=reason,
        ordered_by=ordered_by,
        starts_at=now,
        ends_at=order.until,
        channel=order.channel,
        allowed_kinds=list(order.allow),
    )
    place_hold(session, placed)
    session.flush()
    return placed


def holds_seen(session: Session, unit_ids: Sequence[int], now: datetime) -> list[Hold]:
    """Standing holds that concern these units; those of the whole province concern everybody. Newest first."""
    found = [hold for hold in standing_holds(session, now) if hold.unit_id is None or hold.unit_id in unit_ids]
    return sorted(found, key=lambda hold: hold.id or 0, reverse=True)


def lift_hold(session: Session, hold_id: int, *, within: HoldScope, now: datetime) -> None:
    """Raises NoSuchHold; LoaError if it stands no more, or is the whole province's and they may not lift it."""
    theirs: ColumnElement[bool] = col(Hold.unit_id).in_(within.unit_ids)
    if within.everything:
        theirs = or_(theirs, col(Hold.unit_id).is_(None))
    lifted = session.connection().execute(
        update(Hold).where(col(Hold.id) == hold_id, col(Hold.lifted_at).is_(None), theirs).values(lifted_at=now)
    )
    if lifted.rowcount != 1:
        hold = session.get(Hold, hold_id)
        is_seen = hold is not None and (hold.unit_id is None or hold.unit_id in within.unit_ids)
        standing = ", ".join(str(each.id) for each in holds_seen(session, within.unit_ids, now)) or "không có"
        raise (LoaError if is_seen else NoSuchHold)(
            f"Không có lệnh tạm dừng số {hold_id} đang hiệu lực mà bạn gỡ được. Các lệnh đang hiệu lực: {standing}."
        )
