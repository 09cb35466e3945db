"""What must hold of everything that is understood, whatever the text: used by tests with texts that nobody would write."""

import re
from collections.abc import Iterable
from datetime import date

from distributor.facts import Facts, Point
from distributor.text.plain import clean
from distributor.text.tidy import squeeze

LONGEST_STATEMENT = 40
"""Words."""
LONGEST_QUOTE = 80
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def broken(facts: Facts, *sources: str) -> list[str]:
    """The invariants that these facts break, in words; `sources`: title, summary, text, files."""
    source = squeeze(clean(" ".join(sources))).casefold()
    answers = [each for each in (facts.answer, *facts.candidates) if each is not None]
    faults = [
        f"not in the source: {quote}"
        for quotes in (*(point.quotes for point in facts.message), *(answer.quotes for answer in answers))
        for quote in quotes
        if squeeze(quote).casefold() not in source
    ]
    for point in facts.message:
        if len(point.statement.split()) > LONGEST_STATEMENT:
            faults.append(f"too long: {point.statement}")
        if not point.quotes or not point.statement.strip():
            faults.append(f"stands on nothing: {point.statement}")
        faults += [f"too long a quote: {quote}" for quote in point.quotes if len(quote.split()) > LONGEST_QUOTE]
        known = [day.strftime("%d.%m.%Y") for day in _days(facts, point) if day is not None]
        faults += [
            f"invented {number}: {point.statement}" for number in _invented(point.statement, (*point.quotes, *known))
        ]
    for answer in answers:
        faults += [f"invented {number}: {answer.text}" for number in _invented(answer.text, answer.quotes)]
    if len(facts.message) > 8:
        faults.append("more than eight points")
    return faults


def _days(facts: Facts, point: Point) -> tuple[date | None, ...]:
    """Days that a statement may name: "từ ngày ký" is the day of issue of the letterhead."""
    document = facts.document
    known = (document.issued_on, document.effective_on, document.ended_on) if document is not None else ()
    return (*known, point.day)


def _invented(statement: str, quotes: Iterable[str]) -> list[str]:
    """Numbers that no quote has; a day is built of the quotes' figures (`ngày 5 tháng 1` is said `05/01`)."""
    said = [_plain(each) for quote in quotes for each in _NUMBER.findall(quote)]
    parts = {each for number in said for each in re.split(r"[.,]", number)} | set(said)
    return [
        number
        for number in _NUMBER.findall(statement)
        if _plain(number) not in said and not all(_plain(each) in parts for each in re.split(r"[.,]", number))
    ]


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"
