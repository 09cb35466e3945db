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
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from channels.messenger import Taken

FOLDER = "binds"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Testimony:
    """The notes of a process on its messages, by recipients' ids: a message's key changes with the key that finds its number.
    `taken`: segment → the network's id."""

    begun: frozenset[int]
    taken: Mapping[int, Mapping[int, str]]


class BindNotes:
    """A `channels.sms.traffic.Witness` of the recipients that it was told to expect. Where it cannot write, there is no file: no
    testimony is better than half of one.
    """

    def __init__(self, run_folder: Path, incarnation_id: str) -> None:
        self._file = _file_of(run_folder, incarnation_id)
        self._descriptor: int | None = None
        self._expected: dict[str, int] = {}
        self._is_blank = True
        self._boot = _boot_id()
        if not self._boot:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self._file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        except OSError:
            return
        self._write(f"boot {self._boot}\n")

    def expect(self, key: str, recipient_id: int) -> None:
        """Note a message before it is given to the link."""
        self._expected[key] = recipient_id

    def begins(self, keys: Sequence[str]) -> None:
        self._write("".join(f"begun {self._expected[key]}\n" for key in keys if key in self._expected))

    def taken(self, parts: Sequence[tuple[str, Taken]]) -> None:
        self._write(
            "".join(
                f"taken {self._expected[key]} {part.number} {json.dumps(part.message_id)}\n"
                for key, part in parts
                if key in self._expected
            )
        )

    def ended(self, key: str, *, is_back: bool) -> None:
        """Note that the link has told what became of a message. `is_back`: certain that the network does not have it."""
        recipient_id = self._expected.pop(key)
        if is_back:
            self._write(f"back {recipient_id}\n")

    def clear(self) -> None:
        """Empty the notes: everything is recorded."""
        if self._descriptor is None or self._expected or self._is_blank:
            return
        try:
            os.ftruncate(self._descriptor, 0)
        except OSError:
            self.close()
        else:
            self._write(f"boot {self._boot}\n")
            self._is_blank = True

    def close(self) -> None:
        """Close the notes: nothing is in doubt any more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            self._file.unlink(missing_ok=True)

    def _write(self, lines: str) -> None:
        if self._descriptor is None or not lines:
            return
        octets, self._is_blank = lines.encode(), False
        with suppress(OSError):
            if os.write(self._descriptor, octets) == len(octets):
                return
        self.close()


def notes_of(run_folder: Path, incarnation_id: str, recipients: Container[int]) -> Testimony | None:
    """Return what a process noted of these recipients; None if there is nothing that proves anything."""
    begun: set[int] = set()
    taken: defaultdict[int, dict[int, str]] = defaultdict(dict)
    try:
        with _file_of(run_folder, incarnation_id).open(encoding="utf-8", newline="\n") as lines:
            if next(lines, "") != f"boot {_boot_id()}\n":
                return None
            for line in lines:
                if not line.endswith("\n"):
                    break  # it was killed while it wrote: what the line tells of had not happened yet, or is known otherwise
                what, recipient, *more = line.split(" ", 3)
                if int(recipient) not in recipients:
                    continue
                if what == "taken":
                    taken[int(recipient)][int(more[0])] = json.loads(more[1])
                elif what == "begun":
                    begun.add(int(recipient))
                else:
                    begun.discard(int(recipient))
    except (OSError, ValueError):
        return None
    return Testimony(frozenset(begun), taken)


def forget(run_folder: Path, incarnation_id: str) -> None:
    """Delete the file: everything that it tells of is recorded."""
    _file_of(run_folder, incarnation_id).unlink(missing_ok=True)


def noted(run_folder: Path) -> Sequence[str]:
    """Processes that left notes, or keep them."""
    folder = run_folder / FOLDER
    return [file.name for file in folder.iterdir()] if folder.is_dir() else []


def _file_of(run_folder: Path, incarnation_id: str) -> Path:
    return run_folder / FOLDER / incarnation_id


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
