"""How close a Page is to what the platform allows, as its answers tell in percent. Pure.

`X-App-Usage` and `X-Page-Usage`: `{"call_count": 28, "total_time": 25, "total_cputime": 25}`.
`X-Business-Use-Case-Usage`: the same of each kind of use, in lists under the id of the Page or business, with
`estimated_time_to_regain_access` in minutes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from channels.answers import JsonObject, objects_in, parsed, value_in, whole_in
from channels.base import Rest
from channels.facebook.configuration import UsageLimits
from channels.http import LONGEST_REST_S
from phrases import phrase

_PLAIN = ("X-App-Usage", "X-Page-Usage")
CASES = "X-Business-Use-Case-Usage"
_PERCENTS = ("call_count", "total_time", "total_cputime")


def rest_of(headers: Mapping[str, str], now: datetime, limits: UsageLimits) -> Rest | None:
    """The rest that an answer with these headers asks for; None while there is room."""
    entries = list(_entries(headers))
    percent = max((_percent(entry) for entry in entries), default=0)
    minutes = max((whole_in(entry, "estimated_time_to_regain_access") or 0 for entry in entries), default=0)
    if percent < limits.slow_percent and minutes <= 0:
        return None
    if minutes > 0:
        reason = phrase("facebook.needs-rest", minutes=minutes)
        return Rest(now + timedelta(seconds=min(60 * minutes, LONGEST_REST_S)), reason)
    return Rest(now + timedelta(seconds=limits.pause_s), phrase("facebook.much-used", percent=percent))


def tells(headers: Mapping[str, str]) -> bool:
    """Return True if the answer says anything about usage."""
    return any(name in headers for name in (*_PLAIN, CASES))


def _entries(headers: Mapping[str, str]) -> Iterator[JsonObject]:
    for name in _PLAIN:
        yield parsed(headers.get(name, "").encode())
    cases = parsed(headers.get(CASES, "").encode())
    for owner in cases:
        yield from objects_in(cases, owner)


def _percent(entry: JsonObject) -> int:
    found = [value_in(entry, name) for name in _PERCENTS]
    return max(
        (int(value) for value in found if isinstance(value, int | float) and not isinstance(value, bool)), default=0
    )
