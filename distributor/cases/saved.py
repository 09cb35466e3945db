"""Saved replies (mẫu trả lời) of a unit. Takes a session and never commits."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from distributor.cases.reply import PLACES, said_text, unknown_places
from distributor.cases.rules import rules_at
from distributor.errors import LoaError, NotThere
from distributor.models import SavedReply
from distributor.phrases import phrase
from distributor.staff.deeds import Actor, deed

LONGEST_TITLE = 120


def saved_replies(session: Session, unit_ids: Sequence[int]) -> list[SavedReply]:
    """Those in use."""
    rows = session.exec(
        select(SavedReply)
        .where(col(SavedReply.unit_id).in_(unit_ids), col(SavedReply.removed).is_(False))
        .order_by(col(SavedReply.unit_id), col(SavedReply.title), col(SavedReply.id))
    )
    return list(rows.all())


@deed("save_reply")
def save_reply(session: Session, actor: Actor, title: str, text: str, reply_id: int = 0) -> SavedReply:
    """A new one of the actor's unit, or another text of one that there is. Raises NotThere, LoaError."""
    unit_id, by, now = actor.staff.unit_id, actor.login, actor.now
    name, said = " ".join(title.split()), said_text(text)
    if not name or len(name) > LONGEST_TITLE:
        raise LoaError(phrase("cases.name-the-saved", most=LONGEST_TITLE))
    if not said:
        raise LoaError(phrase("cases.write-the-saved"))
    if len(said) > (longest := rules_at(now).longest_reply):
        raise LoaError(phrase("cases.saved-too-long", length=len(said), most=longest))
    if wrong := unknown_places(said):
        places = ", ".join("{" + name + "}" for name in PLACES)
        raise LoaError(phrase("cases.no-such-place", wrong=", ".join(wrong), places=places))
    saved = SavedReply(unit_id=unit_id, title=name, text=said, changed_by=by, changed_at=now)
    if reply_id:
        saved = _saved_of(session, reply_id, unit_id)
        saved.title, saved.text, saved.changed_by, saved.changed_at = name, said, by, now
    session.add(saved)
    session.flush()
    actor.note(session, "saved_reply.save", f"saved_reply:{saved.id}", "title", "text", unit_id=unit_id)
    return saved


@deed("save_reply")
def set_removed(session: Session, actor: Actor, reply_id: int, *, removed: bool) -> SavedReply:
    """Raises NotThere."""
    saved = _saved_of(session, reply_id, actor.staff.unit_id)
    saved.removed = removed
    session.add(saved)
    session.flush()
    action = "saved_reply.remove" if removed else "saved_reply.restore"
    actor.note(session, action, f"saved_reply:{saved.id}", "removed", unit_id=saved.unit_id)
    return saved


def _saved_of(session: Session, reply_id: int, unit_id: int) -> SavedReply:
    saved = session.exec(select(SavedReply).where(SavedReply.id == reply_id, SavedReply.unit_id == unit_id)).first()
    if saved is None:
        raise NotThere(phrase("cases.no-such-saved"))
    return saved
