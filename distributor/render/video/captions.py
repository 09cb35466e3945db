"""Captions as SubRip and WebVTT, from the phrases and their times. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from distributor.render.video.timing import Schedule

LINGER = 1.2
"""Seconds that a caption stays after its words, if the next does not come."""
GAP = 0.04
"""Between two captions, so that a player shows that they changed."""


@dataclass(frozen=True)
class Caption:
    start: float
    end: float
    lines: tuple[str, ...]


def captions_of(plan: Schedule) -> list[Caption]:
    """Return the captions in order, never two at once, none after the end of the video."""
    cues = plan.cues
    starts = [cue.start for cue in cues[1:]] + [plan.seconds + GAP]
    return [
        Caption(cue.start, min(cue.end + LINGER, following - GAP), cue.cue.lines)
        for cue, following in zip(cues, starts, strict=True)
    ]


def srt(captions: Sequence[Caption]) -> str:
    blocks = (
        f"{number}\n{_clock(each.start, ',')} --> {_clock(each.end, ',')}\n" + "\n".join(each.lines) + "\n"
        for number, each in enumerate(captions, start=1)
    )
    return "\n".join(blocks)


def vtt(captions: Sequence[Caption]) -> str:
    blocks = (
        f"{_clock(each.start, '.')} --> {_clock(each.end, '.')}\n" + "\n".join(map(_escaped, each.lines)) + "\n"
        for each in captions
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(seconds: float, point: str) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{thousandths // 1000:02}{point}{thousandths % 1000:03}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
