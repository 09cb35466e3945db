"""Tin nhắn, command: a broadcast written by hand and seen before it is made; approved, tried, stopped, let go on, ended."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.broadcast.basis import SUBSCRIBERS, bases_of, stale_bases
from distributor.broadcast.command import (
    WrittenBroadcast,
    approve_broadcast,
    cancel_broadcast,
    confirm_emergency,
    end_broadcast_at,
    estimate,
    is_competent,
    order_emergency,
    pause_broadcast,
    resume_broadcast,
    set_competence,
    sms_accounts,
    try_on_own_phone,
    write_broadcast,
)
from distributor.clock import VIETNAM
from distributor.errors import LoaError, NotThere
from distributor.lookup.followed import topics_to_choose, units_to_choose
from distributor.phone_numbers import Numbers
from distributor.report.messages import audiences_seen
from distributor.staff.deeds import Actor
from web.deciding import Number, SentForm, Tick, check_right, instant_of, number_of
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PLACE = "/tin-nhan/soan"


class BroadcastForm(SentForm):
    """`viec`: "xem" shows what it would be, "lap" makes it. A ticked `them-ID`: that list too."""

    viec: Literal["xem", "lap"] = "xem"
    tai_khoan: Number = 0
    danh_sach: Number = 0
    noi_dung: str = ""
    khong_dau: Tick = False
    muc: str = ""
    can_cu: str = SUBSCRIBERS
    bat_dau: str = ""
    ket_thuc: str = ""
    gian: Number = 0


class CommandForm(SentForm):
    viec: Literal["duyet", "tam-dung", "gui-tiep", "huy", "gio", "thu", "lenh", "xac-nhan"]
    da_xem: str = ""
    ly_do: str = ""
    ket_thuc: str = ""
    so: str = ""
    so_lenh: str = ""


class CompetenceForm(SentForm):
    co: Tick = False


@router.get(PLACE)
def show_form(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, "write")
    return _form_page(request, around, person)


@router.post(PLACE)
def write(
    request: Request, around: Around, person: SignedIn, form: Annotated[BroadcastForm, Depends(BroadcastForm.read)]
) -> Response:
    check_right(person, "write")
    try:
        wish = _wish(around, form)
        with around.database.write() as session:
            if form.viec == "lap":
                broadcast_id = write_broadcast(session, person.acts(around), wish).id
            else:
                told = estimate(session, person.acts(around), wish, Numbers(around.vault))
    except LoaError as error:
        return _form_page(request, around, person, form, refused(error), status=400)
    if form.viec == "xem":
        return _form_page(request, around, person, form, seen={"told": told, "wish": wish})
    words = _("Đã lập đợt gửi; chờ người có quyền duyệt.")
    return on_with(around, person, f"/tin-nhan/dot/{broadcast_id}", Notification(words))


@router.post("/tin-nhan/dot/{broadcast_id}/viec")
def command(
    around: Around, person: SignedIn, form: Annotated[CommandForm, Depends(CommandForm.read)], broadcast_id: int
) -> Response:
    place = f"/tin-nhan/dot/{broadcast_id}"
    try:
        with around.database.write() as session:
            said = _do(session, person.acts(around), broadcast_id, form, Numbers(around.vault))
    except NotThere:
        raise
    except LoaError as error:
        return on_with(around, person, place, refused(error))
    return on_with(around, person, place, Notification(said))


@router.post("/tin-nhan/tham-quyen")
def change_competence(
    around: Around, person: SignedIn, form: Annotated[CompetenceForm, Depends(CompetenceForm.read)]
) -> Response:
    check_right(person, "settings")
    with around.database.write() as session:
        set_competence(session, person.acts(around), is_competent=form.co)
    return on_with(around, person, PLACE, Notification(_("Đã ghi.")))


def _do(session: Session, actor: Actor, broadcast_id: int, form: CommandForm, numbers: Numbers) -> str:
    """One deed, and what is said of it."""
    match form.viec:
        case "duyet":
            approve_broadcast(session, actor, broadcast_id, form.da_xem)
            return _("Đã duyệt.")
        case "tam-dung":
            pause_broadcast(session, actor, broadcast_id, form.ly_do)
            return _("Đã tạm dừng: từ giờ không gửi thêm tin nào cho đến khi gửi tiếp.")
        case "gui-tiep":
            resume_broadcast(session, actor, broadcast_id)
            return _("Đợt gửi chạy tiếp.")
        case "huy":
            cancel_broadcast(session, actor, broadcast_id, form.ly_do)
            return _("Đã hủy đợt gửi.")
        case "gio":
            ends_at = instant_of(form.ket_thuc)
            if ends_at is None:
                raise LoaError(_("Hãy chọn giờ kết thúc."))
            end_broadcast_at(session, actor, broadcast_id, ends_at)
            return _("Đã đổi giờ kết thúc.")
        case "thu":
            try_on_own_phone(session, actor, broadcast_id, form.so, numbers)
            return _("Đang gửi thử tới số này.")
        case "lenh":
            order_emergency(session, actor, broadcast_id, form.so_lenh, form.ly_do)
            return _("Đã ghi lệnh; chờ người thứ hai duyệt.")
        case _:
            confirm_emergency(session, actor, broadcast_id, form.da_xem)
            return _("Đã duyệt tin khẩn cấp; tin đang đi.")


def _wish(around: Surroundings, form: BroadcastForm) -> WrittenBroadcast:
    now = around.clock.now()
    starts, ends = instant_of(form.bat_dau) or now, instant_of(form.ket_thuc)
    if ends is None:
        raise LoaError(_("Hãy chọn giờ kết thúc."))
    return WrittenBroadcast(
        account_id=form.tai_khoan,
        audience_id=form.danh_sach,
        body=form.noi_dung[:10_000],
        starts_at=starts,
        ends_at=ends,
        plain=form.khong_dau,
        matter=form.muc,
        spread_minutes=form.gian,
        basis=form.can_cu,
        more_lists=tuple(map(number_of, form.ticked("them-"))),
    )


def _form_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    form: BroadcastForm | None = None,
    said: Notification | None = None,
    *,
    seen: dict[str, object] | None = None,
    status: int = 200,
) -> HTMLResponse:
    now, unit_id = around.clock.now(), person.staff.unit_id
    with around.database.read() as session:
        values = {
            "accounts": sms_accounts(session, person.unit_ids),
            "audiences": [one for one in audiences_seen(session, person.unit_ids) if one.is_open],
            "topics": topics_to_choose(),
            "places": [one for one in units_to_choose(session, unit_id) if not one.is_own],
            "bases": bases_of(session, unit_id, now),
            "stale": stale_bases(now.astimezone(VIETNAM).date()),
            "competent": is_competent(session, unit_id),
            "typed": form.sent if form else {},
            "told": None,
            "wish": None,
            **(seen or {}),
        }
    return page_for(request, around, person, "broadcast_write.html", values, status=status, said=said)
