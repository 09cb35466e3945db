"""Following by e-mail, without an account: asked for, confirmed by the mail's link, ended by one click; changed on `/thu/…`.

A look at a link changes nothing, for programs look at all of them; a button, or the mail program's one click, does.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.mail.follower_mail import CHOOSES, confirming_code
from distributor.mail.followers import confirm, end_following, sign_up
from distributor.models import MailFollower, MailFollowerState
from distributor.phone_numbers import Numbers
from distributor.report.citizen_lists import topic_pages
from distributor.signed_codes import number_of_code, signed_code
from web.citizens import house_name, pay, private_answer, sent_by_citizen
from web.forms import FilledForm
from web.language import _, mark, words_of
from web.routes.preferences import chosen_topics
from web.surroundings import Around, Surroundings

router = APIRouter()
SIGN_UP = "/dang-ky-thu"
WORDING = mark(
    "Tôi đồng ý nhận thư tóm tắt quy định mới mỗi tuần tại địa chỉ này. Địa chỉ được mã hóa, chỉ dùng để gửi thư; "
    "tôi ngừng nhận bất cứ lúc nào và địa chỉ bị xóa."
)


@router.get(SIGN_UP)
def show_sign_up(request: Request, around: Around, xong: str = "", chu_de: str = "") -> Response:
    return _form(request, around, {f"muc-{chu_de}": "1"} if chu_de else {}, is_done=xong == "1")


class FollowForm(FilledForm):
    """`muc-TOPIC`: ticked topics."""

    dong_y: str = ""
    thu: str = ""


@router.post(SIGN_UP)
def ask(request: Request, around: Around, form: Annotated[FollowForm, Depends(FollowForm.read)]) -> Response:
    """The same answer whether the address is known, new or somebody else's."""
    sent_by_citizen(request)
    pay(request, around, around.budgets.sign_ups)
    if not form.dong_y:
        return _form(request, around, form.sent, problem=_("Hãy đánh dấu đồng ý nhận thư."), status=400)
    try:
        numbers = Numbers(around.vault)
        with around.database.write() as session:
            sign_up(
                session,
                around.settings,
                numbers,
                form.thu,
                chosen_topics(form),
                _(WORDING),
                around.clock.now(),
            )
    except LoaError as error:
        return _form(request, around, form.sent, problem=words_of(error), status=400)
    return RedirectResponse(f"{SIGN_UP}?xong=1", 303, {"Cache-Control": "no-store"})


@router.get("/thu/xac-nhan/{code}")
def show_confirmation(request: Request, around: Around, code: str) -> Response:
    with around.database.read() as session:
        _to_confirm(around, session, code)
        values = {"house": house_name(session), "code": code}
    return private_answer(request, around, "citizen_mail_confirm.html", values)


@router.post("/thu/xac-nhan/{code}")
def do_confirm(request: Request, around: Around, code: str) -> Response:
    sent_by_citizen(request)
    pay(request, around, around.budgets.codes)
    with around.database.write() as session:
        follower = _to_confirm(around, session, code)
        confirm(session, follower.id or 0, around.clock.now())
        place = signed_code(around.secret(), CHOOSES, follower.id or 0)
    return RedirectResponse(f"/thu/{place}?xong=thu", 303, {"Cache-Control": "no-store"})


def _to_confirm(around: Surroundings, session: Session, code: str) -> MailFollower:
    """404 for a forged code, and for one of an asking that is over."""
    said = code.partition("-")[0]
    follower = session.get(MailFollower, int(said)) if said.isascii() and said.isdigit() and len(said) < 10 else None
    if follower is None or follower.state is MailFollowerState.ENDED:
        raise HTTPException(404)
    if confirming_code(around.secret(), follower) != code:
        raise HTTPException(404)
    return follower


@router.post("/thu/{code}/ngung")
def one_click(around: Around, code: str) -> Response:
    """RFC 8058: what a mail program sends when its reader presses "unsubscribe"; from anywhere, without a page of ours."""
    with around.database.write() as session:
        end_following(session, _known(around, code), around.clock.now())
    return Response(
        _("Đã ngừng gửi thư."), media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


@router.get("/thu/{code}/ngung")
def show_one_click(around: Around, code: str) -> Response:
    """Show, for a person who opens that address: the page with the button."""
    _known(around, code)
    return RedirectResponse(f"/thu/{code}", 303, {"Cache-Control": "no-store"})


def _known(around: Surroundings, code: str) -> int:
    number = number_of_code(around.secret(), CHOOSES, code)
    if number is None:
        raise HTTPException(404)
    return number


def _form(
    request: Request,
    around: Surroundings,
    typed: dict[str, str],
    *,
    problem: str = "",
    is_done: bool = False,
    status: int = 200,
) -> Response:
    with around.database.read() as session:
        house = house_name(session)
    values = {"house": house, "typed": typed, "problem": problem, "is_done": is_done}
    values |= {"topics": topic_pages(), "wording": _(WORDING)}
    return private_answer(request, around, "citizen_mail.html", values, status=status)
