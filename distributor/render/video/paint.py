"""Paints the layers of a setting with Pillow, and the pictures of what counts, turns or is captioned."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from distributor.render.contrast import Colour
from distributor.render.fonts import load_font
from distributor.render.pattern import draw_band
from distributor.render.pictograms import PICTOGRAMS, pictogram
from distributor.render.qr import code_modules, code_side
from distributor.render.scene_figures import NUMBER
from distributor.render.theme import Theme
from distributor.render.typeset import text_width
from distributor.render.video.builder import set_lines
from distributor.render.video.counting import halfway
from distributor.render.video.gestures import poses
from distributor.render.video.leaf import draw_leaf, falling_leaves
from distributor.render.video.pieces import Line, Mark, Move, Setting
from distributor.render.video.stage import Box, Stage, look_of, strip_band

OVERSAMPLING = 3
"""Round shapes are drawn larger and reduced, for Pillow draws their edges without smoothing."""
BACKUP_PICTOGRAM = "law"
BAN_LOOK = "scam_warning"
"""The content kind whose colours mean danger."""


def paint_layers(setting: Setting, look: str, stage: Stage) -> Iterator[Image.Image]:
    """The picture with what stands, then with each layer over it that the scene has; each a picture of its own."""
    theme, pattern = look_of(look)
    mode = stage.mode_of(setting.layout)
    picture = Image.new("RGB", (stage.width, stage.height), theme.colour(setting.ground))
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = mode.panel
    draw.rectangle((left, top, right - 1, bottom - 1), fill=theme.colour("deep"))
    picture.paste(draw_band(strip_band(mode.strip), pattern, theme), mode.strip[:2])
    layers = {mark.layer for mark in setting.marks} | {line.layer for line in setting.lines}
    for layer in range(max(layers) + 1):
        picture = picture.copy() if layer else picture
        for mark in setting.marks:
            if mark.layer == layer:
                _paint(picture, mark, theme)
        paint_lines(picture, [line for line in setting.lines if line.layer == layer], theme)
        yield picture


def paint_lines(picture: Image.Image, lines: Sequence[Line], theme: Theme, left: int = 0, top: int = 0) -> None:
    """Paint lines of text. `left`, `top`: where the picture lies in the frame."""
    draw = ImageDraw.Draw(picture)
    for line in lines:
        font = load_font(line.weight, line.size)
        place = (line.left - left, line.baseline - top)
        draw.text(place, line.text, font=font, fill=theme.colour(line.colour), anchor="ls")


def counted(below: Image.Image, line: Line, move: Move, theme: Theme, share: float) -> Image.Image:
    """The box of the move with the line's numbers half-way; what is no number stands where it will stand."""
    picture = below.crop(move.box)
    draw = ImageDraw.Draw(picture)
    font, fill = load_font(line.weight, line.size), theme.colour(line.colour)
    baseline = line.baseline - move.box[1]
    start = 0
    numbers = [found.span() for found in NUMBER.finditer(line.text)]
    now = [found.group() for found in NUMBER.finditer(halfway(line.text, share, move.old))]
    if len(now) != len(numbers):
        now = [line.text[first:last] for first, last in numbers]
    for (first, last), words in zip(numbers, now, strict=True):
        _write(draw, line, line.text[start:first], start, move, font, fill)
        end = line.left - move.box[0] + text_width(line.text[:last], line.weight, line.size)
        draw.text((end, baseline), words, font=font, fill=fill, anchor="rs")
        start = last
    _write(draw, line, line.text[start:], start, move, font, fill)
    return picture


def _write(
    draw: ImageDraw.ImageDraw, line: Line, words: str, start: int, move: Move, font: object, fill: object
) -> None:
    at = line.left - move.box[0] + text_width(line.text[:start], line.weight, line.size)
    draw.text((at, line.baseline - move.box[1]), words, font=font, fill=fill, anchor="ls")  # type: ignore[arg-type]


def turned(mark: Mark, move: Move, theme: Theme) -> Iterator[Image.Image]:
    """The leaves of the move, picture by picture."""
    return falling_leaves(date.fromisoformat(mark.value), _size(mark.box), theme, mark.colour, mark.ground, move.frames)


def worked(below: Image.Image, mark: Mark, move: Move, theme: Theme, over: Sequence[Mark]) -> Iterator[Image.Image]:
    """The box of the move with its pictogram at work, picture by picture. `over`: what stands on it."""
    ground = below.crop(move.box)
    name = mark.value if mark.value in PICTOGRAMS else BACKUP_PICTOGRAM
    mask = Image.fromarray(pictogram(name, mark.box[2] - mark.box[0], "solid"))
    place = (mark.box[0] - move.box[0], mark.box[1] - move.box[1])
    for posed in poses(mask, move.gesture, place, ground.size, move.frames):
        picture = ground.copy()
        picture.paste(theme.colour(mark.colour), (0, 0), posed)
        for each in over:
            left, top, right, bottom = each.box
            across, down = move.box[:2]
            _paint(picture, replace(each, box=(left - across, top - down, right - across, bottom - down)), theme)
        yield picture


