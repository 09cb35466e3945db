"""Pages as an application on a phone: the manifest, the worker that keeps what was read, and what it says without a network."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.assets import asset, asset_url
from web.citizens import FOR_ALL, citizen_answer, house_name
from web.conditional import answer_bytes
from web.language import _
from web.pages import page
from web.surroundings import Around

router = APIRouter()
GROUND, PAPER = "#0e3a5d", "#ffffff"


@router.get("/manifest.webmanifest")
def show_manifest(request: Request, around: Around) -> Response:
    with around.database.read() as session:
        house = house_name(session)
    told = {
        "id": "/",
        "name": f"Loa · {house}" if house else "Loa",
        "short_name": "Loa",
        "lang": "vi",
        "start_url": "/cong-dan",
        "scope": "/",
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": PAPER,
        "icons": [{"src": asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        "shortcuts": [
            {"name": _("Tìm văn bản, chính sách"), "url": "/tra-cuu"},
            {"name": _("Kiểm tra tin giả"), "url": "/kiem-tra"},
        ],
    }
    content = json.dumps(told, ensure_ascii=False).encode()
    return answer_bytes(request, content, "application/manifest+json", cache_control=FOR_ALL)


@router.get("/loa-sw.js")
def show_worker(request: Request) -> Response:
    """Give the service worker at the root, for a worker serves what lies below its address. Citizens' pages and staff's share
    it: a place has one."""
    content = b"\n".join(found.content for name in ("sw.js", "sw_desk.js") if (found := asset(name)) is not None)
    return answer_bytes(request, content, "text/javascript; charset=utf-8", cache_control="no-cache")


@router.get("/can-bo/ngoai-mang")
def show_desk_offline(around: Around) -> Response:
    """Show what staff see without a network of a page that is not kept: the same for everybody, the list is filled in on the
    phone."""
    return page("desk_offline.html", around.settings, {})


@router.get("/ngoai-mang")
def show_offline(request: Request, around: Around) -> Response:
    with around.database.read() as session:
        house = house_name(session)
    return citizen_answer(request, around, "citizen_offline.html", {"house": house})
