"""A private person's data in a text: a name with where they live, with a birthday, with a bank account. Pure, linear.

Not officials named in their function, not offices, not persons made nameless ("ông Nguyễn Văn A", "anh V").
Reasons never repeat the data; they say how many persons are concerned, so that one more person is a new reason.
"""

import re
from collections.abc import Iterator

from distributor.facts import Reason
from distributor.ingest.holds.known import lettered
from distributor.ingest.holds.people import FUNCTION, SURNAMES, UPPER, WORD, find_people, is_nameless
from distributor.text.cued import Cued, SearchedText

_NAME = rf"{WORD}(?:[ ]{WORD}){{1,4}}"
_TITLES = r"ông|bà|anh|chị|em|cháu|cô|chú|bác|người\s+yêu\s+cầu|họ\s+và\s+tên|họ\s+tên"
_TITLED = rf"(?<!\w)(?i:{_TITLES})\s*:?\s+(?P<titled>{_NAME})"
_PERSON = re.compile(rf"{_TITLED}|(?<!\w)(?P<bare>(?:{SURNAMES})(?:[ ]{WORD}){{1,3}})(?!\w)")
_PLACE = re.compile(r"(?<!\w)(?:đường|phố|trường)(?!\w)", re.IGNORECASE)
_LIVES = Cued(
    r"(?<!\w)(?:(?:đăng\s+ký\s+)?(?:hộ\s+khẩu\s+)?(?:thường\s+trú|tạm\s+trú|cư\s+trú)|trú|hkt?t|nơi\s+ở|chỗ\s+ở|ngụ|địa\s+chỉ)"
    r"(?:\s+(?:hiện\s+nay|liên\s+hệ|tại|ở))*\s*:?\s*"
    r"(?=(?:nhà\s+)?(?:số(?:\s+nhà)?\s+)?\d|(?:tại\s+)?(?:nhà\s+)?(?:thôn|xóm|ấp|bản|buôn|làng|tổ|khu\s+phố|khu\s+dân\s+cư|đường|ngõ|ngách|kiệt"
    rf"|hẻm|số|căn\s+hộ|chung\s+cư|xã|phường)\s+(?-i:[\d{UPPER}]))",
    " trú| hkt| nơi ở| chỗ ở| ngụ| địa chỉ",
    "đăng|hộ|thường|tạm|cư|trú|hk|nơi|chỗ|ngụ|địa",
    flags=re.IGNORECASE,
    as_written=True,
)
_BORN = Cued(
    r"(?<!\w)sinh\s*(?:ngày)?\s*:?\s*(?:ngày\s+)?"
    r"\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?|\s+tháng\s+\d{1,2}\s+năm\s+)(\d{4})",
    " sinh",
    "sinh",
)
_ACCOUNT = Cued(
    r"(?<!\w)(?:số\s+tài\s+khoản|tài\s+khoản(?:\s+ngân\s+hàng)?\s+số|tài\s+khoản\s*:|stk)\s*:?\s*(?:số\s*:?\s*)?"
    r"\d(?:[ .-]?\d){5,18}",
    "tài khoản| stk",
    "số|tài|stk",
)
_HOLDER = re.compile(
    rf"(?i:chủ\s+tài\s+khoản|tên\s+tài\s+khoản|chủ\s+tk|mang\s+tên|đứng\s+tên|của)\s*:?\s*(?:(?i:ông|bà|anh|chị)\s+)?"
    rf"(?:(?:{SURNAMES})(?:[ ]{WORD}){{1,3}}|(?:{SURNAMES.upper()})(?:[ ][{UPPER}]+){{1,3}})(?!\w)"
)
_NAMED_AFTER = re.compile(
    r"(?<!\w)(?:phường|xã|thôn|thị\s+trấn|quận|huyện|tỉnh|thành\s+phố|đường|phố|ngõ|trường|THPT|THCS|tiểu\s+học|mầm\s+non|công\s+ty"
    r"|chợ|công\s+viên|cầu|bệnh\s+viện|hội\s+trường|giải\s+thưởng)\s*$",
    re.IGNORECASE,
)
"""Before a name: a place or a house that bears it."""
_CELL_NAME = re.compile(rf"^(?:{SURNAMES})(?: {WORD}){{1,3}}$")
_CELL_PLACE = re.compile(r"^(?:số(?:\s+nhà)?\s+\d|(?:thôn|xóm|ấp|bản|buôn|tổ|khu\s+phố)\s+\w)", re.IGNORECASE)
_LIST = Cued(
    r"(?<!\w)(?:danh\s+sách|các\s+hộ|các\s+trường\s+hợp|niêm\s+yết|biểu\s+tổng\s+hợp|kết\s+quả)(?!\w)",
    "danh sách|các hộ|các trường hợp|niêm yết|biểu tổng hợp|kết quả",
)
_PRIVATE_MATTER = re.compile(
    r"(?<!\w)(?:nợ|hộ\s+nghèo|cận\s+nghèo|trợ\s+cấp|bảo\s+trợ|được\s+hỗ\s+trợ|nhận\s+hỗ\s+trợ|nhập\s+ngũ|nghĩa\s+vụ\s+quân\s+sự|khuyết\s+tật|cai\s+nghiện"
    r"|nhà\s+ở\s+xã\s+hội|vi\s+phạm|bị\s+phạt|xử\s+phạt|thi\s+tuyển|xét\s+tuyển|trúng\s+tuyển|kết\s+hôn|ly\s+hôn|tạm\s+trú|thi\s+hành\s+án"
    r"|thu\s+hồi\s+đất|thừa\s+kế|chi\s+trả|khai\s+sinh|cử\s+tri)(?!\w)",
    re.IGNORECASE,
)
_ELECTED = Cued(
    r"(?<!\w)(?:kết\s+quả|danh\s+sách|biểu)(?:\s+[^\W\d_]+){0,4}?\s+(?:bầu|trúng\s+cử|ứng\s+cử)(?!\w)",
    "bầu|trúng cử|ứng cử",
)
"""A list that voters are to read: who stands for election, who was elected."""
_AGE = re.compile(r"(?<!\w)(?:\d{1,3}\s+tuổi|sinh\s+năm|sn\b|sinh\s+\d)", re.IGNORECASE)
_HAMLET = re.compile(
    rf"(?<!\w)(?i:thôn|xóm|ấp|bản|buôn|làng|khóm|tổ(?:\s+dân\s+phố)?|khu\s+phố|ngõ|hẻm|kiệt|ngã\s+(?:ba|tư))\s+(?:(?i:số)\s+)?[{UPPER}\d]"
)
_OF_THE_SAME = 90
"""Characters behind letters for a name in which age and home make them known."""
_A_LIST = 3
_BEFORE = 140
_SENTENCE_END = re.compile(r"[.;!?](?=\s+[^\W\d_a-z])|\n\s*\n")
_OLDEST = 1920
"""Born before: a person of history."""


