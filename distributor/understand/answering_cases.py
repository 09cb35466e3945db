"""Cases of an answer: "trường hợp B thì …". Which of them the question tells, and what limits the sentence before. Pure."""

import re
from collections.abc import Sequence

from distributor.understand.answering_weights import Weighed
from distributor.understand.questions import Question, telling_words
from distributor.understand.questions_page import Piece, QuestionPage

_CONDITION = re.compile(
    r"(?<!\w)(?:(?:riêng|đối với|với)?\s*trường hợp|nếu(?: như)?|riêng|khi|đối với)\s+"
    r"(?:([^;.:]{4,200}?)\s+thì(?!\w)|([^,;.:]{4,160})[,;.:])",
    re.IGNORECASE,
)
_OPENS_CASE = re.compile(
    r"[\s*–-]*(?:tuy nhiên|nhưng|trừ|ngoại trừ|riêng|(?:đối với |với |trong )?trường hợp|nếu|còn)(?!\w)", re.IGNORECASE
)
_DENIES = re.compile(r"(?<!\w)(?:không|chưa)(?!\w)(?!\s*(?:ạ|vậy)?\s*\??\s*\Z)", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?<![\d.,])(?P<value>\d[\d.,]*)\s?(?P<unit>kw|cm3|cc|m2|m²|tuổi|tấn|km/h|tầng|héc ta|ha)(?!\w)", re.IGNORECASE
)
FITS = 0.4
FEWEST = 2
MOST = 2
"""Sentences that may limit the one before them."""


def opens_case(text: str) -> bool:
    return _OPENS_CASE.match(text) is not None


def tells_case(text: str, question: Question) -> bool:
    """Return True if a condition of the text is what the question's own words tell."""
    for found in _CONDITION.finditer(text):
        condition = found[1] or found[2] or ""
        if _DENIES.search(condition) and not _DENIES.search(question.text):
            continue
        words = telling_words(condition)
        shared = words & (question.words | question.context)
        if len(shared) >= FEWEST and len(shared) >= FITS * len(words):
            return True
    return False


def limits_after(page: QuestionPage, weighed: Weighed) -> list[Piece]:
    """The sentences right after it that open another case of the same rule."""
    last = weighed.candidate.pieces[-1]
    following = [
        each
        for each in page.pieces
        if each.start > last.start and each.zone == last.zone and each.section == last.section and not each.law
    ]
    found: list[Piece] = []
    for each in following[:MOST]:
        if not _OPENS_CASE.match(each.text) or each.opens_list:
            break
        found.append(each)
    return found


def of_the_case(weighed: Weighed, page: QuestionPage, others: Sequence[Weighed]) -> list[Weighed]:
    """Further candidates that open, right after it, the case which the question tells."""
    limits = limits_after(page, weighed)
    return [
        each
        for each in others
        if each.first in limits
        and len(each.candidate.pieces) == 1
        and tells_case(each.candidate.text, weighed.question)
    ]


def leaves_out_a_case(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if a sentence that is not said limits one that is, in words that the question has."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    for each in weighed:
        for limit in limits_after(page, each):
            words = telling_words(limit.text)
            if limit not in said and len(words & each.question.subject) >= FEWEST:
                return True
    return False


def of_another_measure(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if the asker tells a measure ("xe 3 kW"), the answer is of another, and a sentence of that unit is left out."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    asked = " ".join(
        [*(each.question.text for each in weighed), *(each.text for each in page.pieces if each.zone == "asked")]
    )
    told = _measures(" ".join(each.text for each in said))
    left = _measures(" ".join(each.text for each in page.pieces if each.zone == "answer" and each not in said))
    return any(
        unit in told and unit in left and values.isdisjoint(told[unit]) for unit, values in _measures(asked).items()
    )


def _measures(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _MEASURE.finditer(text):
        found.setdefault(match["unit"].casefold(), set()).add(match["value"].lstrip("0"))
    return found
