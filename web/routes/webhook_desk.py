"""Webhook: where other systems are told of what happens here; their secrets, their log, sending again."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.events import EVENTS, PING
from distributor.report.webhook_log import delivery_lines, endpoint_lines
from distributor.units import unit_names
from distributor.webhooks.endpoints import (
    EndpointWish,
    add_endpoint,
    change_endpoint,
    ping_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    start_endpoint,
    stop_endpoint,
)
from web.deciding import Number, SentForm, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PAGE = 20
"""Events of the log at once."""
STATES = {"waiting": mark("Đang chờ gửi"), "delivered": mark("Đã nhận"), "given_up": mark("Đã thôi gửi")}
MayWebhook = Annotated[Visitor, who_may("webhook")]


@router.get("/webhook")
def show(request: Request, around: Around, person: MayWebhook) -> HTMLResponse:
    return _page(request, around, person)


@router.get("/webhook/{endpoint_id}")
def show_one(request: Request, around: Around, person: MayWebhook, endpoint_id: int, sau: str = "") -> HTMLResponse:
    return _one_page(request, around, person, endpoint_id, before=number_of(sau) or None)


class EndpointForm(SentForm):
    """`chon`: "rieng" tells only of the events that are ticked, each as `su_kien_KIND`."""

    dia_chi: str = ""
    ghi_chu: str = ""
    chon: str = ""


@router.post("/webhook")
def add(
    request: Request, around: Around, person: MayWebhook, form: Annotated[EndpointForm, Depends(EndpointForm.read)]
) -> Response:
    kinds = [kind for kind in form.ticked("su_kien_") if form.chon == "rieng"]
    vault, actor = around.vault, person.acts(around)
    if form.chon == "rieng" and not kinds:
        said = Notification(_("Hãy chọn ít nhất một sự kiện, hoặc chọn tất cả."), good=False)
        return _page(request, around, person, form.sent, said, status=400)
    try:
        wish = EndpointWish.given(url=form.dia_chi, note=form.ghi_chu, kinds=kinds)
        with around.database.write() as session:
            endpoint, secret = add_endpoint(session, actor, around.settings, vault, person.staff.unit_id, wish)
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
    return _one_page(request, around, person, endpoint.id or 0, secret=secret)


class EndpointChangeForm(SentForm):
    """`viec` "gui-lai" sends the delivery of the number `lan_gui` again."""

    viec: Literal["gui-thu", "ngung", "bat", "doi-khoa", "bo", "gui-lai"]
    lan_gui: Number = 0


@router.post("/webhook/{endpoint_id}")
def change(
    request: Request,
    around: Around,
    person: MayWebhook,
    form: Annotated[EndpointChangeForm, Depends(EndpointChangeForm.read)],
    endpoint_id: int,
) -> Response:
    try:
        with around.database.write() as session:
            words, secret = _do(session, around, person, endpoint_id, form)
    except LoaError as error:
        return on_with(around, person, f"/webhook/{endpoint_id}", refused(error))
    if secret:
        return _one_page(request, around, person, endpoint_id, secret=secret)
    return on_with(around, person, "/webhook" if form.viec == "bo" else f"/webhook/{endpoint_id}", Notification(words))


def _do(
    session: Session, around: Surroundings, person: Visitor, endpoint_id: int, form: EndpointChangeForm
) -> tuple[str, str]:
    """Return what is told, and a new secret where there is one. Raises LoaError."""
    change = partial(change_endpoint, session, person.acts(around), endpoint_id)
    match form.viec:
        case "doi-khoa":
            rotate = partial(rotate_secret, vault=around.vault)
            return "", change(rotate, form.viec)[1]
        case "gui-thu":
            change(ping_endpoint, form.viec)
            return _("Đang gửi thử. Kết quả hiện ở nhật ký dưới đây sau vài giây; hãy tải lại trang."), ""
        case "gui-lai":
            change(partial(send_again, delivery_id=form.lan_gui), form.viec)
            return _("Thông báo đang được gửi lại với mã cũ."), ""
        case "ngung":
            change(partial(stop_endpoint, by=person.staff.full_name), form.viec)
            return _("Đã tạm ngừng gửi. Việc xảy ra trong lúc ngừng không được báo."), ""
        case "bat":
            change(start_endpoint, form.viec)
            return _("Đã bật lại. Thông báo đang chờ được gửi tiếp."), ""
        case _:
            change(remove_endpoint, form.viec)
            return _("Đã bỏ nơi nhận cùng nhật ký của nó."), ""


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
        values = {"endpoints": endpoint_lines(session, person.unit_ids), "units": unit_names(session, person.unit_ids)}
    values |= {"typed": typed or {}, "events": EVENTS}
    return page_for(request, around, person, "webhooks.html", values, said=said, status=status)


def _one_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    endpoint_id: int,
    *,
    secret: str = "",
    before: int | None = None,
) -> HTMLResponse:
    """Show one endpoint. `secret`: shown on this page only; nothing keeps it for another."""
    with around.database.read() as session:
        found = {each.id: each for each in endpoint_lines(session, person.unit_ids)}.get(endpoint_id)
        if found is None:
            raise HTTPException(404)
        lines = delivery_lines(session, endpoint_id, before=before, limit=PAGE + 1)
    values = {
        "endpoint": found,
        "lines": lines[:PAGE],
        "older": lines[PAGE - 1].id if len(lines) > PAGE else None,
        "secret": secret,
        "events": {**EVENTS, PING: mark("Gửi thử")},
        "states": STATES,
    }
    return page_for(request, around, person, "webhook.html", values)
