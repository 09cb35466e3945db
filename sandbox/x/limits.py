"""Rate limits of X, told in headers: a user's calls of an endpoint in each 15-minute window; posts in 24 hours, a user's and all.

An account's limits (`/_sandbox/accounts`) say how many: `tweets_per_15min` and the like, `tweets_per_24h`, `app_tweets_per_24h`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.accounts import Account
from sandbox.clock import now

WINDOW_S = 900
DAY_S = 86_400
APP_ONLY_LIMIT = 450
USER_DAY, APP_DAY = "user-limit-24hour", "app-limit-24hour"
DAY_LIMITS = {USER_DAY: ("tweets_per_24h", 10_000), APP_DAY: ("app_tweets_per_24h", 10_000)}
"""Header → the name under which an account may have its own limit, and the one it has else."""


@dataclass(frozen=True)
class Standing:
    """Where a caller stands after this call. `allowed` is False when the call is the first too many."""

    limit: int
    remaining: int
    reset: int
    allowed: bool
    name: str = "rate-limit"

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return rate_headers(self.limit, self.remaining, self.reset, self.name)


class RateLimits:
    """Windows live in memory: a restart of the stand-in gives everything back."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take_post(self, account: Account) -> tuple[Standing, ...]:
        """The day's windows of a post; taken from none when one of them is full."""
        wanted = [
            (APP_DAY if name == APP_DAY else account.id, name, account.limits.get(wish, default))
            for name, (wish, default) in DAY_LIMITS.items()
        ]
        full = any(self._look(caller, name, DAY_S)[1] >= limit for caller, name, limit in wanted)
        standings = []
        for caller, name, limit in wanted:
            start, used = self._look(caller, name, DAY_S)
            used += 0 if full else 1
            self._windows[(caller, name)] = (start, used)
            standings.append(Standing(limit, max(0, limit - used), int(start) + DAY_S, not full, name))
        return tuple(standings)

    def _look(self, caller: str, endpoint: str, window_s: int) -> tuple[float, int]:
        """When the window began, and how many calls it has had."""
        moment = now()
        start, used = self._windows.get((caller, endpoint), (moment, 0))
        return (moment, 0) if moment >= start + window_s else (start, used)

    def take(self, caller: str, endpoint: str, limit: int, window_s: int = WINDOW_S) -> Standing:
        start, used = self._look(caller, endpoint, window_s)
        allowed = used < limit
        used += 1 if allowed else 0
        self._windows[(caller, endpoint)] = (start, used)
        return Standing(limit, max(0, limit - used), int(start) + window_s, allowed)

    def forget(self) -> None:
        self._windows.clear()


def rate_headers(limit: int, remaining: int, reset: int, name: str = "rate-limit") -> tuple[tuple[str, str], ...]:
    return (
        (f"x-{name}-limit", str(limit)),
        (f"x-{name}-remaining", str(remaining)),
        (f"x-{name}-reset", str(reset)),
    )
