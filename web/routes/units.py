"""Đơn vị: the province's offices, their names through time, and what merged into what."""

from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import UnitLevel
from distributor.report.unit_tree import LEVEL_LABELS, UnitRow, unit_tree
from distributor.staff.units import BELOW, add_unit, merge_into, rename, unit_in_reach
from web.deciding import check_form, check_right, needed_day, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "units"


@router.get("/don-vi")
def show_units(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    with around.database.read() as session:
        units = unit_tree(session, person.unit_ids)
    return page_for(request, around, person, "units.html", {"units": units, "may_add": _may_add(units, person)})


@router.get("/don-vi/moi")
def show_new(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, RIGHT)
    return _new(request, around, person, {"tu_ngay": _today(around).isoformat(), "loai": UnitLevel.COMMUNE.value})


@router.post("/don-vi")
def add(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, RIGHT)
    now = around.clock.now()
    try:
        since = _day(form, "tu_ngay")
        with around.database.write() as session:
            unit = add_unit(
                session,
                person.staff,
                level=form.get("loai", ""),
                name=form.get("ten", ""),
                code=form.get("ma", ""),
                since=since,
            )
            note(session, person, "add_unit", f"unit:{unit.id}", now, unit_id=unit.id)
    except LoaError as error:
        return _new(request, around, person, form, Notification(words_of(error), good=False), status=400)
    words = _("Đã thêm đơn vị %(name)s. Hãy thêm người dùng cho đơn vị.", name=form["ten"].strip())
    return on_with(around, person, "/don-vi", Notification(words))


@router.get("/don-vi/{unit_id}")
def show_unit(request: Request, around: Around, person: SignedIn, unit_id: int) -> HTMLResponse:
    return _one(request, around, person, unit_id, {})


@router.post("/don-vi/{unit_id}")
def change(request: Request, around: Around, person: SignedIn, form: Form, unit_id: int) -> Response:
    """`viec`: "doi-ten" gives another name from a day on, "sap-nhap" lets the unit go on as another."""
    check_form(request, form)
    if form.get("viec") not in ("doi-ten", "sap-nhap"):
        raise HTTPException(400)
    with around.database.read() as session:
        if unit_in_reach(session, person.staff, unit_id) is None:
            raise HTTPException(404)
    check_right(person, RIGHT)
    now, today = around.clock.now(), _today(around)
    try:
        with around.database.write() as session:
            if form["viec"] == "doi-ten":
                action, words = "rename_unit", _("Đã ghi tên mới. Văn bản và tin cũ giữ tên của ngày ban hành.")
                fields = rename(session, unit_id, form.get("ten", ""), _day(form, "tu_ngay"), today)
            else:
                action, words = "merge_unit", _("Đã ghi việc sáp nhập. Tin đã đăng giữ tên đơn vị cũ.")
                into = number_of(form.get("vao", ""))
                if unit_in_reach(session, person.staff, into) is None:
                    into = 0
                fields = merge_into(session, unit_id, into, _day(form, "ngay"), form.get("can_cu", ""), today)
            if fields:
                note(session, person, action, f"unit:{unit_id}", now, unit_id=unit_id, fields=fields)
    except LoaError as error:
        said = Notification(words_of(error), good=False)
        return _one(request, around, person, unit_id, form, said, status=400)
    return on_with(around, person, f"/don-vi/{unit_id}", Notification(words))


def _today(around: Surroundings) -> date:
    return around.clock.now().astimezone(VIETNAM).date()


def _day(form: dict[str, str], name: str) -> date:
    return needed_day(form.get(name, ""), _("Hãy chọn ngày, ví dụ 01/07/2025."))


def _may_add(units: list[UnitRow], person: Visitor) -> bool:
    return any(unit.id == person.staff.unit_id and unit.level == UnitLevel.PROVINCE for unit in units)


def _new(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    values = {"typed": typed, "levels": {level: LEVEL_LABELS[level] for level in BELOW}}
    return page_for(request, around, person, "unit_new.html", values, said=said, status=status)


def _one(
    request: Request,
    around: Surroundings,
    person: Visitor,
    unit_id: int,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        units = unit_tree(session, person.unit_ids)
    one = next((unit for unit in units if unit.id == unit_id), None)
    if one is None:
        raise HTTPException(404)
    others = [unit for unit in units if unit.id != unit_id and unit.went_into is None]
    values = {"one": one, "others": others, "typed": typed, "today": _today(around)}
    return page_for(request, around, person, "unit.html", values, said=said, status=status)
