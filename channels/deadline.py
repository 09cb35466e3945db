"""One total time limit for everything a call does on the network, kept by one watching thread a process.

A socket timeout bounds one read, so a server that sends a byte a second is never late. `Deadline` bounds the sum: the
socket that it watches is shut down when time is up, which wakes whoever waits on it with an error.
"""

import os
import socket
import threading
from contextlib import suppress
from math import inf
from time import monotonic


class Deadline:
    """A moment on the monotonic clock. `fired`: it passed while armed. `sent`: bytes of the present request may have left."""

    __slots__ = ("_watched", "at", "fired", "sent")

    def __init__(self, seconds: float) -> None:
        self.at = monotonic() + seconds
        self.fired = False
        self.sent = False
        self._watched: socket.socket | None = None

    def remaining(self) -> float:
        """Seconds left, not less than 0."""
        return max(0.0, self.at - monotonic())

    def watch(self, connected: socket.socket | None) -> None:
        """Shut `connected` down when time is up; None: nothing is in flight any more."""
        self._watched = connected
        # `fire` marks first and looks afterwards, we look in the other order: one of us sees the other.
        if self.fired and connected is not None:
            _shut_down(connected)

    def fire(self) -> None:
        self.fired = True
        watched = self._watched
        if watched is not None:
            _shut_down(watched)


def _shut_down(connected: socket.socket) -> None:
    # The base class on purpose: SSLSocket.shutdown would drop its TLS state under the thread that is reading from it.
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)


class Watchdog:
    """Fires deadlines. One daemon thread for all, started by the first; a process forked from ours begins anew.

    Arming must be cheap, for each post arms one. The thread sleeps until the earliest deadline it knows, so a later one
    needs no waking, and a finished one is only taken out of the set.
    """

    def __init__(self) -> None:
        self.start_anew()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.start_anew)

    def start_anew(self) -> None:
        self._armed: set[Deadline] = set()
        self._changed = threading.Condition()
        self._wakes_at = inf
        self._thread: threading.Thread | None = None

    def arm(self, deadline: Deadline) -> None:
        self._armed.add(deadline)
        if deadline.at < self._wakes_at:
            with self._changed:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._watch, name="loa-deadlines", daemon=True)
                    self._thread.start()
                self._changed.notify()

    def disarm(self, deadline: Deadline) -> None:
        self._armed.discard(deadline)

    def _watch(self) -> None:
        while True:
            with self._changed:
                # First promise to wake at once, then look: a deadline armed after the look must see the promise and
                # wait for the lock, else it would trust an older and later waking time.
                self._wakes_at = inf
                armed = list(self._armed)
                earliest = min((deadline.at for deadline in armed), default=inf)
                self._wakes_at = earliest
                wait = earliest - monotonic()
                if wait > 0:
                    self._changed.wait(None if wait == inf else wait)
                    continue
            now = monotonic()
            for deadline in armed:
                if deadline.at <= now:
                    self._armed.discard(deadline)
                    deadline.fire()


WATCHDOG = Watchdog()
