"""Ủy quyền duyệt: who stands in for whom, on which days; given by an approver, withdrawn at once."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.report.review_rules import delegations_of, people_to_stand_in
from distributor.staff.delegation import DelegationRequest, give_delegation, withdraw_delegation
from web import formats
from web.deciding import Number, SentForm, needed_day, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayDelegate = Annotated[Visitor, who_may("delegate")]


@router.get("/uy-quyen")
def show_delegations(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person)


class DelegationForm(SentForm):
    """`viec`: "dat" hands the right to the person `nguoi` for the kinds ticked as `loai:KIND`, "rut" withdraws that of `lenh`."""

    viec: Literal["dat", "rut"]
    nguoi: Number = 0
    tu: str = ""
    den: str = ""
    lenh: Number = 0


@router.post("/uy-quyen")
def give_or_withdraw(
    request: Request, around: Around, person: MayDelegate, form: Annotated[DelegationForm, Depends(DelegationForm.read)]
) -> Response:
    return _give(request, around, person, form) if form.viec == "dat" else _withdraw(around, person, form.lenh)


def _give(request: Request, around: Surroundings, person: Visitor, form: DelegationForm) -> Response:
    try:
        first = needed_day(form.tu, _("Ngày đầu: hãy chọn một ngày, ví dụ 24/11/2026."))
        last = needed_day(form.den, _("Ngày cuối: hãy chọn một ngày, ví dụ 24/11/2026."))
        wish = DelegationRequest(form.nguoi, first, last, form.ticked("loai:"))
        with around.database.write() as session:
            given_id = give_delegation(session, person.acts(around), wish).id or 0
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
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
    try:
        with around.database.write() as session:
            withdraw_delegation(session, person.acts(around), delegation_id)
    except LoaError as error:
        return on_with(around, person, "/uy-quyen", refused(error))
    words = _("Đã rút ủy quyền, có hiệu lực ngay. Bài đã duyệt theo ủy quyền này vẫn giữ nguyên.")
    return on_with(around, person, "/uy-quyen", Notification(words))


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
