"""What is on its way through a bind's window: which segments may go, and what became of each message's, as the answers come in.

Pure but for the witness: octets and time come from the link.
"""

import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple, Protocol

from channels.messenger import Message, Outcome, Taken, Verdict
from channels.sms import pdus
from channels.sms.configuration import SmppConfiguration
from channels.sms.encoding import Segment, coded, segments_of
from channels.sms.place import BindPlace
from channels.sms.receipt import plain_id
from channels.sms.sending_rate import SendingRate
from channels.sms_text import NetworkCount
from phrases import phrase

Waiting = deque[tuple["MessageInFlight", Segment]]
"""Segments not sent yet."""


@dataclass(eq=False, slots=True)
class MessageInFlight:
    """One message on its way. `left`: segments of it that wait or are not answered yet."""

    message: Message
    segments: int
    left: int
    taken: list[Taken] = field(default_factory=list)
    refused: str = ""
    unknown: str = ""
    waiting: str = ""
    code: str = ""
    after: float | None = None
    is_down: bool = False
    begun: bool = False

    def outcome(self) -> Outcome:
        already = len(self.message.taken)
        parts = tuple(sorted(self.taken, key=lambda part: part.number))
        if already + len(parts) == self.segments:
            return Outcome(Verdict.TAKEN, parts, code=self.code)
        for verdict, words in (
            (Verdict.UNKNOWN, self.unknown),
            (Verdict.REFUSED, self.refused),
            (Verdict.NOT_TAKEN, self.waiting or phrase("sms.waited.unsent")),
        ):
            if words:
                told = phrase("sms.outcome", why=words)
                if parts:
                    taken = already + len(parts)
                    told = phrase("sms.outcome-in-part", why=words, taken=taken, segments=self.segments)
                return Outcome(verdict, parts, told, self.code, after=self.after, is_down=self.is_down)
        raise AssertionError("one of the three always has words")


class Flight(NamedTuple):
    """A segment that was sent and not answered yet; unknown after `until`."""

    made: MessageInFlight
    segment: Segment
    begun_at: float
    until: float


def way_of(message: Message, counting: NetworkCount) -> tuple[MessageInFlight, list[Segment]]:
    """The message as it sets out, and the segments of it that are to go."""
    segments = segments_of(message.text, reference_of(message.key), counting)
    wanted = [segment for segment in segments if segment.number not in message.taken]
    return MessageInFlight(message, len(segments), len(wanted)), wanted


def reference_of(key: str) -> int:
    """The same at every try, so that segments of two tries are one message on the telephone."""
    return zlib.crc32(key.encode()) & 0xFF


def drop(waiting: Waiting, made: MessageInFlight) -> None:
    """Drop further segments of this message."""
    kept = [entry for entry in waiting if entry[0] is not made]
    made.left -= len(waiting) - len(kept)
    waiting.clear()
    waiting += kept


def give_back(
    waiting: Waiting, why: str, *, everything: bool, keep: Collection[str] = frozenset()
) -> list[MessageInFlight]:
    """Certain that these were not taken. Not `everything`: a message that has begun goes on to its end, and those whose keys are
    to `keep` stay. Returns whose."""

    def stays(made: MessageInFlight) -> bool:
        return not everything and (made.begun or made.message.key in keep)

    kept = [entry for entry in waiting if stays(entry[0])]
    back = [made for made, _segment in waiting if not stays(made)]
    for made in back:
        made.waiting = made.waiting or why
        made.left -= 1
    waiting.clear()
    waiting += kept
    return list(dict.fromkeys(back))


class Witness(Protocol):
    """Is told, before anybody else, what leaves and what is taken: what a killed process leaves behind for its heirs."""

    def begins(self, keys: Sequence[str]) -> None:
        """Note that these messages may have left from now on."""

    def taken(self, parts: Sequence[tuple[str, Taken]]) -> None:
        """Note that the network has these segments, each with its message's key."""


class _NoWitness:
    def begins(self, keys: Sequence[str]) -> None:
        pass

    def taken(self, parts: Sequence[tuple[str, Taken]]) -> None:
        pass


