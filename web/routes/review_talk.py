"""What is said about a post in review: returned with a comment, sent in again, remarks; and a first yes taken back."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from distributor.errors import LoaError
from distributor.models import Post
from distributor.review.returned import comment_on, resubmit_post, return_post, undo_return
from distributor.review.store import take_back_yes
from distributor.staff.audit import note_action
from distributor.staff.permissions import NotAllowed
from distributor.staff.visibility import post_of_units
from web.deciding import check_form, check_right
from web.flash import Notification, on_with
from web.forms import Form
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

ACTIONS = {
    "tra-lai": "return",
    "hoan-tra-lai": "return",
    "gui-lai": "resubmit",
    "gop-y": "comment",
    "rut-y": "approve",
}
"""What a form asks for → the right that it takes."""
NOTED = {"hoan-tra-lai": "undo_return", "rut-y": "take_back"}
"""How the log calls it, where it is not called after the right."""


@router.post("/cho-duyet/{post_id}/trao-doi")
def say(request: Request, around: Around, person: SignedIn, form: Form, post_id: int) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ACTIONS:
        raise HTTPException(400)
    with around.database.read() as session:
        post = post_of_units(session, post_id, person.unit_ids)
    if post is None:
        raise HTTPException(404)
    check_right(person, ACTIONS[wish])
    back = "/cho-duyet" if form.get("ve") == "danh-sach" else f"/cho-duyet/{post_id}"
    try:
        said = _do(around, person, wish, post, form.get("loi", ""))
    except NotAllowed as error:
        raise HTTPException(403, words_of(error)) from error
    except LoaError as error:
        return on_with(around, person, f"/cho-duyet/{post_id}", Notification(words_of(error), good=False))
    return on_with(around, person, back, said)


def _do(around: Surroundings, person: Visitor, wish: str, post: Post, text: str) -> Notification:
    now, by, post_id = around.clock.now(), person.staff.login, post.id or 0
    with around.database.write() as session:
        match wish:
            case "tra-lai":
                return_post(session, post_id, text, person.staff, now=now)
                words = _(
                    "Đã trả lại bài %(number)s kèm ghi chú. Bài không đăng cho đến khi được gửi và duyệt lại.",
                    number=post_id,
                )
                where, undo = f"/cho-duyet/{post_id}/trao-doi", _("Rút lại lượt trả lại")
                said = Notification(words, undo=where, undo_does="hoan-tra-lai", undo_label=undo)
            case "hoan-tra-lai":
                undo_return(session, post_id, person.staff, now=now)
                said = Notification(_("Đã rút lại lượt trả lại bài %(number)s. Bài đang chờ duyệt.", number=post_id))
            case "gui-lai":
                resubmit_post(session, post_id, text, by=by, now=now)
                said = Notification(
                    _("Đã gửi duyệt lại bài %(number)s. Người duyệt thấy bài ở đầu trang này.", number=post_id)
                )
            case "gop-y":
                comment_on(session, post_id, text, by=by, now=now)
                said = Notification(_("Đã ghi góp ý cho bài %(number)s.", number=post_id))
            case _:
                take_back_yes(session, post_id, person.staff, now=now)
                said = Notification(
                    _("Đã rút lại lượt duyệt của bạn cho bài %(number)s. Bài vẫn chờ duyệt.", number=post_id)
                )
        note_action(
            session,
            actor=by,
            action=NOTED.get(wish, ACTIONS[wish]),
            subject=f"post:{post_id}",
            now=now,
            unit_id=post.unit_id,
            fields=["loi"] if text.strip() else [],
        )
    return said
