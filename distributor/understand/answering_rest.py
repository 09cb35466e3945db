"""What a short reply says besides what is told of it: another amount, another term, the other way about. Then all waits. Pure."""

import re
from collections.abc import Sequence

from distributor.understand import questions_cues as cues
from distributor.understand.answering_labels import asks_of_costs
from distributor.understand.questions import Question, Wants, telling_words
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

MOST = 10
"""Sentences of a reply of which the rest is looked at; of a longer one much is said of other things."""
FEWEST = 2
_AMOUNT = re.compile(r"\d[\d.,]*\s?(?:%|đồng|triệu|tỷ|nghìn)|(?<!\w)miễn(?: \w+)? (?:phí|tiền)(?!\w)", re.IGNORECASE)
_TERM = re.compile(r"\d+\s(?:ngày|tháng|năm|giờ|tuần)(?!\w)(?! \d{4})", re.IGNORECASE)
_VERBS = re.compile(r"(?<!\w)(?P<not>không|chưa)?\s?(?P<verb>được|phải|bị|cần)(?!\w)", re.IGNORECASE)
_SPARES = re.compile(
    r"(?<!\w)không (?:phải|cần|bị|áp dụng|mất|thu)(?!\w)[^.;]*?(?<!\w)(?:nếu|khi|trường hợp)(?!\w)|"
    r"(?<!\w)thì (?:được miễn|không (?:phải|cần|bị|áp dụng|mất|thu))(?!\w)",
    re.IGNORECASE,
)
_OF_KIND = (
    (frozenset({Wants.NUMBER, Wants.PENALTY}), _AMOUNT),
    (frozenset({Wants.TIME, Wants.WHEN}), _TERM),
)


def leaves_out_of_its_kind(said: Sequence[Piece], questions: Sequence[Question], page: QuestionPage) -> bool:
    """Return True if a sentence of a short reply that is not said tells another of what was asked for, spares somebody from it,
    or rules the other way about."""
    reply = [each for each in page.pieces if each.zone == "answer" and not cues.GREETS.match(each.text)]
    if len(reply) > MOST or page.headings or not said:
        return False
    told = " ".join(each.text for each in said)
    asked = frozenset(word for each in questions for word in each.subject)
    return any(
        _is_another(each.text, told, asked, questions)
        for each in reply
        if each not in said and not (each.law or each.asks)
    )


def _is_another(text: str, told: str, asked: frozenset[str], questions: Sequence[Question]) -> bool:
    words = telling_words(text)
    shared = words & telling_words(told)
    wants = frozenset(each for question in questions for each in question.wants)
    for kinds, pattern in _OF_KIND:
        if wants & kinds and shared and pattern.search(text) and pattern.search(told):
            return True
    if any(map(asks_of_costs, questions)) and _AMOUNT.search(text) and words & asked:
        return True
    if _SPARES.search(text) and words & asked:
        return True
    return Wants.YES_NO in wants and len(shared) >= FEWEST and _turns(text, told)


def _turns(text: str, told: str) -> bool:
    """Return True if one rules that something is so, the other only that it is not."""
    here, there = (
        {(bool(each["not"]), each["verb"].casefold()) for each in _VERBS.finditer(one)} for one in (text, told)
    )
    return any((not denied, verb) in there and (denied, verb) not in there for denied, verb in here)
