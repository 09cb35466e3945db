"""Citizens' pages: the front page, topics, units, search, and for programs `/robots.txt` and `/sitemap.xml`.

Whoever holds a session finds Tổng quan at `/`; `/cong-dan` is the citizens' front page for them, too.
"""

from dataclasses import replace
from xml.sax.saxutils import escape

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from distributor.clock import VIETNAM
from distributor.lookup.answers import look_up
from distributor.lookup.message import status_of
from distributor.lookup.public import documents_in_public
from distributor.report.citizen_lists import (
    LONGEST_SEARCH,
    PAGE,
    newest_public,
    public_addresses,
    public_unit,
    public_units,
    search_public,
    topic_page,
    topic_pages,
)
from distributor.units import unit_names
from web.citizens import FOR_ALL, citizen_answer, house_name, pay
from web.conditional import answer_bytes
from web.surroundings import Around, Surroundings

router = APIRouter()
MOST_ANSWERS = 3
"""Of a look-up, before the list of items."""
FURTHEST = 500
"""Pages of a list that can be turned: what is older is found by its words."""
NOT_FOR_ROBOTS = ("/dang-nhap", "/tra-cuu", "/nhan-tin/", "/thu/", "/l/", "/api", "/noi-dung/", "/bai-dang/")


@router.get("/cong-dan")
def show_front(request: Request, around: Around) -> Response:
    return front_page(request, around)


def front_page(request: Request, around: Surroundings) -> Response:
    with around.database.read() as session:
        newest = newest_public(session, limit=8)
        values = {
            "house": house_name(session),
            "listing": newest,
            "topics": topic_pages(),
            "units": public_units(session),
            "names": unit_names(session, [one.unit_id for one in newest.items]),
        }
    return citizen_answer(request, around, "citizen_front.html", values)


@router.get("/chu-de/{slug}")
def show_topic(request: Request, around: Around, slug: str, trang: str = "1") -> Response:
    topic = topic_page(slug)
    if topic is None:
        raise HTTPException(404)
    number = _page(trang)
    with around.database.read() as session:
        listing = newest_public(session, topic=topic.label, offset=(number - 1) * PAGE)
        names = unit_names(session, [one.unit_id for one in listing.items])
        house = house_name(session)
    path = f"/chu-de/{slug}"
    values = {"title": topic.label, "events": topic.events, "path": path, "listing": listing, "names": names}
    return citizen_answer(request, around, "citizen_list.html", {**values, "house": house, "number": number})


@router.get("/co-quan/{unit_code}")
def show_unit(request: Request, around: Around, unit_code: str, trang: str = "1") -> Response:
    number = _page(trang)
    with around.database.read() as session:
        unit = public_unit(session, unit_code)
        if unit is None:
            raise HTTPException(404)
        listing = newest_public(session, unit_id=unit.unit_id, offset=(number - 1) * PAGE)
        names = unit_names(session, [one.unit_id for one in listing.items])
        house = house_name(session)
    path = f"/co-quan/{unit_code}"
    values = {"title": unit.name, "events": (), "path": path, "listing": listing, "names": names}
    return citizen_answer(request, around, "citizen_list.html", {**values, "house": house, "number": number})


@router.get("/tra-cuu")
def show_search(request: Request, around: Around, q: str = "", trang: str = "1") -> Response:
    words, number = " ".join(q.split())[:LONGEST_SEARCH], _page(trang)
    if words:
        pay(request, around, around.budgets.looks)
    with around.database.read() as session:
        found = look_up(session, words, around.clock.now().astimezone(VIETNAM).date()) if number == 1 else None
        answers = [
            (one, status_of(one.status) if one.status else "")
            for one in (found.answers[:MOST_ANSWERS] if found else ())
        ]
        listing = search_public(session, words, offset=(number - 1) * PAGE, told=found)
        told = {one.item_id for one, _status in answers}
        listing = replace(listing, items=tuple(one for one in listing.items if one.item_id not in told))
        names = unit_names(session, [one.unit_id for one in listing.items])
        house = house_name(session)
        coming = (change for one, _status in answers if one.status for change in one.status.coming)
        pages = documents_in_public(session, {change.by_id for change in coming if change.by_id is not None})
    values = {"words": words, "listing": listing, "names": names, "house": house, "number": number}
    values |= {
        "pages": pages,
        "sure": found is None or not answers or found.is_sure,
        "answers": answers,
        "ambiguous": found is not None and found.ambiguous,
    }
    return citizen_answer(request, around, "citizen_search.html", values)


@router.get("/robots.txt")
def show_robots(request: Request, around: Around) -> Response:
    """Give `robots.txt`: of a made-up province nothing is to be found by a search engine."""
    closed = ("/",) if around.settings.values.sandbox else NOT_FOR_ROBOTS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    said = "\n".join([*lines, "", f"Sitemap: {around.settings.public_url}/sitemap.xml", ""])
    return answer_bytes(request, said.encode(), "text/plain; charset=utf-8", cache_control=FOR_ALL)


@router.get("/sitemap.xml")
def show_sitemap(request: Request, around: Around) -> Response:
    base = around.settings.public_url
    with around.database.read() as session:
        items = public_addresses(session)
        units = public_units(session)
    plain = [
        "/",
        "/kenh-chinh-thuc",
        "/kiem-tra",
        "/cam-ket",
        "/theo-doi",
        "/xem-nghe",
        *(f"/chu-de/{one.slug}" for one in topic_pages()),
        *(f"/co-quan/{one.code}" for one in units),
    ]
    places = [f"<url><loc>{escape(base + path)}</loc></url>" for path in plain]
    places += [
        f"<url><loc>{escape(base)}/tin/{item_id}</loc><lastmod>{at.astimezone(VIETNAM):%Y-%m-%d}</lastmod></url>"
        for item_id, at in items
    ]
    said = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(places)
        + "\n</urlset>\n"
    )
    return answer_bytes(request, said.encode(), "application/xml; charset=utf-8", cache_control="public, max-age=3600")


def _page(said: str) -> int:
    return min(max(int(said), 1), FURTHEST) if said.isdecimal() and len(said) < 6 else 1
