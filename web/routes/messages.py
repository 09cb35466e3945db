"""Tin nhắn: lists of numbers and the people on them, broadcasts with their progress, what citizens wrote. Numbers are masked."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.broadcast.audience import LEGAL_NEWS, StatedConsent
from distributor.broadcast.list_desk import Clerk, NotThere, forget, open_list, put_on_list, refuse, reveal
from distributor.broadcast.settle import MARKS, WORDS, settle_unknown
from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import Broadcast
from distributor.phone_numbers import Numbers, normal_number, open_numbers
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
from distributor.staff.audit import note_action
from distributor.units import unit_names
from distributor.vault import open_vault
from web import formats
from web.deciding import check_form, check_right, given_day, number_of
from web.flash import Notification, on_with, page_for
from web.forms import MOST_FIELDS, Form
from web.language import _, words_of
from web.pages import page
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

MOST_TICKED = MOST_FIELDS - 10
"""Rows to tick on a page, beside the form's other fields."""


@router.get("/tin-nhan")
def show_messages(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _front(request, around, person)


@router.post("/tin-nhan")
def make_list(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    check_form(request, form)
    check_right(person, "audience")
    try:
        with around.database.write() as session:
            unit_id = number_of(form.get("don_vi", "")) or person.staff.unit_id
            made = open_list(session, unit_id, form.get("ten", ""), form.get("nguon", ""), _clerk(around, person))
            audience_id, name = made.id, made.name
    except NotThere as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return _front(request, around, person, form, Notification(words_of(error), good=False), status=400)
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
def change_list(request: Request, around: Around, person: SignedIn, form: Form, audience_id: int) -> Response:
    """`viec`: "them" puts numbers on it, "tim" finds one."""
    check_form(request, form)
    with around.database.read() as session:
        audience = audience_seen(session, audience_id, person.unit_ids)
    if audience is None:
        raise HTTPException(404)
    place = f"/tin-nhan/danh-sach/{audience_id}"
    try:
        match form.get("viec"):
            case "them":
                check_right(person, "audience")
                return on_with(around, person, place, _add(around, person, audience_id, form))
            case "tim":
                # Whether somebody is on a list is told to those who answer for it.
                check_right(person, "audience")
                found = _find(around, audience.unit_id, form.get("so", ""))
                return on_with(around, person, f"/tin-nhan/so/{found}", Notification(_("Đã tìm thấy số này.")))
            case _:
                raise HTTPException(400)
    except LoaError as error:
        return _list_page(
            request, around, person, audience_id, form, Notification(words_of(error), good=False), status=400
        )


@router.get("/tin-nhan/so/{subscriber_id}")
def show_person(request: Request, around: Around, person: SignedIn, subscriber_id: int) -> HTMLResponse:
    return _person_page(request, around, person, subscriber_id)


@router.post("/tin-nhan/so/{subscriber_id}")
def change_person(request: Request, around: Around, person: SignedIn, form: Form, subscriber_id: int) -> Response:
    """`viec`: "tu-choi", "xoa", "xem-so"."""
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ("tu-choi", "xoa", "xem-so"):
        raise HTTPException(400)
    clerk = _clerk(around, person)
    try:
        with around.database.read() as session:
            if person_seen(session, subscriber_id, person.unit_ids, _numbers(around)) is None:
                raise HTTPException(404)
        check_right(person, "see_number" if wish == "xem-so" else "audience")
        with around.database.write() as session:
            if wish == "xem-so":
                number = reveal(session, subscriber_id, _numbers(around), clerk)
            elif wish == "xoa":
                forget(session, subscriber_id, clerk)
            else:
                refuse(session, subscriber_id, form.get("cach", ""), clerk)
    except LoaError as error:
        return _person_page(
            request, around, person, subscriber_id, Notification(words_of(error), good=False), status=400
        )
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
    """What moves on the page of a broadcast."""
    values = _counts_of(_broadcast(around, person, broadcast_id))
    return page("broadcast_counts.html", around.settings, values)


@router.post("/tin-nhan/dot/{broadcast_id}")
def settle(request: Request, around: Around, person: SignedIn, form: Form, broadcast_id: int) -> Response:
    """`ket_qua`: "sent" or "failed", of all that is unknown or of the `dong` that are ticked."""
    check_form(request, form)
    line = _broadcast(around, person, broadcast_id)
    check_right(person, "resolve")
    mark = form.get("ket_qua", "")
    if mark not in MARKS:
        raise HTTPException(400)
    rows = [number_of(name.removeprefix("dong-")) for name in form if name.startswith("dong-")]
    if form.get("pham_vi") == "chon" and not rows:
        wrong = Notification(_("Chưa chọn tin nào. Hãy đánh dấu các tin đã đối chiếu."), good=False)
        return _broadcast_page(request, around, person, broadcast_id, wrong, status=400)
    try:
        with around.database.write() as session:
            now = around.clock.now()
            chosen = rows if form.get("pham_vi") == "chon" else []
            decided = settle_unknown(session, broadcast_id, mark, person.staff, rows=chosen, now=now)
            note_action(
                session,
                actor=person.staff.login,
                action="resolve",
                subject=f"broadcast:{broadcast_id}",
                fields=["recipients"],
                now=now,
                unit_id=session.get_one(Broadcast, broadcast_id).unit_id,
            )
    except LoaError as error:
        return _broadcast_page(
            request, around, person, broadcast_id, Notification(words_of(error), good=False), status=400
        )
    words = _(
        "Đã ghi %(count)s tin của đợt %(number)s là %(mark)s. Loa không gửi lại tin nào.",
        count=formats.number(decided),
        number=line.id,
        mark=_(WORDS[mark]),
    )
    return on_with(around, person, f"/tin-nhan/dot/{broadcast_id}", Notification(words))


def _add(around: Surroundings, person: Visitor, audience_id: int, form: dict[str, str]) -> Notification:
    yes = None
    if form.get("dong_y") == "1":
        day = given_day(form.get("ngay", ""))
        if day is None:
            raise LoaError(_("Hãy chọn ngày người dân đã đồng ý."))
        yes = StatedConsent(
            content=LEGAL_NEWS,
            method="form",
            form=form.get("hinh_thuc", "")[:200],
            frequency="",
            proof=form.get("bang_chung", "")[:1000],
            given_at=midnight(day),
        )
    with around.database.write() as session:
        clerk = _clerk(around, person)
        added = put_on_list(session, audience_id, form.get("so", ""), yes, _numbers(around), clerk)
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
    values = {**_counts_of(line), "unknown": unknown}
    return page_for(request, around, person, "broadcast.html", values, status=status, said=said)


def _broadcast(around: Surroundings, person: Visitor, broadcast_id: int) -> BroadcastLine:
    with around.database.read() as session:
        line = broadcast_seen(session, broadcast_id, person.unit_ids, around.clock.now())
    if line is None:
        raise HTTPException(404)
    return line


def _counts_of(line: BroadcastLine) -> dict[str, object]:
    return {"broadcast": line, "lines": count_lines(line.counts)}


def _clerk(around: Surroundings, person: Visitor) -> Clerk:
    return Clerk(person.staff, person.unit_ids, around.clock.now())


def _numbers(around: Surroundings) -> Numbers:
    return open_numbers(around.settings.home, open_vault(around.settings.home))
