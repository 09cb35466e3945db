"""Taking over from the dead: what a process had claimed goes back to the queue, what it was submitting is unknown, and shown."""

from datetime import datetime

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.record import lock_account, tell_of_unknown
from distributor.models import Recipient, RecipientState
from distributor.phrases import phrase
from distributor.work.recover import proof_of_end

log = structlog.get_logger()

HELD = (RecipientState.CLAIMED, RecipientState.SUBMITTING)
REASON = phrase("broadcast.sender-died")


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
            token
            for token, incarnation, lease in held
            if token and proof_of_end(desk, session, token, incarnation, lease, now)
        ]
    lost = 0
    for token in dead:
        with desk.database.write() as session:
            lost += _take_over(session, account_id, token, now)
    return lost


def _take_over(session: Session, account_id: int, token: str, now: datetime) -> int:
    lock_account(session, account_id)
    session.connection().execute(
        update(Recipient)
        .where(col(Recipient.token) == token, col(Recipient.state) == RecipientState.CLAIMED)
        .values(state=RecipientState.QUEUED, token="", incarnation_id="", lease_until=None)
    )
    submitting = (col(Recipient.token) == token, col(Recipient.state) == RecipientState.SUBMITTING)
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
