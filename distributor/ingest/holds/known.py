"""Persons whom neighbours know although no full name is told: a given name with home, trade or kin, letters with a birth. Pure.

"Anh Dũng, chủ quán bún khu phố 7", "nhà bà Lụa xóm 2", "cháu Bảo An (con anh Lực)", "Trần Đình L. (sinh năm 1984)", "cô giáo
ở điểm trường Nước Trong". Letters alone, "anh B" of a case made up, and whom one should call are nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from distributor.ingest.holds.people import UPPER, WORD
from distributor.text.cued import Cued, SearchedText

_PLACE = r"(?:thôn|xóm|ấp|bản|buôn|làng|tổ(?:\s+dân\s+phố)?|khu\s+phố|phường|xã|ngõ|hẻm|phố|đường|chợ|điểm\s+trường|trường|đội)"
_HERE = rf"(?i:{_PLACE})\s+(?:(?i:số|mầm\s+non|tiểu\s+học)\s+)?[{UPPER}\d]"
_LETTERS = r"(?:[A-ZĐÂÊÔƠƯ][a-z]?\.\s?){1,4}[A-ZĐÂÊÔƠƯ]?(?!\w)"
_HONORIFIC = r"(?i:ông|bà|anh|chị|cô|chú|bác|thầy|mẹ|bố)"
_GIVEN = rf"{WORD}(?<=\w\w)(?:[ ]{WORD})?(?![ ]?\w*[{UPPER}])"
_KIN = (
    r"(?i:con|cháu|vợ|chồng|mẹ|bố|em)(?:\s+(?i:trai|gái|nội|ngoại|ruột))?\s+(?:(?i:của)\s+)?"
    rf"(?:{_HONORIFIC}\s+(?:{WORD}|[A-ZĐ]\.)|(?i:(?:ông|bà|anh|chị)\s+bán))"
)
_TRADE = (
    r"(?i:chủ\s+(?:quán|tiệm|cửa|hàng|nhà|lò|trại|xưởng|cơ\s+sở|thầu|vườn|tàu|sạp|hụi|nợ)|bán\s|lái\s+xe|tài\s+xế|thợ\s|làm\s+(?:nghề|thuê|ruộng)"
    r"|giáo\s+viên|dạy\s|bảo\s+vệ|kế\s+toán|thủ\s+quỹ|trưởng\s+(?:thôn|bản|ấp|xóm|khu)|y\s+(?:tá|sĩ)|nhân\s+viên|công\s+nhân)"
)
_CLASS = r"(?i:(?:học\s+(?:sinh\s+)?)?lớp)\s+(?:\d{1,2}|[Cc]hồi|[Mm]ầm|[Ll]á)"
_TOLD_BEHIND = (
    rf"[\s,(–-]{{1,3}}(?:(?i:là|hiện|nhà|ở|trú|ngụ|tại|thuộc|học)\s+){{0,3}}(?:{_HERE}|{_TRADE}|{_KIN}|{_CLASS})"
)
_NEIGHBOUR = Cued(
    rf"(?<!\w){_HONORIFIC}\s+(?P<name>{_GIVEN}){_TOLD_BEHIND}"
    rf"|(?i:quán|tiệm|cửa\s+hàng|sạp|xưởng|lò|trại|nhà|hàng)(?:\s+[^\W\d_]+){{0,3}}?\s+(?:(?i:của)\s+)?(?:(?i:vợ\s+chồng|gia\s+đình)\s+)?{_HONORIFIC}\s+(?P<owner>{_GIVEN})"
    rf"(?:\s*(?:-|–|và)\s*{_HONORIFIC}\s+(?P<other>{_GIVEN}))?",
    " ông | bà | anh | chị | cô | chú | bác | thầy | mẹ | bố ",
    as_written=True,
    begins="ông|bà|anh|chị|cô|chú|bác|thầy|mẹ|bố|quán|tiệm|cửa|sạp|xưởng|lò|trại|nhà|hàng",
)
_CHILD = Cued(
    rf"(?<!\w)(?i:cháu|em|bé|bạn|trò|học\s+sinh|nữ\s+sinh|nam\s+sinh)\s+(?:(?i:gái|trai|tên|là)\s+){{0,2}}(?P<name>{_GIVEN}|{_LETTERS})[\s,(–-]{{1,3}}(?:(?:{_CLASS}|{_KIN}|(?:(?i:khoảng|mới|chừng)\s+)?(?:1[0-7]|\d)\s+(?:tháng\s+)?tuổi|(?i:ở|trú|nhà)\s+{_HERE})|(?i:học\s+sinh|học|đang\s+học)\s[^.;\n]{{0,30}}(?i:lớp|trường)\s)"
    rf"|{_CLASS}\w*[^.;\n]{{0,40}}\s(?i:cháu|em|bé)\s+(?P<after>{_GIVEN}|{_LETTERS})",
    "cháu| em | bé |bạn|trò|học sinh|nữ sinh|nam sinh",
    as_written=True,
    begins="cháu|em|bé|bạn|trò|học|nữ|nam|lớp",
)
_PARENTS = Cued(
    rf"(?<!\w)(?i:em|con|cháu)\s+(?:(?i:gái|trai)\s+)?(?i:út|cả|thứ\s+hai|gái|trai|lớn|nhỏ)\s+(?:(?i:của)\s+)?(?i:nhà\s+)?{_HONORIFIC}\s+{WORD}"
    rf"|(?<!\w)(?i:cháu|em|bé|học\s+sinh|nữ\s+sinh|nam\s+sinh)(?!\w)(?:[^.;\n]|(?<=[A-ZĐ])\.){{0,60}}?[,(]\s*{_KIN}",
    "cháu| em |con| bé |học sinh|nữ sinh|nam sinh",
    as_written=True,
    begins="cháu|em|con|bé|học|nữ|nam",
)
"""`Một nữ sinh lớp 7A, con anh Tài`: known without any name."""
_LETTERED = Cued(
    rf"(?<!\w)(?:(?:{WORD}\s+){{1,3}}[A-ZĐ]|(?:[A-ZĐ]\.\s?){{1,4}}[A-ZĐ]|{_HONORIFIC}\s+[A-ZĐ])\.?\s*[(,–-]\s*(?:[^,)\n]{{1,25}},\s*)?"
    rf"(?P<what>(?i:sinh|sn|\d{{4}}(?!\d)|\d{{2}}\s+tuổi|(?:thường\s+)?trú|ngụ|quê|ở\s+{_PLACE}\s|{_PLACE}\s|(?:nguyên\s+|là\s+)?(?:tổng\s+|phó\s+)?"
    rf"(?:giám\s+đốc|chủ\s|kế\s+toán|hiệu\s+trưởng|trưởng|chủ\s+tịch|cán\s+bộ|công\s+chức|thủ\s+quỹ|nhân\s+viên|lái\s+xe|tài\s+xế)))",
    "(|,|-|–",
    as_written=True,
)
_A_LETTER = re.compile(r"[A-ZĐ](?<![^\W_][A-ZĐ])\.?\s*[(,–-]")
"""Cheaper to look for than whom letters name: most texts have no such letter that stands alone."""
_OFFICE = (
    r"(?:người\s+(?:bán|làm|trông|giữ|lái|giao|thu|gác)|tổ\s+trưởng|cô\s+giáo|thầy\s+giáo|giáo\s+viên|hiệu\s+trưởng|trưởng\s+(?:thôn|bản|ấp|xóm|khu\s+phố)|bí\s+thư\s+(?:chi\s+bộ|đoàn)|chủ\s+(?:quán|tiệm|cửa\s+hàng|nhà\s+trọ|cơ\s+sở|trại|lò|sạp)"
    r"|lái\s+xe|tài\s+xế|kế\s+toán|thủ\s+quỹ|bảo\s+vệ|bảo\s+mẫu|công\s+chức|cán\s+bộ|chủ\s+tịch|y\s+sĩ|y\s+tá|nhân\s+viên|phó\s+(?:chủ\s+tịch|trưởng))"
)
_AT_A_PLACE = Cued(
    rf"(?<!\w)(?i:{_OFFICE})(?:[^.;:\n]{{0,40}}?\s{_HERE}|\s+[{UPPER}\d])\w*(?:\s{WORD})*",
    "người bán|người làm|người trông|người giữ|người lái|người giao|người thu|người gác|tổ trưởng|cô giáo|thầy giáo"
    "|giáo viên|hiệu trưởng"
    "|trưởng thôn|trưởng bản|trưởng ấp|trưởng xóm|trưởng khu phố|bí thư chi|bí thư đoàn|chủ quán|chủ tiệm|chủ cửa|chủ nhà"
    "|chủ cơ sở|chủ trại|chủ lò|chủ sạp"
    "|lái xe|tài xế|kế toán|thủ quỹ|bảo vệ|bảo mẫu|công chức|cán bộ|chủ tịch|y sĩ|y tá|nhân viên|phó chủ tịch|phó trưởng",
    as_written=True,
    begins="người|tổ|cô|thầy|giáo|hiệu|trưởng|bí|chủ|lái|tài|kế|thủ|bảo|công|cán|y|nhân|phó",
)
_TO_CALL = re.compile(
    r"(?:liên\s+hệ|gọi|gặp|đăng\s+ký|hỏi|báo(?:\s+ngay)?(?:\s+cho)?|điện\s+thoại|do|tại|đến|ở|qua)(?:\s+[^\W\d_]+){0,3}\s*[:,]?\s*(?:số\s+)?$",
    re.IGNORECASE,
)
"""Before somebody whom one should call, or at whose house one meets."""
_MOST = 40
"""So many of each kind are looked at: a text that names more is a list, held as one."""


@dataclass(frozen=True)
class Neighbour:
    """A place where somebody is told of. `name`: as told, else empty. `behind`: of the first character behind."""

    name: str
    start: int
    behind: int


def neighbours(read: SearchedText) -> list[Neighbour]:
    """Persons, grown up, by given name with home, trade or kin, each place where they are named."""
    names = {
        name: None
        for match, _ in zip(_NEIGHBOUR.finditer(read), range(_MOST), strict=False)
        for name in (match["name"], match["owner"], match["other"])
        if name
        and _TO_CALL.search(read.written[max(0, match.start() - 30) : match.start()].rpartition("\n")[2]) is None
    }
    return list(_mentions(read.written, names, _HONORIFIC))


def children(read: SearchedText) -> list[Neighbour]:
    """Children by given name or letters with class, home or parents, or by their parents alone."""
    names = {
        match["name"] or match["after"]: None
        for match, _ in zip(_CHILD.finditer(read), range(_MOST), strict=False)
        if not (match["name"] or match["after"]).isupper() or "." in (match["name"] or match["after"])
    }
    named = list(_mentions(read.written, names, r"(?i:cháu|em|bé|học\s+sinh|nữ\s+sinh|nam\s+sinh|bạn|trò)"))
    by_parents = zip(_PARENTS.finditer(read), range(_MOST), strict=False)
    return named + [Neighbour("", match.start(), match.end()) for match, _ in by_parents]


def _mentions(text: str, names: dict[str, None], title: str) -> Iterator[Neighbour]:
    """Yield each place where one of the names stands behind such a title; of letters the last one does ("em Q.")."""
    for name in names:
        last = re.findall(rf"[{UPPER}][a-z]?(?=\.|$)", name.strip())[-1:] if "." in name else []
        short = f"|{re.escape(last[0])}(?=\\.|(?!\\w))" if last else ""
        shape = rf"(?<!\w){title}\s+(?:(?i:gái|trai|tên|là)\s+){{0,2}}(?:{re.escape(name.strip())}{short})"
        for match, _ in zip(re.finditer(shape, text), range(_MOST), strict=False):
            yield Neighbour(name, match.start(), match.end())


@lru_cache(maxsize=4)
def lettered(read: SearchedText) -> tuple[Neighbour, ...]:
    """Persons by letters with year of birth, age, home or office."""
    if not _A_LETTER.search(read.written):
        return ()
    return tuple(
        Neighbour(match[0], match.start(), match.start("what"))
        for match, _ in zip(_LETTERED.finditer(read), range(_MOST), strict=False)
    )


def holders(read: SearchedText) -> list[Neighbour]:
    """Those who alone have such an office or trade at such a place."""
    return [
        Neighbour("", match.start(), match.end())
        for match, _ in zip(_AT_A_PLACE.finditer(read), range(_MOST), strict=False)
    ]
