"""Short surveys of effect: made by staff, open for a time, answered by anybody without a name. Never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from distributor.cases.cover import covered
from distributor.cases.decide import plain
from distributor.errors import LoaError, NotThere
from distributor.models import Survey, SurveyAnswer
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, visible_to
from phrases import phrase

MOST_QUESTIONS, MOST_CHOICES = 12, 10
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_CHOICE, LONGEST_WORDS = 200, 300, 120, 1_000
MOST_ANSWERS = 100_000
"""Of one survey: a flood fills no disk."""


@dataclass(frozen=True)
class SurveyQuestion:
    """A question of a survey; without choices it is answered in words."""

    text: str
    choices: tuple[str, ...] = ()


def questions_of(survey: Survey) -> tuple[SurveyQuestion, ...]:
    return tuple(SurveyQuestion(str(one["text"]), tuple(map(str, one["choices"]))) for one in survey.questions)


def typed_questions(typed: str) -> list[dict[str, Any]]:
    """Read a line a question, its choices behind it after `|`: `How did you hear? | Zalo | Radio`. Raises LoaError."""
    lines = [line for line in typed.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines or len(lines) > MOST_QUESTIONS:
        raise LoaError(phrase("cases.survey-questions", most=MOST_QUESTIONS))
    made = []
    for line in lines:
        text, *choices = (" ".join(part.split()) for part in line.split("|"))
        choices = list(dict.fromkeys(choice for choice in choices if choice))
        wrong = len(choices) == 1 or len(choices) > MOST_CHOICES or any(len(one) > LONGEST_CHOICE for one in choices)
        if not text or len(text) > LONGEST_QUESTION or wrong:
            raise LoaError(phrase("cases.survey-line", line=line.strip()[:80], most=MOST_CHOICES))
        made.append({"text": text, "choices": choices})
    return made


@deed("survey")
def make_survey(session: Session, actor: Actor, unit_id: int, title: str, typed: str) -> Survey:
    """It opens only when it is published. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    said = " ".join(title.split())
    if not said or len(said) > LONGEST_TITLE:
        raise LoaError(phrase("cases.survey-title", most=LONGEST_TITLE))
    survey = Survey(
        unit_id=unit_id, title=said, questions=typed_questions(typed), made_by=actor.login, made_at=actor.now
    )
    session.add(survey)
    session.flush()
    actor.note(session, "survey.make", f"survey:{survey.id}", "title", "questions", unit_id=unit_id)
    return survey


@deed("survey")
def open_survey(session: Session, actor: Actor, survey_id: int) -> Survey:
    """Open a survey: citizens may answer it from now on. One that was closed opens again. Raises NotThere, LoaError."""
    survey = _seen(session, actor, survey_id)
    if survey.published_at is not None and survey.closed_at is None:
        raise LoaError(phrase("cases.survey-open"))
    survey.published_at, survey.closed_at = survey.published_at or actor.now, None
    session.add(survey)
    session.flush()
    actor.note(session, "survey.open", f"survey:{survey.id}", "published_at", unit_id=survey.unit_id)
    return survey


@deed("survey")
def close_survey(session: Session, actor: Actor, survey_id: int) -> Survey:
    """Close a survey. Raises NotThere, LoaError."""
    survey = _seen(session, actor, survey_id)
    if survey.published_at is None or survey.closed_at is not None:
        raise LoaError(phrase("cases.survey-not-open"))
    survey.closed_at = actor.now
    session.add(survey)
    session.flush()
    actor.note(session, "survey.close", f"survey:{survey.id}", "closed_at", unit_id=survey.unit_id)
    return survey


def _seen(session: Session, actor: Actor, survey_id: int) -> Survey:
    seen = col(Survey.unit_id).in_(visible_to(session, actor.staff))
    survey = session.exec(select(Survey).where(Survey.id == survey_id, seen).with_for_update()).first()
    if survey is None:
        raise NotThere(phrase("cases.no-such-survey"))
    return survey


def answer_survey(session: Session, survey: Survey, sent: Mapping[int, str], key: str, day: date) -> None:
    """Keep one citizen's answers. `sent`: place of the question → choice or words. `key`: of the form. Raises LoaError where
    nothing was answered."""
    answers = [_answer(question, sent.get(place, "")) for place, question in enumerate(questions_of(survey))]
    if not any(answers):
        raise LoaError(phrase("cases.survey-empty"))
    if session.exec(select(SurveyAnswer.id).where(SurveyAnswer.key == key)).first() is not None:
        return
    counted = select(func.count()).select_from(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)
    if session.exec(counted).one() >= MOST_ANSWERS:
        raise LoaError(phrase("cases.survey-full"))
    session.add(SurveyAnswer(survey_id=survey.id or 0, key=key, day=day, answers=answers))
    session.flush()


def _answer(question: SurveyQuestion, said: str) -> str:
    if question.choices:
        return said if said in question.choices else ""
    return covered(plain(said, LONGEST_WORDS))[0]


def unit_surveys(session: Session, unit_ids: Sequence[int]) -> list[tuple[Survey, int]]:
    """Each with how many answered it, the newest first."""
    counted = (
        select(SurveyAnswer.survey_id, func.count().label("count")).group_by(col(SurveyAnswer.survey_id)).subquery()
    )
    rows = session.exec(
        select(Survey, counted.c.count)
        .outerjoin(counted, counted.c.survey_id == col(Survey.id))
        .where(col(Survey.unit_id).in_(unit_ids))
        .order_by(col(Survey.id).desc())
        .limit(100)
    )
    return [(survey, count or 0) for survey, count in rows]
