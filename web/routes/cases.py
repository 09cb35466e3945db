"""Cần phản hồi: what citizens ask, as cases; answered by who speaks for the office, passed on, or closed with a reason."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from channels.registry import spec_of
from distributor.cases.ask import PublishedAnswer, publish_answer
from distributor.cases.by_hand import answer_by_hand
from distributor.cases.reply import PLACES, AlreadyConfirmed, check_text, confirm_reply, filled, said_text, settle_reply
from distributor.cases.rules import agencies, rules_at
from distributor.cases.store import (
    close_case,
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
from distributor.models import Case, SavedReply, Staff
from distributor.report.cases import (
    EVERY,
    MINE,
    NOBODYS,
    OVERDUE,
    OWN_PAGES,
    STATE_LABELS,
    CaseFilters,
    CasePage,
    case_list,
    case_page,
    own_pages,
)
from distributor.staff.deeds import Actor
from distributor.telephone.desk import recording_of
from web import formats
from web.deciding import Number, SentForm, check_right, number_of, page_number
from web.flash import Notification, on_with, page_for, refused
from web.forms import LARGEST_LONG
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/can-phan-hoi"
LONGEST_SEARCH = 100
PRIVATE = ("sms", "zalo")
"""Channels by which citizens write to us privately."""
REPLYING = ("dung-mau", "xem-lai", "sua", "gui", "da-len", "chua-len", "cong-khai", "tu-tra-loi")
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
        channel=kenh if kenh in (*channel_labels(), OWN_PAGES) else "",
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
            **{n: label for n, label in channel_labels().items() if spec_of(n).converses or n in PRIVATE},
            OWN_PAGES: own_pages(),
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
            through=f"{found.channel_label} ({found.account_name})" if found.account else found.channel_label,
            asked=[message.text for message in shown],
            asked_at=shown[0].written_at,
            at=event.at,
            note=event.text.partition("\n")[2],
        )
    )
    return page_for(request, around, person, "case_transfer.html", {"found": found, "text": text, "at": event.at})


@router.get(PATH + "/{case_id}/ghi-am/{message_id}")
def play_question(around: Around, person: SignedIn, case_id: int, message_id: int) -> Response:
    """Play what a caller of the telephone line said, while it is kept."""
    check_right(person, "handle_case")
    message = _found(around, person, case_id).message(message_id)
    with around.database.read() as session:
        sound = recording_of(session, message.inbound_id or 0, around.vault) if message is not None else None
    if sound is None:
        raise HTTPException(404)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})


class CaseForm(SentForm):
    """`viec`: one of REPLYING or _DOES. `tin`: the citizen's message; `ma`: of the reply that was looked at."""

    largest: ClassVar[int] = LARGEST_LONG
    viec: str = ""
    tin: Number = 0
    tra_loi: str = ""
    tra_loi_so: Number = 0
    mau: str = ""
    ma: str = ""
    nguoi: Number = 0
    ghi_chu: str = ""
    co_quan: str = ""
    co_quan_khac: str = ""
    loi_nhan: str = ""
    ly_do: str = ""
    cau_hoi: str = ""
    loi_dap: str = ""
    nguoi_dap: str = ""


@router.post(PATH + "/{case_id}")
def decide(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[CaseForm, Depends(CaseForm.read)],
    case_id: int,
) -> Response:
    wish = form.viec
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
            typed = {**form.sent, "tra_loi": _with_saved(around, found, form)}
            return _page(request, around, person, found, typed=typed)
        if wish in ("xem-lai", "sua"):
            return _review(request, around, person, found, form)
        said = _reply(around, person, found, form) if wish in REPLYING else _do(around, person, case_id, form)
    except AlreadyConfirmed as error:
        said = Notification(words_of(error))
    except LoaError as error:
        # Shown again with what was typed.
        found = _found(around, person, case_id)
        return _page(request, around, person, found, typed=form.sent, said=refused(error), status=400)
    # What the browser kept of these words is let go.
    done = {"gui": "tra-loi", "ghi-chu": "ghi-chu"}.get(wish)
    saved = f"?luu={done}-{case_id}-{person.staff.id}" if done else ""
    return on_with(around, person, f"{PATH}/{case_id}{saved}", said)


def _review(request: Request, around: Surroundings, person: Visitor, found: CasePage, form: CaseForm) -> HTMLResponse:
    """The exact text, and where it will stand, before anything is sent. Raises LoaError."""
    text, message = said_text(form.tra_loi), found.message(form.tin)
    if form.viec == "sua":
        return _page(request, around, person, found, typed={**form.sent, "tra_loi": text})
    if message is None:
        raise LoaError(_("Hãy chọn bình luận hoặc tin nhắn để trả lời."))
    channel = found.account.channel if found.account else ""
    check_text(channel, text, around.clock.now())
    spec = spec_of(channel) if channel else None
    values = {
        "found": found,
        "message": message,
        "text": text,
        "key": _seen(person, found.case.id or 0, message.id or 0, text, secrets.token_hex(16)),
        "count": spec.count(text) if spec else len(text),
        "limit": spec.text_limit if spec else rules_at(around.clock.now()).longest_reply,
        "private": message.inbound_id is not None,
        "by_sms": found.account is not None and found.account.channel == "sms",
    }
    return page_for(request, around, person, "case_confirm.html", values)


