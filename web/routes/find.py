"""Tìm: one box over items, posts, documents, campaigns, people, pages and deeds: a page, and the list that opens while one
types."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from distributor.report.find import FEW, MANY, find
from web.deciding import page_number
from web.find_pages import pages_named
from web.flash import page_for
from web.pages import page
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


class FindQuery:
    """`q`: the words. `loai`: "tin" for all items that were found, page by page (`trang`)."""

    def __init__(self, q: str = "", loai: str = "", trang: str = "") -> None:
        self.words = " ".join(q.split())
        self.all_items = loai == "tin"
        self.page = page_number(trang) if self.all_items else 1


@router.get("/tim")
def show_findings(
    request: Request, around: Around, person: SignedIn, asked: Annotated[FindQuery, Depends()]
) -> HTMLResponse:
    return page_for(request, around, person, "find.html", _values(around, person, asked))


@router.get("/tim/goi-y")
def show_hints(around: Around, person: SignedInPart, asked: Annotated[FindQuery, Depends()]) -> HTMLResponse:
    """Show what opens under the box, without a page round it."""
    return page("find_hints.html", around.settings, {"person": person, **_values(around, person, asked)})


def _values(around: Surroundings, person: Visitor, asked: FindQuery) -> dict[str, object]:
    size = MANY if asked.all_items else FEW
    with around.database.read() as session:
        found = find(session, asked.words, person.unit_ids, page=asked.page, items=size)
    pages = max(-(-found.item_count // size), 1)
    places = pages_named(person.staff, asked.words) if asked.page == 1 and not asked.all_items else []
    return {
        "asked": asked,
        "found": found,
        "places": places,
        "pages": pages,
        "is_empty": found.is_empty and not places,
    }
