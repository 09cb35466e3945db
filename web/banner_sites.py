"""Noting on which sites the banner is seen: once a site and day and process, so that a busy site costs nothing more."""

import threading
from datetime import date
from urllib.parse import urlsplit

from fastapi import Request

from distributor.db import Database
from distributor.measure.banner_sites import MOST_SITES, note_site, plain_host


class SeenSites:
    """Safe for threads."""

    def __init__(self) -> None:
        self._day = date.min
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def is_new(self, host: str, day: date) -> bool:
        with self._lock:
            if day != self._day:
                self._day, self._seen = day, set()
            if host in self._seen or len(self._seen) >= MOST_SITES:
                return False
            self._seen.add(host)
            return True


def note_referer(request: Request, database: Database, seen: SeenSites, today: date, shows: str) -> None:
    """Note the page that shows a banner. `today`: in Vietnam. Nothing for a page of our own, or where the browser says
    nothing."""
    host = plain_host(urlsplit(request.headers.get("referer", "")[:500]).netloc)
    own = plain_host(request.headers.get("host", ""))
    if not host or host == own or not seen.is_new(host, today):
        return
    with database.write() as session:
        note_site(session, host, shows, today)
