"""Annexes that list documents ("Danh mục văn bản bãi bỏ"), row by row, as tables come out of pages and PDF. Pure."""

import re
from dataclasses import dataclass

from distributor.reading_states import RelationKind

_HEADING = re.compile(r"(?m)^[ |]*(?:PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC|Danh\s+mục|BIỂU)\b[^\n]{0,300}$")
_GROUP = re.compile(r"(?m)^[ |]*(?:[IVX]{1,4}|[A-H])\s*[.)|]?\s+(?P<words>[^\n]{5,200})$")
_ROW = re.compile(r"(?m)^[ |]*(?P<number>\d{1,3})(?:\s*[.)|]\s*|\s*\n\s*|\s+(?=[A-ZĐ]|số\b|\d+/))")
_DOCUMENTS = re.compile(r"văn\s+bản|quyết\s+định|nghị\s+quyết|chỉ\s+thị|thông\s+tư|nghị\s+định", re.IGNORECASE)
_PROCEDURES = re.compile(r"thủ\s+tục\s+hành\s+chính|dịch\s+vụ\s+công|hàng\s+hóa|hồ\s+sơ|biểu\s+mẫu", re.IGNORECASE)
_DOES: tuple[tuple[re.Pattern[str], RelationKind], ...] = (
    (re.compile(r"(?:ngưng|đình\s+chỉ)\s+(?:hiệu\s+lực|thi\s+hành)", re.IGNORECASE), RelationKind.SUSPENDS),
    (re.compile(r"bãi\s+bỏ|hủy\s+bỏ|hết\s+hiệu\s+lực", re.IGNORECASE), RelationKind.REPEALS),
    (re.compile(r"thay\s+thế", re.IGNORECASE), RelationKind.REPLACES),
)
_PARTLY = re.compile(r"một\s+phần|một\s+số\s+(?:điều|nội\s+dung)", re.IGNORECASE)
_HEAD = 500


@dataclass(frozen=True)
class AnnexRow:
    """`start`: in the text that was read."""

    text: str
    start: int


@dataclass(frozen=True)
class Annex:
    kind: RelationKind
    in_part: bool
    rows: tuple[AnnexRow, ...]
    start: int


def annexes_of(text: str) -> list[Annex]:
    """Annexes in which documents are ended or suspended, in order; each group ("I. … toàn bộ", "II. … một phần") is one."""
    headings = [match for match in _HEADING.finditer(text) if not text[match.end() : match.end() + 1].isalpha()]
    found: list[Annex] = []
    # The one that follows the signature; "Danh mục …" inside an article is no annex.
    headings = [match for match in headings if match.start() > len(text) // 50]
    for place, heading in enumerate(headings):
        end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
        block = text[heading.start() : end]
        first = _ROW.search(block)
        head = block[: min(first.start() if first else _HEAD, _HEAD)]
        if _PROCEDURES.search(head) or not _DOCUMENTS.search(head):
            continue
        groups = list(_GROUP.finditer(block, len(heading[0])))
        borders = [(0, head), *((each.start(), each["words"]) for each in groups)]
        kind = _kind(head)
        part = _PARTLY.search(head) is not None
        for number, (start, words) in enumerate(borders):
            stop = borders[number + 1][0] if number + 1 < len(borders) else len(block)
            own = _kind(words) if number else kind
            if (
                number
                and own is None
                and not re.search(r"áp\s+dụng|còn\s+hiệu\s+lực|giữ\s+nguyên", words, re.IGNORECASE)
            ):
                own = kind
            if own is None:
                continue
            rows = _rows(block[start:stop], heading.start() + start)
            if rows:
                in_part = _PARTLY.search(words) is not None if number else part
                found.append(Annex(own, in_part, tuple(rows), heading.start()))
    return found


def _kind(words: str) -> RelationKind | None:
    if re.search(r"áp\s+dụng", words, re.IGNORECASE) and not re.search(r"ngưng|đình\s+chỉ", words, re.IGNORECASE):
        return None
    return next((kind for pattern, kind in _DOES if pattern.search(words)), None)


def _rows(block: str, offset: int) -> list[AnnexRow]:
    """The rows whose numbers count on: 1, 2, 3 …; a number that does not is one of a cell."""
    starts: list[re.Match[str]] = []
    expected = 1
    for match in _ROW.finditer(block):
        number = int(match["number"])
        if number == expected or (number == 1 and starts):
            starts.append(match)
            expected = number + 1
    rows = []
    for place, match in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(block)
        rows.append(AnnexRow(block[match.end() : end], offset + match.end()))
    return rows
