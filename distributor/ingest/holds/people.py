"""Persons whom a text names in full. Pure, linear.

Not counted: persons made nameless ("ông Nguyễn Văn A", "cháu Đ.T.N."), streets and houses that bear a name. Whether a person is
named in a function ("ông Trần Văn Bình, Chủ tịch UBND xã") is told, for officials at work are no private persons.
"""

import re
from dataclasses import dataclass

from distributor.text.cued import in_lower

UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|Mai|Trương|Tô|Cao|Hà|Đào|Lâm"
    "|Tạ|Thái|Châu|Văn|Tăng|Quách|Vương|Nông|Hứa|La|Thân|Tôn|Phùng|Kiều|Chu|Lưu|Triệu|Bạch|Giang|Diệp|Đàm|Giàng|Sùng|Vàng|Lò|Lù"
    "|Quàng|Cà|Thào|Hờ|Vừ|Tẩn|Phàn|Lường|Tòng|Cầm|Bế|Mông|Khổng|Hàn|Âu|Sằm|Cù|Từ|Mẫn|Bàng|Giáp|Tống|Lại|Tiêu|Viên|Đới|Ninh|Uông"
    "|Mạc|Nghiêm|Doãn|Khuất|Thạch|Lã|Kha|Ứng|Lục|Hầu|Hạng|Cứ|Ksor|Siu|Rmah|Nay|Ung|Nhâm|Đồng|Trà|Thi|Đậu|Tưởng|Kha|Lộc|Vi|Mã|Phí"
)
WORD = rf"[{UPPER}][^\W\d_]*"
_TITLES = (
    r"ông|bà|anh|chị|em|cháu|bé|cô|chú|bác|bị\s+cáo|bị\s+can|bệnh\s+nhân|sản\s+phụ|nạn\s+nhân|đối\s+tượng|nghi\s+phạm|cử\s+tri|công\s+dân"
    r"|nữ\s+sinh|nam\s+sinh|học\s+sinh|người\s+yêu\s+cầu|họ\s+và\s+tên|họ\s+tên|vợ\s+là|chồng\s+là|con\s+là|tên\s+là|bạn"
)
_PLAIN = frozenset({"anh", "chị", "em", "cháu", "bé"})
_PERSON = re.compile(
    rf"(?<!\w)(?i:(?P<title>{_TITLES}))(?:[ ](?i:trai|gái))?\s*:?\s+(?P<titled>{WORD}(?:[ ]{WORD}){{1,4}})(?!\w)"
    rf"|(?<!\w)(?P<bare>(?:{SURNAMES})(?:[ ]{WORD}){{1,3}}|{WORD}[ ](?:Thị|Văn)(?:[ ]{WORD}){{1,2}})(?!\w)"
)
_SHOUTED_NAME = re.compile(rf"(?:{SURNAMES.upper()})(?!\w)")
FUNCTION = re.compile(
    r"(?<!\w)(?:chủ\s+tịch|giám\s+đốc|trưởng|phó|chánh|bí\s+thư|thẩm\s+phán|luật\s+sư|luật\s+gia|công\s+chứng|cán\s+bộ|công\s+chức"
    r"|đồng\s+chí|đ/c|trợ\s+giúp\s+viên|chuyên\s+viên|báo\s+cáo\s+viên|hòa\s+giải\s+viên|tuyên\s+truyền\s+viên|kiểm\s+sát\s+viên"
    r"|điều\s+tra\s+viên|chấp\s+hành\s+viên|thừa\s+phát\s+lại|đấu\s+giá\s+viên|hiệu\s+trưởng|bác\s+sĩ|bác\s+sỹ|bs|tiến\s+sĩ|thạc\s+sĩ"
    r"|giáo\s+sư|đại\s+biểu|ủy\s+viên|uỷ\s+viên|thư\s+ký|thủ\s+tướng|đại\s+tá|thượng\s+tá|trung\s+tá|thiếu\s+tá|đại\s+úy|thượng\s+úy"
    r"|trung\s+úy|thiếu\s+úy|thiếu\s+tướng|trung\s+tướng|trụ\s+sở|cơ\s+quan|văn\s+phòng|tượng\s+đài|nhà\s+báo|phóng\s+viên|nhà\s+thơ"
    r"|nhạc\s+sĩ|tác\s+giả|anh\s+hùng|liệt\s+sĩ|liệt\s+sỹ|già\s+làng|người\s+phát\s+ngôn|vận\s+động\s+viên|huấn\s+luyện\s+viên|kỳ\s+thủ"
    r"|chuyên\s+gia|nghệ\s+nhân|người\s+có\s+uy\s+tín|kế\s+toán\s+trưởng)(?!\w)",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"(?<!\w)(?:phường|xã|thôn|ấp|bản|làng|thị\s+trấn|quận|huyện|tỉnh|thành\s+phố|đường|phố|ngõ|hẻm|trường|THPT|THCS|tiểu\s+học|mầm\s+non"
    r"|chuyên|công\s+ty|tnhh|chợ|công\s+viên|cầu|bệnh\s+viện|hội\s+trường|giải\s+thưởng|giải|quỹ|tượng\s+đài|nghĩa\s+trang|sông|núi"
    r"|khu\s+phố|tổ\s+dân\s+phố|đình|đền|chùa|quảng\s+trường|gỗ|cụm|khu|hồ|bản\s+án|ngân\s+hàng|nhà\s+hát"
    r"|(?:số\s+nhà|số|ngõ|ngách|hẻm|kiệt|đường|phố)\s+[\d/]{1,8}\w?)\s*$",
    re.IGNORECASE,
)
"""Before a name: a place or a house that bears it."""
_NOT_NAMES = re.compile(
    r"(?i:Văn\s+(?:Hóa|Hoá|Phòng|Bản)|(?:Hà|Cao)\s+(?:Nội|Giang|Tĩnh|Bằng|Nam)\b|Lâm\s+Đồng|Thái\s+(?:Nguyên|Bình|Lan)|Hồ\s+Chí\s+Minh"
    r"|Đồng\s+(?:Nai|Tháp)|Đoàn\s+(?:Thanh|TNCS|Đại)|Thi\s+(?:Hành|Đua)|Giang\s+Nam|La\s+Mã|Vi\s+Phạm|Nay\s+(?:Là)?|Thái\s+Bình\s+Dương"
    r"|Võ\s+Thuật|Tô\s+Lịch|Châu\s+(?:Âu|Á|Phi|Mỹ)|Kiều\s+Bào|Mai\s+Táng|Thân\s+Nhân|Lưu\s+Hành|Lê\s+Chân|Tăng\s+Cường)"
)
_COUNTRY = re.compile(r"(?:Việt\s+Nam|Hà\s+Nội|Trung\s+Quốc|Đài\s+Loan|Hàn\s+Quốc|Nhật\s+Bản)")
_TOLD_OF = re.compile(r"\W{0,3}(?:\(?\s*(?:tức|\d{1,3}\s+tuổi|sn\b|sinh)|cùng\s+đồng|và\s+đồng)", re.IGNORECASE)
"""Behind a name of two words, which else may be a place ("Yên Sở, Hoàng Mai")."""
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\W\d_a-z])|[;\n]")
_APART = re.compile(r"[,:] ")
AROUND = 60
SURE_WORDS = 3


