"""Nguồn tin: the feeds and pages that Loa reads by itself; taking one on, what its readings brought, letting it rest."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.ingest.profiles import default_profiles
from distributor.ingest.subscriptions import (
    INTERVALS,
    USUAL_MINUTES,
    change_reading,
    change_source,
    read_soon,
    rest,
    subscribe_unit,
    take_up,
)
from distributor.models import Source
from distributor.report.source_desk import reading_lines, source_lines
from distributor.units import unit_names
from web.deciding import Number, SentForm, Tick, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "source"
ACTS = {"sua": "change_source", "doc": "read_source", "ngung": "rest_source", "bat": "take_up_source"}
"""What a form asks for → what the log calls it."""
READINGS = 20
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get("/nguon")
def show(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _page(request, around, person, {})


class SourceForm(SentForm):
    don_vi: Number = 0
    dia_chi: str = ""
    ten: str = ""
    cach: str = ""
    ca_cu: Tick = False
    ho_so: str = ""

    @property
    def profile(self) -> str:
        return self.ho_so if self.ho_so in default_profiles().labels else ""


@router.post("/nguon")
def add(
    request: Request, around: Around, person: Permitted, form: Annotated[SourceForm, Depends(SourceForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            source = subscribe_unit(
                session,
                person.acts(around),
                form.don_vi or person.staff.unit_id,
                form.dia_chi,
                title=form.ten,
                minutes=number_of(form.cach),
                take_all=form.ca_cu,
                profile=form.profile,
                clock=around.clock,
            )
    except LoaError as error:
        return _page(request, around, person, form.sent, refused(error), status=400)
    words = _("Đã thêm nguồn. Loa đang đọc lần đầu; hãy tải lại trang sau vài giây để xem kết quả.")
    return on_with(around, person, f"/nguon/{source.id}", Notification(words))


@router.get("/nguon/{source_id}")
def show_one(request: Request, around: Around, person: SignedIn, source_id: int) -> HTMLResponse:
    return _one(request, around, person, source_id, {})


class ReadingForm(SentForm):
    """`viec`: "sua" another name or interval, "doc" reads now, "ngung" rests, "bat" reads again."""

    viec: Literal["sua", "doc", "ngung", "bat"]
    ten: str = ""
    cach: str = ""


@router.post("/nguon/{source_id}")
def change(
    request: Request,
    around: Around,
    person: Permitted,
    form: Annotated[ReadingForm, Depends(ReadingForm.read)],
    source_id: int,
) -> Response:
    action = ACTS[form.viec]
    do, words = _wanted(form, around.clock.now())
    try:
        with around.database.write() as session:
            change_reading(session, person.acts(around), source_id, action, do)
    except LoaError as error:
        return _one(request, around, person, source_id, form.sent, refused(error), status=400)
    return on_with(around, person, "/nguon" if form.viec == "ngung" else f"/nguon/{source_id}", Notification(words))


def _wanted(form: ReadingForm, now: datetime) -> tuple[Callable[[Session, Source], list[str]], str]:
    """The change, and what is told of it."""
    match form.viec:
        case "sua":
            minutes = number_of(form.cach) if form.cach else None
            return partial(change_source, title=form.ten, minutes=minutes), _("Đã lưu.")
        case "doc":
            words = _("Loa đang đọc nguồn này; hãy tải lại trang sau vài giây để xem kết quả.")
            return partial(read_soon, now=now), words
        case "ngung":
            return rest, _("Đã ngừng đọc. Tin đã nhận vẫn còn; muốn đọc lại thì bật lại, hoặc thêm lại địa chỉ.")
        case _:
            return partial(take_up, now=now), _("Đã bật lại. Loa đọc nguồn này ngay bây giờ.")


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
