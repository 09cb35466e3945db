"""What citizens follow: feeds of a topic, an office, a kind or a search, and a calendar of the days of the law.

They hold the same items as the pages of the same name, and lead to the pages of items.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session

from channels.rss.entries import FeedInfo, FeedItem
from distributor.clock import VIETNAM
from distributor.labels import kinds
from distributor.report.citizen_lists import LONGEST_SEARCH, newest_public, public_unit, search_public, topic_page
from distributor.report.following import FollowedItem, followed_items, legal_days
from web.citizens import pay
from web.conditional import answer_bytes
from web.deciding import page_number
from web.icalendar import WholeDay, calendar_bytes
from web.routes.feeds import BEFORE_ALL, CACHE_CONTROL, FORMS, on_page
from web.surroundings import Around, Surroundings

router = APIRouter()
NEWEST = 50
AN_HOUR = "public, max-age=3600"
IN_WORDS = {"effect": "Có hiệu lực", "comment": "Hạn góp ý"}


@router.get("/feeds/chu-de/{slug}.{form}")
def show_topic(request: Request, around: Around, slug: str, form: str, trang: str = "") -> Response:
    topic = topic_page(slug)
    if topic is None:
        raise HTTPException(404)
    with around.database.read() as session:
        found = _entries(session, trang, topic=topic.label)
    return _feed(request, around, form, topic.label, f"/chu-de/{slug}", found)


@router.get("/feeds/co-quan/{unit_code}.{form}")
def show_unit(request: Request, around: Around, unit_code: str, form: str, trang: str = "") -> Response:
    with around.database.read() as session:
        unit = public_unit(session, unit_code)
        if unit is None:
            raise HTTPException(404)
        found = _entries(session, trang, unit_id=unit.unit_id)
    return _feed(request, around, form, unit.name, f"/co-quan/{unit_code}", found)


@router.get("/feeds/loai/{kind}.{form}")
def show_kind(request: Request, around: Around, kind: str, form: str, trang: str = "") -> Response:
    """Show the feed of a kind. `kind`: a name of `config/kinds.toml`."""
    known = kinds().get(kind)
    if known is None or known.never:
        raise HTTPException(404)
    with around.database.read() as session:
        found = _entries(session, trang, kind=kind)
    return _feed(request, around, form, known.label, "/cong-dan", found, name=f"loai/{kind}")


@router.get("/feeds/tu/{words:path}.{form}")
def show_search(request: Request, around: Around, words: str, form: str, trang: str = "") -> Response:
    """Show what a search for the words finds, as `/tra-cuu` lists it."""
    asked = " ".join(words.split())[:LONGEST_SEARCH]
    if not asked:
        raise HTTPException(404)
    pay(request, around, around.budgets.looks)
    number = page_number(trang)
    with around.database.read() as session:
        listing = search_public(session, asked, limit=NEWEST, offset=(number - 1) * NEWEST)
        found = FollowedPage(followed_items(session, listing), number, listing.further)
    said = quote(asked, safe="")
    return _feed(request, around, form, asked, f"/tra-cuu?q={said}", found, name=f"tu/{said}")


@router.get("/lich-phap-luat.ics")
def show_calendar(request: Request, around: Around) -> Response:
    return _calendar(request, around, "")


@router.get("/lich-phap-luat/{slug}.ics")
def show_calendar_of_topic(request: Request, around: Around, slug: str) -> Response:
    topic = topic_page(slug)
    if topic is None:
        raise HTTPException(404)
    return _calendar(request, around, topic.label)


@dataclass(frozen=True)
class FollowedPage:
    """`more`: there are older ones."""

    items: list[FollowedItem]
    number: int
    more: bool


def _entries(session: Session, page: str, **wanted: Any) -> FollowedPage:
    number = page_number(page)
    listing = newest_public(session, **wanted, limit=NEWEST, offset=(number - 1) * NEWEST)
    return FollowedPage(followed_items(session, listing), number, listing.further)


def _feed(
    request: Request,
    around: Surroundings,
    form: str,
    title: str,
    page: str,
    found: FollowedPage,
    *,
    name: str = "",
) -> Response:
    if form not in FORMS or (found.number > 1 and not found.items):
        raise HTTPException(404)
    render, media_type = FORMS[form]
    base, sandbox = around.settings.public_url, around.settings.values.sandbox
    info = FeedInfo(
        title=title,
        link=base + page,
        address=f"{base}/feeds/{name or page.removeprefix('/')}.{form}",
        description=f"Tin mới: {title}" + (" (Dữ liệu mẫu)" if sandbox else ""),
        began_at=BEFORE_ALL,
    )
    entries = [
        FeedItem(
            guid=f"{base}/tin/{one.item_id}",
            title=one.title,
            link=f"{base}/tin/{one.item_id}",
            summary=one.text,
            published_at=one.published_at,
            updated_at=one.updated_at,
            categories=(one.category,) if one.category else (),
        )
        for one in found.items
    ]
    info = on_page(info, found.number, more=found.more)
    # No Last-Modified: an item that was withdrawn leaves, and by its time alone nobody would hear of that.
    return answer_bytes(request, render(info, entries), media_type, cache_control=CACHE_CONTROL)


def _calendar(request: Request, around: Surroundings, topic: str) -> Response:
    today = around.clock.now().astimezone(VIETNAM).date()
    base = around.settings.public_url
    with around.database.read() as session:
        found = legal_days(session, today, topic=topic)
    host = urlsplit(base).hostname or "loa"
    days = [
        WholeDay(
            uid=f"{one.key}@{host}",
            day=one.day,
            summary=f"{IN_WORDS[one.kind]}: {one.title}",
            description=one.words,
            url=f"{base}/tin/{one.item_id}",
            changed_at=one.known_at,
            cancelled=one.cancelled,
        )
        for one in found
    ]
    name = f"Lịch pháp luật: {topic}" if topic else "Lịch pháp luật"
    about = "Ngày văn bản có hiệu lực và hạn góp ý dự thảo" + (
        " (Dữ liệu mẫu)" if around.settings.values.sandbox else ""
    )
    return answer_bytes(
        request, calendar_bytes(name, about, days), "text/calendar; charset=utf-8", cache_control=AN_HOUR
    )
