"""Draws the pictures of a scene with Pillow, once: without its words, and with all of them; and where each line stands.

`arrange` is pure and what tests look at. A line carries the place in the scene's text at which its words begin.
"""

from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from distributor.render.fonts import Weight, load_font
from distributor.render.qr import code_modules, code_side
from distributor.render.theme import Theme
from distributor.render.typeset import SetText, TextBox, set_text, text_width
from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.stage import Stage, look_of

CAPITALS = 0.74
"""Height of capital letters as a share of the size."""
LOWERED = 0.36
"""Share of the free height that goes above the words; the eye's middle lies higher than the ruler's."""
STANDING = frozenset({"chip", "mark", "unit", "reminder"})
"""Parts that stand from the first frame to the last."""
COLOURS = {
    "chip": "chip_ink", "mark": "muted", "unit": "ink", "reminder": "muted", "kicker": "chip", "title": "ink", "text": "ink",
    "big": "chip", "note": "muted", "below": "ink", "call": "ink", "link": "ink",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of text. `share`: of the scene's text that is said before it, 0 to 1; None: it does not wait for the voice."""

    part: str
    text: str
    left: float
    baseline: float
    top: int
    bottom: int
    weight: Weight
    size: int
    share: float | None = None


def arrange(scene: Scene, board: Storyboard, stage: Stage, sample_words: str) -> list[Line]:
    """Every line of the scene, in reading order."""
    boxes = stage.boxes
    standing = [
        *_in_the_middle("chip", scene.label.upper(), boxes.chip.text_box()),
        *(_to_the_right("mark", sample_words, boxes.mark.text_box()) if board.sample else []),
    ]
    heading = boxes.occasion if scene.kind == "date" and scene.big else boxes.kicker
    lines = _from_the_bottom("kicker", scene.kicker, heading.text_box())
    if scene.kind == "where" and scene.link:
        lines += _said("call", scene.text, boxes.call.text_box())
        lines += _from_the_top("link", _shown_link(scene.link), boxes.link.text_box())
    elif scene.big:
        lines += _from_the_top("big", scene.big, boxes.big.text_box())
        lines += _from_the_top("note", scene.note, boxes.note.text_box())
        lines += [] if scene.heard_only else _said("below", scene.text, boxes.below.text_box())
    else:
        part = "title" if scene.kind == "hook" else "text"
        lines += _said(part, scene.text, (boxes.title if part == "title" else boxes.text).text_box())
    if not scene.link:
        lines = _lowered(lines, boxes.text.bottom)
    foot = ", ".join(part for part in (board.unit_name, board.date_text) if part)
    return [
        *standing,
        *lines,
        *_from_the_bottom("unit", foot, boxes.unit.text_box()),
        *_from_the_top("reminder", board.reminder, boxes.reminder.text_box()),
    ]


def draw_ground(scene: Scene, stage: Stage, lines: list[Line]) -> Image.Image:
    """Paper, chip, mark, foot; bands are left to whoever moves them."""
    theme, _ = look_of(scene.look)
    picture = Image.new("RGB", (stage.width, stage.height), theme.colour("paper"))
    draw = ImageDraw.Draw(picture)
    for line in lines:
        right = line.left + text_width(line.text, line.weight, line.size)
        if line.part == "chip":
            chip = stage.chip
            filled = (chip.left, chip.top, right + chip.padding - 1, chip.top + chip.height - 1)
            draw.rectangle(filled, fill=theme.colour("chip"))
        elif line.part == "mark":
            mark = stage.mark
            outline = (line.left - mark.padding, mark.top, mark.right - 1, mark.top + mark.height - 1)
            draw.rectangle(outline, outline=theme.colour("muted"), width=max(1, mark.height // 24))
    _draw_lines(draw, [line for line in lines if line.part in STANDING], theme)
    return picture


def draw_words(ground: Image.Image, scene: Scene, stage: Stage, lines: list[Line]) -> Image.Image:
    """The ground with all that the scene says."""
    theme, _ = look_of(scene.look)
    picture = ground.copy()
    draw = ImageDraw.Draw(picture)
    said = [line for line in lines if line.share is not None]
    for line in said:  # the rule at their side grows with them
        left = stage.rule.left
        upper = line.top + (stage.rule.gap if line is said[0] else 0)
        lower = line.bottom - (stage.rule.gap if line is said[-1] else 0)
        draw.rectangle((left, upper, left + stage.rule.width - 1, lower - 1), fill=theme.colour("light"))
    _draw_lines(draw, [line for line in lines if line.part not in STANDING], theme)
    if scene.kind == "where" and scene.link:
        side = code_side(scene.link, stage.qr.size)
        if side:
            left, top = stage.qr.left, stage.qr.top
            picture.paste((255, 255, 255), (left, top, left + side, top + side))
            picture.paste(theme.colour("ink"), (left, top), Image.fromarray(code_modules(scene.link, side)))
    return picture


def _draw_lines(draw: ImageDraw.ImageDraw, lines: list[Line], theme: Theme) -> None:
    for line in lines:
        font = load_font(line.weight, line.size)
        fill = theme.colour(COLOURS[line.part])
        draw.text((line.left, line.baseline), line.text, font=font, fill=fill, anchor="ls")


def _lowered(lines: list[Line], bottom: int) -> list[Line]:
    """Towards the middle of what is free beneath: a short text does not hang under the heading."""
    free = bottom - max((line.bottom for line in lines), default=bottom)
    by = max(0, round(free * LOWERED / 2) * 2)
    return [replace(line, baseline=line.baseline + by, top=line.top + by, bottom=line.bottom + by) for line in lines]


def _shown_link(link: str) -> str:
    """Without its scheme: shorter to read, and browsers add it."""
    return link.partition("://")[2] or link


def _said(part: str, text: str, box: TextBox) -> list[Line]:
    """Lines that appear as they are said."""
    lines = _from_the_top(part, text, box)
    whole = max(1, sum(len(line.text) + 1 for line in lines))
    timed = []
    before = 0
    for line in lines:
        timed.append(replace(line, share=before / whole))
        before += len(line.text) + 1
    return timed


def _from_the_top(part: str, text: str, box: TextBox) -> list[Line]:
    return _lines(part, set_text(text, box), box, box.top + 0.0)


def _from_the_bottom(part: str, text: str, box: TextBox) -> list[Line]:
    set_ = set_text(text, box)
    return _lines(part, set_, box, box.bottom - set_.height)


def _in_the_middle(part: str, text: str, box: TextBox) -> list[Line]:
    set_ = set_text(text, box)
    return _lines(part, set_, box, (box.top + box.bottom + CAPITALS * set_.size) / 2 - set_.ascent)


def _to_the_right(part: str, text: str, box: TextBox) -> list[Line]:
    lines = _in_the_middle(part, text, box)
    return [replace(line, left=box.right - text_width(line.text, line.weight, line.size)) for line in lines]


def _lines(part: str, set_: SetText, box: TextBox, top: float) -> list[Line]:
    first = round(top + set_.ascent)
    lines = []
    for number, text in enumerate(set_.lines):
        baseline = first + number * set_.line_height
        upper, lower = baseline - set_.ascent, baseline - set_.ascent + set_.line_height
        lines.append(Line(part, text, box.left, baseline, upper, lower, box.weight, set_.size))
    return lines
