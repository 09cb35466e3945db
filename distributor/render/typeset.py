"""Sets text into a box: the largest size of a range at which balanced lines fit, shortened with "…" only below the smallest.

1. Measure each word once, at a reference size; widths scale with the size.
2. Find by bisection the largest size at which the text needs no more lines than the box holds; a little smaller, if that
   saves a line.
3. Among all ways to break it into that many lines, take the one whose lines are most alike and whose last is no orphan.
4. If that tears a word or a number apart (`breaks.py`), look a little further down, where it may not.
"""

import math
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, takewhile

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
        """From the highest mark of the first line to the lowest of the last."""
        return self.line_height * (len(self.lines) - 1) + self.ascent + self.size * DESCENT if self.lines else 0


@dataclass(frozen=True)
class _Form:
    """A box for one text: how high that text's letters are decides how close its lines may stand."""

    box: TextBox
    ascent: float

    def ascent_at(self, size: int) -> int:
        return math.ceil(size * self.ascent) + HINTING

    def line_height_at(self, size: int) -> int:
        return max(math.ceil(size * self.box.leading), self.ascent_at(size) + math.ceil(size * DESCENT))

    def holds(self, text: str, size: int) -> bool:
        below_first = self.box.height - self.ascent_at(size) - math.ceil(size * DESCENT)
        most = min(self.box.lines, 1 + below_first // self.line_height_at(size))
        return (
            bool(text)
            and len(_greedy(text, self.box, size)) <= most
            and _widest(text, self.box, size) <= self.box.width
        )

    def largest(self, text: str) -> int:
        """The largest size at which it holds the text; the smallest there is, if none."""
        low, high = self.box.sizes[1], self.box.sizes[0]
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.holds(text, middle) else (low, middle - 1)
        return low


@lru_cache(maxsize=1024)
def set_text(text: str, box: TextBox) -> SetText:
    """The text on as many lines as it needs, at the largest size at which it fits. NFC; empty text gives no lines.

    Letters that the typeface lacks (emoji) are left out.
    """
    largest, smallest = box.sizes
    text = _with_breakable_words(one_line(drawable(one_line(text)[:LONGEST])), box)
    if not text:
        return SetText((), largest, round(largest * ASCENT), round(largest * box.leading), False)
    form = _Form(box, max(ASCENT, _highest(text, box.weight)))
    shown = text
    if not form.holds(text, smallest):
        shown = shorten(text, lambda part: form.holds(part, smallest), split_words=True).text
    torn, size, lines = _least_torn(shown, form) if shown else (0.0, smallest, [])
    return SetText(tuple(lines), size, form.ascent_at(size), form.line_height_at(size), shown != text, torn)


@lru_cache(maxsize=4096)
def measure(text: str, box: TextBox) -> tuple[int, float]:
    """The largest size at which the lines of the box hold the text, whatever its height, and the height that they then take.

    Infinite where even the smallest size is too large. Quick: `set_text` may take a little less.
    """
    text = _with_breakable_words(one_line(drawable(one_line(text)[:LONGEST])), box)
    if not text:
        return box.sizes[0], 0.0
    tall = replace(box, bottom=box.top + TALLEST)
    form = _Form(tall, max(ASCENT, _highest(text, box.weight)))
    size = form.largest(text)
    if not form.holds(text, size):
        return size, math.inf
    count = len(_greedy(text, tall, size))
    return size, form.line_height_at(size) * (count - 1) + form.ascent_at(size) + size * DESCENT


def _least_torn(text: str, form: _Form) -> tuple[float, int, list[str]]:
    """What is torn, and the lines at the size for few lines; at a somewhat smaller one if only there nothing is torn apart."""
    size = _size_for_few_lines(text, form)
    best: tuple[float, float, int, list[str]] = (math.inf, 0.0, size, [])
    for share in SMALLER_SHARES:
        smaller = max(form.box.sizes[1], round(size * share))
        torn, lines = _balanced(text, form.box, smaller)
        worst = torn + _raggedness(lines, form.box.weight) + _unfilled(lines, form.box, smaller)
        price = SMALLER if form.box.few else FILLING
        best = min(best, (worst + price * (1 - smaller / size), torn, smaller, lines))
        if worst < GOOD:
            break
    return best[1:]


def _raggedness(lines: list[str], weight: Weight) -> float:
    """The square of the largest gap at a line's end, but the last line's, as a share of the widest line."""
    widths = [_line_width(line, weight) for line in lines]
    return max(((1 - width / max(widths)) ** 2 for width in widths[:-1]), default=0.0)


def _unfilled(lines: list[str], box: TextBox, size: int) -> float:
    """Cost of a column narrower than a field that letters shall fill: fewer and longer lines leave more to what stands beside."""
    if box.few or len(lines) < 2:
        return 0.0
    widest = max(_line_width(line, box.weight) for line in lines) * size / REFERENCE_SIZE
    return WIDTH * max(0.0, 1 - widest / box.width)


def _size_for_few_lines(text: str, form: _Form) -> int:
    size = form.largest(text)
    count = len(_greedy(text, form.box, size))
    if form.box.few and 1 < count <= FEW_LINES:
        fewer = replace(form, box=replace(form.box, lines=count - 1))
        smaller = fewer.largest(text)
        if smaller >= FEWER_LINES_SHARE * size and fewer.holds(text, smaller):
            return smaller
    return size


def text_width(text: str, weight: Weight, size: int) -> float:
    return load_font(weight, size).getlength(text)


def _highest(text: str, weight: Weight) -> float:
    """How far the letters rise above the base line, as a share of the size."""
    return max(_letter_height(letter, weight) for letter in set(text))


@lru_cache(maxsize=4096)
def _letter_height(letter: str, weight: Weight) -> float:
    return float(-load_font(weight, REFERENCE_SIZE).getbbox(letter, anchor="ls")[1]) / REFERENCE_SIZE


def _widest(text: str, box: TextBox, size: int) -> float:
    return max(_word_width(word, box.weight) for word in text.split(" ")) * size / REFERENCE_SIZE / SAFETY


def _greedy(text: str, box: TextBox, size: int) -> list[str]:
    """As many words on each line as go: the fewest lines."""
    return _filled(text.split(" "), box.width, box.weight, size)


def _filled(words: list[str], width: float, weight: Weight, size: int) -> list[str]:
    scale = size / REFERENCE_SIZE / SAFETY
    space = _word_width(" ", weight) * scale
    lines: list[str] = []
    used = 0.0
    for word in words:
        wide = _word_width(word, weight) * scale
        if lines and used + space + wide <= width:
            lines[-1] += " " + word
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return lines


def _balanced(text: str, box: TextBox, size: int) -> tuple[float, list[str]]:
    """Least cost over all breaks into the fewest lines, by dynamic programming over the words; and what its breaks tear."""
    count = len(_greedy(text, box, size))
    if count == 1:
        return 0.0, [text]
    words = text.split(" ")
    scale = size / REFERENCE_SIZE / SAFETY
    space = _word_width(" ", box.weight) * scale
    ends = list(accumulate((_word_width(word, box.weight) * scale + space for word in words), initial=0.0))
    breaks = break_costs(words)

    def cost(first: int, last: int) -> float:
        """Of the words from `first` up to `last` on one line: the square of its gap, and what is bad about its end."""
        gap = (box.width - (ends[last] - ends[first] - space)) / box.width
        if gap < 0:
            return math.inf
        if last < len(words):
            return gap * gap + breaks.get(last, 0.0)
        return gap * gap + (ORPHAN if 1 - gap < (ORPHAN_WORD_SHARE if last - first == 1 else ORPHAN_SHARE) else 0.0)

    # Which lines may end before `last`, each with its cost: the same for every row.
    endings: list[list[tuple[int, float]]] = [[]]
    for last in range(1, len(words) + 1):
        fitting = takewhile(
            lambda each: each[1] < math.inf, ((first, cost(first, last)) for first in range(last - 1, -1, -1))
        )
        endings.append(list(fitting))
    # best[last] = least cost of the first `last` words on the lines so far, and where the last of those lines begins.
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(words)
    history: list[list[tuple[float, int]]] = []
    for _ in range(count):
        best = [
            min(((best[first][0] + here, first) for first, here in ending), default=(math.inf, 0)) for ending in endings
        ]
        history.append(best)
    lines: list[str] = []
    torn, last = 0.0, len(words)
    for row in reversed(history):
        first = row[last][1]
        lines.insert(0, " ".join(words[first:last]))
        torn += breaks[first] if tears(breaks.get(first, 0.0)) else 0.0
        last = first
    return torn, lines


def _with_breakable_words(text: str, box: TextBox) -> str:
    """A word wider than the box even at the smallest size (an address, a number of an act) becomes pieces, each a full line."""
    widest = box.width * REFERENCE_SIZE / box.sizes[1] * SAFETY
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


def _line_width(line: str, weight: Weight) -> float:
    """At the reference size, of its words: most of them have been measured before."""
    words = line.split(" ")
    return sum(_word_width(word, weight) for word in words) + (len(words) - 1) * _word_width(" ", weight)


@lru_cache(maxsize=8192)
def _word_width(word: str, weight: Weight) -> float:
    font: ImageFont.FreeTypeFont = load_font(weight, REFERENCE_SIZE)
    return font.getlength(word)
