"""Saved replies of a unit, with all that they said before. Takes a session and never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.cases.reply import PLACES, said_text, unknown_places
from distributor.cases.rules import rules_at
from distributor.compose.wordings import REPLIES, keep_version
from distributor.errors import LoaError, NotThere
from distributor.models import SavedReply, Wording, WordingState
from distributor.staff.deeds import Actor, deed
from phrases import phrase

LONGEST_TITLE = 120


@dataclass(frozen=True)
class SavedVersion:
    """A version of a saved reply: what it said before, by whom and since when."""

    number: int
    title: str
    text: str
    by: str
    at: datetime


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
        _keep(session, saved)  # one that is older than its versions
        saved.title, saved.text, saved.changed_by, saved.changed_at = name, said, by, now
    session.add(saved)
    session.flush()
    _keep(session, saved)
    actor.note(session, "saved_reply.save", f"saved_reply:{saved.id}", "title", "text", unit_id=unit_id)
    return saved


def versions_of(session: Session, replies: Sequence[SavedReply]) -> dict[int, list[SavedVersion]]:
    """Return what each said before, the newest first; one query."""
    names = {f"{REPLIES}{saved.id}": saved.id or 0 for saved in replies}
    found: dict[int, list[SavedVersion]] = {}
    rows = session.exec(
        select(Wording)
        .where(col(Wording.template).in_(names), Wording.state == WordingState.RETIRED)
        .order_by(col(Wording.number).desc())
    )
    for row in rows:
        title, _, text = row.source.partition("\n")
        version = SavedVersion(row.number, title, text, row.made_by, row.made_at)
        found.setdefault(names[row.template], []).append(version)
    return found


def say_as_before(session: Session, actor: Actor, reply_id: int, number: int) -> SavedReply:
    """An earlier version's words again, as `save_reply` saves them. Raises NotThere, LoaError."""
    saved = _saved_of(session, reply_id, actor.staff.unit_id)
    before = next((one for one in versions_of(session, [saved]).get(reply_id, []) if one.number == number), None)
    if before is None:
        raise NotThere(phrase("cases.no-such-saved"))
    return save_reply(session, actor, before.title, before.text, reply_id)


def _keep(session: Session, saved: SavedReply) -> None:
    source = f"{saved.title}\n{saved.text}"
    keep_version(session, saved.unit_id, f"{REPLIES}{saved.id}", source, saved.changed_by, saved.changed_at)


@deed("save_reply")
def set_removed(session: Session, actor: Actor, reply_id: int, *, removed: bool) -> SavedReply:
    """Remove a saved reply, or bring it back. Raises NotThere."""
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