@dataclass(frozen=True)
class Person:
    """`title`: "ông", "cháu", "bị cáo", maybe empty. `in_function`: named as who holds an office or has a profession."""

    name: str
    start: int
    end: int
    title: str
    in_function: bool


_CAPITALS = re.compile(rf"{WORD}(?:[ ]{WORD})+")
_SURNAMES = frozenset(SURNAMES.split("|"))
_MIDDLE = frozenset({"Thị", "Văn"})
_TITLE_ENDS = frozenset({*(title.rpartition(r"\s+")[2] for title in _TITLES.split("|")), "trai", "gái"})
_LAST_WORD = re.compile(r"[^\W\d_]{1,8}\Z")


def _may_name(text: str) -> bool:
    """Return True if words in capitals stand in a row of which one is a surname, or follows a title: else nobody is named."""
    for run in _CAPITALS.finditer(text):
        *words, _last = run[0].split(" ")
        if not (_SURNAMES.isdisjoint(words) and _MIDDLE.isdisjoint(words[1:])):
            return True
        before = run.start()
        while before and (text[before - 1].isspace() or text[before - 1] == ":"):
            before -= 1
        if title := _LAST_WORD.search(text, max(0, before - 8), before):
            words.append(title[0])
        if not _TITLE_ENDS.isdisjoint(map(in_lower, words)):
            return True
    return False


def find_people(text: str) -> list[Person]:
    """Find the people who are named, in the order of the text."""
    found: list[Person] = []
    if not _may_name(text):
        return found
    for match in _PERSON.finditer(text):
        name = match["titled"] or match["bare"]
        start = match.start("titled") if match["titled"] else match.start("bare")
        if match["titled"] and name.isupper() and not _SHOUTED_NAME.match(name) and match[0].isupper():
            continue  # "ĐỐI TƯỢNG NỘP PHÍ" is the heading of an article
        if is_nameless(name) or _NOT_NAMES.match(name) or _COUNTRY.match(name):
            continue
        before = text[max(0, start - AROUND) : start]
        if not match["titled"]:
            if _NAMED_AFTER.search(before):
                continue
            if len(name.split()) < SURE_WORDS and not _TOLD_OF.match(text, match.end()):
                continue
        found.append(
            Person(
                name,
                start,
                match.end(),
                " ".join((match["title"] or "").split()).casefold(),
                _in_function(text, start, match.end(), " ".join((match["title"] or "").split()).casefold() in _PLAIN),
            )
        )
    return found


def is_nameless(name: str) -> bool:
    """Return True for a name like `Nguyễn Văn A`: a letter for a name."""
    return len(name.rsplit(maxsplit=1)[-1]) == 1


def _in_function(text: str, start: int, end: int, plain: bool) -> bool:
    """Return True if a person speaks in a function. `plain`: addressed as anybody is; a function before the comma is then
    somebody else's ("của cơ quan công an, chị …")."""
    before = text[max(0, start - AROUND) : start]
    if plain:
        before = _APART.split(before)[-1]
    ends = list(_SENTENCE_END.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    after = text[end : end + AROUND]
    if cut := _SENTENCE_END.search(after):
        after = after[: cut.start()]
    return FUNCTION.search(before) is not None or FUNCTION.search(after) is not None


def sentence_of(text: str, start: int, end: int, *, most: int = 220) -> str:
    """The sentence around a place, at most so many characters to either side."""
    left = text[max(0, start - most) : start]
    ends = list(re.finditer(r"[.!?](?=\s+[^\W\d_a-z])|\n", left))
    if ends:
        left = left[ends[-1].end() :]
    right = text[end : end + most]
    if cut := re.search(r"[.!?](?=\s+[^\W\d_a-z])|\n", right):
        right = right[: cut.start()]
    return left + text[start:end] + right
