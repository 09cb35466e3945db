"""Ghi âm lời đọc: staff read an item's video aloud, in place of the machine's voice or of silence."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.compose.item import ItemView
from distributor.compose.view import item_view
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Item
from distributor.staff.visibility import item_of_units
from distributor.write.recording import is_recorded, keep_recording, script_of, shapes_of, speak
from web.deciding import SentUpload, who_may
from web.flash import Notification, on_with, page_for
from web.forms import UploadedForm
from web.language import _, words_of
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayWrite = Annotated[Visitor, who_may("write")]


@router.get("/noi-dung/{item_id}/ghi-am")
def show_script(request: Request, around: Around, person: MayWrite, item_id: int) -> HTMLResponse:
    return _page(request, around, person, *_read(around, person, item_id))


class RecordingForm(SentUpload):
    """`viec`: "ghi", with a file; or "bo": without a recording from now on."""

    viec: str = ""


@router.post("/noi-dung/{item_id}/ghi-am")
def keep(
    request: Request,
    around: Around,
    person: MayWrite,
    form: Annotated[RecordingForm, Depends(RecordingForm.read)],
    item_id: int,
) -> Response:
    """The sound is read with no transaction open."""
    wish = form.viec
    if wish not in ("ghi", "bo"):
        raise HTTPException(400)
    item, view, shapes = _read(around, person, item_id)
    editorial = around.templates.editorial
    try:
        recording = None
        if wish == "ghi":
            store = MediaStore(around.settings.media_folder)
            recording = keep_recording(_chosen(form.upload), view, editorial, shapes, store)
        with around.database.write() as session:
            waiting = speak(session, person.acts(around), item, recording)
    except LoaError as error:
        return _page(request, around, person, item, view, shapes, Notification(words_of(error), good=False), status=400)
    words = _(
        "Loa đang dựng lại video. %(count)s bài chưa đăng sẽ dùng video mới và được xét duyệt lại.", count=waiting
    )
    return on_with(around, person, f"/noi-dung/{item_id}", Notification(words))


def _chosen(upload: UploadedForm) -> bytes:
    if not upload.is_chosen:
        raise LoaError(_("Hãy chọn tệp ghi âm."))
    return upload.content


def _read(around: Surroundings, person: Visitor, item_id: int) -> tuple[Item, ItemView, tuple[str, ...]]:
    """404 for another unit's item, and for one that has no video."""
    with around.database.read() as session:
        item = item_of_units(session, item_id, person.unit_ids)
        if item is None or not (shapes := shapes_of(session, item)):
            raise HTTPException(404)
        return item, item_view(session, item), shapes


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    item: Item,
    view: ItemView,
    shapes: tuple[str, ...],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        recorded = is_recorded(session, item)
    script = script_of(view, around.templates.editorial, shapes[0])
    values = {"item": item, "script": script, "recorded": recorded}
    return page_for(request, around, person, "recording.html", values, said=said, status=status)
