"""A citizen's question to the office, where no sure answer was found, and the page on which the asker reads the answer.

No account and no address is asked for: who asks gets an address that only we can make (`distributor.signed_codes`).
"""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from distributor.cases.ask import LONGEST, Asked, ask
from distributor.errors import LoaError
from distributor.lookup.followed import topic_asked
from distributor.report.citizen_lists import LONGEST_SEARCH, public_units, topic_pages
from distributor.report.own_question import own_question
from distributor.signed_codes import number_of_code, signed_code
from distributor.understand.topics import topic_of
from web.citizens import house_name, pay, private_answer, sent_by_citizen
from web.forms import LARGEST_LONG, FilledForm
from web.language import _, words_of
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/cau-hoi"
PURPOSE = "question"


@router.get(PATH)
def show_form(request: Request, around: Around, q: str = "") -> Response:
    words = " ".join(q.split())[:LONGEST_SEARCH]
    return _form(request, around, {"cau_hoi": words, "chu_de": topic_of(words, "", "", "") or topic_asked(words)})


class QuestionForm(FilledForm):
    """`khoa`: of one showing of the form."""

    largest = LARGEST_LONG
    cau_hoi: str = ""
    chu_de: str = ""
    don_vi: str = ""
    khoa: str = ""


@router.post(PATH)
def send(request: Request, around: Around, form: Annotated[QuestionForm, Depends(QuestionForm.read)]) -> Response:
    """The same form sent twice asks once; an empty one costs nothing."""
    sent_by_citizen(request)
    if not form.cau_hoi.strip():
        return _form(
            request,
            around,
            form.sent,
            problem=_(
                "Bạn chưa ghi câu hỏi. Hãy kể việc bạn gặp và điều bạn muốn biết vào ô dưới đây, rồi bấm «Gửi câu hỏi»."
            ),
            status=400,
        )
    pay(request, around, around.budgets.questions)
    key = hashlib.sha256("\n".join((form.khoa, form.cau_hoi, form.don_vi)).encode()).hexdigest()
    topic = form.chu_de if any(form.chu_de == one.label for one in topic_pages()) else ""
    asked = Asked(form.cau_hoi, topic, key)
    try:
        with around.database.write() as session:
            units = public_units(session)
            unit = next((one for one in units if one.code == form.don_vi), units[0] if units else None)
            if unit is None:
                raise HTTPException(404)
            case = ask(session, unit.unit_id, asked, around.clock.now())
            code = signed_code(around.secret(), PURPOSE, case.id or 0)
    except LoaError as error:
        return _form(request, around, form.sent, problem=words_of(error), status=400)
    return RedirectResponse(f"{PATH}/{code}", 303, {"Cache-Control": "no-store"})


@router.get(PATH + "/{code}")
def show_question(request: Request, around: Around, code: str) -> Response:
    case_id = number_of_code(around.secret(), PURPOSE, code)
    with around.database.read() as session:
        found = own_question(session, case_id) if case_id is not None else None
        house = house_name(session)
    if found is None:
        raise HTTPException(404)
    address = f"{around.settings.public_url}{PATH}/{code}"
    return private_answer(
        request, around, "citizen_question.html", {"house": house, "found": found, "address": address}
    )


def _form(
    request: Request, around: Surroundings, typed: dict[str, str], *, problem: str = "", status: int = 200
) -> Response:
    with around.database.read() as session:
        house, units = house_name(session), public_units(session)
    values = {
        "house": house,
        "units": units,
        "typed": typed,
        "problem": problem,
        "topics": topic_pages(),
        "longest": LONGEST,
        "key": typed.get("khoa") or secrets.token_hex(16),
    }
    return private_answer(request, around, "citizen_ask.html", values, status=status)
