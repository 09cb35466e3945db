"""The first Ctrl-C ends the work, the next ones only hurry the stopping."""

import logging
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from supervisor.interruption import NUMBERS, Interruption


@pytest.fixture
def interruption() -> Iterator[Interruption]:
    before = {number: signal.getsignal(number) for number in NUMBERS}
    made = Interruption()
    made.install()
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", NUMBERS)
def test_only_the_first_is_raised(interruption: Interruption, number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)
    assert not interruption.impatient()
    os.kill(os.getpid(), number)
    assert interruption.impatient()


def test_one_that_python_swallowed_is_heeded(interruption: Interruption, monkeypatch: pytest.MonkeyPatch) -> None:
    swallowed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: swallowed.append(lost.exc_type))

    class Destroyed:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    interruption.heed()  # nobody asked
    Destroyed()
    assert swallowed == [KeyboardInterrupt], "the signal came where nothing can be raised"
    with pytest.raises(KeyboardInterrupt):
        interruption.heed()
    interruption.begin_stopping()
    interruption.heed()  # what stops is not broken off


def test_stopping_is_not_broken_off(interruption: Interruption) -> None:
    interruption.begin_stopping()
    os.kill(os.getpid(), signal.SIGINT)
    assert not interruption.impatient()
    os.kill(os.getpid(), signal.SIGINT)
    assert interruption.impatient()


@pytest.mark.parametrize(("file", "name"), [(logging.__file__, "_afterFork"), ("<frozen importlib._bootstrap>", "cb")])
def test_one_within_what_swallows_it_is_raised_after_it(interruption: Interruption, file: str, name: str) -> None:
    """Raised within, it would be told as a traceback, and what the hook releases would stay held."""
    released: list[bool] = []
    hook = f"def {name}():\n    kill(getpid(), SIGINT)\n    released.append(True)"
    names = {"kill": os.kill, "getpid": os.getpid, "SIGINT": signal.SIGINT, "released": released}
    exec(compile(hook, file, "exec"), names)  # noqa: S102 - a hook of Python's own, as far as frames tell

    def forks_and_waits() -> None:
        names[name]()  # type: ignore[operator]
        signal.pause()

    with pytest.raises(KeyboardInterrupt):
        forks_and_waits()
    assert released
    assert not interruption.impatient(), "asked once"
