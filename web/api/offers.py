"""Bài dùng chung: what the key's unit offered and was offered; making an offer, taking it back, accepting, declining.

Accepting makes posts that wait for the unit's own review. Accepting in advance is a person's, on the console.
"""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlmodel import Session

from distributor.errors import NotThere
from distributor.inputs import Instant
from distributor.report.exchange.offers import (
    OfferShape,
    ReceivedOfferShape,
    offer_told,
    offers_told,
    received_offer,
    received_offers,
)
from distributor.share.accept import OfferMaking, accept_by_standing_yes, accept_offer
from distributor.share.offers import (
    LONGEST_NOTE,
    LONGEST_REASON,
    OfferRequest,
    decline,
    make_offer,
    undo_decline,
    withdraw_offer,
)
from distributor.staff.api_calls import Begun, keep_answer
from distributor.staff.deeds import Actor
from distributor.staff.visibility import item_of_units
from web.addresses import LARGEST_ID
from web.api.caller import Caller, Reads, WritesOffers
from web.api.campaigns import RowId
from web.api.once import Name, answer_once, known_answer
from web.api.paging import Id
from web.api.problems import ApiProblem
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
    actor = caller.acts_at_home(around, "offer")
    return answer_once(
        around,
        caller,
        "POST /offers",
        body,
        idempotency_key,
        lambda begun: _offer(around, caller, actor, body, begun),
    )


def _offer(
    around: Surroundings, caller: Caller, actor: Actor, body: OfferBody, begun: Begun
) -> tuple[int, dict[str, Any]]:
    wish = OfferRequest(body.item_id, tuple(dict.fromkeys(body.unit_ids)), body.expires_at, body.note)
    with around.database.write() as session:
        offer_id = make_offer(session, actor, wish).id or 0
        told: dict[str, Any] = _ANSWER.dump_python(_made(session, caller, offer_id, actor.now), mode="json")
        keep_answer(session, begun, 201, told)
    # As in the console: what units accepted in advance, after the offer stands.
    accept_by_standing_yes(around.database, _making(around), offer_id)
    return 201, told


@router.post("/offers/{offer_id}/withdraw", summary="Rút lời mời")
def withdraw(around: Around, caller: WritesOffers, offer_id: Id) -> OfferShape:
    """Đơn vị nào đã nhận thì bài của đơn vị đó giữ nguyên."""
    with around.database.write() as session:
        actor = caller.acts_at_home(around)
        withdraw_offer(session, actor, offer_id)
        return _made(session, caller, offer_id, actor.now)


@router.post("/offers/received/{answer_id}/accept", summary="Nhận đăng bài dùng chung")
def accept(around: Around, caller: WritesOffers, answer_id: Id, body: AcceptBody) -> AcceptedShape:
    """Bài của đơn vị được soạn và chờ chính đơn vị duyệt. Nhận trước cả một loại là việc của người, trên bảng điều khiển."""
    posts = accept_offer(around.database, caller.acts_at_home(around), answer_id, body.account_ids, _making(around))
    return AcceptedShape(posts=posts, offer=_received(around, caller, answer_id))


@router.post("/offers/received/{answer_id}/decline", summary="Từ chối lời mời")
def refuse(around: Around, caller: WritesOffers, answer_id: Id, body: DeclineBody) -> ReceivedOfferShape:
    with around.database.write() as session:
        decline(session, caller.acts_at_home(around), answer_id, body.reason)
    return _received(around, caller, answer_id)


@router.post("/offers/received/{answer_id}/reconsider", summary="Xem lại lời mời đã từ chối")
def reconsider(around: Around, caller: WritesOffers, answer_id: Id) -> ReceivedOfferShape:
    with around.database.write() as session:
        undo_decline(session, caller.acts_at_home(around), answer_id)
    return _received(around, caller, answer_id)


def _made(session: Session, caller: Caller, offer_id: int, now: datetime) -> OfferShape:
    found = offer_told(session, offer_id, caller.holder.unit_id, now)
    if found is None:
        raise NotThere(f"Không có lời mời số {offer_id}, hoặc lời mời của đơn vị khác.")
    return found


def _received(around: Surroundings, caller: Caller, answer_id: int) -> ReceivedOfferShape:
    with around.database.read() as session:
        found = received_offer(session, answer_id, caller.holder.unit_id, around.clock.now())
    if found is None:
        raise NotThere(f"Không có lời mời số {answer_id} gửi tới đơn vị này.")
    return found


def _making(around: Surroundings) -> OfferMaking:
    settings = around.settings
    return OfferMaking(around.templates, settings.public_url, around.clock.now, settings.values.videos)
