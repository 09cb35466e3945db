"""`/nhan-tin/…`: what a person gets by SMS, chosen by themselves; by the address that an answer of ours carried."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from distributor.broadcast.preferences import choose, preferences_of, subscriber_of_path
from distributor.clock import VIETNAM
from distributor.phone_numbers import Numbers
from distributor.units import unit_names
from web.citizens import citizen_answer, house_name
from web.forms import Form
from web.surroundings import Around, Surroundings

router = APIRouter()
PLACE = "/nhan-tin/{token}"


@router.get(PLACE)
def show_preferences(request: Request, around: Around, token: str, xong: str = "") -> Response:
    return _page(request, around, token, is_done=xong == "1")


@router.post(PLACE)
def change_preferences(request: Request, around: Around, token: str, form: Form) -> Response:
    """`muc-KEY`: ticked matters; `viec` "ngung" refuses everything. Whoever knows the address may; it is no browser's session."""
    now, numbers = around.clock.now(), Numbers(around.vault)
    with around.database.write() as session:
        subscriber = subscriber_of_path(session, token, around.secret(), now.astimezone(VIETNAM).date())
        if subscriber is None:
            return _page(request, around, token)
        chosen = form if form.get("viec") == "chon" else {}
        keys = [name.removeprefix("muc-") for name in chosen if name.startswith("muc-")]
        choose(session, subscriber, numbers, keys, now, everything="tat_ca" in chosen)
    return RedirectResponse(f"/nhan-tin/{token}?xong=1", 303, {"Cache-Control": "no-store"})


def _page(request: Request, around: Surroundings, token: str, *, is_done: bool = False) -> Response:
    numbers, today = Numbers(around.vault), around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        subscriber = subscriber_of_path(session, token, around.secret(), today)
        wishes = preferences_of(session, subscriber, numbers) if subscriber is not None else None
        office = unit_names(session, [wishes.unit_id]).get(wishes.unit_id, "") if wishes is not None else ""
        house = house_name(session)
    values = {"wishes": wishes, "office": office, "house": house, "is_done": is_done, "path": f"/nhan-tin/{token}"}
    status = 200 if wishes is not None else 404
    answer = citizen_answer(request, around, "citizen_preferences.html", values, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
