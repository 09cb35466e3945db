"""The head of a document by Nghị định 30/2020/NĐ-CP: office, motto, number, place and date, name of kind, subject.

Read from running text as pages and PDF give it: both columns on one line, line ends anywhere. What stands there is what the
document says of itself; a text without such a head is no document but an article about one.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from distributor.understand.dates import DAY, read_day
from distributor.understand.issuers import restore_case
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.numbers import Number, find_numbers
from distributor.understand.vocabulary import alternatives, vocabulary

HEAD = 3500
_MOTTO_WITHIN = 1500
_HEADING_WITHIN = 700
_ANY = rf"[{VIETNAMESE_UPPER}l1]"
_MOTTO = re.compile(
    rf"C{_ANY}NG\s+H{_ANY}A\s+X{_ANY}\s+H{_ANY}[Il1]\s+CH{_ANY}\s+NGH{_ANY}A\s+V[Il1]{_ANY}T\s+NAM"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
)
"""With the letters that a scan takes for others: "CỌNG HÒA XÃ HỘI …"."""
_DEVICE = re.compile(r"ĐỘC\s+LẬP\s*-\s*TỰ\s+DO\s*-\s*HẠNH\s+PHÚC", re.IGNORECASE)
_RULE = re.compile(r"[-_=*.…~]{3,}")
_LABEL = re.compile(
    r"(?<!\w)(?:(?i:bộ\s+luật|luật|nghị\s+quyết|pháp\s+lệnh)\s+)?(?i:số)\s*:\s*|(?m:^)[ ]*(?:Số|SỐ)[ ]+(?=\d{1,5}[a-z]?\s?/)"
)
"""`Số: 5/QĐ-UBND`; the colon may be missing where the label begins its line."""
_PLACE_AND_DAY = re.compile(
    r"(?<!\w)(?!(?i:từ|kể|tính|đến|hết|trước|sau|trong|vào|sáng|trưa|chiều|tối|các|những|riêng|bắt|hôm|theo|căn|thời|cả)(?!\w))"
    rf"(?P<place>[{VIETNAMESE_UPPER}][^\W\d_]*(?:[ -]+[{VIETNAMESE_UPPER}][^\W\d_]*){{0,4}})\s*,?\s*"
    rf"(?:(?i:hồi|lúc)\s+\d{{1,2}}\s*(?:giờ|h|:)\s*(?:\d{{1,2}}\s*(?:phút)?)?\s*,?\s*)?(?i:ngày)\s+(?P<day>{DAY})"
)
"""A telegram tells the hour, too. "Từ ngày 07/12/2026" begins a clause of the text."""
_PLACE_OF_OFFICE = re.compile(
    rf"(?<!\w)(?:TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|ĐẶC KHU) (?P<place>[{VIETNAMESE_UPPER}]+(?: [{VIETNAMESE_UPPER}]+){{0,2}})"
    r"(?=\s*(?:\n|[-–_]|\Z))"
)
"""At the end of an issuer's line, in capitals."""
_DRAFT = re.compile(r"(?<!\w)DỰ\s+THẢO(?!\w)")
_DRAFT_LINE = re.compile(r"(?mi)^\W*dự\s+thảo(?:\s+(?:lần|số|ngày)\s+[^\n]{1,30})?\W*$")
_BLANK_NUMBER = re.compile(
    r"(?<!\w)(?i:số)\s*:?\s*(?:[.…_]{1,30}\s*)?/\s*(?:(?:19|20)\d\d\s*/\s*)?[A-ZĐ]{2,}(?=[-–\s]|$)"
)
_BLANK_DAY = re.compile(r"(?<!\w)ngày\s*(?:[.…_]{1,20}\s*)?tháng\s*(?:[.…_]{1,20}\s*|\d{1,2}\s*)?năm(?!\w)")
_SESSION = re.compile(
    r"KH[ÓO]A\s+[IVXLC\d]{1,6}(?:\s*,?\s*NHIỆM\s+KỲ\s+[\d\s–-]{4,12})?(?:\s*,?\s*KỲ\s+HỌP\s+(?:THỨ\s+\S+|CHUYÊN\s+ĐỀ|BẤT\s+THƯỜNG)[^\n]{0,40})?"
)
"""Of a council, below its name: "KHÓA XII, KỲ HỌP THỨ 5"."""
_CHAIR = re.compile(r"CHỦ\s+TỊCH\s+(?:ỦY\s+BAN\s+NHÂN\s+DÂN|UBND)(?!\w)")
_OF_CHAIR = "CTUBND"
"""`36/2025/QĐ-CTUBND`: normative documents of the chair, since the Law on the promulgation of legal documents of 2025."""
_ABOUT = re.compile(r"(?:V/v|Về việc)\s*:?\s+(?P<subject>[^\n]{8,300})")
_BODY_BEGINS = re.compile(r"\n\s*(?:Căn cứ|Theo đề nghị|Kính gửi|Thực hiện|Xét|Điều 1|I\.|1\.)")
_ENDS_SUBJECT = re.compile(
    r"\s*(?:Căn cứ|Kính gửi|Để\s|Nhằm\s|Trước tình hình|Thời gian qua|Hiện nay|\d{1,2}[.)]\s|"
    r"Thực hiện .{200}|(?:Điều|Chương|Mục)\s+[\dIVX]{1,4}\s*[.:]|\|)|[^|]*\|[^|]*\|"
)
_SIGNER = re.compile(
    r"\s+(?:(?:BỘ TRƯỞNG|CHỦ TỊCH|THỐNG ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|TỔNG)\s+.{3,120}|THỦ TƯỚNG CHÍNH PHỦ|CHÍNH PHỦ|QUỐC HỘI"
    r"|(?:HỘI ĐỒNG|ỦY BAN|HĐND|UBND)\s+(?:NHÂN DÂN|THẨM PHÁN|THƯỜNG VỤ|TỈNH|XÃ|PHƯỜNG|THÀNH PHỐ).{0,120})$",
    re.DOTALL,
)


