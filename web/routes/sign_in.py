"""Signing in and out: `/dang-nhap`, the second step `/dang-nhap/ma`, `/dang-xuat`."""

import math
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from distributor.models import Staff
from distributor.staff.beginning import is_begun
from distributor.staff.devices import Browser
from distributor.staff.second_step import take_code
from distributor.staff.sessions import (
    NeedsCode,
    Refused,
    SignedIn,
    find_login,
    half_way,
    is_known,
    leave,
    look_up,
    note_attempt,
    settle,
)
from web.client_address import address_of
from web.cookies import cookie, drop_cookie, set_cookie
from web.errors import error_answer
from web.forms import FilledForm, form_token, is_our_form, local_path
from web.kept_pages import FORGET, HEADER
from web.language import _, ngettext
from web.pages import page
from web.people import SESSION_COOKIE, browser_of, know_browser, person_of
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


class SignInForm(FilledForm):
    ten: str = ""
    mat_khau: str = ""
    next: str = "/"


class SignInCodeForm(FilledForm):
    ma: str = ""


@router.post("/dang-nhap")
def do_sign_in(request: Request, around: Around, form: Annotated[SignInForm, Depends(SignInForm.read)]) -> Response:
    """The same words, code and time whether the login exists, is wrong, or belongs to somebody who may no longer work."""
    login, next_path = form.ten, form.next
    if not is_our_form(request, form.sent, cookie(request, FORM_COOKIE)):
        problem = _("Biểu mẫu đã cũ hoặc trình duyệt không nhận cookie. Hãy đăng nhập lại tại đây.")
        return _form(request, around, next=next_path, login=login, problem=problem, status=403)
    now, address = around.clock.now(), address_of(request, around.trusted_proxies)
    browser = browser_of(request, around)
    with around.database.read() as session:
        challenge, known = look_up(session, login), is_known(session, login, browser, now)
    if not known and (wait := around.sign_ins.take(address, now)):
        return _not_yet(request, around, Refused("locked", wait, counted=False), login, next_path)
    answer = challenge.answer(form.mat_khau)
    with around.database.write() as session:
        outcome = settle(session, answer, now, request.headers.get("user-agent", ""), browser)
        note_attempt(session, find_login(session, login), outcome, now, "password", address=address)
    if isinstance(outcome, Refused):
        return _not_yet(request, around, outcome, login, next_path)
    if not known:
        around.sign_ins.give_back(address)
    if isinstance(outcome, NeedsCode):
        response = RedirectResponse("/dang-nhap/ma", 303, {"Cache-Control": "no-store"})
        kept = f"{outcome.token} {local_path(next_path)}".encode().hex()
        set_cookie(around, response, HALF_WAY_COOKIE, kept, samesite="strict")
        return response
    return _welcome(around, outcome, next_path, now, browser)


@router.get("/dang-nhap/ma")
def show_second_step(request: Request, around: Around) -> Response:
    token, _next_path = _half_way(request)
    with around.database.read() as session:
        staff = half_way(session, token, around.clock.now()) if token else None
    return _code_form(around, token) if staff is not None else _begin_anew(around)


@router.post("/dang-nhap/ma")
def do_second_step(
    request: Request, around: Around, form: Annotated[SignInCodeForm, Depends(SignInCodeForm.read)]
) -> Response:
    token, next_path = _half_way(request)
    if not token:
        return _begin_anew(around)
    if not is_our_form(request, form.sent, token):
        return _code_form(around, token, problem=_("Biểu mẫu đã cũ. Hãy nhập mã lần nữa."), status=403)
    now, vault, browser = around.clock.now(), around.vault, browser_of(request, around)
    with around.database.write() as session:
        staff = half_way(session, token, now)
        agent = request.headers.get("user-agent", "")
        outcome = take_code(session, token, form.ma, vault, now, agent, browser)
        note_attempt(session, staff, outcome, now, "totp", address=address_of(request, around.trusted_proxies))
    if outcome is None:
        return _begin_anew(around)
    if isinstance(outcome, Refused):
        wrong = _("Mã không đúng, đã hết hạn hoặc đã dùng. Hãy nhập mã đang hiện trên điện thoại.")
        problem, status, headers = _refusal(outcome, wrong)
        response = _code_form(around, token, problem=problem, status=status)
        response.headers.update(headers)
        return response
    response = _welcome(around, outcome, next_path, now, browser)
    drop_cookie(around, response, HALF_WAY_COOKIE)
    return response


@router.post("/dang-xuat")
def do_sign_out(request: Request, around: Around, form: Annotated[FilledForm, Depends(FilledForm.read)]) -> Response:
    token = cookie(request, SESSION_COOKIE)
    if token and not is_our_form(request, form.sent, token):
        return error_answer(request, 403, text=_("Biểu mẫu đã cũ. Hãy tải lại trang rồi đăng xuất lần nữa."))
    if token:
        with around.database.write() as session:
            leave(session, token, around.clock.now(), address=address_of(request, around.trusted_proxies))
    response = RedirectResponse("/dang-nhap", 303, {"Cache-Control": "no-store"})
    drop_cookie(around, response, SESSION_COOKIE)
    return response


def _welcome(around: Surroundings, signed_in: SignedIn, next_path: str, now: datetime, browser: Browser) -> Response:
    response = RedirectResponse(local_path(next_path), 303, {"Cache-Control": "no-store"})
    lasts = int((signed_in.expires_at - now).total_seconds())
    set_cookie(around, response, SESSION_COOKIE, signed_in.token, max_age=lasts)
    with around.database.read() as session:
        know_browser(around, response, browser, session.get_one(Staff, signed_in.staff_id), now)
    drop_cookie(around, response, FORM_COOKIE)
    return response


def _not_yet(request: Request, around: Surroundings, refused: Refused, login: str, next_path: str) -> Response:
    wrong = _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.")
    problem, status, headers = _refusal(refused, wrong)
    response = _form(request, around, next=next_path, login=login, problem=problem, status=status)
    response.headers.update(headers)
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
        token, _space, next_path = bytes.fromhex(cookie(request, HALF_WAY_COOKIE) or "").decode().partition(" ")
    except ValueError:
        return "", "/"
    return token, next_path or "/"


def _begin_anew(around: Surroundings) -> Response:
    response = RedirectResponse("/dang-nhap", 303, {"Cache-Control": "no-store"})
    drop_cookie(around, response, HALF_WAY_COOKIE)
    return response


def _code_form(around: Surroundings, token: str, *, problem: str = "", status: int = 200) -> Response:
    values = {"problem": problem, "form_token": form_token(token)}
    return page("sign_in_code.html", around.settings, values, status=status)


def _form(
    request: Request, around: Surroundings, *, next: str, login: str = "", problem: str = "", status: int = 200
) -> Response:
    secret = cookie(request, FORM_COOKIE) or secrets.token_urlsafe(32)
    values = {"next": local_path(next), "login": login[:80], "problem": problem, "form_token": form_token(secret)}
    response = page("sign_in.html", around.settings, {**values, "nobody_yet": _nobody_yet(around)}, status=status)
    response.headers[HEADER] = FORGET
    set_cookie(around, response, FORM_COOKIE, secret, samesite="strict")
    return response


def _nobody_yet(around: Surroundings) -> bool:
    """Return True of a real home before `loa init`; the demo makes its people itself."""
    if around.settings.values.sandbox:
        return False
    with around.database.read() as session:
        return not is_begun(session)
