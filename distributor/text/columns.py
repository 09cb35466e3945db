"""Tables whose columns are parted by blanks, as text files and files of office programs bring them: with "|" between the cells.

Only rows of one form are a table: the same number of cells in each, and a value in most. Letterheads and signatures in two
columns are none. Pure, linear.
"""

import re
from collections.abc import Sequence

_GAP = re.compile(r"[ \u00a0]{3,}|[ \u00a0]*\t+[ \u00a0]*")
_VALUE = re.compile(r"\d[\d.,]*(?:\s?%)?\Z")
_FIGURE = re.compile(r"[^\w\s]{0,2}\d.{0,24}\Z")
"""A value with its unit, a day, an hour: "120 phút"."""
_HEAD = re.compile(r"CỘNG H[ÒO][AÀ]|độc lập\s*[-–]|nơi nhận|kính gửi", re.IGNORECASE)
LEAST_ROWS = 2
MOST_CELL, MOST_TABBED_CELL = 160, 300


def with_columns(text: str) -> str:
    """The text, its tables with "|" between the cells."""
    if "   " not in text and "\t" not in text and "\u00a0" not in text:
        return text
    lines = text.split("\n")
    cells = [_GAP.split(line.strip()) if line.strip() else [] for line in lines]
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and len(cells[end]) == len(cells[place]):
            end += 1
        tabbed = _end_of_tabs(lines, place)
        if tabbed > end and _is_table([each for each in cells[place:tabbed] if len(each) > 2], MOST_TABBED_CELL):
            end = tabbed
        elif not _is_table(cells[place:end]):
            place = max(end, place + 1)
            continue
        for at in range(place, end):
            lines[at] = " | ".join(cells[at])
        place = end
    return "\n".join(lines)


def _end_of_tabs(lines: Sequence[str], place: int) -> int:
    """Return where lines with tabs between their words end: of such a table a row of fewer cells may head a part."""
    end = place
    while end < len(lines) and "\t" in lines[end].strip():
        end += 1
    return end


def _is_table(rows: Sequence[list[str]], most: int = MOST_CELL) -> bool:
    if len(rows) < LEAST_ROWS or len(rows[0]) < 2 or any(_HEAD.search(cell) for row in rows for cell in row):
        return False
    if any(len(cell) > most for row in rows for cell in row):
        return False
    known = _VALUE if len(rows[0]) == 2 else _FIGURE
    valued = sum(any(known.match(cell) for cell in row[1:]) for row in rows)
    return valued >= LEAST_ROWS and valued >= len(rows) - 1  # all but the heads
