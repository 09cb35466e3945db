"""A post's words line by line, each with its number and with what it stands on in the source. Pure.

The approver reads statement and quote in one place, and what other channels say otherwise is told by these numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from distributor.facts import Point

_ORNAMENT = re.compile(r"^(?:[^\w\s\"'“«(\[<\ue000]+\s+)+")
_LAST_MARKS = " .;:"
LEAST_HEADING = 20
"""Characters of a line that is a heading as the end of a title."""


@dataclass(frozen=True)
class ToldLine:
    """`is_apart`: an empty line stood before it. `is_ending`: it comes after the line with the post's own link.

    `is_quoted`: it says a point in the source's own words. `quotes`: what its points stand on, where those are not its words:
    the quote with the statement, so that only what the source says otherwise need be shown. `citations`: where that stands.
    """

    words: str
    is_apart: bool
    is_title: bool
    is_ending: bool
    is_quoted: bool = False
    quotes: tuple[tuple[str, str], ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToldText:
    """`before_title`: how the item's title begins where its line leaves that out, maybe the document's number.

    `unsaid`: the points that no line says word by word.
    """

    lines: tuple[ToldLine, ...]
    before_title: str = ""
    unsaid: tuple[Point, ...] = ()

    @property
    def has_title(self) -> bool:
        return any(line.is_title for line in self.lines)


def lines_of(text: str) -> list[str]:
    """The lines that say something; the first is number 1."""
    return [line for line in (line.strip() for line in text.split("\n")) if line]


def bare(words: str) -> str:
    """The words without a bullet or drawing before them."""
    return _ORNAMENT.sub("", words)


def core(words: str) -> str:
    """The words without what only dresses them: a bullet or drawing before, capitals, spaces, the last stop."""
    return " ".join(bare(words).casefold().split()).rstrip(_LAST_MARKS)


def says(text: str, words: str) -> bool:
    """Return True if a line of the text says just these words."""
    return core(words) in map(core, lines_of(text))


def with_title(text: str, title: str, base: str) -> str:
    """The text as it is compared with `base`: with a title of its own field in front where `base` says it in a line."""
    return f"{title}\n{text}" if title and says(base, title) and not says(text, title) else text


def numbers_said(numbers: Sequence[int]) -> str:
    """Return text such as `1–3, 7` of 1, 2, 3, 7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def told(text: str, link: str, title: str, points: Sequence[Point]) -> ToldText:
    """Return a text as lines with what each is. `title`: of the item; the first line that says it, or its end, is its heading."""
    lines: list[ToldLine] = []
    said: set[Point] = set()
    before: str | None = None
    apart = ended = False
    for raw in text.split("\n"):
        words = raw.strip()
        if not words:
            apart = bool(lines)
            continue
        whole = core(words)
        of_line = [point for point in points if point not in said and (core(point.statement) or "\n") in whole]
        said.update(of_line)
        beginning = _beginning(title, words) if before is None else None
        before = beginning if before is None else before
        grounds = [(quote, point.statement) for point in of_line for quote in point.quotes]
        unlike = dict.fromkeys(pair for pair in grounds if core(pair[0]) not in whole)
        citations = dict.fromkeys(point.citation for point in of_line if point.citation)
        is_quoted = bool(grounds) and not unlike
        lines.append(ToldLine(words, apart, beginning is not None, ended, is_quoted, tuple(unlike), tuple(citations)))
        apart, ended = False, ended or bool(link and link in words)
    return ToldText(tuple(lines), before or "", tuple(point for point in points if point not in said))


def _beginning(title: str, line: str) -> str | None:
    """Return what the title says before the line; None if the title does not end with it."""
    whole, end = core(title), core(line)
    if whole != end and not (len(end) >= LEAST_HEADING and whole.endswith(f" {end}")):
        return None
    return " ".join(bare(title).split()[: -len(end.split())])
