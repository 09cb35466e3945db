"""A recorded emergency order of a broadcast that runs already: tests may be run at night. Staff order it of a draft only."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from distributor.models import Broadcast, Recipient, RecipientState


def order_now(session: Session, broadcast: Broadcast, staff_id: int, now: datetime) -> None:
    """Hours and cap do not bind it any more; who had been put off until the hours is due."""
    broadcast.override_by, broadcast.override_at, broadcast.override_reason = staff_id, now, "Thử"
    session.add(broadcast)
    waiting = update(Recipient).where(
        col(Recipient.broadcast_id) == broadcast.id,
        col(Recipient.state) == RecipientState.QUEUED,
        col(Recipient.due_at) > now,
    )
    session.connection().execute(waiting.values(due_at=now))