def _reply(around: Surroundings, person: Visitor, found: CasePage, form: CaseForm) -> Notification:
    actor, case_id = person.acts(around), found.case.id or 0
    if form.viec == "cong-khai":
        answer = PublishedAnswer(form.cau_hoi, form.loi_dap, form.nguoi_dap)
        publish_answer(around.database, actor, case_id, answer, around.clock)
        return Notification(_("Đã thành một mục hỏi đáp. Loa đang soạn bài; bài chờ duyệt như mọi bài khác."))
    with around.database.write() as session:
        if form.viec == "gui":
            text = said_text(form.tra_loi)
            if form.ma != _seen(person, case_id, form.tin, text, form.ma.partition("-")[0]):
                raise LoaError(_("Nội dung này khác bản đã xem lại nên chưa gửi. Hãy xem lại rồi gửi."))
            confirm_reply(session, actor, case_id, form.tin, text, form.ma)
            if found.account is None:
                return Notification(_("Đã trả lời. Người hỏi đọc được ngay bằng đường dẫn của mình."))
            return Notification(_("Đã xác nhận. Trả lời đang được gửi đúng một lần; kết quả hiện ở dưới câu hỏi."))
        if form.viec == "tu-tra-loi":
            answer_by_hand(session, actor, case_id, form.tin, said_text(form.tra_loi), form.ma)
            return Notification(_("Đã ghi nhận: bạn đã tự trả lời trên kênh."))
        arrived = form.viec == "da-len"
        settle_reply(session, actor, case_id, form.tra_loi_so, arrived=arrived)
    if arrived:
        return Notification(_("Đã ghi nhận: trả lời đã ở trên kênh."))
    return Notification(_("Đã ghi nhận: trả lời chưa có trên kênh. Loa gửi lại ngay."))


def _seen(person: Visitor, case_id: int, message_id: int, text: str, nonce: str) -> str:
    """Return the mark of one confirmation: this person saw exactly this text as the answer to this message. At most 64
    characters."""
    shown = f"{nonce}\n{case_id}\n{message_id}\n{text}".encode()
    return f"{nonce}-{hmac.new(person.token.encode(), shown, hashlib.sha256).hexdigest()[:31]}"


Step = Callable[[Session, Actor, int, CaseForm], Notification]


def _take(session: Session, actor: Actor, case_id: int, _form: CaseForm) -> Notification:
    take_case(session, actor, case_id)
    return Notification(_("Bạn đã nhận vụ việc này."))


def _give(session: Session, actor: Actor, case_id: int, form: CaseForm) -> Notification:
    case = take_case(session, actor, case_id, form.nguoi)
    return Notification(_("Đã giao vụ việc cho %(name)s.", name=session.get_one(Staff, case.owner_id).full_name))


def _note(session: Session, actor: Actor, case_id: int, form: CaseForm) -> Notification:
    note_case(session, actor, case_id, form.ghi_chu)
    return Notification(_("Đã lưu ghi chú. Chỉ cán bộ thấy ghi chú này."))


def _transfer(session: Session, actor: Actor, case_id: int, form: CaseForm) -> Notification:
    case = transfer_case(session, actor, case_id, form.co_quan_khac.strip() or form.co_quan, form.loi_nhan)
    words = _(
        "Đã ghi chuyển %(agency)s. Hạn trả lời dừng lại. Hãy in hoặc chép phiếu chuyển để gửi đi.", agency=case.agency
    )
    return _undone(case, words)


def _close(session: Session, actor: Actor, case_id: int, form: CaseForm) -> Notification:
    case = close_case(session, actor, case_id, form.ly_do)
    return _undone(case, _("Đã đóng vụ việc mà không trả lời; lý do được lưu."))


def _reopen(session: Session, actor: Actor, case_id: int, _form: CaseForm) -> Notification:
    case = reopen_case(session, actor, case_id)
    due = formats.time(case.due_at) if case.due_at else ""
    return Notification(_("Đã mở lại vụ việc. Hạn trả lời mới: %(due)s.", due=due))


def _hide(session: Session, actor: Actor, case_id: int, form: CaseForm) -> Notification:
    message = hide_message(session, actor, case_id, form.tin, form.ly_do)
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


def _do(around: Surroundings, person: Visitor, case_id: int, form: CaseForm) -> Notification:
    with around.database.write() as session:
        return _DOES[form.viec](session, person.acts(around), case_id, form)


def _undone(case: Case, words: str) -> Notification:
    return Notification(words, undo=f"{PATH}/{case.id}", undo_does="mo-lai", undo_label=_("Mở lại vụ việc"))


def _found(around: Surroundings, person: Visitor, case_id: int) -> CasePage:
    with around.database.read() as session:
        found = case_page(session, case_id, person.unit_ids, person.staff, around.clock.now())
    if found is None:
        raise HTTPException(404)
    return found


def _with_saved(around: Surroundings, found: CasePage, form: CaseForm) -> str:
    """Return what was typed, then the chosen saved reply; instead of another one that stands there as it came. Raises
    LoaError."""
    texts = {str(saved.id): _filled(around, found, saved) for saved in found.saved}
    typed, text = said_text(form.tra_loi), texts.get(form.mau, "")
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
        "fresh": secrets.token_hex(16),
    }
    return page_for(request, around, person, "case.html", values, said=said, status=status)


def deeds() -> dict[str, str]:
    """Return what each document of a case's history is called."""
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
        "publish": _("đưa thành hỏi đáp công khai"),
        "resolve": _("ghi nhận kết quả trả lời"),
        "by_hand": _("tự trả lời trên kênh"),
    }
