"""Functions that a bounded child is called to do, and what each does to it."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from distributor import child
from distributor.child import ask_parent
from distributor.ingest.entry import UnreadableSource

_kept: list[bytearray] = []


def echo(value: Any) -> Any:
    return value


def pid() -> int:
    return os.getpid()


def abort() -> None:
    os.abort()


def eat_memory() -> None:
    bytearray(10**11)


def keep_memory(octets: int) -> int:
    _kept.append(bytearray(octets))
    return os.getpid()


def leave_a_gap(pieces: int, octets: int) -> None:
    """Frees all but the last, beneath which C's library keeps the rest."""
    taken = [bytearray(b"x") * octets for _ in range(pieces)]
    _kept.append(taken.pop())


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    while True:
        time.sleep(60)


def work_until(at_work: str, go_on: str) -> int:
    """Until the file `go_on` is there. Returns how many were at work when it began."""
    mine = Path(at_work) / str(os.getpid())
    mine.touch()
    count = len(list(mine.parent.iterdir()))
    while not Path(go_on).exists():
        time.sleep(0.02)
    mine.unlink()
    return count


def fail() -> None:
    raise RuntimeError("hỏng")


def raise_ours() -> None:
    raise UnreadableSource("không đọc được")


def answer_nonsense() -> None:
    os.write(3, b"\x00\x00\x00\x02{[")
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\x00\x00\x00\x02{[")
        except OSError:
            continue


def drip() -> None:
    """A frame that goes on coming and never ends."""
    assert child._parent is not None
    child._parent.says.write(child.LENGTH.pack(1_000_000))
    while True:
        child._parent.says.write(b"\x00")
        time.sleep(0.05)


class Acts:
    """What a taken-over child would answer with: who reads it unlinks a file."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        return Path.unlink, (Path(self.file),)


def answer_with_deeds(file: str) -> Acts:
    return Acts(file)


def ask(value: str) -> Any:
    return ask_parent(value)


def write_pid_and_spin(file: str) -> None:
    Path(file).write_text(str(os.getpid()), encoding="utf-8")
    spin()


def loaded() -> set[str]:
    """What is loaded once a feed can be read."""
    import distributor.ingest.parsing  # noqa: F401, PLC0415 - in the child

    return {name for name in sys.modules if "." not in name}


def loaded_for_tables() -> set[str]:
    """What is loaded once a table can be read."""
    import openpyxl  # noqa: F401, PLC0415

    import distributor.importing.people_file  # noqa: PLC0415
    import distributor.importing.sheet  # noqa: F401, PLC0415 - in the child

    return {name for name in sys.modules if "." not in name}
