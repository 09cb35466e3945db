"""One post: its words changed by hand with live counts, beside its item and the item's other posts; its outcome settled."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.correct.desk import Desk
from distributor.deliver.settle import found_at, look_again, not_there
from distributor.errors import LoaError
from distributor.labels import wording_label
from distributor.media.store import MediaStore
from distributor.models import PostState
from distributor.report.numbers import post_numbers
from distributor.report.post_page import PostPage, post_page
from distributor.report.previews import PostPreview
from distributor.report.version import ledger_version
from distributor.review.check import Check, check_words
from distributor.review.edit import Saved, SavedMeanwhile, edit_post, use_composed
from distributor.review.person import retry_post
from distributor.review.redo import redo_post
from distributor.review.words import EditedWords, version_of
from distributor.staff.deeds import Actor
from web.deciding import SentForm, check_right, number_of, who_may
from web.differences import differences
from web.files import ENDINGS
from web.flash import Notification, on_with, page_for, refused
from web.forms import LARGEST_TEXT
from web.language import _, words_of
from web.pages import page
from web.people import SignedIn, SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayEdit = Annotated[Visitor, who_may("edit")]


class WordsForm(SentForm):
    """A field that the page did not have stays as it is."""

    largest = LARGEST_TEXT
    tieu_de: str | None = None
    chu: str | None = None
    cau_dan: str | None = None
    chu_anh: str | None = None

    def words(self, there: EditedWords) -> EditedWords:
        return EditedWords(
            title=there.title if self.tieu_de is None else self.tieu_de,
            text=there.text if self.chu is None else self.chu,
            lead=there.lead if self.cau_dan is None else self.cau_dan,
            headline=there.headline if self.chu_anh is None else self.chu_anh,
        )


class SaveForm(WordsForm):
    """`viec`: "luu", or "kiem-tra", which does without script what the page's own script asks for. `ban_mo`: the version seen."""

    viec: Literal["luu", "kiem-tra"]
    ban_mo: str = ""
    loi: str = ""


class WishForm(SentForm):
    """The wish that the forms beside the editing one ask for."""

    viec: Literal["soan-lai", "ban-loa", "phuong-an", "gui-lai", "tim-thay", "khong-co", "tim-lai"]
    phuong_an: str = ""
    dia_chi: str = ""


@dataclass(frozen=True)
class EditClash:
    """Somebody else saved meanwhile: their words beside those typed, `left` and `right` with what differs marked."""

    there: EditedWords
    by: str
    left: object
    right: object


@router.get("/bai-dang/{post_id}")
def show_post(request: Request, around: Around, person: SignedIn, post_id: int, ban: str = "") -> HTMLResponse:
    """Show a post. `ban`: a saved version whose words stand in the form."""
    shown = _read(around, person, post_id)
    wanted = next((one.words for one in shown.versions if one.id == number_of(ban)), None)
    return _page(request, around, person, shown, words=wanted)


@router.get("/bai-dang/{post_id}/bang")
def show_live_part(around: Around, person: SignedInPart, post_id: int) -> HTMLResponse:
    """Show how the post stands, without the page round it."""
    with around.database.read() as session:
        version = ledger_version(session)
    values = {"person": person, "shown": _read(around, person, post_id), "version": version}
    return page("post_state.html", around.settings, values)


@router.post("/bai-dang/{post_id}/kiem-tra")
def check(
    around: Around, person: SignedInPart, form: Annotated[WordsForm, Depends(WordsForm.read)], post_id: int
) -> HTMLResponse:
    """Show what the words typed so far would be: counted and checked by the code that publishes. Nothing is saved."""
    shown = _read(around, person, post_id)
    check_right(person, "edit")
    found = _check(around, post_id, form.words(shown.words))
    return page("post_check.html", around.settings, {"person": person, **_checked(shown, found)})


@router.post("/bai-dang/{post_id}")
def save(
    request: Request,
    around: Around,
    person: MayEdit,
    form: Annotated[SaveForm, Depends(SaveForm.read)],
    post_id: int,
) -> Response:
    shown = _read(around, person, post_id)
    words = form.words(shown.words)
    if shown.locked:
        said = _not_saved(shown.locked)
        return _page(request, around, person, shown, words=words, said=said, status=409)
    found = _check(around, post_id, words)
    seen, answer = form.ban_mo, form.loi
    if form.viec == "kiem-tra":
        return _page(request, around, person, shown, words=words, found=found, answer=answer, seen=seen)
    if found.refused:
        said = _not_saved(*found.refused)
        return _page(
            request, around, person, shown, words=words, found=found, answer=answer, said=said, seen=seen, status=400
        )
    try:
        with around.database.write() as session:
            saved = edit_post(
                session, person.acts(around), post_id, found.words, seen=seen, doubts=found.doubts, answer=answer
            )
    except SavedMeanwhile as error:
        return _clash(request, around, person, post_id, words, answer, error)
    except LoaError as error:
        said = _not_saved(words_of(error))
        shown = _read(around, person, post_id)
        return _page(request, around, person, shown, words=words, answer=answer, said=said, status=409)
    return on_with(
        around, person, f"/bai-dang/{post_id}?luu=bai-{post_id}-{person.staff.id}", Notification(_told(saved, post_id))
    )


