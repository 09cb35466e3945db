"""Cần phản hồi: what citizens ask, as cases; answered by who speaks for the office, passed on, or closed with a reason."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from channels.registry import spec_of
from distributor.cases.reply import PLACES, AlreadyConfirmed, check_text, confirm_reply, filled, said_text, settle_reply
from distributor.cases.rules import agencies, rules_at
from distributor.cases.store import (
    case_of_units,
    close_case,
    colleague,
    hide_message,
    note_case,
    reopen_case,
    take_case,
    transfer_case,
)
from distributor.cases.transfer import Transfer, transfer_text
from distributor.clock import vietnam_time
from distributor.errors import LoaError
from distributor.labels import channel_labels
from distributor.models import Case, CaseMessage, SavedReply
from distributor.report.cases import (
    EVERY,
    MINE,
    NOBODYS,
    OVERDUE,
    STATE_LABELS,
    CaseFilters,
    CasePage,
    case_list,
    case_page,
)
from web import formats
from web.deciding import check_form, check_right, number_of, page_number
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/can-phan-hoi"
LONGEST_SEARCH = 100
REPLYING = ("dung-mau", "xem-lai", "sua", "gui", "da-len", "chua-len")
"""What only a speaker of the unit asks for."""


@router.get(PATH)
def show_cases(
    request: Request,
    around: Around,
    person: SignedIn,
    trang_thai: str = "",
    kenh: str = "",
    ai: str = "",
    tim: str = "",
    trang: str = "",
) -> HTMLResponse:
    wanted = CaseFilters(
        state=trang_thai if trang_thai in (*STATE_LABELS, OVERDUE, EVERY) else "",
        channel=kenh if kenh in channel_labels() else "",
        owner=ai if ai in (MINE, NOBODYS) else "",
        search=" ".join(tim.split())[:LONGEST_SEARCH],
    )
    number, me = page_number(trang), person.staff.id or 0
    with around.database.read() as session:
        found = case_list(session, person.unit_ids, me, wanted, around.clock.now(), page=number)
        if number > found.pages:
            number = found.pages
            found = case_list(session, person.unit_ids, me, wanted, around.clock.now(), page=number)
    values = {
        "found": found,
        "wanted": wanted,
        "page": number,
        "pages": found.pages,
        "states": STATE_LABELS,
        "channels": {
            name: label for name, label in channel_labels().items() if spec_of(name).converses or name == "sms"
        },
        "several_units": len(person.unit_ids) > 1,
    }
    return page_for(request, around, person, "cases.html", values)


@router.get(PATH + "/{case_id}")
def show_case(request: Request, around: Around, person: SignedIn, case_id: int, tin: str = "") -> HTMLResponse:
    return _page(request, around, person, _found(around, person, case_id), typed={"tin": tin})


@router.get(PATH + "/{case_id}/phieu-chuyen")
def show_transfer(request: Request, around: Around, person: SignedIn, case_id: int) -> HTMLResponse:
    found = _found(around, person, case_id)
    event = next((done.event for done in reversed(found.events) if done.event.act == "transfer"), None)
    if event is None or not found.case.agency:
        raise HTTPException(404)
    shown = [message for message in found.messages if message.deleted_at is None] or list(found.messages)
    text = transfer_text(
        Transfer(
            number=case_id,
            unit=found.unit,
            agency=found.case.agency,
            through=f"{found.channel_label} ({found.account.name})",
            asked=[message.text for message in shown],
            asked_at=shown[0].written_at,
            at=event.at,
            note=event.text.partition("\n")[2],
        )
    )
    return page_for(request, around, person, "case_transfer.html", {"found": found, "text": text, "at": event.at})


@router.post(PATH + "/{case_id}")
def decide(request: Request, around: Around, person: SignedIn, form: Form, case_id: int) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in (*REPLYING, *_DOES):
        raise HTTPException(400)
    found = _found(around, person, case_id)
    check_right(person, "reply" if wish in REPLYING else "handle_case")
    if wish in REPLYING and not found.speaks:
        raise HTTPException(
            403, _("Chỉ người phát ngôn của đơn vị hoặc người được ủy quyền còn hạn mới được trả lời người dân.")
        )
    try:
        if wish == "dung-mau":
            typed = {**form, "tra_loi": _with_saved(around, found, form)}
            return _page(request, around, person, found, typed=typed)
        if wish in ("xem-lai", "sua"):
            return _review(request, around, person, found, form)
        said = _reply(around, person, found, form) if wish in REPLYING else _do(around, person, case_id, form)
    except AlreadyConfirmed as error:
        said = Notification(words_of(error))
    except LoaError as error:
        # Shown again with what was typed.
        found = _found(around, person, case_id)
        return _page(
            request, around, person, found, typed=form, said=Notification(words_of(error), good=False), status=400
        )
    # What the browser kept of these words is let go.
    done = {"gui": "tra-loi", "ghi-chu": "ghi-chu"}.get(wish)
    saved = f"?luu={done}-{case_id}-{person.staff.id}" if done else ""
    return on_with(around, person, f"{PATH}/{case_id}{saved}", said)


def _review(
    request: Request, around: Surroundings, person: Visitor, found: CasePage, form: dict[str, str]
) -> HTMLResponse:
    """The exact text, and where it will stand, before anything is sent. Raises LoaError."""
    text, message = said_text(form.get("tra_loi", "")), found.message(number_of(form.get("tin", "")))
    if form["viec"] == "sua":
        return _page(request, around, person, found, typed={**form, "tra_loi": text})
    if message is None:
        raise LoaError(_("Hãy chọn bình luận hoặc tin nhắn để trả lời."))
    check_text(found.account.channel, text, around.clock.now())
    spec = spec_of(found.account.channel)
    values = {
        "found": found,
        "message": message,
        "text": text,
        "key": _seen(person, found.case.id or 0, message.id or 0, text, secrets.token_hex(16)),
        "count": spec.count(text),
        "limit": spec.text_limit,
        "by_sms": message.inbound_id is not None,
    }
    return page_for(request, around, person, "case_confirm.html", values)


def _reply(around: Surroundings, person: Visitor, found: CasePage, form: dict[str, str]) -> Notification:
    now, case_id = around.clock.now(), found.case.id or 0
    with around.database.write() as session:
        case = _case(session, person, case_id)
        if form["viec"] == "gui":
            text, message_id, key = (
                said_text(form.get("tra_loi", "")),
                number_of(form.get("tin", "")),
                form.get("ma", ""),
            )
            if key != _seen(person, case_id, message_id, text, key.partition("-")[0]):
                raise LoaError(_("Nội dung này khác bản đã xem lại nên chưa gửi. Hãy xem lại rồi gửi."))
            confirm_reply(session, case, message_id, person.staff, text, key, now)
            return Notification(_("Đã xác nhận. Trả lời đang được gửi đúng một lần; kết quả hiện ở dưới câu hỏi."))
        arrived = form["viec"] == "da-len"
        settle_reply(session, number_of(form.get("tra_loi_so", "")), case, person.staff, arrived=arrived, now=now)
    if arrived:
        return Notification(_("Đã ghi nhận: trả lời đã ở trên kênh."))
    return Notification(_("Đã ghi nhận: trả lời chưa có trên kênh. Loa gửi lại ngay."))


def _seen(person: Visitor, case_id: int, message_id: int, text: str, nonce: str) -> str:
    """Of one confirmation: this person saw exactly this text as the answer to this message. At most 64 characters."""
    shown = f"{nonce}\n{case_id}\n{message_id}\n{text}".encode()
    return f"{nonce}-{hmac.new(person.token.encode(), shown, hashlib.sha256).hexdigest()[:31]}"


Step = Callable[[Surroundings, Session, Visitor, Case, dict[str, str]], Notification]


def _take(around: Surroundings, session: Session, person: Visitor, case: Case, _form: dict[str, str]) -> Notification:
    take_case(session, case, person.staff, around.clock.now())
    return Notification(_("Bạn đã nhận vụ việc này."))


def _give(around: Surroundings, session: Session, person: Visitor, case: Case, form: dict[str, str]) -> Notification:
    owner = colleague(session, case, number_of(form.get("nguoi", "")), person.unit_ids)
    if owner is None:
        raise LoaError(_("Hãy chọn người phụ trách."))
    take_case(session, case, person.staff, around.clock.now(), owner)
    return Notification(_("Đã giao vụ việc cho %(name)s.", name=owner.full_name))


def _note(around: Surroundings, session: Session, person: Visitor, case: Case, form: dict[str, str]) -> Notification:
    note_case(session, case, person.staff, form.get("ghi_chu", ""), around.clock.now())
    return Notification(_("Đã lưu ghi chú. Chỉ cán bộ thấy ghi chú này."))


def _transfer(
    around: Surroundings, session: Session, person: Visitor, case: Case, form: dict[str, str]
) -> Notification:
    agency = form.get("co_quan_khac", "").strip() or form.get("co_quan", "")
    transfer_case(session, case, person.staff, agency, form.get("loi_nhan", ""), around.clock.now())
    words = _(
        "Đã ghi chuyển %(agency)s. Hạn trả lời dừng lại. Hãy in hoặc chép phiếu chuyển để gửi đi.", agency=case.agency
    )
    return _undone(case, words)


def _close(around: Surroundings, session: Session, person: Visitor, case: Case, form: dict[str, str]) -> Notification:
    close_case(session, case, person.staff, form.get("ly_do", ""), around.clock.now())
    return _undone(case, _("Đã đóng vụ việc mà không trả lời; lý do được lưu."))


def _reopen(around: Surroundings, session: Session, person: Visitor, case: Case, _form: dict[str, str]) -> Notification:
    reopen_case(session, case, person.staff, around.clock.now())
    due = formats.time(case.due_at) if case.due_at else ""
    return Notification(_("Đã mở lại vụ việc. Hạn trả lời mới: %(due)s.", due=due))


def _hide(around: Surroundings, session: Session, person: Visitor, case: Case, form: dict[str, str]) -> Notification:
    message = session.get(CaseMessage, number_of(form.get("tin", "")))
    if message is None or message.case_id != case.id:
        raise LoaError(_("Không có bình luận này trong vụ việc."))
    hide_message(session, message, case, person.staff, form.get("ly_do", ""), around.clock.now())
    if message.hide_wanted:
        return Notification(_("Bình luận đang được ẩn trên kênh. Người viết vẫn thấy bình luận của mình."))
    return Notification(_("Bình luận đang được hiện lại trên kênh."))


_DOES: dict[str, Step] = {
    "nhan": _take,
    "giao": _give,
    "ghi-chu": _note,
    "chuyen": _transfer,
    "dong": _close,
    "mo-lai": _reopen,
    "an": _hide,
}


def _do(around: Surroundings, person: Visitor, case_id: int, form: dict[str, str]) -> Notification:
    with around.database.write() as session:
        return _DOES[form["viec"]](around, session, person, _case(session, person, case_id), form)


def _undone(case: Case, words: str) -> Notification:
    return Notification(words, undo=f"{PATH}/{case.id}", undo_does="mo-lai", undo_label=_("Mở lại vụ việc"))


def _case(session: Session, person: Visitor, case_id: int) -> Case:
    case = case_of_units(session, case_id, person.unit_ids)
    if case is None:
        raise HTTPException(404)
    return case


def _found(around: Surroundings, person: Visitor, case_id: int) -> CasePage:
    with around.database.read() as session:
        found = case_page(session, case_id, person.unit_ids, person.staff, around.clock.now())
    if found is None:
        raise HTTPException(404)
    return found


def _with_saved(around: Surroundings, found: CasePage, form: dict[str, str]) -> str:
    """What was typed, then the chosen saved reply; instead of another one that stands there as it came. Raises LoaError."""
    texts = {str(saved.id): _filled(around, found, saved) for saved in found.saved}
    typed, text = said_text(form.get("tra_loi", "")), texts.get(form.get("mau", ""), "")
    if typed in texts.values():
        typed = ""
    both = "\n\n".join(filter(None, (typed, text)))
    if typed and len(both) > (longest := rules_at(around.clock.now()).longest_reply):
        raise LoaError(
            _("Chữ đã gõ và mẫu này dài hơn %(most)s ký tự nên chưa thêm mẫu. Hãy rút ngắn chữ đã gõ.", most=longest)
        )
    return both


def _filled(around: Surroundings, found: CasePage, saved: SavedReply) -> str:
    """The saved reply with what is known of this case."""
    values = {
        "don_vi": found.unit,
        "ngay": vietnam_time(around.clock.now()).partition(" ")[0],
        "bai": found.post.title if found.post else "",
        "lien_ket": (found.post.link or "") if found.post else "",
        "co_quan": found.case.agency,
    }
    return filled(saved.text, values)


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    found: CasePage,
    *,
    typed: dict[str, str],
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    chosen = found.message(number_of(typed.get("tin", ""))) or found.newest
    values = {
        "found": found,
        "typed": typed,
        "chosen": chosen,
        "states": STATE_LABELS,
        "agencies": agencies(),
        "places": PLACES,
        "longest": rules_at(around.clock.now()).longest_reply,
        "deeds": deeds(),
    }
    return page_for(request, around, person, "case.html", values, said=said, status=status)


def deeds() -> dict[str, str]:
    """What each act of a case's history is called."""
    return {
        "note": _("ghi chú"),
        "take": _("nhận vụ việc"),
        "give": _("giao vụ việc"),
        "transfer": _("chuyển cơ quan có thẩm quyền"),
        "close": _("đóng, không trả lời"),
        "reopen": _("mở lại"),
        "hide": _("ẩn bình luận"),
        "unhide": _("hiện lại bình luận"),
        "reply": _("xác nhận gửi trả lời"),
        "resolve": _("ghi nhận kết quả trả lời"),
    }
