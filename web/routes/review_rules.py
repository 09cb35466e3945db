"""Quy tắc duyệt: how many people must say yes in a unit, and whether the one who wrote a post may be one of them."""

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.report.review_rules import rules_of
from distributor.review.rules import ApprovalRule, drop_rule, set_rule
from distributor.staff.audit import note_action
from web import formats
from web.deciding import check_form, check_right, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/quy-tac-duyet"


@router.get(PATH)
def show_rules(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, "rules")
    return _page(request, around, person)


@router.post(PATH)
def change_rules(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, "rules")
    wish, unit_id, kind = form.get("viec"), number_of(form.get("don_vi", "")), form.get("loai", "")
    if wish not in ("dat", "bo"):
        raise HTTPException(400)
    if unit_id not in person.unit_ids:
        raise HTTPException(404)
    try:
        with around.database.write() as session:
            said = _set(session, unit_id, kind, form) if wish == "dat" else _drop(session, unit_id, kind)
            note_action(
                session,
                actor=person.staff.login,
                action="rules",
                subject=f"unit:{unit_id}",
                now=around.clock.now(),
                unit_id=unit_id,
                fields=[f"kind:{kind}" if kind else "kind", "approvers", "never_own"],
            )
    except LoaError as error:
        return _page(request, around, person, Notification(words_of(error), good=False), status=400)
    return on_with(around, person, PATH, Notification(said))


def _set(session: Session, unit_id: int, kind: str, form: Mapping[str, str]) -> str:
    set_rule(
        session, unit_id, kind, ApprovalRule(number_of(form.get("so_nguoi", "")), form.get("khong_tu_duyet") == "1")
    )
    what = _("loại «%(kind)s»", kind=formats.kind(kind)) if kind else _("mọi loại nội dung")
    return _("Đã lưu quy tắc duyệt cho %(kind)s. Áp dụng cho mọi lượt duyệt từ bây giờ.", kind=what)


def _drop(session: Session, unit_id: int, kind: str) -> str:
    drop_rule(session, unit_id, kind)
    return _("Đã bỏ quy tắc riêng của loại «%(kind)s»; loại này theo quy tắc chung.", kind=formats.kind(kind))


def _page(
    request: Request, around: Surroundings, person: Visitor, said: Notification | None = None, *, status: int = 200
) -> HTMLResponse:
    with around.database.read() as session:
        values = {"units": rules_of(session, person.unit_ids)}
    return page_for(
        request, around, person, "review_rules.html", {**values, "kinds": kinds()}, said=said, status=status
    )
