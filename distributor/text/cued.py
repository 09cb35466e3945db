"""Wordings that are looked for only where one of their cues stands. Pure.

Dozens of patterns look through every text for what nearly none of them holds. Which cues of all patterns stand in a text is found
in one pass, by one automaton of them all; whether a pattern may match is then told by one bit.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from distributor.text.tidy import on_one_line

_LONGER, _DOTLESS, _LONG_S = "\u0130", "\u0131", "\u017f"
"""Letters that `re.IGNORECASE` takes for i and s, and `str.lower` does not."""


class SearchedText(NamedTuple):
    """A text to be searched. `lower`: each letter at its place. `line`: that with single spaces, where cues stand. `cued`: a
    bit for each set of cues of which one stands there."""

    written: str
    lower: str
    line: str
    cued: int


@lru_cache(maxsize=8)
def searched(text: str) -> SearchedText:
    """Prepare a text: once for all rules that look at it."""
    lower = in_lower(text)
    line = on_one_line(lower)
    return SearchedText(text, lower, line, _CUES.told_by(line))


@lru_cache(maxsize=8)
def searched_whole(title: str, text: str) -> SearchedText:
    """Prepare a title with the text under it, of what either was prepared to."""
    above, below = searched(title), searched(text)
    most = _CUES.longest
    seam = f"{above.line[-most:]} {below.line[:most]}"
    return SearchedText(
        f"{title}\n{text}",
        f"{above.lower}\n{below.lower}",
        f"{above.line} {below.line}".strip(),
        above.cued
        | below.cued
        | _CUES.told_by(seam, above.line[-most - 1 : -most] or " ", below.line[most : most + 1] or " "),
    )


def in_lower(text: str) -> str:
    """Return a text in lower case, character for character, as `re.IGNORECASE` would read it."""
    lower = text.replace(_LONGER, "i").lower()
    return lower if text.isascii() else lower.replace(_DOTLESS, "i").replace(_LONG_S, "s")


class _Cues:
    """The cues of all patterns: in sets, each with a bit."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._sets = 0

    def add(self, cues: tuple[str, ...]) -> int:
        """Add cues of which one must stand in a text. Returns their bit."""
        bit = 1 << self._sets
        self._sets += 1
        for cue in cues:
            self._bits[cue] = self._bits.get(cue, 0) | bit
        self.__dict__.pop("_automaton", None)
        searched.cache_clear()
        searched_whole.cache_clear()
        return bit

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[tuple[int, bool, bool]], int]:
        """The automaton; of each cue its bits, and whether it must begin and end a word; characters of the longest."""
        told = [(bits, cue.startswith(" "), cue.endswith(" ")) for cue, bits in self._bits.items()]
        bare = [cue.strip() for cue in self._bits]
        return AhoCorasick(bare), told, max(map(len, bare), default=0)

    @property
    def longest(self) -> int:
        return self._automaton[2]

    def told_by(self, line: str, before: str = " ", behind: str = " ") -> int:
        """Return the bits of the sets of which a cue stands in the line. `before`, `behind`: the characters beside it."""
        automaton, told, _ = self._automaton
        found, around = 0, f"{before}{line}{behind}"
        for which, start, end in automaton.find_matches_as_indexes(line, overlapping=True):
            bits, begins, ends = told[which]
            if not ((begins and around[start].isalnum()) or (ends and around[end + 1].isalnum())):
                found |= bits
        return found


_CUES = _Cues()


class Cued:
    """A pattern, with cues of which every text that it matches holds one: in lower case, with single spaces; a blank before or
    behind a cue tells that no letter stands there. Of several sets of cues each has one there.

    It is a pattern of lower case; `as_written`: of the text as it is written. `begins`: words of which one stands where it
    begins to match; it is tried there alone, where a search would try it at each letter.
    """

    __slots__ = ("as_written", "begins", "bits", "cues", "pattern")

    def __init__(self, pattern: str, cues: str, begins: str = "", *, flags: int = 0, as_written: bool = False) -> None:
        """Make the pattern. `cues`, `begins`: with `|` between them, `&` between sets."""
        self.pattern, self.as_written = re.compile(pattern, flags), as_written
        self.cues = tuple(tuple(each.split("|")) for each in cues.split("&"))
        self.begins = tuple(begins.split("|")) if begins else ()
        self.bits = reduce(or_, map(_CUES.add, self.cues))

    def may_stand(self, text: SearchedText) -> bool:
        return text.cued & self.bits == self.bits

    def search(self, text: SearchedText, most: int | None = None) -> re.Match[str] | None:
        """Find the first match. `most`: characters of the text that are read."""
        if text.cued & self.bits != self.bits:
            return None
        if self.begins:
            return next(self.finditer(text, most), None)
        read = text.written if self.as_written else text.lower
        return self.pattern.search(read, 0, len(read) if most is None else most)

    def match(self, text: SearchedText) -> re.Match[str] | None:
        if text.cued & self.bits != self.bits:
            return None
        return self.pattern.match(text.written if self.as_written else text.lower)

    def finditer(self, text: SearchedText, most: int | None = None) -> Iterator[re.Match[str]]:
        """Find all matches. `most`: characters of the text that are read."""
        if text.cued & self.bits != self.bits:
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
        if text.cued & each.bits == each.bits and (match := each.search(text, most)):
            yield match


def first_of(wordings: tuple[Cued, ...], text: SearchedText) -> re.Match[str] | None:
    """Find what one pattern of all wordings would find: the first place, and there the first wording."""
    return min(matches(wordings, text), key=re.Match.start, default=None)
