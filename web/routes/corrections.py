"""Đính chính: what was said and must be put right, decided once for all channels; and what people must change by hand."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from sqlmodel import Session

from distributor.compose.erratum import Erratum
from distributor.correct.choose import choose_way, take_other_way
from distributor.correct.desk import Desk
from distributor.correct.propose import propose_correction
from distributor.correct.store import approve_correction, dismiss_correction, record_by_hand
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Correction, Item, Post
from distributor.report.correction_desk import CorrectionView, corrections, corrections_of_item, picture_of_step
from distributor.report.item_page import media_of_item
from distributor.staff.visibility import item_said_by, post_of_units
from distributor.vault import open_vault
from web.deciding import check_form, check_right, note, number_of
from web.differences import differences
from web.files import ENDINGS, SHA256, file_answer
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

LONGEST = 500
"""Characters of what was wrong, and of what is right."""
ACTIONS = {
    "duyet": "correct",
    "giu-nguyen": "correct",
    "chon": "propose",
    "cach-khac": "correct",
    "da-sua": "hand_over",
    "da-go": "hand_over",
}


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
def decide(request: Request, around: Around, person: SignedIn, form: Form, item_id: int) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ACTIONS:
        raise HTTPException(400)
    _item(around, person, item_id)
    check_right(person, ACTIONS[wish])
    back = "/dinh-chinh" if form.get("ve") == "danh-sach" else f"/dinh-chinh/{item_id}"
    try:
        with around.database.write() as session:
            words = _decide(session, around, person, item_id, form)
    except LoaError as error:
        return on_with(around, person, f"/dinh-chinh/{item_id}", Notification(words_of(error), good=False))
    if wish == "chon":  # back to the very post
        back = f"{back}#buoc-{number_of(form.get('buoc', ''))}"
    return on_with(around, person, back, Notification(words))


def _decide(session: Session, around: Surroundings, person: Visitor, item_id: int, form: dict[str, str]) -> str:
    now = around.clock.now()
    match form["viec"]:
        case "duyet":
            decided = approve_correction(session, item_id, person.staff, seen=form.get("ma", ""), now=now)
            note(session, person, "correct", f"item:{item_id}", now, unit_id=decided.unit_id)
            return _(
                "Đã duyệt đính chính của tin %(item)s. Loa đang làm từng bước; kết quả hiện ở tin này.", item=item_id
            )
        case "giu-nguyen":
            chosen = number_of(form.get("de-nghi", ""))
            decided = dismiss_correction(session, item_id, person.staff, now=now, correction_id=chosen)
            note(session, person, "dismiss", f"item:{item_id}", now, unit_id=decided.unit_id)
            return _("Đã giữ nguyên các bài của tin %(item)s; không kênh nào bị sửa.", item=item_id)
        case "chon":
            step = choose_way(
                session, item_id, form.get("cach", ""), person.staff, step_id=number_of(form.get("buoc", ""))
            )
            note(session, person, "propose", f"item:{item_id}", now)
            return _("Đã chọn cách xử lý cho bài %(number)s. Mã đề nghị đã đổi theo.", number=step.post_id)
        case "cach-khac":
            post = _post(session, person, item_id, form)
            step = take_other_way(session, post.id or 0, person.staff, now=now)
            note(session, person, "correct", f"item:{item_id}", now, unit_id=post.unit_id)
            return _("Bài %(number)s: %(what)s", number=post.id, what=step.reason)
        case wish:
            post = _post(session, person, item_id, form)
            step = record_by_hand(session, post.id or 0, person.staff, taken_away=wish == "da-go", now=now)
            note(session, person, "hand_over", f"post:{post.id}", now, unit_id=post.unit_id)
            return _("Bài %(number)s: %(what)s", number=post.id, what=step.reason)


def _post(session: Session, person: Visitor, item_id: int, form: dict[str, str]) -> Post:
    """The item's post that the form names."""
    post = post_of_units(session, number_of(form.get("bai", "")), person.unit_ids)
    if post is None or post.item_id != item_id:
        raise HTTPException(404)
    return post


@router.get("/dinh-chinh/{item_id}/moi")
def show_form(request: Request, around: Around, person: SignedIn, item_id: int) -> HTMLResponse:
    item = _item(around, person, item_id)
    check_right(person, "propose")
    return _form(request, around, person, item, Erratum("", ""))


@router.post("/dinh-chinh/{item_id}/moi")
def propose(request: Request, around: Around, person: SignedIn, form: Form, item_id: int) -> Response:
    """Composing and drawing take a moment, with no transaction open."""
    check_form(request, form)
    item = _item(around, person, item_id)
    check_right(person, "propose")
    erratum = Erratum(form.get("sai", "").strip(), form.get("dung", "").strip())
    problem = ""
    if max(len(erratum.wrong), len(erratum.right)) > LONGEST:
        problem = _("Mỗi phần tối đa %(most)s ký tự. Hãy chỉ ghi đúng chỗ sai và chỗ đúng.", most=LONGEST)
    else:
        try:
            with Desk(around.settings, around.database, around.clock, open_vault(around.settings.home)) as desk:
                made = propose_correction(desk, item_id, desk.making(), erratum=erratum, unit_ids=person.unit_ids)
        except LoaError as error:
            made, problem = [], words_of(error)
        if not made and not problem:
            problem = _("Tin này chưa có bài nào, nên không có gì để đính chính.")
    if problem:
        return _form(request, around, person, item, erratum, said=Notification(problem, good=False), status=400)
    with around.database.write() as session:
        for correction_id in made:
            unit_id = session.get_one(Correction, correction_id).unit_id
            note(session, person, "propose", f"item:{item_id}", around.clock.now(), unit_id=unit_id)
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
    values = {"corrections": found, "item": item, "differences": differences, "endings": ENDINGS}
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
    values = {"item": item, "erratum": erratum, "longest": LONGEST}
    return page_for(request, around, person, "correction_form.html", values, said=said, status=status)


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
