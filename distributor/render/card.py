"""Draws the card of a post: the same content gives the same bytes.

1. `arrange` sets every text into its box and says where its lines stand: pure, and what tests look at.
2. The ground with its band of pattern is drawn once a theme and kept.
3. `render_card` puts the lines on it and writes a PNG.
"""

import io
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageDraw

from distributor.render.content import CardContent
from distributor.render.fonts import Weight, load_font
from distributor.render.layout import Band, Layout, Pattern, Theme, load_layout
from distributor.render.pattern import draw_band
from distributor.render.typeset import SetText, TextBox, set_text, text_width

__all__ = ["CardContent", "Line", "arrange", "render_card"]

COMPRESSION = 1
"""Measured: 37 ms and 101 kB a card; level 6 takes 61 ms for 90 kB."""
CAPITALS = 0.74
"""Height of capital letters as a share of the size."""


@dataclass(frozen=True)
class Line:
    """One line of text: its left end, its base line, and what it is (`chip`, `title`, `unit`, `date`, `mark`)."""

    part: str
    text: str
    left: float
    baseline: float
    weight: Weight
    size: int


def render_card(content: CardContent, layout: Layout | None = None, theme: Theme | None = None) -> bytes:
    """A PNG. `theme` None: the one of the content's kind. Raises `FontProblem` or `LayoutProblem`."""
    layout = layout or load_layout()
    look = layout.look_of(content.kind)
    theme = theme or layout.themes[look.theme]
    picture = _ground(layout.width, layout.height, layout.band, layout.patterns[look.pattern], theme).copy()
    draw = ImageDraw.Draw(picture)
    lines = arrange(content, layout)
    _draw_frames(draw, lines, layout, theme)
    colours = {"chip": "chip_ink", "title": "ink", "unit": "ink", "date": "muted", "mark": "muted"}
    for line in lines:
        font = load_font(line.weight, line.size)
        draw.text((line.left, line.baseline), line.text, font=font, fill=theme.colour(colours[line.part]), anchor="ls")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()


def arrange(content: CardContent, layout: Layout) -> list[Line]:
    """Where every line of the card stands, in reading order."""
    boxes = layout.boxes
    lines = [
        *_in_the_middle("chip", content.kind_label.upper(), boxes.chip.text_box()),
        *_from_the_top("title", content.title, boxes.title.text_box()),
        *_from_the_top("unit", content.unit_name, boxes.unit.text_box()),
        *_to_the_right("date", content.date_text, boxes.date.text_box()),
    ]
    return lines + (
        _to_the_right("mark", layout.mark.text, boxes.mark.text_box(), middle=True) if content.sample else []
    )


def _from_the_top(part: str, text: str, box: TextBox) -> list[Line]:
    return _lines(part, set_text(text, box), box, box.top + 0.0)


def _in_the_middle(part: str, text: str, box: TextBox) -> list[Line]:
    """So that capitals, not the whole letter height, stand in the middle of the box."""
    set_ = set_text(text, box)
    return _lines(part, set_, box, (box.top + box.bottom + CAPITALS * set_.size) / 2 - set_.ascent)


def _to_the_right(part: str, text: str, box: TextBox, *, middle: bool = False) -> list[Line]:
    lines = _in_the_middle(part, text, box) if middle else _from_the_top(part, text, box)
    return [replace(line, left=box.right - text_width(line.text, line.weight, line.size)) for line in lines]


def _lines(part: str, set_: SetText, box: TextBox, top: float) -> list[Line]:
    first = round(top + set_.ascent)
    return [
        Line(part, text, box.left, first + number * set_.line_height, box.weight, set_.size)
        for number, text in enumerate(set_.lines)
    ]


@lru_cache(maxsize=32)
def _ground(width: int, height: int, band: Band, pattern: Pattern, theme: Theme) -> Image.Image:
    picture = Image.new("RGB", (width, height), theme.colour("paper"))
    picture.paste(draw_band(band, pattern, theme), (band.left, band.top))
    return picture


def _draw_frames(draw: ImageDraw.ImageDraw, lines: list[Line], layout: Layout, theme: Theme) -> None:
    """The bar under the chip's words, the outline round the mark, the short bar above the foot."""
    for line in lines:
        right = line.left + text_width(line.text, line.weight, line.size)
        if line.part == "chip":
            chip = layout.chip
            draw.rectangle(
                (chip.left, chip.top, right + chip.padding - 1, chip.top + chip.height - 1), fill=theme.colour("chip")
            )
        elif line.part == "mark":
            mark = layout.mark
            outline = (line.left - mark.padding, mark.top, mark.right - 1, mark.top + mark.height - 1)
            draw.rectangle(outline, outline=theme.colour("muted"), width=2)
    bar = layout.bar
    draw.rectangle((bar.left, bar.top, bar.left + bar.width - 1, bar.top + bar.height - 1), fill=theme.colour("mid"))
