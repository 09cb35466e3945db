"""Whether a text can be understood at all: two documents in one, a bare table of contents, a bad scan, lost letters. Pure.

What is found holds the item with its reason. Of two documents in one, and of a table of contents, nothing is told at all: what
one of them says must not be said of the other.
"""

import re

from distributor.facts import Reason
from distributor.ingest.syllables import odd_words, words_of
from distributor.text.tidy import squeeze
from distributor.understand.legible import VIETNAMESE_UPPER

TWO_DOCUMENTS = "two_documents"
CONTENTS_ONLY = "contents_only"
SCAN = "scan"
GLYPHS = "glyphs"
TELLS_NOTHING = frozenset({TWO_DOCUMENTS, CONTENTS_ONLY})
"""Reasons with which no document, no point and no answer is claimed."""

_MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM")
_NUMBER = re.compile(rf"(?i:số)\s?:\s?(?P<number>\d{{1,5}}\s?/[\d{VIETNAMESE_UPPER}][\w{VIETNAMESE_UPPER}/-]{{2,40}})")
_DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|,\s*ngày\s+\d{1,2}/\d{1,2}/\d{4}", re.IGNORECASE)
_BARE_HEAD = re.compile(
    rf"^[ \t]*Số[ \t]*:[ \t]*(?P<number>\d{{1,5}}[ \t]?/[\d{VIETNAMESE_UPPER}][\w{VIETNAMESE_UPPER}/-]{{2,40}})(?=\s)"
    r"(?P<below>[\s\S]{0,300}?)"
    r"^[ \t]*(?:QUYẾT ĐỊNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ|CHỈ THỊ|KẾ HOẠCH|THÔNG BÁO|CÔNG ĐIỆN|HƯỚNG DẪN)[ \t]*$",
    re.MULTILINE,
)
"""A letterhead that lost its motto: number, day, and what it is, each on a line."""
_BEFORE, _BEHIND = 250, 700
_MOST_HEADS = 40
_LEADER = re.compile(r"(?:\.[ .]{3,}|…{2,}|_{3,}|\t| {3,})\s?\d{1,4}$")
_ENTRY = re.compile(
    r"(?:phần|chương|mục|điều|phụ\s+lục|tiểu\s+mục)\s+(?:thứ\s+\w+|[IVXLC]+|\d{1,3})(?!\w).{0,200}?(?<![./-])\s\d{1,4}$",
    re.IGNORECASE,
)
_LEAST_ENTRIES = 5
_SLIPS = re.compile(
    rf"(?<![\w/.-])[lIO]\d{{1,4}}(?![\w/-])|(?<![\w/-])\d{{1,4}}[OolI]\d{{0,4}}(?![\w/-])|[{VIETNAMESE_UPPER}]{{2,}}l(?!\w)"
    r"|(?<=[a-zà-ỹđ])-\n(?=[a-zà-ỹđ])"
)
_FEWEST_SLIPS = 3
_FEWEST_ODD, _ODD_SHARE = 6, 0.05
_ADDRESS = re.compile(r"(?<!\S)\S{1,100}?(?:@|://|\.(?:vn|com|org|net|example|pdf|docx?|xlsx?)(?!\w))\S{0,200}")
_SAMPLED = 60_000
_SPELLED = 20_000
_LOST = re.compile("[\ue000-\uf8ff\ufffd]")
_FEWEST_LOST = 3


def unsound(text: str) -> list[Reason]:
    """Reasons to hold a text, in NFC; empty if it is sound."""
    found = []
    numbers = numbers_of_heads(text)
    if len(numbers) > 1:
        found.append(Reason(TWO_DOCUMENTS, ", ".join(numbers[:3])))
    if _is_contents(text):
        found.append(Reason(CONTENTS_ONLY))
    if _is_badly_scanned(text[:_SAMPLED]):
        found.append(Reason(SCAN))
    if len(_LOST.findall(text)) >= _FEWEST_LOST:
        found.append(Reason(GLYPHS))
    return found


def numbers_of_heads(text: str) -> list[str]:
    """The numbers of the complete letterheads in a text, each once. Forms in annexes have the motto too, but no numbers."""
    found: dict[str, None] = {}
    mottoes = [match.span() for match in _MOTTO.finditer(text)][:_MOST_HEADS]
    for place, (start, end) in enumerate(mottoes):
        floor = mottoes[place - 1][1] if place else 0
        ceiling = mottoes[place + 1][0] if place + 1 < len(mottoes) else len(text)
        window = text[max(floor, start - _BEFORE) : min(ceiling, end + _BEHIND)]
        number = _NUMBER.search(window)
        if number and _DAY.search(window):
            found.setdefault(squeeze(number["number"]).replace(" ", "").upper())
    for match in _BARE_HEAD.finditer(text):
        if _DAY.search(match["below"]):
            found.setdefault(squeeze(match["number"]).replace(" ", "").upper())
    return list(found)


def _is_contents(text: str) -> bool:
    """Headings with page numbers and little else."""
    lines = [line for raw in text[:_SAMPLED].split("\n") if len(line := raw.strip()) > 3]
    entries = sum(len(line) < 300 and bool(_LEADER.search(line[-60:]) or _ENTRY.match(line)) for line in lines)
    return entries >= _LEAST_ENTRIES and entries >= 0.6 * len(lines)


def _is_badly_scanned(text: str) -> bool:
    """Letters that a scanner mistook: `l4`, `2O26`, `NGHl`, and words that no Vietnamese would write."""
    if len(_SLIPS.findall(text)) >= _FEWEST_SLIPS:
        return True
    words = [word for word in words_of(_ADDRESS.sub(" ", text[:_SPELLED])) if len(word) > 2 and word.isalpha()]
    odd = odd_words(words)
    # English words in a text are a few; those of a bad scan are many, and have letters that English lacks.
    accented = [word for word in odd if not word.isascii()]
    return len(set(accented)) >= _FEWEST_ODD and len(odd) >= _ODD_SHARE * len(words)
