"""The unit's emblem in the foot of a card: its own logo, or its initials in a roundel. Never the national emblem."""

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, UnidentifiedImageError

from distributor.errors import LoaError
from distributor.render.fonts import drawable, load_font
from distributor.render.theme import Theme
from distributor.text.place import place_tag
from phrases import phrase

OVERSAMPLING = 4
CAPITALS = 0.74
MOST_LOGO_PIXELS = 16_000_000
MOST_LETTERS = 3
SMALLEST_LOGO, LARGEST_LOGO = 96, 600


def monogram_of(unit_name: str) -> str:
    """Return `HG` of "Sở Tư pháp tỉnh Hương Giang"; else the initials of its words in capitals; empty if it has none."""
    place = place_tag(unit_name)
    letters = [letter for letter in place if letter.isupper()] or [
        word[0] for word in unit_name.split() if word[0].isupper()
    ]
    return "".join(letters[-MOST_LETTERS:])


def draw_monogram(letters: str, unit_name: str, side: int, theme: Theme, *, on_dark: bool) -> Image.Image:
    """RGBA, a roundel of `side` pixels. `letters` empty: those of the unit's place."""
    return _roundel(drawable(letters[:MOST_LETTERS]) or monogram_of(unit_name), side, theme, on_dark)


def open_logo(content: bytes) -> bytes:
    """A PNG of at most `LARGEST_LOGO` pixels, made anew without metadata. Raises LoaError, which says what to do.

    For a bounded child (`write.files.keep_emblem`).
    """
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_LOGO_PIXELS:
                raise LoaError(phrase("render.emblem.too-large"))
            logo = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LoaError(phrase("render.emblem.unreadable")) from error
    if min(logo.size) < SMALLEST_LOGO:
        raise LoaError(phrase("render.emblem.too-small", least=SMALLEST_LOGO))
    logo.thumbnail((LARGEST_LOGO, LARGEST_LOGO), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    logo.save(written, "PNG")
    return written.getvalue()


def load_logo(file: Path, side: int) -> Image.Image | None:
    """RGBA, a square of `side` pixels; None if it cannot be read."""
    try:
        stamp = file.stat()
    except OSError:
        return None
    return _read_logo(file, stamp.st_mtime_ns, stamp.st_size, side)


@lru_cache(maxsize=32)
def _read_logo(file: Path, _changed_at: int, _bytes: int, side: int) -> Image.Image | None:
    """None if it is no picture that can be read: the card has the monogram then."""
    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > MOST_LOGO_PIXELS:
                return None
            logo = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    logo.thumbnail((side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side))
    square.paste(logo, ((side - logo.width) // 2, (side - logo.height) // 2))
    return square


@lru_cache(maxsize=64)
def _roundel(letters: str, side: int, theme: Theme, on_dark: bool) -> Image.Image:
    large = side * OVERSAMPLING
    fill, ink = (
        (theme.colour("pale"), theme.colour("deep")) if on_dark else (theme.colour("deep"), theme.colour("chip_ink"))
    )
    picture = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, large - 1, large - 1), fill=fill)
    edge = 0.075 * large
    draw.ellipse((edge, edge, large - 1 - edge, large - 1 - edge), outline=ink, width=round(0.018 * large))
    if letters:
        size = round(large * (0.42, 0.36, 0.27)[len(letters) - 1])
        font = load_font("Bold", size)
        left, _, right, _ = font.getbbox(letters, anchor="ls")
        base = large / 2 + CAPITALS * size / 2
        draw.text((large / 2 - (left + right) / 2, base), letters, font=font, fill=ink, anchor="ls")
    return picture.resize((side, side), Image.Resampling.LANCZOS)
