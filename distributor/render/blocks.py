"""Sets one block of a layout: how high it will be at a size of letters, and where its lines then stand from (0, 0) down.

Texts and lists are here; pictograms and calendar leaves, which take the height that is left, in `elastic.py`.
"""

import math
from dataclasses import dataclass, replace

from distributor.render.content import CardContent
from distributor.render.layout import Block
from distributor.render.marks import Box, Icon, Line, Placed, Said, together
from distributor.render.theme import Role
from distributor.render.typeset import ASCENT, TextBox, measure, set_text, text_width

STEPS = 10
"""Of sizes between the smallest (0) and the largest."""
CAPITALS = 0.74
"""Height of capital letters as a share of the size."""
X_HEIGHT = 0.27
"""Of the middle of small letters above the base line, as a share of the size: where a line strikes them through."""
MARGIN = 30
"""Beside an area, free at least."""
MARKER = 1.3
"""Side of the sign before an entry of a list, as a share of the size of its letters."""


@dataclass(frozen=True)
class Setting:
    """The measures that are common to the blocks of one ground. `scale`: of letters and distances. `least`: size of the
    smallest letters. `roomy`: by how much letters and pictograms may grow beyond their largest where much of the card would be
    left."""

    content: CardContent
    scale: float
    least: int
    ground: Role
    roomy: float = 1.0

    def px(self, length: float) -> int:
        return round(length * self.scale)

    def sizes(self, block: Block, step: int) -> tuple[int, int]:
        """The largest and the smallest that its letters may have at this step."""
        smallest = max(self.least, self.px(block.sizes[1]))
        # A list's sizes are wide enough, and wider steps between them would be coarse; a source says little.
        roomy = self.roomy if block.kind == "text" and block.part != "source" else 1
        largest = max(smallest, self.px(block.sizes[0] * roomy))
        floor = max(self.least, self.px(block.narrow)) if block.narrow else smallest
        return round(smallest + (largest - smallest) * step / STEPS), min(floor, smallest)

    @property
    def quiet(self) -> Role:
        """Ink of what stands beside."""
        return "pale" if self.ground == "deep" else "muted"


def has_content(block: Block, content: CardContent) -> bool:
    if block.kind == "text":
        return bool(content.text(block.part))
    if block.kind == "list":
        return len(content.entries(block.part)) >= 1
    return block.kind == "mast" or content.said.day is not None


def height_of(block: Block, setting: Setting, width: float, step: int) -> float:
    """The height of a text or a list, at most; infinite where it cannot be set whole."""
    above = _caption_height(block, setting)
    if block.kind == "list":
        return above + _list_measure(block, setting, width, step)[1]
    text = setting.content.text(block.part)
    return above + measure(text, _text_box(block, setting, width, step))[1]


def set_block(block: Block, setting: Setting, width: float, step: int, room: float = math.inf) -> Placed:
    """Set a block. `room`: the height that a text which grows may take."""
    caption = _caption(block, setting)
    if block.kind == "list":
        body = _list(block, setting, width, step)
    else:
        body = _text(block, setting, width, step, room - caption.height)
    return together(body.height + caption.height, caption, body.moved(0, caption.height))


def _caption_height(block: Block, setting: Setting) -> float:
    return round(setting.least * 1.45) if block.caption else 0


def _caption(block: Block, setting: Setting) -> Placed:
    if not block.caption:
        return Placed(0)
    size = setting.least
    words = block.proposed if block.proposed and setting.content.said.proposed else block.caption
    line = Line("caption", words, 0, size, "SemiBold", size, setting.quiet, setting.ground)
    return Placed(_caption_height(block, setting), (line,), said=(Said("caption", words),))


def _box(block: Block, width: float, sizes: tuple[int, int], height: float = 100_000) -> TextBox:
    return TextBox(0, 0, int(width), int(height), block.weight, sizes, block.lines, block.leading)


def _text_box(block: Block, setting: Setting, width: float, step: int) -> TextBox:
    """Return the box of a text that may come down for the width: with the fewest lines that hold it."""
    box = _box(block, width, setting.sizes(block, step))
    if not block.narrow:
        return box
    text = setting.content.text(block.part)
    fewer = (replace(box, lines=lines) for lines in range(1, block.lines))
    return next((each for each in fewer if math.isfinite(measure(text, each)[1])), box)


