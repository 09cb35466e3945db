"""What citizens think: "Nội dung này có hữu ích không?" and surveys of effect. No name is asked; staff make surveys."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, select

from distributor.cases.surveys import (
    LONGEST_WORDS,
    MOST_QUESTIONS,
    answer_survey,
    close_survey,
    make_survey,
    open_survey,
    questions_of,
    unit_surveys,
)
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.lookup.public import has_public_post
from distributor.measure.opinions import count_opinion
from distributor.models import Item, Survey
from distributor.report.surveys import counted_survey, survey_csv
from distributor.units import unit_names
from web.citizens import house_name, pay, private_answer, sent_by_citizen
from web.client_address import address_of
from web.deciding import Number, SentForm
from web.flash import Notification, on_with, page_for, refused
from web.forms import LARGEST_LONG, MOST_FIELDS_LONG, FilledForm
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/khao-sat"
DESK = "/khao-sat-cong-dan"


class OpinionForm(FilledForm):
    """`tin`: the item; `co`: "1" for useful, "0" for not."""

    tin: str = ""
    co: str = ""


class AnswersForm(FilledForm):
    """`cN`: the answer to question N. `khoa`: of one showing of the form."""

    largest, most_fields = LARGEST_LONG, MOST_FIELDS_LONG
    khoa: str = ""


@router.post("/huu-ich")
def say_whether_useful(
    request: Request, around: Around, form: Annotated[OpinionForm, Depends(OpinionForm.read)]
) -> Response:
    """Whoever says it again and again is thanked, and not counted."""
    sent_by_citizen(request)
    pay(request, around, around.budgets.opinions)
    said, told = form.tin, form.co
    if told not in ("1", "0") or not (said.isascii() and said.isdigit() and len(said) < 10):
        raise HTTPException(400)
    item_id, now = int(said), around.clock.now()
    with around.database.read() as session:
        is_public = session.exec(select(Item.id).where(Item.id == item_id, has_public_post())).first() is not None
    if not is_public:
        raise HTTPException(404)
    if not around.budgets.of_one_item.take(f"{address_of(request, around.trusted_proxies)} {item_id}", now):
        with around.database.write() as session:
            count_opinion(session, item_id, now.astimezone(VIETNAM).date(), useful=told == "1")
    return RedirectResponse(f"/tin/{item_id}?cam-on=1#huu-ich", 303, {"Cache-Control": "no-store"})


@router.get(PATH + "/{survey_id}")
def show_survey(request: Request, around: Around, survey_id: int) -> Response:
    return _form(request, around, survey_id, {})


@router.post(PATH + "/{survey_id}")
def answer(
    request: Request, around: Around, survey_id: int, form: Annotated[AnswersForm, Depends(AnswersForm.read)]
) -> Response:
    sent_by_citizen(request)
    pay(request, around, around.budgets.opinions)
    answers = {place: form.sent.get(f"c{place}", "") for place in range(MOST_QUESTIONS)}
    key = hashlib.sha256(f"{survey_id} {form.khoa} {sorted(answers.items())}".encode()).hexdigest()
    today = around.clock.now().astimezone(VIETNAM).date()
    try:
        with around.database.write() as session:
            answer_survey(session, _open(session, survey_id), answers, key, today)
    except LoaError as error:
        return _form(request, around, survey_id, form.sent, problem=words_of(error), status=400)
    return _form(request, around, survey_id, {}, thanked=True)


def _open(session: Session, survey_id: int) -> Survey:
    """404 for what was never published; 410 for what is over."""
    survey = session.get(Survey, survey_id)
    if survey is None or survey.published_at is None:
        raise HTTPException(404)
    if survey.closed_at is not None:
        raise HTTPException(410, _("Khảo sát này đã kết thúc. Cảm ơn bạn đã quan tâm."))
    return survey


def _form(
    request: Request,
    around: Surroundings,
    survey_id: int,
    typed: dict[str, str],
    *,
    problem: str = "",
    thanked: bool = False,
    status: int = 200,
) -> Response:
    with around.database.read() as session:
        survey = _open(session, survey_id)
        values: dict[str, object] = {"house": house_name(session), "survey": survey}
        values["unit"] = unit_names(session, [survey.unit_id]).get(survey.unit_id, "")
    values |= {"questions": questions_of(survey), "typed": typed, "problem": problem, "thanked": thanked}
    values |= {"key": typed.get("khoa") or secrets.token_hex(16), "longest": LONGEST_WORDS}
    return private_answer(request, around, "citizen_survey.html", values, status=status)


class SurveyForm(SentForm):
    """`viec`: lap, mo, dong."""

    viec: str = ""
    lenh: Number = 0
    ten: str = ""
    cau_hoi: str = ""


@router.get(DESK)
def show_surveys(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    return _desk(request, around, person, {})


@router.post(DESK)
def decide(
    request: Request, around: Around, person: SignedIn, form: Annotated[SurveyForm, Depends(SurveyForm.read)]
) -> Response:
    actor = person.acts(around)
    try:
        with around.database.write() as session:
            if form.viec == "lap":
                survey = make_survey(session, actor, person.staff.unit_id, form.ten, form.cau_hoi)
                said = _("Đã lập khảo sát; người dân chưa thấy cho đến khi bạn mở.")
            elif form.viec == "mo":
                survey = open_survey(session, actor, form.lenh)
                said = _("Khảo sát đã mở cho người dân.")
            elif form.viec == "dong":
                survey = close_survey(session, actor, form.lenh)
                said = _("Khảo sát đã đóng; kết quả còn nguyên.")
            else:
                raise HTTPException(400)
            number = survey.id
    except LoaError as error:
        return _desk(request, around, person, form.sent, said=refused(error), status=400)
    return on_with(around, person, f"{DESK}/{number}", Notification(said))


def _desk(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        surveys = unit_surveys(session, person.unit_ids)
    values = {"surveys": surveys, "typed": typed}
    return page_for(request, around, person, "surveys.html", values, said=said, status=status)


@router.get(DESK + "/{survey_id}.csv")
def export(around: Around, person: SignedIn, survey_id: int) -> Response:
    with around.database.read() as session:
        found = counted_survey(session, survey_id, person.unit_ids)
        content = survey_csv(session, found.survey) if found else b""
    if found is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="khao-sat-{survey_id}.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(DESK + "/{survey_id}")
def show_results(request: Request, around: Around, person: SignedIn, survey_id: int) -> HTMLResponse:
    with around.database.read() as session:
        found = counted_survey(session, survey_id, person.unit_ids)
    if found is None:
        raise HTTPException(404)
    address = f"{around.settings.public_url}{PATH}/{survey_id}"
    return page_for(request, around, person, "survey.html", {"found": found, "address": address})
