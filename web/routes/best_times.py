"""Giờ đăng gợi ý: which hours do best on an account, and what people decide of it: pin one, refuse one, switch it off."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.calendar.period import WEEKDAYS
from distributor.connect.manage import NoSuchAccount, account_of_units
from distributor.errors import LoaError
from distributor.labels import kinds, wording_label
from distributor.learn.choices import EVERY_DAY, pin, refuse, switch_off, take_back
from distributor.learn.settings import learning_settings
from distributor.models import Stance, TimeChoice
from distributor.report.best_times import OUTCOME_LABELS, accounts_to_learn, times_page, wordings_page
from web import formats
from web.deciding import SentForm, number_of, who_may
from web.flash import Notification, on_with, page_for
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.routes.campaigns import DAYS as SHORT
from web.surroundings import Around, Surroundings

router = APIRouter()

DAYS = {EVERY_DAY: mark("Mọi ngày"), **dict(enumerate(WEEKDAYS, start=1))}
PIN, REFUSE, OFF, BACK = "ghim", "loai", "tat", "bo-lua-chon"
WORDINGS = "cach-viet"
WISH_OF = {Stance.PINNED: PIN, Stance.REFUSED: REFUSE, Stance.OFF: OFF}
MayTimes = Annotated[Visitor, who_may("times")]


@router.get("/gio-dang")
def show_times(
    request: Request, around: Around, person: SignedIn, tai_khoan: str = "", loai: str = "", xem: str = ""
) -> HTMLResponse:
    """`xem` "cach-viet": of how posts are worded, in place of hours."""
    return _page(request, around, person, {"tai_khoan": tai_khoan, "loai": loai, "xem": xem})


@router.post("/gio-dang")
def decide(
    request: Request, around: Around, person: MayTimes, form: Annotated[SentForm, Depends(SentForm.read)]
) -> Response:
    """`viec`: "ghim", "loai", "tat", "bo-lua-chon". What a form that takes something back lacks stands in its address."""
    wish = form.sent.get("viec", "")
    if wish not in (PIN, REFUSE, OFF, BACK):
        raise HTTPException(400)
    given = {**request.query_params, **form.sent}
    given["loai"] = _kind_of(given)
    account_id = number_of(given.get("tai_khoan", ""))
    try:
        with around.database.write() as session:
            account_of_units(session, account_id, person.unit_ids)
            said = (
                _take_back(session, around, person, given)
                if wish == BACK
                else _choose(session, around, person, given, wish)
            )
    except NoSuchAccount as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return _page(request, around, person, given, Notification(words_of(error), good=False))
    return on_with(around, person, _place(given), said)


def _choose(
    session: Session, around: Surroundings, person: Visitor, given: Mapping[str, str], wish: str
) -> Notification:
    actor, account_id, kind = person.acts(around), number_of(given["tai_khoan"]), given["loai"]
    if wish == OFF:
        choice = switch_off(session, actor, account_id, kind)
        words = _("Đã tắt gợi ý. Bài mới lấy giờ trống đầu tiên như trước; số liệu vẫn được giữ.")
        return _undoable(words, choice, given, _("Bật lại gợi ý"))
    weekday, at = _time_of(given)
    when = _when(weekday, f"{at:%H:%M}")
    if wish == PIN:
        choice = pin(session, actor, account_id, kind, weekday, at)
        words = _("Đã ghim %(when)s. Chiến dịch chọn giờ tốt nhất sẽ dùng giờ này khi còn trống.", when=when)
        return _undoable(words, choice, given, _("Bỏ ghim"))
    choice = refuse(session, actor, account_id, kind, weekday, at)
    words = _("Sẽ không gợi ý, không chọn %(when)s và nửa giờ trước, sau đó.", when=when)
    return _undoable(words, choice, given, _("Dùng lại giờ này"))


def _undoable(words: str, choice: TimeChoice, given: Mapping[str, str], label: str) -> Notification:
    return Notification(words, undo=_place(given), undo_does=BACK, undo_id=choice.id or 0, undo_label=label)


def _take_back(session: Session, around: Surroundings, person: Visitor, given: Mapping[str, str]) -> Notification:
    choice_id = number_of(given.get("lenh", ""))
    choice = session.get(TimeChoice, choice_id)
    # Of another account: as if it were not there.
    if choice is not None and choice.account_id != number_of(given["tai_khoan"]):
        choice_id = 0
    before = choice.model_copy() if choice is not None else None
    take_back(session, person.acts(around), choice_id)
    assert before is not None  # noqa: S101 - it was taken back, so it was there
    stance = Stance(before.stance)
    again = {"loai": before.kind}
    if stance is Stance.OFF:
        words, label = _("Đã bật lại gợi ý giờ đăng."), _("Tắt lại")
    else:
        when = _when(before.weekday, before.at)
        again |= {"ngay": str(before.weekday), "gio": before.at}
        words = _("Đã bỏ ghim %(when)s.", when=when) if stance is Stance.PINNED else _("Lại dùng %(when)s.", when=when)
        label = _("Ghim lại") if stance is Stance.PINNED else _("Lại không dùng")
    return Notification(words, undo=_place({**given, **again}, *again), undo_does=WISH_OF[stance], undo_label=label)


def _time_of(given: Mapping[str, str]) -> tuple[int, time]:
    """Raises LoaError."""
    day, hour = given.get("ngay", ""), given.get("gio", "").strip()
    try:
        at = time.fromisoformat(hour)
    except ValueError as error:
        raise LoaError(_("Hãy chọn giờ, ví dụ 19:30.")) from error
    if at.tzinfo is not None or day not in {str(number) for number in DAYS}:
        raise LoaError(_("Hãy chọn cả ngày trong tuần và giờ."))
    return int(day), at.replace(second=0, microsecond=0)


def _when(weekday: int, at: str) -> str:
    return f"{_(DAYS[weekday])} {at}"


def _kind_of(given: Mapping[str, str]) -> str:
    """Of all kinds for one that we do not know: an old bookmark still shows something."""
    kind = given.get("loai", "")
    return kind if kind in kinds() else ""


def _place(given: Mapping[str, str], *also: str) -> str:
    wanted = {name: given.get(name, "") for name in dict.fromkeys(("tai_khoan", "loai", *also))}
    return f"/gio-dang?{urlencode({name: value for name, value in wanted.items() if value})}"


def _page(
    request: Request, around: Surroundings, person: Visitor, given: Mapping[str, str], said: Notification | None = None
) -> HTMLResponse:
    wanted, kind = given.get("tai_khoan", ""), _kind_of(given)
    with around.database.read() as session:
        accounts = accounts_to_learn(session, person.unit_ids)
        chosen = next((one for one in accounts if not wanted or one.id == number_of(wanted)), None)
        if wanted and chosen is None:
            raise HTTPException(404)
        now, of_words = around.clock.now(), given.get("xem") == WORDINGS
        found = times_page(session, chosen.id, kind, now) if chosen and not of_words else None
        worded = wordings_page(session, chosen.id, kind, now, around.templates) if chosen and of_words else None
    telling = learning_settings().telling
    values = {
        "accounts": accounts,
        "chosen": chosen,
        "found": found,
        "worded": worded,
        "wordings": WORDINGS,
        "kind": kind,
        "kinds": {name: formats.kind(name) for name, one in kinds().items() if not one.never},
        "days": DAYS,
        "short": SHORT,
        "typed": given,
        "telling": telling,
        "outcomes": OUTCOME_LABELS,
        "wording_label": wording_label,
    }
    return page_for(request, around, person, "best_times.html", values, said=said, status=400 if said else 200)
