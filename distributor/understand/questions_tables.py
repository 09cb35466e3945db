"""A table of questions and answers, a row each, as offices answer what voters ask: the row that the title asks is the page.

Pure.
"""

import re

from distributor.understand.questions import telling_words

FEWEST_ROWS = 3
LEAST_ALIKE = 0.5
"""Share of the words of title and question together that both have."""
_CELLS = re.compile(r"[\t|]")
_ANSWERS = re.compile(
    r"(?:nội dung |ý kiến |câu |kết quả )?(?:trả lời|giải đáp|phản hồi)|kết quả(?: giải quyết)?", re.IGNORECASE
)
"""The head of the column that answers; not "Cơ quan trả lời"."""


def row_asked(title: str, text: str) -> str:
    """Return the question and the answer of the row that a title asks, labelled; the text itself where it is no such table, or
    where its head does not say which column answers."""
    lines = [line for line in text.split("\n") if line.strip()]
    rows = [cells for line in lines if len(cells := [each.strip() for each in _CELLS.split(line.strip(" |"))]) > 2]
    if len(rows) < FEWEST_ROWS or 2 * len(rows) < len(lines):
        return text
    answers = [place for place, head in enumerate(rows[0]) if _ANSWERS.fullmatch(head)]
    wanted = telling_words(title)
    asked = [
        (len(wanted & words) / len(wanted | words), cell, cells)
        for cells in rows[1:]
        if len(cells) == len(rows[0])
        for cell in cells
        if "?" in cell and (words := telling_words(cell))
    ]
    share, question, cells = max(asked, key=lambda each: each[0], default=(0.0, "", []))
    if len(answers) != 1 or share < LEAST_ALIKE:
        return text
    return f"Hỏi: {question}\nTrả lời: {cells[answers[0]]}"
