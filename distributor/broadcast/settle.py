"""A person decides what became of messages of unknown outcome, after asking the network. Takes a session and never commits.

Only who says that they did not go out (`again`) has them sent, as long as the broadcast's time lasts.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from distributor.broadcast.record import tell_of_unknown
from distributor.broadcast.restored import HANDED
from distributor.errors import LoaError
from distributor.models import Broadcast, BroadcastState, Recipient, RecipientState
from distributor.notices import close_notices
from distributor.recipient_counts import counts_of
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import beginning, phrase

MARKS = {"sent": RecipientState.SENT, "failed": RecipientState.FAILED, "again": RecipientState.QUEUED}
WORDS = {mark: phrase(f"broadcast.settled.{mark}") for mark in MARKS}


@deed("resolve")
def settle_unknown(session: Session, actor: Actor, broadcast_id: int, mark: str, *, rows: Collection[int] = ()) -> int:
    """Settle all unknown recipients of the broadcast, or these `rows` of them. Raises LoaError. Returns how many were decided."""
    now, broadcast = actor.now, session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.unit_id not in visible_to(session, actor.staff):
        raise LoaError(phrase("broadcast.none-of-number", number=broadcast_id))
    if mark not in MARKS:
        raise LoaError(phrase("broadcast.give-mark"))
    which = [col(Recipient.broadcast_id) == broadcast_id, col(Recipient.state) == RecipientState.UNKNOWN]
    if rows:
        which.append(col(Recipient.id).in_(list(rows)))
    elif mark == "again":
        which.append(~col(Recipient.reason).startswith(beginning(HANDED)))
    values: dict[str, object] = {"due_at": None, "ended_at": now}
    if mark == "sent":
        values |= {"sent_at": now, "ended_at": None}
    elif mark == "again":
        values = _go_on(session, broadcast, now)
    decided = session.connection().execute(
        update(Recipient)
        .where(*which)
        .values(
            state=MARKS[mark],
            reason=phrase("broadcast.settled-by", login=actor.login, what=WORDS[mark]),
            **values,
        )
    )
    if rows and decided.rowcount != len(set(rows)):
        raise LoaError(phrase("broadcast.rows-of-others"))
    if not decided.rowcount:
        raise LoaError(phrase("broadcast.none-unknown", number=broadcast_id))
    if counts_of(session, [broadcast_id])[broadcast_id].unknown:
        tell_of_unknown(session, broadcast_id, now)
    else:
        close_notices(session, subject=f"broadcast:{broadcast_id}", kind="sms_unknown", now=now)
    actor.note(session, "resolve", f"broadcast:{broadcast_id}", "recipients", unit_id=broadcast.unit_id)
    return int(decided.rowcount)


def _go_on(session: Session, broadcast: Broadcast, now: datetime) -> dict[str, object]:
    """The broadcast goes on with those who have nothing. What is written of them. Raises LoaError if its time is over."""
    if broadcast.state == BroadcastState.CANCELLED or broadcast.ends_at <= now:
        raise LoaError(phrase("broadcast.over", at=broadcast.ends_at))
    if broadcast.state == BroadcastState.DONE:
        broadcast.state, broadcast.done_at, broadcast.totals = BroadcastState.SENDING, None, {}
        session.add(broadcast)
    return {"due_at": now, "token": "", "submitted_at": None, "ended_at": None}
