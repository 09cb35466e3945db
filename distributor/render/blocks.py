"""Sets one block of a layout: given its width and how high it may be, where its lines stand from (0, 0) down.

Captions of figures, cells and list entries share one size, so that equals look equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from distributor.render.content import CardContent, FactLine, Figure
from distributor.render.layout import Block
from distributor.render.marks import Box, Line, Placed, Said, together
from distributor.render.theme import Role
from distributor.render.typeset import DESCENT, SetText, TextBox, set_text, text_width

PADDING = 24
CAPTION = 17
RULE = 2
CAPITALS = 0.74
"""Height of capital letters as a share of the size."""
HANGING = 1.0
FIGURE_STEP = 6
"""Pixels by which figures are made smaller until they fit."""
X_HEIGHT = 0.27
"""Of the middle of small letters above the base line, as a share of the size: where a line strikes them through."""


@dataclass(frozen=True)
class Setting:
    """What is common to the blocks of a card. `scale`: of letters and distances."""

    content: CardContent
    scale: float
    tall: bool
    ground: Role

    def px(self, length: float) -> int:
        return round(length * self.scale)


def has_content(block: Block, content: CardContent) -> bool:
    if block.kind == "row":
        return all(has_content(each, content) for each in block.blocks)
    if block.kind == "text":
        return bool(_text_of(block, content))
    return bool(getattr(content, block.kind))


def _text_of(block: Block, content: CardContent) -> str:
    """Beneath a kicker the title is what the kicker has not said."""
    text: str = getattr(content, block.part)
    return content.subject or text if block.part == "title" else text


def set_block(block: Block, setting: Setting, width: float, height: float, *, fill: float = 0) -> Placed:
    """`height`: at most. `fill`: the height that its panel is drawn out to."""
    if block.kind == "row":
        return _row(block, setting, width, height)
    pad = setting.px(PADDING) if block.panel else 0
    bar = setting.px(6) if block.bar else 0
    left = pad + (bar + (0 if block.panel else setting.px(20)) if block.bar else 0)
    inner = replace(setting, ground=block.panel or setting.ground)
    caption = _caption(block, inner)
    room = height - 2 * pad - caption.height
    body = _BODIES[block.kind](block, inner, width - left - pad, room)
    total = max(fill, body.height + caption.height + 2 * pad)
    boxes = []
    if block.panel:
        boxes.append(Box(0, 0, width, total, block.panel))
    if block.bar:
        boxes.append(Box(0, 0, bar, total, block.bar))
    return together(
        total,
        Placed(total, boxes=tuple(boxes)),
        replace(caption, size=0).moved(left, pad),
        body.moved(left, pad + caption.height),
    )


def _caption(block: Block, setting: Setting) -> Placed:
    if not block.caption:
        return Placed(0)
    size = setting.px(CAPTION)
    ink: Role = "pale" if setting.ground in {"deep", "chip"} else "deep"
    line = Line("caption", block.caption.upper(), 0, size, "Bold", size, ink, setting.ground)
    return Placed(size + setting.px(12), (line,), said=(Said("caption", block.caption),))


def _text(block: Block, setting: Setting, width: float, height: float) -> Placed:
    text = _text_of(block, setting.content)
    set_ = set_text(text, _box(block, setting, width, height))
    placed = _lines(block.part, set_, block, setting)
    strikes: tuple[Box, ...] = ()
    if block.strike:
        thick = max(2, setting.px(2))
        strikes = tuple(
            Box(
                line.left - 2,
                line.baseline - X_HEIGHT * line.size,
                line.left + text_width(line.text, line.weight, line.size) + 2,
                line.baseline - X_HEIGHT * line.size + thick,
                "mid",
            )
            for line in placed.lines
        )
    return replace(placed, boxes=strikes, said=(Said(block.part, text),))


def _box(
    block: Block, setting: Setting, width: float, height: float, sizes: tuple[int, int] | None = None, lines: int = 0
) -> TextBox:
    largest, smallest = sizes or block.sizes
    return TextBox(
        0,
        0,
        int(width),
        max(1, int(height)),
        block.weight,
        (setting.px(largest), setting.px(smallest)),
        lines or block.lines,
        block.leading,
    )


def _lines(part: str, set_: SetText, block: Block, setting: Setting, ink: Role | None = None) -> Placed:
    lines = tuple(
        Line(
            part,
            text,
            -_hang(text, block, set_.size),
            set_.ascent + number * set_.line_height,
            block.weight,
            set_.size,
            ink or block.ink,
            setting.ground,
        )
        for number, text in enumerate(set_.lines)
    )
    return Placed(set_.height, lines, whole=not set_.shortened, size=set_.size)


def _hang(text: str, block: Block, size: int) -> float:
    """Opening quotation marks of large letters stand outside the edge, so that the letters themselves stand in line."""
    if block.part not in {"title", "question"} or text[0] not in "“«":
        return 0
    return HANGING * text_width(text[0], block.weight, size)


def _row(block: Block, setting: Setting, width: float, height: float) -> Placed:
    gap = setting.px(28)
    each = (width - gap * (len(block.blocks) - 1)) / len(block.blocks)
    high = max(set_block(one, setting, each, height).height for one in block.blocks)
    placed = [
        set_block(one, setting, each, height, fill=high).moved(number * (each + gap), 0)
        for number, one in enumerate(block.blocks)
    ]
    return together(high, *placed)


def _figures(block: Block, setting: Setting, width: float, height: float) -> Placed:
    figures = setting.content.figures[: block.most]
    said = Said("figures", ", ".join(_sentence_part(each) for each in figures))
    as_table = setting.tall and not any(each.after for each in figures)
    table = _figure_table if as_table else _figure_cells
    placed = Placed(0)
    for largest in range(block.sizes[0], block.sizes[1] - 1, -FIGURE_STEP):
        sized = block.model_copy(update={"sizes": (largest, block.sizes[1])})
        placed = table(figures, sized, setting, width, height)
        if placed.whole:
            break
    return replace(placed, said=(said,))


def _sentence_part(figure: Figure) -> str:
    return " ".join(part for part in (figure.before, figure.figure, figure.after) if part)


def _figure_cells(figures: Sequence[Figure], block: Block, setting: Setting, width: float, height: float) -> Placed:
    """Side by side: the words before it, the figure large, the words after it; the figures stand on one line."""
    gap, indent = setting.px(28), setting.px(22)
    each = (width - gap * (len(figures) - 1)) / len(figures)
    inner = each - indent
    size = _common_size([figure.figure for figure in figures], block, setting, inner)
    words = block.model_copy(update={"weight": "Medium", "leading": 1.25})
    small = _common_text_size(
        [figure.before for figure in figures], words, setting, inner, 4 if len(figures) > 1 else 2
    )
    before = [_small(figure.before, words, setting, inner, small) for figure in figures]
    after = [_small(figure.after, words, setting, inner, small) for figure in figures]
    above = max(part.height for part in before)
    baseline = above + setting.px(6) + CAPITALS * size + setting.px(6)
    below = max(part.height for part in after)
    total = baseline + (setting.px(10) + below if below else setting.px(4))
    parts = []
    for number, figure in enumerate(figures):
        left = number * (each + gap)
        big = Line("figures", figure.figure, 0, baseline, block.weight, size, block.ink, setting.ground)
        parts += [
            Placed(total, boxes=(Box(left, 0, left + setting.px(4), total, "light"),)),
            before[number].moved(left + indent, above - before[number].height),
            Placed(total, (big,), size=size).moved(left + indent, 0),
            after[number].moved(left + indent, baseline + setting.px(10)),
        ]
    placed = together(total, *parts)
    return replace(placed, whole=placed.whole and total <= height)


def _figure_table(figures: Sequence[Figure], block: Block, setting: Setting, width: float, height: float) -> Placed:
    """One below another: the words at the left, the figure large at the right, a rule between."""
    pad, gap = setting.px(min(16, block.sizes[0] * 0.26)), setting.px(28)
    size = _common_size([figure.figure for figure in figures], block, setting, width * 0.46)
    wide = max(text_width(figure.figure, block.weight, size) for figure in figures)
    words = block.model_copy(update={"weight": "Medium", "leading": 1.25})
    room = width - wide - gap
    small = _common_text_size([figure.before for figure in figures], words, setting, room, 3)
    top, parts = 0.0, []
    for number, figure in enumerate(figures):
        text = _small(figure.before, words, setting, room, small)
        high = max(text.height, size * 0.9) + 2 * pad
        middle = top + high / 2
        left = width - text_width(figure.figure, block.weight, size)
        big = Line(
            "figures", figure.figure, left, middle + CAPITALS * size / 2, block.weight, size, block.ink, setting.ground
        )
        if number:
            parts.append(Placed(0, boxes=(Box(0, top, width, top + RULE, "light"),)))
        parts += [
            text.moved(0, middle - text.height / 2),
            Placed(high, (replace(big, baseline=round(big.baseline)),), size=size),
        ]
        top += high
    placed = together(top, *parts)
    return replace(placed, whole=placed.whole and top <= height)


def _small(text: str, block: Block, setting: Setting, width: float, size: int) -> Placed:
    box = TextBox(0, 0, int(width), 10_000, block.weight, (size, size), 6, block.leading)
    ink: Role = "pale" if setting.ground == "deep" else "ink"
    return replace(_lines("figures", set_text(text, box), block, setting, ink), size=0)


def _common_size(texts: Sequence[str], block: Block, setting: Setting, width: float) -> int:
    return min(set_text(text, _box(block, setting, width, 10_000, lines=1)).size for text in texts)


def _common_text_size(texts: Sequence[str], block: Block, setting: Setting, width: float, lines: int) -> int:
    return min(set_text(text, _box(block, setting, width, 10_000, (23, 17), lines)).size for text in texts)


def _points(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """Numbered sentences, as many as go whole."""
    square, gap = setting.px(36), setting.px(18)
    for count in range(min(block.most, len(setting.content.points)), 0, -1):
        points = setting.content.points[:count]
        room = (height - gap * (count - 1)) / count
        size = min(set_text(point, _box(block, setting, width - square - gap, room)).size for point in points)
        box = replace(_box(block, setting, width - square - gap, room), sizes=(size, size))
        set_ = [set_text(point, box) for point in points]
        if count > 1 and any(each.shortened for each in set_):
            continue
        top, parts = 0.0, []
        for number, (each, point) in enumerate(zip(set_, points, strict=True), start=1):
            text = replace(_lines("points", each, block, setting), said=(Said("points", point),))
            sign = _numeral(number, square, setting)
            high = max(text.height, square)
            # The first line's capitals stand in the middle of the square.
            first = each.ascent - CAPITALS * size / 2
            parts += [
                sign.moved(0, top + max(0.0, first - square / 2)),
                text.moved(square + gap, top + max(0.0, square / 2 - first)),
            ]
            top += high + gap
        return together(top - gap, *parts)
    return Placed(0, whole=False)


def _numeral(number: int, square: int, setting: Setting) -> Placed:
    size = setting.px(21)
    left = (square - text_width(str(number), "Bold", size)) / 2
    line = Line("numeral", str(number), left, round((square + CAPITALS * size) / 2), "Bold", size, "chip_ink", "deep")
    return Placed(square, (line,), (Box(0, 0, square, square, "deep"),))


def _facts(block: Block, setting: Setting, width: float, height: float) -> Placed:
    """Label over value, side by side; as many as go on one row."""
    label, value, gap = setting.px(17), setting.px(block.sizes[0]), setting.px(40)
    rule = setting.px(16)
    left, parts = 0.0, []
    for fact in setting.content.facts[: block.most]:
        wide = max(text_width(fact.label, "Medium", label), text_width(fact.value, block.weight, value))
        if left + wide > width:
            break
        parts.append(_fact(fact, block, setting, label, value).moved(left, rule))
        left += wide + gap
    total = rule + label + setting.px(12) + value * (CAPITALS + DESCENT)
    line = Box(0, 0, width, RULE, "light")
    placed = together(total, Placed(total, boxes=(line,)), *parts)
    return replace(placed, whole=bool(parts) and total <= height)


def _fact(fact: FactLine, block: Block, setting: Setting, label: int, value: int) -> Placed:
    muted: Role = "pale" if setting.ground == "deep" else "muted"
    first = round(label * 0.9)
    second = first + setting.px(10) + round(value * 0.9)
    return Placed(
        second,
        (
            Line("facts", fact.label, 0, first, "Medium", label, muted, setting.ground),
            Line("facts", fact.value, 0, second, block.weight, value, block.ink, setting.ground),
        ),
        said=(Said("facts", f"{fact.label} {fact.value}"),),
    )


_BODIES = {"text": _text, "figures": _figures, "points": _points, "facts": _facts}
