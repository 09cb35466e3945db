"""How close an account is to a limit of X, learnt from the headers of its answers.

`x-rate-limit-*` counts the calls of one endpoint in 15 minutes; `x-user-limit-24hour-*` and `x-app-limit-24hour-*` count posts in
a day, of the user and of all users of the application. Only calls that publishing needs are learnt from: a reading limit that is
used up must not keep a post waiting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.base import Rest
from channels.http import LONGEST_REST_S
from phrases import phrase

CALLS, USER_DAY, APP_DAY = "x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour"
LIMITS = (CALLS, USER_DAY, APP_DAY)
_WORDS = {CALLS: "x.rest.calls", USER_DAY: "x.rest.account", APP_DAY: "x.rest.application"}


@dataclass(frozen=True)
class _Window:
    left: int
    ends_at: datetime


class RateLimitPace:
    """The rate limits as one account's answers have told them so far. `rest_at`: calls left at which it rests."""

    def __init__(self, rest_at: int) -> None:
        self._rest_at = rest_at
        self._windows: dict[tuple[str, str], _Window] = {}

    def learn(self, endpoint: str, headers: Mapping[str, str]) -> None:
        """Remember what the newest answer of `endpoint` says. Headers that are missing or nonsense say nothing."""
        for limit in LIMITS:
            left, ends_at = number_in(headers, f"{limit}-remaining"), moment_of(headers, limit)
            if left is not None and ends_at is not None:
                self._windows[endpoint, limit] = _Window(left, ends_at)

    def rest(self, now: datetime) -> Rest | None:
        """Return until when the account had better not publish: the latest end among the windows that are used up."""
        used_up = [
            (window.ends_at, limit, window.left)
            for (_endpoint, limit), window in self._windows.items()
            if window.left <= self._rest_at and window.ends_at > now
        ]
        if not used_up:
            return None
        until, limit, left = max(used_up)
        until = min(until, now + timedelta(seconds=LONGEST_REST_S))
        return Rest(until, phrase(_WORDS[limit], left=left, until=until))


def moment_of(headers: Mapping[str, str], limit: str) -> datetime | None:
    """Return when the window of `limit` ends."""
    seconds = number_in(headers, f"{limit}-reset")
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def number_in(headers: Mapping[str, str], name: str) -> int | None:
    """A whole number of a plausible length, as headers carry it."""
    value = headers.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None
