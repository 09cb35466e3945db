"""Cases as rows: opened by messages, led by people. Functions take a session and never commit."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.abilities import abilities_of
from channels.registry import spec_of
from distributor.calendar.holidays import holidays_of
from distributor.cases.decide import answer_by
from distributor.cases.rules import rules_at
from distributor.errors import LoaError, NotThere, WrongValue
from distributor.models import Account, Case, CaseEvent, CaseMessage, CaseReply, CaseReplyState, CaseState, Staff
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

OPEN = (CaseState.NEW, CaseState.DOING)
GOES_ON = (*OPEN, CaseState.ANSWERED)
"""A further message of the same person belongs to such a case."""
UNDER_WAY = (CaseReplyState.WAITING, CaseReplyState.SENDING, CaseReplyState.UNKNOWN)
LONGEST_NOTE = 1500
LONGEST_REASON = 500


def due_from(start: datetime) -> datetime:
    """Return by when a question of that moment is to be answered."""
    rules = rules_at(start)
    return answer_by(start, rules.answer_hours, rules.office_hours, _is_off)


def _is_off(day: date) -> bool:
    return any(holiday.off for holiday in holidays_of(day))


def case_for(
    session: Session, account: Account, post_id: int | None, person_hash: str, now: datetime, thread: str = ""
) -> Case:
    """The case to which a new message belongs: the person's own of this post that goes on, else a new one in `thread`."""
    found = case_going_on(session, account, post_id, person_hash)
    if found is None:
        found = Case(
            unit_id=account.unit_id,
            account_id=account.id or 0,
            post_id=post_id,
            thread=thread,
            person_hash=person_hash,
            due_at=due_from(now),
            opened_at=now,
            last_at=now,
        )
    elif found.state is CaseState.ANSWERED:
        found.state = CaseState.DOING if found.owner_id else CaseState.NEW
        found.ended_at, found.due_at = None, due_from(now)
    found.last_at = now
    session.add(found)
    session.flush()
    return found


def case_going_on(session: Session, account: Account, post_id: int | None, person_hash: str) -> Case | None:
    """The person's own of this post, locked; None: there is none, or nobody knows who wrote."""
    if not person_hash:
        return None
    return session.exec(
        select(Case)
        .where(
            Case.account_id == account.id,
            Case.person_hash == person_hash,
            col(Case.post_id).is_(None) if post_id is None else col(Case.post_id) == post_id,
            col(Case.state).in_(GOES_ON),
        )
        .order_by(col(Case.id).desc())
        .limit(1)
        .with_for_update()
    ).first()


def case_seen(session: Session, actor: Actor, case_id: int) -> Case:
    """A case of units that the actor sees, locked, for what follows changes it. Raises NotThere."""
    seen = col(Case.unit_id).in_(visible_to(session, actor.staff))
    case = session.exec(select(Case).where(Case.id == case_id, seen).with_for_update()).first()
    if case is None:
        raise NotThere(phrase("cases.no-such-case", case=case_id))
    return case


@deed("handle_case")
def take_case(session: Session, actor: Actor, case_id: int, owner_id: int | None = None) -> Case:
    """Take a case. `owner_id`: who shall lead it; None: the one who decides. Raises NotThere, LoaError."""
    case = case_seen(session, actor, case_id)
    owner = actor.staff if owner_id is None else session.get(Staff, owner_id)
    units = (*visible_to(session, actor.staff), case.unit_id)
    if owner is None or owner.disabled or owner.unit_id not in units:
        raise WrongValue(phrase("cases.choose-owner"), "staff_id")
    _check_open(case)
    if owner.unit_id != case.unit_id and owner.id != actor.staff.id:
        raise LoaError(phrase("cases.owner-of-unit"))
    case.owner_id, case.state = owner.id, CaseState.DOING
    did(session, actor, case, "take" if owner.id == actor.staff.id else "give", owner.full_name, "owner_id", "state")
    return case


@deed("handle_case")
def note_case(session: Session, actor: Actor, case_id: int, text: str) -> Case:
    case = case_seen(session, actor, case_id)
    did(session, actor, case, "note", _wanted(text, phrase("cases.write-the-note"), LONGEST_NOTE), "note")
    return case


