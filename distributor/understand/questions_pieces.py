"""The pieces of a page of questions and answers: its sentences and entries of lists, without page furniture. Pure and linear."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from distributor.text.borders import ABBREVIATION
from distributor.understand import questions_cues as cues
from distributor.understand.questions import telling_words

LONGEST_PIECE = 3_000
"""Characters of what may still be a sentence, or a provision on one line."""
LEAST_TOLD = 160
"""Characters above what ends a page; a page may begin with it: "CÂU HỎI THƯỜNG GẶP"."""
LOWER_CASE = 0.004
"""Share of capitals below which a text has lost its capitals, and a full stop alone ends a sentence."""
_OF_A_CLASS = re.compile(
    r"(?<!\w)(?:hạng|loại|cấp|quý|mức|nhóm|vùng|khối|đợt|kỳ|bậc)\s+(?:[IVX]{1,4}|\d{1,2})\.\Z", re.IGNORECASE
)
"""Ends a sentence though a number stands before its full stop: "… tương đương hạng II."."""
_ORNAMENT = re.compile("[▪▫▸►▶▼●○◦➤➢➡✔✓☑✅❓❔❗⚠👉📌📍🔹🔸🔴🟢\ufe0f]+\\s*")
"""Signs that pages for telephones put before a question, an answer, an entry; they say nothing that the words do not."""
_BULLETS = tuple("▪▫▸►▶●○◦➤➢🔹🔸")
_OLD_RULE = re.compile(
    r"\W*(?:quy định|luật|mức|mẫu|cách tính) (?:cũ|trước đây|(?:áp dụng )?(?:trước|đến hết) ngày \d)(?!\w)[^:;.]{0,90}:",
    re.IGNORECASE,
)
_NEW_RULE = re.compile(
    r"\W*(?:quy định|luật|mức|mẫu|cách tính) (?:mới|hiện (?:nay|hành)|(?:áp dụng )?(?:kể )?từ ngày \d)(?!\w)[^:;.]{0,90}:",
    re.IGNORECASE,
)
"""Labels of what was the rule, and of what is, side by side."""
_ASKER_BEHIND = re.compile(r"\?[\s\"”]*\([^()?]{2,90}\)[\s.]*\Z")
_ASKER_BEFORE = re.compile(
    r"\A\W*(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác|Bạn|Em)(?: [A-ZĐÀ-Ỹ][^\s:;,.()]*){1,5}\s*(?:\([^()]{2,60}\)|,[^:?.]{2,60})?\s*:\s+(?=\S)"
)

Zone = Literal["before", "asked", "answer", "turn"]


@dataclass(frozen=True)
class Piece:
    """A sentence or an entry of a list. `start`, `end`: where it stands in `QuestionPage.text`; `line`: which line.

    `section`: number of the heading above, 0 without. `law`: the law's own words. `marker`: of an entry, with its punctuation.
    `concludes`: opens what somebody concludes.
    """

    text: str
    start: int
    end: int
    line: int
    zone: Zone = "before"
    section: int = 0
    law: bool = False
    marker: str = ""
    concludes: bool = False

    @property
    def opens_list(self) -> bool:
        return self.text.endswith(":")

    @property
    def as_asked(self) -> str:
        """Return a question without who asks it."""
        return _ASKER_BEFORE.sub("", _ASKER_BEHIND.sub("?", self.text))

    @property
    def asks(self) -> bool:
        """Return True if it ends as a question does, maybe with who asks behind it: "… không? (Lê Văn Tám, xã Bình Sơn)"."""
        return self.as_asked.rstrip("\"”') ").endswith("?")


def has_lost_case(text: str) -> bool:
    """Return True if a text is all in small letters, as some collections keep it."""
    letters = sum(each.isalpha() for each in text[:4000]) or 1
    return sum(each.isupper() for each in text[:4000]) / letters < LOWER_CASE


def pieces_of(text: str, title: str) -> Iterator[Piece]:
    lost_case = has_lost_case(text)
    known = telling_words(title)
    at, told = 0, 0
    for number, line in enumerate(text.split("\n")):
        start, at = at, at + len(line) + 1
        if cues.ENDS_PAGE.match(line):
            if told >= LEAST_TOLD:
                return
            continue
        told += len(line)
        if not line.strip() or cues.FURNITURE_LINE.match(line.strip()):
            continue
        for begin, end in _cuts(line, lost_case):
            piece = line[begin:end]
            if cues.ENDS_PAGE.match(piece):
                return
            if not piece or len(piece) > LONGEST_PIECE or cues.FURNITURE.search(piece) or _is_caption(piece, known):
                continue
            if signed := cues.SIGNATURE.search(piece):
                piece = piece[: signed.start()]
            yield Piece(
                piece,
                start + begin,
                start + begin + len(piece),
                number,
                marker=_marker_of(piece, line[:begin]),
            )


def without_old_rules(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without what is labelled as the old rule, to the end of its line, where another is labelled as the new one."""
    if not any(_NEW_RULE.match(each.text) for each in pieces):
        return list(pieces)
    kept, old = [], -1
    for each in pieces:
        if _OLD_RULE.match(each.text):
            old = each.line
        elif _NEW_RULE.match(each.text):
            old = -1
        if each.line != old:
            kept.append(each)
    return kept


def _marker_of(piece: str, before: str) -> str:
    """Return what counts a piece off, with its punctuation; the sign of a list stands before the piece."""
    if counted := cues.MARKER.match(piece) or cues.COUNTED_OFF.match(piece):
        return counted[0].strip()
    return "|" if " | " in piece else before.rstrip()[-1:] if before.rstrip().endswith(_BULLETS) else ""


def _cuts(line: str, lost_case: bool) -> Iterator[tuple[int, int]]:
    """Yield where the pieces of a line begin and end, without white space and ornaments round them."""
    start = 0
    for found in cues.BORDER.finditer(line):
        end = found.end()
        if found["stop"] and not _ends_sentence(line, found.start(), end, lost_case):
            continue
        yield from _trimmed(line, start, end)
        start = end
    yield from _trimmed(line, start, len(line))


def _ends_sentence(line: str, start: int, end: int, lost_case: bool) -> bool:
    following = line[end : end + 2].lstrip("\"“(['‘")[:1]
    if following.islower() and not (lost_case and line[start] in ".!?"):
        return False
    before = line[max(0, start - 12) : start + 1]
    return ABBREVIATION.search(before[-9:]) is None or _OF_A_CLASS.search(before) is not None


def _trimmed(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = line[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    if ornament := _ORNAMENT.match(line, begin, end):
        begin = ornament.end()
    stop = start + len(piece.rstrip())
    if begin < stop:
        yield begin, stop


def _is_caption(piece: str, title: frozenset[str]) -> bool:
    """Return True for what stands under a picture, or the title once more under it."""
    if cues.CAPTION.search(piece):
        return True
    words = telling_words(piece)
    return bool(words) and piece.rstrip().endswith("Ảnh minh họa") and words <= title
