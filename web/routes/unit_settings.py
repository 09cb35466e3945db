"""Cài đặt: what a unit sets for itself."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.staff.unit_settings import HOURS, UnitSettings, change_settings, own_settings, settings_in_force
from distributor.units import unit_names
from web.deciding import check_form, check_right, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "settings"


@router.get("/cai-dat")
def show_settings(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, RIGHT)
    return _page(request, around, person)


@router.post("/cai-dat")
def change(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, RIGHT)
    wanted = UnitSettings(number_of(form.get("gio", "")), form.get("hai_buoc") == "1")
    unit_id, now = person.staff.unit_id, around.clock.now()
    try:
        with around.database.write() as session:
            changed = change_settings(session, unit_id, wanted, by=person.staff.login, now=now)
            if changed:
                note(session, person, "settings", f"unit:{unit_id}", now, fields=changed)
    except LoaError as error:
        return _page(request, around, person, Notification(words_of(error), good=False), status=400)
    words = _("Đã lưu cài đặt.") if changed else _("Cài đặt không thay đổi.")
    return on_with(around, person, "/cai-dat", Notification(words))


def _page(
    request: Request, around: Surroundings, person: Visitor, said: Notification | None = None, *, status: int = 200
) -> HTMLResponse:
    unit_id = person.staff.unit_id
    with around.database.read() as session:
        own, in_force = own_settings(session, unit_id), settings_in_force(session, unit_id)
        unit = unit_names(session, [unit_id]).get(unit_id, "")
    values = {"unit": unit, "own": own, "in_force": in_force, "hours": HOURS}
    return page_for(request, around, person, "settings.html", values, said=said, status=status)
