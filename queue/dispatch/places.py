"""How many of a process's threads one kind of work may take, so that whatever there is most of leaves some to the others."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

SWEEP, DELIVER = "sweep", "deliver"


def most(kind: str, threads: int) -> int:
    """Delivery has three quarters, another kind at most one; one sweep is enough."""
    match kind:
        case "sweep":
            return 1
        case "deliver":
            return max(1, threads - threads // 4)
    return max(1, threads // 4)


class Places:
    """The places of one process for threads that do long work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()
        self._things: set[str] = set()

    @contextmanager
    def place(self, kind: str, threads: int, thing: str = "") -> Iterator[bool]:
        """Take a place and yield True if one is free; it is the caller's while inside. `thing`: what only one thread at a time
        may do."""
        with self._lock:
            free = self._taken[kind] < most(kind, threads) and thing not in self._things
            if free:
                self._taken[kind] += 1
                self._things |= {thing} if thing else set()
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._taken[kind] -= 1
                    self._things.discard(thing)
