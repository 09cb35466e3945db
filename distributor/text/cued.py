"""Wordings that are looked for only where one of their cues stands. Pure.

Dozens of patterns look through every text for what nearly none of them holds. Which words of all cues stand in a text is found
once, word by word, for words come again and again; whether a cue stands there is told from that hundreds of times sooner than
whether one of the wordings around it does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import combinations
from operator import or_

_LONGER, _DOTLESS, _LONG_S = "\u0130", "\u0131", "\u017f"
"""Letters that `re.IGNORECASE` takes for i and s, and `str.lower` does not."""
_PIECE, _BORDER, _INNER_BORDER = re.compile(r"(?: \b)?\S+(?:\b )?"), re.compile(r"\b"), re.compile(r"(?<=\S)\b(?=\S)")
_LONGEST_WORD = 200
"""Characters of what stands between blanks, from which it may hold any cue."""
_bits: dict[str, int] = {}
"""A bit for each piece of a cue that stands between blanks, with a blank beside it where a word must end."""


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text to be searched. `lower`: each letter at its place. `line`: that with single spaces, where cues stand. `pieces`: bits
    of the pieces of cues that it holds."""

    written: str
    lower: str
    line: str
    pieces: int


@lru_cache(maxsize=8)
def searched(text: str) -> SearchedText:
    """Prepare a text: once for all rules that look at it."""
    lower = in_lower(text)
    words = lower.split()
    return SearchedText(text, lower, " ".join(words), reduce(or_, map(_pieces_in, set(words)), 0))


@lru_cache(maxsize=8)
def searched_whole(title: str, text: str) -> SearchedText:
    """Prepare a title with the text under it, of what either was prepared to."""
    above, below = searched(title), searched(text)
    return SearchedText(
        f"{title}\n{text}",
        f"{above.lower}\n{below.lower}",
        f"{above.line} {below.line}".strip(),
        above.pieces | below.pieces,
    )


def in_lower(text: str) -> str:
    """Return a text in lower case, character for character, as `re.IGNORECASE` would read it."""
    lower = text.replace(_LONGER, "i").lower()
    return lower if text.isascii() else lower.replace(_DOTLESS, "i").replace(_LONG_S, "s")


@lru_cache(maxsize=8_192)
def _pieces_in(word: str) -> int:
    """Return the bits of the pieces of cues in a word: what stands between blanks."""
    if len(word) > _LONGEST_WORD:
        return -1
    found = 0
    for run in _BORDER.sub(" ", word).split():
        spaced = f" {run} "
        for start, end in combinations(range(len(spaced) + 1), 2):
            found |= _bits.get(spaced[start:end], 0)
    return found


def _bits_of(cue: str) -> list[int]:
    """Return a bit for each piece of a cue, made where there is none yet, the longest piece first."""
    pieces = _PIECE.findall(_INNER_BORDER.sub(" ", cue).replace(" ", "  "))
    _pieces_in.cache_clear()
    return [_bits.setdefault(each, 1 << len(_bits)) for each in sorted(pieces, key=len, reverse=True)]


class Cued:
    """A pattern, with cues of which every text that it matches holds one: in lower case, with single spaces; a blank before or
    behind a cue tells that no letter stands there.

    It is a pattern of lower case; `as_written`: of the text as it is written. `begins`: words of which one stands where it
    begins to match; it is tried there alone, where a search would try it at each letter.
    """

    __slots__ = ("_told_by", "as_written", "begins", "cues", "pattern", "pieces")

    def __init__(self, pattern: str, cues: str, begins: str = "", *, flags: int = 0, as_written: bool = False) -> None:
        """Make the pattern. `cues`, `begins`: with `|` between them."""
        self.pattern, self.cues, self.as_written = re.compile(pattern, flags), tuple(cues.split("|")), as_written
        self.begins = tuple(begins.split("|")) if begins else ()
        bits = {cue.strip(): _bits_of(cue) for cue in self.cues}
        self._told_by = tuple((reduce(or_, each), cue if len(each) > 1 else "") for cue, each in bits.items())
        self.pieces = reduce(or_, (each[0] for each in bits.values()))

    def may_stand(self, text: SearchedText) -> bool:
        if text.pieces & self.pieces:
            for pieces, cue in self._told_by:
                if text.pieces & pieces == pieces and cue in text.line:
                    return True
        return False

    def search(self, text: SearchedText, most: int | None = None) -> re.Match[str] | None:
        """Find the first match. `most`: characters of the text that are read."""
        return next(self.finditer(text, most), None) if text.pieces & self.pieces else None

    def match(self, text: SearchedText) -> re.Match[str] | None:
        if not self.may_stand(text):
            return None
        return self.pattern.match(text.written if self.as_written else text.lower)

    def finditer(self, text: SearchedText, most: int | None = None) -> Iterator[re.Match[str]]:
        """Find all matches. `most`: characters of the text that are read."""
        if not self.may_stand(text):
            return iter(())
        read, end = text.written if self.as_written else text.lower, len(text.lower) if most is None else most
        return self._from(read, text.lower, end) if self.begins else self.pattern.finditer(read, 0, end)

    def _from(self, read: str, lower: str, end: int) -> Iterator[re.Match[str]]:
        """Find all matches from where one may begin."""
        places, behind = [], 0
        for word in self.begins:
            place = lower.find(word, 0, end)
            while place >= 0:
                places.append(place)
                place = lower.find(word, place + 1, end)
        places.sort()
        for place in places:
            if place >= behind and (match := self.pattern.match(read, place, end)):
                behind = match.end()
                yield match


def matches(wordings: tuple[Cued, ...], text: SearchedText, most: int | None = None) -> Iterator[re.Match[str]]:
    """Find the first match of each of the wordings that has one. `most`: characters of the text that are read."""
    for each in wordings:
        if text.pieces & each.pieces and (match := each.search(text, most)):
            yield match


def first_of(wordings: tuple[Cued, ...], text: SearchedText) -> re.Match[str] | None:
    """Find what one pattern of all wordings would find: the first place, and there the first wording."""
    return min(matches(wordings, text), key=re.Match.start, default=None)
