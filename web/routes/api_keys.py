"""Khóa API: keys of programs, made and revoked by administrators. A key is shown once, on the page that answers its making."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import ApiKey
from distributor.staff.api_keys import LONGEST_LIFE, SCOPES, issue_key, take_back_key
from distributor.units import unit_names
from web.deciding import Number, SentForm, day_of, end_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "keys"
USUAL_LIFE = timedelta(days=180)
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get("/khoa-api")
def show_keys(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _page(request, around, person, {})


class KeyForm(SentForm):
    """`viec`: "tao" makes a key for the scopes ticked as `pham_vi-SCOPE`, "thu-hoi" revokes that of the number `lenh`."""

    viec: Literal["tao", "thu-hoi"]
    ten: str = ""
    don_vi: Number = 0
    han: str = ""
    lenh: Number = 0


@router.post("/khoa-api")
def make_or_revoke(
    request: Request, around: Around, person: Permitted, form: Annotated[KeyForm, Depends(KeyForm.read)]
) -> Response:
    return _make(request, around, person, form) if form.viec == "tao" else _revoke(around, person, form.lenh)


def _make(request: Request, around: Surroundings, person: Visitor, form: KeyForm) -> Response:
    day = day_of(form.han)
    if form.don_vi not in person.unit_ids or day is None:
        words = _("Hãy chọn đơn vị trong phạm vi của bạn và ngày hết hạn của khóa.")
        return _page(request, around, person, form.sent, Notification(words, good=False), status=400)
    try:
        with around.database.write() as session:
            scopes = form.ticked("pham_vi-")
            made = issue_key(session, person.acts(around), form.don_vi, form.ten, scopes, end_of(day))
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
    return page_for(request, around, person, "api_key_made.html", {"made": made})


def _revoke(around: Surroundings, person: Visitor, key_id: int) -> Response:
    with around.database.write() as session:
        key = take_back_key(session, person.acts(around), key_id)
    words = _("Đã thu hồi khóa «%(name)s». Phần mềm đang dùng khóa này không vào được nữa.", name=key.name)
    return on_with(around, person, "/khoa-api", Notification(words))


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    now = around.clock.now()
    with around.database.read() as session:
        keys = session.exec(
            select(ApiKey)
            .where(col(ApiKey.unit_id).in_(person.unit_ids))
            .order_by(col(ApiKey.revoked_at).is_not(None), col(ApiKey.id).desc())
            .limit(200)
        ).all()
        units = unit_names(session, person.unit_ids)
    today = now.astimezone(VIETNAM).date()
    values = {
        "keys": keys,
        "units": units,
        "scopes": SCOPES,
        "typed": typed,
        "now": now,
        "usual_end": today + USUAL_LIFE,
        "first_end": today,
        "last_end": today + LONGEST_LIFE - timedelta(days=2),
    }
    return page_for(request, around, person, "api_keys.html", values, said=said, status=status)