def _text(block: Block, setting: Setting, width: float, step: int, room: float) -> Placed:
    text = setting.content.text(block.part)
    sizes = setting.sizes(block, step)
    box = _text_box(block, setting, width, step)
    if math.isfinite(room):
        box = replace(_box(block, width, (setting.sizes(block, STEPS)[0], sizes[1]), room), few=False)
    set_ = set_text(text, box)
    lines = tuple(
        Line(
            block.part,
            line,
            -_hang(line, block, set_.size, setting),
            set_.ascent + number * set_.line_height,
            block.weight,
            set_.size,
            block.ink,
            setting.ground,
        )
        for number, line in enumerate(set_.lines)
    )
    boxes = tuple(_strike(line, setting) for line in lines) if block.strike else ()
    return Placed(set_.height, lines, boxes, said=(Said(block.part, text),), whole=not set_.shortened)


def _strike(line: Line, setting: Setting) -> Box:
    middle = line.baseline - X_HEIGHT * line.size
    thick = max(3, setting.px(0.07 * line.size))
    right = line.left + text_width(line.text, line.weight, line.size)
    return Box(line.left - 2, middle - thick / 2, right + 2, middle + thick / 2, "mid")


def _hang(text: str, block: Block, size: int, setting: Setting) -> float:
    """Opening quotation marks stand outside the edge, so that the letters stand in line; large ones within the margin."""
    if not text.startswith(("“", "«")):
        return 0
    return min(text_width(text[0], block.weight, size), setting.px(MARGIN))


def _list_measure(block: Block, setting: Setting, width: float, step: int) -> tuple[int, float]:
    """The size that all entries share, and their height."""
    entries = setting.content.entries(block.part)
    largest, smallest = setting.sizes(block, step)
    whole = width - setting.px(22)

    def held(most: int) -> int:
        box = _box(block, whole - round(most * MARKER), (most, smallest))
        return min(measure(text, box)[0] for _, text in entries)

    size = held(largest)
    if size < largest:  # the sign before them shrinks with the letters, which leaves them more
        wide = (whole - largest * MARKER) / size
        size = held(max(size, min(largest, int(whole / (wide + MARKER)))))
    box = _box(block, width - round(size * MARKER) - setting.px(22), (size, size))
    lower = math.ceil(size * (MARKER / 2 - (ASCENT - CAPITALS / 2)))  # the disc begins above the letters
    heights = [max(measure(text, box)[1] + lower, size * MARKER) for _, text in entries]
    return size, sum(heights) + setting.px(_between(block)) * (len(entries) - 1)


def torn_in_list(block: Block, setting: Setting, width: float, step: int) -> float:
    """Return what the breaks of its entries tear apart at this step."""
    size, _ = _list_measure(block, setting, width, step)
    box = _box(block, width - round(size * MARKER) - setting.px(22), (size, size))
    return sum(set_text(text, box).torn for _, text in setting.content.entries(block.part))


def _between(block: Block) -> float:
    return block.gap * 0.9


def _list(block: Block, setting: Setting, width: float, step: int) -> Placed:
    """Entries below another, each with its number or sign in a disc before it."""
    size, height = _list_measure(block, setting, width, step)
    side, gap = round(size * MARKER), setting.px(22)
    box = _box(block, width - side - gap, (size, size))
    top, parts = 0.0, []
    for sign, text in setting.content.entries(block.part):
        set_ = set_text(text, box)
        lines = tuple(
            Line(
                block.part, line, side + gap, set_.ascent + at * set_.line_height,
                block.weight, set_.size, block.ink, setting.ground,
            )
            for at, line in enumerate(set_.lines)
        )  # fmt: skip
        # The first line's capitals stand in the middle of the disc.
        first = set_.ascent - CAPITALS * size / 2
        down = max(0.0, side / 2 - first)
        spoken = f"{sign}. {text}" if sign.isdigit() else text
        words = Placed(set_.height, lines, said=(Said(block.part, spoken),), whole=not set_.shortened)
        parts += [
            _marker(sign, side, size, setting).moved(0, top + max(0.0, first - side / 2)),
            words.moved(0, top + down),
        ]
        top += max(set_.height + down, side) + setting.px(_between(block))
    placed = together(top - setting.px(_between(block)), *parts)
    return placed if math.isfinite(height) else replace(placed, whole=False)


def _marker(sign: str, side: int, size: int, setting: Setting) -> Placed:
    if not sign.isdigit():
        ink: Role = "accent" if setting.ground == "deep" else "deep"
        whole = round(side * 0.92)
        return Placed(side, icons=(Icon(sign, 0, (side - whole) / 2, whole, "solid", ink, setting.ground),))
    disc: Role = "accent" if setting.ground == "deep" else "deep"
    ink = "deep" if setting.ground == "deep" else "chip_ink"
    numeral = max(setting.least, round(size * 0.86))
    left = (side - text_width(sign, "Bold", numeral)) / 2
    line = Line("numeral", sign, left, round(side / 2 + CAPITALS * numeral / 2), "Bold", numeral, ink, disc)
    return Placed(side, (line,), icons=(Icon("disc", 0, 0, side, "solid", disc, setting.ground),))
