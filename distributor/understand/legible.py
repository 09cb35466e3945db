"""Text made legible for reading facts from it: one form of each letter and sign, editors' notes and quoted law set aside.

What is found in a legible copy is told in its letters: `Uỷ ban`, `QÐ` and `QĐ` read the same. Pure, linear.
"""

import re

from distributor.text.tidy import nfc

VIETNAMESE_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
"""For a character class: the capital letters of Vietnamese."""

_LOOK_ALIKES = str.maketrans(
    {
        "Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "－": "-",
        "⁄": "/", "∕": "/", "／": "/",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\t": " ", "\r": "\n",
    }
)  # fmt: skip
_ODD = re.compile(f"[{''.join(map(chr, _LOOK_ALIKES))}]")
_BLANKS = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"(?: ?\n ?){3,}")
_TONES = (
    ("Uỷ ban", "Ủy ban"), ("uỷ ban", "ủy ban"), ("UỶ BAN", "ỦY BAN"), ("HOÀ XÃ HỘI", "HÒA XÃ HỘI"), ("hoà xã hội", "hòa xã hội"),
    ("Toà án", "Tòa án"), ("toà án", "tòa án"), ("TOÀ ÁN", "TÒA ÁN"), ("Văn hoá", "Văn hóa"), ("VĂN HOÁ", "VĂN HÓA"),
)  # fmt: skip
"""The other place of the tone mark, in the words that patterns and names of offices hold; all else stays as written."""
_NOTE = re.compile(r"\[[^\[\]]{0,1500}\]")
_QUOTE = re.compile(r"[“”\"]")
_SIMPLE_QUOTE = re.compile(r"“[^“”]*”")
BROKEN_LINE = re.compile(
    r"(?<=[^\W_])[ ]*\n[ ]*(?=(?![a-zđ]{1,2}\))[a-zà-ỹđ]|\d{1,5}[a-z]?\s?/)|(?<=\bĐiều)[ ]*\n[ ]*(?=\d)"
)


def legible(text: str) -> str:
    """NFC, look-alike letters and signs as they should be, one place for each tone mark, no long runs of white space."""
    text = nfc(text)
    if _ODD.search(text):
        text = text.translate(_LOOK_ALIKES)
    # Runs of white space would make patterns that begin with some of it slow.
    text = _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", text))
    for old, new in _TONES:
        if old in text:
            text = text.replace(old, new)
    return text


def without_notes(text: str) -> str:
    """Footnote marks and editors' notes (`[Khoản này được sửa đổi bởi …]`) dropped: they tell of other documents."""
    return _NOTE.sub(" ", text)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return what stands between quotation marks, marks included. Where marks do not pair, only the simplest pairs."""
    paired = _paired_spans(text)
    return paired if paired is not None else [match.span() for match in _SIMPLE_QUOTE.finditer(text)]


def _paired_spans(text: str) -> list[tuple[int, int]] | None:
    """None where the marks do not pair."""
    spans: list[tuple[int, int]] = []
    depth = 0
    begin = 0
    for match in _QUOTE.finditer(text):
        opens = match[0] == "“" or (match[0] == '"' and depth == 0)
        if opens:
            if depth == 0:
                begin = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((begin, match.end()))
    return None if depth else spans


def without_quotes(text: str) -> str:
    """Drop what stands between quotation marks: the words that an amending document puts into another document are not its
    own."""
    paired = _paired_spans(text)
    if paired is None:
        return _SIMPLE_QUOTE.sub(" ", text)
    kept: list[str] = []
    last = 0
    for start, end in paired:
        kept.append(text[last:start])
        last = end
    return "".join([*kept, text[last:]])
