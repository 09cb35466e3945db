"""Where a text may end: after a sentence, or between words; never inside a number, a date, a citation or a law's name.

1. `protected` finds the spans that must stay whole.
2. `sentence_ends` and `word_ends` list the positions at which a beginning of the text may stop.

Links and hashtags hold no white space, so ends between words never lie inside them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

Span = tuple[int, int]

_LETTER = r"[^\W\d_]"
_ITEM = r"(?:\d+[a-zđ]?|[a-zđ]{1,2}|[ivxlc]+)\b"
_ELEMENT = (
    r"\b(?:điểm|khoản|điều|mục|chương|phần|tiết|phụ\s+lục|tiểu\s+mục)\s+"
    + _ITEM
    + r"(?:(?:\s*[,;–-]\s*|\s+và\s+|\s+hoặc\s+|\s+đến\s+)(?:điểm\s+|khoản\s+|điều\s+)?"
    + _ITEM
    + r")*"
)
_DOCUMENT = (
    r"(?:hiến\s+pháp|bộ\s+luật|(?<!pháp )luật|pháp\s+lệnh|nghị\s+quyết|nghị\s+định|quyết\s+định|chỉ\s+thị|"
    r"thông\s+tư(?:\s+liên\s+tịch)?|công\s+văn|công\s+điện|kế\s+hoạch|chương\s+trình|thông\s+báo|tờ\s+trình|báo\s+cáo|"
    r"văn\s+bản\s+hợp\s+nhất|đề\s+án)"
)
_DAY = r"(?:ngày\s+)?\d{1,2}(?:\s*/\s*\d{1,2}\s*/\s*\d{4}|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)"
_NUMBERED_DOCUMENT = rf"\b{_DOCUMENT}(?:\s+số)?\s*:?\s+\d+\s*/\s*\S+(?:,?\s+{_DAY})?"
_LAW_WITH_YEAR = (
    rf"\b(?:bộ\s+luật|(?<!pháp )luật|pháp\s+lệnh|hiến\s+pháp)"
    rf"(?:,?\s+{_LETTER}+){{0,12}}?\s+(?:năm\s+)?(?:19|20)\d\d\b"
)
_NAME_START = rf"\b{_DOCUMENT}(?:\s+{_LETTER}+){{1,2}}"
_LAW = f"(?:{_NUMBERED_DOCUMENT}|{_LAW_WITH_YEAR}|{_NAME_START})"
_CITATION = rf"{_ELEMENT}(?:,?\s+(?:của\s+)?{_ELEMENT})*(?:,?\s+(?:của\s+)?{_LAW})?"
_QUANTITY = rf"\d\S*(?:\s+\d\S*){{0,3}}(?:(?<![,;:.!?)])(?:\s+(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ))*\s+{_LETTER}\S*)?"
_RANGE = rf"\b(?:từ|giữa)\s+[^.;\n]{{0,24}}?\d[^.;\n]{{0,40}}?\s+(?:đến|tới)\s+[^.;,\n]{{0,16}}?{_QUANTITY}"
_PERIOD = r"\b(?:ngày|tháng|năm|quý|kỳ|giờ|tuổi|lúc|số)\s+(?:\d|[IVX]+\b)\S*"

_BODY = (
    r"\b(?:ủy|uỷ)\s+ban\s+(?:nhân\s+dân|mặt\s+trận\s+tổ\s+quốc|thường\s+vụ\s+quốc\s+hội)"
    r"|\bhội\s+đồng\s+(?:nhân\s+dân|phối\s+hợp)|\bmặt\s+trận\s+tổ\s+quốc"
)
_BODY_OF = rf"(?:{_BODY})(?:\s+(?:tỉnh|thành\s+phố|xã|phường|đặc\s+khu|cấp)(?:\s+{_LETTER}+){{1,2}})?"

PROTECTED = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (_CITATION, _LAW, _DAY, _RANGE, _PERIOD, _QUANTITY, _BODY_OF)
)
ASIDE = re.compile(r"\([^()\n]{0,160}\)|“[^“”\n]{0,200}”|«[^«»\n]{0,200}»|\"[^\"\n]{0,200}\"")
"""Brackets and quotations: a beginning that leaves one open reads as broken, but says nothing wrong."""

WORD_END = re.compile(r"(?<=\S)(?=\s)")
LAST_WORD = re.compile(r"\S+\Z")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»’)\]]*(?=\s|\Z)|(?<=\S)(?=\n)")
ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:\w|TP|Tp|tp|TS|ThS|PGS|GS|BS|LS|KTS|Ths|Ts|tr|St|Mr|Ms|Dr|vv|[ivxIVX]+|\d{1,3})\.\Z"
)
CLOCK_END = re.compile(r"\bgiờ\s+\d{1,2}\.\Z", re.IGNORECASE)
"""`đến 18 giờ 30.` ends a sentence, though a short number with a point may be an item of a list."""
CLOSERS = '"”»’)]'

_WEAK = (
    "và hoặc hay với của cho từ tại về theo trong ngoài trên dưới là bị được do bởi để khi nếu thì mà nhưng như các những một "
    "mỗi mọi vì nên không chưa chẳng đừng cấm phải sẽ đã đang có còn rất quá hơn nhất ngày tháng năm số điều khoản điểm mục "
    "đến tới vào ra ở qua bằng giữa cùng cũng chỉ vẫn này đó kia nào ai gì hết nhằm ông bà anh chị tỉnh xã phường trước sau "
    "kể việc sự cuộc người trừ kèm gồm tối dài ít"
)
WEAK_ENDS = frozenset(_WEAK.split())
"""Words that promise a following one: a text that stops behind them says something else ("không …") or nothing."""


def protected(text: str) -> list[Span]:
    """Spans that no end may lie inside, merged and in order."""
    return _merge([match.span() for pattern in PROTECTED for match in pattern.finditer(text)])


def sentence_ends(text: str, whole: Sequence[Span]) -> list[int]:
    """Positions behind a full sentence or a line, in order; the end of the text itself is not among them."""
    ends = []
    for match in SENTENCE_END.finditer(text):
        end = match.end()
        if end >= len(text) or inside(end, whole):
            continue
        short = ABBREVIATION.search(text, max(0, end - 8), end) and not CLOCK_END.search(text, max(0, end - 10), end)
        goes_on = text[end : end + 3].lstrip()[:1].islower() or short
        if goes_on and text[end] != "\n":
            continue
        ends.append(end)
    return ends


def word_ends(text: str, whole: Sequence[Span]) -> list[int]:
    """Positions behind a word, outside every protected span, in order; the end of the text itself is not among them."""
    return [match.start() for match in WORD_END.finditer(text) if not inside(match.start(), whole)]


def reads_well(text: str, end: int, asides: Sequence[Span]) -> bool:
    """Return True if `text[:end]`, not the end of a sentence, stops where a reader would pause.

    That is: no promise of a next word, no number or abbreviation, no open bracket.
    """
    if inside(end, asides):
        return False
    found = LAST_WORD.search(text, max(0, end - 60), end)
    if found is None:
        return False
    word = found.group()
    if word[-1] in ".!?…" or (any(letter.isdigit() for letter in word) and word[-1] not in ",;:)”"):
        return False
    return word.strip("\"“”«»'’().,;:!?…–-").casefold() not in WEAK_ENDS


def asides_of(text: str) -> list[Span]:
    return _merge([match.span() for match in ASIDE.finditer(text)])


def inside(position: int, spans: Sequence[Span]) -> bool:
    """Strictly within one of the spans; `spans` are merged and in order."""
    index = bisect_right(spans, (position, -1)) - 1
    return index >= 0 and spans[index][0] < position < spans[index][1]


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
