"""What is said about a post in review: returned with a comment, sent in again, remarks; and a first yes taken back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.review.returned import comment_on, resubmit_post, return_post, undo_return
from distributor.review.store import take_back_yes
from distributor.staff.deeds import Actor
from web.deciding import SentForm
from web.flash import Notification, on_with, refused
from web.language import _
from web.people import SignedIn
from web.surroundings import Around

router = APIRouter()


class TalkForm(SentForm):
    """`ve`: "danh-sach" to go back to the list."""

    viec: Literal["tra-lai", "hoan-tra-lai", "gui-lai", "gop-y", "rut-y"]
    loi: str = ""
    ve: str = ""


@router.post("/cho-duyet/{post_id}/trao-doi")
def say(around: Around, person: SignedIn, form: Annotated[TalkForm, Depends(TalkForm.read)], post_id: int) -> Response:
    back = "/cho-duyet" if form.ve == "danh-sach" else f"/cho-duyet/{post_id}"
    try:
        with around.database.write() as session:
            said = _do(session, person.acts(around), form, post_id)
    except LoaError as error:
        return on_with(around, person, f"/cho-duyet/{post_id}", refused(error))
    return on_with(around, person, back, said)


def _do(session: Session, actor: Actor, form: TalkForm, post_id: int) -> Notification:
    match form.viec:
        case "tra-lai":
            return_post(session, actor, post_id, form.loi)
            words = _(
                "Đã trả lại bài %(number)s kèm ghi chú. Bài không đăng cho đến khi được gửi và duyệt lại.",
                number=post_id,
            )
            where, undo = f"/cho-duyet/{post_id}/trao-doi", _("Rút lại lượt trả lại")
            return Notification(words, undo=where, undo_does="hoan-tra-lai", undo_label=undo)
        case "hoan-tra-lai":
            undo_return(session, actor, post_id)
            return Notification(_("Đã rút lại lượt trả lại bài %(number)s. Bài đang chờ duyệt.", number=post_id))
        case "gui-lai":
            resubmit_post(session, actor, post_id, form.loi)
            return Notification(
                _("Đã gửi duyệt lại bài %(number)s. Người duyệt thấy bài ở đầu trang này.", number=post_id)
            )
        case "gop-y":
            comment_on(session, actor, post_id, form.loi)
            return Notification(_("Đã ghi góp ý cho bài %(number)s.", number=post_id))
        case "rut-y":
            take_back_yes(session, actor, post_id)
            return Notification(
                _("Đã rút lại lượt duyệt của bạn cho bài %(number)s. Bài vẫn chờ duyệt.", number=post_id)
            )
