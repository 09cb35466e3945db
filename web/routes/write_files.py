"""Files of a post that is written: sent piece by piece and gone on with after the network was gone; what they look like.

1. `POST /bai-moi/tep` with name and size answers a key.
2. `POST /bai-moi/tep/KEY?tu=OFFSET` with a piece answers how many bytes are there; a piece from elsewhere answers 409 with
   the same, so that the sender goes on from there.
3. The last piece answers what it is.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse, Response

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.compose.card_style import CardStyle
from distributor.compose.item import ItemView
from distributor.compose.view import unit_name
from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.media.store import MediaStore
from distributor.models import StaffFile
from distributor.render.announce import draw_announcement
from distributor.write.files import (
    PIECE,
    PieceOutOfStep,
    add_piece,
    begin_file,
    cut_picture,
    file_of,
    finish_file,
    kept_file,
    sweep_pieces,
    take_over,
)
from web.deciding import SentForm, check_form, check_right, who_may
from web.files import SHA256
from web.forms import read_body
from web.language import _, words_of
from web.people import SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayWrite = Annotated[Visitor, who_may("write")]


class FileForm(SentForm):
    """`ten`, `co`: the file's name and bytes."""

    ten: str = ""
    co: str = ""

    @property
    def octets(self) -> int:
        """A file may have more than a row's number."""
        return int(self.co) if self.co.isascii() and self.co.isdigit() and len(self.co) < 16 else 0


@router.post("/bai-moi/tep")
def begin(around: Around, person: SignedInPart, form: Annotated[FileForm, Depends(FileForm.read)]) -> JSONResponse:
    check_right(person, "write")
    try:
        with around.database.write() as session:
            sweep_pieces(around.settings.media_folder, around.clock.now())
            file = begin_file(session, person.acts(around), form.ten, form.octets)
            return JSONResponse({"khoa": file.key, "nhan": 0})
    except LoaError as error:
        return JSONResponse({"loi": words_of(error)}, 400)


@router.get("/bai-moi/tep/{key}")
def stand(around: Around, person: SignedInPart, key: str) -> JSONResponse:
    """Return how far an upload is."""
    check_right(person, "write")
    with around.database.read() as session:
        file = file_of(session, person.staff, key)
    if file is None:
        raise HTTPException(404)
    return JSONResponse(_told(file))


@router.post("/bai-moi/tep/{key}")
async def add(request: Request, around: Around, person: SignedInPart, key: str, tu: int = 0) -> JSONResponse:
    check_right(person, "write")
    check_form(request, {"form_token": request.headers.get("x-form-token", "")})
    piece = await read_body(request, PIECE)
    return await run_in_threadpool(_add, around, person, key, tu, piece)


def _add(around: Surroundings, person: Visitor, key: str, offset: int, piece: bytes) -> JSONResponse:
    store = MediaStore(around.settings.media_folder)
    try:
        with around.database.write() as session:
            file = file_of(session, person.staff, key, lock=True)
            if file is None:
                raise HTTPException(404)
            if not file.sha256 and not file.refused:
                add_piece(session, file, offset, piece, store.folder)
    except PieceOutOfStep as error:
        return JSONResponse({"nhan": error.received}, 409)
    except LoaError as error:
        return JSONResponse({"loi": words_of(error)}, 400)
    if file.received == file.size and not file.sha256 and not file.refused:
        finish_file(file, store)
        with around.database.write() as session:
            take_over(session, session.merge(file))
    return JSONResponse(_told(file), 400 if file.refused else 200)


def _told(file: StaffFile) -> dict[str, object]:
    told: dict[str, object] = {"khoa": file.key, "nhan": file.received, "co": file.size}
    if file.refused:
        return {**told, "loi": _(file.refused)}
    if file.sha256:
        told["video" if file.mime.startswith("video/") else "anh"] = file.sha256
    return told


@router.api_route("/bai-moi/anh/{sha256}.jpg", methods=["GET", "HEAD"])
def show_picture(around: Around, person: SignedInPart, sha256: str, cat: str = "", vi_tri: str = "") -> FileResponse:
    """A picture of the unit's own files, or the cover of its video; cut as it will go out."""
    if not SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        known = kept_file(session, [person.staff.unit_id], sha256, covers=True)
    if known is None:
        raise HTTPException(404)
    try:
        shown = cut_picture(around.settings.media_folder, sha256, cat, vi_tri)
    except LoaError as error:
        raise HTTPException(404) from error
    headers = {"Cache-Control": "private, max-age=86400, immutable", "ETag": f'"{shown.sha256}"'}
    return FileResponse(shown.path, media_type="image/jpeg", headers=headers)


@router.api_route("/bai-moi/phim/{key}.mp4", methods=["GET", "HEAD"])
def show_video(around: Around, person: SignedInPart, key: str) -> FileResponse:
    """Give a video as it was brought; a browser that cannot play it shows its cover."""
    with around.database.read() as session:
        file = file_of(session, person.staff, key)
    if file is None or not file.sha256 or not file.mime.startswith("video/"):
        raise HTTPException(404)
    path = MediaStore(around.settings.media_folder).path_of(file.sha256)
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "private, max-age=86400, immutable"})


@router.get("/bai-moi/the.png")
def show_card(around: Around, person: SignedInPart, kenh: str = "", loai: str = "", chu: str = "") -> Response:
    """The card that Loa would draw for these words, by the code that draws it."""
    check_right(person, "write")
    try:
        spec = spec_of(kenh)
    except Misconfigured as error:
        raise HTTPException(404) from error
    if not chu.strip() or not spec.media.max_count:
        raise HTTPException(404)
    with around.database.read() as session:
        unit = unit_name(session, person.staff.unit_id)
    kind = loai if loai in kinds() else ""
    item = ItemView(0, chu[:300], "", "", kind, around.clock.now(), "", unit, style=CardStyle())
    link = f"{around.settings.public_url}/l/xxxxxxx"
    store = MediaStore(around.settings.media_folder)
    try:
        drawn = draw_announcement(
            item, around.templates, store, channel=kenh, link=link, alt_text_limit=1000, sample=True
        )
    except LoaError as error:
        raise HTTPException(503) from error
    return Response(drawn.bytes, media_type=drawn.mime, headers={"Cache-Control": "private, max-age=3600"})
