"""The digest of a week: an opening, one scene an item, a closing, from the storyboards of the week. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.pacing import scene_floor, screen_words
from distributor.render.video.settings import VideoProblem, VideoSettings, video_settings
from distributor.render.video.storyboard import shortened, trimmed, where_scene
from distributor.text.plain import one_line

FEWEST_WORDS = 6
"""Of an item's title; below that it says nothing, and the digest takes fewer items."""

TELLING, MORE = 5, 12
"""A title of fewer words on the screen says too little: it is given more time, so many spoken words."""


def make_digest(
    boards: Sequence[Storyboard],
    shape: str,
    *,
    period: str,
    unit_name: str,
    link: str = "",
    sample: bool = False,
    settings: VideoSettings | None = None,
) -> Storyboard:
    """`boards`: of the week's items, most important first; what does not fit is left out. `period`: "16/11 – 22/11/2026".

    Titles are shortened alike, so that all items fit into the shape's time. Raises `VideoProblem` without items.
    """
    settings = settings or video_settings()
    if not boards:
        raise VideoProblem("Tuần này không có tin nào nên không có bản điểm tin. Hãy chọn ít nhất một tin.")
    longest = settings.shape(shape).digest_seconds
    unit = one_line(unit_name)
    reminder = boards[0].reminder
    name, label = settings.words.digest, settings.words.digest_label
    opening = Scene("opening", name, kicker=shortened(unit, 20), big=one_line(period), label=label)
    closing = replace(where_scene(settings.words.digest_where, link, unit, settings), label=label)
    chosen = list(boards[: settings.pace.digest_items])
    while True:
        words = settings.pace.title_words
        while words >= FEWEST_WORDS:
            scenes = (opening, *_items(chosen, words), closing)
            if sum(scene_floor(scene, settings.pace) for scene in scenes) <= longest:
                break
            words -= 1
        if words >= FEWEST_WORDS or len(chosen) == 1:
            break
        chosen.pop()
    title = f"{name} {one_line(period)}".strip()
    sample = sample or any(board.sample for board in chosen)
    board = Storyboard(shape, title, unit, one_line(period), reminder, scenes, sample, longest)
    return trimmed(board, settings)


def _items(boards: Sequence[Storyboard], words: int) -> list[Scene]:
    scenes = []
    for number, board in enumerate(boards, start=1):
        hook = board.scenes[0]
        text = shortened(hook.text, words)
        if screen_words(text) < TELLING < screen_words(hook.text):  # "Bãi bỏ…": the number of an act is never cut
            text = shortened(hook.text, words + MORE)
        scenes.append(replace(hook, kind="item", text=text, big=f"{number}/{len(boards)}"))
    return scenes
