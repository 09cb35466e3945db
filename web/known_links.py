"""Where short links lead, remembered for a minute in each web process.

A target may change until its post is out; with so short a life all processes agree about it again within a minute.
"""

from datetime import datetime, timedelta

LIFE = timedelta(minutes=1)
MOST = 10_000


class LinkCache:
    """Code → Location, bounded: the one that was looked up longest ago makes room. Of the event loop and of route threads."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._entries: dict[str, tuple[str, datetime]] = {}

    def fresh(self, code: str, now: datetime) -> str | None:
        entry = self._entries.get(code)
        return entry[0] if entry is not None and now < entry[1] else None

    def stale(self, code: str) -> str | None:
        """However old: for when the database does not answer."""
        entry = self._entries.get(code)
        return entry[0] if entry is not None else None

    def tell(self, code: str, location: str, now: datetime) -> None:
        self._entries.pop(code, None)
        while len(self._entries) >= self._most:
            self._entries.pop(next(iter(self._entries), ""), None)
        self._entries[code] = (location, now + LIFE)

    def forget(self, code: str) -> None:
        self._entries.pop(code, None)
