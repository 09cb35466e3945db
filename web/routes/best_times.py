"""Giờ đăng gợi ý: which hours do best on an account, and what people decide of it: pin one, refuse one, switch it off."""

from datetime import time
from typing import Annotated, Self
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
from web.deciding import SentForm, check_form, number_of, who_may
from web.flash import Notification, on_with, page_for
from web.forms import read_fields
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


class TimesForm(SentForm):
    """`viec`: ghim, loai, tat, bo-lua-chon. `lenh`: the choice that is taken back; `ngay`, `gio`: of one that is made.

    What a form that takes something back lacks stands in its address.
    """

    viec: str = ""
    lenh: str = ""
    tai_khoan: str = ""
    loai: str = ""
    ngay: str = ""
    gio: str = ""

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await read_fields(request, cls.largest, cls.most_fields)
        check_form(request, sent)
        return cls.of({**request.query_params, **sent})

    @property
    def account_id(self) -> int:
        return number_of(self.tai_khoan)

    @property
    def kind(self) -> str:
        return _known_kind(self.loai)

    def when(self) -> tuple[int, time]:
        """Return the weekday and hour that the form names. Raises LoaError."""
        try:
            at = time.fromisoformat(self.gio.strip())
        except ValueError as error:
            raise LoaError(_("Hãy chọn giờ, ví dụ 19:30.")) from error
        if at.tzinfo is not None or self.ngay not in {str(number) for number in DAYS}:
            raise LoaError(_("Hãy chọn cả ngày trong tuần và giờ."))
        return int(self.ngay), at.replace(second=0, microsecond=0)


@router.get("/gio-dang")
def show_times(
    request: Request, around: Around, person: SignedIn, tai_khoan: str = "", loai: str = "", xem: str = ""
) -> HTMLResponse:
    """Show an account's best times. `xem` "cach-viet": of how posts are worded, in place of hours."""
    return _page(request, around, person, TimesForm(tai_khoan=tai_khoan, loai=loai), of_words=xem == WORDINGS)


@router.post("/gio-dang")
def decide(
    request: Request, around: Around, person: MayTimes, form: Annotated[TimesForm, Depends(TimesForm.read)]
) -> Response:
    if form.viec not in (PIN, REFUSE, OFF, BACK):
        raise HTTPException(400)
    try:
        with around.database.write() as session:
            account_of_units(session, form.account_id, person.unit_ids)
            said = (_take_back if form.viec == BACK else _choose)(session, around, person, form)
    except NoSuchAccount as error:
        raise HTTPException(404) from error
    except LoaError as error:
        return _page(request, around, person, form, Notification(words_of(error), good=False))
    return on_with(around, person, _place(form), said)


def _choose(session: Session, around: Surroundings, person: Visitor, form: TimesForm) -> Notification:
    actor, account_id, kind = person.acts(around), form.account_id, form.kind
    if form.viec == OFF:
        choice = switch_off(session, actor, account_id, kind)
        words = _("Đã tắt gợi ý. Bài mới lấy giờ trống đầu tiên như trước; số liệu vẫn được giữ.")
        return _undoable(words, choice, form, _("Bật lại gợi ý"))
    weekday, at = form.when()
    when = _when(weekday, f"{at:%H:%M}")
    if form.viec == PIN:
        choice = pin(session, actor, account_id, kind, weekday, at)
        words = _("Đã ghim %(when)s. Chiến dịch chọn giờ tốt nhất sẽ dùng giờ này khi còn trống.", when=when)
        return _undoable(words, choice, form, _("Bỏ ghim"))
    choice = refuse(session, actor, account_id, kind, weekday, at)
    words = _("Sẽ không gợi ý, không chọn %(when)s và nửa giờ trước, sau đó.", when=when)
    return _undoable(words, choice, form, _("Dùng lại giờ này"))


def _undoable(words: str, choice: TimeChoice, form: TimesForm, label: str) -> Notification:
    return Notification(words, undo=_place(form), undo_does=BACK, undo_id=choice.id or 0, undo_label=label)


def _take_back(session: Session, around: Surroundings, person: Visitor, form: TimesForm) -> Notification:
    choice_id = number_of(form.lenh)
    choice = session.get(TimeChoice, choice_id)
    # Of another account: as if it were not there.
    if choice is not None and choice.account_id != form.account_id:
        choice_id = 0
    before = choice.model_copy() if choice is not None else None
    take_back(session, person.acts(around), choice_id)
    assert before is not None  # noqa: S101 - it was taken back, so it was there
    stance = Stance(before.stance)
    if stance is Stance.OFF:
        words, label, at = _("Đã bật lại gợi ý giờ đăng."), _("Tắt lại"), {}
    else:
        when, at = _when(before.weekday, before.at), {"ngay": str(before.weekday), "gio": before.at}
        words = _("Đã bỏ ghim %(when)s.", when=when) if stance is Stance.PINNED else _("Lại dùng %(when)s.", when=when)
        label = _("Ghim lại") if stance is Stance.PINNED else _("Lại không dùng")
    again = _place(form.model_copy(update={"loai": before.kind}), **at)
    return Notification(words, undo=again, undo_does=WISH_OF[stance], undo_label=label)


def _when(weekday: int, at: str) -> str:
    return f"{_(DAYS[weekday])} {at}"


def _known_kind(kind: str) -> str:
    """Return the kind, or all kinds for one that we do not know: an old bookmark still shows something."""
    return kind if kind in kinds() else ""


def _place(form: TimesForm, **at: str) -> str:
    wanted = {"tai_khoan": form.tai_khoan, "loai": form.kind, **at}
    return f"/gio-dang?{urlencode({name: value for name, value in wanted.items() if value})}"


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    form: TimesForm,
    said: Notification | None = None,
    *,
    of_words: bool = False,
) -> HTMLResponse:
    kind = form.kind
    with around.database.read() as session:
        accounts = accounts_to_learn(session, person.unit_ids)
        chosen = next((one for one in accounts if not form.tai_khoan or one.id == form.account_id), None)
        if form.tai_khoan and chosen is None:
            raise HTTPException(404)
        now = around.clock.now()
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
        "typed": form,
        "telling": telling,
        "outcomes": OUTCOME_LABELS,
        "wording_label": wording_label,
    }
    return page_for(request, around, person, "best_times.html", values, said=said, status=400 if said else 200)
