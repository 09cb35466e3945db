"""Tạm dừng: a hold on what goes out, ordered by a person, and lifted by one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.deliver.ordered_holds import HoldOrder, holds_seen, lift_hold, order_hold, units_of_holds
from distributor.errors import LoaError
from distributor.labels import channel_labels
from web import formats
from web.deciding import Number, SentForm, instant_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayHold = Annotated[Visitor, who_may("hold")]


@router.get("/tam-dung")
def show_holds(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person)


class HoldForm(SentForm):
    """`viec`: "dat" orders a hold, "bo" lifts that of the number `lenh`."""

    viec: Literal["dat", "bo"]
    ly_do: str = ""
    theo_lenh: str = ""
    kenh: str = ""
    den: str = ""
    lenh: Number = 0


@router.post("/tam-dung")
def order_or_lift(
    request: Request, around: Around, person: MayHold, form: Annotated[HoldForm, Depends(HoldForm.read)]
) -> Response:
    return _order(request, around, person, form) if form.viec == "dat" else _lift(around, person, form.lenh)


def _order(request: Request, around: Surroundings, person: Visitor, form: HoldForm) -> Response:
    channel = form.kenh
    try:
        with around.database.write() as session:
            until = instant_of(form.den)
            order = HoldOrder.given(reason=form.ly_do, ordered_by=form.theo_lenh, channel=channel, until=until)
            hold = order_hold(session, person.acts(around), order)
            unit_id, hold_id = hold.unit_id, hold.id or 0
    except LoaError as error:
        # Shown again with what was typed.
        return _page(request, around, person, form.sent, refused(error), status=400)
    what = _("mọi bài trên %(channel)s", channel=formats.channel(channel)) if channel else _("mọi bài")
    ends = _("đến %(time)s", time=formats.time(until)) if until else _("cho đến khi có người bỏ tạm dừng")
    held = _("Đã tạm dừng %(what)s, %(ends)s.", what=what, ends=ends)
    if unit_id is not None:
        held = _("Đã tạm dừng %(what)s của đơn vị, %(ends)s.", what=what, ends=ends)
    meanwhile = _("Bài đến giờ sẽ chờ; bài đang gửi dở vẫn gửi xong.")
    said = Notification(
        f"{held} {meanwhile}", undo="/tam-dung", undo_does="bo", undo_id=hold_id, undo_label=_("Bỏ tạm dừng này")
    )
    return on_with(around, person, "/", said)


def _lift(around: Surroundings, person: Visitor, hold_id: int) -> Response:
    try:
        with around.database.write() as session:
            lift_hold(session, person.acts(around), hold_id)
    except LoaError as error:
        return on_with(around, person, "/", refused(error))
    words = _("Đã bỏ lệnh tạm dừng số %(number)s. Bài đang chờ được gửi tiếp.", number=hold_id)
    return on_with(around, person, "/", Notification(words))


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str] | None = None,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        values = {
            "holds": holds_seen(session, person.unit_ids, around.clock.now()),
            "hold_scope": units_of_holds(session, person.staff),
        }
    values |= {"typed": typed or {}, "channels": channel_labels()}
    return page_for(request, around, person, "holds.html", values, said=said, status=status)
