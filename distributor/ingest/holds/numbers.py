"""Numbers and addresses that belong to a private person: phone, identity, other papers, plate, e-mail. Pure, linear.

An office's number, and an official's beside the function, are meant to be read. Details are the last three characters only, for
reasons are stored and shown.
"""

import re
from collections.abc import Iterator
from itertools import chain

from distributor.facts import Reason
from distributor.ingest.holds.people import Person, find_people
from distributor.text.cued import Cued, SearchedText, in_lower

_MOBILE = re.compile(
    r"""(?<![\w/=&?%.,-])(?<!\d[ ])
        (?: \(?(?:\+|00)84\)? [ .-]? (?:\(0\))? | 84(?=\d{9}(?!\d)) | 0 )
        [35789] (?: [ .-]? \d ){8}
        (?![\w/=]|[.,]\d|[ .-]\d{3}|[ ]*(?:đồng|đ\b|vnd|vnđ))""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_PHONE = re.compile(r"\d{6}-(?:19|20)\d\d")
"""The number of a map, with its year."""
_HOTLINE_BEFORE = re.compile(
    r"(?:đường\s+dây\s+nóng|hotline|tổng\s+đài|trực\s+ban)(?![^\n]*(?:\bông\b|\bbà\b|\banh\b|\bchị\b))[^\n.;]{0,60}$",
    re.IGNORECASE,
)
_OFFICE_BEFORE = re.compile(
    r"(?<!\w)(?:ubnd|ủy\s+ban|uỷ\s+ban|sở|phòng|trung\s+tâm|công\s+an\s+(?:xã|phường|tỉnh)|ban|bộ\s+phận|trạm|chi\s+cục|cục|chi\s+nhánh|văn\s+phòng|tòa\s+án"
    r"|trụ\s+sở|cơ\s+quan|công\s+ty|ban\s+tổ\s+chức|quầy|zalo\s+oa|đơn\s+vị|đường\s+dây|tổ\s+công\s+nghệ|hội|đoàn|trưởng|phó|giám\s+đốc|chủ\s+tịch|bí\s+thư"
    r"|chuyên\s+viên|cán\s+bộ|công\s+chức|trợ\s+giúp\s+viên|luật\s+sư|đồng\s+chí|đ/c|tổng\s+đài|hotline|hòa\s+giải\s+viên"
    r"|tổ\s+(?:hòa\s+giải|trưởng|viên)|thành\s+viên\s+(?:tổ|ban|đội)|tuyên\s+truyền\s+viên|y\s+tế\s+thôn|công\s+an\s+viên)(?!\w)",
    re.IGNORECASE,
)
_OFFICE_BEHIND = re.compile(
    r"^\s*[(–-]\s*(?:số\s+|máy\s+)?(?:trực|thường\s+trực|đường\s+dây|hotline|tổng\s+đài|ngoài\s+giờ|văn\s+phòng|(?:của\s+)?(?:trung\s+tâm|phòng|ban|trạm|đội|công\s+an|ubnd|tổ|bộ\s+phận|cơ\s+quan))"
    r"(?![^)\n]*(?:\bông\b|\bbà\b|\banh\b|\bchị\b|\bem\b))",
    re.IGNORECASE,
)
"""Behind a number: whose it is, an office's and no person's."""
_OF_A_TRICK = re.compile(
    r"lừa\s+đảo|giả\s+danh|mạo\s+danh|giả\s+mạo|số\s+(?:điện\s+thoại\s+)?lạ|tự\s+xưng", re.IGNORECASE
)
_PRIVATE_BEFORE = re.compile(
    r"(?<!\w)(?:ông|bà(?!\s+con)|anh|chị|em|cháu|chồng|vợ|mẹ|bố|cử\s+tri|công\s+dân|khách|gia\s+đình)(?!\w)",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"\s*,\s*(?:thành\s+viên|tổ\s+viên)\s+(?:ban|tổ|đội)(?!\w)", re.IGNORECASE)
_IDENTITY = re.compile(r"(?<![\w/=&?%.,-])0(?:0[1-9]|[1-9]\d)[ .]?[0-3]\d{2}[ .]?\d{3}[ .]?\d{3}(?![\w/=]|[.,]\d)")
_LABELLED_IDENTITY = Cued(
    r"(?:căn\s+cước(?:\s+công\s+dân)?|cccd|cmnd|chứng\s+minh\s+(?:nhân\s+dân|thư)|định\s+danh\s+cá\s+nhân|hộ\s+chiếu)"
    r"[^\w\n]*(?:số)?[^\w\n]{0,3}(\d{12}|\d{9}|[A-Z]\d{7})(?!\d)",
    "căn cước|cccd|cmnd|chứng minh|định danh cá nhân|hộ chiếu",
    flags=re.IGNORECASE,
    as_written=True,
)
_PAPERS = Cued(
    r"(?:thẻ\s+(?:bảo\s+hiểm(?:\s+y\s+tế)?|bhyt|atm|hội\s+viên)|mã\s+số\s+bhxh|số\s+sổ\s+bhxh|mã\s+bhxh)"
    r"[^\n.;]{0,40}?\s(?P<number>(?:[A-Z]{2}\d?[ ]?)?\d(?:[ ]?\d){8,16})(?!\d)"
    r"|(?<!\w)(?:mst|mã\s+số\s+thuế)\s*:?\s*(?P<tax>[08]\d{9})(?!\d)(?=[^\n]{0,30}xóm)",
    "thẻ|mã số|số sổ|mã bhxh| mst",
    flags=re.IGNORECASE,
    as_written=True,
)
_PLATE = re.compile(r"(?<![\w-])(?:1[1-9]|[2-9]\d)\s?-?\s?[A-Z](?:[A-Z]|\d)?\s?[-.]?\s?\d{3}[.]?\d{2}(?![\w.]\d)")
_PLATE_LABEL = Cued(r"biển|bks|xe|ô\s*tô", "biển|bks|xe|ô tô|ôtô")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{2,40}@[\w-]{2,40}(?:\.[\w-]{2,20}){1,3}")
_FREE_MAIL = re.compile(r"@(?:gmail|yahoo|hotmail|outlook|icloud|live|zoho)\.", re.IGNORECASE)
_OFFICE_MAIL = re.compile(
    r"^(?:stp|so|sotuphap|ubnd|tttgpl|trogiup|pbgdpl|phong|phuong|xa|ban|info|lienhe|contact|tiepnhan|hotline|vanthu|vanphong|baochi|congan"
    r"|gopy|toasoan|trungtam|tt|hoi|bbt|btc|cuocthi|hotro|support|admin|office)",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?<!\w)(?:ví\s+dụ|minh\s+họa|minh\s+hoạ|dạng|kiểu\s+như)(?!\w)[^.;\n]{0,24}$", re.IGNORECASE)
"""A number that only shows how such numbers look."""
_ONE_DIGIT = re.compile(r"\D*(?P<digit>\d)(?:\D*(?P=digit))*\D*")
"""000 000 000 000: what is to be filled in, and nobody's."""
_ANY_DIGITS, _NINE_DIGITS = re.compile(r"\d[\d .-]{7}"), re.compile(r"\d(?:[ .-]?\d){8}")
"""Without nine there is neither a phone's number nor an identity's."""


def find_numbers_of_people(read: SearchedText) -> list[Reason]:
    """Each once; `read`: title and text."""
    found: dict[Reason, None] = {}
    text = read.written
    if _ANY_DIGITS.search(text):
        found.update(dict.fromkeys(_long_numbers(read)))
    if "@" in text:
        found.update(dict.fromkeys(_mails(text)))
    if _PLATE_LABEL.search(read):
        for match in _PLATE.finditer(text):
            around = text[max(0, match.start() - 60) : match.start()]
            if _EXAMPLE.search(around[-40:]):
                continue
            if (
                _PLATE_LABEL.pattern.search(in_lower(around))
                and "đấu giá" not in text[max(0, match.start() - 300) : match.end() + 100]
            ):
                found[Reason("personal_plate", _last(match[0]))] = None
    return list(found)


def _long_numbers(read: SearchedText) -> Iterator[Reason]:
    text = read.written
    mobiles, identities = (
        pattern.finditer(text) if _NINE_DIGITS.search(text) else iter(()) for pattern in (_MOBILE, _IDENTITY)
    )
    for match in mobiles:
        told_behind = _OFFICE_BEHIND.match(text[match.end() : match.end() + 80])
        if not _NO_PHONE.fullmatch(match[0]) and not told_behind and not _is_of_an_office(text, match.start()):
            yield Reason("personal_phone", _last(match[0]))
    for match in chain(identities, _LABELLED_IDENTITY.finditer(read)):
        if not (_ONE_DIGIT.fullmatch(match[0]) or _EXAMPLE.search(text[max(0, match.start() - 40) : match.start()])):
            yield Reason("personal_identity", _last(match[0]))
    for match in _PAPERS.finditer(read):
        number = match["number"] or match["tax"]
        if not _ONE_DIGIT.fullmatch(number):
            yield Reason("personal_papers", _last(number))


def _is_of_an_office(text: str, start: int) -> bool:
    if _HOTLINE_BEFORE.search(text[max(0, start - 90) : start]) or _OF_A_TRICK.search(
        text[max(0, start - 160) : start]
    ):
        return True
    before = re.split(r"[!?;\n]|\.(?=\s+[^\W\d_a-z])", text[max(0, start - 150) : start])[-1]
    if _OFFICE_BEFORE.search(before) is None:
        return False
    if _PRIVATE_BEFORE.search(before) is None and "|" not in before:
        return True
    people = find_people(before)
    return bool(people) and _speaks_for_office(before, people[-1])


def _speaks_for_office(before: str, person: Person) -> bool:
    """Return True if the function is told beside the name: before it, or right behind it."""
    return (person.in_function or _MEMBER.match(before[person.end :]) is not None) and (
        _OFFICE_BEFORE.search(before[max(0, person.start - 40) : person.start] + before[person.end :]) is not None
    )


def _mails(text: str) -> Iterator[Reason]:
    for match in _MAIL.finditer(text):
        if _OFFICE_MAIL.match(match[0]):
            continue
        before = re.split(r"[!?;\n]|\.(?=\s+[^\W\d_a-z])", text[max(0, match.start() - 150) : match.start()])[-1]
        people = [person for person in find_people(before) if not person.in_function]
        private = bool(people) and _OFFICE_BEFORE.search(before[people[-1].end :]) is None
        if private or (_FREE_MAIL.search(match[0]) and _OFFICE_BEFORE.search(before) is None and _asks(before)):
            yield Reason("personal_email")


def _asks(before: str) -> bool:
    return _PRIVATE_BEFORE.search(before) is not None


def _last(value: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", value)[-3:]
