"""The first Ctrl-C ends the work, the next ones only hurry the stopping."""

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
