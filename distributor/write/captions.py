"""Captions as staff bring them: an SRT or VTT file, or plain lines, which are spread over the video. Pure."""

import re
from dataclasses import dataclass

from distributor.errors import LoaError
from phrases import phrase

MOST_CUES = 2000
_TIMES = re.compile(r"^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_TAG = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True)
class CaptionCue:
    """Seconds from the beginning."""

    begins: float
    ends: float
    text: str


def as_srt(given: str, seconds: float) -> str:
    """SRT of what was typed or brought for a video of `seconds`; empty for nothing. Raises LoaError, which names the line."""
    text = given.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return ""
    cues = _timed(text, seconds) if "-->" in text else _spread(text, seconds)
    if len(cues) > MOST_CUES:
        raise LoaError(phrase("write.captions.too-many", most=MOST_CUES))
    return "\n".join(
        f"{number}\n{_clock(cue.begins)} --> {_clock(cue.ends)}\n{cue.text}\n" for number, cue in enumerate(cues, 1)
    )


def _timed(text: str, seconds: float) -> list[CaptionCue]:
    cues: list[CaptionCue] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip().split("\n")
        at = next((place for place, line in enumerate(lines) if "-->" in line), None)
        if at is None:  # the heading of a VTT, its notes and styles
            continue
        times = _TIMES.match(lines[at])
        if not times:
            raise LoaError(phrase("write.captions.no-times", line=lines[at][:80]))
        begins, ends = _seconds(times[1]), _seconds(times[2])
        if ends <= begins or (cues and begins < cues[-1].begins):
            raise LoaError(phrase("write.captions.backwards", line=lines[at][:80]))
        if begins > seconds + 1:
            raise LoaError(phrase("write.captions.after-end", line=lines[at][:80], seconds=round(seconds)))
        words = "\n".join(filter(None, (_TAG.sub("", line).strip() for line in lines[at + 1 :])))
        if words:
            cues.append(CaptionCue(begins, ends, words))
    if not cues:
        raise LoaError(phrase("write.captions.none"))
    return cues


def _spread(text: str, seconds: float) -> list[CaptionCue]:
    """Each line as long as its share of the letters."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    whole, cues, at = sum(map(len, lines)), list[CaptionCue](), 0.0
    for line in lines:
        ends = at + seconds * len(line) / whole
        cues.append(CaptionCue(at, ends, line))
        at = ends
    return cues


def _seconds(clock: str) -> float:
    *whole, last = clock.replace(",", ".").split(":")
    hours, minutes = ([0, *map(int, whole)])[-2:]
    return hours * 3600 + minutes * 60 + float(last)


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    rest, milli = divmod(thousandths, 1000)
    minutes, second = divmod(rest, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d},{milli:03d}"
