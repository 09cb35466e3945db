"""What the process of a bind notes of its messages in a file of its own, before anybody else can know it.

Rows are marked `submitting` some hundred at a time, durably, and their answers are recorded in groups; between the two the
process may be killed. The file tells its heirs which of those rows had begun to leave, and which segments the network had taken:
what had not begun goes back to the queue, what was taken is recorded, and only what was on its way at that moment is of unknown
outcome.

Nothing is synced to the disk: what was written outlives the process, but not the machine. So a file speaks only as long as the
machine has not been started anew since; then all that was marked is unknown.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from channels.messenger import Taken

FOLDER = "binds"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Testimony:
    """By the messages' keys. `taken`: segment → the network's id."""

    begun: frozenset[str]
    taken: Mapping[str, Mapping[int, str]]


class BindNotes:
    """A `channels.sms.traffic.Witness`. Where it cannot write, there is no file: no testimony is better than half of one."""

    def __init__(self, run_folder: Path, incarnation_id: str) -> None:
        self._file = _file_of(run_folder, incarnation_id)
        self._descriptor: int | None = None
        boot = _boot_id()
        if not boot:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self._file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        except OSError:
            return
        self._write(f"boot {boot}\n")

    def begins(self, keys: Sequence[str]) -> None:
        self._write("".join(f"begun {key}\n" for key in keys))

    def taken(self, key: str, part: Taken) -> None:
        self._write(f"taken {key} {part.number} {json.dumps(part.message_id)}\n")

    def close(self) -> None:
        """Nothing is in doubt any more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            self._file.unlink(missing_ok=True)

    def _write(self, lines: str) -> None:
        if self._descriptor is None or not lines:
            return
        octets = lines.encode()
        with suppress(OSError):
            if os.write(self._descriptor, octets) == len(octets):
                return
        self.close()


def notes_of(run_folder: Path, incarnation_id: str) -> Testimony | None:
    """What a process that is proved dead left behind; None if there is nothing that proves anything."""
    try:
        lines = _file_of(run_folder, incarnation_id).read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError):
        return None
    if not lines or lines[0] != f"boot {_boot_id()}\n":
        return None
    begun: set[str] = set()
    taken: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for line in lines[1:]:
        words = line.split(" ", 3)
        if not line.endswith("\n"):
            break  # it was killed while it wrote; what the line tells of had not happened yet, or is known otherwise
        if words[0] == "begun":
            begun.add(words[1].strip())
        else:
            taken[words[1]][int(words[2])] = json.loads(words[3])
    return Testimony(frozenset(begun), taken)


def forget(run_folder: Path, incarnation_id: str) -> None:
    """Everything that the file tells of is recorded."""
    _file_of(run_folder, incarnation_id).unlink(missing_ok=True)


def _file_of(run_folder: Path, incarnation_id: str) -> Path:
    return run_folder / FOLDER / incarnation_id


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
