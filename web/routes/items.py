"""`GET /noi-dung/{item_id}`: one item before those who answer for it: what was understood, and exactly what will be sent."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse

from distributor.media.store import MediaStore
from distributor.report.item_page import ItemPage, item_page, media_of_item
from distributor.report.version import ledger_version
from web.files import ENDINGS, SHA256, file_answer
from web.flash import page_for
from web.pages import page
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/noi-dung/{item_id}")
def show_item(request: Request, around: Around, person: SignedIn, item_id: int) -> HTMLResponse:
    return page_for(request, around, person, "item.html", _values(around, person, item_id))


@router.get("/noi-dung/{item_id}/bang")
def show_live_parts(around: Around, person: SignedInPart, item_id: int) -> HTMLResponse:
    """Show what changes by itself, without the page round it."""
    return page("item_parts.html", around.settings, _values(around, person, item_id))


@router.api_route("/noi-dung/{item_id}/tep/{sha256}.{ending}", methods=["GET", "HEAD"])
def show_file(around: Around, person: SignedInPart, item_id: int, sha256: str, ending: str) -> FileResponse:
    """A picture, a video or its captions, of this item only; players ask for parts of it."""
    if not SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        media = media_of_item(session, item_id, person.unit_ids, sha256)
    return file_answer(around, media, ending)


def _values(around: Surroundings, person: Visitor, item_id: int) -> dict[str, object]:
    with around.database.read() as session:
        # Read first: what changes while the rest is read then counts as not yet shown.
        version = ledger_version(session)
        shown: ItemPage | None = item_page(
            session, item_id, person.unit_ids, MediaStore(around.settings.media_folder).path_of, around.clock.now()
        )
    if shown is None:
        raise HTTPException(404)
    return {"person": person, "version": version, "shown": shown, "item": shown.item, "endings": ENDINGS}
