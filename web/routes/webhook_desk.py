"""Webhook: where other systems are told of what happens here; their secrets, their log, sending again."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.events import EVENTS, PING
from distributor.models import WebhookEndpoint
from distributor.report.webhook_log import delivery_lines, endpoint_lines
from distributor.staff.audit import note_action
from distributor.units import unit_names
from distributor.vault import open_vault
from distributor.webhooks.endpoints import (
    add_endpoint,
    endpoint_of_units,
    ping_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    start_endpoint,
    stop_endpoint,
)
from web.deciding import check_form, check_right, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PAGE = 20
"""Events of the log at once."""
STATES = {"waiting": mark("Đang chờ gửi"), "delivered": mark("Đã nhận"), "given_up": mark("Đã thôi gửi")}
ACTS = ("gui-thu", "ngung", "bat", "doi-khoa", "bo", "gui-lai")


@router.get("/webhook")
def show(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, "webhook")
    return _page(request, around, person)


@router.get("/webhook/{endpoint_id}")
def show_one(request: Request, around: Around, person: SignedIn, endpoint_id: int, sau: str = "") -> HTMLResponse:
    check_right(person, "webhook")
    return _one_page(request, around, person, endpoint_id, before=number_of(sau) or None)


@router.post("/webhook")
def add(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, "webhook")
    kinds = [kind for kind in EVENTS if form.get("chon") == "rieng" and form.get(f"su_kien_{kind}")]
    if form.get("chon") == "rieng" and not kinds:
        said = Notification(_("Hãy chọn ít nhất một sự kiện, hoặc chọn tất cả."), good=False)
        return _page(request, around, person, form, said, status=400)
    vault, now = open_vault(around.settings.home), around.clock.now()
    try:
        with around.database.write() as session:
            endpoint, secret = add_endpoint(
                session,
                around.settings,
                vault,
                unit_id=person.staff.unit_id,
                url=form.get("dia_chi", ""),
                kinds=kinds,
                note=form.get("ghi_chu", ""),
                by=person.staff.login,
                now=now,
            )
            _note(session, person, endpoint, around, "url", "kinds")
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    return _one_page(request, around, person, endpoint.id or 0, secret=secret)


@router.post("/webhook/{endpoint_id}")
def change(request: Request, around: Around, person: SignedIn, form: Form, endpoint_id: int) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ACTS:
        raise HTTPException(400)
    secret = ""
    try:
        with around.database.write() as session:
            endpoint = endpoint_of_units(session, endpoint_id, person.unit_ids)
            if endpoint is None:
                raise HTTPException(404)
            check_right(person, "webhook")
            words, secret = _do(session, around, person, endpoint, wish, number_of(form.get("lan_gui", "")))
            _note(session, person, endpoint, around, wish)
    except LoaError as error:
        return on_with(around, person, f"/webhook/{endpoint_id}", Notification(words_of(error), good=False))
    if secret:
        return _one_page(request, around, person, endpoint_id, secret=secret)
    return on_with(around, person, "/webhook" if wish == "bo" else f"/webhook/{endpoint_id}", Notification(words))


def _do(
    session: Session, around: Surroundings, person: Visitor, endpoint: WebhookEndpoint, wish: str, delivery_id: int
) -> tuple[str, str]:
    """What is told, and a new secret where there is one. Raises LoaError."""
    now = around.clock.now()
    match wish:
        case "doi-khoa":
            return "", rotate_secret(session, open_vault(around.settings.home), endpoint, now)
        case "gui-thu":
            ping_endpoint(session, endpoint, now)
            return _("Đang gửi thử. Kết quả hiện ở nhật ký dưới đây sau vài giây; hãy tải lại trang."), ""
        case "gui-lai":
            send_again(session, endpoint, delivery_id, now)
            return _("Thông báo đang được gửi lại với mã cũ."), ""
        case "ngung":
            stop_endpoint(session, endpoint, by=person.staff.full_name)
            return _("Đã tạm ngừng gửi. Việc xảy ra trong lúc ngừng không được báo."), ""
        case "bat":
            start_endpoint(session, endpoint, now)
            return _("Đã bật lại. Thông báo đang chờ được gửi tiếp."), ""
        case _:
            remove_endpoint(session, endpoint, now)
            return _("Đã bỏ nơi nhận cùng nhật ký của nó."), ""


def _note(session: Session, person: Visitor, endpoint: WebhookEndpoint, around: Surroundings, *fields: str) -> None:
    note_action(
        session,
        actor=person.staff.login,
        action="webhook",
        subject=f"webhook:{endpoint.id}",
        now=around.clock.now(),
        unit_id=endpoint.unit_id,
        fields=fields,
    )


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
    """`secret`: shown on this page only; nothing keeps it for another."""
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
