"""Dán liên kết: an article or document by its address, read once and kept as an item; what was read of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.ingest.fetch import Fetcher
from distributor.ingest.paste import paste_address
from distributor.report.read_so_far import read_so_far
from web.deciding import SentForm, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayPaste = Annotated[Visitor, who_may("paste")]


class PasteForm(SentForm):
    lien_ket: str = ""


@router.get("/dan-lien-ket")
def show_form(request: Request, around: Around, person: MayPaste) -> HTMLResponse:
    return _page(request, around, person, "")


@router.post("/dan-lien-ket")
def paste(
    request: Request, around: Around, person: SignedIn, form: Annotated[PasteForm, Depends(PasteForm.read)]
) -> Response:
    """Reading is bounded in time by the fetcher, and no transaction is open meanwhile."""
    address, fetcher = form.lien_ket.strip(), Fetcher.from_settings(around.settings)
    try:
        pasted = paste_address(
            around.database, address, person.staff.unit_id, fetcher, around.clock, person.acts(around)
        )
    except LoaError as error:
        return _page(request, around, person, address, said=refused(error), status=400)
    if pasted.is_new:
        words = _("Đã nhận tin từ liên kết. Dưới đây là điều đọc được; Loa đang đọc kỹ hơn rồi soạn bài.")
    elif pasted.known_from:
        words = _("Tin này đã có từ nguồn «%(source)s».", source=pasted.known_from)
    else:
        words = _("Tin này đã được dán trước đây; Loa vừa đọc lại.")
    said = Notification(" ".join((words, *map(_, pasted.warnings))))
    return on_with(around, person, f"/dan-lien-ket/{pasted.item}", said)


@router.get("/dan-lien-ket/{item_id}")
def show_read(request: Request, around: Around, person: MayPaste, item_id: int) -> HTMLResponse:
    read = read_so_far(around.database, item_id, person.unit_ids, around.clock.now())
    if read is None:
        raise HTTPException(404)
    return page_for(request, around, person, "paste.html", {"address": "", "read": read})


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    address: str,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page_for(request, around, person, "paste.html", {"address": address, "read": None}, said=said, status=status)
