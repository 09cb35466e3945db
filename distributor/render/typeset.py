"""Sets text into a box: the largest size of a range at which balanced lines fit, shortened with "…" only below the smallest.

1. Measure each word once, at a reference size; widths scale with the size.
2. Find by bisection the largest size at which the text needs no more lines than the box holds; a little smaller, if that
   saves a line.
3. Among all ways to break it into that many lines, take the one whose lines are most alike and whose last is no orphan.
4. If that tears a word or a number apart (`breaks.py`), look a little further down, where it may not.
"""

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from PIL import ImageFont

from distributor.render.breaks import break_costs, tears
from distributor.render.fonts import Weight, drawable, load_font
from distributor.text.plain import one_line
from distributor.text.shorten import shorten

REFERENCE_SIZE = 100
LONGEST = 4_000
"""Characters that are looked at; no box holds as many."""
SMALLER_SHARES = (1.0, 0.97, 0.94, 0.91, 0.87, 0.83)
"""Sizes that are tried, as shares of the largest, until nothing is torn apart."""
GOOD = 0.06
"""Raggedness, with what is torn, at which no smaller size is tried."""
SMALLER, FILLING = 1.3, 2.4
"""Cost of a smaller size: a tenth less weighs nearly as much as a torn word, more where letters shall fill a field."""
WIDTH = 2.0
"""Cost of a column as wide as nothing, where letters shall fill a field."""
FEWER_LINES_SHARE = 0.88
"""A text of few lines that goes on one less at this share of its size reads better so."""
FEW_LINES = 4
TALLEST = 100_000
ORPHAN_SHARE = 0.33
"""A last line below this share of the box looks left over."""
ORPHAN = 4.0
ORPHAN_WORD_SHARE = 0.5
"""And a word alone on it below this one: a day or an address may stand alone."""
PARTED = re.compile(r"[/\-._@?&=](?=\w)")
"""Behind what a word too long for a line may be parted."""
ASCENT = 0.95
"""Share of the size above the base line that every text is given, so that titles begin at one height. Some need more: Ễ has
1.06, Ẳ 1.22."""
DESCENT = 0.27
"""Share of the size below the base line: 0.25 for Ạ, the lowest, and a little for hinting."""
HINTING = 1
"""Pixels by which a letter may be higher than its outline."""
SAFETY = 0.995
"""Hinting and kerning across words make a line a little wider than the sum of its words."""


@dataclass(frozen=True)
class TextBox:
    """Pixels. `sizes`: largest and smallest size of letters. `leading`: height of a line as a share of the size.

    `few`: somewhat smaller letters are taken where they save a line.
    """

    left: int
    top: int
    right: int
    bottom: int
    weight: Weight
    sizes: tuple[int, int]
    lines: int = 1
    leading: float = 1.25
    few: bool = True

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True)
class SetText:
    """Lines at one size. `ascent`: from the highest mark to the base line. `shortened`: not all of the text is there.

    `torn`: what its breaks tear apart, in the unit of `breaks.py`.
    """

    lines: tuple[str, ...]
    size: int
    ascent: int
    line_height: int
    shortened: bool
    torn: float = 0.0

    @property
    def height(self) -> float:
        """Return the height from the highest mark of the first line to the lowest of the last."""
        return self.line_height * (len(self.lines) - 1) + self.ascent + self.size * DESCENT if self.lines else 0


@dataclass(frozen=True, eq=False)
class _Words:
    """Those of a text, measured once, at the reference size. `starts`: where each begins on one endless line, and where the one
    behind the last would. `highest`: how far letters rise above the base line, as a share of the size."""

    words: tuple[str, ...]
    starts: tuple[float, ...]
    space: float
    widest: float
    highest: float

    @cached_property
    def breaks(self) -> dict[int, float]:
        return break_costs(self.words)

    def width(self, first: int, last: int) -> float:
        """The width of a line of the words from `first` up to `last`."""
        return self.starts[last] - self.starts[first] - self.space

    def ends(self, room: float) -> list[int]:
        """Return behind which word each line ends that takes as many words as go: the fewest lines."""
        found, first = [], 0
        while first < len(self.words):
            first = max(first + 1, bisect_right(self.starts, self.starts[first] + self.space + room) - 1)
            found.append(first)
        return found

    def begins(self, room: float) -> list[int]:
        """Return before which word each line begins at the earliest, if as few as these shall hold the rest; from the last line
        up."""
        found, last = [], len(self.words)
        while last:
            last = min(last - 1, bisect_left(self.starts, self.starts[last] - self.space - room))
            found.append(last)
        return found


