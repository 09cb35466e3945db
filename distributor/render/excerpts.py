"""What cards and videos take from an item's words: its sentences, the two readings of a correction. Pure.

Extractive only: whatever is returned stands in the source, in its order; what is not certain is left out.
"""

import re
from collections.abc import Iterable

from distributor.text.borders import protected, sentence_ends
from distributor.text.plain import clean, one_line

LONGEST_READING = 150
MOST_READ = 6_000
"""Characters of a text that are looked at."""

READINGS = re.compile(
    r"[“\"](?P<wrong>[^“”\"]{2,150})[”\"]\s*(?:,\s*)?(?:nay\s+)?(?:được\s+)?"
    r"(?:đọc (?:đúng )?là|sửa (?:lại )?(?:đúng )?(?:thành|là)|đính chính (?:lại )?(?:thành|là)|phải là|viết đúng là|thay bằng)"
    r"\s*:?\s*[“\"](?P<right>[^“”\"]{2,150})[”\"]",
    re.IGNORECASE,
)
NUMBERED_TITLE = re.compile(
    r"(?P<kicker>(?:[^:“”\"]{2,40}:\s+)?(?:Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư(?: liên tịch)?|"
    r"Kế hoạch|Chương trình(?: phối hợp)?|Công văn|Thông báo|Hướng dẫn|Báo cáo|Đề án)\s+(?:liên tịch\s+)?"
    r"(?:số\s+\d\S*|\d\S*/\S*)[^\s,;:.]"
    r"(?:\s+ngày\s+\d{1,2}(?:/\d{1,2}/\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?),?\s+"
    r"(?P<subject>(?:quy định|ban hành|về|sửa đổi|bãi bỏ|phê duyệt|hướng dẫn|thay thế|công bố|triển khai|tổ chức|thực hiện|"
    r"thống kê|đính chính|hợp nhất|điều chỉnh|bổ sung)\s.+)",
    re.IGNORECASE | re.DOTALL,
)
"""`Quyết định số 27/2026/QĐ-UBND` and `quy định diện tích …`."""
ONLY_NUMBER = re.compile(
    r"(?:(?:văn bản hợp nhất|quyết định|nghị quyết|nghị định|thông tư(?: liên tịch)?|chỉ thị|kế hoạch|công văn|thông báo|luật|"
    r"pháp lệnh)\s+)?(?:số\s*:?\s*)?\d+\s*[/ ]\s*(?:\d{4}\s*[/ ]\s*)?[A-ZĐ\d][A-ZĐ\d/-]*(?:\s*[/ ]\s*\d{4})?"
    r"(?:\s+ngày\s+[\d/]+|\s+năm\s+\d{4})?",
    re.IGNORECASE,
)
"""A title that is a document's number tells a passer-by nothing, and the source names the document."""


MEASURE_END = re.compile(r"(?<=\d [a-z]\.)(?=\s+[^\W\d_a-z])")
"""A sentence may end with a unit of one letter ("không dưới 4 m."), which looks like an abbreviation."""


def sentences(text: str) -> list[str]:
    """Return the sentences of clean text in order, each on one line."""
    whole = len(text) <= MOST_READ
    text = clean(text[:MOST_READ])
    measures = {match.end() for match in MEASURE_END.finditer(text)}
    ends = [*sorted({*sentence_ends(text, protected(text)), *measures}), len(text)]
    parts = [one_line(text[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    # The last one of a text that was not read to its end may be cut in the middle of a number.
    return [part for part in (parts if whole else parts[:-1]) if part]


def readings_of(texts: Iterable[str]) -> tuple[str, str]:
    """Return what was printed and how it reads right, where a text puts both in quotation marks; the most alike of several."""
    found = [
        (match["wrong"].strip(), match["right"].strip())
        for text in texts
        for match in READINGS.finditer(one_line(text[:MOST_READ]))
    ]
    return min(found, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=("", ""))


def title_parts(title: str) -> tuple[str, str]:
    """Kind and number of a document, and its subject, of a title that is made of them; else empty. Together they are the
    title."""
    found = NUMBERED_TITLE.fullmatch(title)
    if found is None:
        return "", ""
    subject = found["subject"].removeprefix("về ").removeprefix("việc ")
    return found["kicker"].strip(), subject[0].upper() + subject[1:]


def names_only_number(title: str) -> bool:
    """Return True if a title is a document's number and nothing else."""
    return ONLY_NUMBER.fullmatch(title) is not None
