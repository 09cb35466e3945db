"""`GET /tin/{item_id}`: a plain public page for an item that has no page of its own elsewhere."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from distributor.clock import VIETNAM
from distributor.report.public import public_item, was_withdrawn
from distributor.units import unit_name
from web.pages import page
from web.surroundings import Around

router = APIRouter()


@router.api_route("/tin/{item_id}", methods=["GET", "HEAD"])
def show_item(around: Around, item_id: int) -> HTMLResponse:
    with around.database.read() as session:
        item = public_item(session, item_id, around.clock.now().astimezone(VIETNAM).date())
        if item is None:
            raise HTTPException(410 if was_withdrawn(session, item_id) else 404)
        unit = unit_name(session, item.unit_id, item.published_at.astimezone(VIETNAM).date())
    paragraphs = [line.strip() for line in (item.text or item.summary).splitlines() if line.strip()]
    values = {"item": item, "unit": unit, "paragraphs": paragraphs}
    return page("news.html", around.settings, values, headers={"Cache-Control": "public, max-age=60", "Vary": "Cookie"})
