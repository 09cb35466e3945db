"""Who on this machine may read a home: its owner alone. Folders 0700, files 0600 (a program keeps its owner's x).

What a process makes is so by its umask (`OWN`); this mends what an older version left, or a person copied in. What must be there
after a power cut, too, is written by `write_durably`.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWN = 0o077
"""The umask of every program of Loa."""


@dataclass(frozen=True)
class Closed:
    """`mended`: how many files and folders others could open until now. `left`: what they still can, for it is not ours."""

    mended: int
    left: tuple[Path, ...]


def open_to_others(home: Path) -> Iterator[Path]:
    """The home itself, and every file and folder in it that its group or others may open. Links are not followed."""
    if home.is_dir() and home.stat().st_mode & OWN:
        yield home
    waiting = [home]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue  # gone meanwhile, or not ours to read
        for entry in entries:
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except OSError:
                continue
            if stat.S_ISDIR(mode):
                waiting.append(Path(entry))
            if mode & OWN and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                yield Path(entry)


def close_to_others(home: Path) -> Closed:
    """Take from others whatever they may open."""
    mended, left = 0, []
    for place in open_to_others(home):
        try:
            place.chmod(stat.S_IMODE(place.lstat().st_mode) & ~OWN)
            mended += 1
        except FileNotFoundError:
            continue
        except OSError:
            left.append(place)
    return Closed(mended, tuple(left))


def write_durably(file: Path, content: bytes) -> str:
    """Write a new file that its owner alone reads, flush it to the disk; the SHA-256 of what was written.

    Its name is there for good once its folder is flushed, too (`sync`).
    """
    with file.open("xb") as stream:
        os.fchmod(stream.fileno(), 0o600)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return hashlib.sha256(content).hexdigest()


def sync(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
