"""Ủy quyền duyệt: who stands in for whom, on which days; given by an approver, withdrawn at once."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.report.review_rules import delegations_of, people_to_stand_in
from distributor.staff.audit import note_action
from distributor.staff.delegation import DelegationRequest, NoSuchDelegation, give_delegation, withdraw_delegation
from web import formats
from web.deciding import check_form, check_right, needed_day, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/uy-quyen")
def show_delegations(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person)


@router.post("/uy-quyen")
def give_or_withdraw(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, "delegate")
    match form.get("viec"):
        case "dat":
            return _give(request, around, person, form)
        case "rut":
            return _withdraw(around, person, number_of(form.get("lenh", "")))
        case _:
            raise HTTPException(400)


def _give(request: Request, around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Response:
    now = around.clock.now()
    try:
        first = needed_day(form.get("tu", ""), _("Ngày đầu: hãy chọn một ngày, ví dụ 24/11/2026."))
        last = needed_day(form.get("den", ""), _("Ngày cuối: hãy chọn một ngày, ví dụ 24/11/2026."))
        wish = DelegationRequest(number_of(form.get("nguoi", "")), first, last, chosen(form, "loai"))
        with around.database.write() as session:
            given = give_delegation(session, person.staff, wish, now)
            given_id = given.id or 0
            _note(session, person, "delegate", given_id, now)
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    said = _(
        "Đã ủy quyền duyệt từ %(first)s đến hết %(last)s. Bạn vẫn duyệt được như thường.",
        first=formats.day(first),
        last=formats.day(last),
    )
    undo = _("Rút ủy quyền này")
    return on_with(
        around,
        person,
        "/uy-quyen",
        Notification(said, undo="/uy-quyen", undo_does="rut", undo_id=given_id, undo_label=undo),
    )


def _withdraw(around: Surroundings, person: Visitor, delegation_id: int) -> Response:
    now = around.clock.now()
    try:
        with around.database.write() as session:
            withdraw_delegation(session, delegation_id, person.staff, now)
            _note(session, person, "withdraw_delegation", delegation_id, now)
    except NoSuchDelegation as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return on_with(around, person, "/uy-quyen", Notification(words_of(error), good=False))
    words = _("Đã rút ủy quyền, có hiệu lực ngay. Bài đã duyệt theo ủy quyền này vẫn giữ nguyên.")
    return on_with(around, person, "/uy-quyen", Notification(words))


def chosen(form: Mapping[str, str], beginning: str) -> tuple[str, ...]:
    """What was ticked: fields `beginning:NAME`."""
    return tuple(name.partition(":")[2] for name in form if name.startswith(f"{beginning}:"))


def _note(session: Session, person: Visitor, action: str, delegation_id: int, now: datetime) -> None:
    note_action(
        session,
        actor=person.staff.login,
        action=action,
        subject=f"delegation:{delegation_id}",
        now=now,
        unit_id=person.staff.unit_id,
    )


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: Mapping[str, str] | None = None,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    now = around.clock.now()
    with around.database.read() as session:
        values = {
            "standing": delegations_of(session, person.unit_ids, now),
            "people": people_to_stand_in(session, person.staff),
        }
    values |= {"typed": typed or {}, "kinds": kinds(), "today": now.astimezone(VIETNAM).date(), "now": now}
    return page_for(request, around, person, "delegation.html", values, said=said, status=status)
