"""Cài đặt: what a unit sets for itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.staff.unit_settings import HOURS, UnitSettings, own_settings, set_own_unit, settings_in_force
from distributor.units import unit_names
from web.deciding import Number, SentForm, Tick, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "settings"
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get("/cai-dat")
def show_settings(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _page(request, around, person)


class SettingsForm(SentForm):
    gio: Number = 0
    hai_buoc: Tick = False


@router.post("/cai-dat")
def change(
    request: Request, around: Around, person: Permitted, form: Annotated[SettingsForm, Depends(SettingsForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            changed = set_own_unit(session, person.acts(around), UnitSettings(form.gio, form.hai_buoc))
    except LoaError as error:
        return _page(request, around, person, refused(error), status=400)
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
