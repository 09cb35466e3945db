"""How lines of a document are known: markers, headings, annexes, notes, recipients, tables. Patterns and small judgements
only."""

import re
from collections.abc import Iterator

from distributor.text.plain import capital
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.sections import section_of

MOST_READ = 140_000
"""Characters of a document that are looked at: of a longer one its first part and its end, where the closing article stands."""
END_READ = 30_000
MOST_CLAUSES = 4_000
MOST_ROWS = 400
"""Rows of one table: a tariff of 2,000 rows is told by its first ones."""
SHORT_LINE = 45
"""Lines of names with which a table that lost its lines may begin."""
LONGEST_HEADING = 220

UPPER = f"[{VIETNAMESE_UPPER}]"
LOWER = VIETNAMESE_UPPER.lower()
NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}[a-zđ]?"
GOES_ON = re.compile(
    rf"(?<=[^\s.:!?…|])\n+(?=(?![a-zđ]\d?[.)]\s|(?:đồng|đ|triệu đồng)/)[{LOWER}])|(?<=,)\n+(?=[^\s|])(?!Điều\s+\d{{1,3}}[.:])"
    r"|(?<=năm)\n+(?=(?:19|20)\d\d(?!\d))|(?<=số)\n+(?=\d{1,5}/)"
    r"|(?<=[^\s.:;!?…|”\"\-_])\n+(?=Điều\s+\d{1,3}[a-zđ]?\s(?:như sau|của|này|Luật|Nghị|Bộ luật|và|được sửa))"
)
SUM_BROKEN = re.compile(r"(?<=[^|]\.\d{3})\n+(?=(?:đồng|nghìn đồng|triệu đồng)(?!\w))")
"""A line that breaks off before the unit of its sum."""
LONGEST_CELL, LEAST_BLANKS = 60, 3
"""Of such a line: how much is looked at, and how many blanks make it a sentence."""
ALONE = re.compile(r"(?m)(?<![\d%]\n)^(\d{1,2})\.?\n+(?=-\s)")
INLINE_ARTICLE = re.compile(
    rf"(?<=[^\s\w,])[ ]+(?=Điều\s+\d{{1,3}}[a-zđ]?\s*[.:]\s*(?:{UPPER}|\Z))"
    rf"|(?<=[.”\"])[ ]*(?=Điều\s+\d{{1,3}}[.:]?\s+(?:Luật|Nghị định|Thông tư|Quyết định|Nghị quyết) này (?:có|được|thay))"
)
INLINE_CLAUSE = re.compile(
    rf"(?<=[.;:”])[ ]+(?=(?:{NUMBER}[.)]|[a-zđ]\))\s?[ ]?(?:\[\d+\]\s?)?[“{VIETNAMESE_UPPER}][^\s.]*\s)"
    rf"|(?<=[;:.])[ ]+(?=[a-zđ]\.\d{{1,2}}\)\s)"
    rf"|(?<=[;:])[ ]+(?=[a-zđ]\)[\s\[]|[-–+]\s+\S)"
    rf"|(?<=[{LOWER}]{{2}})(?<!Điều)(?<!điều)(?<!khoản)(?<!mục)(?<!điểm)(?<!lục)(?<!mẫu)(?<!bảng)(?<!số)(?<!bản)[ ]+"
    rf"(?=\d{{1,2}}\.\d{{1,2}}\.[ ]{UPPER}[{LOWER}])"
    rf"|(?<=sau:)[ ]+(?:\[[^\[\]]{{3,2500}}\][ ]*)?(?=[“\"]\S)|(?<=[.”])[ ]+(?=[-–]\s+{UPPER}[{LOWER}])"
)
HEADED = re.compile(rf"(?<=[^\s.:;,\d])[ ]+(?=1\.\s+{UPPER})")
LONGEST_OPENING = 900
"""Characters of an article's opening words behind which its first clause may stand in the same line."""
_STARTS = (
    r"(?:Trường hợp|(?:Nghị quyết|Quyết định|Thông tư|Nghị định|Luật|Quy định|Quy chế)(?: này)?|Các|Người|Tổ chức|Mọi|Khi|Trong|"
    r"Đối với|Đối tượng|Mức|Hỗ trợ|Bãi bỏ|Nguồn|Kinh phí|Hộ|Cá nhân|Việc|Thời|Không|Học sinh|Trẻ em|Doanh nghiệp|Chánh)"
)
MOST_OF_HEADING = 220
MOST_HEADING_WORDS = 22
SAYS_ITSELF = re.compile(r"(?<!\w)(?:có trách nhiệm|phải|được|là|có hiệu lực|căn cứ|gồm|không)(?!\w)", re.IGNORECASE)
"""What stands in sentences, hardly ever in a heading."""
HEADING_ENDS = re.compile(
    rf"(?<=[{LOWER})”])(?<!của)(?<!tại)(?<!và)(?<!cho)(?<!với)(?<!theo)(?<!là)(?<!về)(?<!từ)(?<!thuộc)(?<!định)(?<!bỏ)(?<!thế)"
    rf"(?<!ban hành)(?<!sung)(?<!toàn bộ)(?<!dự thảo)[ ]+(?={_STARTS}(?!\w))"
)
"""Where a heading ends that lost its line: behind it a word stands with which sentences begin."""
ARTICLE = re.compile(
    r"[“\"]?Điều\s*(?P<number>\d{1,3}[a-zđ]?)\s*(?:[.:]\s*|\Z)(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL
)
BARE_ARTICLE = re.compile(
    rf"Điều\s+(?P<number>\d{{1,3}})\s+(?!(?:Bộ luật|Luật(?! này)|Nghị|Thông|Quyết|Hiến|"
    rf"Pháp lệnh)(?!\w))(?P<rest>[\[{VIETNAMESE_UPPER}].*)\Z",
    re.DOTALL,
)
"""An article without the point behind its number; only the one that comes next is taken for one."""
CHAPTER = re.compile(r"(?:chương|mục|phần|tiểu mục)\s+(?:thứ\s+\w+|[ivxlc]+|\d+)(?!\w)", re.IGNORECASE)
_BARE_HEADING = re.compile(
    r"(?:các )?mức (?:thu|hỗ trợ|chi|phí|giá|thưởng|trợ cấp|đóng)(?: (?:phí|lệ phí))?\Z", re.IGNORECASE
)
_OF_A_SUM = re.compile(r"(?<!\w)(?:phí|lệ phí|giá|hỗ trợ|trợ cấp|học phí|thuế|thưởng|tiền)(?!\w)", re.IGNORECASE)
ROMAN = re.compile(rf"(?P<marker>[IVX]{{1,5}})\s*[.\-–/]\s*(?=[“{VIETNAMESE_UPPER}])")
PART = re.compile(rf"(?m)^[ ]*(?:[IVX]{{1,5}}|\d{{1,2}})[.)][ ]+(?=[{VIETNAMESE_UPPER}])")
"""Begins a numbered part of a directive, plan or letter."""
MARKER = re.compile(
    rf"[“\"]?(?P<marker>{NUMBER}\s*[.)](?!\d{{3}})|\d{{1,2}}\s*[-–](?=\s)|[a-zđ]\.\d{{1,2}}[.)]|[a-zđ]\d?[.)]|[-–+•*·](?=\s))\s*"
)
NOTE = re.compile(r"\s*\[(?:\d{1,3}|[^\[\]]{3,2500})\]\s*")
LAST_NOTE = re.compile(r"\s*\[[^\[\]]{1,2500}\]\s*\Z")
NOTES = re.compile(r"\[\d{1,3}\]\s*(?:\Z|Luật|Khoản|Điểm|Điều|Nghị|Cụm|Tên|Từ|Mục|Chương|Thông|Đoạn|Bãi|Văn)")
RECIPIENTS = re.compile(r"\|?\s*nơi nhận\b", re.IGNORECASE)
ANNEX_LINE = re.compile(r"(?:phụ lục|phụ biểu|biểu số|mẫu số|mẫu)\s*(?:số\s*)?:?\s*[\dIVXA-Z.]+", re.IGNORECASE)
ATTACHED = re.compile(r"\((?:ban hành )?(?:kèm theo|đính kèm)\s", re.IGNORECASE)
REGULATION = re.compile(
    r"(?:QUY ĐỊNH|QUY CHẾ|ĐIỀU LỆ|CHƯƠNG TRÌNH|KẾ HOẠCH|ĐỀ ÁN|DANH MỤC|BẢNG GIÁ|BIỂU MỨC THU|PHỤ LỤC)\b"
)
FORM = re.compile(
    r"^\s*(?:mẫu\b|tờ khai\b|đơn\b(?! (?:vị|giá))|giấy đề nghị\b|biên bản\b|kính gửi\b|"
    r"CỘNG (?:HÒA|HOÀ) XÃ HỘI)|(?:\.{6,}|…{3,}|_{5,})",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"^(?:TM\.|KT\.|TL\.|TUQ\.|CHỦ TỊCH|BỘ TRƯỞNG|THỨ TRƯỞNG|PHÓ CHỦ TỊCH|GIÁM ĐỐC|\|?\s*TM\.)\s*[A-ZĐ ]"
)
LETTERHEAD = re.compile(r"CỘNG (?:HÒA|HOÀ) XÃ HỘI|độc lập\s*[-–]\s*tự do", re.IGNORECASE)
RESUMES = re.compile(
    r"(?:sửa đổi|bổ sung|bãi bỏ|thay |hiệu lực|điều khoản|tổ chức|quy định chuyển tiếp|trách nhiệm (?:thi|tổ)|"
    r"(?:luật|nghị định|nghị quyết|thông tư|quyết định|quy định) này (?:có|được))",
    re.IGNORECASE,
)
AMENDS = re.compile(
    r"(?:\d{1,3}|[a-zđ])[.)]\s*(?:\[[^\[\]]*\]\s*)?(?:(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay (?:thế )?(?:các )?(?:cụm )?từ)(?!\w)|"
    r"(?:Điều|Khoản|Điểm|Tên|Các khoản|Đoạn)\s[^“”\n]{0,160}được (?:sửa đổi|bổ sung|thay))"
)
UNIT = re.compile(r"(?:đơn vị(?: tính)?|(?<!\w)đvt)\s*:\s*(?P<unit>[^|\n]{2,60})", re.IGNORECASE)
UNIT_ONLY = re.compile(r"\W*(?:đơn vị tính|đvt)\s*:\s*[^|.;:\n]{2,40}[\s.)]*\Z", re.IGNORECASE)
"""A line that says what the figures of the table below are counted in, and nothing else."""
VALUE = re.compile(r"\s*(?:[-–+]\s*)?\d[\d.,\s]*(?:%|(?:triệu |nghìn |ngàn )?đồng\b[^|]{0,20}|đ(?:/[^|]{1,20})?)?\s*\Z")
CAPITALS = re.compile(rf"[{VIETNAMESE_UPPER}\s\d,;:/()“”\-–&.]{{6,}}\Z")
DIVIDER = re.compile(r"[\s|:\-–—_=]*\Z")
RULED = re.compile(r"\|[\s|:\-]*-{3}[\s|:\-]*\Z")


