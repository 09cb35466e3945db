"""`/dang-ky-tin`: news of chosen topics by SMS, without an account: a number, the code that is sent to it, and what is agreed to.

What is agreed to is asked with the code, so that nobody's yes is kept but that of who holds the telephone.
"""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from distributor.broadcast.preferences import path_of
from distributor.broadcast.sign_up import CodeVerdict, ask_code, offices_by_sms, prove, sign_up_proved
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.lookup.followed import topics_to_choose
from distributor.models import SmsAsking
from distributor.phone_numbers import Numbers, masked
from distributor.signed_codes import number_of_code, signed_code
from distributor.sms_rules import code_rules
from distributor.units import unit_names
from web.citizens import house_name, pay, private_answer, sent_by_citizen
from web.client_address import address_of
from web.forms import FilledForm
from web.language import _, mark, words_of
from web.surroundings import Around, Surroundings

router = APIRouter()
SIGN_UP, CODE = "/dang-ky-tin", "/dang-ky-tin/{code}"
PURPOSE = "sms asking"
WORDING = mark(
    "Tôi đồng ý nhận tin nhắn về quy định mới tại số này. Số được mã hóa, chỉ dùng để gửi tin; "
    "tôi ngừng nhận bất cứ lúc nào bằng cách nhắn HUY hoặc trên trang của mình."
)


@router.get(SIGN_UP)
def show_sign_up(request: Request, around: Around, chu_de: str = "") -> Response:
    return _form(request, around, {"chu_de": chu_de})


class NumberForm(FilledForm):
    so: str = ""
    co_quan: str = ""
    chu_de: str = ""


class CodeForm(FilledForm):
    """`muc-TOPIC`: ticked topics."""

    ma: str = ""
    dong_y: str = ""


@router.post(SIGN_UP)
def ask(request: Request, around: Around, form: Annotated[NumberForm, Depends(NumberForm.read)]) -> Response:
    """The same answer whether the number is known, new, opted out or is somebody else's."""
    sent_by_citizen(request)
    pay(request, around, around.budgets.sign_ups)
    try:
        numbers = Numbers(around.vault)
        with around.database.write() as session:
            offices = [f"{one.account_id}" for one in offices_by_sms(session)]
            chosen = form.co_quan if form.co_quan in offices else next(iter(offices), "")
            if not chosen:
                raise HTTPException(404)
            typed, secret = form.so[:60], around.secret()
            asking = ask_code(session, int(chosen), typed, numbers, secret, around.clock.now())
            place = signed_code(secret, PURPOSE, asking.id or 0)
    except LoaError as error:
        return _form(request, around, form.sent, problem=words_of(error), status=400)
    known = f"?chu_de={form.chu_de}" if form.chu_de in _slugs() else ""
    return RedirectResponse(f"{SIGN_UP}/{place}{known}", 303, {"Cache-Control": "no-store"})


@router.get(CODE)
def show_code(request: Request, around: Around, code: str, chu_de: str = "") -> Response:
    return _code_form(request, around, code, {f"muc-{chu_de}": "1"} if chu_de else {})


@router.post(CODE)
def type_code(
    request: Request, around: Around, code: str, form: Annotated[CodeForm, Depends(CodeForm.read)]
) -> Response:
    sent_by_citizen(request)
    if not form.dong_y:
        return _code_form(request, around, code, form.sent, problem=_("Hãy đánh dấu đồng ý nhận tin."), status=400)
    pay(request, around, around.budgets.codes)
    now, secret, numbers = around.clock.now(), around.secret(), Numbers(around.vault)
    ticked = form.ticked("muc-")
    keys = {f"topic:{slug}" for slug in _slugs() if slug in ticked}
    with around.database.write() as session:
        asking_id = _known(around, session, code).id or 0
        verdict = prove(session, asking_id, form.ma[:20], secret, now)
        if verdict is CodeVerdict.RIGHT:
            around.budgets.codes.give_back(address_of(request, around.trusted_proxies))
            person = sign_up_proved(session, asking_id, numbers, keys, _(WORDING), now)
            page = path_of(person.id or 0, secret, now.astimezone(VIETNAM).date())
    if verdict is CodeVerdict.RIGHT:
        return RedirectResponse(f"{page}?xong=1", 303, {"Cache-Control": "no-store"})
    problem = (
        _("Mã không đúng. Hãy xem lại tin nhắn.")
        if verdict is CodeVerdict.WRONG
        else _("Mã này không còn dùng được. Hãy xin mã mới.")
    )
    return _code_form(request, around, code, form.sent, problem=problem, status=400)


def _slugs() -> list[str]:
    return [topic.key.partition(":")[2] for topic in topics_to_choose()]


def _known(around: Surroundings, session: Session, code: str) -> SmsAsking:
    number = number_of_code(around.secret(), PURPOSE, code)
    asking = session.get(SmsAsking, number) if number is not None else None
    if asking is None:
        raise HTTPException(404)
    return asking


def _form(
    request: Request, around: Surroundings, typed: dict[str, str], *, problem: str = "", status: int = 200
) -> Response:
    with around.database.read() as session:
        values = {"house": house_name(session), "offices": offices_by_sms(session), "typed": typed, "problem": problem}
    return private_answer(request, around, "citizen_sms.html", values, status=status)


def _code_form(
    request: Request,
    around: Surroundings,
    code: str,
    typed: dict[str, str],
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    rules = code_rules()
    with around.database.read() as session:
        asking = _known(around, session, code)
        values = {
            "house": house_name(session),
            "office": unit_names(session, [asking.unit_id]).get(asking.unit_id, ""),
            "number": masked(Numbers(around.vault).open(asking.number_sealed)),
            "code": code,
            "typed": typed,
            "problem": problem,
            "wording": _(WORDING),
            "minutes": rules.lasts // timedelta(minutes=1),
            "most": rules.number_a_day,
            "topics": [(topic.key.partition(":")[2], topic.name) for topic in topics_to_choose()],
        }
    return private_answer(request, around, "citizen_sms_code.html", values, status=status)
