"""Signing in and out: `/dang-nhap`, the second step `/dang-nhap/ma`, `/dang-xuat`."""

import math
import secrets
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from distributor.staff.beginning import is_begun
from distributor.staff.second_step import take_code
from distributor.staff.sessions import (
    NeedsCode,
    Refused,
    SignedIn,
    find_login,
    half_way,
    leave,
    look_up,
    note_attempt,
    settle,
)
from web.client_address import address_of
from web.errors import error_answer
from web.forms import Form, form_token, is_our_form, local_path
from web.language import _, ngettext
from web.pages import page
from web.people import SESSION_COOKIE, person_of
from web.surroundings import Around, Surroundings

router = APIRouter()

FORM_COOKIE = "loa_form"
"""A secret of the browser before anybody is signed in, from which its forms take their token."""
HALF_WAY_COOKIE = "loa_buoc_hai"
"""Whose password was right; it opens nothing but the second step."""


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
    now, address = around.clock.now(), address_of(request, around.trusted_proxies)
    with around.database.write() as session:
        outcome = settle(session, answer, now, request.headers.get("user-agent", ""))
        note_attempt(session, find_login(session, login), outcome, now, "password", address=address)
    if isinstance(outcome, Refused):
        wrong = _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.")
        problem, status, headers = _refusal(outcome, wrong)
        response = _form(request, around, next=next_path, login=login, problem=problem, status=status)
        response.headers.update(headers)
        return response
    if isinstance(outcome, NeedsCode):
        response = RedirectResponse("/dang-nhap/ma", 303, {"Cache-Control": "no-store"})
        kept = f"{outcome.token} {local_path(next_path)}".encode().hex()
        response.set_cookie(HALF_WAY_COOKIE, kept, httponly=True, samesite="strict", secure=around.is_https)
        return response
    return _welcome(around, outcome, next_path, now)


@router.get("/dang-nhap/ma")
def show_second_step(request: Request, around: Around) -> Response:
    token, _next_path = _half_way(request)
    with around.database.read() as session:
        staff = half_way(session, token, around.clock.now()) if token else None
    return _code_form(around, token) if staff is not None else _begin_anew()


@router.post("/dang-nhap/ma")
def do_second_step(request: Request, around: Around, form: Form) -> Response:
    token, next_path = _half_way(request)
    if not token:
        return _begin_anew()
    if not is_our_form(request, form, token):
        return _code_form(around, token, problem=_("Biểu mẫu đã cũ. Hãy nhập mã lần nữa."), status=403)
    now, vault = around.clock.now(), around.vault
    with around.database.write() as session:
        staff = half_way(session, token, now)
        outcome = take_code(session, token, form.get("ma", ""), vault, now, request.headers.get("user-agent", ""))
        note_attempt(session, staff, outcome, now, "totp", address=address_of(request, around.trusted_proxies))
    if outcome is None:
        return _begin_anew()
    if isinstance(outcome, Refused):
        wrong = _("Mã không đúng, đã hết hạn hoặc đã dùng. Hãy nhập mã đang hiện trên điện thoại.")
        problem, status, headers = _refusal(outcome, wrong)
        response = _code_form(around, token, problem=problem, status=status)
        response.headers.update(headers)
        return response
    response = _welcome(around, outcome, next_path, now)
    response.delete_cookie(HALF_WAY_COOKIE)
    return response


@router.post("/dang-xuat")
def do_sign_out(request: Request, around: Around, form: Form) -> Response:
    token = request.cookies.get(SESSION_COOKIE)
    if token and not is_our_form(request, form, token):
        return error_answer(request, 403, text=_("Biểu mẫu đã cũ. Hãy tải lại trang rồi đăng xuất lần nữa."))
    if token:
        with around.database.write() as session:
            leave(session, token, around.clock.now(), address=address_of(request, around.trusted_proxies))
    response = RedirectResponse("/dang-nhap", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(SESSION_COOKIE)
    return response


def _welcome(around: Surroundings, signed_in: SignedIn, next_path: str, now: datetime) -> Response:
    response = RedirectResponse(local_path(next_path), 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        max_age=int((signed_in.expires_at - now).total_seconds()),
        httponly=True,
        samesite="lax",
        secure=around.is_https,
    )
    response.delete_cookie(FORM_COOKIE)
    return response


def _refusal(refused: Refused, wrong: str) -> tuple[str, int, dict[str, str]]:
    """Words, status and headers."""
    if refused.reason == "wrong":
        return wrong, 401, {}
    seconds = max(math.ceil(refused.wait.total_seconds()), 1)
    minutes = math.ceil(seconds / 60)
    wait = (
        ngettext("%(num)s giây", "%(num)s giây", seconds, num=seconds)
        if seconds < 60
        else ngettext("%(num)s phút", "%(num)s phút", minutes, num=minutes)
    )
    problem = _("Đã nhập sai nhiều lần nên việc đăng nhập tạm dừng. Hãy đợi %(wait)s rồi thử lại.", wait=wait)
    return problem, 429, {"Retry-After": str(seconds)}


def _half_way(request: Request) -> tuple[str, str]:
    """The token of whoever is half-way in, and where they wanted to go."""
    try:
        token, _space, next_path = bytes.fromhex(request.cookies.get(HALF_WAY_COOKIE, "")).decode().partition(" ")
    except ValueError:
        return "", "/"
    return token, next_path or "/"


def _begin_anew() -> Response:
    response = RedirectResponse("/dang-nhap", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(HALF_WAY_COOKIE)
    return response


def _code_form(around: Surroundings, token: str, *, problem: str = "", status: int = 200) -> Response:
    values = {"problem": problem, "form_token": form_token(token)}
    return page("sign_in_code.html", around.settings, values, status=status)


def _form(
    request: Request, around: Surroundings, *, next: str, login: str = "", problem: str = "", status: int = 200
) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    values = {"next": local_path(next), "login": login[:80], "problem": problem, "form_token": form_token(secret)}
    response = page("sign_in.html", around.settings, {**values, "nobody_yet": _nobody_yet(around)}, status=status)
    response.set_cookie(FORM_COOKIE, secret, httponly=True, samesite="strict", secure=around.is_https)
    return response


def _nobody_yet(around: Surroundings) -> bool:
    """Of a real home before `loa init`; the demo makes its people itself."""
    if around.settings.values.sandbox:
        return False
    with around.database.read() as session:
        return not is_begun(session)
