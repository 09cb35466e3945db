"""Bài dùng chung: what the key's unit offered and was offered; making an offer, taking it back, accepting, declining.

Accepting makes posts that wait for the unit's own review. Accepting in advance is a person's, on the console.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlmodel import Session

from distributor.inputs import Instant
from distributor.models import Staff
from distributor.report.exchange.offers import (
    OfferShape,
    ReceivedOfferShape,
    offer_told,
    offers_told,
    received_offer,
    received_offers,
)
from distributor.share.accept import Acceptance, OfferMaking, accept_by_standing_yes, accept_offer
from distributor.share.offers import (
    LONGEST_NOTE,
    LONGEST_REASON,
    NotTheirs,
    OfferRequest,
    decline,
    make_offer,
    undo_decline,
    withdraw_offer,
)
from distributor.staff.api_calls import Begun, keep_answer
from distributor.staff.visibility import item_of_units
from web.addresses import LARGEST_ID
from web.api.caller import Caller, Reads, WritesOffers
from web.api.campaigns import RowId
from web.api.once import Name, answer_once, known_answer
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.house import templates_of_house
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Bài dùng chung"])


class OfferBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    item_id: int = Field(ge=1, le=LARGEST_ID)
    unit_ids: list[RowId] = Field(default_factory=list, max_length=1000, description="Bỏ trống: mọi đơn vị cấp dưới.")
    expires_at: Instant = Field(description="Hạn trả lời.")
    note: str = Field("", max_length=LONGEST_NOTE)


class AcceptBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    account_ids: list[RowId] = Field(min_length=1, max_length=200, description="Tài khoản của đơn vị.")


class AcceptedShape(BaseModel):
    """Lời mời đã nhận và số bài đang soạn."""

    posts: int
    offer: ReceivedOfferShape


class DeclineBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="Đơn vị mời đọc lý do này.")


_ANSWER = TypeAdapter(OfferShape)


@router.get("/offers", summary="Lời mời của đơn vị, mới nhất trước")
def list_made(around: Around, caller: Reads) -> list[OfferShape]:
    """Nhiều nhất 50."""
    with around.database.read() as session:
        return offers_told(session, caller.holder.unit_id, around.clock.now())


@router.get("/offers/received", summary="Lời mời gửi tới đơn vị, chờ trả lời trước")
def list_received(around: Around, caller: Reads) -> list[ReceivedOfferShape]:
    """Nhiều nhất 50 lời mời chờ trả lời và 50 lời mời đã trả lời."""
    with around.database.read() as session:
        return received_offers(session, caller.holder.unit_id, around.clock.now())


@router.post(
    "/offers",
    summary="Mời đơn vị cấp dưới đăng một tin",
    status_code=201,
    responses=known_answer(OfferShape),
    response_model=OfferShape,
)
def offer(around: Around, caller: WritesOffers, body: OfferBody, idempotency_key: Name) -> JSONResponse:
    """Đơn vị đã nhận trước loại tin này nhận ngay sau đó; xem answers ở danh sách lời mời."""
    with around.database.read() as session:
        if item_of_units(session, body.item_id, caller.unit_ids) is None:
            raise ApiProblem(404, f"Không có tin số {body.item_id}, hoặc tin thuộc đơn vị khác.")
    staff = caller.acting_at_home("offer")
    return answer_once(
        around,
        caller,
        "POST /offers",
        body,
        idempotency_key,
        lambda begun: _offer(around, caller, staff, body, begun),
    )


def _offer(
    around: Surroundings, caller: Caller, staff: Staff, body: OfferBody, begun: Begun
) -> tuple[int, dict[str, Any]]:
    now = around.clock.now()
    wish = OfferRequest(body.item_id, tuple(dict.fromkeys(body.unit_ids)), body.expires_at, body.note)
    with around.database.write() as session:
        offer_id = make_offer(session, staff, wish, now).id or 0
        told: dict[str, Any] = _ANSWER.dump_python(_made(session, caller, offer_id, now), mode="json")
        keep_answer(session, begun, 201, told)
        caller.note(session, "offer", f"offer:{offer_id}", now, *sorted(body.model_fields_set))
    # As in the console: what units accepted in advance, after the offer stands.
    accept_by_standing_yes(around.database, _making(around), offer_id)
    return 201, told


@router.post("/offers/{offer_id}/withdraw", summary="Rút lời mời")
def withdraw(around: Around, caller: WritesOffers, offer_id: Id) -> OfferShape:
    """Đơn vị nào đã nhận thì bài của đơn vị đó giữ nguyên."""
    now = around.clock.now()
    with around.database.read() as session:
        _made(session, caller, offer_id, now)
    staff = caller.acting_at_home("offer")
    with around.database.write() as session:
        withdraw_offer(session, offer_id, staff, now)
        told = _made(session, caller, offer_id, now)
        caller.note(session, "withdraw_offer", f"offer:{offer_id}", now)
    return told


@router.post("/offers/received/{answer_id}/accept", summary="Nhận đăng bài dùng chung")
def accept(around: Around, caller: WritesOffers, answer_id: Id, body: AcceptBody) -> AcceptedShape:
    """Bài của đơn vị được soạn và chờ chính đơn vị duyệt. Nhận trước cả một loại là việc của người, trên bảng điều khiển."""
    _received(around, caller, answer_id)
    staff = caller.acting_at_home("accept")
    yes = Acceptance(answer_id, staff, tuple(dict.fromkeys(body.account_ids)))
    posts = accept_offer(around.database, yes, _making(around))
    return AcceptedShape(posts=posts, offer=_received(around, caller, answer_id))


@router.post("/offers/received/{answer_id}/decline", summary="Từ chối lời mời")
def refuse(around: Around, caller: WritesOffers, answer_id: Id, body: DeclineBody) -> ReceivedOfferShape:
    def do(session: Session, staff: Staff, now: datetime) -> None:
        decline(session, answer_id, staff, body.reason, now)

    return _answer(around, caller, answer_id, "decline", do)


@router.post("/offers/received/{answer_id}/reconsider", summary="Xem lại lời mời đã từ chối")
def reconsider(around: Around, caller: WritesOffers, answer_id: Id) -> ReceivedOfferShape:
    def do(session: Session, staff: Staff, now: datetime) -> None:
        undo_decline(session, answer_id, staff, now)

    return _answer(around, caller, answer_id, "undo_decline", do)


def _answer(
    around: Surroundings, caller: Caller, answer_id: int, action: str, do: Callable[[Session, Staff, datetime], None]
) -> ReceivedOfferShape:
    _received(around, caller, answer_id)
    staff, now = caller.acting_at_home("accept"), around.clock.now()
    with around.database.write() as session:
        do(session, staff, now)
        caller.note(session, action, f"offer_answer:{answer_id}", now)
    return _received(around, caller, answer_id)


def _made(session: Session, caller: Caller, offer_id: int, now: datetime) -> OfferShape:
    found = offer_told(session, offer_id, caller.holder.unit_id, now)
    if found is None:
        raise NotTheirs(f"Không có lời mời số {offer_id}, hoặc lời mời của đơn vị khác.")
    return found


def _received(around: Surroundings, caller: Caller, answer_id: int) -> ReceivedOfferShape:
    with around.database.read() as session:
        found = received_offer(session, answer_id, caller.holder.unit_id, around.clock.now())
    if found is None:
        raise NotTheirs(f"Không có lời mời số {answer_id} gửi tới đơn vị này.")
    return found


def _making(around: Surroundings) -> OfferMaking:
    settings = around.settings
    return OfferMaking(templates_of_house(), settings.public_url, around.clock.now, settings.values.videos)
