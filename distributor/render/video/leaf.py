"""The leaf of a calendar: a day as a picture, and how earlier leaves fall until it lies open."""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from PIL import Image, ImageDraw

from distributor.calendar.period import WEEKDAYS
from distributor.render.fonts import Weight, load_font
from distributor.render.theme import Role, Theme
from distributor.render.typeset import TextBox, set_text, text_width

FALLING = 3
"""Leaves that fall."""
OVERSAMPLING = 2


def draw_leaf(day: date, size: tuple[int, int], theme: Theme, head: Role, ground: Role) -> Image.Image:
    """Month and year above, the day large, its weekday beneath."""
    width, height = size
    picture = _body(size, theme, head, ground)
    draw = ImageDraw.Draw(picture)
    top = round(height * 0.24)
    _put(
        draw,
        f"Tháng {day.month}/{day.year}",
        (0, round(height * 0.035), width, top),
        "Bold",
        theme.colour("chip_ink"),
        0.13,
    )
    _put(draw, str(day.day), (0, top, width, round(height * 0.78)), "ExtraBold", theme.colour("ink"), 0.52)
    name = WEEKDAYS[day.weekday()]
    _put(draw, name, (0, round(height * 0.78), width, round(height * 0.96)), "SemiBold", theme.colour("muted"), 0.12)
    return picture


def falling_leaves(
    day: date, size: tuple[int, int], theme: Theme, head: Role, ground: Role, frames: int
) -> Iterator[Image.Image]:
    """Yield as many pictures as `frames`; in the last the day lies open. Each leaf falls quickly, then lies for a moment."""
    days = [_before(day, FALLING - number) for number in range(FALLING + 1)]
    leaves = [draw_leaf(each, size, theme, head, ground) for each in days]
    for number in range(frames):
        place = (number + 1) / frames * FALLING
        turn = min(FALLING - 1, math.ceil(place) - 1)
        share = min(1.0, (place - turn) * 1.25)
        yield _half_turned(leaves[turn], leaves[turn + 1], share) if share < 1 else leaves[turn + 1]


def _before(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return day


def _half_turned(old: Image.Image, new: Image.Image, share: float) -> Image.Image:
    """The upper half of the old leaf falls over the new one's lower half."""
    width, height = old.size
    middle = height // 2
    picture = new.copy()
    picture.paste(old.crop((0, middle, width, height)), (0, middle))
    angle = math.cos(math.pi * share)
    if angle >= 0:
        high = max(1, round(middle * angle))
        falling = old.crop((0, 0, width, middle)).resize((width, high), Image.Resampling.BILINEAR)
        picture.paste(falling, (0, middle - high))
    else:
        high = max(1, round((height - middle) * -angle))
        falling = new.crop((0, middle, width, height)).resize((width, high), Image.Resampling.BILINEAR)
        picture.paste(falling, (0, middle))
    return picture


def _body(size: tuple[int, int], theme: Theme, head: Role, ground: Role) -> Image.Image:
    width, height = (side * OVERSAMPLING for side in size)
    picture = Image.new("RGB", (width, height), theme.colour(ground))
    draw = ImageDraw.Draw(picture)
    radius = round(min(width, height) * 0.07)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=theme.colour("light"))
    edge = max(2, round(width * 0.012))
    draw.rounded_rectangle((edge, edge, width - 1 - edge, height - 1 - edge), radius - edge, fill=(255, 255, 255))
    top = round(height * 0.24)
    draw.rounded_rectangle((0, 0, width - 1, top), radius, fill=theme.colour(head))
    draw.rectangle((0, top - radius, width - 1, top), fill=theme.colour(head))
    for share in (0.25, 0.75):  # the rings that hold the leaves
        x, r = width * share, width * 0.022
        draw.rounded_rectangle((x - r, height * 0.012, x + r, height * 0.075), r, fill=theme.colour("paper"))
    return picture.resize(size, Image.Resampling.BOX)


def _put(
    draw: ImageDraw.ImageDraw,
    words: str,
    box: tuple[int, int, int, int],
    weight: Weight,
    colour: tuple[int, int, int],
    share: float,
) -> None:
    """Put words in the middle of the box; `share`: of the leaf's height that the letters have at most."""
    left, top, right, bottom = box
    inset = round((right - left) * 0.06)
    largest = max(6, round((bottom - top) * 1.6))
    space = TextBox(left + inset, top, right - inset, bottom + largest, weight, (min(largest, _height(draw, share)), 5))
    set_ = set_text(words, space)
    wide = text_width(words, weight, set_.size)
    baseline = (top + bottom) / 2 + 0.355 * set_.size
    font = load_font(weight, set_.size)
    draw.text(((left + right - wide) / 2, baseline), words, font=font, fill=colour, anchor="ls")


def _height(draw: ImageDraw.ImageDraw, share: float) -> int:
    height: int = draw.im.size[1]
    return max(6, round(height * share))
