"""Tạm dừng: a hold on what goes out, ordered by a person, and lifted by one."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from channels.errors import ChannelError
from distributor.deliver.ordered_holds import (
    HoldOrder,
    NoSuchHold,
    holds_seen,
    lift_hold,
    order_hold,
    scope_of_holds,
    units_of_holds,
)
from distributor.errors import LoaError
from distributor.labels import channel_labels
from distributor.models import Hold
from web import formats
from web.deciding import check_form, check_right, instant_of, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/tam-dung")
def show_holds(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person)


@router.post("/tam-dung")
def order_or_lift(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    match form.get("viec"):
        case "dat":
            check_right(person, "hold")
            return _order(request, around, person, form)
        case "bo":
            check_right(person, "lift")
            return _lift(around, person, number_of(form.get("lenh", "")))
        case _:
            raise HTTPException(400)


def _order(request: Request, around: Surroundings, person: Visitor, form: dict[str, str]) -> Response:
    channel = form.get("kenh", "")
    try:
        until = instant_of(form.get("den", ""))
        order = HoldOrder(form.get("ly_do", ""), form.get("theo_lenh", ""), channel, until)
        with around.database.write() as session:
            unit_id = scope_of_holds(session, person.staff)
            hold_id = order_hold(session, order, unit_id=unit_id, now=around.clock.now()).id or 0
            note(session, person, "hold", f"hold:{hold_id}", around.clock.now(), unit_id=unit_id)
    except (LoaError, ChannelError) as error:
        # Shown again with what was typed.
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
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
            scope = units_of_holds(session, person.staff)
            lift_hold(session, hold_id, within=scope, now=around.clock.now())
            whose = session.get_one(Hold, hold_id).unit_id
            note(session, person, "lift", f"hold:{hold_id}", around.clock.now(), unit_id=whose)
    except NoSuchHold as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return on_with(around, person, "/", Notification(words_of(error), good=False))
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
