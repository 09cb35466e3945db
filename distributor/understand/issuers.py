"""Who issued a document, in full and as named then: from its letterhead, from its symbol, from a sentence that names the office.

An office whose name needs a place ("Ủy ban nhân dân …") is told only with it: two communes may both hold 01/2026/QĐ-UBND.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.numbers import Number
from distributor.understand.vocabulary import OfficeKind, vocabulary

_LEVELS = "tỉnh|thành phố|xã|phường|đặc khu|thị trấn|huyện|quận|thị xã"
_BEGINS_SUBJECT = (
    r"(?:Quy|Ban\s+hành|Sửa|Thành\s+lập|Cho\s+phép|Giao|Phê\s+duyệt|Tách|Về|Bãi|Công\s+bố|Điều|Đính|Hướng)"
)
"""`… của Ủy ban nhân dân tỉnh Hương Giang Quy định …`: the name ends before what the document is about."""
_NAME = rf"[{VIETNAMESE_UPPER}][^\W\d_]*(?:[ -]+(?!{_BEGINS_SUBJECT}(?!\w))[{VIETNAMESE_UPPER}][^\W\d_]*){{0,4}}"
_PLACE = re.compile(rf"\b(?P<level>(?i:{_LEVELS})|TP\.?)\s+(?P<name>{_NAME})")
_LEVEL_AND_REST = re.compile(
    rf"(?P<level>{_LEVELS}|TP\.?)(?:\s+(?P<name>[^\W\d_]+(?:[ -]+[^\W\d_]+){{0,4}}))?", re.IGNORECASE
)
_BELOW = re.compile(
    rf"(?:(?P<level>{_LEVELS}|TP\.?)\s+)?(?P<name>[^\W\d_]+(?:[ -]+[^\W\d_]+){{0,3}}?)\s+"
    r"(?P<own>(?:PHÒNG|TRUNG TÂM|BAN(?! NHÂN)|ĐỘI|HẠT|TRẠM|VĂN PHÒNG|CHI CỤC|CÔNG TY|TRƯỜNG|BỆNH VIỆN|QUỸ|BẢO TÀNG|"
    r"THƯ VIỆN)\s.+)",
    re.IGNORECASE,
)
_PROVINCE_AT_END = re.compile(
    rf"(?<!\w)(?P<level>TỈNH|THÀNH PHỐ) (?P<name>[{VIETNAMESE_UPPER}]+(?: [{VIETNAMESE_UPPER}]+){{0,2}})\Z"
)
_PLACE_IN_LOWER = re.compile(r"(?<!\w)(tỉnh|thành phố|xã|phường|đặc khu) ((?:[a-zà-ỹđ]+ ){0,2}[a-zà-ỹđ]+)\Z")
"""A place that the body never writes with its capitals."""
_SUPERIOR = re.compile(
    r"\A(?:CỤC THUẾ|BẢO HIỂM XÃ HỘI VIỆT NAM|CỤC QUẢN LÝ THI HÀNH ÁN DÂN SỰ|CỤC HẢI QUAN|KHO BẠC NHÀ NƯỚC"
    r"|NGÂN HÀNG NHÀ NƯỚC VIỆT NAM)\s+"
    r"(?=(?:THUẾ|BẢO HIỂM XÃ HỘI|THI HÀNH ÁN|CHI CỤC|HẢI QUAN|KHO BẠC|NGÂN HÀNG NHÀ NƯỚC)\s)"
)
"""A central agency above its own branch."""
CHAIR = "Chủ tịch "
_PROVINCE_LEVELS = ("tỉnh", "thành phố")
_SMALL_WORDS = frozenset({"và", "của"})


@dataclass(frozen=True)
class NamedOffice:
    """An office as a sentence names it; `name` is empty while its place is not certain."""

    name: str
    office: OfficeKind
    start: int
    end: int


@cache
def _offices() -> re.Pattern[str]:
    # The last words of a name may be the beginning of a longer one, so the longest are tried first.
    return re.compile(
        rf"(?<!\w)(?P<office>(?i:{vocabulary().office_words}))(?!\w)"
        rf"(?:\s+(?P<level>(?i:{_LEVELS})|TP\.?)(?!\w)(?:\s+(?P<name>{_NAME}))?)?"
    )


@cache
def _office_names() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<office>{vocabulary().office_words})(?!\w)", re.IGNORECASE)


def place_of(text: str) -> str:
    """Return text such as `tỉnh Hương Giang`: the first place that is named with its level; empty if none is."""
    match = _PLACE.search(text)
    return _place(match["level"], match["name"]) if match else ""


def province_of(text: str) -> str:
    """The province of a publisher's name."""
    place = place_of(text)
    return place if place.startswith(_PROVINCE_LEVELS) else ""


