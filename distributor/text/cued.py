"""Wordings that are looked for only where one of their cues stands. Pure.

Dozens of patterns look through every text for what nearly none of them holds. Whether "nội bộ" stands in a text is told hundreds
of times sooner than whether one of the wordings around it does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_LONGER, _DOTLESS, _LONG_S = "\u0130", "\u0131", "\u017f"
"""Letters that `re.IGNORECASE` takes for i and s, and `str.lower` does not."""


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text to be searched. `lower`: each letter at its place. `line`: that with single spaces, where cues stand."""

    written: str
    lower: str
    line: str


@lru_cache(maxsize=8)
def searched(text: str) -> SearchedText:
    """Prepare a text: once for all rules that look at it."""
    lower = in_lower(text)
    return SearchedText(text, lower, " ".join(lower.split()))


def in_lower(text: str) -> str:
    """Return a text in lower case, character for character, as `re.IGNORECASE` would read it."""
    lower = text.replace(_LONGER, "i").lower()
    return lower if text.isascii() else lower.replace(_DOTLESS, "i").replace(_LONG_S, "s")


class Cued:
    """A pattern, with cues of which every text that it matches holds one: in lower case, with single spaces.

    It is a pattern of lower case; `as_written`: of the text as it is written.
    """

    __slots__ = ("as_written", "cues", "pattern")

    def __init__(self, pattern: str, cues: str, flags: int = 0, *, as_written: bool = False) -> None:
        """Make the pattern. `cues`: with `|` between them."""
        self.pattern, self.cues, self.as_written = re.compile(pattern, flags), tuple(cues.split("|")), as_written

    def may_stand(self, text: SearchedText) -> bool:
        return any(map(text.line.__contains__, self.cues))

    def search(self, text: SearchedText, most: int | None = None) -> re.Match[str] | None:
        """Find the first match. `most`: characters of the text that are read."""
        if not self.may_stand(text):
            return None
        read = text.written if self.as_written else text.lower
        return self.pattern.search(read) if most is None else self.pattern.search(read, 0, most)

    def match(self, text: SearchedText) -> re.Match[str] | None:
        if not self.may_stand(text):
            return None
        return self.pattern.match(text.written if self.as_written else text.lower)

    def finditer(self, text: SearchedText) -> Iterator[re.Match[str]]:
        if self.may_stand(text):
            yield from self.pattern.finditer(text.written if self.as_written else text.lower)


def first_of(wordings: tuple[Cued, ...], text: SearchedText) -> re.Match[str] | None:
    """Find what one pattern of all wordings would find: the first place, and there the first wording."""
    matches = [match for each in wordings if (match := each.search(text))]
    return min(matches, key=re.Match.start, default=None)
