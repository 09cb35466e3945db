"""What a short message tells of an answer: its first quote alone, which must answer and bear to stand alone. Pure."""

import re
from collections.abc import Sequence

from distributor.facts import Answer, Point, Role
from distributor.text.plain import one_line, word_pairs
from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import denies, excepts, opens_case
from distributor.understand.answering_text import without_source
from distributor.understand.answering_weights import AnswerSentence, sentence_of
from distributor.understand.questions import Question, Wants, wants_of
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

_YEAR = re.compile(r"(?:19|20)\d\d[.,]? ")
"""Of a law, though a person follows: "năm 2024, người lao động …"."""
_OF_CONDITIONS = re.compile(r"\W*(?:các |những )?điều kiện(?!\w)", re.IGNORECASE)
_CONDITIONS = re.compile(r"(?<!\w)điều kiện(?!\w)[^.:]{0,120}:\s", re.IGNORECASE)
LONGEST_LIST = 1_500
"""Characters of what is counted off."""
_DONE = frozenset({Role.HOW, Role.PAPERS, Role.WHERE})
_TOLD_BY = {
    Wants.PLACE: frozenset({Role.WHERE, Role.HOW}),
    Wants.PROCEDURE: _DONE,
    Wants.HOW: _DONE | {Role.DUTY, Role.DEADLINE},
    Wants.PAPERS: frozenset({Role.PAPERS}),
    Wants.WHEN: frozenset({Role.DEADLINE, Role.EFFECT}),
    Wants.PENALTY: frozenset({Role.PENALTY}),
}
"""Roles of the points of which one tells what is asked for."""
_FIGURES = frozenset({Wants.NUMBER, Wants.TIME, Wants.PENALTY})


def tells_answer(statement: str, answer: str) -> bool:
    """Return True if at least half of a statement stands in an answer."""
    said = word_pairs(statement)
    return 2 * len(said & word_pairs(answer)) >= len(said)


def tells_all_of_it(title: str, answer: Answer | None, parts: Sequence[str], message: Sequence[Point]) -> bool:
    """Return True if the points of a guide tell something to each part of its title's question, and each figure of what seems to
    answer it where figures are asked for: "ít nhất 45 ngày nếu …" without the 30 and the 3 days of others tells too little."""
    said = [each.statement for each in message]
    if not all(any(tells_answer(each, part) for each in said) for part in parts):
        return False
    if answer is None or not wants_of(title) & _FIGURES:
        return True
    text = " ".join(said)
    return all(found[0] in text for found in cues.QUANTITY.finditer(answer.text) if not _YEAR.match(found[0]))


def tells_kind_asked(title: str, message: Sequence[Point]) -> bool:
    """Return True if the points of a guide tell each kind of thing that its title asks for: where to go for "tra cứu ở đâu".

    Never for yes or no, which only a verdict answers.
    """
    wants, roles = wants_of(title), {each.role for each in message}
    return len(message) > 1 and bool(wants) and all(roles & _TOLD_BY.get(each, frozenset()) for each in wants)


def leaves_out_conditions(title: str, text: str, message: Sequence[Point]) -> bool:
    """Return True if a title names the conditions of something, the text counts them off, and no point stands among them."""
    if _OF_CONDITIONS.match(title) is None:
        return False
    text = one_line(text)
    lists = [each.end() for each in _CONDITIONS.finditer(text)]
    places = [text.find(one_line(quote)) for point in message for quote in point.quotes]
    return bool(lists) and not any(0 <= place - begins <= LONGEST_LIST for place in places for begins in lists)


def leans(sentence: AnswerSentence) -> bool:
    return opens_case(sentence.first.text) or points_back_on(sentence)


def points_back_on(sentence: AnswerSentence) -> bool:
    if cues.LEANS.match(sentence.first.text):
        return True
    return cues.POINTS_BACK.search(sentence.text.partition(";")[0]) is not None


def best_first(said: Sequence[AnswerSentence], best: AnswerSentence) -> list[AnswerSentence]:
    """The sentence that answers before the others, unless it leans on what stands before it."""
    first = next((each for each in said if best.first in each.pieces), said[0])
    if leans(first) and not first.first.concludes:
        return list(said)
    return [first, *(each for each in said if each is not first)]


def joined(said: Sequence[AnswerSentence], page: QuestionPage) -> list[AnswerSentence]:
    """The sentences, each with the verdict before it and the case that limits it where they can be told as one."""
    found: list[AnswerSentence] = []
    for each in said:
        before = found[-1] if found else None
        verdict = before is not None and cues.SHORT_VERDICT.match(before.text) is not None
        if before is not None and (verdict or leans(each)) and not each.first.concludes:
            between = page.text[before.pieces[-1].end : each.first.start]
            if not between.strip() and count(f"{before.text} {each.text}") <= MOST_WORDS:
                found[-1] = sentence_of(*before.pieces, *each.pieces)
                continue
        found.append(each)
    return found


def quoted(sentence: AnswerSentence) -> list[Piece]:
    return [without_source(sentence.first), *sentence.pieces[1:]]


def limits_behind(text: str, order: Sequence[AnswerSentence], questions: Sequence[Question]) -> bool:
    """Return True if a short message, which tells one sentence, would say yes or no without the exception that turns it."""
    doubted = {word for each in questions if Wants.YES_NO in each.wants for word in each.predicate}
    if count(text) <= MOST_WORDS:
        return False
    denied = denies([order[0].first])
    return any(
        excepts(each.text, denied=denied)
        or (opens_case(each.first.text) and doubted and len(doubted & set(each.words)) * 2 >= len(doubted))
        for each in order[1:]
    )
