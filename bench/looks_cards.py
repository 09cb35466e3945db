"""How a card looks, in numbers. Everything is measured where it stands (`arrange`) or on the drawn pixels.

- Small: letters whose size is under 12 px where the card is shown 390 px wide, a telephone held upright.
- Empty: the share of the card on which two lines of the smallest readable letters, with a margin round them, would still find
  room: where a square of 56 px (at 390 px) fits without touching ink. Ink are letters, pictograms, picture, emblem, code and
  edges of frames and fields, for no line is written across one; neither pattern nor the plain fill of a field is. So the gaps
  between lines and a plain margin are not empty, a field is. What an app covers (`clear`) has no room and is left out. `bare` is
  stricter and only told: all that lies further from letters than half their size, margins too.
- Contrast: of each line, between the colour that covers most of its box and the one of its pixels that differs most.
- Overflow: a line that leaves the card or stands where an app covers it, crosses another line or the code; or words that are
  cut ("…") or have no place.
- Widow: a text of several lines whose last is one short word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.render.arrange import arrange
from distributor.render.card import draw_card
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for
from distributor.render.content import CardContent
from distributor.render.contrast import contrast
from distributor.render.layout import FormatName, Layout
from distributor.render.marks import Arrangement, Line
from distributor.render.scenes import scenes_of

FORMATS: tuple[FormatName, ...] = ("link", "square", "portrait", "x", "story", "thumbnail")
PHONE = 390
SMALLEST = 12.0
MOST_EMPTY = 0.25
LEAST_CONTRAST = 4.5
FIELD = 56
"""Side of a square, px at 390 px: 2 lines of 12 px at a leading of 1.3, and 12 px on all sides."""
STEP = 4
"""Pixels of a card for one of the mask on which emptiness is measured."""
SHORT_WORD = 0.2
"""Of the widest line: a single word shorter than that is a widow."""
TOUCH = 2
"""Pixels by which boxes of letters may touch: ascenders and descenders of tight lines."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Look:
    """`scene`: what it says. `small`: the smallest letters in px at 390 px. `faults`: what overflows."""

    layout: str
    format: FormatName
    scene: str
    title: str
    small: float
    smallest: str
    empty: float
    bare: float
    contrast: float
    faults: tuple[str, ...] = field(default=())
    widows: tuple[str, ...] = field(default=())


def contents(item: ItemView, *, all_scenes: bool) -> Iterator[tuple[str, CardContent]]:
    """The item's card; with `all_scenes` also what it would be of each other scene, so that every layout is seen."""
    editorial = load_editorial()
    content = card_content(item, editorial, sample=True)
    scenes = scenes_of(item, editorial)
    yield (str(scenes[0].kind) if scenes else ""), content
    for scene in scenes[1:] if all_scenes else ():
        yield str(scene.kind), replace(content, scene=scene)


def looks(item: ItemView, formats: Sequence[FormatName] = FORMATS, *, all_scenes: bool, draw: bool) -> Iterator[Look]:
    """`draw`: measure contrast on the drawn card, too."""
    for scene, content in contents(item, all_scenes=all_scenes):
        for shape in formats:
            layout = layout_for(content, "", shape)
            yield look_at(content, layout, scene, draw=draw)


def look_at(content: CardContent, layout: Layout, scene: str, *, draw: bool) -> Look:
    arranged = arrange(content, layout)
    smallest = min(arranged.lines, key=lambda line: line.size)
    picture = draw_card(content, layout) if draw else None
    return Look(
        layout.name,
        layout.format,
        scene,
        content.title,
        smallest.size * PHONE / layout.width,
        smallest.text,
        empty_share(layout, ink_mask(arranged, layout, 0.0)),
        bare_share(layout, ink_mask(arranged, layout, 0.5)),
        min(line_contrast(picture, line) for line in arranged.lines if line.text.strip()) if picture else 21.0,
        tuple(faults(arranged, layout, _words(content))),
        tuple(widows(arranged)),
    )


