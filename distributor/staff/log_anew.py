"""The head of the audit log noted anew, where rows are missing and it is known why: a restore, or a power cut."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from distributor.staff.audit import BEGINNING, HOUSE, last_entry, note_action
from distributor.staff.log_head import AnewCause, note_anew, read_heads

ACCEPT = "accept_log"


def note_log_anew(session: Session, home: Path, cause: AnewCause, now: datetime) -> None:
    """Note the log anew: as it stands it is what its head is compared with from here on. Nothing to do where none was ever
    noted of no rows."""
    last = last_entry(session)
    if last is not None or read_heads(home):
        note_anew(home, last.number if last else 0, last.hash if last else BEGINNING, cause, now)


def accept_log(session: Session, home: Path, now: datetime) -> None:
    """Accept that rows are missing, as a person who knows why. The log says that it was said so; an older cut hides no later
    one."""
    note_log_anew(session, home, AnewCause.ACCEPTED, now)
    note_action(session, actor=HOUSE, action=ACCEPT, subject="log", now=now)
