"""The number of the act that news tell of, said where they say only "Theo Nghị định, …". Pure.

A reader who is told a new sum must be able to find what rules it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.facts import Point
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

_KINDS = r"Nghị định|Nghị quyết|Thông tư|Quyết định"
_BARE = re.compile(rf"(?P<by>Theo |Tại )(?P<kind>{_KINDS})(?: này| trên| mới| nêu trên)?(?=, | thì )", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?P<kind>{_KINDS}) số (?P<number>\d{{1,4}}/\d{{4}}/[A-ZĐ][\w-]+)", re.IGNORECASE)
OPENS = 3
"""Sentences in which a piece names the act that it is about."""


def with_its_number(points: Sequence[Point], sentences: Sequence[str]) -> list[Point]:
    """Return the points; the first that says only "Theo Nghị định" with the number of the one act of that kind with which the
    piece opens."""
    told = list(points)
    if any(_NUMBERED.search(each.statement) and not _BARE.match(each.statement) for each in told[:1]):
        return told
    at = next((place for place, each in enumerate(told) if _BARE.match(each.statement)), None)
    if at is None or (bare := _BARE.match(told[at].statement)) is None:
        return told
    named = {
        found[0]: sentence
        for sentence in sentences[:OPENS]
        for found in _NUMBERED.finditer(sentence)
        if found["kind"].casefold() == bare["kind"].casefold()
    }
    said = f"{bare['by']}{next(iter(named), '')}{told[at].statement[bare.end() :]}"
    if len(named) == 1 and count(said) <= MOST_WORDS:
        told[at] = replace(told[at], statement=said, quotes=(*told[at].quotes, *named))
    return told
