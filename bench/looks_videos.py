"""How a video looks, in numbers, from its storyboard as it is timed without a voice.

- Main fact: what the first scene of the message says: its figure, its day, its first step, what reads right, else the first three
  fifths of its sentence; of an item whose last day has passed, what is told without it. It is on
  the screen when the lines that hold it have come, a leaf when it lies open, a phrase of the captions when it stands.
- Seconds that show: those in which something other than arriving text moves: a figure, a leaf, a tick, a pictogram. Beside it the
  same without pictograms that only go up and down.
- Words a second: words on the screen of a scene over its seconds, the most of any scene.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.looks_items import ADDRESS, items
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_figures import number_of
from distributor.render.video.arrange import AHEAD, arrange
from distributor.render.video.board import Storyboard
from distributor.render.video.frames import CAPTION_FRAMES
from distributor.render.video.pacing import words_shown
from distributor.render.video.pieces import Setting
from distributor.render.video.settings import FRAME_RATE, VideoProblem, video_settings
from distributor.render.video.stage import load_stage
from distributor.render.video.storyboard import make_storyboard, scenes_told
from distributor.render.video.timing import Schedule, TimedScene, reading_durations, schedule

SHAPE = "9x16"
IN_TIME = 2.0
QUICK = 8
ENOUGH = 0.6
"""Of the words of a sentence: then its fact has been read."""


@dataclass(frozen=True)
class Watched:
    """`fact_at`: seconds until the main fact is on the screen, None if it never is. `shows`: seconds in which something moves,
    `shows_news` those in which more than a resting pictogram does."""

    title: str
    seconds: float
    fact: str
    fact_at: float | None
    shows: float
    shows_news: float
    words_a_second: float


def watched(item: ItemView) -> Watched | None:
    """None of an item of which no video is made."""
    editorial = load_editorial()
    try:
        board = make_storyboard(item, editorial, SHAPE, link=ADDRESS, sample=True)
    except VideoProblem:
        return None
    plan = schedule(board, reading_durations(board), video_settings().pace)
    scenes = scenes_told(item, editorial)
    fact = main_fact(scenes[0]) if scenes else board.scenes[0].text
    pace = max(words_shown(each.scene) / (each.frames / FRAME_RATE) for each in plan.scenes)
    settings = _settings(board, plan)
    shows, news = (_shown_seconds(plan, settings, resting=resting) for resting in (True, False))
    return Watched(item.title, plan.seconds, fact, fact_seen(plan, settings, fact), shows, news, pace)


def _settings(board: Storyboard, plan: Schedule) -> list[Setting]:
    stage = load_stage(video_settings().shape(SHAPE).layout)
    return [arrange(timed, board, stage, video_settings().words) for timed in plan.scenes]


def _shown_seconds(plan: Schedule, settings: Sequence[Setting], *, resting: bool) -> float:
    seconds = set()
    for timed, setting in zip(plan.scenes, settings, strict=True):
        for move in setting.moves:
            if move.seen == "text" or (move.how == "bob" and not resting):
                continue
            end = timed.frames if move.how == "bob" else min(timed.frames, move.start + move.frames)
            seconds |= {(timed.first_frame + frame) // FRAME_RATE for frame in range(move.start, end)}
    return float(len(seconds))


def main_fact(scene: Scene) -> str:
    """The words that must be on the screen."""
    if scene.figure and scene.kind in {SceneKind.FIGURE, SceneKind.BAN}:
        return number_of(scene.figure)[1]
    if scene.kind is SceneKind.COMPARISON:
        return number_of(scene.after)[1] or scene.after
    if scene.day is not None and scene.kind in {SceneKind.DEADLINE, SceneKind.EFFECT}:
        return f"{scene.day:%d/%m/%Y}"
    if scene.kind is SceneKind.CORRECTION:
        return scene.after
    if scene.kind in {SceneKind.STEPS, SceneKind.WHO} and scene.steps:
        return scene.steps[0]
    if scene.kind is SceneKind.PLACE:
        return scene.place
    words = (scene.answer or scene.statement).split()
    return " ".join(words[: max(1, round(len(words) * ENOUGH))])


def fact_seen(plan: Schedule, settings: Sequence[Setting], fact: str) -> float | None:
    for timed, setting in zip(plan.scenes, settings, strict=True):
        if (seen := _seen_in(timed, setting, fact)) is not None:
            return seen
    return None


def _seen_in(timed: TimedScene, setting: Setting, fact: str) -> float | None:
    found: list[float] = []
    for mark in setting.marks:
        if mark.kind == "leaf" and fact == "/".join(reversed(mark.value.split("-"))):
            found += [move.start + move.frames for move in setting.moves if move.how == "turn"]
    for part in {line.part for line in setting.lines}:
        lines = [line for line in setting.lines if line.part == part]
        if fact.casefold() not in " ".join(line.text for line in lines).casefold():
            continue
        over = [
            move.start + move.frames
            for line in lines
            for move in setting.moves
            if move.layer == line.layer and move.how != "bob" and move.box[1] <= line.baseline <= move.box[3]
        ]
        found.append(max(over, default=0))
    if setting.caption:
        said = ""
        for cue in timed.cues:
            said = f"{said} {cue.cue.text}"
            if fact.casefold() in said.casefold():
                found.append(max(0.0, (cue.start - AHEAD - timed.start) * FRAME_RATE) + CAPTION_FRAMES)
                break
    return timed.start + min(found) / FRAME_RATE if found else None


def of_videos(gold: Path | None, *, quick: bool, show: int) -> dict[str, float]:
    found = [each for item in items(gold, QUICK if quick else None) if (each := watched(item)) is not None]
    late = [each for each in found if each.fact_at is None or each.fact_at > IN_TIME]
    for each in late[:show]:
        told = "never" if each.fact_at is None else f"after {each.fact_at:.1f} s"
        print(f"  main fact late: «{each.title[:60]}»: «{each.fact[:50]}» {told}")
    print(f"{len(found)} videos")
    return figures(found)


def figures(found: Sequence[Watched]) -> dict[str, float]:
    seconds = sum(each.seconds for each in found)
    in_time = sum(each.fact_at is not None and each.fact_at <= IN_TIME for each in found)
    return {
        "videos: main fact by 2.0 s": in_time / len(found),
        "videos: seconds that show": sum(each.shows for each in found) / seconds,
        "videos: seconds that show something new": sum(each.shows_news for each in found) / seconds,
        "videos: words a second": max(each.words_a_second for each in found),
        "videos: seconds, mean": seconds / len(found),
        "videos: seconds, most": max(each.seconds for each in found),
    }
