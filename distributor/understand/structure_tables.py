"""Tables that lost their lines: each cell on a line of its own. Pure.

Only what can be told for certain is read: rows whose cells are as many as the heads of the columns, each of the same sort as
above it. Of a table whose heads and cells do not match nothing is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distributor.understand.structure_lines import ARTICLE, MOST_ROWS, SHORT_LINE, VALUE, is_name

MOST_COLUMNS = 9
MOST_OF_LABEL = 300
_NUMBERS = re.compile(r"(?:stt|tt|số\s+tt|số thứ tự)\.?\Z", re.IGNORECASE)
_UNIT_HEAD = re.compile(r"(?:đơn vị(?: tính)?|đvt)\b", re.IGNORECASE)
_REMARK_HEAD = re.compile(r"(?:ghi chú|căn cứ|cơ sở pháp lý)\b", re.IGNORECASE)
_VALUE_HEAD = re.compile(
    r"(?:mức|giá|đơn giá|phí|lệ phí|thuế|tỷ lệ|tỉ lệ|số tiền|hệ số|định mức|thời hạn)", re.IGNORECASE
)
_OPENS = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]\s")
"""How a clause begins, so that the table has ended."""
_LINE_HEAD = re.compile(
    r"(?:stt|tt)\s.{0,120}\s(?P<head>(?:mức (?:thu|phí|giá|hỗ trợ|chi|thưởng)|giá|đơn giá|số tiền|thuế suất|tỷ lệ)"
    r"(?:\s*\([^()]{1,30}\))?)\Z",
    re.IGNORECASE,
)
_LINE_ROW = re.compile(r"(?P<number>\d{1,3})[.)]?\s+(?P<name>[^\W\d].{3,200}?)\s+(?P<value>\d[\d.,]*(?:\s?%)?)\Z")
_LOST_ROW = re.compile(r"(?!\|)[^|]{2,160}?\s(?:\d[\d.,]*(?:\s?%)?\s+){1,8}\d[\d.,]*(?:\s?%)?\Z")
"""A name, or its number and name, and two values or more, with blanks between them."""
Lines = Sequence[tuple[int, str]]
"""Where a line starts, and its words."""


@dataclass(frozen=True)
class FlatRow:
    """`start`, `end`: in the text. `cells`: the name, then its values; `header`: the group, then the heads of the values."""

    start: int
    end: int
    cells: tuple[str, ...]
    header: tuple[str, ...]
    unit: str = ""


def flat_table(lines: Lines, place: int) -> tuple[int, list[FlatRow]]:
    """The first line behind a table that begins at `place`, and its rows; (0, []) where none begins."""
    if _NUMBERS.match(lines[place][1]):
        return _numbered(lines, place)
    if head := _LINE_HEAD.match(lines[place][1]):
        return _lined(lines, place, head["head"])
    if end := _lost(lines, place):
        return end, []
    return _named(lines, place) if is_name(lines[place][1]) else (0, [])


def _lost(lines: Lines, place: int) -> int:
    """Return where a table ends whose columns are only blanks, so that nobody can tell which head a value stands under; 0 for
    none."""
    if not is_name(lines[place][1]) and _LOST_ROW.match(lines[place][1]) is None:
        return 0
    at = first = place if _LOST_ROW.match(lines[place][1]) else place + 1
    while at < len(lines) and _LOST_ROW.match(lines[at][1]):
        at += 1
    return at if at - first > 1 else 0


def _lined(lines: Lines, place: int, head: str) -> tuple[int, list[FlatRow]]:
    """A table of one line a row: its number, its name, its value."""
    rows: list[FlatRow] = []
    at = place + 1
    while at < len(lines) and len(rows) < MOST_ROWS:
        start, words = lines[at]
        found = _LINE_ROW.match(words)
        if found is None or int(found["number"]) != len(rows) + 1:
            break
        rows.append(FlatRow(start, start + len(words), (found["name"], found["value"]), ("", head)))
        at += 1
    return (at, rows) if len(rows) > 1 else (0, [])


def _is_cell(line: str) -> bool:
    return len(line) <= 3 * SHORT_LINE and (VALUE.match(line) is not None or (is_name(line) and not _OPENS.match(line)))


def _is_number(line: str, number: int) -> bool:
    return line.rstrip(".").isdecimal() and int(line.rstrip(".")) == number


def _numbered(lines: Lines, place: int) -> tuple[int, list[FlatRow]]:
    """A table whose first column counts its rows: a row is what stands between its number and the next."""
    stop = min(len(lines), place + MOST_COLUMNS + 1)
    first = next((n for n in range(place + 2, stop) if _is_number(lines[n][1], 1)), 0)
    if not first or not all(is_name(lines[n][1]) for n in range(place + 1, first)):
        return 0, []
    heads = tuple(lines[n][1] for n in range(place + 1, first))
    blocks, end = _blocks(lines, first, len(heads))
    whole = [block for block in blocks if block.stop - block.start == len(heads)]
    if not whole:
        return end, []
    sorts = [tuple(VALUE.match(lines[n][1]) is not None for n in block) for block in whole]
    sort = max(set(sorts), key=sorts.count)
    if not any(sort) or sort[0]:
        return end, []
    rows: list[FlatRow] = []
    for block in blocks:
        cells = [lines[n] for n in block]
        if tuple(VALUE.match(words) is not None for _, words in cells) == sort:
            rows.append(_row(cells, heads, sort))
        elif all(sort[1:]):
            rows += _grouped(cells, heads) or []
    return end, rows


def _blocks(lines: Lines, first: int, width: int) -> tuple[list[range], int]:
    """The cells of each row behind its number; where the table ends."""
    blocks: list[range] = []
    at = first
    while len(blocks) < MOST_ROWS:
        number = len(blocks) + 1
        cells = at + 1
        most = min(len(lines), cells + 8 * width)
        stop = next((n for n in range(cells, most + 1) if n == len(lines) or not _is_cell(lines[n][1])), most)
        following = [n for n in range(cells + 1, stop) if _is_number(lines[n][1], number + 1)]
        following.sort(key=lambda n: (n != cells + width, n))  # the one that leaves as many cells as heads
        blocks.append(range(cells, following[0] if following else stop))
        if not following:
            return blocks, stop
        at = following[0]
    return blocks, blocks[-1].stop


def _row(cells: Sequence[tuple[int, str]], heads: Sequence[str], sort: Sequence[bool]) -> FlatRow:
    names: list[str] = []
    unit = ""
    for (_, words), head, is_value in zip(cells, heads, sort, strict=True):
        if _UNIT_HEAD.match(head):
            unit = words
        elif not is_value and not _REMARK_HEAD.match(head):
            names.append(words)
    told = [
        (words, head)
        for (_, words), head, is_value in zip(cells, heads, sort, strict=True)
        if is_value and not _UNIT_HEAD.match(head)
    ]
    start, (last, words) = cells[0][0], cells[-1]
    label = ", ".join([*names[:1], *(f"{name[:1].lower()}{name[1:]}" for name in names[1:])])
    return FlatRow(
        start, last + len(words), (label, *(value for value, _ in told)), ("", *(head for _, head in told)), unit
    )


def _grouped(cells: Sequence[tuple[int, str]], heads: Sequence[str]) -> list[FlatRow] | None:
    """Rows below a name that has no values of its own; None where the cells do not fit."""
    rows: list[FlatRow] = []
    group = ""
    for label, values in _runs(cells):
        if len(values) == 0 and not rows and not group:
            group = label[1]
        elif len(values) == len(heads) - 1:
            last = values[-1]
            told = tuple(words for _, words in values)
            rows.append(FlatRow(label[0], last[0] + len(last[1]), (label[1], *told), (group, *heads[1:])))
        else:
            return None
    return rows


def _runs(cells: Sequence[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], list[tuple[int, str]]]]:
    """Each name with the values that follow it."""
    at = 0
    while at < len(cells):
        label, at = cells[at], at + 1
        values = []
        while at < len(cells) and VALUE.match(cells[at][1]):
            values.append(cells[at])
            at += 1
        yield label, values


def _named(lines: Lines, place: int) -> tuple[int, list[FlatRow]]:
    """A table whose rows are not counted: the heads, then again and again a name and as many values as there are heads."""
    first = place
    while first < len(lines) and first - place <= MOST_COLUMNS and is_name(lines[first][1]):
        first += 1
    if first == len(lines):
        return 0, []
    if VALUE.match(lines[first][1]):
        first -= 1
    heads = tuple(lines[n][1] for n in range(place, first))
    if len(heads) < 2:
        return 0, []
    rows: list[FlatRow] = []
    at, group = first, ""
    while at + 1 < len(lines) and len(rows) < MOST_ROWS and _is_label(lines[at][1]):
        values: list[tuple[int, str]] = []
        while at + 1 + len(values) < len(lines) and VALUE.match(lines[at + 1 + len(values)][1]):
            values.append(lines[at + 1 + len(values)])
        if not values:
            if not rows or not is_name(lines[at][1]) or not _heads_rows(lines, at + 1):
                break
            group = lines[at][1]
        elif len(values) != len(heads) - 1:
            return 0, []
        else:
            last = values[-1]
            told = (lines[at][1].rstrip("."), *(words for _, words in values))
            rows.append(FlatRow(lines[at][0], last[0] + len(last[1]), told, (group, *heads[1:])))
        at += 1 + len(values)
    if len(rows) < 2 or (len(heads) == 2 and not _VALUE_HEAD.search(heads[1])):
        return 0, []
    counted = rows[0].cells[1].isdecimal() and all(
        _is_number(row.cells[1], int(rows[0].cells[1]) + n) for n, row in enumerate(rows[:4])
    )
    return at, [] if counted and len(heads) == 2 else rows  # a list of names with their numbers


def _is_label(line: str) -> bool:
    return len(line) <= MOST_OF_LABEL and not VALUE.match(line) and not _OPENS.match(line) and not ARTICLE.match(line)


def _heads_rows(lines: Lines, place: int) -> bool:
    return place + 1 < len(lines) and _is_label(lines[place][1]) and VALUE.match(lines[place + 1][1]) is not None