_BUREAU = re.compile(r"(?P<of>(?:ỦY|UỶ) BAN NHÂN DÂN .+|HỘI ĐỒNG NHÂN DÂN .+) VĂN PHÒNG\Z")
"""An office's bureau, which stands in the line below it."""


_OF_ANOTHER = re.compile(
    r"(?<!\w)(?:luật|pháp lệnh|nghị (?:định|quyết)|quyết định|thông tư|chỉ thị|công văn|kế hoạch|tờ trình)\s+(?:số\s*:?\s*)?"
    r"\d{1,5}/[\w/-]+,?\s+(?:ngày\s+)?\Z",
    re.IGNORECASE,
)
"""Before the day of a document that is only named: "Quyết định số 48/2026/QĐ-UBND ngày …"."""


@dataclass(frozen=True)
class ReadLetterhead:
    """`office`: the words in capitals that name who issued it. `kind`: of its heading, maybe empty. `subject`: in mixed case,
    empty where it could not be restored. `end`: where the body begins. `by_chair`: the chair of the office decides, not the
    office.
    """

    office: str
    number: Number | None
    issued_on: date | None
    kind: str
    subject: str
    is_draft: bool
    end: int
    by_chair: bool = False


@cache
def _headings() -> re.Pattern[str]:
    names = [name.upper() for name in vocabulary().kinds]
    spaced = "|".join(r"\s".join(name.replace(" ", "")) for name in names if len(name) > 4)
    return re.compile(rf"(?<![^\s(])(?:{alternatives(names)}|{spaced})(?!\w)(?!\s*:)")


def _kind(heading: re.Match[str]) -> str:
    """The kind that a heading names, be it written "Q U Y Ế T Đ Ị N H"."""
    letters = "".join(heading[0].split()).casefold()
    return next(name for name in vocabulary().kinds if name.replace(" ", "") == letters)


def read_letterhead(text: str, title: str = "") -> ReadLetterhead | None:
    """None if the text does not begin with one. `text`: legible, notes dropped. `title`: skipped where the text repeats it."""
    skipped = len(title) if title and text.startswith(title) else 0
    head = text[skipped : skipped + HEAD]
    motto = _MOTTO.search(head, 0, _MOTTO_WITHIN)
    label = _LABEL.search(head, 0, _MOTTO_WITHIN + 300)
    number = _number_behind(head, label.end()) if label else None
    placed = _placed(head, motto.end() if motto else 0)
    if motto is None and (number is None or placed is None):
        return None
    if motto is None and placed and label and abs(placed.start() - label.start()) > _HEADING_WITHIN:
        return None
    ends = [match.end() for match in (motto, label, placed) if match] + ([number.end] if number else [])
    heading = _headings().search(head, max(ends), max(ends) + _HEADING_WITHIN)
    if heading is None and motto:
        heading = _headings().search(head, motto.end(), motto.end() + _HEADING_WITHIN)
    starts = [match.start() for match in (label, placed, heading) if match]
    above = head[: min(starts)] if starts else head[: (motto.end() if motto else 0)]
    telegram = _headings().search(above) if heading is None else None
    if telegram is not None and not above[telegram.end() :].strip():
        heading, above = telegram, above[: telegram.start()]  # it stands over number and day
    before_heading = head[: heading.start()] if heading else head[: max(ends)]
    subject, end = _subject(head, heading, max(ends), text, number)
    return ReadLetterhead(
        office=_BUREAU.sub(r"VĂN PHÒNG \g<of>", _capitals(above)),
        number=number,
        issued_on=read_day(placed["day"])
        if placed and (heading is None or heading is telegram or placed.start() < heading.start())
        else None,
        kind=_kind(heading) if heading else "",
        subject=subject,
        is_draft=_is_draft(head, before_heading, number),
        end=skipped + end,
        by_chair=(number is not None and number.parts[-1] == _OF_CHAIR)
        or _CHAIR.search(above) is not None
        or (heading is not None and _CHAIR.search(_before_body(head, heading.end())) is not None),
    )


