"""The lines of a notice that say when and where, or whom to call: "Thôn Gò Me: sáng 03/12/2026, tại đình làng". Pure, linear.

They are the notice: what stands around them ("kính mời", "trân trọng thông báo") tells a citizen nothing without them.
"""

import re
from collections.abc import Sequence

from distributor.text.plain import capital
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

MOST_LINES = 40
MOST_SAID = 3
"""Statements that the lines are said in; a longer list is what the page is opened for."""
_LONGEST_LINE = 30
_MARKER = re.compile(r"\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ][.)])\s+")
_LINE = re.compile(r"(?P<label>[^:\n]{3,110}):\s+(?P<said>[^\n:]{3,200})")
_DAY = r"\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{4})?(?![\d/])"
_HOUR = r"\d{1,2}\s?(?:giờ|h)(?:\s?\d{2})?(?!\w)"
_WHEN = re.compile(rf"(?<![\d/]){_DAY}|(?<!\d){_HOUR}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\d./])(?:0\d{2,4}(?:[. ]?\d{3,4}){2}|1[89]00[. ]?\d{3,4}(?:[. ]?\d{2})?|11[1-5])(?![\d./])")
_PERSON = re.compile(r"(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]/c|[Đđ]ồng chí)(?!\w)")
_WHO = re.compile(r"\W*(?:nơi nhận|kính gửi|số|căn cứ|theo đó|v/v)(?!\w)", re.IGNORECASE)


def timetable(text: str) -> tuple[str, ...]:
    """The lines, each verbatim without its mark; empty where fewer than two stand together."""
    found: list[str] = []
    for line in text.split("\n"):
        told = _MARKER.sub("", line, count=1).strip().rstrip(";.")
        if not told or count(told) > _LONGEST_LINE or _WHO.match(told):
            continue
        if (each := _LINE.fullmatch(told)) and (
            (_WHEN.search(told)) or (PHONE.search(each["said"]) and not _PERSON.search(told))
        ):
            found.append(told)
    return tuple(found[:MOST_LINES]) if len(found) > 1 else ()


def told(lines: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The lines in order as a few statements, each with the lines that it stands on."""
    said: list[tuple[str, tuple[str, ...]]] = []
    held: list[str] = []
    for line in lines:
        if held and (sum(map(count, held)) + count(line) > MOST_WORDS or len(held) == MOST_SAID + 1):
            said.append((_one(held), tuple(held)))
            held = []
        held.append(line)
    if held:
        said.append((_one(held), tuple(held)))
    return said[:MOST_SAID]


def _one(lines: Sequence[str]) -> str:
    return f"{capital('; '.join(lines))}."
