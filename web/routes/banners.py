"""The official banner for all agencies' sites: a frame, a picture, a script; and the screen where an agency takes its own.

What a site shows is isolated from its styles: a frame and a picture have none of them. No cookie is set or read, caches keep it.
"""

from html import escape
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.report.banners import SEEN_WITHIN, SIZES, ShownBanner, banner_places, shown_banner
from distributor.report.citizen_lists import public_units, topic_pages
from distributor.staff.unit_site import set_site
from web.assets import asset
from web.banner_picture import banner_svg
from web.banner_sites import note_referer
from web.citizens import house_name
from web.conditional import answer_bytes
from web.deciding import Number, SentForm
from web.flash import Notification, on_with, page_for, refused
from web.headers import SECURITY_HEADERS
from web.language import _, speaking
from web.pages import page
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/bieu-ngu"
FIVE_MINUTES = "public, max-age=300"
FRAMED = {
    "Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Every site may show it: there is nothing in it to be clicked for somebody."""


@router.get(PATH + "/{size}.html")
def show_frame(request: Request, around: Around, size: str, chu_de: str = "", co_quan: str = "") -> Response:
    shown, house = _shown(request, around, size, chu_de, co_quan)
    # In Vietnamese whatever its reader's language: it has no cookie to know it by.
    with speaking("vi"):
        made = page("banner_frame.html", around.settings, {"shown": shown, "house": house, **_addresses(around)})
    answer = answer_bytes(request, bytes(made.body), "text/html; charset=utf-8", cache_control=FIVE_MINUTES)
    answer.headers.update(FRAMED)
    return answer


@router.get(PATH + "/{size}.svg")
def show_picture(request: Request, around: Around, size: str, chu_de: str = "", co_quan: str = "") -> Response:
    shown, house = _shown(request, around, size, chu_de, co_quan)
    with speaking("vi"):
        sample = _("Dữ liệu mẫu") if around.settings.values.sandbox else ""
    drawn = banner_svg(shown, house, sample).encode()
    answer = answer_bytes(request, drawn, "image/svg+xml", cache_control=FIVE_MINUTES)
    answer.headers.update(FRAMED)
    return answer


@router.get(PATH + "/{size}")
def open_newest(request: Request, around: Around, size: str, chu_de: str = "", co_quan: str = "") -> Response:
    """Lead from the picture to the newest item that it shows."""
    shown, _house = _shown(request, around, size, chu_de, co_quan)
    place = f"/tin/{shown.items[0].item_id}" if shown.items else shown.place
    return RedirectResponse(place, 302, {"Cache-Control": "no-store"})


@router.get("/bieu-ngu.js")
def show_script(request: Request) -> Response:
    """Give the script under an address that stays, for it stands in other people's pages."""
    script = asset("banner.js")
    if script is None:
        raise HTTPException(404)
    answer = answer_bytes(
        request, script.content, "text/javascript; charset=utf-8", cache_control="public, max-age=3600"
    )
    answer.headers.update(FRAMED)
    return answer


def _shown(request: Request, around: Surroundings, size: str, topic: str, unit: str) -> tuple[ShownBanner, str]:
    with around.database.read() as session:
        shown = shown_banner(session, size, topic=topic, unit=unit)
        house = house_name(session)
    if shown is None:
        raise HTTPException(404)
    today = around.clock.now().astimezone(VIETNAM).date()
    note_referer(request, around.database, around.seen_sites, today, _query(topic, unit) or shown.size.name)
    return shown, house


def _addresses(around: Surroundings) -> dict[str, str]:
    return {"public_url": around.settings.public_url}


class SiteForm(SentForm):
    don_vi: Number = 0
    trang: str = ""


@router.get("/bieu-ngu-trang")
def show_desk(
    request: Request, around: Around, person: SignedIn, co: str = "300x250", chu_de: str = "", co_quan: str = ""
) -> HTMLResponse:
    return _desk(request, around, person, co, chu_de, co_quan)


@router.post("/bieu-ngu-trang")
def name_site(
    request: Request, around: Around, person: SignedIn, form: Annotated[SiteForm, Depends(SiteForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            set_site(session, person.acts(around), form.don_vi, form.trang)
    except LoaError as error:
        return _desk(request, around, person, "300x250", "", "", said=refused(error), status=400)
    return on_with(around, person, "/bieu-ngu-trang", Notification(_("Đã lưu địa chỉ trang của đơn vị.")))


def _desk(
    request: Request,
    around: Surroundings,
    person: Visitor,
    size: str,
    topic: str,
    unit: str,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    size = size if size in SIZES else "300x250"
    today = around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        units, topics = public_units(session), topic_pages()
        topic = topic if any(topic == one.slug for one in topics) else ""
        unit = unit if not topic and any(unit == one.code for one in units) else ""
        places = banner_places(session, today)
        house = house_name(session)
    values = {
        "sizes": SIZES,
        "size": SIZES[size],
        "topics": topics,
        "units": units,
        "topic": topic,
        "unit": unit,
        "places": places,
        "days": SEEN_WITHIN.days,
        "preview": _place(size, "html", topic, unit),
        "snippets": snippets(around.settings.public_url, size, topic, unit, house),
    }
    return page_for(request, around, person, "banners.html", values, said=said, status=status)


def _query(topic: str, unit: str) -> str:
    return urlencode({"chu_de": topic} if topic else {"co_quan": unit} if unit else {})


def _place(size: str, ending: str, topic: str, unit: str) -> str:
    query = _query(topic, unit)
    return f"{PATH}/{size}{'.' if ending else ''}{ending}{'?' if query else ''}{query}"


def snippets(base: str, size: str, topic: str, unit: str, house: str) -> dict[str, str]:
    """Return the pieces of mark-up for an agency. `frame`, `picture`, `script`: what an agency pastes. The styles hold against
    any rule of the page around them."""
    wanted, title = SIZES[size], escape(house or "Loa")
    box = f"width:{wanted.width}px!important;height:{wanted.height}px!important;max-width:100%!important"
    plain = "all:initial!important;display:inline-block!important;border:0!important"
    frame = escape(base + _place(size, "html", topic, unit))
    picture, link = escape(base + _place(size, "svg", topic, unit)), escape(base + _place(size, "", topic, unit))
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in (("chu-de", topic), ("co-quan", unit)) if value)
    return {
        "frame": (
            f'<iframe src="{frame}" title="{title}" width="{wanted.width}" height="{wanted.height}" loading="lazy" '
            f'referrerpolicy="origin" style="{plain};{box}"></iframe>'
        ),
        "picture": (
            f'<a href="{link}" target="_blank" rel="noopener" style="{plain};{box};cursor:pointer!important">'
            f'<img src="{picture}" alt="{title}" width="{wanted.width}" height="{wanted.height}" referrerpolicy="origin" '
            f'style="{plain};{box}"></a>'
        ),
        "script": (
            f'<div data-loa-bieu-ngu="{size}" data-ten="{title}"{told}></div>\n'
            f'<script src="{escape(base)}/bieu-ngu.js" async></script>'
        ),
    }
