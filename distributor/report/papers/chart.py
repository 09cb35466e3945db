"""Charts as SVG, for print in black and white: one tone, each value written beside its bar. Pure; same marks, same text."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from distributor.report.papers.outline import WHOLE, Chart

FACE = "TeX Gyre Termes"
SIZE = 15.0
TONE, PALE, LINE = "#2f5d8a", "#c9d6e4", "#666666"
BAR, GAP = 20.0, 9.0
BEFORE = 7.0
"""Height of the pale bar of the span before."""
NAMES = 190.0
"""Width of the labels of lying bars, where a chart is as wide as the page."""
LONGEST = 27
"""Letters of such a label."""
TALL = 190.0


def chart_svg(chart: Chart) -> str:
    """Draw a chart as SVG, `chart.wide` wide, as high as it needs."""
    return _lying(chart) if chart.lying else _standing(chart)


def chart_words(chart: Chart) -> str:
    """The same for who does not see it."""
    return f"{chart.caption}: {'; '.join(f'{mark.label}: {mark.told}' for mark in chart.marks)}"


def _lying(chart: Chart) -> str:
    marks, wide = chart.marks, chart.wide
    most = max((value or 0 for mark in marks for value in (mark.value, mark.before)), default=0) or 1
    told = max((_wide(mark.told) for mark in marks), default=0.0)
    names = min(NAMES, wide * 0.38)
    letters = round(LONGEST * names / NAMES)
    room = wide - names - told - 16
    row = BAR + GAP + (BEFORE if any(mark.before is not None for mark in marks) else 0)
    parts = []
    for place, mark in enumerate(marks):
        top = place * row + GAP / 2
        middle = top + BAR / 2 + SIZE * 0.34
        long = room * (mark.value or 0) / most
        parts.append(_text(names - 8, middle, _cut(mark.label, letters), "end"))
        if mark.value:
            parts.append(_box(names, top, long, BAR))
        if mark.before:
            parts.append(_box(names, top + BAR, room * mark.before / most, BEFORE, PALE))
        parts.append(_text(names + long + 6, middle, mark.told))
    high = len(marks) * row
    parts.append(f'<path d="M{names:g} 0V{high:g}" stroke="{LINE}" fill="none"/>')
    return _svg(wide, high, parts)


def _standing(chart: Chart) -> str:
    """Labels stand below; where they would meet, they are turned."""
    marks, across = chart.marks, chart.wide
    tall = TALL * across / WHOLE
    most = max((mark.value or 0 for mark in marks), default=0) or 1
    step = across / max(len(marks), 1)
    turned = any(_wide(mark.label) > step - 6 for mark in marks)
    below = max((_wide(mark.label) for mark in marks), default=0.0) + 14 if turned else SIZE + 12
    base = tall + SIZE + 6
    parts = []
    for place, mark in enumerate(marks):
        middle = step * (place + 0.5)
        high = tall * (mark.value or 0) / most
        wide = min(step * 0.6, 60.0)
        if mark.value:
            parts.append(_box(middle - wide / 2, base - high, wide, high))
        parts.append(_text(middle, base - high - 5, mark.told if _wide(mark.told) < step + 8 else "…", "middle"))
        if turned:
            x, y = middle + SIZE * 0.34, base + 8
            parts.append(_text(x, y, mark.label, "end", f' transform="rotate(-90 {x:.1f} {y:.1f})"'))
        else:
            parts.append(_text(middle, base + SIZE + 4, mark.label, "middle"))
    parts.append(f'<path d="M0 {base:g}H{across:g}" stroke="{LINE}" fill="none"/>')
    return _svg(across, base + below, parts)


def _wide(text: str) -> float:
    """Return the width, about so many units of the typeface."""
    return len(text) * SIZE * 0.48


def _cut(label: str, letters: int) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _box(x: float, y: float, wide: float, high: float, tone: str = TONE) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{tone}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def _svg(wide: float, high: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}" '
        f'font-family="{FACE}" font-size="{SIZE:g}" fill="#000000">{"".join(parts)}</svg>'
    )
