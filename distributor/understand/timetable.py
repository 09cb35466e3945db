"""The lines of a notice that say when and where, or whom to call: "Thôn Gò Me: sáng 03/12/2026, tại đình làng". Pure, linear.

They are the notice: what stands around them ("kính mời", "trân trọng thông báo") tells a citizen nothing without them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from distributor.text.plain import capital
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

MOST_LINES = 40
MOST_SAID = 3
"""Statements that the lines are said in; a longer list is what the page is opened for."""
_LONGEST_LINE = 30
_MARKER = re.compile(r"\A\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ][.)])\s+")
_LINE = re.compile(r"(?P<label>[^:\n]{3,110}):\s+(?P<said>[^\n:]{3,200})")
_DAY = r"\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{4})?(?![\d/])"
_HOUR = r"\d{1,2}\s?(?:giờ|h)(?:\s?\d{2})?(?!\w)"
_WHEN = re.compile(rf"(?<![\d/]){_DAY}|(?<!\d){_HOUR}", re.IGNORECASE)
PHONE = re.compile(
    r"(?<![\d./])(?:0\d{2,4}(?:[. ]\d(?=[. ]))?(?:[. ]?\d{3,4}){2}|1[89]00[. ]?\d{3,4}(?:[. ]?\d{2})?|11[1-5])(?![\d./])"
)
_PERSON = re.compile(r"(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]/c|[Đđ]ồng chí)(?!\w)")
_SESSIONS = re.compile(r"(?<=[^:\n]{12}):\s{1,4}(?P<said>[^:\n]{10,300}?)(?:\.(?=\s+[^\W\d_])|\.?$)")
"""A sentence with its hours behind a colon: "khám miễn phí trong hai buổi: 7 giờ 30 …; 13 giờ 30 …"."""
_BARE = re.compile(r"\d[\d.,]*(?:\s?%)?")
_TELLS_WHEN = re.compile(r"ngày|giờ|thời gian|năm", re.IGNORECASE)
_HOURS = re.compile(r"\d{1,3}\s?(?:giờ|phút|h)(?!\w)(?!.*ngày)", re.IGNORECASE)
"""An hour or so many minutes, of which the head of the column tells what happens then."""
_BYLINE = re.compile(
    r"(?<!\w)(?:cập nhật|chia sẻ|lượt (?:xem|đọc)|trang chủ|đăng (?:ngày|lúc)|ngày đăng|tác giả|chuyên mục|bình luận)(?!\w)",
    re.IGNORECASE,
)
"""Of a line under a page's title, which is no row of a table."""
_WHO = re.compile(r"\W*(?:nơi nhận|kính gửi|số|căn cứ|theo đó|v/v)(?!\w)", re.IGNORECASE)


LONGEST_READ = 20_000
"""Characters: a whole page on one line, of which a sentence may tell the hours; what is longer holds up all other threads."""


@dataclass(frozen=True)
class TimeLine:
    """`said`: of a row of a table its cells in words; `quote`: the line, verbatim without its mark."""

    said: str
    quote: str


def timetable(text: str) -> tuple[TimeLine, ...]:
    """The lines and rows in order; empty where fewer than two stand there."""
    found: list[TimeLine] = []
    heads: tuple[str, ...] = ()
    for line in text.split("\n"):
        if len(line) > LONGEST_READ:
            continue
        if " | " in line and _BYLINE.search(line):
            continue
        if " | " in line:
            cells = tuple(cell.strip() for cell in line.strip(" |").split(" | "))
            said = _row(cells, heads)
            heads = heads if said else cells
            if said and count(said) <= _LONGEST_LINE:
                found.append(TimeLine(said, line.strip()))
            continue
        told = _MARKER.sub("", line, count=1).strip().rstrip(";.")
        found += _sessions(told)
        if not told or count(told) > _LONGEST_LINE or _WHO.match(told):
            continue
        if (each := _LINE.fullmatch(told)) and (
            (_WHEN.search(told)) or (PHONE.search(each["said"]) and not _PERSON.search(told))
        ):
            found.append(TimeLine(told, told))
    return tuple(found[:MOST_LINES]) if len(found) > 1 else ()


def _sessions(line: str) -> list[TimeLine]:
    """Several days or hours of one sentence, divided by semicolons; each entry of them says when."""
    for each in _SESSIONS.finditer(line):
        parts = [part.strip() for part in each["said"].split(";")]
        if len(parts) > 1 and all(_WHEN.match(part) and count(part) <= _LONGEST_LINE for part in parts):
            return [TimeLine(part, part) for part in parts]
    return []


def head_of_sessions(text: str) -> str:
    """Return what stands before days or hours that semicolons divide: who holds what for whom; empty of any other text."""
    head, colon, said = text.rstrip(".").rpartition(": ")
    parts = said.split(";")
    return head if colon and len(parts) > 1 and all(_WHEN.match(part.strip()) for part in parts) else ""


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """`Khu phố Liên Trì: 7 giờ 00 ngày 06/12/2026, Sân chợ`; empty for what is no row of a timetable."""
    if len(cells) > 2 and cells[0].rstrip(".").isdecimal() and len(cells[0]) < 4:  # its number in the table
        cells, heads = cells[1:], heads[1:]
    if len(cells) < 2 or not all(cells) or not _WHEN.search(" ".join(cells)) or _PERSON.search(" ".join(cells)):
        return ""
    known = len(heads) == len(cells)
    bare = any(_BARE.fullmatch(cell) and not (known and _TELLS_WHEN.search(heads[n])) for n, cell in enumerate(cells))
    if bare:
        return ""  # a figure of which nobody can tell what it counts
    said = [
        f"{heads[n].lower()} {cell}" if known and n and _HOURS.match(cell) else cell for n, cell in enumerate(cells)
    ]
    return f"{said[0].rstrip(':')}: {', '.join(said[1:])}"


def told(lines: Sequence[TimeLine]) -> list[tuple[str, tuple[str, ...]]]:
    """The lines in order as a few statements, each with the lines that it stands on."""
    said: list[tuple[str, tuple[str, ...]]] = []
    held: list[TimeLine] = []
    for line in lines:
        full = sum(count(each.said) for each in held) + count(line.said) > MOST_WORDS or len(held) == MOST_SAID + 1
        # Whom to call is no entry of the days.
        if held and (full or bool(_WHEN.search(line.said)) is not bool(_WHEN.search(held[0].said))):
            said.append((_one(held), tuple(each.quote for each in held)))
            held = []
        held.append(line)
    if held:
        said.append((_one(held), tuple(each.quote for each in held)))
    return said[:MOST_SAID]


def _one(lines: Sequence[TimeLine]) -> str:
    return f"{capital('; '.join(each.said for each in lines))}."
