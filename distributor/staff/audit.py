"""The audit log: what people did, chained under a key of its own. Functions take a session and never commit.

Its head (how many rows, and the last one's hash) is noted after each commit in a file of the home to which only is added, so that
cutting off the last rows is found, and cutting off all of them (`distributor.staff.log_head`).
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from distributor.db import Database, take_turn
from distributor.keyring import Keyring, OpenKey, keyring_of
from distributor.models import AuditEntry, KeyPurpose, Staff
from distributor.staff.log_head import note_head_after_commit

BEGINNING = "0" * 64
ANCHOR, HOUSE = "anchor", "loa"
"""What the engine itself writes: from here on the log is keyed, and this row stands for those before."""
_LOCK = 0x10AA0D17
"""Names the lock under which PostgreSQL appends one row after the other."""


def note_action(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    unit_id: int | None = None,
    fields: Sequence[str] = (),
    address: str = "",
) -> AuditEntry:
    """Append to the chain. Call it last in a transaction: until that ends, nobody else appends."""
    key = _current_key(session)
    take_turn(session, _LOCK)
    last = last_entry(session)
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=now,
        actor=actor,
        address=address[:45],
        unit_id=unit_id,
        action=action,
        subject=subject,
        fields=list(fields),
        key_id=key.id if key else None,
        previous_hash=last.hash if last else BEGINNING,
        hash="",
    )
    entry.hash = hash_of(entry, key.key if key else b"")
    session.add(entry)
    session.flush()
    if (database := Database.of(session)) is not None and database.home is not None:
        note_head_after_commit(session, database.home, entry.number, entry.hash, now)
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
    address: str = "",
) -> AuditEntry:
    """Write down what a person did. `unit_id`: in whose log it stands, if not in that of the person's own unit."""
    whose = staff.unit_id if unit_id is None else unit_id
    return note_action(
        session,
        actor=staff.login,
        action=action,
        subject=subject,
        now=now,
        unit_id=whose,
        fields=fields,
        address=address,
    )


def anchor(session: Session, now: datetime) -> None:
    """Bind rows of before there was a key: once, at the first start with one. Does nothing where there are none."""
    last = last_entry(session)
    if last is not None and last.key_id is None and _current_key(session) is not None:
        note_action(session, actor=HOUSE, action=ANCHOR, subject="log", now=now)


def hash_of(entry: AuditEntry, key: bytes) -> str:
    """Return what `hash` must be for this row; without a key as before there were any."""
    said = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.unit_id,
        entry.action,
        entry.subject,
        list(entry.fields),
    ]
    if entry.key_id is None:
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    said += [entry.number, entry.address, entry.key_id]
    return hmac.new(key, json.dumps(said, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class LogState:
    """`first_broken`: the first row that does not follow from the one before. `cut`: how many rows the head that was noted speaks
    of, where they are not all there, or are others. `noted`: whether any head was noted here to compare with.
    """

    rows: int
    first_broken: int | None
    cut: int | None
    noted: bool

    @property
    def whole(self) -> bool:
        return self.first_broken is None and self.cut is None


def check_log(session: Session, heads: Mapping[int, str]) -> LogState:
    """Compare all rows with one another and with the heads that were noted (number → hash). Reads all, in parts."""
    waiting, cut = dict(heads), None

    def heard(row: AuditEntry) -> None:
        nonlocal cut
        if waiting.pop(row.number, row.hash) != row.hash and cut is None:
            cut = row.number

    broken = first_break(session, heard)
    rows = session.exec(select(func.count()).select_from(AuditEntry)).one()
    if cut is None and broken is None and waiting:
        cut = max(waiting)
    return LogState(rows, broken, cut, bool(heads))


def first_break(session: Session, heard: Callable[[AuditEntry], None] = lambda _row: None) -> int | None:
    """The id of the first row that does not follow from the one before; None if the chain is whole. Reads all rows, in parts."""
    previous, number, last_id, keyed = BEGINNING, 0, 0, False
    keys = _keys(session)
    while True:
        rows = session.exec(
            select(AuditEntry).where(col(AuditEntry.id) > last_id).order_by(col(AuditEntry.id)).limit(1000)
        ).all()
        if not rows:
            return None
        for row in rows:
            key = keys.get(row.key_id or 0, b"")
            keyed = keyed or row.key_id is not None
            follows = (row.previous_hash, row.number) == (previous, number + 1) and hash_of(row, key) == row.hash
            if not follows or (keyed and not key):
                return row.id
            heard(row)
            previous, number, last_id = row.hash, row.number, row.id or 0
        session.expunge_all()


def last_entry(session: Session) -> AuditEntry | None:
    return session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)).first()


def _keyring(session: Session) -> Keyring | None:
    database = Database.of(session)
    return keyring_of(database, database.home) if database is not None and database.home is not None else None


def _current_key(session: Session) -> OpenKey | None:
    ring = _keyring(session)
    return ring.current(KeyPurpose.LOG) if ring else None


def _keys(session: Session) -> Mapping[int, bytes]:
    ring = _keyring(session)
    return {one.id: one.key for one in ring.keys(KeyPurpose.LOG)} if ring else {}
