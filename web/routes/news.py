"""`GET /tin/{item_id}`: one item for citizens, in words that are public; large and for paper with `?in=1`."""

from urllib.parse import quote

import segno
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from lxml.html import document_fromstring
from markupsafe import Markup
from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.report.citizen_lists import topic_pages
from distributor.report.citizen_page import CitizenPage, citizen_page
from distributor.report.official import official_rules
from distributor.report.public import was_withdrawn
from distributor.settings import Settings
from distributor.units import unit_name
from web.citizens import citizen_answer, house_name
from web.files import ENDINGS
from web.language import _
from web.pages import page
from web.routes.media import media_url
from web.structured import json_ld, structured
from web.surroundings import Around, Surroundings

router = APIRouter()
LONGEST_LEAD = 200
"""Characters of a description: what search engines and cards of platforms show of it."""
_BLOCKS = ("h1", "h2", "p", "li", "dt", "dd", "summary", "footer", "figcaption", "form")
"""What stands on a line of its own when it is copied."""


@router.get("/tin/{item_id}")
def show_item(request: Request, around: Around, item_id: int) -> Response:
    with around.database.read() as session:
        values = _shown(session, item_id, around)
        if values is None:
            raise HTTPException(410 if was_withdrawn(session, item_id) else 404)
        values["house"] = house_name(session)
    values["thanked"] = request.query_params.get("cam-on") == "1"
    return citizen_answer(request, around, "news.html", values)


def words_shown(session: Session, item_id: int, around: Surroundings) -> list[str]:
    """Return what a citizen reads and may copy on the item's page, block by block, its title first; empty where it has no
    page."""
    values = _shown(session, item_id, around)
    if values is None:
        return []
    more = {"house": "", "thanked": False, "large": False, "public_url": around.settings.public_url}
    made = page("news.html", around.settings, {**values, **more})
    article = document_fromstring(bytes(made.body).decode()).find(".//article")
    blocks = [one.text_content() for one in article.iter(*_BLOCKS)]
    return [article.find("h1").text_content(), *filter(str.strip, blocks)]


def _shown(session: Session, item_id: int, around: Surroundings) -> dict[str, object] | None:
    """None where no post of the item is public."""
    shown = citizen_page(session, item_id, around.clock.now().astimezone(VIETNAM).date())
    if shown is None:
        return None
    unit = unit_name(session, shown.unit_id, shown.published_at.astimezone(VIETNAM).date())
    return _values(shown, unit, around.settings)


def _values(shown: CitizenPage, unit: str, settings: Settings) -> dict[str, object]:
    address = f"{settings.public_url}/tin/{shown.item_id}"
    picture = media_url(settings, shown.picture.sha256, shown.picture.mime) if shown.picture else ""
    paragraphs = [line.strip() for line in shown.text.splitlines() if line.strip()]
    return {
        "item": shown,
        "unit": unit,
        "paragraphs": paragraphs,
        "lead": _shortened(paragraphs[0] if paragraphs else shown.title),
        "address": address,
        "picture": picture,
        "endings": ENDINGS,
        "beside": _beside(shown.legal.number, settings) if shown.legal else (),
        "topic": next((one for one in topic_pages() if one.label == shown.topic), None),
        "structured": json_ld(structured(shown, address, unit, picture)),
        "qr": Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass="qr")),  # noqa: S704
    }


def _beside(number: str, settings: Settings) -> tuple[tuple[str, str], ...]:
    """Name and address of the pages of the State where the document may be read, too."""
    known, values = official_rules().beside, settings.values
    places = (
        (_("Cổng Pháp luật quốc gia"), values.law_portal or known.portal),
        (
            _("Tủ sách pháp luật điện tử"),
            values.law_bookshelf or known.bookshelf,
        ),
    )
    return tuple((name, place.replace("{number}", quote(number, safe=""))) for name, place in places if place)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LEAD:
        return text
    return text[: LONGEST_LEAD - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
