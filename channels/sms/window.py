"""A batch on its way through the window: what became of each message's segments, as the answers come in. Pure."""

import zlib
from collections import deque
from dataclasses import dataclass, field

from channels.messenger import Outcome, Taken, Verdict
from channels.sms.encoding import Segment

Waiting = deque[tuple[int, Segment]]
"""Segments not sent yet: the message's place in the batch, and the segment."""


@dataclass
class MessageInFlight:
    """One message on its way."""

    segments: int
    taken: list[Taken] = field(default_factory=list)
    refused: str = ""
    unknown: str = ""
    waiting: str = ""
    code: str = ""
    after: float | None = None
    begun: bool = False

    def outcome(self, already: int) -> Outcome:
        parts = tuple(sorted(self.taken, key=lambda part: part.number))
        if already + len(parts) == self.segments:
            return Outcome(Verdict.TAKEN, parts, code=self.code)
        for verdict, words in (
            (Verdict.UNKNOWN, self.unknown),
            (Verdict.REFUSED, self.refused),
            (Verdict.NOT_TAKEN, self.waiting or "chưa gửi"),
        ):
            if words:
                partly = f" {already + len(parts)} trên {self.segments} phần của tin đã được nhận." if parts else ""
                told = f"{words[0].upper()}{words[1:]}.{partly}"
                return Outcome(verdict, parts, told, self.code, after=self.after)
        raise AssertionError("one of the three always has words")


@dataclass(frozen=True)
class Flight:
    """A segment that was sent and not answered yet; unknown after `until`."""

    index: int
    segment: Segment
    until: float


def reference_of(key: str) -> int:
    """The same at every try, so that segments of two tries are one message on the telephone."""
    return zlib.crc32(key.encode()) & 0xFF


def drop(waiting: Waiting, index: int) -> None:
    """No further segments of this message."""
    kept = [entry for entry in waiting if entry[0] != index]
    waiting.clear()
    waiting += kept


def give_back(progress: list[MessageInFlight], waiting: Waiting, why: str, *, everything: bool) -> None:
    """Certain that these were not taken. Not `everything`: a message that has begun goes on to its end."""
    kept = [] if everything else [entry for entry in waiting if progress[entry[0]].begun]
    for index, _segment in waiting:
        progress[index].waiting = progress[index].waiting or why
    waiting.clear()
    waiting += kept
