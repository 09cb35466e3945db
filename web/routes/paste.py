"""Dán liên kết: an article or document by its address, read once and kept as an item; what was read of it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.ingest.fetch import Fetcher
from distributor.ingest.paste import paste_address
from distributor.report.read_so_far import read_so_far
from distributor.staff.audit import note_action
from web.deciding import check_form, check_right
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/dan-lien-ket")
def show_form(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    check_right(person, "paste")
    return _page(request, around, person, "")


@router.post("/dan-lien-ket")
def paste(request: Request, around: Around, person: SignedIn, form: Form) -> Response:
    """Reading is bounded in time by the fetcher, and no transaction is open meanwhile."""
    check_form(request, form)
    check_right(person, "paste")
    address = form.get("lien_ket", "").strip()
    try:
        pasted = paste_address(
            around.database, address, person.staff.unit_id, Fetcher.from_settings(around.settings), around.clock
        )
    except LoaError as error:
        return _page(request, around, person, address, said=Notification(words_of(error), good=False), status=400)
    with around.database.write() as session:
        note_action(
            session,
            actor=person.staff.login,
            action="paste",
            subject=f"item:{pasted.item}",
            now=around.clock.now(),
            unit_id=person.staff.unit_id,
        )
    if pasted.is_new:
        words = _("Đã nhận tin từ liên kết. Dưới đây là điều đọc được; Loa đang đọc kỹ hơn rồi soạn bài.")
    elif pasted.known_from:
        words = _("Tin này đã có từ nguồn «%(source)s».", source=pasted.known_from)
    else:
        words = _("Tin này đã được dán trước đây; Loa vừa đọc lại.")
    said = Notification(" ".join((words, *pasted.warnings)))
    return on_with(around, person, f"/dan-lien-ket/{pasted.item}", said)


@router.get("/dan-lien-ket/{item_id}")
def show_read(request: Request, around: Around, person: SignedIn, item_id: int) -> HTMLResponse:
    with around.database.read() as session:
        read = read_so_far(session, item_id, person.unit_ids, around.clock.now())
    if read is None:
        raise HTTPException(404)
    check_right(person, "paste")
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
