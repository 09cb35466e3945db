"""Cuts a text into caption cues of at most two lines, at phrases; never inside a number, a date or a citation. Pure.

All words of the text come out, in order. A word longer than a line is a line of its own: it is not cut.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from distributor.render.breaks import compounds
from distributor.render.video.settings import video_settings
from distributor.text import borders
from distributor.text.plain import one_line
from distributor.text.shorten import ended

LINE = 42
"""Characters of a caption line, as broadcasters set them."""
TARGET = 60
"""Characters of a good cue."""
SENTENCE, CLAUSE, GOOD, PLAIN, WEAK, COMPOUND, TORN, OVERLONG = 0.0, 0.4, 1.0, 2.0, 3.5, 9.0, 60.0, 400.0
"""Cost of a break: at a full stop, at a comma, before a linking word, elsewhere, behind a word that promises another, inside a
word of several syllables, inside a citation; of a line too long."""

SHORT, ACROSS = 2.0, 2.0
"""Cost of a cue that is all but empty, and of one that goes over a full stop."""


@dataclass(frozen=True)
class Cue:
    """One or two lines that are shown, and said, at once."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@lru_cache(maxsize=256)
def split_cues(text: str, line: int = LINE) -> tuple[Cue, ...]:
    """No cue for an empty text."""
    text = one_line(text)
    words = text.split(" ") if text else []
    if not words:
        return ()
    ends, costs = _ends_and_costs(text, words)
    starts = [0, *(end + 1 for end in ends[:-1])]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(words) + 1):
        options = []
        for first in range(last - 1, -1, -1):
            length = ends[last - 1] - starts[first]
            if length > 2 * line and first < last - 1:
                break
            lines_cost, _ = _best_lines(first, last, starts, ends, costs, line)
            shape = SHORT * ((TARGET - length) / TARGET) ** 2 if length < TARGET else 0.0
            shape += ACROSS * sum(cost == SENTENCE for cost in costs[first : last - 1])
            options.append((best[first][0] + costs[last - 1] + lines_cost + shape, first))
            if length > 4 * line:
                break
        best.append(min(options))
    cues: list[Cue] = []
    last = len(words)
    while last > 0:
        first = best[last][1]
        _, middle = _best_lines(first, last, starts, ends, costs, line)
        rows = [(first, middle), (middle, last)] if middle else [(first, last)]
        cues.insert(0, Cue(tuple(text[starts[begin] : ends[end - 1]] for begin, end in rows)))
        last = first
    return tuple(cues)


def _ends_and_costs(text: str, words: list[str]) -> tuple[list[int], list[float]]:
    """Return where each word ends, and what a break behind it costs."""
    whole, asides, together = borders.protected(text), borders.asides_of(text), _together(text)
    sentences = set(borders.sentence_ends(text, whole))
    ends: list[int] = []
    costs: list[float] = []
    place = 0
    for word in words:
        place += len(word)
        ends.append(place)
        costs.append(_cost(text, place, whole, asides, together, sentences))
        place += 1
    costs[-1] = SENTENCE
    return ends, costs


def whole_words(beginning: str, text: str) -> str:
    """A shortened `beginning` of `text` that ends in "…", stepped back to where it tears no word of several syllables."""
    bare = beginning.rstrip(" …")
    if bare == beginning or not text.startswith(bare):
        return beginning
    end = len(bare)
    torn = next((start for start, stop in _together(text) if start < end < stop), end)
    while torn < end:
        bare = text[:torn].rstrip()
        last = bare.rpartition(" ")[2].strip(",;:").casefold()
        if last not in borders.WEAK_ENDS or " " not in bare:
            return ended(bare) or beginning
        torn = len(bare) - len(bare.rpartition(" ")[2])
    return beginning


@cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str]]:
    phrases = video_settings().phrases
    longest_first = sorted({*phrases.together, *compounds()}, key=len, reverse=True)
    joined = "|".join(re.escape(words) for words in longest_first)
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE), frozenset(phrases.before)


def _together(text: str) -> list[borders.Span]:
    return [found.span() for found in _patterns()[0].finditer(text)]


def _cost(
    text: str,
    end: int,
    whole: list[borders.Span],
    asides: list[borders.Span],
    together: list[borders.Span],
    sentences: set[int],
) -> float:
    if end in sentences:
        return SENTENCE
    before, after = text[end - 1], text[end + 1 : end + 2]
    if before.isdigit() and after.isdigit():
        return OVERLONG / 2
    behind_number_of_document = "/" in text[:end].rpartition(" ")[2] and not text.startswith(" ngày", end)
    if borders.inside(end, whole) and not (behind_number_of_document and not after.isdigit()):
        return TORN * (2 if before.isdigit() or after.isdigit() else 1)
    if before in ",;:" or after in "(“–-":
        return CLAUSE
    if borders.inside(end, together):
        return COMPOUND
    if not borders.reads_well(text, end, asides):
        return WEAK
    return GOOD if text[end + 1 :].partition(" ")[0].casefold() in _patterns()[1] else PLAIN


def _best_lines(
    first: int, last: int, starts: list[int], ends: list[int], costs: list[float], line: int
) -> tuple[float, int]:
    """Cost of the words as one or two lines, and the word that begins the second; 0 if there is but one."""

    def over(length: int) -> float:
        return max(0, length - line) * OVERLONG / 10

    length = ends[last - 1] - starts[first]
    if length <= line:
        return 0.0, 0
    best = (over(length), 0)
    for middle in range(first + 1, last):
        upper, lower = ends[middle - 1] - starts[first], ends[last - 1] - starts[middle]
        cost = over(upper) + over(lower) + costs[middle - 1] * 0.6 + ((upper - lower) / line) ** 2
        best = min(best, (cost, middle))
    return best
