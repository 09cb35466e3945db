"""What lies on the plate over the pattern: a calendar leaf with the day that matters, or a sign."""

from functools import lru_cache

from PIL import Image, ImageDraw

from distributor.render.content import CardContent
from distributor.render.contrast import Colour
from distributor.render.fonts import load_font
from distributor.render.layout import Layout, Rectangle
from distributor.render.marks import Box, Line, Placed, Said
from distributor.render.theme import Theme
from distributor.render.typeset import TextBox, set_text, text_width

CAPITALS = 0.74
OVERSAMPLING = 4
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def set_device(content: CardContent, layout: Layout) -> Placed:
    """The letters of the plate, at their final places; signs are pictures and say nothing."""
    place = layout.frame.plate
    if layout.device != "calendar" or place is None or content.date_on is None:
        return Placed(0)
    return _calendar(content, place)


def _calendar(content: CardContent, place: Rectangle) -> Placed:
    left, top, right, bottom = place
    side = right - left
    edge = round(0.04 * side)
    strip = round(0.25 * side)
    day, month = str(content.date_on.day) if content.date_on else "", content.date_on
    assert month is not None  # noqa: S101 - asked before
    label = _line("day", content.date_label.upper(), place, 0.078, 0.05, (top + edge + top + strip) / 2)
    number = f"{int(day):02d}"
    big = round(0.45 * side)
    middle = top + strip + (side - strip) * 0.33
    big_line = Line(
        "day", number, left + (side - text_width(number, "ExtraBold", big)) / 2, round(middle + CAPITALS * big / 2),
        "ExtraBold", big, "ink", "paper",
    )  # fmt: skip
    under = f"tháng {month.month:02d}/{month.year}"
    size = round(0.098 * side)
    base = round(bottom - 0.19 * side)
    under_line = Line(
        "day", under, left + (side - text_width(under, "SemiBold", size)) / 2, base, "SemiBold", size, "ink", "paper"
    )
    weekday, small = WEEKDAYS[month.weekday()], round(0.068 * side)
    last = Line(
        "day", weekday, left + (side - text_width(weekday, "Medium", small)) / 2, round(bottom - 0.085 * side),
        "Medium", small, "muted", "paper",
    )  # fmt: skip
    boxes = (
        Box(left, top, right, bottom, "paper"),
        Box(left + edge, top + edge, right - edge, top + strip, "chip"),
        Box(left, top, right, bottom, "light", outline=max(2, round(0.008 * side))),
    )
    said = Said("day", f"{content.date_label} {content.date_on:%d/%m/%Y}")
    return Placed(0, (label, big_line, under_line, last), boxes, (said,))


def _line(part: str, text: str, place: Rectangle, largest: float, smallest: float, middle: float) -> Line:
    side = place[2] - place[0]
    box = TextBox(
        0, 0, round(side * 0.88), round(side * 0.2), "Bold", (round(largest * side), round(smallest * side)), 1
    )
    set_ = set_text(text, box)
    shown = set_.lines[0] if set_.lines else ""
    left = place[0] + (side - text_width(shown, "Bold", set_.size)) / 2
    return Line(part, shown, left, round(middle + CAPITALS * set_.size / 2), "Bold", set_.size, "chip_ink", "chip")


@lru_cache(maxsize=32)
def draw_sign(device: str, side: int, theme: Theme) -> Image.Image:
    """RGBA. A round plate with "?", or the triangle that road signs warn with."""
    large = side * OVERSAMPLING
    picture = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(picture)
    if device == "question":
        _disc(draw, large, theme.colour("paper"), theme.colour("light"))
        _glyph(draw, "?", large, 0.5, 0.62, theme.colour("deep"))
    else:
        _disc(draw, large, theme.colour("pale"), theme.colour("light"))
        _triangle(draw, large, 0.1, 0.035, theme.colour("deep"))
        _glyph(draw, "!", large, 0.525, 0.33, theme.colour("pale"))
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _disc(draw: ImageDraw.ImageDraw, large: int, fill: Colour, ring: Colour) -> None:
    draw.ellipse((0, 0, large - 1, large - 1), fill=fill)
    edge = 0.045 * large
    draw.ellipse((edge, edge, large - 1 - edge, large - 1 - edge), outline=ring, width=round(0.012 * large))


def _glyph(draw: ImageDraw.ImageDraw, letter: str, large: int, middle: float, share: float, colour: Colour) -> None:
    font = load_font("ExtraBold", round(share * large / CAPITALS * 0.86))
    left, top, right, bottom = font.getbbox(letter, anchor="ls")
    draw.text(
        (large / 2 - (left + right) / 2, middle * large - (top + bottom) / 2),
        letter,
        font=font,
        fill=colour,
        anchor="ls",
    )


def _triangle(draw: ImageDraw.ImageDraw, large: int, inset: float, radius: float, colour: Colour) -> None:
    """Equilateral with round corners, `inset` from the outermost one on all sides; shares of the side."""
    high = 0.866
    top = (1 - high) / 2 - 0.045
    r = radius
    corners = [
        (0.5, top + 2 * (inset + r)),
        (1 - 1.732 * (inset + r), top + high - inset - r),
        (1.732 * (inset + r), top + high - inset - r),
    ]
    points = [(x * large, y * large) for x, y in corners]
    draw.polygon(points, fill=colour)
    wide = r * large
    for (x, y), (to_x, to_y) in zip(points, [*points[1:], points[0]], strict=True):
        draw.line((x, y, to_x, to_y), fill=colour, width=round(2 * wide))
        draw.ellipse((x - wide, y - wide, x + wide, y + wide), fill=colour)
