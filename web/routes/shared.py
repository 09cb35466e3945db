"""Bài dùng chung: offered by the province or a department, accepted, declined or accepted in advance by communes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.labels import channel_labels, kinds
from distributor.report.offers import (
    accounts_of,
    answered_offers,
    in_advance,
    offerable_items,
    offers_made,
    waiting_offers,
)
from distributor.share.accept import Acceptance, OfferMaking, accept_by_standing_yes, accept_offer
from distributor.share.offers import (
    NotTheirs,
    OfferRequest,
    decline,
    make_offer,
    pre_accept,
    undo_decline,
    units_below,
    withdraw_offer,
    withdraw_pre_acceptance,
)
from distributor.staff.audit import note_action
from distributor.units import unit_names
from web.deciding import check_form, check_right, end_of, needed_day, number_of
from web.flash import Notification, on_with, page_for
from web.forms import MOST_FIELDS, Form
from web.house import templates_of_house
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.routes.delegation import chosen
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/bai-dung-chung"
USUAL = timedelta(days=7)
"""How long units have to answer, unless the one who offers says otherwise."""
MOST_TICKS = MOST_FIELDS - 10
"""Units that can be ticked one by one, beside the form's other fields; where there are more, all are asked, or one."""
RIGHTS = {
    "moi": "offer",
    "rut-moi": "offer",
    "nhan": "accept",
    "tu-choi": "accept",
    "xem-lai": "accept",
    "nhan-truoc": "accept",
    "rut-nhan-truoc": "accept",
}
"""What a form asks for → the right that it takes."""


@router.get(PATH)
def show_shared(request: Request, around: Around, person: SignedIn, tin: str = "") -> HTMLResponse:
    """`tin`: the item that the form for an offer begins with."""
    return _page(request, around, person, {"tin": tin} if tin else {})


