"""Khóa API: keys of programs, made and revoked by administrators. A key is shown once, on the page that answers its making."""

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import ApiKey
from distributor.staff.api_keys import LONGEST_LIFE, SCOPES, make_key, revoke_key
from distributor.units import unit_names
from web.deciding import check_form, check_right, day_of, end_of, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "keys"
USUAL_LIFE = timedelta(days=180)


@router.get("/khoa-api")
def show_keys(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, RIGHT)
    return _page(request, around, person, {})


@router.post("/khoa-api")
def make_or_revoke(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, RIGHT)
    match form.get("viec"):
        case "tao":
            return _make(request, around, person, form)
        case "thu-hoi":
            return _revoke(around, person, number_of(form.get("lenh", "")))
        case _:
            raise HTTPException(400)


def _make(request: Request, around: Surroundings, person: Visitor, form: dict[str, str]) -> Response:
    now, unit_id = around.clock.now(), number_of(form.get("don_vi", ""))
    day = day_of(form.get("han", ""))
    if unit_id not in person.unit_ids or day is None:
        words = _("Hãy chọn đơn vị trong phạm vi của bạn và ngày hết hạn của khóa.")
        return _page(request, around, person, form, Notification(words, good=False), status=400)
    try:
        with around.database.write() as session:
            made = make_key(
                session,
                unit_id=unit_id,
                name=form.get("ten", ""),
                scopes=[scope for scope in SCOPES if form.get(f"pham_vi-{scope}") == "1"],
                expires_at=end_of(day),
                by=person.staff.login,
                now=now,
            )
            note(session, person, "make_key", f"key:{made.key.id}", now, unit_id=unit_id, fields=made.key.scopes)
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    return page_for(request, around, person, "api_key_made.html", {"made": made})


def _revoke(around: Surroundings, person: Visitor, key_id: int) -> Response:
    now = around.clock.now()
    with around.database.write() as session:
        key = session.exec(
            select(ApiKey).where(ApiKey.id == key_id, col(ApiKey.unit_id).in_(person.unit_ids)).with_for_update()
        ).first()
        if key is None:
            raise HTTPException(404)
        if key.revoked_at is None:
            revoke_key(session, key, by=person.staff.login, now=now)
            note(session, person, "revoke_key", f"key:{key_id}", now, unit_id=key.unit_id)
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