def same_office(name: str) -> tuple[str, ...]:
    """The names under which the documents of one office are known: a committee's number is its chair's too."""
    office = name.removeprefix(CHAIR)
    return office, f"{CHAIR}{office}"


def find_offices(text: str, home: str = "") -> list[NamedOffice]:
    """Offices named in mixed case, in order. `home`: the province of those who say only "Ủy ban nhân dân tỉnh"."""
    found: list[NamedOffice] = []
    for match in _offices().finditer(text):
        office = _office(match["office"])
        place = ""
        if match["name"]:
            place = _place(match["level"], match["name"])
        elif (match["level"] and home.startswith(match["level"].casefold())) or (
            not match["level"] and office.place == "province"
        ):
            place = home
        found.append(NamedOffice(full_name(office, place), office, match.start(), match.end()))
    return found


def full_name(office: OfficeKind, place: str) -> str:
    """Empty while a place is needed and not known."""
    if not office.place:
        return office.name
    if not place or (office.place == "province" and not place.startswith(_PROVINCE_LEVELS)):
        return ""
    return f"{office.name} {place}"


def offices_of_number(number: Number) -> tuple[OfficeKind, ...]:
    """The offices that its symbol names, in order; empty if one of them is unknown."""
    if number.kind is not None and number.kind.name == "luật":
        # `24-L/CTN` names the President, who promulgates; a law is the National Assembly's.
        return (vocabulary().office_by_name["quốc hội"],)
    offices = [_office_of_part(part) for part in number.issuer_parts]
    return tuple(office for office in offices if office) if offices and all(offices) else ()


def issuers_of_number(number: Number, home: str) -> tuple[str, ...]:
    """Full names from the symbol alone; empty while one is open. "UBND" alone may be any commune's, so it stays open."""
    offices = offices_of_number(number)
    if not offices or (len(offices) == 1 and offices[0].place == "any"):
        return ()
    names = [full_name(office, home) for office in offices]
    return tuple(names) if all(names) else ()


def issuers_of_letterhead(words: str, body: str, home: str) -> tuple[str, ...]:
    """Read the issuers from the capitals above the number: `UBND TỈNH HƯƠNG GIANG SỞ TƯ PHÁP`, `SỞ TƯ PHÁP - CÔNG AN TỈNH`.

    `body`: the document, whose mixed case restores an office that is not in our list. Several only where a dash parts them.
    """
    several = [part for part in re.split(r"\s+-\s+", words) if part.strip()]
    place = _province_in_capitals(words) or home
    names: list[str] = []
    for part in several:
        name, place = _issuer_of_capitals(part, body, place)
        if not name:
            return ()
        names.append(name)
    return tuple(dict.fromkeys(names))


def _province_in_capitals(words: str) -> str:
    """Return the province that a head names: of it is what stands above without one, never of the reader's own province."""
    found = _PROVINCE_AT_END.search(" ".join(words.split()))
    return _place(found["level"], found["name"]) if found else ""


