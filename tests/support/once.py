"""What is made once for all workers of a run: the first who wants it makes it, the others wait for that."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return `place`, which `make` fills unless another process has. What is half made is never seen under its name."""
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            half = place.with_name(f"{place.name}.half")
            make(half)
            half.rename(place)
    return place
