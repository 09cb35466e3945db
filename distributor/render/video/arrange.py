"""Where everything of a scene stands, and how it moves: by what is to be said. Pure.

The opening has its one thing within 1.3 seconds; later scenes begin when the one before has gone.
"""

from collections.abc import Callable
from itertools import accumulate, pairwise

from distributor.render.scene_pictures import crossed_out
from distributor.render.theme import Role
from distributor.render.typeset import set_text, text_width
from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.builder import RISE_FRAMES, SLIDE_FRAMES, TICK_FRAMES, WIPE_FRAMES, Builder
from distributor.render.video.counting import counts
from distributor.render.video.days import leaf, turning_leaf
from distributor.render.video.figures import figure, large_figure
from distributor.render.video.pieces import Line, Setting, even, inner_square
from distributor.render.video.settings import FRAME_RATE, Words
from distributor.render.video.stage import Box, Stage, Text
from distributor.render.video.timing import TimedScene, frame_of, shown_in

CHANGE = 10
"""Frames in which a scene gives way to the next; until then nothing new appears."""
TYPED = 1.0
"""Seconds in which the address is written."""
BEAT = 80
"""Frames between two moments at which a pictogram works, about."""
STANDS = 20
"""Frames that a scene still stands when its marker has gone its way."""
MOST_ROWS = 5
STANDING = frozenset({"chip", "mark", "unit", "reminder"})
"""Parts that stand from the first frame of a scene to the last."""


def arrange(timed: TimedScene, board: Storyboard, stage: Stage, words: Words) -> Setting:
    """Every line, mark and move of the scene, in reading order."""
    scene, opening = timed.scene, timed.first_frame == 0
    ground: Role = "chip" if opening or scene.turn != "point" else "paper"
    name = _layout_of(scene)
    build = Builder(stage, name, ground, 0 if opening else CHANGE, _beats(timed), timed.frames - CHANGE)
    _standing(build, scene, board, words)
    _WAYS[name](build, timed, words)
    captioned = not scene.is_written_out
    if captioned and timed.cues:
        build.marker(build.layout.text("caption").at, *_read_from_to(timed, build))
    return Setting(name, ground, tuple(build.lines), tuple(build.marks), tuple(build.moves), captioned)