def personal_details(read: SearchedText) -> list[Reason]:
    """Reasons to hold, each kind once. `read`: NFC and plain."""
    reasons = []
    if homes := _with_home(read) | _by_letters_at_home(read):
        reasons.append(Reason("personal_home", str(len(homes))))
    if born := _with_birthday(read):
        reasons.append(Reason("personal_birthday", str(len(born))))
    if count := _accounts(read):
        reasons.append(Reason("personal_account", str(count)))
    if len(listed := _listed(read)) >= _A_LIST:
        reasons.append(Reason("personal_list", str(len(listed))))
    return reasons


def _listed(read: SearchedText) -> set[str]:
    """Private persons in a list of a private matter (who owes tax, who is poor, who was called up)."""
    listed = _LIST.search(read, 400) and _PRIVATE_MATTER.search(read.written, 0, 400)
    if not listed or _ELECTED.search(read, 400):
        return set()
    return {person.name for person in find_people(read.written[:20_000]) if not person.in_function}


def _by_letters_at_home(read: SearchedText) -> set[str]:
    """Persons whose name is letters, and whom age and hamlet make known all the same: "bà P.T.L., 63 tuổi, ở xóm Giếng"."""
    return {
        each.name
        for each in lettered(read)
        if _AGE.search(told := read.written[each.start : each.behind + _OF_THE_SAME]) and _HAMLET.search(told)
    }


def _with_home(read: SearchedText) -> set[str]:
    text = read.written
    found = {name for match in _LIVES.finditer(read) if (name := _person_before(text, match.start()))}
    if "|" in text:
        found.update(_in_rows(text))
    return found


def _with_birthday(read: SearchedText) -> set[str]:
    text = read.written
    born = [match for match in _BORN.finditer(read) if int(match[1]) >= _OLDEST]
    named = {name for match in born if (name := _person_before(text, match.start(), titled=True))}
    if len(born) > 1:
        # Several in a row are a list, where nobody writes "ông", "bà".
        listed = (_person_before(text, match.start()) for match in born)
        named.update(name for name in listed if len(name.split()) > 2)
    return named


def _accounts(read: SearchedText) -> int:
    text = read.written
    return sum(
        _HOLDER.search(text, match.end(), match.end() + 150) is not None
        or _HOLDER.search(text, max(0, match.start() - 100), match.start()) is not None
        for match in _ACCOUNT.finditer(read)
    )


def _person_before(text: str, position: int, *, titled: bool = False) -> str:
    """The private person this sentence names last before the position; empty if none, or one in a function."""
    before = text[max(0, position - _BEFORE) : position]
    ends = list(_SENTENCE_END.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    people = list(_PERSON.finditer(before))
    if not people:
        return ""
    last = people[-1]
    name = last["titled"] or last["bare"]
    if (titled and not last["titled"]) or is_nameless(name):
        return ""
    if last["bare"] and _NAMED_AFTER.search(before[: last.start()]):
        return ""
    around = before[max(0, last.start() - 40) : last.start()] + " " + before[last.end() :]
    return "" if FUNCTION.search(around) or _PLACE.search(around) else name


def _in_rows(text: str) -> Iterator[str]:
    """Tables: a cell that is a name beside a cell that is a home."""
    for line in text.split("\n"):
        if "|" not in line:
            continue
        cells = [cell.strip() for cell in line.split("|")]
        names = [cell for cell in cells if _CELL_NAME.match(cell) and not is_nameless(cell)]
        if names and any(_CELL_PLACE.match(cell) for cell in cells):
            yield from names
