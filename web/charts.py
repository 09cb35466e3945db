"""Charts as SVG, drawn here: columns over time, bars side by side. No script; colours and type stand in `reports.css`.

Each is one picture to who cannot see it, named by its title; its numbers stand in a table beside it. What nobody stated is drawn
as a dash, never as a column of nought.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM = 56, 16, 30
NAMES, VALUES = 216, 76
ROW = 46
MOST_NAMES = 8


@dataclass(frozen=True)
class Bar:
    """`values`: one a series; None: nobody said."""

    label: str
    values: tuple[int | None, ...]


def columns(title: str, bars: Sequence[Bar], number: Callable[[int], str]) -> Markup:
    """One series over time, with round numbers at the side."""
    top = round_up(max((value or 0 for bar in bars for value in bar.values), default=0))
    step = (WIDTH - LEFT) / max(len(bars), 1)
    floor, height = HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    drawn = []
    for part in range(5):
        y = floor - height * part / 4
        if (top * part) % 4 == 0:
            drawn.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
            drawn.append(f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}">{escape(number(top * part // 4))}</text>')
    every = max(1, -(-len(bars) // MOST_NAMES))
    for place, bar in enumerate(bars):
        x, value = LEFT + step * place, bar.values[0]
        middle = x + step / 2
        if value is None:
            drawn.append(f'<text class="none" x="{middle:.1f}" y="{floor - 6}">–</text>')
        else:
            tall = height * value / top
            drawn.append(_rectangle("now", x + step * 0.16, floor - tall, step * 0.68, tall))
        if place % every == 0:
            drawn.append(f'<text class="name" x="{middle:.1f}" y="{HEIGHT - 8}">{escape(bar.label)}</text>')
    return _picture(title, HEIGHT, drawn)


def bars(title: str, rows: Sequence[Bar], number: Callable[[int], str], none: str) -> Markup:
    """Each row its name, this span's bar and beneath it, paler, the span's before. `none`: the words for no figure."""
    top = max((value or 0 for row in rows for value in row.values), default=0) or 1
    room = WIDTH - NAMES - VALUES
    drawn = []
    for place, row in enumerate(rows):
        y = ROW * place
        drawn.append(f'<text class="row" x="{NAMES - 10}" y="{y + 22}">{escape(shortened(row.label))}</text>')
        for value, kind, offset, tall in zip(row.values, ("now", "before"), (6, 26), (18, 10), strict=True):
            wide = room * (value or 0) / top
            if value is not None:
                drawn.append(_rectangle(kind, NAMES, y + offset, max(wide, 1), tall))
            if kind == "now":
                words = none if value is None else number(value)
                drawn.append(f'<text class="value" x="{NAMES + wide + 6:.1f}" y="{y + 20}">{escape(words)}</text>')
    return _picture(title, ROW * len(rows) + 4, drawn)


SPARK_WIDTH, SPARK_HEIGHT = 112, 32


def spark(title: str, now: Sequence[int | None], before: Sequence[int | None]) -> Markup:
    """Small columns of one week, a line for the week before behind them."""
    top = max((value or 0 for value in (*now, *before)), default=0) or 1
    step = SPARK_WIDTH / max(len(now), 1)
    drawn = []
    for place, value in enumerate(now):
        tall = SPARK_HEIGHT * (value or 0) / top
        drawn.append(_rectangle("now", step * (place + 0.15), SPARK_HEIGHT - tall, step * 0.7, max(tall, 1)))
    for place, value in enumerate(before):
        y = SPARK_HEIGHT - SPARK_HEIGHT * (value or 0) / top
        drawn.append(_rectangle("before", step * place, max(y - 1, 0), step, 2))
    return Markup('<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        SPARK_WIDTH,
        SPARK_HEIGHT,
        title,
        Markup("").join(Markup(each) for each in drawn),  # noqa: S704 - drawn here
    )


def _rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def shortened(label: str) -> str:
    return label if len(label) <= 22 else f"{label[:21].rstrip()}…"


def round_up(value: int) -> int:
    """The next 4, 8, 20, 40, 80, 200, …: four parts of it are whole."""
    step = 1
    while True:
        for each in (4, 8, 20):
            if each * step >= value:
                return each * step
        step *= 10


def _picture(title: str, height: int, drawn: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - every text within was escaped above
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {height}" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )
