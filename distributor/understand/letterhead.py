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
_MOTTO = re.compile(r"CỘNG\s+HÒA\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_DEVICE = re.compile(r"ĐỘC\s+LẬP\s*-\s*TỰ\s+DO\s*-\s*HẠNH\s+PHÚC", re.IGNORECASE)
_RULE = re.compile(r"[-_=*.…~]{3,}")
_LABEL = re.compile(r"(?<!\w)(?:(?i:bộ\s+luật|luật|nghị\s+quyết|pháp\s+lệnh)\s+)?(?i:số)\s*:\s*")
_PLACE_AND_DAY = re.compile(
    rf"(?<!\w)[{VIETNAMESE_UPPER}][^\W\d_]*(?:[ -]+[{VIETNAMESE_UPPER}][^\W\d_]*){{0,4}}\s*,?\s*ngày\s+(?P<day>{DAY})"
)
_DRAFT = re.compile(r"(?<!\w)DỰ\s+THẢO(?!\w)")
_ABOUT = re.compile(r"(?:V/v|Về việc)\s*:?\s+(?P<subject>[^\n]{8,300})")
_BODY_BEGINS = re.compile(r"\n\s*(?:Căn cứ|Theo đề nghị|Kính gửi|Thực hiện|Xét|Điều 1|I\.|1\.)")
_SIGNER = re.compile(
    r"\s+(?:(?:BỘ TRƯỞNG|CHỦ TỊCH|THỐNG ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|TỔNG)\s+.{3,120}|THỦ TƯỚNG CHÍNH PHỦ|CHÍNH PHỦ|QUỐC HỘI"
    r"|(?:HỘI ĐỒNG|ỦY BAN|HĐND|UBND)\s+(?:NHÂN DÂN|THẨM PHÁN|THƯỜNG VỤ|TỈNH|XÃ|PHƯỜNG|THÀNH PHỐ).{0,120})$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Letterhead:
    """`office`: the words in capitals that name who issued it. `kind`: of its heading, maybe empty. `subject`: in mixed case,
    empty where it could not be restored. `end`: where the body begins.
    """

    office: str
    number: Number | None
    issued_on: date | None
    kind: str
    subject: str
    is_draft: bool
    end: int


@cache
def _headings() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\s(])(?:{alternatives(name.upper() for name in vocabulary().kinds)})(?!\w)")


def read_letterhead(text: str, title: str = "") -> Letterhead | None:
    """None if the text does not begin with one. `text`: legible, notes dropped. `title`: skipped where the text repeats it."""
    skipped = len(title) if title and text.startswith(title) else 0
    head = text[skipped : skipped + HEAD]
    motto = _MOTTO.search(head, 0, _MOTTO_WITHIN)
    label = _LABEL.search(head, 0, _MOTTO_WITHIN + 300)
    number = _number_behind(head, label.end()) if label else None
    placed = _PLACE_AND_DAY.search(head, motto.end() if motto else 0, _MOTTO_WITHIN + 300)
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
    before_heading = head[: heading.start()] if heading else head[: max(ends)]
    subject, end = _subject(head, heading, max(ends), text, number)
    return Letterhead(
        office=_capitals(above),
        number=number,
        issued_on=read_day(placed["day"]) if placed and (heading is None or placed.start() < heading.start()) else None,
        kind=" ".join(heading[0].split()).casefold() if heading else "",
        subject=subject,
        is_draft=_DRAFT.search(before_heading) is not None,
        end=skipped + end,
    )


def read_heading(text: str) -> tuple[str, str]:
    """Kind and subject of a text that has no head but begins with the kind alone on its line ("KẾ HOẠCH"); else ""."""
    head = text[:HEAD]
    match = _headings().search(head, 0, 300)
    if match is None or head[: match.start()].strip() or not re.match(r"[ ]*\n", head[match.end() :]):
        return "", ""
    return " ".join(match[0].split()).casefold(), _subject(head, match, match.end(), text, None)[0]


def _number_behind(head: str, position: int) -> Number | None:
    return next((number for number in find_numbers(head[: position + 60]) if 0 <= number.start - position <= 3), None)


def _capitals(above: str) -> str:
    """The words in capitals, without motto and rules."""
    words = _RULE.sub("\n", _DEVICE.sub(" ", _MOTTO.sub(" ", above))).split()
    kept = [word for word in words if word == "-" or (word.isupper() and not any(letter.isdigit() for letter in word))]
    return " ".join(kept).strip(" -")


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
        return restore_case(bare, text[end:]), end
    lines = after.lstrip("\n ").split("\n")
    kept: list[str] = []
    for line in lines[:4]:
        if not line.strip() or line.strip().isupper() or re.match(r"\s*(?:Căn cứ|Kính gửi|Thực hiện .{200})", line):
            break
        kept.append(line.strip())
    return " ".join(" ".join(kept).split()) if sum(map(len, kept)) <= 500 else "", end


def _is_office_line(after: str) -> bool:
    """`QUYẾT ĐỊNH` / `Quy định …`: the subject comes first; capitals right below the kind are the subject unless an office."""
    first = after.strip().split("\n", 1)[0]
    return bool(re.match(r"(?:ỦY BAN|HỘI ĐỒNG|BỘ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG)", first)) and first.isupper()