def captioned(ground: Image.Image, words: str, stage: Stage, layout: str, theme: Theme) -> Image.Image:
    """The box of the captions with one phrase."""
    spec = stage.layout(layout).text("caption")
    picture = ground.crop(caption_box(stage, layout))
    paint_lines(picture, set_lines("caption", words, spec, "chip_ink", 1), theme, *caption_box(stage, layout)[:2])
    return picture


def caption_box(stage: Stage, layout: str) -> Box:
    left, top, right, bottom = stage.layout(layout).text("caption").at
    return left // 2 * 2 - 8, top // 2 * 2, min(stage.width, right // 2 * 2 + 8), bottom // 2 * 2


def _paint(picture: Image.Image, mark: Mark, theme: Theme) -> None:
    left, top, right, bottom = mark.box
    colour = theme.colour(mark.colour)
    if mark.kind == "ban":
        colour = _red(mark.ground)
    draw = ImageDraw.Draw(picture)
    match mark.kind:
        case "bar" | "strike":
            draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)
        case "leaf":
            leaf = draw_leaf(date.fromisoformat(mark.value), _size(mark.box), theme, mark.colour, mark.ground)
            picture.paste(leaf, (left, top))
        case "pictogram":
            name = mark.value if mark.value in PICTOGRAMS else BACKUP_PICTOGRAM
            picture.paste(colour, (left, top), Image.fromarray(pictogram(name, right - left, "solid")))
        case "qr":
            side = code_side(mark.value, min(right - left, bottom - top))
            if side:
                picture.paste((255, 255, 255), (left, top, left + side, top + side))
                picture.paste(colour, (left, top), Image.fromarray(code_modules(mark.value, side)))
        case _:
            picture.paste(colour, (left, top), _shape(mark))
            if mark.kind == "tick":
                picture.paste(theme.colour("chip_ink" if mark.colour == "chip" else "ink"), (left, top), _check(mark))
            if mark.kind == "number":
                _number(draw, mark, theme)


def _red(ground: str) -> Colour:
    """A ban is red whatever the item's colours are; light on a dark ground."""
    theme, _ = look_of(BAN_LOOK)
    return theme.colour("chip" if ground == "paper" else "light")


def _shape(mark: Mark) -> Image.Image:
    """The density of a smooth shape in its box."""
    width, height = (side * OVERSAMPLING for side in _size(mark.box))
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    full = (0, 0, width - 1, height - 1)
    stroke = max(1, mark.weight) * OVERSAMPLING
    match mark.kind:
        case "plate":
            draw.rounded_rectangle(full, mark.weight * OVERSAMPLING, fill=255)
        case "ring":
            draw.rectangle(full, outline=255, width=stroke)
        case "bubble":
            tail = height // 7
            draw.rounded_rectangle((tail, 0, width - 1, height - 1), height // 8, fill=255)
            draw.polygon([(tail + 1, height // 3), (0, height // 2), (tail + 1, height // 2 + tail)], fill=255)
        case "ban":
            draw.ellipse(full, outline=255, width=stroke)
            radius = width / 2
            reach, half = radius * 0.707 - stroke / 2, stroke / 2 * 0.707
            corners = [
                (-reach - half, -reach + half),
                (-reach + half, -reach - half),
                (reach + half, reach - half),
                (reach - half, reach + half),
            ]
            draw.polygon([(radius + x, radius + y) for x, y in corners], fill=255)
        case _:
            draw.ellipse(full, fill=255)
    return mask.resize(_size(mark.box), Image.Resampling.BOX)


def _check(mark: Mark) -> Image.Image:
    width, height = (side * OVERSAMPLING for side in _size(mark.box))
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    points = [(width * x, height * y) for x, y in ((0.26, 0.52), (0.43, 0.69), (0.75, 0.33))]
    stroke = max(3, width // 9)
    draw.line(points, fill=255, width=stroke, joint="curve")
    for x, y in points:
        draw.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill=255)
    return mask.resize(_size(mark.box), Image.Resampling.BOX)


def _number(draw: ImageDraw.ImageDraw, mark: Mark, theme: Theme) -> None:
    left, top, right, bottom = mark.box
    if not mark.value:
        return
    size = (bottom - top) * 6 // 10
    wide = text_width(mark.value, "ExtraBold", size)
    fill = theme.colour("chip_ink" if mark.colour in {"deep", "mid"} else "deep")
    draw.text(
        ((left + right - wide) / 2, (top + bottom) / 2 + 0.36 * size),
        mark.value,
        font=load_font("ExtraBold", size),
        fill=fill,
        anchor="ls",
    )


def _size(box: Box) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


@lru_cache(maxsize=4)
def angles(width: int, height: int) -> NDArray[np.float32]:
    """Return of each point of a box how far round its middle it lies, clockwise from above: 0 to 1. Not to be changed: it is
    kept."""
    rows, columns = np.mgrid[0:height, 0:width]
    turn = np.arctan2(columns - width / 2 + 0.5, height / 2 - rows - 0.5) / (2 * np.pi)
    return np.asarray(turn % 1.0, dtype=np.float32)