def _beats(timed: TimedScene) -> list[int]:
    """The frames at which a phrase begins to be said; a long one has more of them."""
    starts = [max(0, round((cue.start - timed.start) * FRAME_RATE)) for cue in timed.cues]
    beats: list[int] = []
    for start, end in pairwise([*starts, timed.frames]):
        parts = max(1, round((end - start) / BEAT))
        beats += [start + (end - start) * part // parts for part in range(parts)]
    return beats


def _layout_of(scene: Scene) -> str:
    kind = scene.kind
    if kind in {"steps", "who"}:
        return "rows"
    if kind in {"comparison", "correction"}:
        return "pair"
    if kind in {"deadline", "effect"}:
        return "leaf"
    if kind == "opening":
        return "figure"
    if kind in {"statement", "warning"}:
        return "statement"
    return kind


def _standing(build: Builder, scene: Scene, board: Storyboard, words: Words) -> None:
    mode, stage = build.mode, build.ground
    chip = build.text(
        "chip", scene.label.upper(), box=mode.chip, on="pale" if stage == "chip" else "chip", part="strong", layer=0
    )
    for line in chip:
        left, top, _, bottom = mode.chip.at
        right = line.left + _width(line) + mode.padding
        build.mark(
            "plate", even((left - mode.padding, top, right, bottom)), "pale" if stage == "chip" else "chip", layer=0
        )
    if board.sample:
        on: Role = "deep" if mode.mark_on == "panel" else stage
        for line in build.text("mark", words.sample, box=mode.mark, part="small", on=on, layer=0):
            _, top, right, bottom = mode.mark.at
            box = even((line.left - mode.padding, top, right + mode.padding, bottom))
            build.mark("ring", box, line.colour, layer=0, weight=max(2, build.stage.unit // 3))
    foot = ", ".join(part for part in (board.unit_name, board.date_text) if part)
    if mode.picture and scene.shown is not None and scene.shown.pictogram:
        build.mark("pictogram", mode.picture, "chip", layer=0, value=scene.shown.pictogram, ground="deep")
    build.text("unit", foot, box=mode.unit, on="deep", layer=0)
    build.text("reminder", board.reminder, box=mode.reminder, on="deep", part="small", layer=0)


def _pair(build: Builder, timed: TimedScene, words: Words) -> None:
    """Arrange a pair: what was stands first where what is now will stand; it makes room, is struck out if it was wrong, and the
    new comes."""
    shown, layout = shown_in(timed), build.layout
    wrong = timed.scene.kind == "correction"
    before, after = layout.area("before"), layout.area("after")
    build.rise(build.text("label", shown.of_what or timed.scene.kicker, part="text"), 0)
    old_ground: Role = "pale"
    build.mark("plate", before, old_ground, weight=build.stage.unit * 3)
    earlier, now = (words.current, words.proposed) if shown.proposed else (words.earlier, words.now)
    build.text("before_label", words.wrong if wrong else earlier, part="small", on=old_ground)
    old = build.text("before", shown.before, part="text" if wrong else "small", on=old_ground)
    union = (min(before[0], after[0]), min(before[1], after[1]), max(before[2], after[2]), max(before[3], after[3]))
    build.move("travel", union, 0, 24, 1, "figure", origin=(after[0] - before[0], after[1] - before[1]))
    new_ground: Role = "chip" if build.ground == "paper" else "deep"
    build.mark("plate", after, new_ground, weight=build.stage.unit * 3, layer=2)
    build.text("after_label", words.right if wrong else now, part="small", on=new_ground, layer=2)
    counted = (
        not wrong and counts(shown.after) and len(set_text(shown.after, layout.text("after").text_box()).lines) == 1
    )
    new = build.text("after", shown.after, part="strong", on=new_ground, layer=3 if counted else 2)
    come = 22
    build.move("slide_left", (after[0], after[1], build.stage.width, after[3]), come, SLIDE_FRAMES, 2, "figure")
    for number, line in enumerate(() if shown.proposed else old):
        middle = line.baseline - 0.3 * line.size
        half = max(2, line.size // 18)
        box = even((line.left - half * 2, middle - half, line.left + _width(line) + half * 2, middle + half))
        build.mark("strike", box, "chip", layer=2, ground=old_ground)
        build.move("wipe", box, come + 10 + number * WIPE_FRAMES, WIPE_FRAMES, 2, "tick")
    if counted:
        build.count(new, come + SLIDE_FRAMES, 24, old=shown.before)
    build.pictogram(shown.pictogram or ("correction" if wrong else "law"), layout.area("pictogram"))


def _place(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    at_work = 1 + (shown.day is None) + bool(shown.hours)
    if shown.day is not None:
        turning_leaf(build, shown, layout.area("leaf"), 4)
    else:
        build.pictogram(shown.pictogram or "place", layout.area("leaf"), turn=(at_work - 1, at_work))
    build.rise(build.text("label", shown.of_what or shown.for_whom, part="small"), 8)
    if shown.hours:
        clock = layout.area("clock")
        build.mark("pictogram", inner_square(clock, 0.9), build.colour("icon"), value="clock")
        build.move("sweep", clock, 8, 24, 1, "pictogram")
        build.works("clock", clock, 32, (1, at_work))
        build.rise(build.text("hours", shown.hours, part="strong"), 10)
    build.pictogram("place", layout.area("pin"), 2, disc=False, how="slide_down", turn=(0, at_work))
    build.rise(build.text("place", shown.place, part="text"), 14)


def _rows(build: Builder, timed: TimedScene, words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    heading = timed.scene.kicker or (words.affected if timed.scene.kind == "who" else words.action)
    build.rise(build.text("label", heading, part="text"), 0)
    build.pictogram(shown.pictogram, layout.area("pictogram"), 2)
    steps = shown.steps[:MOST_ROWS]
    left, top, right, bottom = layout.area("list")
    template = layout.text("row")
    tallest = template.at[3] - template.at[1]
    height = min(tallest, (bottom - top) // max(1, len(steps))) // 2 * 2
    top += max(0, (bottom - top - height * len(steps)) // 4) * 2
    disc = min(height * 2 // 3, (template.at[0] - left) * 4 // 5) // 2 * 2
    gap = max(4, height // 14)
    boxes = [
        (template.at[0], top + place * height + gap, right, top + (place + 1) * height - gap)
        for place in range(len(steps))
    ]
    sizes = template.sizes
    smallest = min(
        (_size_of(template.model_copy(update={"at": box}), step) for box, step in zip(boxes, steps, strict=True)),
        default=sizes[0],
    )
    said = _said_at(timed, steps)
    for place, (step, box) in enumerate(zip(steps, boxes, strict=True)):
        spec = template.model_copy(update={"at": box, "sizes": (smallest, min(smallest, sizes[1])), "stand": "middle"})
        middle = (box[1] + box[3]) // 2
        circle = even((left, middle - disc // 2, left + disc, middle - disc // 2 + disc))
        number = str(place + 1) if timed.scene.kind == "steps" else ""
        build.mark("number", circle, build.colour("disc"), layer=0, value=number, ground=build.ground)
        build.rise(build.text("row", step, box=spec), 4 + place * 8)
        build.mark("tick", circle, "chip" if build.ground == "paper" else "light", layer=2, ground="paper")
        build.move("wipe", circle, max(16 + place * 9, said[place] - build.first), TICK_FRAMES, 2, "tick")


def _size_of(spec: Text, words: str) -> int:
    return set_text(words, spec.text_box()).size


def _answer(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    build.pictogram(shown.pictogram or "question", layout.area("pictogram"))
    asked, answered = layout.area("question"), layout.area("answer")
    build.mark("bubble", asked, "pale", layer=0)
    build.text("question", shown.question, on="pale", layer=0 if timed.first_frame == 0 else 1)
    if timed.first_frame:
        build.rise([line for line in build.lines if line.part == "question"], 0)
    ground: Role = "chip" if build.ground == "paper" else "deep"
    build.mark("plate", answered, ground, weight=build.stage.unit * 3)
    lines = build.text("answer", shown.answer, part="text", on=ground)
    build.move("slide_left", (answered[0], answered[1], build.stage.width, answered[3]), 14, SLIDE_FRAMES, 1, "plate")
    start, end = _read_from_to(timed, build)
    build.marker(_beside(lines), max(start, build.first + 14 + SLIDE_FRAMES), end, layer=2)
    tick = layout.area("tick")
    build.mark("tick", tick, "light", layer=2, ground="paper")
    build.move("wipe", tick, 14 + SLIDE_FRAMES, TICK_FRAMES, 2, "tick")


def _statement(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    warning = timed.scene.kind == "warning"
    name = shown.pictogram or ("warning" if warning else "law")
    build.pictogram(name, layout.area("pictogram"), how="slide_down" if warning else "sweep")
    lines = build.text("text", timed.scene.text, on="deep")
    build.marker(_beside(lines), *_read_from_to(timed, build))
    if timed.first_frame == 0:
        build.rise(lines, 0, 3)
        return
    for line, moment in zip(lines, _line_moments(timed, lines), strict=True):
        build.rise([line], max(0, moment - build.first))


def _ban(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    area = layout.area("pictogram")
    if name := crossed_out(shown.pictogram):
        _crossed(build, name, area)
    else:
        build.pictogram("ban", area, disc=False)
    build.rise(build.text("aside", shown.of_what or shown.for_whom, part="text"), 6)
    if shown.figure:
        large_figure(build, shown.figure, shown.for_whom if shown.of_what else "", at=8)


def _crossed(build: Builder, name: str, area: Box) -> None:
    disc = build.colour("disc")
    build.mark("disc", area, disc, layer=0)
    colour = build.colour("icon", "deep" if disc in {"deep", "mid"} else "pale")
    build.mark("pictogram", inner_square(area, 0.52), colour, value=name, ground=disc)
    build.move("fade", area, 0, 1, 1, "pictogram")
    build.mark(
        "ban", area, "mid" if build.ground == "paper" else "light", layer=2, weight=max(4, (area[2] - area[0]) // 14)
    )
    build.move("sweep", area, 2, 24, 2, "pictogram")
    build.works(name, area, 26)


def _where(build: Builder, timed: TimedScene, _words: Words) -> None:
    scene, layout = timed.scene, build.layout
    build.pictogram("internet", layout.area("pictogram"))
    build.rise(build.text("call", scene.kicker, part="text"), 0)
    plate = layout.area("plate")
    build.mark("plate", plate, "paper", layer=0, weight=build.stage.unit * 3)
    host, _, path = (scene.link.partition("://")[2] or scene.link).partition("/")
    frames = round(TYPED * FRAME_RATE / 2)
    if scene.link:
        build.wipe(build.text("host", host, on="paper", part="strong"), 4, frames)
        build.wipe(build.text("path", f"/{path}" if path else "", on="paper", part="strong"), 4 + frames, frames)
        line = layout.area("underline")
        build.mark("bar", line, "chip")
        start, end = _read_from_to(timed, build)
        build.move("wipe", line, start - build.first, end - start, 1, "marker")
    else:
        build.rise(build.text("host", scene.text, on="paper", part="strong"), 4)
    if "qr" in layout.areas and scene.link:
        square = layout.area("qr")
        build.mark("qr", square, "ink", value=scene.link)
        build.move("fade", square, 8, RISE_FRAMES, 1, "plate")
    build.rise(build.text("note", scene.note, part="small"), 16)


_WAYS: dict[str, Callable[[Builder, TimedScene, Words], None]] = {
    "figure": figure, "leaf": leaf, "pair": _pair, "place": _place, "rows": _rows, "answer": _answer,
    "statement": _statement, "ban": _ban, "where": _where,
}  # fmt: skip


def _width(line: Line) -> float:
    return text_width(line.text, line.weight, line.size)


def _beside(lines: list[Line]) -> Box:
    """Return the box from the first line's letters to the last one's."""
    left, size = round(min(line.left for line in lines)), lines[0].size
    return left, lines[0].top + size // 6, left, round(lines[-1].baseline) + size // 8


def _read_from_to(timed: TimedScene, build: Builder) -> tuple[int, int]:
    """The frames of the scene between which its words are read: from the first that is said until just before it goes."""
    start = max(build.first, round((timed.cues[0].start - timed.start) * FRAME_RATE))
    return start, max(start + 1, timed.frames - STANDS)


def _line_moments(timed: TimedScene, lines: list[Line]) -> list[int]:
    """The frame of the scene at which each line begins to be said."""
    whole = max(1, sum(len(line.text) + 1 for line in lines))
    before = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    return [frame_of(timed, place / whole) for place in before]


def _said_at(timed: TimedScene, steps: tuple[str, ...]) -> list[int]:
    """The frame at which each step has been said; one after the other where the text does not hold them."""
    text = timed.scene.text.casefold()
    moments, start = [], 0
    for number, step in enumerate(steps, start=1):
        place = text.find(step.casefold().rstrip(".…"), start)
        start = place + len(step) if place >= 0 else start
        share = start / len(text) if place >= 0 and text else number / len(steps)
        moments.append(frame_of(timed, min(0.999, share)))
    return moments