@dataclass(frozen=True)
class _Form:
    """A box for one text: how high that text's letters are decides how close its lines may stand."""

    box: TextBox
    ascent: float

    def ascent_at(self, size: int) -> int:
        return math.ceil(size * self.ascent) + HINTING

    def line_height_at(self, size: int) -> int:
        return max(math.ceil(size * self.box.leading), self.ascent_at(size) + math.ceil(size * DESCENT))

    def holds(self, words: _Words, size: int) -> bool:
        below_first = self.box.height - self.ascent_at(size) - math.ceil(size * DESCENT)
        most = min(self.box.lines, 1 + below_first // self.line_height_at(size))
        room = _room(self.box, size)
        return words.widest <= room and len(words.ends(room)) <= most

    def largest(self, words: _Words) -> int:
        """The largest size at which it holds the text; the smallest there is, if none."""
        low, high = self.box.sizes[1], self.box.sizes[0]
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.holds(words, middle) else (low, middle - 1)
        return low


@lru_cache(maxsize=1024)
def set_text(text: str, box: TextBox) -> SetText:
    """The text on as many lines as it needs, at the largest size at which it fits. NFC; empty text gives no lines.

    Letters that the typeface lacks (emoji) are left out.
    """
    largest, smallest = box.sizes
    text = _with_breakable_words(_drawn(text), box)
    if not text:
        return SetText((), largest, round(largest * ASCENT), round(largest * box.leading), False)
    words = _words(text, box.weight)
    form, shown = _Form(box, max(ASCENT, words.highest)), text
    if not form.holds(words, smallest):

        def fits(part: str) -> bool:
            return bool(part) and form.holds(_words(part, box.weight), smallest)

        shown = shorten(text, fits, split_words=True).text
        words = _words(shown, box.weight)
    torn, size, lines = _least_torn(words, form) if shown else (0.0, smallest, ())
    return SetText(lines, size, form.ascent_at(size), form.line_height_at(size), shown != text, torn)


@lru_cache(maxsize=4096)
def measure(text: str, box: TextBox) -> tuple[int, float]:
    """The largest size at which the lines of the box hold the text, whatever its height, and the height that they then take.

    Infinite where even the smallest size is too large. Quick: `set_text` may take a little less.
    """
    text = _with_breakable_words(_drawn(text), box)
    if not text:
        return box.sizes[0], 0.0
    words = _words(text, box.weight)
    form = _Form(replace(box, bottom=box.top + TALLEST), max(ASCENT, words.highest))
    size = form.largest(words)
    if not form.holds(words, size):
        return size, math.inf
    count = len(words.ends(_room(box, size)))
    return size, form.line_height_at(size) * (count - 1) + form.ascent_at(size) + size * DESCENT


def _room(box: TextBox, size: int) -> float:
    """The width of the box at the reference size, in whole 64ths, as words are: their sums are exact."""
    return math.floor(64 * box.width * REFERENCE_SIZE * SAFETY / size) / 64


def _least_torn(words: _Words, form: _Form) -> tuple[float, int, tuple[str, ...]]:
    """Return what is torn, and the lines at the size for few lines; at a somewhat smaller one if only there nothing is torn
    apart."""
    size, box = _size_for_few_lines(words, form), form.box
    best: tuple[float, float, int, list[int]] = (math.inf, 0.0, size, [])
    for smaller in dict.fromkeys(max(box.sizes[1], round(size * share)) for share in SMALLER_SHARES):
        begins = _balanced(words, _room(box, smaller))
        torn = sum((cost for first in begins if tears(cost := words.breaks.get(first, 0.0))), 0.0)
        widths = [words.width(first, last) for first, last in pairwise([*begins, len(words.words)])]
        worst = torn + _raggedness(widths) + _unfilled(widths, box, smaller)
        price = SMALLER if box.few else FILLING
        best = min(best, (worst + price * (1 - smaller / size), torn, smaller, begins))
        if worst < GOOD:
            break
    _, torn, size, begins = best
    lines = (" ".join(words.words[first:last]) for first, last in pairwise([*begins, len(words.words)]))
    return torn, size, tuple(lines)


def _raggedness(widths: list[float]) -> float:
    """The square of the largest gap at a line's end, but the last line's, as a share of the widest line."""
    return max(((1 - width / max(widths)) ** 2 for width in widths[:-1]), default=0.0)


def _unfilled(widths: list[float], box: TextBox, size: int) -> float:
    """Cost of a column narrower than a field that letters shall fill: fewer and longer lines leave more to what stands beside."""
    if box.few or len(widths) < 2:
        return 0.0
    return WIDTH * max(0.0, 1 - max(widths) * size / REFERENCE_SIZE / box.width)


def _size_for_few_lines(words: _Words, form: _Form) -> int:
    size = form.largest(words)
    count = len(words.ends(_room(form.box, size)))
    if form.box.few and 1 < count <= FEW_LINES:
        fewer = replace(form, box=replace(form.box, lines=count - 1))
        smaller = fewer.largest(words)
        if smaller >= FEWER_LINES_SHARE * size and fewer.holds(words, smaller):
            return smaller
    return size


@lru_cache(maxsize=1024)
def text_width(text: str, weight: Weight, size: int) -> float:
    return load_font(weight, size).getlength(text)


@lru_cache(maxsize=4096)
def _letter_height(letter: str, weight: Weight) -> float:
    return float(-load_font(weight, REFERENCE_SIZE).getbbox(letter, anchor="ls")[1]) / REFERENCE_SIZE


def _balanced(words: _Words, room: float) -> list[int]:
    """Return before which word each line begins: least cost over all breaks into the fewest lines, by dynamic programming over
    the places where each of them may end."""
    count = len(words.words)
    # By the word before which a line begins: the least cost of the lines above it, and where they begin, the last one first.
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for earliest, latest in zip([*words.begins(room)[-2::-1], count], words.ends(room), strict=True):
        best = {
            end: min(
                (cost + _line_cost(words, first, end, room), [first, *above])
                for first, (cost, above) in best.items()
                if first < end and words.width(first, end) <= room
            )
            for end in range(earliest, latest + 1)
        }
    return best[count][1][::-1]


def _line_cost(words: _Words, first: int, last: int, room: float) -> float:
    """Return the cost of the words from `first` up to `last` on one line: the square of its gap, and what is bad about its
    end."""
    filled = words.width(first, last) / room
    if last < len(words.words):
        return (1 - filled) ** 2 + words.breaks.get(last, 0.0)
    return (1 - filled) ** 2 + (ORPHAN if filled < (ORPHAN_WORD_SHARE if last - first == 1 else ORPHAN_SHARE) else 0.0)


@lru_cache(maxsize=1024)
def _drawn(text: str) -> str:
    """Return what of it is drawn, on one line."""
    return one_line(drawable(one_line(text)[:LONGEST]))


def _with_breakable_words(text: str, box: TextBox) -> str:
    """A word wider than the box even at the smallest size (an address, a number of a document) becomes pieces, each a full
    line."""
    widest = _room(box, box.sizes[1])
    if _words(text, box.weight).widest <= widest:
        return text
    return " ".join(piece for word in text.split(" ") for piece in _pieces(word, box.weight, widest))


def _pieces(word: str, weight: Weight, widest: float) -> list[str]:
    pieces = []
    while _word_width(word, weight) > widest:
        end = bisect_right(range(1, len(word)), widest, key=lambda end: _word_width(word[:end], weight))
        parted = max((found.end() for found in PARTED.finditer(word[:end])), default=0)
        end = parted if parted > end / 3 else max(1, end)
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


@lru_cache(maxsize=1024)
def _words(text: str, weight: Weight) -> _Words:
    words, space = tuple(text.split(" ")), _word_width(" ", weight)
    widths = [_word_width(word, weight) for word in words]
    starts = accumulate((width + space for width in widths), initial=0.0)
    highest = max((_letter_height(letter, weight) for letter in set(text)), default=0.0)
    return _Words(words, tuple(starts), space, max(widths), highest)


@lru_cache(maxsize=8192)
def _word_width(word: str, weight: Weight) -> float:
    font: ImageFont.FreeTypeFont = load_font(weight, REFERENCE_SIZE)
    return font.getlength(word)
