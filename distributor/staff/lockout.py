"""How long a login waits after failures; the memory of failures for logins that nobody has; and the budget of an address.

Strangers' logins lock as real ones do: otherwise a lock would tell who works here. An address may fail so often whatever the
login: otherwise one guess at each of a thousand logins would cost nothing.
"""

import ipaddress
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
        """Return what is left of the lock; zero if there is none."""
        return max(self.locked_until - now, timedelta()) if self.locked_until else timedelta()

    def and_one_more(self, now: datetime) -> "Failures":
        count = self.count + 1
        wait = wait_after(count)
        return Failures(count, now + wait if wait else None)


FREE_OF_ADDRESS = 20
"""An office of many people has one address; each mistypes now and then."""
EARNED_EVERY = timedelta(minutes=1)
MOST_ADDRESSES = 10_000


class FailureMemory:
    """Failures by name, of this process, the oldest forgotten first. Safe for threads."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, Failures] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str, now: datetime) -> timedelta:
        with self._lock:
            return self._failures.get(name, Failures()).wait(now)

    def forget(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)

    def failed(self, name: str, now: datetime) -> timedelta:
        """Note one more failure, unless the name is locked already; answers with the wait."""
        with self._lock:
            known = self._failures.get(name, Failures())
            if not known.wait(now):
                known = known.and_one_more(now)
                self._failures[name] = known
            self._failures.move_to_end(name)
            if len(self._failures) > MOST_STRANGERS:
                self._failures.popitem(last=False)
            return known.wait(now)


class AddressBudget:
    """A budget of how often an address may do something, in this process: `free` times, and once more each `every`. Safe for
    threads.

    An attempt is paid for before it is looked at and refunded if it was right, so that many at once cannot overdraw.
    """

    def __init__(self, free: int = FREE_OF_ADDRESS, every: timedelta = EARNED_EVERY) -> None:
        self._every, self._length = every, free * every
        self._full_at: OrderedDict[str, datetime] = OrderedDict()
        """When the budget of an address is whole again: each failure moves it on."""
        self._lock = threading.Lock()

    def take(self, address: str, now: datetime) -> timedelta:
        """Zero, and it is paid; else how long to wait."""
        with self._lock:
            name = network_of(address)
            known = self._full_at.get(name, now)
            # Never further ahead than a budget is long, but where the clock was put back since.
            if not now < known <= now + self._length:
                known = now
            full_at = known + self._every
            if wait := max(full_at - now - self._length, timedelta()):
                return wait
            self._full_at[name] = full_at
            self._full_at.move_to_end(name)
            if len(self._full_at) > MOST_ADDRESSES:
                self._full_at.popitem(last=False)
            return timedelta()

    def give_back(self, address: str) -> None:
        with self._lock:
            if (name := network_of(address)) in self._full_at:
                self._full_at[name] -= self._every


def network_of(address: str) -> str:
    """Return whom an address belongs to: an IPv6 customer has a whole /64, if not more."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
