"""Numbered sections of an article and its table of contents: which lines are headings, and which only list them. Pure.

"2. Tiền cọc khi dọn đi trước hạn" alone on its line, without a stop, with text beneath it, is a heading where the page has
several. A line that stands again further down as a heading, and what follows "Mục lục", are contents and say nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from distributor.text.plain import letters
from distributor.understand.legible import VIETNAMESE_UPPER

_CONTENTS = re.compile(
    r"[\s*•–-]*(?:mục lục|nội dung (?:bài viết|chính|chính bài viết))(?: bài viết| nội dung)?\s*(?::|\Z)", re.IGNORECASE
)
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,4})\s*[.):/]?\s+(?P<name>\S.{2,160})\Z")
_CAPITALS = re.compile(rf"\s*(?:[{VIETNAMESE_UPPER}\d][{VIETNAMESE_UPPER}\d ,–/&-]{{2,70}})\s*")
_ENTRY = re.compile(r"(?<![\w.])(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]\s")
FEWEST = 2
"""Headings of a page that has sections."""


class PageLine(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def marker(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True)
class Sections:
    """`headings`: by place, with the heading above it for a subsection. `contents`: places that only list."""

    headings: dict[int, str]
    contents: frozenset[int]


def sections_of(pieces: Sequence[PageLine]) -> Sections:
    alone: dict[int, int] = {}
    for each in pieces:
        alone[each.line] = alone.get(each.line, 0) + 1
    numbered = {
        place: found
        for place, each in enumerate(pieces)
        if alone[each.line] == 1
        and not each.text.rstrip().endswith((".", ";", ":", ",", "!", "…"))
        and (found := _NUMBERED.match(each.text)) is not None
    }
    contents = _contents(pieces, numbered)
    headings: dict[int, str] = {}
    above = ""
    for place, found in numbered.items():
        following = place + 1
        if place in contents or following >= len(pieces) or pieces[following].line == pieces[place].line:
            continue
        beneath = numbered.get(following)
        if beneath is not None and not beneath["number"].startswith(f"{found['number']}."):
            continue
        sub = "." in found["number"]
        headings[place] = f"{above} – {found['name']}" if sub and above else found["name"]
        above = above if sub else found["name"]
    if len(headings) < FEWEST:
        headings = _in_capitals(pieces, alone)
    return Sections(headings, contents)


def _in_capitals(pieces: Sequence[PageLine], alone: dict[int, int]) -> dict[int, str]:
    """A leaflet's headings: lines in capitals with entries beneath them; none where the page has only one."""
    found = {
        place: each.text.strip()
        for place, (each, following) in enumerate(pairwise(pieces))
        if alone[each.line] == 1 and following.marker and not each.marker and _CAPITALS.fullmatch(each.text)
    }
    return found if len(found) >= FEWEST else {}


def _contents(pieces: Sequence[PageLine], numbered: dict[int, re.Match[str]]) -> frozenset[int]:
    last = {letters(found["name"]): place for place, found in numbered.items()}
    again = {place for place, found in numbered.items() if last[letters(found["name"])] != place}
    listed = {letters(numbered[place]["name"]) for place in again}
    own = {last[name] for name in listed}
    found: set[int] = set(again)
    for place, each in enumerate(pieces):
        if not _CONTENTS.match(each.text):
            continue
        line = [other for other, piece in enumerate(pieces) if piece.line == each.line and other >= place]
        if len(_ENTRY.findall(" ".join(pieces[other].text for other in line))) >= FEWEST:
            found.update(line)
        else:
            found.add(place)
            ends = max((other for other in again if other > place), default=place)
            found.update(
                other
                for other in numbered
                if place < other <= ends + 1 and other not in own and _stands_among(other, again, numbered)
            )
        break
    return frozenset(found)


def _stands_among(place: int, again: set[int], numbered: dict[int, re.Match[str]]) -> bool:
    """Return True if a numbered line stands in the list: with an entry right before it and no text beneath but more of the
    list."""
    return place in again or (place - 1 in again and place - 1 in numbered)
