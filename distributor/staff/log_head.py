"""The head of the audit log, noted outside the database: a line an entry, in a file of the home to which only is added.

A line says when, how many rows there are, and the last one's hash. Who can write to the database only cannot undo it; whoever
can write to the home, too, is told on by the copy that the office has by mail (`audit_mail`).
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlmodel import Session

from distributor.db import Database

log = structlog.get_logger()

FILE = "audit.heads"
_NOTED = "log_head"


def note_head_after_commit(session: Session, home: Path, number: int, digest: str, now: datetime) -> None:
    """Of several entries in one transaction the last."""
    if _NOTED not in session.info:
        Database.after_commit(session, lambda: _note(home, session.info.pop(_NOTED, "")))
    session.info[_NOTED] = f"{now.astimezone(UTC).isoformat(timespec='seconds')} {number} {digest}\n"


def _note(home: Path, line: str) -> None:
    """What was done is done: a full disk is told in the log, and the next entry notes its own head."""
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
    """Number → hash, of each number the first that was noted: one that was noted anew belongs to a log that grew from a cut."""
    heads: dict[int, str] = {}
    try:
        with (home / FILE).open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                match line.split():
                    case [_at, number, digest] if number.isascii() and number.isdigit():
                        heads.setdefault(int(number), digest)
    except FileNotFoundError:
        pass
    return heads


def last_head(home: Path) -> tuple[int, str] | None:
    """The longest that was noted."""
    heads = read_heads(home)
    return (longest, heads[longest]) if (longest := max(heads, default=0)) else None