def _told(saved: Saved, post_id: int) -> str:
    if not saved.changed and saved.resubmitted:
        return _("Chữ của bài giữ nguyên. Đã gửi duyệt lại bài %(post)s cùng câu trả lời.", post=post_id)
    if not saved.changed:
        return _("Chữ không có gì khác nên không có gì phải lưu.")
    words = [_("Đã lưu bài %(post)s.", post=post_id)]
    if saved.voided:
        words.append(_("Lượt duyệt trước không còn giá trị."))
    if saved.redrawn:
        words.append(_("Ảnh đang được dựng lại; xong thì bài chờ duyệt."))
    elif saved.resubmitted:
        words.append(_("Đã gửi duyệt lại với chữ mới."))
    else:
        words.append(_("Bài chờ duyệt với chữ mới."))
    return " ".join(words)


@router.post("/bai-dang/{post_id}/viec")
def decide(
    around: Around, person: SignedIn, form: Annotated[WishForm, Depends(WishForm.read)], post_id: int
) -> Response:
    try:
        with around.database.write() as session:
            said = Notification(_decide(session, person.acts(around), form, post_id))
    except LoaError as error:
        said = refused(error)
    return on_with(around, person, f"/bai-dang/{post_id}", said)


def _decide(session: Session, actor: Actor, form: WishForm, post_id: int) -> str:
    match form.viec:
        case "soan-lai":
            redo_post(session, actor, post_id)
            return _("Bài %(post)s đang được soạn và dựng ảnh lại; xong thì bài được xét duyệt lại.", post=post_id)
        case "ban-loa":
            use_composed(session, actor, post_id)
            return _(
                "Bài %(post)s đang được Loa soạn lại từ tin. Chữ đã sửa tay vẫn còn trong các bản đã lưu.", post=post_id
            )
        case "phuong-an":
            use_composed(session, actor, post_id, variant=form.phuong_an[:40])
            return _(
                "Bài %(post)s đang được soạn theo cách viết đã chọn; xong thì bài được xét duyệt lại.", post=post_id
            )
        case "gui-lai":
            retry_post(session, actor, post_id)
            return _("Bài %(post)s sẽ được gửi lại.", post=post_id)
        case "tim-thay":
            found_at(session, actor, post_id, form.dia_chi)
            return _("Đã ghi: bài %(post)s có trên nền tảng. Bài được tính là đã đăng.", post=post_id)
        case "khong-co":
            if not_there(session, actor, post_id) is PostState.PLANNED:
                return _("Đã ghi: bài %(post)s không có trên nền tảng. Bài được gửi lại.", post=post_id)
            return _("Đã ghi: bài %(post)s không có trên nền tảng, và nay đã muộn nên không gửi lại.", post=post_id)
        case "tim-lai":
            look_again(session, actor, post_id)
            return _("Loa đang tìm lại bài %(post)s trên nền tảng. Kết quả hiện ở trang này.", post=post_id)


def _clash(
    request: Request,
    around: Surroundings,
    person: Visitor,
    post_id: int,
    mine: EditedWords,
    answer: str,
    error: SavedMeanwhile,
) -> HTMLResponse:
    """Both texts are there; saving again puts mine in the place of what stands now, knowingly."""
    shown = _read(around, person, post_id)
    left, right = differences(_whole(error.there), _whole(mine))
    clash = EditClash(error.there, shown.editor or "Loa", left, right)
    said = Notification(words_of(error), good=False)
    return _page(request, around, person, shown, words=mine, answer=answer, clash=clash, said=said, status=409)


def _whole(words: EditedWords) -> str:
    return "\n".join(filter(None, (words.title, words.lead, words.text, words.headline)))


def _not_saved(*why: str) -> Notification:
    return Notification(" ".join((_("Chưa lưu."), *map(_, why))), good=False)


def _read(around: Surroundings, person: Visitor, post_id: int) -> PostPage:
    with around.database.read() as session:
        shown = post_page(session, post_id, person.unit_ids, _paths(around), around.templates)
    if shown is None:
        raise HTTPException(404)
    return shown


def _check(around: Surroundings, post_id: int, words: EditedWords) -> Check:
    with Desk(around.settings, around.database, around.clock, around.vault) as desk:
        return check_words(desk, post_id, words, around.templates.editorial, _paths(around))


def _checked(shown: PostPage, found: Check) -> dict[str, object]:
    return {"item": shown.item, "check": found, "post": _as_post(shown.post, found), "endings": ENDINGS}


def _as_post(post: PostPreview, found: Check) -> PostPreview:
    """The post as it would look with these words."""
    words = found.words
    return replace(post, title=words.title, text=words.text, lead=words.lead, count=found.count)


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    shown: PostPage,
    *,
    words: EditedWords | None = None,
    found: Check | None = None,
    answer: str = "",
    clash: EditClash | None = None,
    said: Notification | None = None,
    seen: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Show the post's page. `words`: those in the form, if they are not the post's. `answer`: typed to who returned it. `seen`:
    the version that the form was opened with.
    """
    typed = words if words is not None else shown.words
    if found is None:
        found = _check(around, shown.post.post_id, typed)
    with around.database.read() as session:
        version = ledger_version(session)
        numbers = post_numbers(session, shown.post.post_id, around.clock.now())
    offered = shown.offered
    values = {
        **_checked(shown, found),
        "shown": shown,
        "typed": typed,
        "answer": answer,
        "seen": seen or version_of(shown.words),
        "clash": clash,
        "offered": differences(shown.words.text, offered.text) if offered else None,
        "version": version,
        "numbers": numbers,
        "variants": {name: _(wording_label(name)) for name in ("", *shown.variants)},
    }
    return page_for(request, around, person, "post.html", values, said=said, status=status)


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
