"""The notice that stands while this machine cannot read the media folder: what has pictures waits, and nothing else says why."""

import threading
from datetime import datetime
from socket import gethostname

from distributor.db import Database
from distributor.media.place import MediaPlace
from distributor.notices import close_notices, open_notice

KIND = "media"


class MediaNotice:
    """Opens and closes the notice when what `MediaPlace` says has changed. May be used from any thread."""

    def __init__(self, place: MediaPlace, database: Database) -> None:
        self._place, self._database = place, database
        self._guard = threading.Lock()
        self._told: str | None = None

    def look(self, now: datetime) -> bool:
        """Return True if the folder is here, after staff were told."""
        problem = self._place.problem()
        with self._guard:
            if self._told != problem:
                self._tell(problem, now)
                self._told = problem
        return not problem

    def _tell(self, problem: str, now: datetime) -> None:
        subject = f"{KIND}:{gethostname()}"
        with self._database.write() as session:
            if problem:
                open_notice(session, kind=KIND, subject=subject, text=problem, now=now)
            else:
                close_notices(session, subject=subject, kind=KIND, now=now)
