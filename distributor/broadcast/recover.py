"""Taking over from the dead: what a process had claimed goes back to the queue, what it was submitting is unknown, and shown.

The process of a bind leaves notes behind (`bind_notes`): of what it was submitting they tell what had not begun to leave, which
goes back to the queue, and what the network had taken, which is recorded.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import exists, insert, update
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, select

from distributor.broadcast.bind_notes import Testimony, forget, noted, notes_of
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.record import join_receipts, lock_account, lock_receipts, part_row, tell_of_unknown
from distributor.models import Broadcast, Recipient, RecipientState, SmsPart
from distributor.work.recover import proof_of_end
from phrases import phrase

log = structlog.get_logger()

HELD = (RecipientState.CLAIMED, RecipientState.SUBMITTING)
REASON = phrase("broadcast.sender-died")
NO_HOLDER: Mapping[str, Any] = {"token": "", "incarnation_id": "", "lease_until": None}
CHUNK = 500


def recover_rows(desk: BroadcastDesk, account_id: int) -> int:
    """Decide rows whose holder is proved dead. Returns how many became unknown."""
    now = desk.clock.now()
    with desk.database.read() as session:
        held = session.exec(
            select(Recipient.token, Recipient.incarnation_id, func.max(Recipient.lease_until))
            .where(Recipient.account_id == account_id, col(Recipient.state).in_(HELD))
            .group_by(col(Recipient.token), col(Recipient.incarnation_id))
        ).all()
        dead = [
            (token, incarnation, proof)
            for token, incarnation, lease in held
            if token and (proof := proof_of_end(desk, session, token, incarnation, lease, now))
        ]
    lost = 0
    for token, incarnation, proof in dead:
        # Silence is no proof that a process which wakes again sends nothing: then its notes are not believed.
        believed = incarnation if proof == "lock" else ""
        with desk.database.write() as session:
            lost += _take_over(session, account_id, token, desk.run_folder, believed, now)
    for incarnation in {incarnation for _, incarnation, proof in dead if proof == "lock"} - {desk.incarnation.id}:
        _forget(desk, incarnation)
    return lost


def forget_ended(desk: BroadcastDesk) -> None:
    """Notes of processes that have ended and hold nothing."""
    judge = desk.judge_death()
    for incarnation in noted(desk.run_folder):
        with desk.database.read() as session:
            is_over = (
                incarnation != desk.incarnation.id and judge(session, incarnation, None, desk.clock.now()) == "lock"
            )
        if is_over:
            _forget(desk, incarnation)


def _forget(desk: BroadcastDesk, incarnation: str) -> None:
    """Unless another account's rows still need what it left."""
    with desk.database.read() as session:
        left = select(Recipient.id).where(col(Recipient.incarnation_id) == incarnation, col(Recipient.state).in_(HELD))
        if session.exec(left.limit(1)).first() is None:
            forget(desk.run_folder, incarnation)


def _take_over(session: Session, account_id: int, token: str, run_folder: Path, believed: str, now: datetime) -> int:
    """Take rows over from the dead. `believed`: the incarnation whose notes tell of these rows, if any."""
    lock_account(session, account_id)
    lock_receipts(session, account_id)
    session.connection().execute(
        update(Recipient)
        .where(col(Recipient.token) == token, col(Recipient.state) == RecipientState.CLAIMED)
        .values(state=RecipientState.QUEUED, **NO_HOLDER)
    )
    submitting = (col(Recipient.token) == token, col(Recipient.state) == RecipientState.SUBMITTING)
    if believed:
        ids = {row_id or 0 for row_id in session.exec(select(Recipient.id).where(*submitting))}
        if (notes := notes_of(run_folder, believed, ids)) is not None:
            _believe(session, account_id, notes, submitting, now)
    broadcasts = set(session.exec(select(Recipient.broadcast_id).where(*submitting)).all())
    lost = session.connection().execute(
        update(Recipient)
        .where(*submitting)
        .values(state=RecipientState.UNKNOWN, reason=REASON, due_at=None, lease_until=None, ended_at=now)
    )
    for broadcast_id in broadcasts:
        tell_of_unknown(session, broadcast_id, now)
    if lost.rowcount:
        log.warning("took over messages from the dead", account=account_id, unknown=lost.rowcount)
    return int(lost.rowcount)


def _believe(session: Session, account_id: int, notes: Testimony, submitting: Sequence[Any], now: datetime) -> None:
    """Give back what had not begun; record what was taken. What is left `submitting` nobody knows."""
    found = session.execute(
        select_(col(Recipient.id), col(Broadcast.segments))
        .join(Broadcast, col(Broadcast.id) == col(Recipient.broadcast_id))
        .where(*submitting)
    ).all()
    ids = [row_id for row_id, _segments in found]
    known: dict[int, set[int]] = {row_id: set() for row_id in ids}
    for begin in range(0, len(ids), CHUNK):
        parts = select_(col(SmsPart.recipient_id), col(SmsPart.number)).where(
            col(SmsPart.recipient_id).in_(ids[begin : begin + CHUNK])
        )
        for row_id, number in session.execute(parts):
            known[row_id].add(number)
    fresh = [
        part_row(row_id, account_id, number, message_id, now)
        for row_id in ids
        for number, message_id in notes.taken.get(row_id, {}).items()
        if number not in known[row_id]
    ]
    if fresh:
        session.connection().execute(insert(SmsPart), fresh)
    whole = [row_id for row_id, segments in found if len(known[row_id] | set(notes.taken.get(row_id, {}))) >= segments]
    _set(session, submitting, whole, state=RecipientState.SENT, sent_at=now, due_at=None, lease_until=None)
    unbegun = [row_id for row_id in ids if row_id not in notes.begun]
    reached = exists().where(col(SmsPart.recipient_id) == col(Recipient.id))
    for has_part, values in ((reached, {}), (~reached, {"submitted_at": None})):
        back = {"state": RecipientState.QUEUED, "due_at": now, **NO_HOLDER, **values}
        _set(session, (*submitting, has_part), unbegun, **back)
    join_receipts(session, account_id, [str(row["message_id"]) for row in fresh if row["message_id"]], now)


def _set(session: Session, which: Sequence[Any], ids: Sequence[int], **values: object) -> None:
    for begin in range(0, len(ids), CHUNK):
        session.connection().execute(
            update(Recipient).where(*which, col(Recipient.id).in_(ids[begin : begin + CHUNK])).values(**values)
        )
