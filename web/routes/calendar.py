"""Lịch: the posts of a month, a week, a list or a day; and the page of one post on which it is given another slot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.calendar.period import WEEKDAYS, Period, View
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.labels import NONE, STATE_LABELS, channel_labels
from distributor.plan.move import Moved, move_slot
from distributor.report.best_times import calendar_marks
from distributor.report.calendar import CalendarDay, Narrowing, calendar
from distributor.report.calendar_gaps import plan_faults
from distributor.report.calendar_post import planned_post
from distributor.report.engagement.csv_file import MEDIA_TYPE as CSV_TYPE
from distributor.report.engagement.workbook import MEDIA_TYPE as WORKBOOK_TYPE
from distributor.report.planned_table import as_csv, as_workbook, planned_rows
from web import formats
from web.deciding import SentForm, Tick, day_of, instant_of, instant_on, number_of, who_may, whole_number
from web.flash import Notification, on_with, page_for, refused
from web.forms import local_path
from web.icalendar import TimedEvent, calendar_bytes
from web.language import _, language, mark, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

MOST = {View.MONTH: 8, View.WEEK: 30, View.LIST: 12, View.DAY: 500}
"""Posts of one day that a view holds; a link leads to the rest."""
FOLDED_AFTER = {View.MONTH: 3, View.WEEK: 12, View.LIST: 12, View.DAY: 500}
MOST_OPEN = 8
"""Posts of the days that stand open on a phone; of the others it shows a line each."""
FIRST_YEAR, LAST_YEAR = 1970, 2099
STATES = {state: label for state, label in STATE_LABELS.items() if state != NONE}
VIEWS = {View.MONTH: mark("Tháng"), View.WEEK: mark("Tuần"), View.DAY: mark("Ngày"), View.LIST: mark("Danh sách")}


MayMove = Annotated[Visitor, who_may("move")]


@dataclass(frozen=True)
class Shown:
    """The view's choice of what it shows, as it stands in its address."""

    period: Period
    narrowing: Narrowing

    @property
    def address(self) -> str:
        given = {"xem": self.period.view.value, "ngay": self.period.day.isoformat()}
        if self.narrowing.account_id:
            given["tai_khoan"] = str(self.narrowing.account_id)
        given |= {"kenh": self.narrowing.channel, "trang_thai": self.narrowing.state}
        return f"/lich?{urlencode({name: value for name, value in given.items() if value})}"

    @property
    def file(self) -> str:
        """The same as a file for other calendars."""
        return self.as_file("ics")

    def as_file(self, ending: str) -> str:
        return self.address.replace("/lich?", f"/lich.{ending}?", 1)

    def at(self, period: Period) -> str:
        return replace(self, period=period).address

    def on(self, day: date) -> str:
        return self.at(Period(self.period.view, day))

    def in_view(self, view: str) -> str:
        return self.at(Period(View(view), self.period.day))

    def of_day(self, day: date) -> str:
        return self.at(Period(View.DAY, day))

    def of_account(self, account_id: int | None) -> str:
        return replace(self, narrowing=replace(self.narrowing, account_id=account_id)).address

    @property
    def unfiltered(self) -> str:
        return replace(self, narrowing=Narrowing()).address

    @property
    def is_narrowed(self) -> bool:
        return self.narrowing != Narrowing()


def _shown(
    around: Around, xem: str = "", ngay: str = "", tai_khoan: str = "", kenh: str = "", trang_thai: str = ""
) -> Shown:
    """Return what a browser sent. What we do not know narrows nothing: an old bookmark still shows something."""
    view = View(xem) if xem in list(View) else View.MONTH
    day = _day_of(ngay) or around.clock.now().astimezone(VIETNAM).date()
    state = trang_thai if trang_thai in STATES else ""
    narrowing = Narrowing(number_of(tai_khoan) or None, kenh if kenh in channel_labels() else "", state)
    return Shown(Period(view, day), narrowing)


def _day_of(text: str) -> date | None:
    day = day_of(text)
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


Wanted = Annotated[Shown, Depends(_shown)]


@router.get("/lich")
def show_calendar(request: Request, around: Around, person: SignedIn, shown: Wanted) -> HTMLResponse:
    now = around.clock.now()
    view = shown.period.view
    with around.database.read() as session:
        found = calendar(session, person.unit_ids, shown.period, shown.narrowing, most=MOST[view], now=now)
        of = shown.narrowing.account_id
        best, marks = (calendar_marks(session, person.unit_ids, of, now) if of else None) or (None, {})
    values = {
        "best": best,
        "marks": marks,
        "shown": shown,
        "period": shown.period,
        "calendar": found,
        "faults": plan_faults(found.days, now),
        "today": now.astimezone(VIETNAM).date(),
        "folded_after": FOLDED_AFTER[view],
        "open_days": _open_days(
            [one for one in found.days if not shown.period.is_outside(one.day)], now.astimezone(VIETNAM).date()
        ),
        "weekdays": WEEKDAYS,
        "views": VIEWS,
        "states": STATES,
        "channels": channel_labels(),
    }
    return page_for(request, around, person, "calendar.html", values)


def _open_days(days: Sequence[CalendarDay], today: date) -> set[date]:
    """The next ones from today on, or the first of a time that is over: one with posts, then as many as `MOST_OPEN` allows."""
    coming = [one for one in days if one.day >= today] or days
    opened: set[date] = set()
    posts = 0
    for one in coming:
        posts += one.total
        if posts > MOST_OPEN and posts > one.total:
            break
        opened.add(one.day)
    return opened


