"""A private person's data in a text: a name with where they live, with a birthday, with a bank account. Pure, linear.

Not officials named in their function, not offices, not persons made nameless ("ông Nguyễn Văn A", "anh V").
Reasons never repeat the data; they say how many persons are concerned, so that one more person is a new reason.
"""

import re
from collections.abc import Iterator

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|Mai|Trương|Tô|Cao|Hà|Đào|Lâm"
    "|Tạ|Thái|Châu|Văn|Tăng|Quách|Vương|Nông|Hứa|La|Thân|Tôn|Phùng|Kiều|Chu|Lưu|Triệu|Bạch|Giang|Diệp|Đàm"
)
_WORD = rf"[{_UPPER}][^\W\d_]*"
_NAME = rf"{_WORD}(?:[ ]{_WORD}){{1,4}}"
_TITLES = r"ông|bà|anh|chị|em|cháu|cô|chú|bác|người\s+yêu\s+cầu|họ\s+và\s+tên|họ\s+tên"
_TITLED = rf"(?<!\w)(?i:{_TITLES})\s*:?\s+(?P<titled>{_NAME})"
_PERSON = re.compile(rf"{_TITLED}|(?<!\w)(?P<bare>(?:{_SURNAMES})(?:[ ]{_WORD}){{1,3}})(?!\w)")
_FUNCTION = re.compile(
    r"(?<!\w)(?:chủ\s+tịch|giám\s+đốc|trưởng|phó|chánh|bí\s+thư|thẩm\s+phán|luật\s+sư|công\s+chứng|tổ\s+trưởng|cán\s+bộ|công\s+chức"
    r"|đồng\s+chí|trợ\s+giúp\s+viên|chuyên\s+viên|báo\s+cáo\s+viên|trụ\s+sở|cơ\s+quan|văn\s+phòng|đường|phố|trường|tượng\s+đài)(?!\w)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?<!\w)(?:(?:đăng\s+ký\s+)?(?:hộ\s+khẩu\s+)?(?:thường\s+trú|tạm\s+trú|cư\s+trú)|trú|hkt?t|nơi\s+ở|chỗ\s+ở|ngụ|địa\s+chỉ)"
    r"(?:\s+(?:hiện\s+nay|liên\s+hệ|tại|ở))*\s*:?\s*"
    r"(?=(?:số(?:\s+nhà)?\s+)?\d|(?:tại\s+)?(?:thôn|xóm|ấp|bản|buôn|làng|tổ|khu\s+phố|khu\s+dân\s+cư|đường|ngõ|ngách|kiệt"
    rf"|hẻm|số|căn\s+hộ|chung\s+cư|xã|phường)\s+(?-i:[\d{_UPPER}]))",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?<!\w)sinh\s*(?:ngày)?\s*:?\s*(?:ngày\s+)?"
    r"\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?|\s+tháng\s+\d{1,2}\s+năm\s+)(?P<year>\d{4})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?<!\w)(?:số\s+tài\s+khoản|tài\s+khoản(?:\s+ngân\s+hàng)?\s+số|tài\s+khoản\s*:|stk)\s*:?\s*(?:số\s*:?\s*)?"
    r"\d(?:[ .-]?\d){5,18}",
    re.IGNORECASE,
)
_HOLDER = re.compile(
    rf"(?i:chủ\s+tài\s+khoản|tên\s+tài\s+khoản|chủ\s+tk|mang\s+tên|đứng\s+tên|của)\s*:?\s*(?:(?i:ông|bà|anh|chị)\s+)?"
    rf"(?:(?:{_SURNAMES})(?:[ ]{_WORD}){{1,3}}|(?:{_SURNAMES.upper()})(?:[ ][{_UPPER}]+){{1,3}})(?!\w)"
)
_NAMED_AFTER = re.compile(
    r"(?<!\w)(?:phường|xã|thôn|thị\s+trấn|quận|huyện|tỉnh|thành\s+phố|đường|phố|ngõ|trường|THPT|THCS|tiểu\s+học|mầm\s+non|công\s+ty"
    r"|chợ|công\s+viên|cầu|bệnh\s+viện|hội\s+trường|giải\s+thưởng)\s*$",
    re.IGNORECASE,
)
"""Before a name: a place or a house that bears it."""
_CELL_NAME = re.compile(rf"^(?:{_SURNAMES})(?: {_WORD}){{1,3}}$")
_CELL_PLACE = re.compile(r"^(?:số(?:\s+nhà)?\s+\d|(?:thôn|xóm|ấp|bản|buôn|tổ|khu\s+phố)\s+\w)", re.IGNORECASE)
_BEFORE = 140
_SENTENCE_END = re.compile(r"[.;!?](?=\s+[^\W\d_a-z])|\n\s*\n")
_OLDEST = 1920
"""Born before: a person of history."""


def personal_details(text: str) -> list[str]:
    """Reasons to hold, in Vietnamese, each kind once. `text`: NFC and plain."""
    folded = text.casefold()
    reasons = []
    if any(word in folded for word in ("trú", "địa chỉ", "ngụ", "nơi ở", "chỗ ở", "hkt", "|")) and (
        homes := _with_home(text)
    ):
        reasons.append(f"có họ tên kèm nơi ở của {len(homes)} người")
    if "sinh" in folded and (born := _with_birthday(text)):
        reasons.append(f"có họ tên kèm ngày sinh của {len(born)} người")
    if ("tài khoản" in folded or "stk" in folded) and (count := _accounts(text)):
        reasons.append(f"có {count} số tài khoản kèm tên cá nhân")
    return reasons


def _with_home(text: str) -> set[str]:
    found = {name for match in _LIVES.finditer(text) if (name := _person_before(text, match.start()))}
    if "|" in text:
        found.update(_in_rows(text))
    return found


def _with_birthday(text: str) -> set[str]:
    return {
        name
        for match in _BORN.finditer(text)
        if int(match["year"]) >= _OLDEST and (name := _person_before(text, match.start(), titled=True))
    }


def _accounts(text: str) -> int:
    return sum(
        _HOLDER.search(text, match.end(), match.end() + 150) is not None
        or _HOLDER.search(text, max(0, match.start() - 100), match.start()) is not None
        for match in _ACCOUNT.finditer(text)
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
    if (titled and not last["titled"]) or _is_nameless(name):
        return ""
    if last["bare"] and _NAMED_AFTER.search(before[: last.start()]):
        return ""
    around = before[max(0, last.start() - 40) : last.start()] + " " + before[last.end() :]
    return "" if _FUNCTION.search(around) else name


def _is_nameless(name: str) -> bool:
    """`Nguyễn Văn A`: a letter for a name."""
    return len(name.rsplit(maxsplit=1)[-1]) == 1


def _in_rows(text: str) -> Iterator[str]:
    """Tables: a cell that is a name beside a cell that is a home."""
    for line in text.split("\n"):
        if "|" not in line:
            continue
        cells = [cell.strip() for cell in line.split("|")]
        names = [cell for cell in cells if _CELL_NAME.match(cell) and not _is_nameless(cell)]
        if names and any(_CELL_PLACE.match(cell) for cell in cells):
            yield from names
