"""How long a login waits after failures, and the memory of failures for logins that nobody has.

Strangers' logins lock as real ones do: otherwise a lock would tell who works here.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_STRANGERS = 10_000


def wait_after(failures: int) -> timedelta:
    """Nothing for the first four; then 30 s, doubling with every further failure up to an hour."""
    if failures < FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


@dataclass(frozen=True)
class Failures:
    count: int = 0
    locked_until: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """What is left of the lock; zero if there is none."""
        return max(self.locked_until - now, timedelta()) if self.locked_until else timedelta()

    def and_one_more(self, now: datetime) -> "Failures":
        count = self.count + 1
        wait = wait_after(count)
        return Failures(count, now + wait if wait else None)


class Strangers:
    """Failures of unknown logins, of this process, the oldest forgotten first. Safe for threads."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, Failures] = OrderedDict()
        self._lock = threading.Lock()

    def failed(self, login: str, now: datetime) -> timedelta:
        """Note one more failure, unless the login is locked already; answers with the wait."""
        with self._lock:
            known = self._failures.get(login, Failures())
            if not known.wait(now):
                known = known.and_one_more(now)
                self._failures[login] = known
            self._failures.move_to_end(login)
            if len(self._failures) > MOST_STRANGERS:
                self._failures.popitem(last=False)
            return known.wait(now)
