"""Pictograms with their words, and calendar leaves: blocks that are as large as the words around them let them be."""

from distributor.render.blocks import CAPITALS, Setting
from distributor.render.content import WEEKDAYS
from distributor.render.fonts import Weight
from distributor.render.layout import Block
from distributor.render.marks import Box, Icon, Line, Placed, Said, together
from distributor.render.pictograms import PICTOGRAMS
from distributor.render.theme import Role
from distributor.render.typeset import TextBox, set_text, text_width

GAP = 30
LABEL, LABEL_BENEATH = (92, 44), (58, 42)
"""Largest and smallest size of the words beside a pictogram, and of those beneath it."""
STRIP = 0.27
"""Height of a leaf's coloured strip, as a share of the leaf's."""
GRAIN = 8
"""Pixels by which pictograms grow: few sizes are drawn, and kept."""
WIDE = 0.96
"""Width of a leaf as a share of its height."""
WHEN_NOTHING_ELSE = "announcement"


def sides_of(block: Block, setting: Setting, width: float) -> tuple[int, int]:
    """Heights that the block may have, smallest and largest."""
    least, most = (setting.px(side) for side in block.sides)
    if block.kind == "leaf":
        # Its smallest letters are a tenth of its height.
        least = max(least, round(setting.least / 0.098))
        return least, max(least, min(most, int(width / WIDE)))
    words = _words(block, setting, width, least)
    beneath = (round(words.height) + setting.px(GAP) if words.lines else 0) if block.upright else 0
    return least + beneath, max(least, min(most, int(width))) + beneath


def set_elastic(block: Block, setting: Setting, width: float, height: float) -> Placed:
    if block.kind == "leaf":
        return _leaf_and_sign(block, setting, width, height)
    return _mast(block, setting, width, height)


def _mast(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """The scene's pictogram, and beside or beneath it the life event."""
    words = _words(block, setting, width, height)
    beneath = words.height + setting.px(GAP) if block.upright and words.lines else 0
    side = min(int(height - beneath), int(width)) // GRAIN * GRAIN
    ink: Role = "accent" if setting.ground == "deep" else "deep"
    icon = Icon(_sign(block, setting), 0, 0, side, "duo", ink, setting.ground)
    if block.upright:
        return together(side + beneath, Placed(side, icons=(icon,)), words.moved(0, side + setting.px(GAP)))
    words = _words(block, setting, width, side)
    return together(side, Placed(side, icons=(icon,)), words.moved(side + setting.px(GAP), (side - words.height) / 2))


def _sign(block: Block, setting: Setting) -> str:
    wanted = block.sign or setting.content.said.pictogram
    return wanted if wanted in PICTOGRAMS else WHEN_NOTHING_ELSE


def _words(block: Block, setting: Setting, width: float, side: float) -> Placed:
    text = setting.content.topic or setting.content.kind_label
    if not block.label or not text:
        return Placed(0)
    room = width if block.upright else width - side - setting.px(GAP)
    sizes = LABEL_BENEATH if block.upright else LABEL
    largest, smallest = setting.px(sizes[0]), max(setting.least, setting.px(sizes[1]))
    high = 100_000 if block.upright else max(round(side), 3 * smallest)
    box = TextBox(0, 0, max(1, int(room)), high, "SemiBold", (max(largest, smallest), smallest), 3, 1.12)
    set_ = set_text(text, box)
    if set_.shortened:
        return Placed(0)
    lines = tuple(
        Line(
            "topic", line, 0, set_.ascent + at * set_.line_height, "SemiBold", set_.size, setting.quiet, setting.ground
        )
        for at, line in enumerate(set_.lines)
    )
    return Placed(set_.height, lines, said=(Said("topic", text),))


def _leaf_and_sign(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """The leaf, and where there is room at its right the pictogram."""
    wide = round(height * WIDE)
    leaf = _leaf(setting, wide, round(height))
    left = wide + setting.px(56)
    room = width - left
    if not block.label or room < setting.px(150):
        return leaf.moved(max(0, round((width - wide) / 2)) if not block.label else 0, 0)
    side = round(min(room, height * 0.62))
    icon = Block(kind="mast", sides=(100, 1000), upright=True, sign=block.sign)
    least = sides_of(icon, setting, room)[0]
    mast = _mast(icon, setting, room, max(least, min(height, side + least - setting.px(100))))
    if mast.height > height:
        return leaf
    return together(height, leaf, mast.moved(left, (height - mast.height) / 2))


def _leaf(setting: Setting, wide: int, high: int) -> Placed:
    """A leaf of a calendar: what the day is, the day, the month and the day of the week."""
    scene = setting.content.said
    day = scene.day
    assert day is not None  # noqa: S101 - asked before
    strip = round(STRIP * high)
    number, month, weekday = f"{day.day:02d}", f"tháng {day.month:02d}/{day.year}", WEEKDAYS[day.weekday()]
    small = max(setting.least, round(0.098 * high))
    middle = strip + (high - strip) * 0.36
    big = round(0.43 * high)
    lines = [
        _centred(number, "ExtraBold", big, wide, middle, "ink"),
        _centred(month, "SemiBold", min(small, round(wide / 7.2)), wide, high * 0.785, "ink"),
        _centred(weekday, "Medium", min(small, round(wide / 7.2)), wide, high * 0.905, "muted"),
    ]
    label = scene.day_label or "Ngày"
    size = max(setting.least, round(0.1 * high))
    box = TextBox(0, 0, round(wide * 0.92), strip, "Bold", (size, setting.least), 2, 1.12)
    set_ = set_text(label, box)
    tall = (len(set_.lines) - 1) * set_.line_height
    for at, text in enumerate(set_.lines):
        centre = strip / 2 + at * set_.line_height - tall / 2
        lines.append(_centred(text, "Bold", set_.size, wide, centre, "deep", "accent"))
    boxes = (Box(0, 0, wide, high, "paper"), Box(0, 0, wide, strip, "accent"))
    said = Said("day", f"{label} {day:%d/%m/%Y}")
    return Placed(high, tuple(lines), boxes, said=(said,))


def _centred(text: str, weight: Weight, size: int, wide: int, middle: float, ink: Role, ground: Role = "paper") -> Line:
    left = (wide - text_width(text, weight, size)) / 2
    return Line("day", text, left, round(middle + CAPITALS * size / 2), weight, size, ink, ground)
