"""Tài khoản của tôi: one's own password, second step, and the browsers in which one is signed in."""

from typing import Annotated, Literal

import segno
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from pydantic import Field

from distributor.errors import LoaError
from distributor.mail.chat_calls import WORD, accounts_to_write_to, called_until, end_chat, wish_chat
from distributor.mail.push import PushDevice, public_key, push_key
from distributor.mail.wishes import end_push, ways_of, wish_calls, wish_push
from distributor.models import CallWay, Staff
from distributor.sms_rules import answer_window
from distributor.staff.lockout import Failures
from distributor.staff.own_account import StepChange, change_password, change_second_step, sign_out_devices
from distributor.staff.passwords import check_password, hash_password, verify
from distributor.staff.second_step import codes_left, secret_of
from distributor.staff.sessions import count_failure, hash_of, lock_row, sessions_of
from distributor.staff.totp import enrolment_uri, in_groups
from distributor.staff.unit_settings import settings_in_force
from distributor.units import unit_names
from web.deciding import Number, SentForm
from web.devices import device_parts
from web.flash import Notification, on_with, page_for, refused
from web.language import _, words_of
from web.people import PASSWORD_PATH, SECOND_STEP_PATH, SignedInForOneself, Visitor, browser_of, know_browser
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/ca-nhan")
def show_account(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    with around.database.read() as session:
        ways = ways_of(session, person.staff.id or 0)
        devices = sessions_of(session, person.staff.id or 0, around.clock.now())
        left = codes_left(session, person.staff)
        to_write_to = accounts_to_write_to(session, person.unit_ids)
        unit = unit_names(session, [person.staff.unit_id]).get(person.staff.unit_id, "")
    values = {
        "unit": unit,
        "codes_left": left,
        "called": next((way for way in ways if way.way is CallWay.MAIL), None),
        "told": [(way, *device_parts(way.user_agent)) for way in ways if way.way is CallWay.PUSH],
        "chat": next((way for way in ways if way.way is CallWay.ZALO), None),
        "chat_until": next((called_until(way) for way in ways if way.way is CallWay.ZALO), None),
        "to_write_to": to_write_to,
        "chat_days": answer_window().days,
        "now": around.clock.now(),
        "word": WORD,
        "push_key": public_key(push_key(around.settings.home, around.database)),
        "devices": [(device, *device_parts(device.user_agent)) for device in devices],
        "this_device": hash_of(person.token),
    }
    return page_for(request, around, person, "my_account.html", values)


class DevicesForm(SentForm):
    """`viec`: "mot" signs out the browser `thiet_bi`, "khac" all but this one."""

    viec: Literal["mot", "khac"]
    thiet_bi: str = Field("?", min_length=1)


@router.post("/ca-nhan/thiet-bi")
def sign_out(
    around: Around, person: SignedInForOneself, form: Annotated[DevicesForm, Depends(DevicesForm.read)]
) -> Response:
    which = {"only": form.thiet_bi} if form.viec == "mot" else {"but": hash_of(person.token)}
    with around.database.write() as session:
        gone = sign_out_devices(session, person.acts(around), **which)
    words = _("Đã đăng xuất %(count)s thiết bị.", count=gone) if gone else _("Thiết bị đó đã đăng xuất từ trước.")
    return on_with(around, person, "/ca-nhan", Notification(words))


class CallForm(SentForm):
    """`thu`: where to; empty: nowhere."""

    thu: str = Field("", max_length=300)


@router.post("/ca-nhan/bao-duyet")
def set_calls(
    around: Around, person: SignedInForOneself, form: Annotated[CallForm, Depends(CallForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            wish_calls(session, person.acts(around), form.thu)
    except LoaError as error:
        return on_with(around, person, "/ca-nhan", refused(error))
    words = _("Từ nay có bài chờ duyệt, Loa gửi thư tới %(address)s.", address=form.thu.strip())
    return on_with(
        around, person, "/ca-nhan", Notification(words if form.thu.strip() else _("Đã tắt thư báo việc chờ duyệt."))
    )


class ChatForm(SentForm):
    """`viec`: "ma" gives a code to be written to the Official Account, "tat" ends what is tied."""

    viec: Literal["ma", "tat"]


@router.post("/ca-nhan/bao-zalo")
def set_chat(around: Around, person: SignedInForOneself, form: Annotated[ChatForm, Depends(ChatForm.read)]) -> Response:
    try:
        with around.database.write() as session:
            if form.viec == "tat":
                end_chat(session, person.acts(around))
                return on_with(around, person, "/ca-nhan", Notification(_("Đã tắt báo việc chờ duyệt qua Zalo.")))
            wish_chat(session, person.acts(around))
    except LoaError as error:
        return on_with(around, person, "/ca-nhan", refused(error))
    return on_with(around, person, "/ca-nhan#bao-zalo", Notification(_("Đã có mã. Hãy nhắn mã ấy từ Zalo của bạn.")))


class PushForm(SentForm):
    """`viec`: "bat" calls this browser, whose subscription is `diem`, `khoa` and `ma`; "tat" ends the calls `so`."""

    viec: Literal["bat", "tat"]
    diem: str = Field("", max_length=1000)
    khoa: str = Field("", max_length=200)
    ma: str = Field("", max_length=100)
    so: Number = 0


@router.post("/ca-nhan/bao-may")
def set_push(around: Around, person: SignedInForOneself, form: Annotated[PushForm, Depends(PushForm.read)]) -> Response:
    actor, here = person.acts(around), hash_of(person.token)
    try:
        with around.database.write() as session:
            if form.viec == "tat":
                end_push(session, actor, form.so)
            else:
                device = PushDevice(form.diem, form.khoa, form.ma)
                wish_push(session, actor, around.settings, around.vault, device, here)
    except LoaError as error:
        return on_with(around, person, "/ca-nhan", refused(error))
    words = _("Từ nay có bài chờ duyệt, thiết bị này hiện thông báo.")
    return on_with(
        around,
        person,
        "/ca-nhan",
        Notification(words if form.viec == "bat" else _("Đã tắt thông báo trên thiết bị đó.")),
    )


@router.get(PASSWORD_PATH)
def show_password(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    return _password_page(request, around, person)


class PasswordForm(SentForm):
    cu: str = ""
    moi: str = ""
    lai: str = ""


@router.post(PASSWORD_PATH)
def new_password(
    request: Request,
    around: Around,
    person: SignedInForOneself,
    form: Annotated[PasswordForm, Depends(PasswordForm.read)],
) -> Response:
    """Checking and hashing take long on purpose, so no transaction is open then."""
    if problem := _password_problem(around, person, form.cu):
        return _password_page(request, around, person, problem)
    try:
        check_password(form.moi, person.staff.login)
    except LoaError as error:
        return _password_page(request, around, person, words_of(error))
    if form.moi != form.lai:
        return _password_page(request, around, person, _("Hai lần nhập mật khẩu mới không giống nhau."))
    if form.moi == form.cu:
        return _password_page(request, around, person, _("Mật khẩu mới phải khác mật khẩu đang dùng."))
    hashed = hash_password(form.moi)
    try:
        with around.database.write() as session:
            change_password(session, person.acts(around), hashed, person.token)
    except LoaError as error:
        raise HTTPException(409, words_of(error)) from error
    done = Notification(_("Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất."))
    response = on_with(around, person, "/ca-nhan", done)
    with around.database.read() as session:
        staff = session.get_one(Staff, person.staff.id)
        know_browser(around, response, browser_of(request, around), staff, around.clock.now())
    return response


@router.get(SECOND_STEP_PATH)
def show_second_step(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    return _second_step_page(request, around, person)


class SecondStepForm(SentForm):
    """`viec`: "bat-dau" makes a secret, "xac-nhan" puts it into use with the code `ma`; with the password "ma-moi" and "tat"."""

    viec: Literal["bat-dau", "xac-nhan", "ma-moi", "tat"]
    ma: str = ""
    mat_khau: str = ""


STEP_CHANGES: dict[str, StepChange] = {"bat-dau": "begin", "xac-nhan": "confirm", "ma-moi": "renew", "tat": "off"}


@router.post(SECOND_STEP_PATH)
def second_step(
    request: Request,
    around: Around,
    person: SignedInForOneself,
    form: Annotated[SecondStepForm, Depends(SecondStepForm.read)],
) -> Response:
    change = STEP_CHANGES[form.viec]
    if change in ("renew", "off") and (problem := _password_problem(around, person, form.mat_khau)):
        return _second_step_page(request, around, person, problem)
    vault = around.vault
    try:
        with around.database.write() as session:
            codes = change_second_step(session, person.acts(around), change, vault, code=form.ma, here=person.token)
    except LoaError as error:
        return _second_step_page(request, around, person, words_of(error))
    if codes:
        return page_for(request, around, person, "recovery_codes.html", {"codes": codes})
    if change == "off":
        return on_with(around, person, "/ca-nhan", Notification(_("Đã tắt xác minh hai bước.")))
    return on_with(around, person, SECOND_STEP_PATH, Notification(_("Đã tạo mã bí mật. Hãy quét mã dưới đây.")))


def _password_problem(around: Surroundings, person: Visitor, password: str) -> str:
    """Empty if it is this person's. A wrong one counts as at the sign-in: a browser left open is no place to guess."""
    now, right = around.clock.now(), verify(person.staff.password_hash, password)
    with around.database.write() as session:
        staff = session.get_one(Staff, person.staff.id)
        # Whether it is locked is asked last: of a hundred guesses at once all but the first few find that it is.
        lock_row(session, staff)
        if Failures(staff.failed_signins, staff.locked_until).wait(now):
            return _("Đã nhập sai nhiều lần. Hãy đợi ít phút rồi thử lại.")
        if right and staff.password_hash == person.staff.password_hash:
            return ""
        count_failure(session, staff, now)
    return _("Mật khẩu đang dùng không đúng.")


def _password_page(request: Request, around: Surroundings, person: Visitor, problem: str = "") -> HTMLResponse:
    return page_for(request, around, person, "password.html", {"problem": problem}, status=400 if problem else 200)


def _second_step_page(request: Request, around: Surroundings, person: Visitor, problem: str = "") -> HTMLResponse:
    with around.database.read() as session:
        staff = session.get_one(Staff, person.staff.id)
        left = codes_left(session, staff)
        demanded = settings_in_force(session, staff.unit_id).demands_second_factor(staff)
    in_use = staff.totp_since is not None
    secret = "" if in_use else secret_of(staff, around.vault)
    values = {
        "problem": problem,
        "in_use_since": staff.totp_since,
        "codes_left": left,
        "demanded": demanded,
        "secret": in_groups(secret),
        "qr": _qr(enrolment_uri(secret, staff.login)) if secret else "",
    }
    return page_for(request, around, person, "second_step.html", values, status=400 if problem else 200)


def _qr(text: str) -> Markup:
    """Draw a QR code as a picture in the page itself: the secret stands in no address and in no cache."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - made of squares; the text stands in it only as such
