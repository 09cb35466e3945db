"""The database, waited for when a machine starts before it: after a power cut nobody should have to start Loa by hand."""

import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.deliver.health import Health
from distributor.settings import Settings
from supervisor.alarm import Alarm, told_of
from supervisor.ground import bounded

LOOK_S = 1.0
NOT_YET = "the database system is"
"""So PostgreSQL begins its refusal while it starts, shuts down or recovers."""


def await_database(settings: Settings, tell: Callable[[str], None], heed: Callable[[], None], *, sends: bool) -> None:
    """Return once it answers. Raises what will not pass by itself: a refusal of the server, a file that is none.

    `sends`: people are told, as at any other time, where it takes a minute. `heed`: raises where the person wants to stop.
    """
    database = Database(bounded(settings.database_url), pool_size=2, home=settings.home)
    alarm: Alarm | None = None
    try:
        while why := _why_away(database):
            if alarm is None:
                tell(f"Cơ sở dữ liệu chưa trả lời ({why}). Loa chờ và thử lại mỗi giây; nhấn Ctrl-C để dừng.")
                alarm = Alarm(settings, database, SystemClock(), lambda: told_of(Health()))
                if sends:
                    alarm.start()
            heed()
            time.sleep(LOOK_S)
        if alarm is not None and sends:
            alarm.stop()
            alarm.join()
            alarm.look()  # what was told by mail only is noted, for the watch to take back
    finally:
        if alarm is not None:
            alarm.stop()
        database.dispose()


def _why_away(database: Database) -> str:
    """Empty: it answers."""
    try:
        database.check()
    except OperationalError as error:
        why = str(error.orig)
        if database.is_sqlite or ("FATAL" in why and NOT_YET not in why):
            raise
        return " ".join(why.split())
    return ""
