"""How a video looks, in numbers, from its storyboard as it is timed where nobody speaks.

- Main fact: what the first scene of the message says: its figure, its day, its place, the first clause of an answer, else three
  fifths of its sentence. It is on the screen when the lines, the captions or the leaf that hold it have arrived.
- Seconds that show: those of which something moves for at least a third that helps to read: a figure, a leaf and the days of its
  month, a tick, a pictogram that comes or works (`Move.seen`); neither arriving text nor the marker beside words that tells how
  much of the time to read them has gone. "With marker" counts that, too.
- Words a second: the words of a scene that are not there in every scene (lines, and captions that say more), over its seconds;
  the most of any scene.
- Drawn: of some videos the frames are drawn, small: the share of the seconds that should show in which pixels do change there.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.looks_items import ADDRESS, items
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_figures import sizes_of
from distributor.render.scenes import SAYS_ONLY, scenes_of
from distributor.render.video.arrange import STANDING, arrange
from distributor.render.video.board import Storyboard
from distributor.render.video.frames import draw_frames
from distributor.render.video.pieces import Move, Setting
from distributor.render.video.settings import FRAME_RATE, VideoProblem, video_settings
from distributor.render.video.stage import load_stage
from distributor.render.video.storyboard import make_storyboard
from distributor.render.video.timing import AHEAD, Schedule, TimedScene, reading_durations, schedule
from distributor.understand.dates import DAY

SHAPE = "9x16"
IN_TIME = 2.0
QUICK = 8
DRAWN, DRAWN_QUICK = 8, 2
DRAWN_WIDTH = 270
ENOUGH = 0.6
"""Of the words of a sentence: then its fact has been read."""
SHOWING = frozenset({"figure", "leaf", "tick", "pictogram"})


@dataclass(frozen=True)
class Watched:
    """`fact_at`: seconds until the main fact is on the screen, None if it never is. `marked`: `shows` with the marker's."""

    title: str
    seconds: float
    fact: str
    fact_at: float | None
    shows: int
    marked: int
    words_a_second: float


@dataclass(frozen=True)
class Played:
    """A storyboard with its times and its settings."""

    board: Storyboard
    plan: Schedule
    settings: tuple[Setting, ...]


def played(item: ItemView, width: int = 0) -> Played | None:
    """None of an item of which no video is made."""
    try:
        board = make_storyboard(item, load_editorial(), SHAPE, link=ADDRESS, sample=True)
    except VideoProblem:
        return None
    rules = video_settings()
    plan = schedule(board, reading_durations(board), rules.pace)
    stage = load_stage(rules.shape(SHAPE).layout, width)
    return Played(board, plan, tuple(arrange(timed, board, stage, rules.words) for timed in plan.scenes))


def watched(item: ItemView) -> Watched | None:
    play = played(item)
    if play is None:
        return None
    scenes = scenes_of(item, load_editorial())
    if scenes and says_title(scenes[0], item.title):  # what can be shown matters more than a headline
        scenes = (*(each for each in scenes if each.kind not in SAYS_ONLY), *scenes)
    facts = main_facts(scenes[0]) if scenes else ("",)
    return Watched(
        item.title,
        play.plan.seconds,
        facts[0],
        fact_seen(play, scenes[0], facts) if scenes else None,
        len(showing_seconds(play, SHOWING)),
        len(showing_seconds(play, SHOWING | {"marker"})),
        max(words_of(timed, setting) / (timed.frames / FRAME_RATE) for timed, setting in scenes_played(play)),
    )


def says_title(scene: Scene, title: str) -> bool:
    return scene.kind is SceneKind.STATEMENT and scene.statement.rstrip(".") == title.rstrip(".")


def scenes_played(play: Played) -> Iterator[tuple[TimedScene, Setting]]:
    return zip(play.plan.scenes, play.settings, strict=True)


def main_facts(scene: Scene) -> tuple[str, ...]:
    """The words of which one must be on the screen."""
    if scene.figure and scene.kind in {SceneKind.FIGURE, SceneKind.BAN}:
        return (sizes_of(scene.figure).big,)
    if scene.kind is SceneKind.COMPARISON:
        return (sizes_of(scene.after).big,)
    if scene.day is not None and scene.kind in {SceneKind.DEADLINE, SceneKind.EFFECT}:
        written = re.search(DAY, scene.statement)
        return (f"{scene.day:%d/%m/%Y}", *((written.group(),) if written else ()))
    if scene.kind is SceneKind.PLACE:
        return (scene.place,)
    if scene.kind in {SceneKind.STEPS, SceneKind.WHO} and scene.steps:
        return (scene.steps[0],)
    if scene.kind is SceneKind.CORRECTION:
        return (scene.after,)
    told = re.split(r"[.;]\s", scene.answer)[0] if scene.answer else scene.statement
    words = told.rstrip(".").split()
    return (" ".join(words if scene.answer else words[: max(1, round(len(words) * ENOUGH))]),)


def fact_seen(play: Played, scene: Scene, facts: Sequence[str]) -> float | None:
    found = [
        timed.start + seen
        for timed, setting in scenes_played(play)
        for fact in facts
        if (seen := _seen_in(timed, setting, scene, fact)) is not None
    ]
    return min(found, default=None)


