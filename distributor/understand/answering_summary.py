"""The answer that a source gives itself: the summary beneath a question, where it sums up what the text answers. Pure.

Offices write such a line for their own page ("Quá 60 ngày vẫn đăng ký khai sinh được, không ai được từ chối."). It is believed
only if the answering part of the text bears it out; a feed that cuts the first words of a letter gives no such line.
"""

import re

from distributor.facts import Answer
from distributor.text.plain import capital, letters, one_line
from distributor.understand import cues as document_cues
from distributor.understand import questions_cues as cues
from distributor.understand.answering_rules import AnswerRules, answer_rules
from distributor.understand.questions import asked, telling_words, wants_of, without_series
from distributor.understand.questions_page import read_page
from distributor.understand.sentences import read_sentences

BORNE_OUT = 0.6
"""Share of the summary's telling words that the answering part has too."""
FEWEST = 5
"""Telling words from which a line says something."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def answer_of_summary(title: str, summary: str, text: str, rules: AnswerRules | None = None) -> Answer | None:
    """Return the summary as a sure answer to a single question; None where it is none, or more than one thing is asked."""
    rules = rules or answer_rules()
    said, title = one_line(summary), without_series(one_line(title))
    words = telling_words(said)
    if len(words) < FEWEST or len(said.split()) > rules.answer_words or said.rstrip("”\"'").endswith(("?", "…", "...")):
        return None
    if letters(text).startswith(letters(said)[:60]) or letters(said) in letters(title):
        return None
    if cues.FIRST_PERSON.search(said) or cues.FORWARDS.search(said) or document_cues.ANNOUNCES.search(said):
        return None
    page = read_page(title, text)
    questions = asked([title] if wants_of(title) or title.endswith("?") else [], [])
    if not page.labelled or page.turns > 1 or len(questions) != 1:
        return None
    answering = " ".join(piece.text for piece in page.pieces if piece.zone == "answer")
    if len(words & telling_words(answering)) < BORNE_OUT * len(words) or not words & telling_words(f"{title} {text}"):
        return None
    if _numbers(said) - _numbers(answering):
        return None
    quotes = tuple(sentence.text for sentence in read_sentences(said, "summary"))[: rules.quotes] or (said,)
    if any(len(quote.split()) > rules.quote_words for quote in quotes):
        return None
    return Answer(text=capital(said), quotes=quotes, sure=True)


def _numbers(text: str) -> set[str]:
    """Numbers as values: "06" is "6"."""
    return {number.lstrip("0") for number in _NUMBER.findall(text)}
