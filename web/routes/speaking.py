"""Who speaks for a unit, and what it says often: Người phát ngôn, Mẫu trả lời."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from distributor.cases.reply import PLACES
from distributor.cases.rules import rules_at
from distributor.cases.saved import save_reply, saved_replies, say_as_before, set_removed, versions_of
from distributor.cases.speakers import end_speaker, name_speaker, speakers, today_of
from distributor.errors import LoaError
from distributor.models import Staff
from distributor.units import unit_names
from web import formats
from web.deciding import Number, SentForm, given_day, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
SPEAKERS, SAVED = "/nguoi-phat-ngon", "/mau-tra-loi"
MayNameSpeaker = Annotated[Visitor, who_may("name_speaker")]
MaySaveReply = Annotated[Visitor, who_may("save_reply")]


@router.get(SPEAKERS)
def show_speakers(request: Request, around: Around, person: SignedIn, don_vi: str = "") -> HTMLResponse:
    return _speakers(request, around, person, {"don_vi": don_vi})


class SpeakerForm(SentForm):
    """`viec`: "dat" names the person `nguoi`, "ket-thuc" ends the naming of the number `lenh`."""

    viec: Literal["dat", "ket-thuc"]
    don_vi: str = ""
    nguoi: Number = 0
    vai: str = ""
    can_cu: str = ""
    tu: str = ""
    den: str = ""
    lenh: Number = 0


@router.post(SPEAKERS)
def decide_speakers(
    request: Request,
    around: Around,
    person: MayNameSpeaker,
    form: Annotated[SpeakerForm, Depends(SpeakerForm.read)],
) -> Response:
    unit_id, actor = _unit_of(person, form.don_vi), person.acts(around)
    back = SPEAKERS if unit_id == person.unit_ids[0] else f"{SPEAKERS}?don_vi={unit_id}"
    try:
        with around.database.write() as session:
            if form.viec == "ket-thuc":
                end_speaker(session, actor, form.lenh)
                words = _("Đã kết thúc. Từ bây giờ người này không gửi trả lời được nữa.")
            else:
                first, last = given_day(form.tu) or actor.today, given_day(form.den)
                delegate = form.vai != "phat-ngon"
                name_speaker(
                    session, actor, unit_id, form.nguoi, delegate=delegate, basis=form.can_cu, first=first, last=last
                )
                words = _("Đã ghi. Người này được trả lời người dân từ %(day)s.", day=formats.day(first))
    except LoaError as error:
        return _speakers(request, around, person, form.sent, refused(error), status=400)
    return on_with(around, person, back, Notification(words))


def _speakers(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    unit_id, now = _unit_of(person, typed.get("don_vi", "")), around.clock.now()
    with around.database.read() as session:
        staff = session.exec(
            select(Staff).where(Staff.unit_id == unit_id, col(Staff.disabled).is_(False)).order_by(col(Staff.full_name))
        ).all()
        values = {
            "named": speakers(session, [unit_id], now),
            "colleagues": staff,
            "units": unit_names(session, person.unit_ids),
            "unit_id": unit_id,
            "today": today_of(now),
            "typed": typed,
        }
    return page_for(request, around, person, "speakers.html", values, said=said, status=status)


@router.get(SAVED)
def show_saved(request: Request, around: Around, person: SignedIn, sua: str = "") -> HTMLResponse:
    return _saved(request, around, person, {"so": sua})


class SavedForm(SentForm):
    """`viec`: "luu" saves a reply, or another text of that of the number `so`; "xoa" and "khoi-phuc" concern `so` or `lenh`;
    "ban-cu" takes the words of the version `ban` again.
    """

    viec: Literal["luu", "xoa", "khoi-phuc", "ban-cu"]
    so: Number = 0
    ban: Number = 0
    lenh: Number = 0
    ten: str = ""
    noi_dung: str = ""


@router.post(SAVED)
def decide_saved(
    request: Request, around: Around, person: MaySaveReply, form: Annotated[SavedForm, Depends(SavedForm.read)]
) -> Response:
    actor, number = person.acts(around), form.so or form.lenh
    try:
        with around.database.write() as session:
            if form.viec == "luu":
                saved = save_reply(session, actor, form.ten, form.noi_dung, form.so)
                said = Notification(_("Đã lưu mẫu «%(title)s».", title=saved.title))
            elif form.viec == "ban-cu":
                saved = say_as_before(session, actor, form.so, form.ban)
                said = Notification(
                    _("Mẫu «%(title)s» nói lại như bản %(number)s.", title=saved.title, number=form.ban)
                )
            elif form.viec == "xoa":
                saved = set_removed(session, actor, number, removed=True)
                said = Notification(
                    _("Đã xóa mẫu «%(title)s».", title=saved.title),
                    undo=SAVED,
                    undo_does="khoi-phuc",
                    undo_id=number,
                    undo_label=_("Khôi phục mẫu này"),
                )
            else:
                saved = set_removed(session, actor, number, removed=False)
                said = Notification(_("Đã khôi phục mẫu «%(title)s».", title=saved.title))
    except LoaError as error:
        return _saved(request, around, person, form.sent, refused(error), status=400)
    return on_with(around, person, SAVED, said)


def _saved(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    own, now = person.unit_ids[0], around.clock.now()
    with around.database.read() as session:
        found = saved_replies(session, [own])
        versions = versions_of(session, found)
    edited = next((each for each in found if each.id == number_of(typed.get("so", ""))), None)
    if edited is not None and "noi_dung" not in typed:
        typed = {**typed, "ten": edited.title, "noi_dung": edited.text}
    values = {
        "found": found,
        "versions": versions,
        "edited": edited,
        "typed": typed,
        "places": PLACES,
        "longest": rules_at(now).longest_reply,
    }
    return page_for(request, around, person, "saved_replies.html", values, said=said, status=status)


def _unit_of(person: Visitor, wanted: str) -> int:
    """One that the person sees; 404 for another. Their own where none is named."""
    if not wanted:
        return person.unit_ids[0]
    if (unit_id := number_of(wanted)) not in person.unit_ids:
        raise HTTPException(404)
    return unit_id
