"""The digest of a week or a month: how many items, one scene an item, a closing, from the items' own storyboards. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind
from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.settings import VideoProblem, VideoSettings, video_settings
from distributor.render.video.storyboard import shortened, trimmed, where_scene
from distributor.render.video.timing import read_in
from distributor.text.plain import one_line
from phrases import phrase

FEWEST_WORDS = 10
"""Of an item; below that it says nothing, and the digest takes fewer items."""


def make_digest(
    boards: Sequence[Storyboard],
    shape: str,
    *,
    period: str,
    unit_name: str,
    link: str = "",
    sample: bool = False,
    month: bool = False,
    settings: VideoSettings | None = None,
) -> Storyboard:
    """Make the storyboard of a digest. `boards`: of the chosen items, most important first; what does not fit is left out.
    `period`: "16/11 – 22/11/2026".

    Each item is told by its first scene if that is short enough, else by its title. `month`: a digest of a month,
    not of a week. Raises `VideoProblem` without items.
    """
    settings = settings or video_settings()
    words = settings.words
    if not boards:
        raise VideoProblem(phrase("render.video.no-items"))
    longest = settings.shape(shape).digest_seconds
    unit, period = one_line(unit_name), one_line(period)
    name, label = words.digest, words.digest_month_label if month else words.digest_label
    closing = replace(where_scene(words.digest_where, link, unit, settings), label=label, look="digest")
    chosen = list(boards[: settings.pace.digest_items])
    while True:
        opening = _opening(len(chosen), period, name, label, settings)
        most = settings.pace.digest_words
        while most >= FEWEST_WORDS:
            scenes = (opening, *_items(chosen, most), closing)
            if read_in(scenes, settings.pace) <= longest:
                break
            most -= 2
        if most >= FEWEST_WORDS or len(chosen) == 1:
            break
        chosen.pop()
    title = f"{name} {period}".strip()
    sample = sample or any(board.sample for board in chosen)
    board = Storyboard(shape, title, unit, period, boards[0].reminder, scenes, sample, longest)
    return trimmed(board, settings)


def _opening(count: int, period: str, name: str, label: str, settings: VideoSettings) -> Scene:
    figure = settings.words.digest_figure.format(count=count)
    shown = Shown(SceneKind.FIGURE, name, figure=figure, of_what=period, pictogram="news")
    return Scene("opening", name, shown, look="digest", label=label)


def _items(boards: Sequence[Storyboard], words: int) -> list[Scene]:
    scenes = []
    for number, board in enumerate(boards, start=1):
        place = f"{number}/{len(boards)}"
        scene = _of(board, words)
        scenes.append(replace(scene, label=f"{place} · {scene.label}" if scene.label else place))
    return scenes


def _of(board: Storyboard, words: int) -> Scene:
    """The item's first scene if its sentence is short enough, else its title, shortened."""
    first = board.scenes[0]
    if first.turn == "point" and len(first.text.split()) <= words:
        return first
    title = shortened(board.title, words)
    picture = first.shown.pictogram if first.shown else ""
    return replace(first, text=title, shown=Shown(SceneKind.STATEMENT, title, pictogram=picture), kicker="", note="")
