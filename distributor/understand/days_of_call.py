"""The days and the place of a call, whole: who is told of the one day and not of the other comes on the wrong one. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.text.plain import capital
from distributor.understand.candidate import Candidate
from distributor.understand.candidates_words import NAMES_PLACE
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

NEAR = 8
"""Candidates that stand so close in the source are of one part of it."""
_ON_A_DAY = re.compile(r"(?:(?:buổi )?(?:sáng|chiều|tối) )?(?:từ )?ngày \d", re.IGNORECASE)
_WHEN = re.compile(r"thời gian\s*:", re.IGNORECASE)


def with_days_and_place(chosen: Sequence[Candidate], candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Return what was chosen with the other days of each list of days, in one statement where there is room, and with the place
    that stands beside "Thời gian: …": `most` in all. A list of days that is too long is left out whole."""
    told: list[Candidate] = []
    for each in chosen:
        days = _days_beside(each, candidates)
        if len(days) < 2:
            told.append(each)
        elif not any(day.place == other.place for day in days for other in told):
            told += _said_whole(days, most - len(told))
    if any(_WHEN.match(each.words) for each in told):
        told += _places(told, candidates)[: max(0, most - len(told))]
    return told


def _days_beside(one: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the entries of its list, itself among them, where each begins with a day."""
    if one.shape != "clause" or one.parent < 0 or _ON_A_DAY.match(one.words) is None:
        return []
    entries = {each.place: each for each in candidates if each.shape == "clause" and each.parent == one.parent}
    return (
        [entries[at] for at in sorted(entries)] if all(_ON_A_DAY.match(each.words) for each in entries.values()) else []
    )


def _said_whole(days: Sequence[Candidate], room: int) -> list[Candidate]:
    words = [each.words.rstrip(" .;") for each in days]
    statement = capital("; ".join([words[0], *(f"{each[:1].lower()}{each[1:]}" for each in words[1:])])) + "."
    if count(statement) <= MOST_WORDS:
        quotes = tuple(dict.fromkeys(quote for each in days for quote in each.quotes))
        return [replace(days[0], statement=statement, quotes=quotes, lead="")]
    return list(days) if len(days) <= room else []


def _places(told: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return where it is held, as the same part of the source says; nothing where a place is told already."""
    if any(NAMES_PLACE.match(each.words) for each in told):
        return []
    times = [each for each in told if _WHEN.match(each.words)]
    near = (each for each in candidates if NAMES_PLACE.match(each.words) and any(_beside(each, time) for time in times))
    return [found] if (found := next(near, None)) is not None else []


def _beside(one: Candidate, other: Candidate) -> bool:
    return one.parent == other.parent or abs(one.place - other.place) <= NEAR
