"""Python's collector of garbage, kept from looking at all that stands while somebody waits for a page.

A full collection looks at every object there is: at those of importing, of a hundred templates and of the statements that were
put together once. None of them is garbage, and looking takes a tenth or a fifth of a second, in one page of fifty.
"""

import gc
import time

LONG_S = 0.02
MOST_TIMES = 10
"""Rings of objects that are set aside stay for good even when nothing needs them any more; so this is not done for ever."""
OLDEST = 2
"""The collector's name for the generation that holds all others."""


class Aside:
    """Hears of each collection. What a long one left is alive: it is set aside, and the next ones are short."""

    def __init__(self) -> None:
        self._began = 0.0
        self._times_left = MOST_TIMES

    def __call__(self, phase: str, about: dict[str, int]) -> None:
        if about["generation"] < OLDEST:
            return
        if phase == "start":
            self._began = time.thread_time()  # not the clock's: other threads may work meanwhile
        elif self._times_left and time.thread_time() - self._began > LONG_S:
            self._times_left -= 1
            gc.freeze()


def settle() -> None:
    """Freeze what a process is made of, once it is made, so that no collection walks through it. Said again, it begins anew."""
    gc.callbacks[:] = [each for each in gc.callbacks if not isinstance(each, Aside)]
    gc.collect()
    gc.freeze()
    gc.callbacks.append(Aside())
