"""Gửi báo cáo định kỳ: to whom the report goes by mail at the end of each period, and what became of each sending."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError, SettingsError
from distributor.mail.message import KINDS
from distributor.mail.schedules import add_schedule, end_schedule, send_again
from distributor.mail.server import is_sandbox, mail_server
from distributor.report.engagement.periods import periods
from distributor.report.mail_schedules import schedule_lines
from distributor.units import unit_names
from web.deciding import Number, SentForm, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark, words_of
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PATH, RIGHT = "/bao-cao/lich-gui", "mail_report"
STATES = {"waiting": mark("Đang chờ gửi"), "sent": mark("Đã gửi"), "given_up": mark("Đã thôi gửi")}
FORMATS = {"pdf": mark("PDF, để đọc và in"), "docx": mark("DOCX, để sửa tiếp")}
assert FORMATS.keys() == KINDS.keys()  # noqa: S101 - each can be chosen
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get(PATH)
def show_schedules(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _page(request, around, person)


class ScheduleForm(SentForm):
    """Files are ticked as `tep_KIND`."""

    ky: str = ""
    nguoi_nhan: str = ""


@router.post(PATH)
def add(
    request: Request, around: Around, person: Permitted, form: Annotated[ScheduleForm, Depends(ScheduleForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            formats = form.ticked("tep_")
            add_schedule(session, person.acts(around), period=form.ky, recipients=form.nguoi_nhan, formats=formats)
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
    return on_with(around, person, PATH, Notification(_("Đã lập lịch gửi báo cáo.")))


class ScheduleChangeForm(SentForm):
    """`viec` "gui-lai" sends the mail of the number `lan_gui` again."""

    viec: Literal["dung", "gui-lai"]
    lan_gui: Number = 0


@router.post(PATH + "/{schedule_id}")
def change(
    around: Around,
    person: Permitted,
    form: Annotated[ScheduleChangeForm, Depends(ScheduleChangeForm.read)],
    schedule_id: int,
) -> Response:
    words = _("Báo cáo đang được gửi lại.")
    try:
        with around.database.write() as session:
            if form.viec == "dung":
                end_schedule(session, person.acts(around), schedule_id)
                words = _("Đã dừng lịch gửi. Những báo cáo đã gửi vẫn được ghi lại dưới đây.")
            else:
                send_again(session, person.acts(around), schedule_id, form.lan_gui)
    except LoaError as error:
        return on_with(around, person, PATH, refused(error))
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
    """Return what the page tells of the server. `no_server`: why nothing can be sent as things stand, in words; mostly empty.
    `mailbox`: where a demo's mails are seen."""
    try:
        server = mail_server(around.settings)
    except SettingsError as error:
        return {"no_server": words_of(error), "mailbox": ""}
    at_sandbox = is_sandbox(around.settings, server)
    return {"no_server": "", "mailbox": f"{around.settings.sandbox_url}/man-hinh/thu" if at_sandbox else ""}
