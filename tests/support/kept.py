"""What tests of several files share, each process of a run for itself: it begins with the first, and ends with the last in a row.

A fixture of the session would go on beside all other tests until the end.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pytest

T = TypeVar("T")


@dataclass(eq=False)
class Kept(Generic[T]):
    """`begin`: what it is. `stays_for`: whether it goes on after this test because of the next one."""

    begin: Callable[[], AbstractContextManager[T]]
    stays_for: Callable[[pytest.Item, pytest.Item], bool]
    _begun: tuple[T, ExitStack] | None = None

    def get(self) -> T:
        if self._begun is None:
            stack = ExitStack()
            self._begun = stack.enter_context(self.begin()), stack
            _ALL.append(self)
        return self._begun[0]

    def end(self) -> None:
        if self._begun is not None:
            (_, stack), self._begun = self._begun, None
            _ALL.remove(self)
            stack.close()


_ALL: list[Kept[Any]] = []
"""That have begun."""


def end_unwanted(item: pytest.Item, following: pytest.Item | None) -> None:
    """Once all of a test's own fixtures have ended."""
    for each in reversed(_ALL.copy()):
        if following is None or not each.stays_for(item, following):
            each.end()
