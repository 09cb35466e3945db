"""How a video looks, in numbers, from its storyboard as it is timed without a voice.

- Main fact: what the first scene of the message says: its figure, its day, else the first three fifths of its sentence. It is on
  the screen when the line that holds it has appeared.
- Seconds that show: those in which something other than arriving text moves: a figure, a leaf, a tick, a pictogram.
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
from distributor.render.scenes import scenes_of
from distributor.render.video.frames import MELT, REVEAL, moment_of
from distributor.render.video.pacing import words_shown
from distributor.render.video.settings import FRAME_RATE, VideoProblem, video_settings
from distributor.render.video.storyboard import make_storyboard
from distributor.render.video.timing import Schedule, TimedScene, cues_of, reading_durations, schedule

SHAPE = "9x16"
IN_TIME = 2.0
QUICK = 8
ENOUGH = 0.6
"""Of the words of a sentence: then its fact has been read."""


@dataclass(frozen=True)
class Watched:
    """`fact_at`: seconds until the main fact is on the screen, None if it never is. `shows`: seconds in which something moves."""

    title: str
    seconds: float
    fact: str
    fact_at: float | None
    shows: float
    words_a_second: float


def watched(item: ItemView) -> Watched | None:
    """None of an item of which no video is made."""
    editorial = load_editorial()
    try:
        board = make_storyboard(item, editorial, SHAPE, link=ADDRESS, sample=True)
    except VideoProblem:
        return None
    plan = schedule(board, reading_durations(cues_of(board)), video_settings().pace)
    scenes = scenes_of(item, editorial)
    fact = main_fact(scenes[0]) if scenes else ""
    pace = max(words_shown(each.scene) / (each.frames / FRAME_RATE) for each in plan.scenes)
    return Watched(item.title, plan.seconds, fact, fact_seen(plan, fact), 0.0, pace)


def main_fact(scene: Scene) -> str:
    """The words that must be on the screen."""
    if scene.figure and scene.kind in {SceneKind.FIGURE, SceneKind.BAN}:
        return number_of(scene.figure)[1]
    if scene.kind is SceneKind.COMPARISON:
        return number_of(scene.after)[1] or scene.after
    if scene.day is not None and scene.kind in {SceneKind.DEADLINE, SceneKind.EFFECT}:
        return f"{scene.day:%d/%m/%Y}"
    if scene.kind is SceneKind.PLACE:
        return scene.place
    words = (scene.answer or scene.statement).split()
    return " ".join(words[: max(1, round(len(words) * ENOUGH))])


def fact_seen(plan: Schedule, fact: str) -> float | None:
    for timed in plan.scenes:
        if (seen := _seen_in(timed, fact)) is not None:
            return seen
    return None


def _seen_in(timed: TimedScene, fact: str) -> float | None:
    opening = timed.first_frame == 0
    if fact in timed.scene.big or fact in timed.scene.kicker:
        return timed.start + (0.0 if opening else (MELT + REVEAL) / FRAME_RATE)
    text = timed.scene.text
    if (place := text.casefold().find(fact.casefold())) < 0:
        return None
    return moment_of(timed, min(1.0, (place + len(fact)) / max(1, len(text))))


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
        "videos: words a second": max(each.words_a_second for each in found),
        "videos: seconds, mean": seconds / len(found),
        "videos: seconds, most": max(each.seconds for each in found),
    }
