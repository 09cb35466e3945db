"""Nguồn tin: the feeds and pages that Loa reads by itself; taking one on, what its readings brought, letting it rest."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.ingest.profiles import default_profiles
from distributor.ingest.subscriptions import (
    INTERVALS,
    USUAL_MINUTES,
    change_source,
    read_soon,
    rest,
    source_of_units,
    subscribe,
    take_up,
)
from distributor.models import Source
from distributor.report.source_desk import reading_lines, source_lines
from distributor.units import unit_names
from web.deciding import check_form, check_right, note, number_of
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "source"
ACTS = {"sua": "change_source", "doc": "read_source", "ngung": "rest_source", "bat": "take_up_source"}
"""What a form asks for → what the log calls it."""
READINGS = 20


@router.get("/nguon")
def show(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person, {})


@router.post("/nguon")
def add(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, RIGHT)
    unit_id = number_of(form.get("don_vi", "")) or person.staff.unit_id
    if unit_id not in person.unit_ids:
        raise HTTPException(404)
    try:
        with around.database.write() as session:
            source = subscribe(
                session,
                unit_id,
                form.get("dia_chi", ""),
                title=form.get("ten", ""),
                minutes=number_of(form.get("cach", "")),
                take_all=form.get("ca_cu") == "1",
                profile=_profile(form),
                clock=around.clock,
            )
            note(session, person, "add_source", f"source:{source.id}", around.clock.now(), unit_id=unit_id)
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False), status=400)
    words = _("Đã thêm nguồn. Loa đang đọc lần đầu; hãy tải lại trang sau vài giây để xem kết quả.")
    return on_with(around, person, f"/nguon/{source.id}", Notification(words))


@router.get("/nguon/{source_id}")
def show_one(request: Request, around: Around, person: SignedIn, source_id: int) -> HTMLResponse:
    return _one(request, around, person, source_id, {})


@router.post("/nguon/{source_id}")
def change(request: Request, around: Around, person: SignedIn, form: Form, source_id: int) -> Response:
    """`viec`: "sua" another name or interval, "doc" reads now, "ngung" rests, "bat" reads again."""
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ACTS:
        raise HTTPException(400)
    with around.database.read() as session:
        if source_of_units(session, source_id, person.unit_ids) is None:
            raise HTTPException(404)
    check_right(person, RIGHT)
    now = around.clock.now()
    try:
        with around.database.write() as session:
            source = session.get_one(Source, source_id)
            words, fields = _do(session, around, source, wish, form)
            note(session, person, ACTS[wish], f"source:{source_id}", now, unit_id=source.unit_id, fields=fields)
    except LoaError as error:
        return _one(request, around, person, source_id, form, Notification(words_of(error), good=False), status=400)
    return on_with(around, person, "/nguon" if wish == "ngung" else f"/nguon/{source_id}", Notification(words))


def _do(
    session: Session, around: Surroundings, source: Source, wish: str, form: dict[str, str]
) -> tuple[str, list[str]]:
    """What is told, and the fields that changed. Raises LoaError."""
    now = around.clock.now()
    match wish:
        case "sua":
            minutes = number_of(form["cach"]) if form.get("cach") else None
            return _("Đã lưu."), change_source(session, source, title=form.get("ten", ""), minutes=minutes)
        case "doc":
            read_soon(session, source, now)
            return _("Loa đang đọc nguồn này; hãy tải lại trang sau vài giây để xem kết quả."), []
        case "ngung":
            return _("Đã ngừng đọc. Tin đã nhận vẫn còn; muốn đọc lại thì bật lại, hoặc thêm lại địa chỉ."), rest(
                session, source
            )
        case _:
            return _("Đã bật lại. Loa đọc nguồn này ngay bây giờ."), take_up(session, source, now)


def _profile(form: dict[str, str]) -> str:
    wanted = form.get("ho_so", "")
    return wanted if wanted in default_profiles().labels else ""


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        values: dict[str, object] = {
            "sources": source_lines(session, person.unit_ids),
            "units": unit_names(session, person.unit_ids),
        }
    values |= {
        "typed": typed,
        "intervals": INTERVALS,
        "usual": USUAL_MINUTES,
        "profiles": default_profiles().labels,
    }
    return page_for(request, around, person, "sources.html", values, said=said, status=status)


def _one(
    request: Request,
    around: Surroundings,
    person: Visitor,
    source_id: int,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        found = source_lines(session, person.unit_ids, source_id)
        if not found:
            raise HTTPException(404)
        readings = reading_lines(session, source_id, READINGS)
        units = unit_names(session, person.unit_ids)
    values = {"source": found[0], "readings": readings, "units": units, "typed": typed, "intervals": INTERVALS}
    return page_for(request, around, person, "source.html", values, said=said, status=status)