def _issuer_of_capitals(words: str, body: str, home: str) -> tuple[str, str]:
    """The office and the place that was last named. The last office is the issuer, those above are its superiors."""
    words = _SUPERIOR.sub("", " ".join(words.split()))
    matches = list(_office_names().finditer(words))
    if not matches:
        return _restored(words, body), home
    place = home
    own_place = ""
    tail = ""
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        # In capitals nothing but the next office tells where the name of a place ends.
        rest = words[match.end() : following.start() if following else len(words)].strip(" ,")
        named = _LEVEL_AND_REST.fullmatch(rest)
        own_place = _place(named["level"], named["name"]) if named and named["name"] else ""
        if not own_place and named and place.startswith(named["level"].casefold()):
            own_place = place
        place = own_place or place
        tail = "" if named else rest
    office = _office(matches[-1]["office"])
    if tail and (below := _BELOW.fullmatch(tail)):
        # A division of the office above it, whose place it shares: "UBND PHƯỜNG CÁI RĂNG / PHÒNG KINH TẾ".
        place = _place(below["level"], below["name"]) if below["level"] else _capitalised(below["name"])
        own = _restored(below["own"], body)
        return (own if place.casefold() in own.casefold() or not own else f"{own} {place}"), place
    if tail:
        return _restored(tail, body), place
    superior_named = len(matches) > 1 and place != home
    return full_name(office, own_place or (place if office.place == "province" or superior_named else "")), place


def _restored(capitals: str, body: str) -> str:
    restored = _PLACE_IN_LOWER.sub(
        lambda found: f"{found[1]} {_capitalised(found[2].upper())}", restore_case(capitals, body)
    )
    return restored[:1].upper() + restored[1:]


def restore_case(capitals: str, body: str) -> str:
    """Words in capitals as the body writes them; words it never writes in mixed case are put in lower case.

    Empty if the body has none of it: then nobody knows which of them are names.
    """
    words = capitals.split()
    folded = " ".join(body.split())
    lowered = folded.casefold()
    if len(lowered) != len(folded):
        return ""
    result: list[str] = []
    at = 0
    restored = 0
    while at < len(words):
        taken, length = _longest_in_body(words, at, folded, lowered)
        if length:
            result.append(taken)
            restored += length
            at += length
        else:
            result.append(words[at].casefold())
            at += 1
    return " ".join(result) if restored * 2 >= len(words) else ""


def _longest_in_body(words: list[str], at: int, body: str, lowered: str) -> tuple[str, int]:
    best, length = "", 0
    phrase = ""
    position = 0
    for count in range(1, len(words) - at + 1):
        phrase = f"{phrase} {words[at + count - 1].casefold()}".strip()
        position = _in_mixed_case(phrase, body, lowered, position)
        if position < 0:
            break
        best, length = body[position : position + len(phrase)], count
    # A single word is a name or not by chance of where it stood.
    return (best, length) if length > 1 else ("", 0)


def _in_mixed_case(phrase: str, body: str, lowered: str, start: int) -> int:
    position = lowered.find(phrase, start)
    while position >= 0:
        end = position + len(phrase)
        whole = (not position or not lowered[position - 1].isalnum()) and not lowered[end : end + 1].isalnum()
        if whole and not body[position:end].isupper():
            return position
        position = lowered.find(phrase, position + 1)
    return -1


def _place(level: str, name: str) -> str:
    level = "thành phố" if level.upper().startswith("TP") else " ".join(level.casefold().split())
    words = " ".join(name.split())
    return f"{level} {_capitalised(words) if words.isupper() else words}"


def _capitalised(words: str) -> str:
    return " ".join(word if word in _SMALL_WORDS else word[:1] + word[1:].casefold() for word in words.split())


def _office(written: str) -> OfficeKind:
    return vocabulary().office_by_name[" ".join(written.split()).casefold()]


def _office_of_part(part: str) -> OfficeKind | None:
    return vocabulary().office_by_abbreviation.get(part.rstrip("0123456789").casefold())


_HEAD_OF_OFFICE = re.compile(
    r"(?:(?:Phó\s+)?(?:Bộ\s+trưởng|Chủ\s+tịch|Thống\s+đốc|Chánh\s+án|Viện\s+trưởng|Giám\s+đốc|Tổng\s+Kiểm\s+toán))\s+"
)


def office_at(text: str, position: int, home: str) -> NamedOffice | None:
    """The office named right here, or its head ("Bộ trưởng Bộ Tài chính"): the document is the office's.

    Offsets into `text`.
    """
    if match := _HEAD_OF_OFFICE.match(text, position):
        position = match.end()
    match = _offices().match(text, position)
    if match is None:
        return None
    named = find_offices(text[position : match.end()], home)[0]
    return replace(named, start=position, end=match.end())
