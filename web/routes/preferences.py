"""What a person gets, chosen by themselves: `/nhan-tin/…` by the address that a message carried, `/thu/…` by that of a mail.

One page, and each address opens what it proves: who holds both may have both on it, and neither tells of the other.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from distributor.broadcast.preferences import choose, preferences_of, subscriber_of_path
from distributor.clock import VIETNAM
from distributor.mail.follower_mail import CHOOSES
from distributor.mail.followers import choose_topics, end_following
from distributor.models import MailFollower, MailFollowerState
from distributor.phone_numbers import Numbers
from distributor.report.citizen_lists import topic_pages
from distributor.signed_codes import number_of_code
from distributor.units import unit_names
from web.citizens import house_name, pay, private_answer, sent_by_citizen
from web.forms import FilledForm
from web.language import _
from web.surroundings import Around, Surroundings

router = APIRouter()
BY_SMS, BY_MAIL, JOIN = "/nhan-tin/{token}", "/thu/{code}", "/gop-lua-chon"
_SMS_LINK, _MAIL_LINK = re.compile(r"/nhan-tin/([0-9a-z-]{1,60})"), re.compile(r"/thu/([0-9a-z-]{1,60})")


@router.get(BY_SMS)
def show_by_sms(request: Request, around: Around, token: str, xong: str = "", thu: str = "") -> Response:
    return _page(request, around, token, thu, done=xong)


@router.get(BY_MAIL)
def show_by_mail(request: Request, around: Around, code: str, xong: str = "") -> Response:
    return _page(request, around, "", code, done=xong)


class PreferencesForm(FilledForm):
    """`muc-KEY`: ticked matters. `tin`, `thu`: what the page was opened with; `dan`: the address of the other, as pasted."""

    viec: str = ""
    tin: str = ""
    thu: str = ""
    dan: str = ""


@router.post(BY_SMS)
def change_by_sms(
    request: Request, around: Around, token: str, form: Annotated[PreferencesForm, Depends(PreferencesForm.read)]
) -> Response:
    """Change what a number gets. `viec` "ngung" opts out of everything. Whoever knows the address may; it is no browser's
    session."""
    now, numbers = around.clock.now(), Numbers(around.vault)
    with around.database.write() as session:
        subscriber = subscriber_of_path(session, token, around.secret(), now.astimezone(VIETNAM).date())
        if subscriber is None:
            return _page(request, around, token, "")
        chooses = form.viec == "chon"
        keys = list(form.ticked("muc-")) if chooses else []
        choose(session, subscriber, numbers, keys, now, everything=chooses and "tat_ca" in form.sent)
    return _back(token, form.thu, done="tin")


@router.post(BY_MAIL)
def change_by_mail(
    request: Request, around: Around, code: str, form: Annotated[PreferencesForm, Depends(PreferencesForm.read)]
) -> Response:
    sent_by_citizen(request)
    follower_id = number_of_code(around.secret(), CHOOSES, code)
    if follower_id is None:
        return _page(request, around, "", code)
    with around.database.write() as session:
        if form.viec == "ngung":
            end_following(session, follower_id, around.clock.now())
        else:
            choose_topics(session, follower_id, chosen_topics(form))
    return _back(form.tin, code, done="thu")


@router.post(JOIN)
def join(request: Request, around: Around, form: Annotated[PreferencesForm, Depends(PreferencesForm.read)]) -> Response:
    sent_by_citizen(request)
    pay(request, around, around.budgets.codes)
    pasted = form.dan[:500]
    by_sms, by_mail = _SMS_LINK.search(pasted), _MAIL_LINK.search(pasted)
    token = form.tin or (by_sms[1] if by_sms else "")
    code = form.thu or (by_mail[1] if by_mail else "")
    if _proves_number(around, token) and number_of_code(around.secret(), CHOOSES, code) is not None:
        return _back(token, code)
    problem = _("Không đọc được đường dẫn. Hãy chép nguyên cả đường dẫn trong tin nhắn hoặc trong thư.")
    return _page(request, around, form.tin, form.thu, problem=problem)


def chosen_topics(form: FilledForm) -> list[str]:
    ticked = form.ticked("muc-")
    return [one.label for one in topic_pages() if one.slug in ticked]


def _proves_number(around: Surroundings, token: str) -> bool:
    today = around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        return subscriber_of_path(session, token, around.secret(), today) is not None


def _back(token: str, code: str, done: str = "") -> Response:
    """Lead back to the page. What is no code of ours cannot leave our pages: it opens nothing."""
    known = [said if re.fullmatch(r"[0-9a-z-]{1,60}", said) else "" for said in (token, code)]
    asked = [f"xong={done}"] if done else []
    if known[0]:
        path, asked = f"/nhan-tin/{known[0]}", [*asked, *([f"thu={known[1]}"] if known[1] else [])]
    else:
        path = f"/thu/{known[1]}"
    return RedirectResponse("?".join([path, *(["&".join(asked)] if asked else [])]), 303, {"Cache-Control": "no-store"})


def _page(
    request: Request, around: Surroundings, token: str, code: str, *, done: str = "", problem: str = ""
) -> Response:
    numbers, today = Numbers(around.vault), around.clock.now().astimezone(VIETNAM).date()
    follower_id = number_of_code(around.secret(), CHOOSES, code)
    with around.database.read() as session:
        subscriber = subscriber_of_path(session, token, around.secret(), today)
        wishes = preferences_of(session, subscriber, numbers) if subscriber is not None else None
        follower = session.get(MailFollower, follower_id) if follower_id is not None else None
        if follower is not None and follower.state is MailFollowerState.ASKED:
            follower = None
        office = unit_names(session, [wishes.unit_id]).get(wishes.unit_id, "") if wishes is not None else ""
        house = house_name(session)
    values = {"wishes": wishes, "office": office, "house": house, "follower": follower, "topics": topic_pages()}
    values |= {"token": token if wishes else "", "code": code if follower else "", "done": done, "problem": problem}
    status = 404 if not (wishes or follower) else 400 if problem else 200
    return private_answer(request, around, "citizen_preferences.html", values, status=status)
