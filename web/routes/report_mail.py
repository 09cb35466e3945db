"""Gửi báo cáo định kỳ: to whom the report goes by mail at the end of each period, and what became of each sending."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError, SettingsError
from distributor.mail.message import KINDS
from distributor.mail.schedules import add_schedule, end_schedule, schedule_of_units, send_again
from distributor.mail.server import is_sandbox, mail_server
from distributor.report.engagement.periods import periods
from distributor.report.mail_schedules import schedule_lines
from distributor.units import unit_names
from web.deciding import check_form, check_right, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PATH, RIGHT = "/bao-cao/lich-gui", "mail_report"
STATES = {"waiting": mark("Đang chờ gửi"), "sent": mark("Đã gửi"), "given_up": mark("Đã thôi gửi")}
FORMATS = {"pdf": mark("PDF, để đọc và in"), "docx": mark("DOCX, để sửa tiếp")}
assert FORMATS.keys() == KINDS.keys()  # noqa: S101 - each can be chosen


@router.get(PATH)
def show_schedules(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, RIGHT)
    return _page(request, around, person)


@router.post(PATH)
def add(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, RIGHT)
    now = around.clock.now()
    try:
        with around.database.write() as session:
            schedule = add_schedule(
                session,
                unit_id=person.staff.unit_id,
                period=form.get("ky", ""),
                recipients=form.get("nguoi_nhan", ""),
                formats=[each for each in FORMATS if form.get(f"tep_{each}")],
                by=person.staff.login,
                now=now,
            )
            note(session, person, "mail_report", f"report_schedule:{schedule.id}", now, fields=["recipients", "period"])
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    return on_with(around, person, PATH, Notification(_("Đã lập lịch gửi báo cáo.")))


@router.post(PATH + "/{schedule_id}")
def change(request: Request, around: Around, person: SignedIn, form: Form, schedule_id: int) -> Response:
    check_form(request, form)
    wish, now = form.get("viec", ""), around.clock.now()
    if wish not in ("dung", "gui-lai"):
        raise HTTPException(400)
    try:
        with around.database.write() as session:
            schedule = schedule_of_units(session, schedule_id, person.unit_ids)
            if schedule is None:
                raise HTTPException(404)
            check_right(person, RIGHT)
            if wish == "dung":
                end_schedule(session, schedule, by=person.staff.login, now=now)
                action, words = (
                    "end_mail_report",
                    _("Đã dừng lịch gửi. Những báo cáo đã gửi vẫn được ghi lại dưới đây."),
                )
            else:
                send_again(session, schedule, number_of(form.get("lan_gui", "")), now)
                action, words = "mail_report_again", _("Báo cáo đang được gửi lại.")
            subject = f"report_schedule:{schedule_id}"
            note(session, person, action, subject, now, unit_id=schedule.unit_id)
    except LoaError as error:
        return on_with(around, person, PATH, Notification(words_of(error), good=False))
    return on_with(around, person, PATH, Notification(words))


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
        lines, units = schedule_lines(session, person.unit_ids), unit_names(session, person.unit_ids)
    values = {
        "lines": lines,
        "units": units,
        "typed": typed or {"tep_pdf": "1"},
        "periods": {period.name: period.label for period in periods()},
        "formats": FORMATS,
        "states": STATES,
        **_server(around),
    }
    return page_for(request, around, person, "report_mail.html", values, said=said, status=status)


def _server(around: Surroundings) -> dict[str, str]:
    """`no_server`: why nothing can be sent as things stand, in words; mostly empty. `mailbox`: where a demo's mails are seen."""
    try:
        server = mail_server(around.settings)
    except SettingsError as error:
        return {"no_server": words_of(error), "mailbox": ""}
    at_sandbox = is_sandbox(around.settings, server)
    return {"no_server": "", "mailbox": f"{around.settings.sandbox_url}/man-hinh/thu" if at_sandbox else ""}
