"""How often, as people say it: «mỗi tuần 2 bài, giờ tốt», read as an entry of a cadence. Pure; accents may be missing."""

import re
from typing import Any

from distributor.errors import LoaError
from distributor.finding import fold
from distributor.plan.cadence import MOST_POSTS
from phrases import phrase

EVENLY = "trai deu"
_NUMBERS = {
    **{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10},
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
}
_COUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_OF = re.compile(
    rf"(?:{_COUNT}\s*(?:bai|tin|lan|posts?|times?)\s*(?:moi|mot|1|/|tren|a|per|every)?\s*(ngay|tuan|day|week)\b)"
    rf"|(?:(?:(?:moi|mot|hang|tung|every|each)\s*)?\b(ngay|tuan|day|week)\s*(?:dang\s*)?{_COUNT}\s*(?:bai|tin|lan|posts?|times?))"
)
_HOURS = re.compile(
    r"(?:tu|from)?\s*(\d{1,2})(?:[:h](\d{2})?|\s*gio)?\s*(?:den|-|–|to)\s*(\d{1,2})(?:[:h](\d{2})?|\s*gio)?\b(?!\s*bai)"
)
_AT = re.compile(r"\b(?:luc|vao luc|at)\s*(\d{1,2})(?:[:h](\d{2})?|\s*gio)?(?:\s*(\d{2})\b)?")
_PART = re.compile(r"\b(?:buoi|vao)\s*(sang|trua|chieu|toi)\b(?!\s*(?:da|thieu)\b)")
_PARTS = {
    "sang": ("07:00", "11:00"),
    "trua": ("11:00", "13:30"),
    "chieu": ("13:30", "17:30"),
    "toi": ("18:00", "21:00"),
}
"""Of the day, as people mean them; of several from the first to the last."""
_DAY = re.compile(r"\b(?:thu\s*|t)(2|3|4|5|6|7|hai|ba|tu|nam|sau|bay)\b")
_DAYS = {"2": 1, "hai": 1, "3": 2, "ba": 2, "4": 3, "tu": 3, "5": 4, "nam": 4, "6": 5, "sau": 5, "7": 6, "bay": 6}
_APART = re.compile(r"cach\D{0,20}(\d{1,5})\s*phut")


def cadence_said(words: str, *, items: int = 0, days: int = 0) -> dict[str, Any]:
    """The entry; empty for no words. `items`, `days`: over which «trải đều» spreads them. Raises LoaError, with an example."""
    said = " ".join(fold(words).split())
    if not said:
        return {}
    entry: dict[str, Any] = {}
    rest = _APART.sub(" ", said)
    if apart := _APART.search(said):
        entry["minutes_between"] = int(apart[1])
    hours, rest = _hours(rest, words)
    if hours:
        entry["hours"] = hours
    chosen = _days(rest)
    if 0 < len(chosen) < 7:
        entry["days"] = chosen
    if how := _OF.search(rest):
        count = _number(how[1] or how[4])
        if not 1 <= count <= MOST_POSTS:
            raise LoaError(phrase("plan.words.count", most=MOST_POSTS))
        entry["per_day" if (how[2] or how[3]) in ("ngay", "day") else "per_week"] = count
    elif EVENLY in said or "evenly" in said:
        entry["per_week"] = max(1, -(-items * 7 // max(days, 1))) if items and days else 2
    elif chosen:
        entry["per_week"] = len(chosen)
    if "gio tot" in said or "good hour" in said:
        entry["best"] = True
    if not entry or not (entry.keys() & {"per_day", "per_week", "minutes_between"}):
        raise LoaError(phrase("plan.words.unread", words=words[:80]))
    return entry


def _hours(rest: str, words: str) -> tuple[list[str], str]:
    """Return between which hours, as words, none for any; and the words without them."""
    if found := _HOURS.search(rest):
        hours = [_clock(found[1], found[2]), _clock(found[3], found[4])]
        if hours[0] >= hours[1]:
            raise LoaError(phrase("plan.words.hours", words=words[:80]))
    elif found := _AT.search(rest):
        opens = _clock(found[1], found[2] or found[3])
        hours = [opens, f"{opens[:2]}:{int(opens[3:]) + 29}" if opens[3:] < "30" else f"{opens[:2]}:59"]
    else:
        parts = [_PARTS[each[1]] for each in _PART.finditer(rest)]
        return [min(begins for begins, _ in parts), max(ends for _, ends in parts)] if parts else [], rest
    return hours, rest[: found.start()] + " " + rest[found.end() :]


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said]


def _clock(hour: str, minute: str | None) -> str:
    if int(hour) > 23 or int(minute or 0) > 59:
        raise LoaError(phrase("plan.words.hours", words=f"{hour}:{minute or '00'}"))
    return f"{int(hour):02d}:{int(minute or 0):02d}"


def _days(said: str) -> list[int]:
    found = {_DAYS[each[1]] for each in _DAY.finditer(said)}
    if "chu nhat" in said or re.search(r"\bcn\b", said) or "sunday" in said:
        found.add(7)
    if "cuoi tuan" in said or "weekend" in said:
        found |= {6, 7}
    if "ngay lam viec" in said or "ngay thuong" in said or "working day" in said:
        found |= {1, 2, 3, 4, 5}
    return sorted(found)
