"""Ảnh thẻ của đơn vị: one colour, a logo and letters of the unit's own on its cards, seen on a real item before they are kept."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.compose.card_style import CardStyle
from distributor.compose.style import COLOUR, MOST_LETTERS, change_style, read_style
from distributor.compose.view import item_view, unit_name
from distributor.errors import LoaError
from distributor.media.rows import keep_media
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Item
from distributor.render.announce import draw_announcement
from distributor.report.template_desk import recent_items
from distributor.write.files import keep_emblem
from web.deciding import SentUpload, check_right, who_may
from web.files import SHA256
from web.flash import Notification, on_with, page_for
from web.language import _, words_of
from web.people import SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PATH, RIGHT = "/cai-dat/anh-the", "settings"
Permitted = Annotated[Visitor, who_may(RIGHT)]


@router.get(PATH)
def show_style(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    with around.database.read() as session:
        style = read_style(session, person.staff.unit_id)
    return _page(request, around, person, style)


class StyleForm(SentUpload):
    """`viec`: "xem", which keeps nothing but a logo's file, or "luu". `mau_thay`: the colour that stood there before."""

    viec: str = ""
    mau: str = ""
    mau_thay: str | None = None
    theo_loai: str = ""
    chu: str = ""
    logo: str = ""
    bo_logo: str = ""


@router.post(PATH)
def change(
    request: Request, around: Around, person: Permitted, form: Annotated[StyleForm, Depends(StyleForm.read)]
) -> Response:
    if form.viec not in ("xem", "luu"):
        raise HTTPException(400)
    logo = form.logo if form.bo_logo != "1" else ""
    style = CardStyle(
        colour=_colour_of(form),
        logo=logo if SHA256.fullmatch(logo) else "",
        letters=form.chu.strip().upper(),
    )
    try:
        kept: StoredMedia | None = None
        if form.upload.is_chosen:
            kept = keep_emblem(form.upload.content, form.upload.name, _store(around))
            style = replace(style, logo=kept.sha256)
        with around.database.write() as session:
            if kept is not None:
                keep_media(session, kept, around.clock.now())
            if form.viec == "luu":
                changed = change_style(session, person.acts(around), style)
    except LoaError as error:
        return _page(request, around, person, style, Notification(words_of(error), good=False), status=400)
    if form.viec == "xem":
        return _page(request, around, person, style)
    words = (
        _("Đã lưu. Ảnh vẽ từ bây giờ theo mẫu này; ảnh đã vẽ giữ nguyên.") if changed else _("Không có gì thay đổi.")
    )
    return on_with(around, person, PATH, Notification(words))


def _colour_of(form: StyleForm) -> str:
    """Empty for a colour a kind. Who picks another colour and leaves the tick means the colour."""
    colour = form.mau.strip()
    picked = form.mau_thay is not None and colour.lower() != form.mau_thay.lower()
    return "" if form.theo_loai == "1" and not picked else colour


@router.get(PATH + "/xem.png")
def draw(
    around: Around, person: SignedInPart, mau: str = "", logo: str = "", chu: str = "", rong: str = ""
) -> Response:
    """A card of the newest item in this style. `rong`: the link card; else the upright one."""
    check_right(person, RIGHT)
    style = CardStyle(
        mau if COLOUR.fullmatch(mau) else "", logo if SHA256.fullmatch(logo) else "", chu[:MOST_LETTERS].upper()
    )
    with around.database.read() as session:
        item = _item(session, person, around.clock.now())
        view = replace(item_view(session, item), unit_name=unit_name(session, person.staff.unit_id), style=style)
    picture = draw_announcement(
        view,
        around.templates,
        _store(around),
        channel="rss" if rong else "facebook",
        link=f"{around.settings.public_url}/l/xxxxxx",
        alt_text_limit=1000,
        sample=around.settings.values.sandbox,
    )
    return Response(picture.bytes, media_type=picture.mime, headers={"Cache-Control": "private, max-age=300"})


def _item(session: Session, person: Visitor, now: datetime) -> Item:
    """The newest that a card may be tried on; words of our own where there is none yet."""
    found = recent_items(session, person.unit_ids, ["new_law"]) or recent_items(session, person.unit_ids)
    if found:
        return found[0]
    words = _("Tin mẫu để xem ảnh thẻ")
    return Item(id=0, unit_id=person.staff.unit_id, kind="new_law", title=words, first_seen_at=now)


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    style: CardStyle,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        unit = unit_name(session, person.staff.unit_id)
    values = {"style": style, "unit": unit, "most": MOST_LETTERS}
    return page_for(request, around, person, "card_style.html", values, said=said, status=status)


def _store(around: Surroundings) -> MediaStore:
    return MediaStore(around.settings.media_folder)
