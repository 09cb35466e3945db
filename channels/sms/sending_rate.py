"""How many segments a second go out: as many as the network answers, until it throttles; then just below the most it took.

From there on more is tried little by little, faster the longer it goes well. Pure: times are seconds of one monotonic clock.
"""

import math
from collections import deque
from collections.abc import Sequence

SPAN_S = 1.0
"""Networks limit by the second: what was taken in one tells how much they take."""
ENOUGH = 10
"""Before a whole second has gone by, fewer segments than these tell nothing."""
REMEMBERED_S = 10.0
"""The most of any second of these: a network that is busy for a moment does not bring the pace down."""
EASE = 0.98
LEAST = 1.0
SHORT_RESTS_S = (0.0, 0.1, 0.2, 0.4)
"""After going a little too fast where the right pace is known; then the configured rests."""
GROWTH, DOUBLES_S, MOST_GROWTH = 0.005, 10.0, 0.2
"""A second: of the pace, doubled each so many seconds without a word of the network."""
MADE_UP_S = 0.5
"""A pause of our own up to this is made up; so much at once is nothing that a network has not seen within its second."""
MOST_BEGUN = 10_000
"""Segments whose begin is remembered: a second of the quickest network."""
BURST_S = 1.0
"""By how much a pause of our own may be made up under a cap that staff set."""


class SendingRate:
    """`cap`: segments a second at most; 0: none. `rests`: seconds after being throttled, in a row."""

    def __init__(self, cap: float, rests: Sequence[float]) -> None:
        self._cap = cap or math.inf
        self._rests = rests
        self.rate = math.inf
        """What the network is known to take."""
        self.throttled_since: float | None = None
        """Nothing was taken since it said so first."""
        self.resume_at = 0.0
        self._in_a_row = 0
        self._first_at: float | None = None
        self._eased_at = self._lowered_at = self._grown_at = -math.inf
        self._even_at = self._cap_at = 0.0
        self._begun: deque[float] = deque(maxlen=MOST_BEGUN)
        self._taken: deque[float] = deque()
        self._peaks: deque[tuple[float, int]] = deque()  # taken in the second before, each more than those after it

    def next_at(self) -> float:
        """Return from when another segment may go."""
        return max(self.resume_at, self._paced_at(), self._cap_at)

    def _paced_at(self) -> float:
        """Evenly, but what a pause of ours took is made up at once: no second holds more than the pace for all that."""
        if self.rate == math.inf or not self._begun:
            return 0.0
        even = self._even_at + 1.0 / self.rate
        full = math.ceil(self.rate * SPAN_S)
        return max(even, self._begun[-full] + full / self.rate) if len(self._begun) >= full else even

    def began(self, now: float) -> None:
        self._first_at = now if self._first_at is None else self._first_at
        self._begun.append(now)
        if self.rate < math.inf:
            self._even_at = max(self._even_at + 1.0 / self.rate, now - MADE_UP_S)
        if self._cap < math.inf:
            self._cap_at = max(self._cap_at, now - BURST_S) + 1.0 / self._cap

    def taken(self, now: float) -> None:
        self._in_a_row, self.throttled_since = 0, None
        if self.rate < math.inf:
            growth = min(MOST_GROWTH, GROWTH * 2 ** ((now - self._lowered_at) / DOUBLES_S))
            self.rate *= 1.0 + growth * max(0.0, now - self._grown_at)
            self._grown_at = now
        self._taken.append(now)
        while self._taken[0] <= now - SPAN_S:
            self._taken.popleft()
        while self._peaks and self._peaks[-1][1] <= len(self._taken):
            self._peaks.pop()
        self._peaks.append((now, len(self._taken)))

    def throttled(self, now: float, begun_at: float) -> None:
        """Slow down after the network throttled. `begun_at`: when the segment went out. Those that went out before the last
        easing tell nothing new."""
        self.throttled_since = self.throttled_since or now
        if begun_at < self._eased_at:
            return
        age = now - (now if self._first_at is None else self._first_at)
        if not self._in_a_row and (age >= SPAN_S or self._most(now) >= ENOUGH):
            most = max(LEAST, self._most(now) / SPAN_S * EASE)
            if most < self.rate:
                self.rate, self._lowered_at = most, now
        known = self.rate < math.inf and self._in_a_row < len(SHORT_RESTS_S)
        rest = SHORT_RESTS_S[self._in_a_row] if known else self._rests[min(self._in_a_row, len(self._rests) - 1)]
        rest = max(rest, SPAN_S - age)  # what it took at once was maybe all of its first second
        self._in_a_row += 1
        self.resume_at = self._eased_at = self._grown_at = now + rest

    def _most(self, now: float) -> int:
        while len(self._peaks) > 1 and self._peaks[0][0] <= now - REMEMBERED_S:
            self._peaks.popleft()
        return self._peaks[0][1] if self._peaks else 1