@router.get("/lich.ics")
def give_file(around: Around, person: SignedIn, shown: Wanted) -> Response:
    """The posts of the view for another calendar."""
    now = around.clock.now()
    with around.database.read() as session:
        found = calendar(session, person.unit_ids, shown.period, shown.narrowing, most=MOST[View.DAY], now=now)
    host, address = urlsplit(around.settings.public_url).hostname or "localhost", around.settings.public_url
    events = [
        TimedEvent(
            uid=f"bai-{post.post_id}@{host}",
            at=post.at,
            summary=f"{post.account}: {post.title}",
            description=f"{_(post.channel_label)}, {formats.state(post.state)}",
            url=f"{address}/bai-dang/{post.post_id}",
            changed_at=now,
        )
        for day in found.days
        for post in day.posts
    ]
    name = _("Lịch đăng của Loa")
    headers = {"Content-Disposition": 'attachment; filename="lich-dang.ics"', "Cache-Control": "no-store"}
    return Response(calendar_bytes(name, name, events), media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/lich.csv")
def give_csv(around: Around, person: SignedIn, shown: Wanted) -> Response:
    return _table(around, person, shown, as_csv, CSV_TYPE, "csv")


@router.get("/lich.xlsx")
def give_workbook(around: Around, person: SignedIn, shown: Wanted) -> Response:
    return _table(around, person, shown, as_workbook, WORKBOOK_TYPE, "xlsx")


def _table(
    around: Surroundings, person: Visitor, shown: Shown, written: Callable[..., bytes], media_type: str, ending: str
) -> Response:
    """The posts of the view in the columns in which posts are brought in."""
    with around.database.read() as session:
        found = calendar(
            session, person.unit_ids, shown.period, shown.narrowing, most=MOST[View.DAY], now=around.clock.now()
        )
        rows = planned_rows(session, [post for day in found.days for post in day.posts], language())
    name = f'attachment; filename="lich-dang-{shown.period.first:%Y-%m-%d}.{ending}"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(written(rows), media_type=media_type, headers=headers)


@router.get("/lich/bai/{post_id}")
def show_post(request: Request, around: Around, person: SignedIn, post_id: int, ve: str = "") -> HTMLResponse:
    return _post_page(request, around, person, post_id, {"ve": ve})


class MoveForm(SentForm):
    """`viec`: "doi-gio" from the form or a drag (`keo`), "tra-gio" to take a move back. `truoc`: the slot that the person saw."""

    viec: str = ""
    keo: Tick = False
    ve: str = ""
    truoc: str = ""
    ngay: str = ""
    gio: str = ""
    lenh: str = ""
    ly_do: str = ""

    def instants(self) -> tuple[datetime | None, datetime]:
        """The slot that the person saw, and the one they want. Raises LoaError."""
        if self.viec == "tra-gio":
            before = datetime.fromtimestamp(whole_number(self.lenh), VIETNAM)
            return None, instant_on(f"{before:%Y-%m-%d}", f"{before:%H:%M:%S}")
        return instant_of(self.truoc), instant_on(self.ngay, self.gio)


@router.post("/lich/bai/{post_id}")
def move(
    request: Request, around: Around, person: MayMove, form: Annotated[MoveForm, Depends(MoveForm.read)], post_id: int
) -> Response:
    back = _way_back(form.ve)
    try:
        seen, wanted = form.instants()
        with around.database.write() as session:
            moved = move_slot(session, person.acts(around), post_id, wanted, seen=seen, why=form.ly_do[:500])
    except LoaError as error:
        said = replace(refused(error), words=_("Chưa chuyển được bài. %(why)s", why=words_of(error)))
        if form.keo or form.viec == "tra-gio":
            return on_with(around, person, back or f"/lich/bai/{post_id}", said)
        return _post_page(request, around, person, post_id, form.sent, said)
    place = back or Shown(Period(View.MONTH, wanted.astimezone(VIETNAM).date()), Narrowing()).address
    return on_with(around, person, f"{place}#bai-{post_id}", _told(moved))


def _told(moved: Moved) -> Notification:
    words = " ".join((_("Đã chuyển giờ đăng sang %(time)s.", time=formats.time(moved.after)), *map(_, moved.warnings)))
    if moved.before is None or moved.before == moved.after:
        return Notification(words)
    return Notification(
        words,
        undo=f"/lich/bai/{moved.post_id}",
        undo_does="tra-gio",
        undo_id=int(moved.before.timestamp()),
        undo_label=_("Trả về %(time)s", time=formats.time(moved.before)),
    )


def _way_back(wanted: str) -> str:
    """A place in the calendar, without a mark; empty for anything else."""
    path = local_path(wanted).partition("#")[0]
    return path if path == "/lich" or path.startswith("/lich?") else ""


def _post_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    post_id: int,
    typed: dict[str, str],
    said: Notification | None = None,
) -> HTMLResponse:
    with around.database.read() as session:
        found = planned_post(session, post_id, person.unit_ids)
    if found is None:
        raise HTTPException(404)
    now = around.clock.now().astimezone(VIETNAM)
    back = _way_back(typed.get("ve", ""))
    if not back:
        day = (found.at or now).astimezone(VIETNAM).date()
        back = Shown(Period(View.MONTH, day), Narrowing()).address
    values = {"post": found, "typed": typed, "back": back, "today": now.date()}
    status = 409 if said is not None else 200
    return page_for(request, around, person, "calendar_post.html", values, status=status, said=said)
