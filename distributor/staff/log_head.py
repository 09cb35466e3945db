"""The head of the audit log, noted outside the database: a line an entry, in a file of the home to which only is added.

A line says when, how many rows there are, and the last one's hash. Who can write to the database only cannot undo it; whoever
can write to the home, too, is told on by the copy that the office has by mail (`audit_mail`).

Rows may be lost without any guilt: a restore brings back an older log, a power cut takes the last moment. A line that ends in
`restored` or `accepted` says so; what was noted before it does not count any more, so that the next loss is seen.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import structlog
from sqlmodel import Session

from distributor.db import Database

log = structlog.get_logger()

FILE = "audit.heads"
_NOTED = "log_head"


class AnewCause(StrEnum):
    """The cause for noting heads anew: a backup was restored, or a person accepts that rows are missing."""

    RESTORED = "restored"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class NotedAnew:
    """`rows`: how many there were then. `before`: the most that had been noted until then."""

    cause: AnewCause
    at: datetime
    rows: int
    before: int


def note_head_after_commit(session: Session, home: Path, number: int, digest: str, now: datetime) -> None:
    """Note the head of the log after the commit; of several entries in one transaction the last."""
    if _NOTED not in session.info:
        Database.after_commit(session, lambda: _note(home, session.info.pop(_NOTED, "")))
    session.info[_NOTED] = _line(number, digest, now)


def note_anew(home: Path, number: int, digest: str, cause: AnewCause, now: datetime) -> None:
    """Note the head anew: from here on the log has so many rows, whatever was noted before."""
    _note(home, f"\n{_line(number, digest, now, f' {cause}')}")  # a line that a power cut left half spoils it not


def _line(number: int, digest: str, now: datetime, marked: str = "") -> str:
    return f"{now.astimezone(UTC).isoformat(timespec='seconds')} {number} {digest}{marked}\n"


def _note(home: Path, line: str) -> None:
    """Note the head. What was done is done: a full disk is told in the log, and the next entry notes its own head."""
    if not line:
        return
    try:
        descriptor = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode("ascii"))
        finally:
            os.close(descriptor)
    except OSError as error:
        log.error("the head of the audit log was not noted", error=error.strerror)


def read_heads(home: Path) -> Mapping[int, str]:
    """Number → hash, of each number the first that was noted: one that was noted again belongs to a log that grew from a cut."""
    heads: dict[int, str] = {}
    for _at, number, digest, cause in _lines(home):
        if cause:
            heads.clear()
        if number:
            heads.setdefault(number, digest)
    return heads


def last_head(home: Path) -> tuple[int, str] | None:
    """The longest that was noted, of the log as it grew last: it may have grown again from a cut that nobody knows of yet."""
    heads: dict[int, str] = {}
    for _at, number, digest, cause in _lines(home):
        if cause or heads.get(number, digest) != digest:
            heads = {each: heads[each] for each in heads if each < number}
        if number:
            heads[number] = digest
    return (longest, heads[longest]) if (longest := max(heads, default=0)) else None


def noted_anew(home: Path) -> NotedAnew | None:
    """The last time that heads were noted anew."""
    most, found = 0, None
    for at, number, _digest, cause in _lines(home):
        if cause:
            found, most = NotedAnew(cause, at, number, most), number
        most = max(most, number)
    return found


def _lines(home: Path) -> Iterator[tuple[datetime, int, str, AnewCause | None]]:
    try:
        with (home / FILE).open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                match line.split():
                    case [at, number, digest, *marks] if number.isascii() and number.isdigit():
                        cause = next((each for each in AnewCause if marks == [each]), None)
                        if not marks or cause:
                            yield datetime.fromisoformat(at), int(number), digest, cause
    except FileNotFoundError:
        pass
