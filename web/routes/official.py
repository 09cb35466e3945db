"""Proof of officialness: the directory `/kenh-chinh-thuc`, its signed copy for programs, and `/kiem-tra`: is this ours?"""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from distributor.clock import VIETNAM
from distributor.errors import SettingsError
from distributor.mail.server import mail_server
from distributor.report.authenticity import LONGEST, MOST_LINKS, KnownAsOurs, judge, links_in
from distributor.report.official import directory, is_own_page, official_accounts, own_posts
from distributor.report.own_messages import is_own_message
from distributor.report.said_alike import said_alike
from distributor.report.signature import signed, signing_key, thumbprint
from distributor.settings import Settings
from web.citizens import citizen_answer, house_name, pay
from web.conditional import answer_bytes
from web.forms import FilledForm
from web.routes.news import words_shown
from web.surroundings import Around

router = APIRouter()
AN_HOUR = "public, max-age=3600"


@router.get("/kenh-chinh-thuc")
def show_directory(request: Request, around: Around) -> Response:
    with around.database.read() as session:
        accounts = official_accounts(session, around.settings.public_url)
        house = house_name(session)
    printed = thumbprint(signing_key(around.settings.home, around.database))
    values = {"accounts": accounts, "house": house, "thumbprint": printed}
    return citizen_answer(request, around, "citizen_official.html", values)


@router.get("/.well-known/official-accounts.json")
def show_signed_directory(request: Request, around: Around) -> Response:
    today = around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        accounts = official_accounts(session, around.settings.public_url)
    said = signed(
        directory(accounts, around.settings.public_url, today), signing_key(around.settings.home, around.database)
    )
    content = json.dumps(said, indent=1).encode()
    return answer_bytes(request, content, "application/json", cache_control=AN_HOUR)


@router.get("/kiem-tra")
def show_check(request: Request, around: Around) -> Response:
    with around.database.read() as session:
        house = house_name(session)
    return citizen_answer(request, around, "citizen_check.html", {"house": house, "pasted": "", "judged": None})


class PastedForm(FilledForm):
    tin: str = ""


@router.post("/kiem-tra")
def check(request: Request, around: Around, form: Annotated[PastedForm, Depends(PastedForm.read)]) -> Response:
    """Nothing of what was pasted is kept, in no address and no log: it may be a private message."""
    pay(request, around, around.budgets.checks)
    pasted, base = form.tin[:LONGEST], around.settings.public_url
    links = links_in(pasted)[:MOST_LINKS]
    today = around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        known = KnownAsOurs(
            public_url=base,
            accounts=official_accounts(session, base),
            page=lambda path: is_own_page(session, path),
            post=own_posts(session, links).__contains__,
            alike=lambda text: said_alike(
                session,
                text,
                links=links,
                public_url=base,
                page_words=lambda item_id: words_shown(session, item_id, around),
            ),
            own_kind=lambda text: is_own_message(session, text, base, today),
            mail=_mail_sender(around.settings),
        )
        judged = judge(pasted, known)
        house = house_name(session)
    answer = citizen_answer(request, around, "citizen_check.html", {"house": house, "pasted": pasted, "judged": judged})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mail_sender(settings: Settings) -> str:
    """Empty where no mail is sent."""
    try:
        return mail_server(settings).sender
    except SettingsError:
        return ""
