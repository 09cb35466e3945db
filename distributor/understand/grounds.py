"""Which statements of a message and answers stand on their quotes: what a post says in them its source says too. Pure, linear.

A statement may put the words of its quotes in another order ("Mức hỗ trợ: 60 % học phí"), so that its numbers stand beside other
words than in the source. It is grounded if every quote stands in the source, and each of its numbers and days in a quote.
"""

import re
from collections.abc import Iterator, Sequence

from distributor.facts import Facts
from distributor.understand.legible import legible

_DAY = re.compile(
    r"(?<![\w/.,-])0?(?P<day>\d{1,2})(?:\s?[/.-]\s?0?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>\d{4}))?"
    r"|\s+tháng\s+0?(?P<month2>\d{1,2})(?:\s*,?\s+năm\s+(?P<year2>\d{4}))?)(?![\w/])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def grounded_statements(facts: Facts, source: str) -> Iterator[str]:
    """The statements of the message, and the answer, that stand on quotes of `source`: title, summary, text and attachments."""
    known = _squeezed(source)
    for point in facts.message:
        if is_grounded(point.statement, point.quotes, known):
            yield point.statement
    if facts.answer is not None and is_grounded(facts.answer.text, facts.answer.quotes, known):
        yield facts.answer.text


def is_grounded(statement: str, quotes: Sequence[str], known: str) -> bool:
    """Return True if a statement stands on its quotes. `known`: the source, squeezed."""
    stands_on = [_squeezed(quote) for quote in quotes]
    if not stands_on or not all(quote in known for quote in stands_on):
        return False
    return _figures(statement) <= set().union(*map(_figures, stands_on))


def _squeezed(text: str) -> str:
    return " ".join(legible(text).split()).casefold()


def _figures(text: str) -> set[str]:
    """Days by their value, other numbers as written."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        parts = (match["day"], match["month"] or match["month2"], match["year"] or match["year2"])
        day, month, year = (str(int(part)) if part else "" for part in parts)
        found.update((f"{day}/{month}", f"{day}/{month}/{year}" if year else f"{day}/{month}"))
        return " "

    rest = _DAY.sub(take, _squeezed(text))
    return found | {number.lstrip("0") or "0" for number in _NUMBER.findall(rest)}
