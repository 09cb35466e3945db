"""Two things read at once, by two sessions, for somebody who waits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from sqlmodel import Session

Read = TypeVar("Read")


@contextmanager
def read_apart(
    session: Session, beside: Session | None, read: Callable[[Session], Read]
) -> Iterator[Callable[[], Read]]:
    """Gives how to get what is read, once: by `beside` meanwhile, in another thread; else by `session`, when it is asked for.

    What is written meanwhile may be seen by one and not by the other.
    """
    if beside is None:
        yield cache(lambda: read(session))
        return
    with ThreadPoolExecutor(1, "loa-beside") as other:
        yield other.submit(read, beside).result
