"""How much of its hourly calls a Page has used, told in X-App-Usage and X-Business-Use-Case-Usage (percent)."""

from __future__ import annotations

import json

from sandbox.accounts import Account
from sandbox.clock import now
from sandbox.graph.errors import GraphRefused

_WINDOW_S = 3600

Headers = tuple[tuple[str, str], ...]


class Usage:
    """Counts in memory, a window of an hour a Page."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def take(self, page: Account) -> Headers:
        """Counts a call. Raises GraphRefused (code 32) when it is one too many."""
        moment = now()
        start, used = self._windows.get(page.id, (moment, 0))
        if moment >= start + _WINDOW_S:
            start, used = moment, 0
        limit = page.limit("calls_per_hour")
        if used >= limit:
            refused = GraphRefused(403, 32, "(#32) Page request limit reached", transient=True)
            minutes = max(1, int((start + _WINDOW_S - moment) / 60))
            refused.answer = refused.answer.with_headers(usage_headers(page.id, 100, minutes))
            raise refused
        self._windows[page.id] = (start, used + 1)
        return usage_headers(page.id, self._percent(page), 0)

    def throttled(self, page: Account | None, minutes: int) -> Headers:
        """Of a call that is throttled for so long. Less than a minute is a burst's limit: the hour's share stands as it is,
        and a client that rested because of it would rest for nothing."""
        percent = 100 if minutes else self._percent(page) if page is not None else 0
        return usage_headers(page.id if page is not None else "0", percent, minutes)

    def _percent(self, page: Account) -> int:
        return 100 * self._windows.get(page.id, (0.0, 0))[1] // max(1, page.limit("calls_per_hour"))

    def forget(self) -> None:
        self._windows.clear()


def usage_headers(page: str, percent: int, minutes: int) -> Headers:
    app = {"call_count": percent, "total_time": percent, "total_cputime": percent}
    case = {"type": "pages", **app, "estimated_time_to_regain_access": minutes}
    return (
        ("x-app-usage", json.dumps(app, separators=(",", ":"))),
        ("x-business-use-case-usage", json.dumps({page: [case]}, separators=(",", ":"))),
    )