@deed("handle_case")
def transfer_case(session: Session, actor: Actor, case_id: int, agency: str, note: str) -> Case:
    """Transfer a case to whoever is competent: its deadline here stops. Raises NotThere, LoaError."""
    case = case_seen(session, actor, case_id)
    _check_open(case)
    _check_nothing_under_way(session, case)
    case.agency = _wanted(" ".join(agency.split()), phrase("cases.name-the-agency"), 300)
    _end(case, CaseState.TRANSFERRED, actor.now)
    said = f"{case.agency}\n{note.strip()[:LONGEST_NOTE]}".strip()
    did(session, actor, case, "transfer", said, "state", "agency", "due_at")
    return case


@deed("handle_case")
def close_case(session: Session, actor: Actor, case_id: int, reason: str) -> Case:
    """Close a case without an answer, with a reason. Raises NotThere, LoaError."""
    case = case_seen(session, actor, case_id)
    _check_open(case)
    _check_nothing_under_way(session, case)
    said = _wanted(reason, phrase("cases.why-closed"), LONGEST_REASON)
    _end(case, CaseState.CLOSED, actor.now)
    did(session, actor, case, "close", said, "state", "due_at")
    return case


@deed("handle_case")
def reopen_case(session: Session, actor: Actor, case_id: int) -> Case:
    """Reopen a case that was ended, with a new deadline. Raises NotThere, LoaError."""
    case = case_seen(session, actor, case_id)
    if case.state in OPEN:
        raise LoaError(phrase("cases.is-open", case=case.id))
    case.state = CaseState.DOING if case.owner_id else CaseState.NEW
    case.ended_at, case.due_at, case.agency = None, due_from(actor.now), ""
    did(session, actor, case, "reopen", "", "state", "due_at")
    return case


@deed("handle_case")
def hide_message(session: Session, actor: Actor, case_id: int, message_id: int, reason: str) -> CaseMessage:
    """Ask that a comment be hidden from others, or shown again if it is hidden. Raises NotThere, LoaError."""
    case = case_seen(session, actor, case_id)
    message = session.get(CaseMessage, message_id)
    if message is None or message.case_id != case_id:
        raise LoaError(phrase("cases.no-such-message"))
    said = _wanted(reason, phrase("cases.why-hidden"), LONGEST_REASON)
    if message.account_id is None or message.inbound_id is not None or message.deleted_at is not None or message.by_us:
        raise LoaError(phrase("cases.only-comments-hide"))
    if "hide" not in abilities_of(spec_of(session.get_one(Account, message.account_id).channel)):
        raise LoaError(phrase("cases.cannot-hide"))
    if message.hide_due_at is not None:
        raise LoaError(phrase("cases.being-hidden"))
    message.hide_wanted, message.hide_due_at = not message.hidden, actor.now
    message.hide_tries, message.hide_reason = 0, ""
    session.add(message)
    did(session, actor, case, "hide" if message.hide_wanted else "unhide", said, "hidden")
    return message


def answered(session: Session, case_id: int, since: datetime, now: datetime) -> None:
    """Note that a reply has arrived; unless the person has written again after it was confirmed, the case is answered."""
    session.connection().execute(
        update(Case)
        .where(col(Case.id) == case_id, col(Case.state).in_(OPEN), col(Case.last_at) <= since)
        .values(state=CaseState.ANSWERED, ended_at=now, due_at=None)
    )


def _check_open(case: Case) -> None:
    if case.state not in OPEN:
        raise LoaError(phrase("cases.ended-reopen", case=case.id))


def _check_nothing_under_way(session: Session, case: Case) -> None:
    going = select(CaseReply.id).where(CaseReply.case_id == case.id, col(CaseReply.state).in_(UNDER_WAY))
    if session.exec(going.limit(1)).first() is not None:
        raise LoaError(phrase("cases.reply-under-way", case=case.id))


def _end(case: Case, state: CaseState, now: datetime) -> None:
    case.state, case.ended_at, case.due_at = state, now, None


def _wanted(text: str, missing: str, longest: int) -> str:
    if not (said := text.strip()):
        raise LoaError(missing)
    if len(said) > longest:
        raise LoaError(phrase("cases.too-long", length=len(said), most=longest))
    return said


def did(session: Session, actor: Actor, case: Case, act: str, text: str, *fields: str) -> None:
    """Write an act into the case's history and into the log."""
    session.add(case)
    session.add(CaseEvent(case_id=case.id or 0, at=actor.now, staff_id=actor.staff.id or 0, act=act, text=text))
    session.flush()
    actor.note(session, f"case.{act}", f"case:{case.id}", *fields, unit_id=case.unit_id)
