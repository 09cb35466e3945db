"""Thư viện: the pictures and videos of posts, with what they are called and where they were used."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.report.library import SHAPES, TYPES, shelf
from distributor.write.video_rights import set_rights
from web.deciding import SentForm, page_number
from web.files import ENDINGS
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/thu-vien")
def show_library(
    request: Request, around: Around, person: SignedIn, loai: str = "", hinh: str = "", trang: str = ""
) -> HTMLResponse:
    return _page(request, around, person, loai, hinh, trang)


class RightsForm(SentForm):
    """`tep`: the key of a video that the unit's staff brought."""

    tep: str = ""
    quyen: str = ""
    den_ngay: str = ""


@router.post("/thu-vien")
def keep_rights(
    request: Request, around: Around, person: SignedIn, form: Annotated[RightsForm, Depends(RightsForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            set_rights(session, person.acts(around), form.tep, form.quyen, form.den_ngay)
    except LoaError as error:
        return _page(request, around, person, "video", "", "", said=refused(error), status=400)
    return on_with(around, person, "/thu-vien?loai=video", Notification(_("Đã ghi quyền sử dụng.")))


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    loai: str,
    hinh: str,
    trang: str,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    kind, shape, number = loai if loai in TYPES else "", hinh if hinh in SHAPES else "", page_number(trang)
    with around.database.read() as session:
        found = shelf(session, person.unit_ids, kind=kind, shape=shape, page=number)
    values = {
        "shelf": found,
        "kind": kind,
        "shape": shape,
        "types": TYPES,
        "shapes": SHAPES,
        "number": number,
        "endings": ENDINGS,
        "today": around.clock.now().astimezone(VIETNAM).date(),
    }
    return page_for(request, around, person, "library.html", values, said=said, status=status)
