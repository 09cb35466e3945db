"""A call that an exchange has handed to us, whatever the exchange's interface."""

from pathlib import Path
from typing import Protocol


class CallOver(Exception):
    """The caller has hung up, the exchange is gone, or it said what we do not understand: this call is done with."""


class ExchangeCall(Protocol):
    """`caller`: the number as the exchange gives it, empty where it is withheld. `line`: which of our lines was called.

    Every method raises CallOver.
    """

    @property
    def caller(self) -> str: ...

    @property
    def line(self) -> str: ...

    def play(self, sound: Path) -> str:
        """Play a sound, named without its ending; a key ends it and is the answer, else empty."""
        ...

    def key(self, seconds: float) -> str:
        """The next key of `0` to `9`, `*`, `#`; empty where none was pressed in that time."""
        ...

    def record(self, sound: Path, seconds: int, quiet_s: int) -> None:
        """Record until `#`, so much quiet, so many seconds, or the end of the call (CallOver: what was said until then is there).

        `sound`: without its ending, which becomes `.wav`.
        """
        ...

    def hand_over(self) -> None:
        """Let the exchange's own plan put the caller through to a person."""
        ...

    def hang_up(self) -> None: ...