def _seen_in(timed: TimedScene, setting: Setting, scene: Scene, fact: str) -> float | None:
    """Seconds from the scene's beginning."""
    seen: list[float] = []
    for mark in setting.marks:
        if mark.kind == "leaf" and scene.day is not None and mark.value == scene.day.isoformat():
            seen.append(_arrival(setting.moves, mark.box, mark.layer))
    told: dict[str, list[tuple[str, float]]] = {}
    for line in setting.lines:
        middle = (line.left, line.top, line.left + 1, line.bottom)
        told.setdefault(line.part, []).append((line.text, _arrival(setting.moves, middle, line.layer)))
    if setting.caption:
        told["caption"] = [(cue.cue.text, max(0.0, cue.start - AHEAD - timed.start)) for cue in timed.cues]
    seen += [at for pieces in told.values() if (at := _told_at(pieces, fact)) is not None]
    return min(seen, default=None)


def _told_at(pieces: Sequence[tuple[str, float]], fact: str) -> float | None:
    """When all pieces that hold the words have arrived."""
    text, ends = "", []
    for piece, at in pieces:
        text += f"{piece} "
        ends.append((len(text), at))
    start = text.casefold().find(fact.casefold())
    if start < 0:
        return None
    stop = start + len(fact)
    needed = [
        at
        for (end, at), begin in zip(ends, [0, *(end for end, _ in ends)], strict=False)
        if begin < stop and end > start
    ]
    return max(needed)


def _arrival(moves: Sequence[Move], box: Sequence[float], layer: int) -> float:
    """Seconds until what stands in the box on the layer has come; 0 if it stands from the beginning."""
    if layer == 0:
        return 0.0
    coming = [move for move in moves if move.layer == layer and _holds(move.box, box)]
    return min(((move.start + move.frames) / FRAME_RATE for move in coming), default=0.0)


def _holds(outer: Sequence[float], inner: Sequence[float]) -> bool:
    return (
        outer[0] - 2 <= inner[0] and outer[1] - 2 <= inner[1] and outer[2] + 2 >= inner[2] and outer[3] + 2 >= inner[3]
    )


def showing_seconds(play: Played, seen: frozenset[str]) -> set[int]:
    """The seconds of the video, counted from 0, in which such moves are seen for a third of it."""
    frames: set[int] = set()
    for timed, setting in scenes_played(play):
        for move in setting.moves:
            if move.seen not in seen:
                continue
            first = timed.first_frame + move.start
            last = timed.first_frame + min(timed.frames, move.start + move.frames)
            frames |= set(range(first, last))
    seconds = Counter(frame // FRAME_RATE for frame in frames)
    return {second for second, count in seconds.items() if count >= FRAME_RATE / 3}


def words_of(timed: TimedScene, setting: Setting) -> int:
    lines = " ".join(line.text for line in setting.lines if line.part not in STANDING)
    captions = " ".join(cue.cue.text for cue in timed.cues) if setting.caption else ""
    large = (
        [word for word in lines.split() if word.casefold() not in captions.casefold()] if captions else lines.split()
    )
    return len(captions.split()) + len(large)


def drawn_share(play: Played) -> float:
    """Of the seconds that should show something, the share in which the pixels of its box do change."""
    stage = load_stage(video_settings().shape(SHAPE).layout, DRAWN_WIDTH)
    wanted = showing_seconds(play, SHOWING)
    changed: set[int] = set()
    before: NDArray[np.int16] | None = None
    for number, frame in enumerate(draw_frames(play.board, play.plan, stage, video_settings().words)):
        light = frame[: stage.height * stage.width].astype(np.int16)
        if before is not None and (np.abs(light - before) > 24).sum() > 12:
            changed.add(number // FRAME_RATE)
        before = light
    return len(wanted & changed) / len(wanted) if wanted else 1.0


def of_videos(gold: Path | None, *, quick: bool, show: int) -> dict[str, float]:
    views = list(items(gold, QUICK if quick else None))
    found = [each for view in views if (each := watched(view)) is not None]
    late = [each for each in found if each.fact_at is None or each.fact_at > IN_TIME]
    for each in late[:show]:
        told = "never" if each.fact_at is None else f"after {each.fact_at:.1f} s"
        print(f"  main fact late: «{each.title[:60]}»: «{each.fact[:50]}» {told}")
    for each in sorted(found, key=lambda one: -one.words_a_second)[:show]:
        print(f"  {each.words_a_second:.2f} words a second: «{each.title[:80]}»")
    print(f"{len(found)} videos")
    some = views[:: max(1, len(views) // (DRAWN_QUICK if quick else DRAWN))]
    drawn = [drawn_share(play) for view in some if (play := played(view, DRAWN_WIDTH)) is not None]
    return figures(found) | {"videos: drawn as said": sum(drawn) / len(drawn)}


def figures(found: Sequence[Watched]) -> dict[str, float]:
    seconds = sum(each.seconds for each in found)
    whole = sum(math.ceil(each.seconds) for each in found)
    in_time = sum(each.fact_at is not None and each.fact_at <= IN_TIME for each in found)
    return {
        "videos: main fact by 2.0 s": in_time / len(found),
        "videos: seconds that show": sum(each.shows for each in found) / whole,
        "videos: videos of which half shows": sum(each.shows >= each.seconds / 2 for each in found) / len(found),
        "videos: with marker": sum(each.marked for each in found) / whole,
        "videos: words a second": max(each.words_a_second for each in found),
        "videos: seconds, mean": seconds / len(found),
        "videos: seconds, least": min(each.seconds for each in found),
        "videos: seconds, most": max(each.seconds for each in found),
    }
