"""Documents as a text cites them: kind, name, number, date, issuer, and the words that say so."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from distributor.understand.dates import DAY, read_day
from distributor.understand.issuers import NamedOffice, office_at
from distributor.understand.numbers import Number, find_numbers
from distributor.understand.vocabulary import vocabulary

_LOOK_BACK = 220
_LAWS = frozenset({"luật", "bộ luật", "pháp lệnh"})
"""Cited by name: "Luật Đất đai số 31/2024/QH15"; others by number alone."""
_DAY_AFTER = re.compile(rf"\s*,?\s*\(?\s*(?:được\s+)?(?:ký\s+)?(?:ban\s+hành\s+)?ngày\s+(?P<day>{DAY})\s*\)?")
_OF = re.compile(r"\s*,?\s*của\s+")
_ADJACENT = re.compile(r"\s*(?:(?:số|SỐ|Số)\s*:?)?\s*")
_NAMED = re.compile(r"[^;:.()\n“”\"]{2,200}?\s(?:số|SỐ)\s*:?\s*")


@dataclass(frozen=True)
class Citation:
    """`text`: kind, name, number, date and issuer as they stand there. `kind`: empty where it is only a bare number."""

    number: Number
    kind: str
    text: str
    start: int
    end: int
    issued_on: date | None = None
    issuer: NamedOffice | None = None


@cache
def _kind_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{vocabulary().kind_words})(?!\w)")


def find_citations(text: str, home: str = "") -> list[Citation]:
    """Every number with what stands around it. `text`: legible. `home`: the province that "tỉnh" alone means."""
    return [_citation(text, number, home) for number in find_numbers(text)]


def _citation(text: str, number: Number, home: str) -> Citation:
    kind, start = _kind_before(text, number.start)
    if not kind and number.kind is not None:
        kind = number.kind.name
    end = number.end
    issued_on = None
    if match := _DAY_AFTER.match(text, end):
        issued_on = read_day(match["day"])
        end = match.end()
    issuer = None
    if (match := _OF.match(text, end)) and (issuer := office_at(text, match.end(), home)):
        end = issuer.end
    cited = " ".join(text[start : number.end].split())
    return Citation(number, kind, cited, start, end, issued_on, issuer)


def _kind_before(text: str, position: int) -> tuple[str, int]:
    """The kind that this number is of, and where its words begin; "" and the number's own place if none stands there."""
    begin = max(0, position - _LOOK_BACK)
    for match in reversed(list(_kind_words().finditer(text, begin, position))):
        name = " ".join(match[0].split()).casefold()
        adjacent = _ADJACENT.fullmatch(text, match.end(), position) is not None
        if name in _LAWS:
            # "pháp luật số …" holds no law; a law is written with a capital.
            if not match[0][0].isupper():
                continue
            if adjacent or _NAMED.fullmatch(text, match.end(), position):
                return name, match.start()
        elif adjacent:
            return name, match.start()
    return "", position
