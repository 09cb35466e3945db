"""Người dùng: who works here, in the units that one may see; changed by administrators, never above their own unit."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import Role, Staff
from distributor.report.staff_list import staff_list
from distributor.staff.passwords import hash_password
from distributor.staff.people import (
    Described,
    change_person,
    change_staff,
    disable,
    employ,
    enable,
    give_first_password,
    person_in_reach,
    reset_second_step,
)
from distributor.staff.totp import new_first_password
from distributor.units import unit_name, unit_names
from web.deciding import Number, SentForm, number_of, page_number, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "people"
ACTIONS = {
    "luu": ("change_person", mark("Đã lưu thông tin của %(name)s.")),
    "khoa": ("disable_person", mark("Đã khóa tài khoản của %(name)s và đăng xuất mọi thiết bị.")),
    "mo": ("enable_person", mark("Đã mở khóa tài khoản của %(name)s.")),
    "mat-khau": ("first_password", ""),
    "bo-hai-buoc": (
        "reset_second_step",
        mark("Đã bỏ xác minh hai bước của %(name)s. Lần đăng nhập sau chỉ cần mật khẩu."),
    ),
}
"""What a form asks for → the action of the log, and what is said."""
ROLES = {
    Role.VIEWER: mark("Người xem: chỉ xem"),
    Role.AUTHOR: mark("Người soạn: soạn bài, bỏ qua, chuyển giờ"),
    Role.APPROVER: mark("Người duyệt: như người soạn, và duyệt bài, tạm dừng, kết nối tài khoản"),
    Role.ADMINISTRATOR: mark("Quản trị viên: như người duyệt, và quản lý người dùng, đơn vị, cài đặt"),
}
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get("/nguoi-dung")
def show_people(
    request: Request, around: Around, person: SignedIn, tim: str = "", don_vi: str = "", trang: str = ""
) -> HTMLResponse:
    """Show the people who work here. `don_vi` of a unit that one does not see narrows nothing."""
    unit_id = number_of(don_vi) if number_of(don_vi) in person.unit_ids else 0
    search = tim[:100]
    with around.database.read() as session:
        found = staff_list(session, (unit_id,) if unit_id else person.unit_ids, search=search, page=page_number(trang))
        units = unit_names(session, person.unit_ids)
    kept = urlencode({name: value for name, value in (("tim", search), ("don_vi", unit_id)) if value})
    values = {"people": found, "units": units, "search": search, "unit_id": unit_id, "kept": kept}
    return page_for(request, around, person, "people.html", {**values, "now": around.clock.now()})


@router.get("/nguoi-dung/moi")
def show_new(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _form(request, around, person, None, {"don_vi": str(person.staff.unit_id), "vai_tro": Role.AUTHOR.value})


class StaffForm(SentForm):
    ten: str = ""
    ho_ten: str = ""
    vai_tro: str = ""
    don_vi: Number = 0

    @property
    def described(self) -> Described:
        return Described(self.ho_ten, self.vai_tro, self.don_vi)


@router.post("/nguoi-dung")
def add(
    request: Request,
    around: Around,
    person: Permitted,
    form: Annotated[StaffForm, Depends(StaffForm.read)],
) -> Response:
    """The first password is shown on the page that answers, and nowhere else. Hashing it takes long: no transaction is open."""
    password = new_first_password()
    hashed = hash_password(password)
    try:
        with around.database.write() as session:
            made = employ(session, person.acts(around), form.ten, form.described, hashed)
    except LoaError as error:
        return _form(request, around, person, None, form.sent, refused(error), status=400)
    return page_for(request, around, person, "first_password.html", {"one": made, "password": password, "is_new": True})


@router.get("/nguoi-dung/{staff_id}")
def show_person(request: Request, around: Around, person: Permitted, staff_id: int) -> HTMLResponse:
    with around.database.read() as session:
        one = _found(session, person, staff_id)
    return _form(request, around, person, one, _as_typed(one))


class StaffChangeForm(StaffForm):
    """`viec`: one of ACTIONS."""

    viec: str = ""


@router.post("/nguoi-dung/{staff_id}")
def change(
    request: Request,
    around: Around,
    person: Permitted,
    form: Annotated[StaffChangeForm, Depends(StaffChangeForm.read)],
    staff_id: int,
) -> Response:
    wish = form.viec
    if wish not in ACTIONS:
        raise HTTPException(400)
    with around.database.read() as session:
        before = _found(session, person, staff_id)
    action, words = ACTIONS[wish]
    password = new_first_password() if wish == "mat-khau" else ""
    hashed = hash_password(password) if password else ""
    try:
        with around.database.write() as session:
            one = change_staff(session, person.acts(around), staff_id, action, _change(form, hashed))
    except LoaError as error:
        typed = form.sent if wish == "luu" else _as_typed(before)
        return _form(request, around, person, before, typed, refused(error), status=400)
    if password:
        values = {"one": one, "password": password, "is_new": False}
        return page_for(request, around, person, "first_password.html", values)
    said = Notification(_(words, name=one.full_name))
    if wish == "khoa":
        said = replace(said, undo=f"/nguoi-dung/{staff_id}", undo_does="mo", undo_label=_("Mở khóa lại"))
    return on_with(around, person, "/nguoi-dung", said)


def _change(form: StaffChangeForm, hashed: str) -> Callable[[Session, Staff, Staff], list[str]]:
    match form.viec:
        case "luu":
            return partial(change_person, described=form.described)
        case "khoa":
            return disable
        case "mo":
            return enable
        case "mat-khau":
            return partial(give_first_password, password_hash=hashed)
        case _:
            return reset_second_step


def _found(session: Session, person: Visitor, staff_id: int) -> Staff:
    found = person_in_reach(session, person.staff, staff_id)
    if found is None:
        raise HTTPException(404)
    return found


def _as_typed(one: Staff) -> dict[str, str]:
    return {"ten": one.login, "ho_ten": one.full_name, "vai_tro": one.role, "don_vi": str(one.unit_id)}


def _form(
    request: Request,
    around: Surroundings,
    person: Visitor,
    one: Staff | None,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        units = unit_names(session, person.unit_ids)
        if one is not None and one.unit_id not in units:  # it has merged into another
            units[one.unit_id] = unit_name(session, one.unit_id, around.clock.now().astimezone(VIETNAM).date())
    values = {"one": one, "typed": typed, "units": units, "roles": ROLES, "now": around.clock.now()}
    return page_for(request, around, person, "person.html", values, said=said, status=status)
