"""Tài khoản của tôi: one's own password, second step, and the browsers in which one is signed in."""

from collections.abc import Sequence

import segno
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.models import Staff
from distributor.staff.lockout import Failures
from distributor.staff.passwords import check_password, hash_password, verify
from distributor.staff.second_step import begin, codes_left, confirm, renew_recovery_codes, secret_of, turn_off
from distributor.staff.sessions import count_failure, end_sessions, hash_of, lock_row, sessions_of
from distributor.staff.totp import enrolment_uri, in_groups
from distributor.staff.unit_settings import settings_in_force
from distributor.units import unit_names
from distributor.vault import open_vault
from web.deciding import check_form, note
from web.devices import device_parts
from web.flash import Notification, on_with, page_for
from web.forms import Form
from web.language import _, words_of
from web.people import PASSWORD_PATH, SECOND_STEP_PATH, SignedInForOneself, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/ca-nhan")
def show_account(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    with around.database.read() as session:
        devices = sessions_of(session, person.staff.id or 0, around.clock.now())
        left = codes_left(session, person.staff)
        unit = unit_names(session, [person.staff.unit_id]).get(person.staff.unit_id, "")
    values = {
        "unit": unit,
        "codes_left": left,
        "devices": [(device, *device_parts(device.user_agent)) for device in devices],
        "this_device": hash_of(person.token),
    }
    return page_for(request, around, person, "my_account.html", values)


@router.post("/ca-nhan/thiet-bi")
def sign_out_devices(request: Request, around: Around, person: SignedInForOneself, form: Form) -> Response:
    """`viec`: "mot" signs out the browser `thiet_bi`, "khac" all but this one."""
    check_form(request, form)
    here, wish, now = hash_of(person.token), form.get("viec"), around.clock.now()
    with around.database.write() as session:
        # Those that the list shows: a sign-in that still awaits its code ends as well, and was never a device to the reader.
        shown = {device.token_hash for device in sessions_of(session, person.staff.id or 0, now)}
        if wish == "mot":
            ended = end_sessions(session, person.staff.id or 0, only=form.get("thiet_bi", "?"))
        elif wish == "khac":
            ended = end_sessions(session, person.staff.id or 0, but=here)
        else:
            raise HTTPException(400)
        left = {device.token_hash for device in sessions_of(session, person.staff.id or 0, now)}
        if ended:
            note(session, person, "end_sessions", f"staff:{person.staff.id}", now)
    gone = len(shown - left)
    words = _("Đã đăng xuất %(count)s thiết bị.", count=gone) if gone else _("Thiết bị đó đã đăng xuất từ trước.")
    return on_with(around, person, "/ca-nhan", Notification(words))


@router.get(PASSWORD_PATH)
def show_password(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    return _password_page(request, around, person)


@router.post(PASSWORD_PATH)
def change_password(request: Request, around: Around, person: SignedInForOneself, form: Form) -> Response:
    """Checking and hashing take long on purpose, so no transaction is open then."""
    check_form(request, form)
    old, new = form.get("cu", ""), form.get("moi", "")
    if problem := _password_problem(around, person, old):
        return _password_page(request, around, person, problem)
    try:
        check_password(new, person.staff.login)
    except LoaError as error:
        return _password_page(request, around, person, words_of(error))
    if new != form.get("lai", ""):
        return _password_page(request, around, person, _("Hai lần nhập mật khẩu mới không giống nhau."))
    if new == old:
        return _password_page(request, around, person, _("Mật khẩu mới phải khác mật khẩu đang dùng."))
    hashed = hash_password(new)
    with around.database.write() as session:
        staff = session.get_one(Staff, person.staff.id)
        if staff.password_hash != person.staff.password_hash:
            raise HTTPException(409, _("Mật khẩu vừa được đổi ở nơi khác. Hãy đăng nhập lại."))
        staff.password_hash, staff.must_change_password = hashed, False
        session.add(staff)
        end_sessions(session, staff.id or 0, but=hash_of(person.token))
        note(session, person, "password", f"staff:{staff.id}", around.clock.now(), fields=("password_hash",))
    return on_with(around, person, "/ca-nhan", Notification(_("Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.")))


@router.get(SECOND_STEP_PATH)
def show_second_step(request: Request, around: Around, person: SignedInForOneself) -> HTMLResponse:
    return _second_step_page(request, around, person)


@router.post(SECOND_STEP_PATH)
def change_second_step(request: Request, around: Around, person: SignedInForOneself, form: Form) -> Response:
    """`viec`: "bat-dau" makes a secret, "xac-nhan" puts it into use; with the password "ma-moi" and "tat"."""
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ("bat-dau", "xac-nhan", "ma-moi", "tat"):
        raise HTTPException(400)
    if wish in ("ma-moi", "tat") and (problem := _password_problem(around, person, form.get("mat_khau", ""))):
        return _second_step_page(request, around, person, problem)
    try:
        with around.database.write() as session:
            codes = _do_second_step(session, around, session.get_one(Staff, person.staff.id), person, form)
    except LoaError as error:
        return _second_step_page(request, around, person, words_of(error))
    if codes:
        return page_for(request, around, person, "recovery_codes.html", {"codes": codes})
    if wish == "tat":
        return on_with(around, person, "/ca-nhan", Notification(_("Đã tắt xác minh hai bước.")))
    return on_with(around, person, SECOND_STEP_PATH, Notification(_("Đã tạo mã bí mật. Hãy quét mã dưới đây.")))


def _do_second_step(
    session: Session, around: Surroundings, staff: Staff, person: Visitor, form: dict[str, str]
) -> Sequence[str]:
    """Answers with recovery codes to be shown once, if there are new ones. Raises LoaError."""
    now, vault, codes = around.clock.now(), open_vault(around.settings.home), list[str]()
    action, fields = "", ("totp_sealed",)
    match form["viec"]:
        case "bat-dau":
            begin(session, staff, vault)
        case "xac-nhan":
            codes, action = confirm(session, staff, form.get("ma", ""), vault, now), "second_step"
            end_sessions(session, staff.id or 0, but=hash_of(person.token))
        case "ma-moi":
            if staff.totp_since is None:
                raise LoaError(_("Chưa bật xác minh hai bước."))
            codes, action, fields = renew_recovery_codes(session, staff), "recovery_codes", ("recovery_code",)
        case _:
            if settings_in_force(session, staff.unit_id).demands_second_factor(staff):
                raise LoaError(_("Đơn vị bắt buộc xác minh hai bước với vai trò của bạn, nên không tắt được."))
            turn_off(session, staff)
            action = "second_step_off"
    if action:
        note(session, person, action, f"staff:{staff.id}", now, fields=fields)
    return codes


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
    secret = "" if in_use else secret_of(staff, open_vault(around.settings.home))
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
    """As a picture in the page itself: the secret stands in no address and in no cache."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - made of squares; the text stands in it only as such
