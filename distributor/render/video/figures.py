"""The figure of a scene: it counts up over a bar, and gives its place to the next one that the sentence comes to."""

from distributor.render.scene_figures import LONGEST_ABOUT, figures_behind, sizes_of
from distributor.render.theme import Role
from distributor.render.video.builder import COUNT_FRAMES, SLIDE_FRAMES, Builder
from distributor.render.video.counting import cells_of, counts
from distributor.render.video.pieces import even
from distributor.render.video.settings import FRAME_RATE, Words
from distributor.render.video.timing import TimedScene, frame_of, shown_in

CELL_FRAMES, LONGEST_FILL = 8, 100
"""Frames in which one part of a bar fills, and all of them at most."""
STANDS_AT_LEAST = 2 * FRAME_RATE
"""Frames that a figure stands before the next may come."""


def figure(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    build.pictogram(shown.pictogram, layout.area("pictogram"))
    large_figure(build, shown.figure, shown.of_what, at=0)
    _other_figures(build, timed)


def _other_figures(build: Builder, timed: TimedScene) -> None:
    """Show other figures: when the sentence comes to another figure, that one takes the place of the one before: what is large is
    what is said. One that would follow at once is passed over; the one that stands is of the same clause."""
    shown = shown_in(timed)
    texts = build.layout.texts
    boxes = [texts[name].at for name in ("limit", "figure", "figure_alone", "below")]
    cover = even(
        (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    )
    last, layer = 0, 1
    for figure, of_what, share in figures_behind(timed.scene.text, shown.figure):
        at = frame_of(timed, share)
        if at - last < STANDS_AT_LEAST:
            continue
        last, layer = at, layer + 1
        build.mark("bar", cover, build.ground, layer=layer)
        large_figure(build, figure, of_what, at, layer)
        build.move("slide_left", cover, at - build.first, SLIDE_FRAMES, layer, "figure")


def large_figure(build: Builder, figure: str, of_what: str, at: int, layer: int = 1) -> None:
    """Let the figure count up over a bar; what limits it stands above, what it is of beneath. One of a higher layer comes
    whole."""
    parts = sizes_of(figure)
    limit = build.text("limit", parts.before, part="text", layer=layer)
    big = build.text("figure" if parts.before else "figure_alone", parts.big, part="strong", layer=layer)
    after = f"mỗi {parts.after[1:].strip()}" if parts.after.startswith("/") else parts.after
    about = of_what if len(of_what.split()) <= LONGEST_ABOUT else ""
    below = build.text("below", " ".join(part for part in (about, after) if part), part="text", layer=layer)
    bar = build.layout.area("bar")
    cells, filled = cells_of(parts.big)
    wide, gap = (bar[2] - bar[0]) / cells, build.stage.unit if cells > 1 else 0
    for cell in range(cells):
        left, right = bar[0] + cell * wide, bar[0] + (cell + 1) * wide - (gap if cell < cells - 1 else 0)
        build.mark(
            "bar", (round(left), bar[1], round(right), bar[3]), build.colour("disc"), layer=0 if layer == 1 else layer
        )
        end = min(right, left + wide * (filled - cell))
        if end > left:
            lit: Role = "chip" if build.ground == "paper" else "light"
            build.mark("bar", (round(left), bar[1], max(round(left) + 2, round(end)), bar[3]), lit, layer=layer)
    if layer > 1:
        return
    build.rise(limit, at)
    if counts(parts.big):
        build.count(big, at)
    else:
        build.rise(big, at, seen="figure")
    build.move("wipe", even(bar), at + 2, max(COUNT_FRAMES, min(LONGEST_FILL, cells * CELL_FRAMES)), 1, "figure")
    build.rise(below, at + 8)
