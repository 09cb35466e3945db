"""A table of questions and answers, a row each, as offices answer what voters ask: the row that the title asks is the page.

Pure.
"""

import re

from distributor.understand.questions import telling_words

FEWEST_ROWS = 3
LEAST_SHARED = 0.6
"""Share of the title's words that the cell of its question has."""
_CELLS = re.compile(r"\t+|\s+\|\s+")
_EDGE = re.compile(r"^\s*\|\s*|\s*\|\s*$")


def row_asked(title: str, text: str) -> str:
    """Return the question and the answer of the row that a title asks, labelled; the text itself where it is no such table.

    The answer is the row's last cell: between them stands who answers.
    """
    rows = [[each.strip() for each in _CELLS.split(_EDGE.sub("", line)) if each.strip()] for line in text.split("\n")]
    rows = [cells for cells in rows if len(cells) > 2]
    wanted = telling_words(title)
    if len(rows) < FEWEST_ROWS or not wanted:
        return text
    for cells in rows:
        for cell in cells[:-1]:
            if "?" in cell and len(wanted & telling_words(cell)) >= LEAST_SHARED * len(wanted):
                return f"Hỏi: {cell}\nTrả lời: {cells[-1]}"
    return text