def bounded(text: str) -> str:
    """The text, of a very long one its beginning and its end, cut at ends of lines."""
    if len(text) <= MOST_READ:
        return text
    head = text[: MOST_READ - END_READ]
    tail = text[-END_READ:]
    return f"{head[: head.rfind(chr(10)) if chr(10) in head else len(head)]}\n\n{tail[tail.find(chr(10)) + 1 :]}"


def within_sentence(broken: re.Match[str]) -> str:
    """A blank for the end of a line behind a sum, where the line is a sentence and no cell of a table."""
    before = broken.string[max(0, broken.start() - LONGEST_CELL) : broken.start()].rpartition("\n")[2]
    return " " if before.count(" ") >= LEAST_BLANKS else broken[0]


def is_heading(words: str, level: int) -> bool:
    return (words[-1] not in ".;:!?,”)" and len(words) < 160 and level < 4) or (
        words.isupper() and len(words) < LONGEST_HEADING
    )


def lines_of(source: str) -> Iterator[tuple[int, str]]:
    start = 0
    for raw in source.split("\n"):
        line = raw.strip()
        if line:
            yield start + len(raw) - len(raw.lstrip()), line
        start += len(raw) + 1


def is_name(line: str) -> bool:
    return len(line) <= SHORT_LINE * 2 and line[-1] not in ".;:," and not ARTICLE.match(line) and not VALUE.match(line)