class Traffic:
    """The segments in flight, at most `place.window`; each has its own answer and its own time."""

    def __init__(self, place: BindPlace, configuration: SmppConfiguration, witness: Witness | None = None) -> None:
        self._place, self._set = place, configuration
        self._witness: Witness = witness or _NoWitness()
        self._rate = SendingRate(place.per_second, configuration.throttle_s)
        self._waiting: Waiting = deque()
        self._flights: dict[int, Flight] = {}  # in the order of their sending
        self._ended: list[MessageInFlight] = []
        """Whose fate is known and was not told yet."""

    def take(self, messages: Iterable[Message], *, first: bool) -> None:
        entries: list[tuple[MessageInFlight, Segment]] = []
        for message in messages:
            made, wanted = way_of(message, self._place.counting)
            entries += [(made, segment) for segment in wanted]
            if not wanted:
                self._ended.append(made)
        if first:
            self._waiting.extendleft(reversed(entries))
        else:
            self._waiting.extend(entries)

    @property
    def unsent(self) -> int:
        return len(self._waiting)

    @property
    def is_idle(self) -> bool:
        return not (self._waiting or self._flights or self._ended)

    def ended(self) -> list[tuple[Message, Outcome]]:
        """Messages whose fate is known, each told once."""
        ended, self._ended = self._ended, []
        return [(made.message, made.outcome()) for made in ended]

    def begin(self, now: float, next_sequence: Callable[[], int]) -> list[bytes]:
        """Frames that go out now. They count as in flight, and are witnessed, before the first octet leaves: a write that fails
        half-way is an unknown outcome.
        """
        begun: list[tuple[int, MessageInFlight, Segment]] = []
        while self._waiting and len(self._flights) + len(begun) < self._place.window and self._rate.next_at() <= now:
            begun.append((next_sequence(), *self._waiting.popleft()))
            self._rate.began(now)
        if not begun:
            return []
        self._witness.begins(list({made.message.key: None for _, made, _ in begun if not made.begun}))
        for sequence, made, segment in begun:
            made.begun = True
            self._flights[sequence] = Flight(made, segment, now, now + self._set.answer_s)
        return [_frame(sequence, made.message, segment, self._place) for sequence, made, segment in begun]

    def settle(self, answers: Iterable[pdus.Pdu], now: float) -> None:
        """Settle segments by the network's answers."""
        noted: list[tuple[str, Taken]] = []
        for answer in answers:
            flight = self._flights.pop(answer.sequence, None)
            if flight is None:
                continue  # too late, or to nothing we asked
            made = flight.made
            if answer.status == pdus.OK and answer.message_id:
                part = Taken(flight.segment.number, plain_id(answer.message_id))
                made.taken.append(part)
                noted.append((made.message.key, part))
                self._rate.taken(now)
            elif answer.status in self._set.throttled:
                made.waiting, made.code = self._set.throttled[answer.status], f"0x{answer.status:02X}"
                self._waiting.appendleft((made, flight.segment))
                self._rate.throttled(now, flight.begun_at)
                continue
            else:
                self._refused(answer.status, made)
                drop(self._waiting, made)
                if made.after is not None:
                    self.give_back(made.waiting, everything=True)
            self._end(made)
        if noted:
            self._witness.taken(noted)

    def keep_time(self, now: float, *, stopping: bool) -> None:
        """End what took too long: a segment not answered in time is unknown; one that waits while the network throttles for too
        long is given back."""
        while self._flights and (oldest := next(iter(self._flights.items())))[1].until <= now:
            del self._flights[oldest[0]]
            oldest[1].made.unknown = phrase("sms.unknown.silent")
            self._end(oldest[1].made)
        if stopping:
            self.give_back(phrase("sms.waited.stopping"), everything=self._rate.resume_at > now)
        since = self._rate.throttled_since
        if since is not None and now - since > self._set.throttle_most_s:
            self.give_back(phrase("sms.waited.throttled"), everything=True)
            self._rate.throttled_since = None

    def lost(self) -> None:
        """End all that is in flight: the connection is no more."""
        for flight in self._flights.values():
            flight.made.unknown = phrase("sms.unknown.disconnected")
            self._end(flight.made)
        self._flights.clear()
        self.give_back(phrase("sms.waited.disconnected"), everything=True)

    def give_back(self, why: str, *, everything: bool, keep: Collection[str] = frozenset()) -> None:
        back = give_back(self._waiting, why, everything=everything, keep=keep)
        self._ended += [made for made in back if made.left == 0]

    def next_at(self) -> float:
        """Return when there is something to do without a word of the network."""
        moments = [next(iter(self._flights.values())).until] if self._flights else []
        if self._waiting and len(self._flights) < self._place.window:
            moments.append(self._rate.next_at())
        return min(moments, default=inf)

    def _end(self, made: MessageInFlight) -> None:
        """One segment of it has ended."""
        made.left -= 1
        if made.left == 0:
            self._ended.append(made)

    def _refused(self, status: int, made: MessageInFlight) -> None:
        made.code = f"0x{status:02X}"
        if words := self._set.refused.get(status):
            made.refused = words
        elif words := self._set.account.get(status):
            made.waiting, made.after, made.is_down = words, self._set.throttle_most_s, True
        else:
            made.unknown = phrase("sms.unknown.code", code=made.code)


def _frame(sequence: int, message: Message, segment: Segment, place: BindPlace) -> bytes:
    octets, data_coding = coded(segment, place.forms.gsm_coding)
    return pdus.submit_sm(
        sequence,
        sender=message.sender,
        to=message.to.lstrip("+"),
        octets=octets,
        data_coding=data_coding,
        esm_class=segment.esm_class,
        receipt=message.receipt,
        valid_s=_valid_s(message.valid_s, place.valid_most_s),
        forms=place.forms,
    )


def _valid_s(wanted: float | None, most: float | None) -> float | None:
    if most is None:
        return wanted
    if most == 0:
        return None
    return most if wanted is None else min(wanted, most)