@router.post(PATH)
def decide(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in RIGHTS:
        raise HTTPException(400)
    check_right(person, RIGHTS[wish])
    try:
        said = _DOES[wish](around, person, form)
    except NotTheirs as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    return on_with(around, person, PATH, said)


def _offer(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, until = around.clock.now(), _end_of(form.get("den", ""))
    alone = number_of(form.get("mot_don_vi", ""))
    units = (alone,) if alone else tuple(number_of(unit_id) for unit_id in chosen(form, "dv"))
    wish = OfferRequest(number_of(form.get("tin", "")), units, until, form.get("loi_nhan", ""))
    with around.database.write() as session:
        offer_id = make_offer(session, person.staff, wish, now).id or 0
        _note(session, person, "offer", f"offer:{offer_id}", now)
    # What units accepted in advance, after the offer stands. If this ends half-way, the engine's sweep goes on.
    taken = accept_by_standing_yes(around.database, _making(around), offer_id)
    words = (
        _("Đã gửi lời mời; %(count)s đơn vị đã nhận trước loại này.", count=len(taken))
        if taken
        else _("Đã gửi lời mời.")
    )
    undo = _("Rút lời mời này")
    return Notification(words, undo=PATH, undo_does="rut-moi", undo_id=offer_id, undo_label=undo)


def _withdraw_offer(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, offer_id = around.clock.now(), number_of(form.get("lenh", ""))
    with around.database.write() as session:
        withdraw_offer(session, offer_id, person.staff, now)
        _note(session, person, "withdraw_offer", f"offer:{offer_id}", now)
    return Notification(_("Đã rút lời mời. Đơn vị nào đã nhận thì bài của đơn vị đó vẫn giữ nguyên."))


def _accept(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    accounts = tuple(number_of(account_id) for account_id in chosen(form, "tk"))
    made = accept_offer(
        around.database, Acceptance(number_of(form.get("lenh", "")), person.staff, accounts), _making(around)
    )
    return Notification(
        _(
            "Đã nhận: Loa soạn %(count)s bài cho tài khoản của đơn vị. Bài dựng ảnh xong sẽ vào Chờ duyệt của đơn vị.",
            count=made,
        )
    )


def _decline(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, answer_id = around.clock.now(), number_of(form.get("lenh", ""))
    with around.database.write() as session:
        decline(session, answer_id, person.staff, form.get("ly_do", ""), now)
        _note(session, person, "decline", f"offer_answer:{answer_id}", now, "ly_do")
    undo = _("Xem lại lời mời này")
    said = _("Đã từ chối; đơn vị mời đọc được lý do.")
    return Notification(said, undo=PATH, undo_does="xem-lai", undo_id=answer_id, undo_label=undo)


def _undo_decline(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, answer_id = around.clock.now(), number_of(form.get("lenh", ""))
    with around.database.write() as session:
        undo_decline(session, answer_id, person.staff, now)
        _note(session, person, "undo_decline", f"offer_answer:{answer_id}", now)
    return Notification(_("Lời mời lại chờ đơn vị trả lời."))


def _accept_in_advance(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, until = around.clock.now(), _end_of(form.get("den_truoc", ""))
    accounts = tuple(number_of(account_id) for account_id in chosen(form, "tkt"))
    with around.database.write() as session:
        given = pre_accept(session, person.staff, chosen(form, "loai"), accounts, until, now).id or 0
        _note(session, person, "accept_in_advance", f"pre_acceptance:{given}", now, "kinds", "account_ids", "ends_at")
    words = _("Từ bây giờ, lời mời thuộc các loại đã chọn được nhận ngay. Bài vẫn chờ đơn vị duyệt trước khi đăng.")
    undo = _("Rút việc nhận trước này")
    return Notification(words, undo=PATH, undo_does="rut-nhan-truoc", undo_id=given, undo_label=undo)


def _withdraw_in_advance(around: Surroundings, person: Visitor, form: Mapping[str, str]) -> Notification:
    now, given = around.clock.now(), number_of(form.get("lenh", ""))
    with around.database.write() as session:
        withdraw_pre_acceptance(session, given, person.staff, now)
        _note(session, person, "withdraw_in_advance", f"pre_acceptance:{given}", now)
    return Notification(_("Đã rút việc nhận trước, có hiệu lực ngay. Bài đã nhận vẫn giữ nguyên."))


_DOES = {
    "moi": _offer,
    "rut-moi": _withdraw_offer,
    "nhan": _accept,
    "tu-choi": _decline,
    "xem-lai": _undo_decline,
    "nhan-truoc": _accept_in_advance,
    "rut-nhan-truoc": _withdraw_in_advance,
}


def _end_of(text: str) -> datetime:
    """Raises LoaError."""
    return end_of(needed_day(text, _("Đến hết ngày: hãy chọn một ngày, ví dụ 24/11/2026.")))


def _making(around: Surroundings) -> OfferMaking:
    settings = around.settings
    return OfferMaking(templates_of_house(), settings.public_url, around.clock.now, settings.values.videos)


def _note(session: Session, person: Visitor, action: str, subject: str, now: datetime, *fields: str) -> None:
    note_action(
        session,
        actor=person.staff.login,
        action=action,
        subject=subject,
        now=now,
        unit_id=person.staff.unit_id,
        fields=fields,
    )


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: Mapping[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    now, unit_id = around.clock.now(), person.staff.unit_id
    with around.database.read() as session:
        below = units_below(session, unit_id)
        values: dict[str, object] = {
            "waiting": waiting_offers(session, unit_id, now),
            "answered": answered_offers(session, unit_id, now),
            "in_advance": in_advance(session, unit_id, now),
            "accounts": accounts_of(session, unit_id),
            "made": offers_made(session, unit_id, now),
            "below": unit_names(session, below),
            "items": offerable_items(session, person.unit_ids) if below else [],
        }
    today = now.astimezone(VIETNAM).date()
    values |= {"typed": typed, "kinds": kinds(), "channels": channel_labels(), "most_ticks": MOST_TICKS}
    values |= {"today": today, "usual": today + USUAL}
    return page_for(request, around, person, "shared.html", values, said=said, status=status)
