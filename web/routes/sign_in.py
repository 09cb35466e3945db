"""Signing in and out: `/dang-nhap`, `/dang-xuat`."""

import math
import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from distributor.staff.sessions import LIFETIME, Refused, look_up, settle, sign_out
from web.errors import error_answer
from web.forms import Form, form_token, is_our_form, local_path
from web.language import _, ngettext
from web.pages import page
from web.people import SESSION_COOKIE, person_of
from web.surroundings import Around, Surroundings

router = APIRouter()

FORM_COOKIE = "loa_form"
"""A secret of the browser before anybody is signed in, from which its forms take their token."""


@router.get("/dang-nhap")
def show_sign_in(request: Request, around: Around, next: str = "/") -> Response:
    if person_of(request, around) is not None:
        return RedirectResponse(local_path(next), 303)
    return _form(request, around, next=next)


@router.post("/dang-nhap")
def do_sign_in(request: Request, around: Around, form: Form) -> Response:
    """The same words, code and time whether the login exists, is wrong, or belongs to somebody who may no longer work."""
    login, next_path = form.get("ten", ""), form.get("next", "/")
    if not is_our_form(request, form, request.cookies.get(FORM_COOKIE)):
        problem = _("Biểu mẫu đã cũ hoặc trình duyệt không nhận cookie. Hãy đăng nhập lại tại đây.")
        return _form(request, around, next=next_path, login=login, problem=problem, status=403)
    with around.database.read() as session:
        challenge = look_up(session, login)
    answer = challenge.answer(form.get("mat_khau", ""))
    with around.database.write() as session:
        outcome = settle(session, answer, around.clock.now(), request.headers.get("user-agent", ""))
    if isinstance(outcome, Refused):
        return _refusal(request, around, outcome, login=login, next_path=next_path)
    response = RedirectResponse(local_path(next_path), 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        SESSION_COOKIE,
        outcome.token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=around.is_https,
    )
    response.delete_cookie(FORM_COOKIE)
    return response


@router.post("/dang-xuat")
def do_sign_out(request: Request, around: Around, form: Form) -> Response:
    token = request.cookies.get(SESSION_COOKIE)
    if token and not is_our_form(request, form, token):
        return error_answer(request, 403, text=_("Biểu mẫu đã cũ. Hãy tải lại trang rồi đăng xuất lần nữa."))
    if token:
        with around.database.write() as session:
            sign_out(session, token)
    response = RedirectResponse("/dang-nhap", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(SESSION_COOKIE)
    return response


def _refusal(request: Request, around: Surroundings, refused: Refused, *, login: str, next_path: str) -> Response:
    if refused.reason == "wrong":
        problem = _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.")
        return _form(request, around, next=next_path, login=login, problem=problem, status=401)
    seconds = max(math.ceil(refused.wait.total_seconds()), 1)
    minutes = math.ceil(seconds / 60)
    wait = (
        ngettext("%(num)s giây", "%(num)s giây", seconds, num=seconds)
        if seconds < 60
        else ngettext("%(num)s phút", "%(num)s phút", minutes, num=minutes)
    )
    problem = _("Đã nhập sai nhiều lần nên việc đăng nhập tạm dừng. Hãy đợi %(wait)s rồi thử lại.", wait=wait)
    response = _form(request, around, next=next_path, login=login, problem=problem, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _form(
    request: Request, around: Surroundings, *, next: str, login: str = "", problem: str = "", status: int = 200
) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    values = {"next": local_path(next), "login": login[:80], "problem": problem, "form_token": form_token(secret)}
    response = page("sign_in.html", around.settings, values, status=status)
    response.set_cookie(FORM_COOKIE, secret, httponly=True, samesite="strict", secure=around.is_https)
    return response
