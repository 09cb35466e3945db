"""Identifiers as the platforms mint them: growing with time, never used twice, not even after a reset or restart."""

from __future__ import annotations

from sandbox.clock import now

# Both epochs are in milliseconds. X's own is public (its ids carry the time); ours for Graph is 2020-01-01.
_X_EPOCH = 1_288_834_974_657
_GRAPH_EPOCH = 1_577_836_800_000


class SnowflakeMint:
    """X: milliseconds since its epoch, shifted by 22 bits, and a counter."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, (int(now() * 1000) - _X_EPOCH) << 22)
        return str(self._last)

    def at(self, moment: float, number: int) -> str:
        """As it would have been minted then. `number` tells those of one millisecond apart."""
        return str(((int(moment * 1000) - _X_EPOCH) << 22) + number)

    def seen(self, identifier: str) -> None:
        self._last = max(self._last, int(identifier))


class GraphMint:
    """Graph: 18 digits beginning with 122; a post's full id is `{page}_{number}`."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, 122_000_000_000_000_000 + (int(now() * 1000) - _GRAPH_EPOCH) * 1000)
        return str(self._last)

    def at(self, moment: float, number: int) -> str:
        """As it would have been minted then. `number` tells those of one millisecond apart."""
        return str(122_000_000_000_000_000 + (int(moment * 1000) - _GRAPH_EPOCH) * 1000 + number)

    def seen(self, identifier: str) -> None:
        self._last = max(self._last, int(identifier.rpartition("_")[2]))
