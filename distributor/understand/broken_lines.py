"""Sentences put together again that a semicolon or the end of a line broke: `Bãi bỏ Điều 4; ⏎ Mục 3 của Luật …`. Pure, linear."""

import re
from collections.abc import Callable, Iterator

from distributor.understand.listing import style_of
from distributor.understand.own_text import Excerpt, Sentence, sentences
from distributor.understand.reach import names_part, only_names
from distributor.understand.verbs import BACKWARD, FORWARD
from distributor.understand.voice import beginning, stays

_LONGEST_BROKEN = 2500
_GOES_ON_WITH = re.compile(
    r"\s*(?P<part>(?:Các\s+)?(?:Điều|Khoản|Điểm|Mục|Chương|Phần|Phụ\s+lục|Mẫu|Danh\s+mục)\s(?:[^.:]{0,150}?\s)?)?"
    r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Nghị\s+định|Nghị\s+quyết|Thông\s+tư|Quyết\s+định|Chỉ\s+thị)\s(?!này)[^;.:]{0,150}?\d"
    r"|\s*(?P<only>(?:Điều|Khoản|Điểm)\s+\w{1,3}(?:\s+(?:Điều|khoản)\s+\w{1,3})?\s*$)",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:,|(?<!\w)(?:và|của|tại|theo|thay\s+thế|bãi\s+bỏ|sửa\s+đổi|bổ\s+sung))\s*$", re.IGNORECASE)


def unbroken(excerpt: Excerpt, in_list: Callable[[], bool]) -> Iterator[Sentence]:
    """The sentences in order. `in_list`: whether what was read so far opened a list; its items stay apart."""
    held: Sentence | None = None
    for each in sentences(excerpt):
        if held is not None and _continues(held, each, in_list):
            end = each.start + len(each.text)
            held = Sentence(excerpt.text[held.start : end], held.start, held.after)
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held


def _continues(one: Sentence, other: Sentence, in_list: Callable[[], bool]) -> bool:
    """`Nghị định số A …; ⏎ Điều 1 Nghị định số B … hết hiệu lực`: subjects of one predicate, or objects of one verb."""
    begins = _GOES_ON_WITH.match(other.text) if len(one.text) <= _LONGEST_BROKEN else None
    start = beginning(one.text)
    if begins is None or start is None or style_of(other.text):
        return False
    if _UNFINISHED.search(one.text[-40:]):
        return True
    verb = FORWARD.match(one.text, start)
    if not one.text.rstrip().endswith(";"):
        words = one.text[verb.end() if verb else start :]
        return only_names(words) and names_part(words)
    if verb is not None:
        return begins["part"] is not None
    if in_list() or _GOES_ON_WITH.match(one.text, start) is None:
        return False
    return BACKWARD.search(one.text) is None and not stays(one.text)
