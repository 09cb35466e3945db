"""Rate limits of X: so many calls of an endpoint in each 15-minute window, per user, told in headers."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.clock import now

WINDOW_S = 900
APP_ONLY_LIMIT = 450


@dataclass(frozen=True)
class Standing:
    """Where a caller stands after this call. `allowed` is False when the call is the first too many."""

    limit: int
    remaining: int
    reset: int
    allowed: bool

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return rate_headers(self.limit, self.remaining, self.reset)


class RateLimits:
    """Windows live in memory: they are over in 15 minutes anyway."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, caller: str, endpoint: str, limit: int) -> Standing:
        moment = now()
        start, used = self._windows.get((caller, endpoint), (moment, 0))
        if moment >= start + WINDOW_S:
            start, used = moment, 0
        allowed = used < limit
        used += 1 if allowed else 0
        self._windows[(caller, endpoint)] = (start, used)
        return Standing(limit, max(0, limit - used), int(start) + WINDOW_S, allowed)

    def forget(self) -> None:
        self._windows.clear()


def rate_headers(limit: int, remaining: int, reset: int) -> tuple[tuple[str, str], ...]:
    return (
        ("x-rate-limit-limit", str(limit)),
        ("x-rate-limit-remaining", str(remaining)),
        ("x-rate-limit-reset", str(reset)),
    )