def _placed(head: str, start: int) -> re.Match[str] | None:
    """Return the place and day of signing: "Hương Giang, ngày …" before one without its comma, which may be another document's
    day."""
    found = list(_PLACE_AND_DAY.finditer(head, start, _MOTTO_WITHIN + 300))
    found = [each for each in found if not _OF_ANOTHER.search(head[max(0, each.start("day") - 90) : each.start("day")])]
    return next((each for each in found if "," in each[0][: each.start("day") - each.start()]), next(iter(found), None))


def _is_draft(head: str, before_heading: str, number: Number | None) -> bool:
    """Tell a draft by the word, on its own line before the recitals; or by what is filled in on signing: number and day."""
    if _DRAFT.search(before_heading):
        return True
    opening = _before_body(head, len(before_heading))
    if _DRAFT_LINE.search(before_heading + opening):
        return True
    return _BLANK_DAY.search(before_heading) is not None or (
        number is None and _BLANK_NUMBER.search(before_heading) is not None
    )


def _before_body(head: str, start: int) -> str:
    """The words between the heading and the recitals."""
    after = head[start : start + 1500]
    body = re.search(r"(?<!\w)(?:Căn cứ|Theo đề nghị|Kính gửi|Thực hiện|Xét|Điều 1)(?!\w)", after)
    return after[: body.start()] if body else ""


def read_heading(text: str) -> tuple[str, str]:
    """Kind and subject of a text that has no head but begins with the kind alone on its line ("KẾ HOẠCH"); else ""."""
    head = text[:HEAD]
    match = _headings().search(head, 0, 300)
    if match is None or head[: match.start()].strip() or not re.match(r"[ ]*\n", head[match.end() :]):
        return "", ""
    return _kind(match), _subject(head, match, match.end(), text, None)[0]


def _number_behind(head: str, position: int) -> Number | None:
    return next((number for number in find_numbers(head[: position + 60]) if 0 <= number.start - position <= 3), None)


def _capitals(above: str) -> str:
    """The words in capitals, without motto and rules."""
    words = [
        _unscanned(word)
        for word in _RULE.sub("\n", _DEVICE.sub(" ", _MOTTO.sub(" ", _SESSION.sub(" ", above)))).split()
    ]
    # "TỈNH HƯƠNG GIANG.": a feed that joins lines puts stops where they ended.
    words = [word if len(word) == len("TP.") else word.rstrip(".;:") for word in words]
    kept = [word for word in words if word == "-" or (word.isupper() and not any(letter.isdigit() for letter in word))]
    return " ".join(kept).strip(" -,")


def _with_places(words: str, head: str) -> str:
    """The words with the capitals of those places that the head is dated at, or names at the end of an office's line."""
    for found in (*_PLACE_AND_DAY.finditer(head), *_PLACE_OF_OFFICE.finditer(head)):
        name = " ".join(word.capitalize() if word.isupper() else word for word in found["place"].split())
        words = re.sub(
            rf"(?<!\w)(tỉnh|thành phố|xã|phường|đặc khu) {re.escape(name.casefold())}(?!\w)", rf"\1 {name}", words
        )
    return words


def _unscanned(word: str) -> str:
    """`GlANG`: a scan's small L among capitals is an I."""
    capital = word.replace("l", "I")
    return capital if len(word) > 2 and word[0] != "l" and capital.isupper() else word


def _subject(
    head: str, heading: re.Match[str] | None, position: int, text: str, number: Number | None
) -> tuple[str, int]:
    if heading is None:
        # A letter says what it is about below its number, which may stand above place and date.
        match = _ABOUT.search(head, number.end if number else position, position + 400)
        return (" ".join(match["subject"].split()), max(position, match.end())) if match else ("", position)
    after = head[heading.end() :]
    body = _BODY_BEGINS.search(after)
    words = re.split(r"(\s+)", after[: body.start()] if body else after[:600])
    capitals: list[str] = []
    for word in words:
        if any(letter.islower() for letter in word):
            break
        capitals.append(word)
    shouted = "".join(capitals)
    end = heading.end() + len(shouted)
    if number is not None:
        # `LUẬT ĐẤT ĐAI SỐ 24-L/CTN NGÀY 14/07/1993 CỦA QUỐC HỘI`: its own number is no part of what it is about.
        shouted = re.split(rf"\s+SỐ\s*:?\s*{re.escape(number.text.upper())}", shouted)[0]
    if len(shouted.split()) >= 2 and not (shouted.strip().startswith("(") or _is_office_line(after)):
        bare = _SIGNER.sub("", " ".join(shouted.split()))
        return _with_places(restore_case(bare, text[end:]), head[: heading.start()]), end
    lines = after.lstrip("\n ").split("\n")
    kept: list[str] = []
    for line in lines[:4]:
        if not line.strip() or line.strip().isupper() or _ENDS_SUBJECT.match(line):
            break
        kept.append(line.strip())
    return " ".join(" ".join(kept).split()) if sum(map(len, kept)) <= 500 else "", end


def _is_office_line(after: str) -> bool:
    """`QUYẾT ĐỊNH` / `Quy định …`: the subject comes first; capitals right below the kind are the subject unless an office."""
    first = after.strip().split("\n", 1)[0]
    return bool(re.match(r"(?:ỦY BAN|HỘI ĐỒNG|BỘ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG)", first)) and first.isupper()
