"""Tin nhắn: lists of numbers and the people on them, broadcasts with their progress, what citizens wrote. Numbers are masked."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.broadcast.audience import LEGAL_NEWS, StatedConsent
from distributor.broadcast.command import command_desk, pace_of
from distributor.broadcast.list_desk import forget, open_list, put_on_list, record_opt_out, reveal
from distributor.broadcast.settle import WORDS, settle_unknown
from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.phone_numbers import Numbers, normal_number
from distributor.report.messages import (
    PEOPLE,
    BroadcastLine,
    audience_seen,
    audiences_seen,
    broadcast_seen,
    broadcasts_seen,
    count_lines,
    inbound_seen,
    people_of,
    person_seen,
    subscriber_by_number,
    unknown_rows,
)
from distributor.units import unit_names
from web import formats
from web.deciding import Number, SentForm, Tick, check_right, given_day, number_of
from web.flash import Notification, on_with, page_for, refused
from web.forms import MOST_FIELDS
from web.language import _
from web.pages import page
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

MOST_TICKED = MOST_FIELDS - 10
"""Rows to tick on a page, beside the form's other fields."""


class ListForm(SentForm):
    don_vi: Number = 0
    ten: str = ""
    nguon: str = ""


class NumbersForm(SentForm):
    """`viec`: "them" puts numbers on the list, "tim" finds one."""

    viec: Literal["them", "tim"]
    so: str = ""
    dong_y: Tick = False
    ngay: str = ""
    hinh_thuc: str = ""
    bang_chung: str = ""


class PersonForm(SentForm):
    viec: Literal["tu-choi", "xoa", "xem-so"]
    cach: str = ""


class OutcomeForm(SentForm):
    """The outcome that a person tells of all that is unknown, or with `pham_vi` "chon" of the rows that are ticked."""

    ket_qua: Literal["sent", "failed", "again"]
    pham_vi: str = ""


