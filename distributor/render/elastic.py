"""Pictograms with their words, and calendar leaves: blocks that are as large as the words around them let them be."""

from dataclasses import replace

from distributor.calendar.period import WEEKDAYS
from distributor.render.blocks import CAPITALS, Setting
from distributor.render.content import CardContent
from distributor.render.fonts import Weight
from distributor.render.layout import Block, Part
from distributor.render.marks import Box, Icon, Line, Placed, Said, together
from distributor.render.pictograms import PICTOGRAMS
from distributor.render.scene_pictures import crossed_out
from distributor.render.theme import Role
from distributor.render.typeset import TextBox, measure, set_text, text_width

GAP = 30
LABEL, LABEL_BENEATH, LEAD = (68, 42), (58, 42), (130, 44)
"""Largest and smallest size of the life event beside a pictogram, beneath it, and of what stands there instead."""
TALLEST = 100_000
STRIP = 0.27
"""Height of a leaf's coloured strip, as a share of the leaf's."""
GRAIN = 8
"""Pixels by which pictograms grow: few sizes are drawn, and kept."""
COARSE, BESIDE = 4 * GRAIN, 0.8
"""Pixels by which a pictogram gives way to the words beside it, until they are nearly as high: this share of it."""
WITH_WORDS = 0.6
"""Of the width for a pictogram, at most, beside words that must be there."""
WIDE = 0.96
"""Width of a leaf as a share of its height."""
WIDE_FROM, WIDEST_LEAF = 1.7, 2.0
"""From how many times its height a leaf is as wide as its field, and how many times its height that is at least."""
NUMBER_SHARE = 0.4
"""Of the width of a wide leaf for its number."""
LEAST_SIGN = 90
BAN, WITHIN = "ban", 0.44
"""The sign of a ban, and the share of its side that what is banned takes within it."""
WHEN_NOTHING_ELSE = "announcement"


def sides_of(block: Block, setting: Setting, width: float) -> tuple[float, float]:
    """Heights that the block may have, smallest and largest; infinite where words that must be there find no room."""
    least, most = setting.px(block.sides[0]), setting.px(block.sides[1] * setting.roomy)
    if block.kind == "leaf":
        # Its smallest letters are a tenth of its height.
        least = max(least, round(setting.least / 0.098))
        most = max(least, min(most, int(width / WIDE)))
        return least, (min(most, int(width / WIDEST_LEAF)) if width > WIDE_FROM * least else most)
    most = max(least, min(most, int(width)))
    if block.upright:
        words = _words(block, setting, width, TALLEST)
        beneath = round(words.height) + setting.px(GAP) if words.lines else 0
        return least + beneath, most + beneath
    if not _needs_words(block, setting):
        return least, most
    box = _box(block, setting, width - least - setting.px(GAP), TALLEST)
    high = measure(_text(block, setting), replace(box, sizes=(box.sizes[1], box.sizes[1])))[1]
    return max(least, high), max(most, high)


def set_elastic(block: Block, setting: Setting, width: float, height: float) -> Placed:
    if block.kind == "leaf":
        return _leaf_or_wide(block, setting, width, height)
    return _mast(block, setting, width, height)


