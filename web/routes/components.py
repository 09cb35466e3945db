"""Thành phần: every colour, size and component of the console with each of its states, for who builds screens and for tests."""

import re
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from distributor.labels import STATE_LABELS
from web.assets import STATIC_FOLDER
from web.flash import page_for
from web.people import SignedIn
from web.surroundings import Around

router = APIRouter()


@cache
def colours() -> tuple[str, ...]:
    """Names of the tokens that are colours, as `tokens.css` lists them."""
    light = (STATIC_FOLDER / "tokens.css").read_text(encoding="utf-8").partition("@media")[0]
    return tuple(re.findall(r"--([a-z0-9-]+):#", light))


@router.get("/thanh-phan")
def show_components(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return page_for(request, around, person, "components.html", {"colours": colours(), "states": STATE_LABELS})
