"""Lists of a page: told whole, by entries that say all by themselves, or not at all. Pure, linear."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from distributor.text.borders import ABBREVIATION
from distributor.text.plain import one_line

Section = Literal["", "asked", "answer", "scope", "addressees", "definitions", "effect", "offices", "moral"]

LONGEST_LIST = 450
_OPENS_WHOLE = re.compile(
    r"(?:như sau|thông báo|cho biết|nêu rõ|khẳng định|"
    r"cụ thể|lưu ý|khuyến cáo|đề nghị|kêu gọi|kết luận|thống nhất|nội dung(?: sau)?|sau đây|hướng dẫn[^:]{0,40}|"
    r"điểm mới|quy định mới|gồm các văn bản|các văn bản)\s*:\Z",
    re.IGNORECASE,
)
"""Opens a list whose entries say all by themselves."""
_ASKS_OF = re.compile(
    r"(?<!\w)(?:lưu ý|khuyến cáo|đề nghị|kêu gọi|yêu cầu|nhắc(?: nhở)?|khuyên|hướng dẫn|cần)\s(?:[^:.;]{0,40}\s)?"
    r"(?:người dân|nhân dân|bà con|công dân|mọi người|phụ huynh|khách hàng|hộ dân|chủ hộ|người \w+)"
    r"(?:\s(?:cần|lưu ý|thực hiện|ghi nhớ|chú ý|nên|một số \w+|các \w+|những \w+|sau)){0,4}\s*:\Z",
    re.IGNORECASE,
)
_OF_CASES = re.compile(
    r"(?<!\w)(?:trường hợp|điều kiện|một trong|nếu|khi|đối tượng|hành vi|không (?:bị|được|phải|áp dụng)|nghiêm cấm|trừ|gồm|"
    r"hồ sơ|giấy tờ|bước)(?:\s[^\s:]+){0,4}\s*:\Z",
    re.IGNORECASE,
)
"""Entries behind such words say nothing, or another thing, without them."""
_POINTS_ON = re.compile(r"(?:\A(?:sau|dưới) đây|(?:sau|dưới đây|cần biết|đáng chú ý|nổi bật)\s*:\Z)", re.IGNORECASE)
_ENTRY_LABEL = re.compile(r"[^\W\d_][^:;.]{2,60}:\s+(?=\S)")
_ANNOUNCES = re.compile(
    r"(?<!\w)(?:thông báo|tổ chức|công bố|tiếp nhận|mở|cử|tuyển|cấm|tạm (?:dừng|ngừng)|điều chỉnh|khám|tiêm|kiểm tra|thu)(?!\w)"
    r"|\d{1,2}/\d{1,2}",
    re.IGNORECASE,
)
STEP = re.compile(r"(?:Bước\s+|B)(?P<number>\d{1,2})\s*[:.]\s")
FEWEST_STEPS = 2
LEAST_OF_ENTRY = 8
LEAST_OF_OPENER = 9
LEAST_UNFINISHED = 30
"""Characters of a sentence without its stop."""
MOST_OF_LIST = 40
"""Words of a list that is told whole; a longer one by its entries where these say all by themselves."""
_END = re.compile(r"[.!?…]+[\"”»’)\]]*(?=\s|\Z)")
_ENDS_ALL_THE_SAME = re.compile(
    r"\d\s[a-z]{1,2}\.\Z|(?<!\w)(?:ý|độ C)\.\Z|"
    r"(?<!\w)(?!(?:Điều|Khoản|Điểm|Mục|Phần|Chương|Bước|Mẫu|Câu|Quyển|Tập|lục) )[^\W\d_]{2,}\s\d{1,3}\.\Z"
)
"""A measure, a word of one letter, or a number that belongs to the word before it: "16 giờ 30.", "các thôn 1, 2 và 3."."""


@dataclass(frozen=True)
class Line:
    marker: str
    text: str
    section: Section
    listed: bool = False
    opens: bool = False
    under: bool = False

    @property
    def level(self) -> str:
        """Return what kind of marker it has: entries of one list have the same."""
        if not self.marker:
            return ""
        return "1" if self.marker[0].isdigit() else "a" if self.marker[0].isalpha() else self.marker[0]


def whole_lists(lines: list[Line]) -> Iterator[Line]:
    """Lines that stand alone, and lists that are short enough, whole; of a longer one what says all by itself, else nothing."""
    at = 0
    while at < len(lines):
        opener = lines[at]
        at += 1
        if not opener.text.endswith(":"):
            yield opener
            continue
        *before, last = _split_off(opener.text)
        yield from (replace(opener, text=each) for each in before)
        opener = replace(opener, text=last)
        entries: list[Line] = []
        while at < len(lines) and _belongs(lines[at], entries, opener):
            entries.append(lines[at])
            at += 1
        whole = _joined(opener, entries)
        alone = _say_all_themselves(opener, entries)
        if whole is not None and not (
            alone and (len(whole.text.split()) > MOST_OF_LIST or _POINTS_ON.search(opener.text))
        ):
            yield whole
            continue
        if _tells(opener):
            yield replace(opener, text=opener.text.rstrip(" :"), opens=True)
        if alone or _OPENS_WHOLE.search(opener.text):
            yield from (
                replace(_ended(entry), under=True)
                for entry in entries
                if len(entry.text.split()) >= LEAST_OF_ENTRY or _ENTRY_LABEL.match(entry.text)
            )


def _split_off(text: str) -> list[str]:
    """Return the sentences before the one that opens a list, in one text, and that one: the former are none of its business."""
    *before, last = [*split_sentences(text, unfinished=False), ""]
    start = text.rfind(before[-1]) + len(before[-1]) if before else 0
    return [*([text[:start].strip()] if before else []), text[start:].strip() or last]


def _tells(opener: Line) -> bool:
    """Return True if the words that open a list say something without it: who holds what, from when."""
    words = len(opener.text.split())
    return words >= LEAST_OF_OPENER and _ANNOUNCES.search(opener.text) is not None and not _OF_CASES.search(opener.text)


def _say_all_themselves(opener: Line, entries: list[Line]) -> bool:
    """Return True if nobody needs the words above them: they are sentences, or each names what it is about."""
    if len(entries) >= FEWEST_STEPS and all(STEP.match(each.text) for each in entries):
        return True
    if not entries or _OF_CASES.search(opener.text):
        return False
    if len(entries) == 1:  # lines without marks: the next one is none of a list
        return not entries[0].level and _ENTRY_LABEL.match(entries[0].text) is not None
    if _ASKS_OF.search(opener.text):
        return True
    return all(_ENTRY_LABEL.match(each.text) for each in entries) or all(
        each.text.endswith((".", ".”")) and len(each.text.split()) >= LEAST_OF_ENTRY for each in entries
    )


def _belongs(line: Line, entries: list[Line], opener: Line) -> bool:
    if not entries:
        return line.level != opener.level or not line.level
    if line.level == entries[0].level:
        return bool(line.level) or entries[-1].text.endswith((";", ","))
    # A list within the list, or an entry's second paragraph, unless it is the opener's next neighbour.
    if not entries[0].level or line.level == opener.level:
        return False
    return bool(line.level) or entries[-1].text.endswith((";", ",", ":"))


def _joined(opener: Line, entries: list[Line]) -> Line | None:
    parts = [opener.text, *(f"{entry.marker} {entry.text}" if entry.marker else entry.text for entry in entries)]
    if len(entries) < 2 or sum(map(len, parts)) > LONGEST_LIST or not parts[-1].endswith("."):
        return None
    inner = (entry.text.rstrip(";.,") for entry in entries)
    if any(_END.search(text) for text in inner):
        return None
    return Line("", one_line(" ".join(parts)), opener.section, listed=True)


def _ended(entry: Line) -> Line:
    return replace(entry, text=entry.text[:-1]) if entry.text.endswith((";", ",")) else entry


def split_sentences(line: str, *, unfinished: bool) -> Iterator[str]:
    """Sentences of a line; `unfinished`: a last one without its stop is one too, as in the summaries of feeds and in lists."""
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        rest = line[end : end + 3].lstrip()[:1]
        if rest and (rest.islower() or _is_abbreviation(line, end)):
            continue
        yield line[start:end].strip()
        start = end
    last = line[start:].strip()
    if unfinished and (len(last) >= LEAST_UNFINISHED or _ENTRY_LABEL.match(last)) and last[-1] not in ":;,-–":
        yield last


def _is_abbreviation(line: str, end: int) -> bool:
    before = line[max(0, end - 24) : end]
    return ABBREVIATION.search(before) is not None and _ENDS_ALL_THE_SAME.search(before) is None
