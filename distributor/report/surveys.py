"""What citizens answered in a survey: counted by question, and all of it as a file for Excel. Reads only."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from distributor.cases.surveys import SurveyQuestion, questions_of
from distributor.models import Survey, SurveyAnswer
from distributor.report.sheet_text import plain_cell
from phrases import phrase

MOST_WORDS_SHOWN = 50


@dataclass(frozen=True)
class CountedQuestion:
    """`counts`: choice → how many. `words`: the newest of what was written. `answered`: by how many at all."""

    question: SurveyQuestion
    answered: int
    counts: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()

    def share(self, count: int) -> float:
        return count / self.answered if self.answered else 0.0


@dataclass(frozen=True)
class CountedSurvey:
    survey: Survey
    forms: int
    questions: tuple[CountedQuestion, ...]


def counted_survey(session: Session, survey_id: int, unit_ids: Sequence[int]) -> CountedSurvey | None:
    """None as well for one of other units."""
    survey = session.exec(select(Survey).where(Survey.id == survey_id, col(Survey.unit_id).in_(unit_ids))).first()
    if survey is None:
        return None
    forms = _forms(session, survey_id)
    return CountedSurvey(
        survey,
        len(forms),
        tuple(
            _counted(question, [form.answers[place] for form in forms if form.answers[place]])
            for place, question in enumerate(questions_of(survey))
        ),
    )


def _counted(question: SurveyQuestion, said: Sequence[str]) -> CountedQuestion:
    if not question.choices:
        return CountedQuestion(question, len(said), words=tuple(said[::-1][:MOST_WORDS_SHOWN]))
    counts = Counter(said)
    return CountedQuestion(question, len(said), tuple((choice, counts[choice]) for choice in question.choices))


def survey_csv(session: Session, survey: Survey) -> bytes:
    """UTF-8 with a byte order mark: a line a form; text that a spreadsheet would calculate has a ' in front."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([phrase("report.survey-day"), *(plain_cell(one.text) for one in questions_of(survey))])
    for form in _forms(session, survey.id or 0):
        lines.writerow([form.day.isoformat(), *map(plain_cell, form.answers)])
    return ("\ufeff" + written.getvalue()).encode()


def _forms(session: Session, survey_id: int) -> list[SurveyAnswer]:
    wanted = select(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id).order_by(col(SurveyAnswer.id))
    return list(session.exec(wanted))
