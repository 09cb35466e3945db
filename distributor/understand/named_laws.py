"""Laws cited by name alone: "Luật Tổ chức Chính phủ" is the one whose number stands elsewhere in the same text. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from distributor.understand.citations import find_citations
from distributor.understand.dates import DAY, read_day
from distributor.understand.legible import VIETNAMESE_UPPER

LawNames = Mapping[str, str]
"""By name in lower case ("luật tổ chức chính phủ"): the number."""
_LAWS = frozenset({"luật", "bộ luật", "pháp lệnh"})
_NUMBERED = re.compile(r"\s(?:số|SỐ)\s*:?\s*\d[^\n]*$")
_AFTER_A_NAME = (
    r"(?:đã|được|ngày|năm|như|và\s+(?:Luật|Bộ\s+luật|Pháp\s+lệnh)|do|có|của|ban\s+hành|thông\s+qua|hết|theo|tại)(?!\w)"
)
"""`Luật Quản lý, sử dụng vũ khí đã được …`: a name may hold commas, but none of these words begins behind one."""
_NO_NAME = rf"(?:[{VIETNAMESE_UPPER}]|{_AFTER_A_NAME}|(?:gồm|trong|khi|nếu|trừ|bãi|sửa|bổ|thay)(?!\w))"
_NAME = re.compile(
    r"(?<!\w)(?P<name>(?:Bộ\s+luật|Luật|Pháp\s+lệnh)\s+(?!này|sửa|số|quy\s+định)"
    rf"(?:[^,;.:()\n\d“”]|,\s(?!{_NO_NAME})){{3,160}}?)"
    rf"(?=\s*(?:$|[;.:(\n]|,(?:\s{_NO_NAME}|\s*$|\S)|\s{_AFTER_A_NAME}|\ssố\s*:?\s*\d))"
)
_GAP = re.compile(
    r"(?:\s|,|và|của|một\s+số|các|điều|khoản|điểm|mục|phụ\s+lục|tại|toàn\s+bộ|[IVXLC]+|\d+[a-zđ]?|[a-zđ](?!\w))*",
    re.IGNORECASE,
)


_THIS = re.compile(r"(?<!\w)(?P<kind>bộ luật|luật|pháp lệnh|nghị định|nghị quyết|thông tư) này(?!\w)", re.IGNORECASE)
_IN_FULL = re.compile(
    rf"(?<!\w)(?:(?P<law>Bộ luật|Luật|Pháp lệnh) [{VIETNAMESE_UPPER}][^\d,;.:()“”\n]{{2,60}}?(?: năm)? (?:19|20)\d\d(?!\d)"
    r"|(?P<act>Nghị định|Nghị quyết|Thông tư)(?: số)? \d{1,4}/\d{4}/[\w-]+)"
)


@dataclass(frozen=True)
class Named:
    """`number`: empty where the text does not tell it."""

    name: str
    number: str
    start: int
    issued_on: date | None = None


def law_names(text: str, home: str = "") -> dict[str, str]:
    """Return the laws that a document names. `text`: the whole document, recitals too."""
    found: dict[str, str] = {}
    if "uật" not in text:
        return found
    for cited in find_citations(text, home):
        if cited.kind in _LAWS:
            name = " ".join(_NUMBERED.sub("", cited.text).split()).casefold()
            if name not in _LAWS:
                found.setdefault(name, cited.number.text)
    return found


def unnumbered(words: str, names: LawNames) -> list[Named]:
    """The laws that the words right behind a verb name: the first, and those chained to it by commas and "và"."""
    found: list[Named] = []
    end = 0
    for match in _NAME.finditer(words):
        gap = words[end : match.start()]
        if not _GAP.fullmatch(gap):
            break
        name = " ".join(match["name"].split())
        end = match.end()
        day = re.match(rf"[^;.\n]{{0,160}}?ngày\s+({DAY})", words[end:])
        found.append(Named(name, names.get(name.casefold(), ""), match.start(), read_day(day[1]) if day else None))
    return found


def with_the_name(words: str, before: str) -> str:
    """Words of an answer in which "Bộ luật này" stands by the name of the only one that was named before them."""
    if " này" not in words:
        return words
    known: dict[str, dict[str, str]] = {}
    for found in _IN_FULL.finditer(before):
        kind, name = (found["law"] or found["act"]).casefold(), " ".join(found[0].split())
        known.setdefault(kind, {})[re.sub(r" (?:năm|số)(?= )", "", name).casefold()] = name

    def named(found: re.Match[str]) -> str:
        names = list(known.get(found["kind"].casefold(), {}).values())
        return names[0] if len(names) == 1 else found[0]

    return _THIS.sub(named, words)
