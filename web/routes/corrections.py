"""Đính chính: what was said and must be put right, decided once for all channels; and what people must change by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field
from sqlmodel import Session

from distributor.compose.erratum import Erratum
from distributor.compose.said_figures import figures_said
from distributor.correct.choose import choose_way, take_other_way
from distributor.correct.desk import Desk
from distributor.correct.propose import LONGEST, report_error
from distributor.correct.store import approve_correction, dismiss_correction, record_by_hand
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Item
from distributor.report.correction_desk import CorrectionView, corrections, corrections_of_item, picture_of_step
from distributor.report.item_page import media_of_item
from distributor.report.previews import previews_of
from distributor.staff.deeds import Actor
from distributor.staff.visibility import item_said_by, post_for
from web.amended import amended
from web.deciding import Number, SentForm, who_may
from web.differences import differences
from web.files import ENDINGS, SHA256, file_answer
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayPropose = Annotated[Visitor, who_may("propose")]


class DecisionForm(SentForm):
    """`ma`: the mark of what was seen. `de_nghi`: which proposal. `buoc`, `cach`: a step, and its way. `bai`: a post."""

    viec: Literal["duyet", "giu-nguyen", "chon", "cach-khac", "da-sua", "da-go"]
    ve: str = ""
    ma: str = ""
    de_nghi: Number = Field(0, alias="de-nghi")
    buoc: Number = 0
    cach: str = ""
    bai: Number = 0


class ErratumForm(SentForm):
    sai: str = ""
    dung: str = ""


@router.get("/dinh-chinh")
def show_corrections(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    with around.database.read() as session:
        found = corrections(session, person.unit_ids, _paths(around))
    return _page(request, around, person, found, None)


@router.get("/dinh-chinh/{item_id}")
def show_item(request: Request, around: Around, person: SignedIn, item_id: int) -> HTMLResponse:
    item = _item(around, person, item_id)
    with around.database.read() as session:
        found = corrections_of_item(session, item_id, person.unit_ids, _paths(around))
    return _page(request, around, person, found, item)


@router.post("/dinh-chinh/{item_id}")
def decide(
    around: Around, person: SignedIn, form: Annotated[DecisionForm, Depends(DecisionForm.read)], item_id: int
) -> Response:
    back = "/dinh-chinh" if form.ve == "danh-sach" else f"/dinh-chinh/{item_id}"
    try:
        with around.database.write() as session:
            words = _decide(session, person.acts(around), item_id, form)
    except LoaError as error:
        return on_with(around, person, f"/dinh-chinh/{item_id}", refused(error))
    if form.viec == "chon":  # back to the very post
        back = f"{back}#buoc-{form.buoc}"
    return on_with(around, person, back, Notification(words))


def _decide(session: Session, actor: Actor, item_id: int, form: DecisionForm) -> str:
    match form.viec:
        case "duyet":
            approve_correction(session, actor, item_id, seen=form.ma)
            return _(
                "Đã duyệt đính chính của tin %(item)s. Loa đang làm từng bước; kết quả hiện ở tin này.", item=item_id
            )
        case "giu-nguyen":
            dismiss_correction(session, actor, item_id, correction_id=form.de_nghi)
            return _("Đã giữ nguyên các bài của tin %(item)s; không kênh nào bị sửa.", item=item_id)
        case "chon":
            step = choose_way(session, actor, item_id, form.cach, step_id=form.buoc)
            return _("Đã chọn cách xử lý cho bài %(number)s. Mã đề nghị đã đổi theo.", number=step.post_id)
        case "cach-khac":
            step = take_other_way(session, actor, _of_item(session, actor, form.bai, item_id))
        case "da-sua" | "da-go":
            post_id = _of_item(session, actor, form.bai, item_id)
            step = record_by_hand(session, actor, post_id, taken_away=form.viec == "da-go")
    return _("Bài %(number)s: %(what)s", number=step.post_id, what=step.reason)


def _of_item(session: Session, actor: Actor, post_id: int, item_id: int) -> int:
    """The post, where it tells of the page's item: nothing is decided of another one's."""
    if post_for(session, actor.staff, post_id).item_id != item_id:
        raise HTTPException(404)
    return post_id


@router.get("/dinh-chinh/{item_id}/moi")
def show_form(request: Request, around: Around, person: MayPropose, item_id: int) -> HTMLResponse:
    item = _item(around, person, item_id)
    return _form(request, around, person, item, Erratum("", ""))


@router.post("/dinh-chinh/{item_id}/moi")
def propose(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[ErratumForm, Depends(ErratumForm.read)],
    item_id: int,
) -> Response:
    """Composing and drawing take a moment, with no transaction open."""
    item = _item(around, person, item_id)
    erratum = Erratum(form.sai.strip(), form.dung.strip())
    try:
        with Desk(around.settings, around.database, around.clock, around.vault) as desk:
            report_error(desk, person.acts(around), item_id, desk.making(), erratum)
    except LoaError as error:
        return _form(request, around, person, item, erratum, said=refused(error), status=400)
    words = _(
        "Đã lập đề nghị đính chính; chưa kênh nào bị sửa, bài chờ đăng còn chỗ sai được giữ lại. Hãy xem từng bài rồi duyệt hoặc "
        "giữ nguyên."
    )
    return on_with(around, person, f"/dinh-chinh/{item_id}", Notification(words))


@router.api_route("/dinh-chinh/{item_id}/tep/{sha256}.{ending}", methods=["GET", "HEAD"])
def show_picture(around: Around, person: SignedInPart, item_id: int, sha256: str, ending: str) -> FileResponse:
    """A picture of this item's posts, or one that a correction would put in its place."""
    if not SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        media = picture_of_step(session, item_id, person.unit_ids, sha256) or media_of_item(
            session, item_id, person.unit_ids, sha256
        )
    return file_answer(around, media, ending)


def _item(around: Surroundings, person: Visitor, item_id: int) -> Item:
    with around.database.read() as session:
        item = item_said_by(session, item_id, person.unit_ids)
    if item is None:
        raise HTTPException(404)
    return item


def _page(
    request: Request, around: Surroundings, person: Visitor, found: list[CorrectionView], item: Item | None
) -> HTMLResponse:
    values = {
        "corrections": found,
        "item": item,
        "differences": differences,
        "amended": amended,
        "endings": ENDINGS,
    }
    return page_for(request, around, person, "corrections.html", values)


def _form(
    request: Request,
    around: Surroundings,
    person: Visitor,
    item: Item,
    erratum: Erratum,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        says = [one for one in previews_of(session, item.id or 0, _paths(around)) if one.text]
    values = {
        "item": item,
        "erratum": erratum,
        "longest": LONGEST,
        "says": says,
        "figures": figures_said([one.text for one in says]),
    }
    return page_for(request, around, person, "correction_form.html", values, said=said, status=status)


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
