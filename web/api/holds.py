"""Holds: those that stand, ordering one, lifting one."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from distributor.deliver.ordered_holds import HoldOrder, HoldScope, holds_seen, lift_hold, order_hold
from distributor.models import Hold, Unit, UnitLevel
from web.api.caller import Caller, Holds, Reads
from web.api.instants import Instant
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Tạm dừng"])


class HoldShape(BaseModel):
    """Lệnh tạm dừng đang có hiệu lực. Trường null hoặc rỗng không thu hẹp phạm vi."""

    id: int
    unit_id: int | None = Field(description="null: toàn tỉnh.")
    account_id: int | None
    channel: str
    reason: str
    ordered_by: str
    starts_at: datetime
    ends_at: datetime | None = Field(description="null: đến khi có người bỏ.")
    allowed_kinds: list[str]

    @classmethod
    def of(cls, hold: Hold) -> "HoldShape":
        return cls.model_validate(hold, from_attributes=True)


class HoldBody(BaseModel):
    """Khóa của tỉnh tạm dừng toàn tỉnh, khóa của đơn vị khác tạm dừng bài của đơn vị đó."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500)
    ordered_by: str = Field(min_length=1, max_length=200, description="Lệnh của ai hoặc theo văn bản nào.")
    channel: str = Field("", max_length=40)
    until: Instant | None = None
    allowed_kinds: list[str] = Field(default_factory=list, max_length=50)


@router.get("/holds", summary="Các lệnh tạm dừng đang có hiệu lực")
def list_holds(around: Around, caller: Reads) -> list[HoldShape]:
    with around.database.read() as session:
        return [HoldShape.of(hold) for hold in holds_seen(session, caller.unit_ids, around.clock.now())]


@router.post("/holds", summary="Tạm dừng", status_code=201)
def order(around: Around, caller: Holds, body: HoldBody) -> HoldShape:
    caller.acting("hold")
    now = around.clock.now()
    wanted = HoldOrder(body.reason, body.ordered_by, body.channel, body.until, tuple(body.allowed_kinds))
    unit_id = None if _is_province(around, caller) else caller.holder.unit_id
    with around.database.write() as session:
        hold = order_hold(session, wanted, unit_id=unit_id, now=now)
        caller.note(session, "hold", f"hold:{hold.id}", now, *sorted(body.model_fields_set))
    return HoldShape.of(hold)


@router.delete("/holds/{hold_id}", summary="Bỏ một lệnh tạm dừng", status_code=204)
def lift(around: Around, caller: Holds, hold_id: Id) -> Response:
    caller.acting("lift")
    now = around.clock.now()
    scope = HoldScope(caller.unit_ids, _is_province(around, caller))
    with around.database.read() as session:
        if hold_id not in {hold.id for hold in holds_seen(session, caller.unit_ids, now)}:
            raise ApiProblem(404, f"Không có lệnh tạm dừng số {hold_id} đang có hiệu lực.")
    with around.database.write() as session:
        lift_hold(session, hold_id, within=scope, now=now)
        caller.note(session, "lift", f"hold:{hold_id}", now, unit_id=session.get_one(Hold, hold_id).unit_id)
    return Response(status_code=204)


def _is_province(around: Surroundings, caller: Caller) -> bool:
    with around.database.read() as session:
        return session.get_one(Unit, caller.holder.unit_id).level == UnitLevel.PROVINCE
