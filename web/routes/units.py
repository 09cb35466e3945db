"""Đơn vị: the province's offices, their names through time, and what merged into what."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.connect.merge import Merged, merge_unit
from distributor.errors import LoaError
from distributor.models import UnitLevel
from distributor.report.unit_tree import LEVEL_LABELS, UnitRow, unit_tree
from distributor.staff.units import BELOW, found_unit, rename_unit
from web.deciding import Number, SentForm, needed_day, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "units"
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get("/don-vi")
def show_units(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    with around.database.read() as session:
        units = unit_tree(session, person.unit_ids)
    return page_for(request, around, person, "units.html", {"units": units, "may_add": _may_add(units, person)})


@router.get("/don-vi/moi")
def show_new(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _new(request, around, person, {"tu_ngay": _today(around).isoformat(), "loai": UnitLevel.COMMUNE.value})


class UnitForm(SentForm):
    loai: str = ""
    ten: str = ""
    ma: str = ""
    tu_ngay: str = ""


@router.post("/don-vi")
def add(
    request: Request,
    around: Around,
    person: Permitted,
    form: Annotated[UnitForm, Depends(UnitForm.read)],
) -> Response:
    try:
        since = _day(form.tu_ngay)
        with around.database.write() as session:
            found_unit(session, person.acts(around), level=form.loai, name=form.ten, code=form.ma, since=since)
    except LoaError as error:
        return _new(request, around, person, form.sent, refused(error), status=400)
    words = _("Đã thêm đơn vị %(name)s. Hãy thêm người dùng cho đơn vị.", name=form.ten.strip())
    return on_with(around, person, "/don-vi", Notification(words))


@router.get("/don-vi/{unit_id}")
def show_unit(request: Request, around: Around, person: SignedIn, unit_id: int) -> HTMLResponse:
    return _one(request, around, person, unit_id, {})


class UnitChangeForm(SentForm):
    """`viec`: "doi-ten" gives the name `ten` from `tu_ngay` on, "sap-nhap" lets the unit go on as the unit `vao` from `ngay`."""

    viec: Literal["doi-ten", "sap-nhap"]
    ten: str = ""
    tu_ngay: str = ""
    vao: Number = 0
    ngay: str = ""
    can_cu: str = ""


@router.post("/don-vi/{unit_id}")
def change(
    request: Request,
    around: Around,
    person: Permitted,
    form: Annotated[UnitChangeForm, Depends(UnitChangeForm.read)],
    unit_id: int,
) -> Response:
    actor = person.acts(around)
    try:
        with around.database.write() as session:
            if form.viec == "doi-ten":
                rename_unit(session, actor, unit_id, form.ten, _day(form.tu_ngay))
                words = _("Đã ghi tên mới. Văn bản và tin cũ giữ tên của ngày ban hành.")
            else:
                merged = merge_unit(session, actor, unit_id, form.vao, _day(form.ngay), form.can_cu)
                words = _told(merged)
    except LoaError as error:
        return _one(request, around, person, unit_id, form.sent, refused(error), status=400)
    return on_with(around, person, f"/don-vi/{unit_id}", Notification(words))


def _told(merged: Merged) -> str:
    told = [
        _("Đã ghi việc sáp nhập. Tin đã đăng giữ tên đơn vị cũ."),
        _("Đã chuyển %(people)s người; %(posts)s bài chờ duyệt lại.", people=merged.people, posts=merged.posts),
    ]
    if merged.channels:
        names = ", ".join(merged.channels)
        told.append(_("Hãy đổi tên trên nền tảng rồi cho chạy tiếp: %(names)s.", names=names))
    if merged.lists:
        told.append(
            _("Đã chuyển %(count)s danh sách số điện thoại, giữ nguyên lời đồng ý và từ chối.", count=merged.lists)
        )
    return " ".join(told)


def _today(around: Surroundings) -> date:
    return around.clock.now().astimezone(VIETNAM).date()


def _day(text: str) -> date:
    return needed_day(text, _("Hãy chọn ngày, ví dụ 01/07/2025."))


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