@router.get("/tin-nhan")
def show_messages(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _front(request, around, person)


@router.post("/tin-nhan")
def make_list(
    request: Request, around: Around, person: SignedIn, form: Annotated[ListForm, Depends(ListForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            unit_id = form.don_vi or person.staff.unit_id
            made = open_list(session, person.acts(around), unit_id, form.ten, form.nguon)
            audience_id, name = made.id, made.name
    except LoaError as error:
        return _front(request, around, person, form.sent, refused(error), status=400)
    words = _("Danh sách «%(name)s» đã sẵn sàng. Hãy thêm số ở dưới, hoặc nhập từ tệp.", name=name)
    return on_with(around, person, f"/tin-nhan/danh-sach/{audience_id}", Notification(words))


@router.get("/tin-nhan/den")
def show_inbound(request: Request, around: Around, person: SignedIn, truoc: str = "") -> HTMLResponse:
    with around.database.read() as session:
        rows = inbound_seen(session, person.unit_ids, _numbers(around), before=number_of(truoc))
    values = {"rows": rows, "more": rows[-1].id if len(rows) == PEOPLE else 0, "later": bool(number_of(truoc))}
    return page_for(request, around, person, "messages_inbound.html", values)


@router.get("/tin-nhan/danh-sach/{audience_id}")
def show_list(request: Request, around: Around, person: SignedIn, audience_id: int, sau: str = "") -> HTMLResponse:
    return _list_page(request, around, person, audience_id, after=number_of(sau))


@router.post("/tin-nhan/danh-sach/{audience_id}")
def change_list(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[NumbersForm, Depends(NumbersForm.read)],
    audience_id: int,
) -> Response:
    with around.database.read() as session:
        audience = audience_seen(session, audience_id, person.unit_ids)
    if audience is None:
        raise HTTPException(404)
    # Whether somebody is on a list is told to those who answer for it.
    check_right(person, "audience")
    place = f"/tin-nhan/danh-sach/{audience_id}"
    try:
        if form.viec == "them":
            return on_with(around, person, place, _add(around, person, audience_id, form))
        found = _find(around, audience.unit_id, form.so)
        return on_with(around, person, f"/tin-nhan/so/{found}", Notification(_("Đã tìm thấy số này.")))
    except LoaError as error:
        return _list_page(request, around, person, audience_id, form.sent, refused(error), status=400)


@router.get("/tin-nhan/so/{subscriber_id}")
def show_person(request: Request, around: Around, person: SignedIn, subscriber_id: int) -> HTMLResponse:
    return _person_page(request, around, person, subscriber_id)


@router.post("/tin-nhan/so/{subscriber_id}")
def change_person(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[PersonForm, Depends(PersonForm.read)],
    subscriber_id: int,
) -> Response:
    actor, wish = person.acts(around), form.viec
    try:
        with around.database.write() as session:
            if wish == "xem-so":
                number = reveal(session, actor, subscriber_id, _numbers(around))
            elif wish == "xoa":
                forget(session, actor, subscriber_id)
            else:
                record_opt_out(session, actor, subscriber_id, form.cach)
    except LoaError as error:
        return _person_page(request, around, person, subscriber_id, refused(error), status=400)
    if wish == "xem-so":
        words = _("Việc xem số đã được ghi vào nhật ký. Số chỉ hiện lần này.")
        return _person_page(request, around, person, subscriber_id, Notification(words), number=number)
    words = (
        _("Đã xóa số điện thoại; từ nay Loa không nhận lại số này từ danh sách nào.")
        if wish == "xoa"
        else _("Đã ghi lời từ chối: đơn vị không gửi tin tới số này nữa, dù số có trong danh sách nào.")
    )
    return on_with(around, person, f"/tin-nhan/so/{subscriber_id}", Notification(words))


@router.get("/tin-nhan/dot/{broadcast_id}")
def show_broadcast(request: Request, around: Around, person: SignedIn, broadcast_id: int) -> HTMLResponse:
    return _broadcast_page(request, around, person, broadcast_id)


@router.get("/tin-nhan/dot/{broadcast_id}/so-lieu")
def show_counts(around: Around, person: SignedInPart, broadcast_id: int) -> HTMLResponse:
    """Show what moves on the page of a broadcast."""
    line = _broadcast(around, person, broadcast_id)
    with around.database.read() as session:
        pace = pace_of(session, broadcast_id, around.clock.now())
    values = {**_counts_of(line), "pace": pace}
    return page("broadcast_counts.html", around.settings, values)


@router.post("/tin-nhan/dot/{broadcast_id}")
def settle(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[OutcomeForm, Depends(OutcomeForm.read)],
    broadcast_id: int,
) -> Response:
    line = _broadcast(around, person, broadcast_id)
    check_right(person, "resolve")
    rows = [number_of(row) for row in form.ticked("dong-")] if form.pham_vi == "chon" else []
    if form.pham_vi == "chon" and not rows:
        wrong = Notification(_("Chưa chọn tin nào. Hãy đánh dấu các tin đã đối chiếu."), good=False)
        return _broadcast_page(request, around, person, broadcast_id, wrong, status=400)
    try:
        with around.database.write() as session:
            decided = settle_unknown(session, person.acts(around), broadcast_id, form.ket_qua, rows=rows)
    except LoaError as error:
        return _broadcast_page(request, around, person, broadcast_id, refused(error), status=400)
    words = _(
        "Đã ghi %(count)s tin của đợt %(number)s là %(mark)s.",
        count=formats.number(decided),
        number=line.id,
        mark=_(WORDS[form.ket_qua]),
    )
    return on_with(around, person, f"/tin-nhan/dot/{broadcast_id}", Notification(words))


def _add(around: Surroundings, person: Visitor, audience_id: int, form: NumbersForm) -> Notification:
    yes = None
    if form.dong_y:
        day = given_day(form.ngay)
        if day is None:
            raise LoaError(_("Hãy chọn ngày người dân đã đồng ý."))
        yes = StatedConsent(
            content=LEGAL_NEWS,
            method="form",
            form=form.hinh_thuc[:200],
            frequency="",
            proof=form.bang_chung[:1000],
            given_at=midnight(day),
        )
    with around.database.write() as session:
        added = put_on_list(session, person.acts(around), audience_id, form.so, yes, _numbers(around))
    words = _(
        "Đã thêm %(new)s số mới; %(known)s số đã có trong danh sách.",
        new=formats.number(added.added),
        known=formats.number(added.known),
    )
    if added.erased:
        words += " " + refused_for_good(added.erased)
    if added.wrong:
        places = ", ".join(str(place) for place in added.wrong[:20])
        wrong = _("Không nhận dòng %(lines)s: không phải số di động Việt Nam.", lines=places)
        return Notification(f"{words} {wrong}", good=False)
    return Notification(words, good=not added.erased)


def refused_for_good(count: int) -> str:
    return _("Không nhận %(count)s số: người dân đã yêu cầu xóa số của mình.", count=formats.number(count))


def _find(around: Surroundings, unit_id: int, text: str) -> int:
    number = normal_number(text)
    if number is None:
        raise LoaError(_("Hãy ghi đủ một số di động Việt Nam để tìm, ví dụ 0912 345 678."))
    with around.database.read() as session:
        found = subscriber_by_number(session, unit_id, number, _numbers(around))
    if found is None:
        raise LoaError(_("Không có số này trong danh sách nào của đơn vị."))
    return found


def _front(
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
            "audiences": audiences_seen(session, person.unit_ids),
            "broadcasts": broadcasts_seen(session, person.unit_ids, around.clock.now()),
            "units": unit_names(session, person.unit_ids),
            "typed": typed or {},
        }
    return page_for(request, around, person, "messages.html", values, status=status, said=said)


def _list_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    audience_id: int,
    typed: dict[str, str] | None = None,
    said: Notification | None = None,
    *,
    after: int = 0,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        audience = audience_seen(session, audience_id, person.unit_ids)
        if audience is None:
            raise HTTPException(404)
        people = people_of(session, audience_id, _numbers(around), after=after)
    values = {
        "audience": audience,
        "people": people,
        "after": after,
        "more": people[-1].id if len(people) == PEOPLE else 0,
        "typed": typed or {},
        "today": around.clock.now().astimezone(VIETNAM).date(),
    }
    return page_for(request, around, person, "messages_list.html", values, status=status, said=said)


def _person_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    subscriber_id: int,
    said: Notification | None = None,
    *,
    number: str = "",
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        found = person_seen(session, subscriber_id, person.unit_ids, _numbers(around))
    if found is None:
        raise HTTPException(404)
    return page_for(
        request,
        around,
        person,
        "messages_person.html",
        {"found": found, "number": number},
        status=status,
        said=said,
    )


def _broadcast_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    broadcast_id: int,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    line = _broadcast(around, person, broadcast_id)
    with around.database.read() as session:
        unknown = unknown_rows(session, broadcast_id, _numbers(around), most=MOST_TICKED) if line.counts.unknown else []
        desk = command_desk(session, broadcast_id, around.clock.now())
    values = {**_counts_of(line), "unknown": unknown, "desk": desk, "pace": desk.pace}
    return page_for(request, around, person, "broadcast.html", values, status=status, said=said)


def _broadcast(around: Surroundings, person: Visitor, broadcast_id: int) -> BroadcastLine:
    with around.database.read() as session:
        line = broadcast_seen(session, broadcast_id, person.unit_ids, around.clock.now())
    if line is None:
        raise HTTPException(404)
    return line


def _counts_of(line: BroadcastLine) -> dict[str, object]:
    return {"broadcast": line, "lines": count_lines(line.counts)}


def _numbers(around: Surroundings) -> Numbers:
    return Numbers(around.vault)