def _mast(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """The scene's pictogram, and words beside or beneath it: as large as it may be while they keep their room."""
    largest = setting.px(block.sides[1] * setting.roomy)
    if block.upright:
        words = _words(block, setting, width, TALLEST)
        beneath = words.height + setting.px(GAP) if words.lines else 0
        side = min(int(height - beneath), int(width), largest) // GRAIN * GRAIN
        return together(
            side + beneath, Placed(side, icons=_icons(block, setting, side)), words.moved(0, side + setting.px(GAP))
        )
    least = min(setting.px(block.sides[0]), int(height))
    widest = int(width * WITH_WORDS) if _needs_words(block, setting) else int(width)
    side = max(least, min(int(height), widest, largest)) // GRAIN * GRAIN
    words = _words(block, setting, width - side - setting.px(GAP), height)
    while side - COARSE >= least and (not words.whole or _is_low(words, side, block, setting)):
        side -= COARSE
        words = _words(block, setting, width - side - setting.px(GAP), height)
    high = max(side, words.height)
    icons = Placed(side, icons=_icons(block, setting, side)).moved(0, round((high - side) / 2))
    return together(high, icons, words.moved(side + setting.px(GAP), (high - words.height) / 2))


def _is_low(words: Placed, side: int, block: Block, setting: Setting) -> bool:
    """Return True if words of the message, not as large as they may be, are much lower than the pictogram beside them."""
    is_small = bool(words.lines) and words.lines[0].size < _box(block, setting, 0, 0).sizes[0]
    return is_small and _needs_words(block, setting) and words.height < BESIDE * side


def _sign(block: Block, setting: Setting) -> str:
    wanted = block.sign or setting.content.said.pictogram
    return wanted if wanted in PICTOGRAMS else WHEN_NOTHING_ELSE


def _icons(block: Block, setting: Setting, side: int) -> tuple[Icon, ...]:
    """The pictogram; what is forbidden stands within the sign of a ban, whose stroke goes over it."""
    ink: Role = "accent" if setting.ground == "deep" else "deep"
    name, subject = _sign(block, setting), crossed_out(setting.content.said.pictogram)
    icon = Icon(name, 0, 0, side, "duo", ink, setting.ground)
    if name != BAN or not subject:
        return (icon,)
    inside = round(side * WITHIN)
    edge = (side - inside) / 2
    banned = Icon(subject, edge, edge, inside, "solid", setting.quiet, setting.ground)
    return icon, banned, replace(icon, weight="line")


def _part(block: Block, content: CardContent) -> Part:
    """Return what the words of a pictogram are."""
    parts = (block.part, *block.otherwise) if block.part else ()
    return next((part for part in parts if part == "topic" or content.text(part)), "")


def names_topic(block: Block, content: CardContent) -> bool:
    """Return True if the words of the pictogram are the life event, or what stands in its place."""
    return block.kind == "mast" and _part(block, content) == "topic"


def _needs_words(block: Block, setting: Setting) -> bool:
    """Return True if its words are of the message, so that they must be there."""
    return _part(block, setting.content) not in {"", "topic"}


def _text(block: Block, setting: Setting) -> str:
    content, part = setting.content, _part(block, setting.content)
    return content.topic or content.kind_label if part == "topic" else content.text(part) if part else ""


def _box(block: Block, setting: Setting, width: float, height: float) -> TextBox:
    part = _part(block, setting.content)
    if part == block.part != "topic":
        sizes, weight, lines, leading = block.sizes, block.weight, block.lines, block.leading
    else:
        label = LABEL_BENEATH if block.upright else LABEL if part == "topic" else LEAD
        sizes, weight, lines, leading = label, "SemiBold", 3, 1.12
    largest, smallest = setting.px(sizes[0] * setting.roomy), max(setting.least, setting.px(sizes[1]))
    sizes = max(largest, smallest), smallest
    return TextBox(0, 0, max(1, int(width)), round(height), weight, sizes, lines, leading, few=block.upright)


def _words(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """Those of the message must be there; the life event may go."""
    part, text, needed = _part(block, setting.content), _text(block, setting), _needs_words(block, setting)
    box = _box(block, setting, width, height)
    set_ = set_text(text, box)
    if not text or (set_.shortened and not needed):
        return Placed(0, whole=not text)
    ink = block.ink if part == block.part != "topic" else setting.quiet
    lines = tuple(
        Line(part, line, 0, set_.ascent + at * set_.line_height, box.weight, set_.size, ink, setting.ground)
        for at, line in enumerate(set_.lines)
    )
    return Placed(set_.height, lines, said=(Said(part, text),), whole=not set_.shortened)


def _leaf_or_wide(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """A leaf of a calendar; over a wide field one as wide as it, with the pictogram on it."""
    if width > WIDE_FROM * height:
        return _wide_leaf(block, setting, round(width), round(height))
    wide = round(min(width, height * WIDE))
    return _leaf(setting, wide, round(height)).moved(round((width - wide) / 2), 0)


def _wide_leaf(block: Block, setting: Setting, wide: int, high: int) -> Placed:
    """Place a wide leaf: what the day is and the day of the week in the strip; beneath it the day, the month, and what it is
    about."""
    scene = setting.content.said
    day = scene.day
    assert day is not None  # noqa: S101 - asked before
    strip = max(round(0.24 * high), round(1.7 * setting.least))
    edge, below = setting.px(36), high - strip
    size = max(setting.least, round(0.5 * strip))
    weekday = WEEKDAYS[day.weekday()]
    strip_room = wide - 3 * edge - text_width(weekday, "SemiBold", size)
    set_ = set_text(
        scene.day_label or "Ngày", TextBox(0, 0, round(strip_room), strip, "Bold", (size, setting.least), 1, 1.1)
    )
    base = round(strip / 2 + CAPITALS * size / 2)
    number = f"{day.day:02d}"
    big = min(round(below * 0.96), int(wide * NUMBER_SHARE / text_width(number, "ExtraBold", 100) * 100))
    middle = strip + below / 2
    left = edge + text_width(number, "ExtraBold", big) + setting.px(40)
    months = f"tháng {day.month:02d}", f"{day.year}"
    room = wide - left - edge
    most = int(room / text_width(months[0], "SemiBold", 100) * 100)
    month_size = max(setting.least, min(round(below * 0.34), most))
    side = int(room - text_width(months[1], "SemiBold", month_size) - setting.px(34))
    side = min(side, round(below * 0.4)) // GRAIN * GRAIN
    upper, lower = (round(strip + share * below + CAPITALS * month_size / 2) for share in (0.29, 0.71))
    lines = [
        *(Line("day", text, edge, base, "Bold", set_.size, "deep", "accent") for text in set_.lines),
        Line(
            "day",
            weekday,
            wide - edge - text_width(weekday, "SemiBold", size),
            base,
            "SemiBold",
            size,
            "deep",
            "accent",
        ),
        Line("day", number, edge, round(middle + CAPITALS * big / 2), "ExtraBold", big, "ink", "paper"),
        Line("day", months[0], left, upper, "SemiBold", month_size, "ink", "paper"),
        Line("day", months[1], left, lower, "SemiBold", month_size, "ink", "paper"),
    ]
    boxes = (Box(0, 0, wide, high, "paper"), Box(0, 0, wide, strip, "accent"))
    icon = Icon(
        _sign(block, setting), wide - edge - side, round(strip + 0.71 * below - side / 2), side, "duo", "deep", "paper"
    )
    icons = (icon,) if side >= setting.px(LEAST_SIGN) else ()
    said = Said("day", f"{scene.day_label or 'Ngày'} {day:%d/%m/%Y}")
    return Placed(high, tuple(lines), boxes, icons, (said,))


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
