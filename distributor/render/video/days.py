"""The day of a scene: earlier leaves of a calendar fall until it lies open, and the days of its month go by."""

from calendar import monthrange

from distributor.render.scene_days import BEFORE, ENDED, FROM, IN_EFFECT, TO_THE_END, UNTIL
from distributor.render.theme import Role
from distributor.render.video.board import Shown
from distributor.render.video.builder import TICK_FRAMES, Builder
from distributor.render.video.pieces import even, inner_square
from distributor.render.video.settings import Words
from distributor.render.video.stage import Box
from distributor.render.video.timing import TimedScene, shown_in

LEAF_FRAMES = 27
DAY_FRAMES = 6
"""In which one day of a month goes by, at most."""


def leaf(build: Builder, timed: TimedScene, _words: Words) -> None:
    shown, layout = shown_in(timed), build.layout
    build.rise(build.text("label", shown.day_label, part="text"), 0)
    turning_leaf(build, shown, layout.area("leaf"), 2)
    aside = timed.scene.note or shown.of_what or shown.for_whom
    build.rise(build.text("aside", aside, part="text"), 16)
    if aside:
        _month(build, shown, layout.area("pictogram"), LEAF_FRAMES)
    else:
        build.pictogram(shown.pictogram or "calendar", layout.area("pictogram"), 8)
        _month(build, shown, inner_square(layout.text("aside").at, 1.0), LEAF_FRAMES)


def _month(build: Builder, shown: Shown, area: Box, at: int) -> None:
    """The days of the month, as on a calendar: those until the last day go by one after another, or those from the day on."""
    day = shown.day
    if day is None:
        return
    first, days = monthrange(day.year, day.month)
    counted = _days_meant(shown.day_label, day.day, days)
    wide, high = (area[2] - area[0]) / 7, (area[3] - area[1]) / 6
    gap = max(2, build.stage.unit // 2)
    lit: Role = "chip" if build.ground == "paper" else "light"
    weeks: dict[int, list[int]] = {}
    for number in range(1, days + 1):
        week, weekday = divmod(first + number - 1, 7)
        box = (
            round(area[0] + weekday * wide), round(area[1] + week * high),
            round(area[0] + (weekday + 1) * wide) - gap, round(area[1] + (week + 1) * high) - gap,
        )  # fmt: skip
        build.mark("bar", box, build.colour("disc"), layer=0)
        if number in counted:
            build.mark("bar", box, lit, layer=1)
            weeks.setdefault(week, []).append(weekday)
        if number == day.day:
            ring = even((box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap))
            build.mark("ring", ring, build.colour("strong"), layer=2, weight=gap)
    pace = max(1, min(DAY_FRAMES, (build.last - build.first - at - 2 * TICK_FRAMES) // max(1, len(counted))))
    for week, weekdays in weeks.items():
        row = even(
            (
                area[0] + weekdays[0] * wide,
                area[1] + week * high,
                area[0] + (weekdays[-1] + 1) * wide,
                area[1] + (week + 1) * high,
            )
        )
        frames = len(weekdays) * pace
        build.move("wipe", row, at, frames, 1, "leaf")
        at += frames
    build.move("sweep", ring, at, TICK_FRAMES, 2, "leaf")


def turning_leaf(build: Builder, shown: Shown, area: Box, at: int) -> None:
    if shown.day is None:
        return
    box = even(area)
    build.mark("leaf", box, "chip" if build.ground == "paper" else "deep", value=shown.day.isoformat())
    build.move("turn", box, at, LEAF_FRAMES, 1, "leaf")


def _days_meant(label: str, day: int, days: int) -> range:
    """Return the days meant, of a month with so many days, by what the day is called; of a label that is not known the day
    alone."""
    if label in {UNTIL, TO_THE_END}:
        return range(1, day + 1)
    if label == BEFORE:
        return range(1, day)
    return range(day, days + 1) if label in {FROM, IN_EFFECT, ENDED} else range(day, day + 1)
