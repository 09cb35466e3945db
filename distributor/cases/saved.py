"""Saved replies (mẫu trả lời) of a unit. Takes a session and never commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.cases.reply import PLACES, said_text, unknown_places
from distributor.cases.rules import rules_at
from distributor.errors import LoaError
from distributor.models import SavedReply, Staff
from distributor.phrases import phrase
from distributor.staff.audit import note_action

LONGEST_TITLE = 120


class NoSuchReply(LoaError):
    """Not there, or of another unit."""


def saved_replies(session: Session, unit_ids: Sequence[int]) -> list[SavedReply]:
    """Those in use."""
    rows = session.exec(
        select(SavedReply)
        .where(col(SavedReply.unit_id).in_(unit_ids), col(SavedReply.removed).is_(False))
        .order_by(col(SavedReply.unit_id), col(SavedReply.title), col(SavedReply.id))
    )
    return list(rows.all())


def save_reply(
    session: Session, unit_id: int, by: Staff, title: str, text: str, now: datetime, reply_id: int = 0
) -> SavedReply:
    """A new one, or another text of one that there is. Raises NoSuchReply, LoaError."""
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
    saved = SavedReply(unit_id=unit_id, title=name, text=said, changed_by=by.login, changed_at=now)
    if reply_id:
        saved = saved_of(session, reply_id, [unit_id])
        saved.title, saved.text, saved.changed_by, saved.changed_at = name, said, by.login, now
    session.add(saved)
    session.flush()
    _note(session, "saved_reply.save", saved, by, now, ("title", "text"))
    return saved


def set_removed(
    session: Session, reply_id: int, unit_ids: Sequence[int], by: Staff, *, removed: bool, now: datetime
) -> SavedReply:
    """Raises NoSuchReply."""
    saved = saved_of(session, reply_id, unit_ids)
    saved.removed = removed
    session.add(saved)
    session.flush()
    _note(session, "saved_reply.remove" if removed else "saved_reply.restore", saved, by, now, ("removed",))
    return saved


def saved_of(session: Session, reply_id: int, unit_ids: Sequence[int]) -> SavedReply:
    """Raises NoSuchReply."""
    saved = session.exec(
        select(SavedReply).where(SavedReply.id == reply_id, col(SavedReply.unit_id).in_(unit_ids))
    ).first()
    if saved is None:
        raise NoSuchReply(phrase("cases.no-such-saved"))
    return saved


def _note(session: Session, action: str, saved: SavedReply, by: Staff, now: datetime, fields: tuple[str, ...]) -> None:
    note_action(
        session,
        actor=by.login,
        action=action,
        subject=f"saved_reply:{saved.id}",
        now=now,
        unit_id=saved.unit_id,
        fields=fields,
    )
