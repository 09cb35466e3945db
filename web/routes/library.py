"""Thư viện: the pictures and videos of posts, with what they are called and where they were used."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from distributor.report.library import SHAPES, TYPES, shelf
from web.deciding import page_number
from web.files import ENDINGS
from web.flash import page_for
from web.people import SignedIn
from web.surroundings import Around

router = APIRouter()


@router.get("/thu-vien")
def show_library(
    request: Request, around: Around, person: SignedIn, loai: str = "", hinh: str = "", trang: str = ""
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
    }
    return page_for(request, around, person, "library.html", values)