def number_of(written: str) -> int:
    return int(re.match(r"\d+", written)[0])  # type: ignore[index]


def level_of(marker: str) -> int:
    name = marker.rstrip(".)-– ")
    if name[:1].isdigit():
        return 3 if "." in name else 2
    return 4 if name[:1].isalpha() and "." not in name else 5


def heading_end(line: str) -> int | None:
    """Return where an article's heading ends in a line that goes on with its first sentence; None if it does not go on."""
    if not line or line[-1] not in '.;:”"' or line[:MOST_OF_HEADING].count(".") > 1:
        return None
    for found in HEADING_ENDS.finditer(line[:MOST_OF_HEADING]):
        before, behind = line[: found.start()], line[found.end() :]
        known = section_of(before) or behind.startswith((" ".join(before.split()[:2]), "Trường hợp"))
        if (
            known
            and 1 < len(before.split()) < MOST_HEADING_WORDS
            and not SAYS_ITSELF.search(before)
            and ":" not in before
        ):
            return found.end()
    return None


def heading_under(chapter: str, heading: str) -> str:
    """The heading of an article; of a bare one ("Mức thu phí") what its chapter says it is of ("Phí thẩm định hồ sơ")."""
    bare = _BARE_HEADING.match(heading) is not None and _OF_A_SUM.search(chapter) is not None
    return capital(chapter.casefold()) if bare and CHAPTER.match(chapter) is None else heading
