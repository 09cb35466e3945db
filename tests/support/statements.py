"""What the application says to its database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine

from distributor.work.liveness import HEART


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is executed within, on whatever engine; but not what a heart says, which beats beside."""
    heard: list[str] = []

    def hear(*given: object) -> None:
        if threading.current_thread().name != HEART:
            heard.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
