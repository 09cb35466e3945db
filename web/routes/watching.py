"""`/xem-nghe`: our own videos by topic and what stations broadcast; `/phat-song`: where staff enter the links."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.lookup.followed import topics_to_choose
from distributor.report.citizen_lists import topic_page, topic_pages
from distributor.report.watching import playlists, programmes
from distributor.write.aired import TypedProgramme, enter_programme, remove_programme
from web.citizens import citizen_answer, house_name
from web.deciding import Number, SentForm
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
DESK = "/phat-song"


@router.get("/xem-nghe")
def show_watching(request: Request, around: Around, chu_de: str = "") -> Response:
    topic = topic_page(chu_de)
    name = topic.label if topic else ""
    with around.database.read() as session:
        values = {
            "house": house_name(session),
            "topic": topic,
            "topics": topic_pages(),
            "playlists": playlists(session, name),
            "programmes": programmes(session, topic=name),
        }
    return citizen_answer(request, around, "citizen_watch.html", values)


class ProgrammeForm(SentForm):
    """`viec`: them, bo."""

    viec: str = ""
    lenh: Number = 0
    ten: str = ""
    dai: str = ""
    dia_chi: str = ""
    quyen: str = ""
    ngay: str = ""
    chu_de: str = ""


@router.get(DESK)
def show_desk(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _desk(request, around, person, {})


@router.post(DESK)
def decide(
    request: Request, around: Around, person: SignedIn, form: Annotated[ProgrammeForm, Depends(ProgrammeForm.read)]
) -> Response:
    actor = person.acts(around)
    try:
        with around.database.write() as session:
            if form.viec == "them":
                typed = TypedProgramme(form.ten, form.dai, form.dia_chi, form.quyen, form.ngay, form.chu_de)
                enter_programme(session, actor, typed)
                said = _("Đã thêm. Người dân thấy chương trình ở trang Xem, nghe.")
            elif form.viec == "bo":
                remove_programme(session, actor, form.lenh)
                said = _("Đã bỏ liên kết.")
            else:
                raise HTTPException(400)
    except LoaError as error:
        return _desk(request, around, person, form.sent, said=refused(error), status=400)
    return on_with(around, person, DESK, Notification(said))


def _desk(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        found = programmes(session, unit_ids=person.unit_ids)
    values = {"programmes": found, "typed": typed, "topics": [one.name for one in topics_to_choose()]}
    return page_for(request, around, person, "watching_desk.html", values, said=said, status=status)