def ink_mask(arranged: Arrangement, layout: Layout, spacing: float) -> Mask:
    """Where there is ink, one point for `STEP` pixels; letters grown by `spacing` times their size on all sides."""
    mask = np.zeros((-(-layout.height // STEP), -(-layout.width // STEP)), dtype=bool)

    def put(left: float, top: float, right: float, bottom: float) -> None:
        across = slice(max(0, int(left // STEP)), max(0, int(-(-right // STEP))))
        down = slice(max(0, int(top // STEP)), max(0, int(-(-bottom // STEP))))
        mask[down, across] = True

    for line in arranged.lines:
        left, top, right, bottom = line.extent
        grown = line.size * spacing
        put(left - grown, top - grown, right + grown, bottom + grown)
    for icon in arranged.icons:
        inset = icon.side * 0.08  # the air that every icon of the family has round it
        put(icon.left + inset, icon.top + inset, icon.left + icon.side - inset, icon.top + icon.side - inset)
    for box in arranged.boxes:
        edge = box.outline or 1
        put(box.left, box.top, box.right, box.top + edge)
        put(box.left, box.bottom - edge, box.right, box.bottom)
        put(box.left, box.top, box.left + edge, box.bottom)
        put(box.right - edge, box.top, box.right, box.bottom)
    if arranged.emblem is not None:
        left, top, side = arranged.emblem
        put(left, top, left + side, top + side)
    if arranged.code is not None:
        put(*arranged.code)
    return mask


def empty_share(layout: Layout, mask: Mask) -> float:
    """The share covered by squares that find room without ink. The card's edge is no ink: a square must lie within."""
    side = max(1, round(FIELD * layout.width / PHONE / STEP))
    seen = _seen(layout, mask)
    blocked = np.pad((mask | ~seen).astype(np.int32), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    inside = blocked[side:, side:] - blocked[:-side, side:] - blocked[side:, :-side] + blocked[:-side, :-side]
    fits = inside == 0
    starts = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.int32)
    rows, columns = fits.shape
    starts[:rows, :columns] += fits
    starts[side : side + rows, :columns] -= fits
    starts[:rows, side : side + columns] -= fits
    starts[side : side + rows, side : side + columns] += fits
    covered = starts.cumsum(0).cumsum(1)[: mask.shape[0], : mask.shape[1]] > 0
    return float((covered & seen).sum() / seen.sum())


def bare_share(layout: Layout, mask: Mask) -> float:
    seen = _seen(layout, mask)
    return float((~mask & seen).sum() / seen.sum())


def _seen(layout: Layout, mask: Mask) -> Mask:
    """What no app covers."""
    seen = np.ones_like(mask)
    for left, top, right, bottom in layout.frame.clear:
        seen[top // STEP : -(-bottom // STEP), left // STEP : -(-right // STEP)] = False
    return seen


def line_contrast(picture: Image.Image, line: Line) -> float:
    left, top, right, bottom = (round(edge) for edge in line.extent)
    region = np.asarray(picture.convert("RGB").crop((left, top, right, bottom))).reshape(-1, 3)
    if not len(region):
        return 21.0
    codes, counts = np.unique(region.astype(np.int64) @ np.array([65536, 256, 1]), return_counts=True)
    colours = [(int(code) >> 16, int(code) >> 8 & 255, int(code) & 255) for code in codes]
    ground = colours[int(counts.argmax())]
    return max(contrast(ground, colour) for colour in colours)


def _words(content: CardContent) -> str:
    """All that the content says: an ellipsis of its own is no cut."""
    return f"{content.title} {content.said.statement}"


def faults(arranged: Arrangement, layout: Layout, words: str) -> Iterator[str]:
    boxes = [(line, line.extent) for line in arranged.lines if line.text.strip()]
    for place, (line, box) in enumerate(boxes):
        if box[0] < -TOUCH or box[1] < -TOUCH or box[2] > layout.width + TOUCH or box[3] > layout.height + TOUCH:
            yield f"outside: {line.text}"
        if any(_cross(box, covered) for covered in layout.frame.clear):
            yield f"covered by the app: {line.text}"
        for other, its in boxes[place + 1 :]:
            if other.part != line.part and _cross(box, its):
                yield f"crossing: {line.text} | {other.text}"
        if arranged.code is not None and _cross(box, arranged.code):
            yield f"on the code: {line.text}"
        if line.text.rstrip().endswith("…") and line.text.split()[-1] not in words:
            yield f"cut: {line.text}"
    if not arranged.whole:
        yield "not whole"


def _cross(one: Sequence[float], other: Sequence[float]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > TOUCH and down > TOUCH


def widows(arranged: Arrangement) -> Iterator[str]:
    """Texts of at least two lines that end with one short word. A text: neighbours of the same part, size and left end."""
    texts: list[list[Line]] = []
    for line in arranged.lines:
        last = texts[-1][-1] if texts else None
        follows = last is not None and (last.part, last.size, last.weight) == (line.part, line.size, line.weight)
        if last is not None and follows and 0 < line.baseline - last.baseline < 2 * line.size:
            texts[-1].append(line)
        else:
            texts.append([line])
    for text in texts:
        widths = [line.extent[2] - line.extent[0] for line in text]
        if len(text) > 1 and len(text[-1].text.split()) == 1 and widths[-1] < SHORT_WORD * max(widths):
            yield " / ".join(line.text for line in text)
