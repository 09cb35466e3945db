"""Holds: those that stand, ordering one, lifting one."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from distributor.deliver.ordered_holds import HoldOrder, holds_seen, lift_hold, order_hold
from distributor.models import Hold
from web.api.caller import Holds, Reads
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.surroundings import Around

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


@router.get("/holds", summary="Các lệnh tạm dừng đang có hiệu lực")
def list_holds(around: Around, caller: Reads) -> list[HoldShape]:
    with around.database.read() as session:
        return [HoldShape.of(hold) for hold in holds_seen(session, caller.unit_ids, around.clock.now())]


@router.post("/holds", summary="Tạm dừng", status_code=201)
def order(around: Around, caller: Holds, body: HoldOrder) -> HoldShape:
    """Khóa của tỉnh tạm dừng toàn tỉnh, khóa của đơn vị khác tạm dừng bài của đơn vị đó."""
    with around.database.write() as session:
        return HoldShape.of(order_hold(session, caller.acts(around), body))


@router.delete("/holds/{hold_id}", summary="Bỏ một lệnh tạm dừng", status_code=204)
def lift(around: Around, caller: Holds, hold_id: Id) -> Response:
    actor = caller.acts(around, "lift")
    with around.database.write() as session:
        if hold_id not in {hold.id for hold in holds_seen(session, caller.unit_ids, actor.now)}:
            raise ApiProblem(404, f"Không có lệnh tạm dừng số {hold_id} đang có hiệu lực.")
        lift_hold(session, actor, hold_id)
    return Response(status_code=204)
