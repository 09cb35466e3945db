"""Exponential backoff: when a call that failed is made again. Pure, the clock passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from phrases import phrase

FIRST_BACKOFF_S = 2.0
LONGEST_BACKOFF_S = 600.0
MOST_DOUBLINGS = 20
"""Far past the longest: what has been tried for weeks must not overflow."""
GIVES_UP_AFTER = timedelta(days=1)
"""Of what goes by a table of waits."""


def backoff(tries: int, seed: int) -> float:
    """Seconds before the next try: doubling, with up to a quarter more so that rows do not come back all together.

    The extra is fixed by the row, so that a run can be repeated.
    """
    doublings = min(max(0, tries - 1), MOST_DOUBLINGS)
    base = min(FIRST_BACKOFF_S * 2.0**doublings, LONGEST_BACKOFF_S)
    return base * (1 + (seed * 2654435761 % 1000) / 4000)


def wait_after(waits: Sequence[timedelta], tries: int) -> timedelta:
    """The wait of a table after so many tries, at least one; the last of it for ever."""
    return waits[min(tries, len(waits)) - 1]


def next_try(
    waits: Sequence[timedelta], tries: int, first_try_at: datetime, now: datetime, *, wait_s: float = 0.0
) -> datetime | None:
    """Return when what is tried for a day is tried again; None when the day is over. `wait_s`: as the receiver asks."""
    at = now + max(wait_after(waits, tries), timedelta(seconds=wait_s))
    return None if at > first_try_at + GIVES_UP_AFTER else at


@dataclass(frozen=True)
class RetryDecision:
    """The decision after a repeatable call failed. `due_at` None: it is over. `tries`: as they count now.

    `account_until`: the account rests until then.
    """

    reason: str
    due_at: datetime | None
    tries: int
    account_until: datetime | None = None


def decide_repeatable(
    error: Exception, now: datetime, *, tries: int, max_tries: int, seed: int, throttle_wait_s: float
) -> RetryDecision:
    """Decide a failed call on an account that does no harm when it is made again. `tries`: this one included."""
    reason = error.message if isinstance(error, ChannelError) else phrase("work.fault", kind=type(error).__name__)
    if isinstance(error, RateLimited):
        until = error.until or now + timedelta(seconds=throttle_wait_s)
        return RetryDecision(reason, until, tries - 1, account_until=until)
    if isinstance(error, AuthExpired):
        return RetryDecision(reason, now + timedelta(seconds=backoff(1, seed)), tries - 1)
    if isinstance(error, Rejected | Misconfigured) or tries >= max_tries:
        return RetryDecision(reason, None, tries)
    wait_s = max(getattr(error, "after", None) or 0.0, backoff(tries, seed))
    return RetryDecision(reason, now + timedelta(seconds=wait_s), tries)
