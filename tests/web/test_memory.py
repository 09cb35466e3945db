"""What stands is set aside from the collector of garbage, once, and again after a collection that took long."""

import gc
from collections.abc import Iterator

import pytest

from web.memory import LONG_S, Aside, settle

MOST_TIMES = 3


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A word for each time that something was set aside; afterwards the collector is as it was.

    It collects when it is told to only, and nobody listens yet: an application of an earlier test does in this process.
    """
    monkeypatch.setattr("web.memory.MOST_TIMES", MOST_TIMES)
    gc.freeze()  # else each collection looks at all that the tests' process holds
    callbacks, said = list(gc.callbacks), list[str]()
    gc.callbacks[:] = [each for each in callbacks if not isinstance(each, Aside)]
    monkeypatch.setattr(gc, "freeze", lambda: said.append("frozen"))
    gc.disable()
    yield said
    gc.enable()
    gc.callbacks[:] = callbacks


@pytest.mark.parametrize(
    ("lasting", "collections", "times"),
    [(LONG_S / 2, 3, 1), (LONG_S * 2, 1, 2), (LONG_S * 2, MOST_TIMES + 2, 1 + MOST_TIMES)],
)
def test_a_long_collection_is_the_last_of_its_length(
    frozen: list[str], monkeypatch: pytest.MonkeyPatch, lasting: float, collections: int, times: int
) -> None:
    """And not without end: what is set aside is never freed as a ring."""
    clock = iter(number * lasting for number in range(1_000))
    monkeypatch.setattr("web.memory.time.thread_time", lambda: next(clock))
    settle()
    for _ in range(collections):
        gc.collect()
    assert len(frozen) == times


def test_settling_again_listens_once(frozen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.memory.time.thread_time", lambda: 0.0)
    settle()
    listening = len(gc.callbacks)
    settle()
    assert (len(gc.callbacks), len(frozen)) == (listening, 2)


def test_small_collections_are_none_of_its_business(frozen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(number * LONG_S * 2 for number in range(100))
    settle()
    monkeypatch.setattr("web.memory.time.thread_time", lambda: next(clock))
    gc.collect(0)
    gc.collect(1)
    assert len(frozen) == 1
