"""The banner as a picture, for sites that take no frame and no script: SVG with the reader's own type. Pure."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from distributor.report.banners import ShownBanner

BLUE, GOLD, INK, SOFT, WARM = "#0e3a5d", "#f2c14e", "#15191d", "#505b65", "#fdf3d7"
_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
_LETTER, _BOLD_LETTER = 0.56, 0.69
"""Of the type's size: how wide a letter is on average, so that a line keeps inside whatever type the reader has."""
_SAMPLE_WIDTH, _SAMPLE_HEIGHT = 84, 16
_LOUDSPEAKER = "M4 12.5h5.5L20 6v20l-10.5-6.5H4z"


def banner_svg(shown: ShownBanner, house: str, sample: str = "") -> str:
    """Draw a banner as wide and high as its size says. `sample`: what says that the data is made up; empty of a real home."""
    wide = shown.size.height <= 100
    parts = list(_wide(shown, house) if wide else _tall(shown, house, _SAMPLE_HEIGHT if sample else 0))
    if sample:
        left, top = shown.size.width - _SAMPLE_WIDTH, shown.size.height - _SAMPLE_HEIGHT
        parts.append(f'<rect x="{left}" y="{top}" width="{_SAMPLE_WIDTH}" height="{_SAMPLE_HEIGHT}" fill="{WARM}"/>')
        parts += _lines(sample, left + 7, top + 12, _SAMPLE_WIDTH, 11, 1, INK)
    size = f'width="{shown.size.width}" height="{shown.size.height}"'
    box = f"0 0 {shown.size.width} {shown.size.height}"
    label = escape(f"{house}: {shown.items[0].title if shown.items else shown.title}", {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{box}" role="img" aria-label="{label}" font-family="{_FONT}">'
        f'<rect {size} fill="#fff"/>{"".join(parts)}'
        f'<rect x=".5" y=".5" width="{shown.size.width - 1}" height="{shown.size.height - 1}" fill="none" stroke="{BLUE}"/></svg>'
    )


def _wide(shown: ShownBanner, house: str) -> Iterator[str]:
    height, brand = shown.size.height, 96 if shown.size.width < 400 else 200
    yield f'<rect width="{brand}" height="{height}" fill="{BLUE}"/>'
    yield f'<rect x="{brand}" width="4" height="{height}" fill="{GOLD}"/>'
    yield f'<path d="{_LOUDSPEAKER}" transform="translate(10 {height / 2 - 26})" fill="#fff"/>'
    yield from _lines(house or "Loa", 10, height / 2 + 18, brand - 16, 12, 2, "#fff", weight=600)
    if not shown.items:
        yield from _lines(shown.title or house or "Loa", brand + 16, 40, shown.size.width - brand - 28, 16, 2, INK)
        return
    each = (shown.size.width - brand - 16) / shown.size.items
    for place, item in enumerate(shown.items):
        left, largest = brand + 16 + place * each, 15 if shown.size.width < 400 else 17
        yield from _lines(item.title, left, 26 if height < 95 else 28, each - 16, largest, 3, INK, weight=600)


def _tall(shown: ShownBanner, house: str, kept_free: int) -> Iterator[str]:
    """Draw a tall banner. `kept_free`: of its height, at its foot."""
    width = shown.size.width
    yield f'<rect width="{width}" height="44" fill="{BLUE}"/><rect y="44" width="{width}" height="4" fill="{GOLD}"/>'
    yield f'<path d="{_LOUDSPEAKER}" transform="translate(6 6)" fill="#fff"/>'
    yield from _lines(house or "Loa", 36, 19 if len(house) > width / 8 else 27, width - 42, 13, 2, "#fff", weight=600)
    top = 68.0
    if shown.title:
        yield from _lines(shown.title, 12, top, width - 24, 13, 1, SOFT)
        top += 20
    for item in shown.items:
        lines = list(_lines(item.title, 12, top, width - 24, 15, 3, INK, weight=600))
        if top + len(lines) * 20 > shown.size.height - kept_free:
            return
        yield from lines
        top += len(lines) * 20 + 12


def _lines(
    text: str, left: float, top: float, width: float, size: int, most: int, colour: str, *, weight: int = 400
) -> Iterator[str]:
    letter = _BOLD_LETTER if weight > 400 else _LETTER
    for number, line in enumerate(wrapped(text, int(width / (size * letter)), most)):
        y = top + number * size * 1.32
        yield (
            f'<text x="{left:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        )


def wrapped(text: str, letters: int, most: int) -> list[str]:
    """Wrap a text into at most `most` lines of at most `letters`; what is cut ends in an ellipsis."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]}…"
            break
    return [line if len(line) <= letters + 1 else f"{line[: letters - 1]}…" for line in lines if line]
