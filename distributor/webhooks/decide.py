"""What an answer of a receiver means, and when to try again. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from phrases import phrase

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 300, 900, 1800, 3600, 7200, 14400, 21600, 28800))
"""After the first, second, … failed try; together a little less than a day."""
STOPS_AFTER = timedelta(days=3)
"""An endpoint that took nothing for so long is not called any more."""
LONGEST_REST = timedelta(minutes=10)
GONE = 410


@dataclass(frozen=True)
class EndpointReply:
    """`status` None: no answer; `problem` then says why, in words for staff. `wait_s`: as the receiver asks."""

    status: int | None
    problem: str = ""
    took_ms: int = 0
    wait_s: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == GONE

    @property
    def is_of_endpoint(self) -> bool:
        """Return True if the next event would fare no better: it is away, overloaded, or knows us no more."""
        return self.status is None or self.status >= 500 or self.status in (401, 403, 404, 408, 410, 429)


def rest_after(failures: int, wait_s: float) -> timedelta:
    """Return how long an endpoint is left alone after so many failures in a row."""
    doubled = timedelta(seconds=5 * 2 ** min(max(failures - 1, 0), 10))
    return max(min(doubled, LONGEST_REST), timedelta(seconds=min(wait_s, 3600)))


def words_of(status: int) -> str:
    """Return why an answer does not count; empty where it does."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return phrase("webhooks.redirects", status=status)
    if status == GONE:
        return phrase("webhooks.gone")
    if status in (401, 403):
        return phrase("webhooks.not-allowed", status=status)
    if status >= 500:
        return phrase("webhooks.fails", status=status)
    return phrase("webhooks.refuses", status=status)
