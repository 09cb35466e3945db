"""Bài dùng chung: offered by the province or a department, accepted, declined or accepted in advance by communes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

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
from distributor.share.accept import OfferMaking, accept_by_standing_yes, accept_offer
from distributor.share.offers import (
    OfferRequest,
    decline,
    make_offer,
    pre_accept,
    undo_decline,
    units_below,
    withdraw_offer,
    withdraw_pre_acceptance,
)
from distributor.staff.deeds import Actor
from distributor.units import unit_names
from web.deciding import Number, SentForm, check_right, end_of, needed_day, number_of
from web.flash import Notification, on_with, page_for, refused
from web.forms import MOST_FIELDS
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/bai-dung-chung"
USUAL = timedelta(days=7)
"""How long units have to answer, unless the one who offers says otherwise."""
MOST_TICKS = MOST_FIELDS - 10
"""Units that can be ticked one by one, beside the form's other fields; where there are more, all are asked, or one."""


@router.get(PATH)
def show_shared(request: Request, around: Around, person: SignedIn, tin: str = "") -> HTMLResponse:
    """Show the shared offers. `tin`: the item that the form for an offer begins with."""
    return _page(request, around, person, {"tin": tin} if tin else {})


class SharedForm(SentForm):
    """`viec`: one of DOES, about the offer, answer or yes in advance of the number `lenh`.

    An offer: the item `tin` to the unit `mot_don_vi`, the ticked `dv:UNIT` or all, until the day `den`. Accepting: the ticked
    `tk:ACCOUNT`. In advance: the ticked `loai:KIND` and `tkt:ACCOUNT`, until the day `den_truoc`.
    """

    viec: str = ""
    lenh: Number = 0
    tin: Number = 0
    mot_don_vi: Number = 0
    den: str = ""
    loi_nhan: str = ""
    ly_do: str = ""
    den_truoc: str = ""

    def numbers(self, beginning: str) -> tuple[int, ...]:
        return tuple(number_of(ticked) for ticked in self.ticked(f"{beginning}:"))


@router.post(PATH)
def decide(
    request: Request, around: Around, person: SignedIn, form: Annotated[SharedForm, Depends(SharedForm.read)]
) -> Response:
    if form.viec not in DOES:
        raise HTTPException(400)
    right, do = DOES[form.viec]
    check_right(person, right)
    try:
        said = do(around, person.acts(around), form)
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
    return on_with(around, person, PATH, said)


def _offer(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    units = (form.mot_don_vi,) if form.mot_don_vi else form.numbers("dv")
    wish = OfferRequest(form.tin, units, _end_of(form.den), form.loi_nhan)
    with around.database.write() as session:
        offer_id = make_offer(session, actor, wish).id or 0
    # What units accepted in advance, after the offer stands. If this ends half-way, the engine's sweep goes on.
    taken = accept_by_standing_yes(around.database, _making(around), offer_id)
    words = (
        _("Đã gửi lời mời; %(count)s đơn vị đã nhận trước loại này.", count=len(taken))
        if taken
        else _("Đã gửi lời mời.")
    )
    undo = _("Rút lời mời này")
    return Notification(words, undo=PATH, undo_does="rut-moi", undo_id=offer_id, undo_label=undo)


def _withdraw_offer(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    with around.database.write() as session:
        withdraw_offer(session, actor, form.lenh)
    return Notification(_("Đã rút lời mời. Đơn vị nào đã nhận thì bài của đơn vị đó vẫn giữ nguyên."))


def _accept(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    made = accept_offer(around.database, actor, form.lenh, form.numbers("tk"), _making(around))
    return Notification(
        _(
            "Đã nhận: Loa soạn %(count)s bài cho tài khoản của đơn vị. Bài dựng ảnh xong sẽ vào Chờ duyệt của đơn vị.",
            count=made,
        )
    )


def _decline(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    with around.database.write() as session:
        decline(session, actor, form.lenh, form.ly_do)
    undo = _("Xem lại lời mời này")
    said = _("Đã từ chối; đơn vị mời đọc được lý do.")
    return Notification(said, undo=PATH, undo_does="xem-lai", undo_id=form.lenh, undo_label=undo)


def _undo_decline(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    with around.database.write() as session:
        undo_decline(session, actor, form.lenh)
    return Notification(_("Lời mời lại chờ đơn vị trả lời."))


def _accept_in_advance(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    until = _end_of(form.den_truoc)
    with around.database.write() as session:
        given = pre_accept(session, actor, form.ticked("loai:"), form.numbers("tkt"), until).id or 0
    words = _("Từ bây giờ, lời mời thuộc các loại đã chọn được nhận ngay. Bài vẫn chờ đơn vị duyệt trước khi đăng.")
    undo = _("Rút việc nhận trước này")
    return Notification(words, undo=PATH, undo_does="rut-nhan-truoc", undo_id=given, undo_label=undo)


def _withdraw_in_advance(around: Surroundings, actor: Actor, form: SharedForm) -> Notification:
    with around.database.write() as session:
        withdraw_pre_acceptance(session, actor, form.lenh)
    return Notification(_("Đã rút việc nhận trước, có hiệu lực ngay. Bài đã nhận vẫn giữ nguyên."))


DOES = {
    "moi": ("offer", _offer),
    "rut-moi": ("offer", _withdraw_offer),
    "nhan": ("accept", _accept),
    "tu-choi": ("accept", _decline),
    "xem-lai": ("accept", _undo_decline),
    "nhan-truoc": ("accept", _accept_in_advance),
    "rut-nhan-truoc": ("accept", _withdraw_in_advance),
}
"""What a form asks for → the right that it takes, and what is done."""


def _end_of(text: str) -> datetime:
    """Read the end that was typed. Raises LoaError."""
    return end_of(needed_day(text, _("Đến hết ngày: hãy chọn một ngày, ví dụ 24/11/2026.")))


def _making(around: Surroundings) -> OfferMaking:
    settings = around.settings
    return OfferMaking(around.templates, settings.public_url, around.clock.now, settings.values.videos)


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
