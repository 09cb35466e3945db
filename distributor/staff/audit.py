"""The audit log: what people did, chained by hash. Functions take a session and never commit."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from distributor.models import AuditEntry, Staff

BEGINNING = "0" * 64
_LOCK = 0x10AA0D17
"""Names the lock under which PostgreSQL appends one row after the other; SQLite writes one transaction at a time anyhow."""


def note_action(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    unit_id: int | None = None,
    fields: Sequence[str] = (),
) -> AuditEntry:
    """Append to the chain. Call it last in a transaction: until that ends, nobody else appends."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)).first()
    entry = AuditEntry(
        at=now,
        actor=actor,
        unit_id=unit_id,
        action=action,
        subject=subject,
        fields=list(fields),
        previous_hash=last or BEGINNING,
        hash="",
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    session.flush()
    return entry


def note_by(
    session: Session,
    staff: Staff,
    action: str,
    subject: str,
    now: datetime,
    *,
    unit_id: int | None = None,
    fields: Sequence[str] = (),
) -> AuditEntry:
    """What a person did. `unit_id`: in whose log it stands, if not in that of the person's own unit."""
    whose = staff.unit_id if unit_id is None else unit_id
    return note_action(
        session, actor=staff.login, action=action, subject=subject, now=now, unit_id=whose, fields=fields
    )


def hash_of(entry: AuditEntry) -> str:
    """What `hash` must be for this row."""
    said = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.unit_id,
        entry.action,
        entry.subject,
        list(entry.fields),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def first_break(session: Session) -> int | None:
    """The id of the first row that does not follow from the one before; None if the chain is whole. Reads all rows, in parts."""
    previous, last_id = BEGINNING, 0
    while True:
        rows = session.exec(
            select(AuditEntry).where(col(AuditEntry.id) > last_id).order_by(col(AuditEntry.id)).limit(1000)
        ).all()
        if not rows:
            return None
        for row in rows:
            if row.previous_hash != previous or hash_of(row) != row.hash:
                return row.id
            previous, last_id = row.hash, row.id or 0
        session.expunge_all()
