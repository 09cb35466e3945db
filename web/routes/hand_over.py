"""Bàn giao: posts that people publish by hand: the text to copy, the files, and the record of where it was done."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from channels.errors import ChannelError
from channels.manual.package import package
from distributor.deliver.hand_over import LONGEST_PLACE, OPEN, load_handed_over, record_done
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.report.previews import MANUAL
from distributor.report.review_queue import PostCard, hand_over_queue, post_card
from distributor.staff.visibility import post_of_units
from web.deciding import SentForm, page_number
from web.files import ENDINGS
from web.flash import Notification, on_with, page_for, refused
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


class DoneForm(SentForm):
    noi: str = ""


@router.get("/ban-giao")
def show_queue(request: Request, around: Around, person: SignedIn, trang: str = "") -> HTMLResponse:
    number = page_number(trang)
    with around.database.read() as session:
        queue = hand_over_queue(session, person.unit_ids, _paths(around), page=number)
        if number > queue.pages:
            number = queue.pages
            queue = hand_over_queue(session, person.unit_ids, _paths(around), page=number)
    values = {"cards": queue.cards, "total": queue.total, "page": number, "pages": queue.pages, "one": None}
    return page_for(request, around, person, "hand_over.html", {**values, **_shared()})


@router.get("/ban-giao/{post_id}")
def show_post(request: Request, around: Around, person: SignedIn, post_id: int) -> HTMLResponse:
    return _one(request, around, person, _card(around, person, post_id))


@router.post("/ban-giao/{post_id}")
def record(
    request: Request, around: Around, person: SignedIn, form: Annotated[DoneForm, Depends(DoneForm.read)], post_id: int
) -> Response:
    card = _card(around, person, post_id)
    try:
        with around.database.write() as session:
            words = record_done(session, person.acts(around), post_id, form.noi)
    except LoaError as error:
        # Shown again with what was typed.
        return _one(request, around, person, card, typed=form.noi[:2000], said=refused(error), status=400)
    return on_with(around, person, "/ban-giao", Notification(words))


@router.get("/ban-giao/{post_id}/goi.zip")
def give_package(around: Around, person: SignedInPart, post_id: int) -> Response:
    """The package of `loa handover --out`: the same bytes."""
    with around.database.read() as session:
        if post_of_units(session, post_id, person.unit_ids) is None:
            raise HTTPException(404)
        handed = load_handed_over(session, post_id, _paths(around))
    try:
        content = package(handed.outgoing, handed.destination)
    except ChannelError as error:
        raise LoaError(error.message) from error
    headers = {"Content-Disposition": f'attachment; filename="ban-giao-{post_id}.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


def _card(around: Surroundings, person: Visitor, post_id: int) -> PostCard:
    with around.database.read() as session:
        card = post_card(session, post_id, person.unit_ids, _paths(around))
    if card is None or card.post.channel != MANUAL:
        raise HTTPException(404)
    return card


def _one(
    request: Request,
    around: Surroundings,
    person: Visitor,
    card: PostCard,
    *,
    typed: str = "",
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    values = {"cards": [card], "total": 1, "page": 1, "pages": 1, "one": card, **_shared(), "typed": typed}
    return page_for(request, around, person, "hand_over.html", values, said=said, status=status)


def _shared() -> dict[str, object]:
    return {"endings": ENDINGS, "typed": "", "open_states": OPEN, "longest": LONGEST_PLACE}


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
