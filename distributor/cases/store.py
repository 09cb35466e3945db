"""Cases as rows: opened by messages, led by people. Functions take a session and never commit."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.calendar.holidays import holidays_of
from distributor.cases.decide import answer_by
from distributor.cases.rules import rules_at
from distributor.errors import LoaError
from distributor.models import Account, Case, CaseEvent, CaseMessage, CaseReply, CaseReplyState, CaseState, Staff
from distributor.phrases import phrase
from distributor.staff.audit import note_action

OPEN = (CaseState.NEW, CaseState.DOING)
GOES_ON = (*OPEN, CaseState.ANSWERED)
"""A further message of the same person belongs to such a case."""
UNDER_WAY = (CaseReplyState.WAITING, CaseReplyState.SENDING, CaseReplyState.UNKNOWN)
LONGEST_NOTE = 1500
LONGEST_REASON = 500


def due_from(start: datetime) -> datetime:
    """By when a question of that moment is to be answered."""
    rules = rules_at(start)
    return answer_by(start, rules.answer_hours, rules.office_hours, _is_off)


def _is_off(day: date) -> bool:
    return any(holiday.off for holiday in holidays_of(day))


def case_for(session: Session, account: Account, post_id: int | None, person_hash: str, now: datetime) -> Case:
    """The case to which a new message belongs: the person's own of this post that goes on, else a new one."""
    found = None
    if person_hash:
        found = session.exec(
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
    if found is None:
        found = Case(
            unit_id=account.unit_id,
            account_id=account.id or 0,
            post_id=post_id,
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


def case_of_units(session: Session, case_id: int, unit_ids: tuple[int, ...]) -> Case | None:
    """None as well for a case of other units. Locked, for what follows changes it."""
    return session.exec(
        select(Case).where(Case.id == case_id, col(Case.unit_id).in_(unit_ids)).with_for_update()
    ).first()


def take_case(session: Session, case: Case, by: Staff, now: datetime, owner: Staff | None = None) -> None:
    """`owner`: who shall lead it; None: the one who decides. Raises LoaError."""
    owner = owner or by
    _check_open(case)
    if owner.unit_id != case.unit_id and owner.id != by.id:
        raise LoaError(phrase("cases.owner-of-unit"))
    case.owner_id, case.state = owner.id, CaseState.DOING
    _did(session, case, by, "take" if owner.id == by.id else "give", owner.full_name, now, ("owner_id", "state"))


def colleague(session: Session, case: Case, staff_id: int, unit_ids: tuple[int, ...]) -> Staff | None:
    """Whom somebody who sees these units may give the case to; None for anybody else."""
    found = session.get(Staff, staff_id)
    if found is None or found.disabled or found.unit_id not in (*unit_ids, case.unit_id):
        return None
    return found


def note_case(session: Session, case: Case, by: Staff, text: str, now: datetime) -> None:
    said = _wanted(text, phrase("cases.write-the-note"), LONGEST_NOTE)
    _did(session, case, by, "note", said, now, ("note",))


def transfer_case(session: Session, case: Case, by: Staff, agency: str, note: str, now: datetime) -> None:
    """To whoever is competent: its deadline here stops. Raises LoaError."""
    _check_open(case)
    _check_nothing_under_way(session, case)
    to = _wanted(" ".join(agency.split()), phrase("cases.name-the-agency"), 300)
    said = note.strip()[:LONGEST_NOTE]
    case.agency = to
    _end(case, CaseState.TRANSFERRED, now)
    _did(session, case, by, "transfer", f"{to}\n{said}".strip(), now, ("state", "agency", "due_at"))


def close_case(session: Session, case: Case, by: Staff, reason: str, now: datetime) -> None:
    """Without an answer, with a reason. Raises LoaError."""
    _check_open(case)
    _check_nothing_under_way(session, case)
    said = _wanted(reason, phrase("cases.why-closed"), LONGEST_REASON)
    _end(case, CaseState.CLOSED, now)
    _did(session, case, by, "close", said, now, ("state", "due_at"))


def reopen_case(session: Session, case: Case, by: Staff, now: datetime) -> None:
    """What was ended goes on, with a new deadline. Raises LoaError."""
    if case.state in OPEN:
        raise LoaError(phrase("cases.is-open", case=case.id))
    case.state = CaseState.DOING if case.owner_id else CaseState.NEW
    case.ended_at, case.due_at, case.agency = None, due_from(now), ""
    _did(session, case, by, "reopen", "", now, ("state", "due_at"))


def hide_message(session: Session, message: CaseMessage, case: Case, by: Staff, reason: str, now: datetime) -> None:
    """Ask that a comment be hidden from others, or shown again if it is hidden. Raises LoaError."""
    said = _wanted(reason, phrase("cases.why-hidden"), LONGEST_REASON)
    if message.inbound_id is not None or message.deleted_at is not None:
        raise LoaError(phrase("cases.only-comments-hide"))
    if message.hide_due_at is not None:
        raise LoaError(phrase("cases.being-hidden"))
    message.hide_wanted, message.hide_due_at = not message.hidden, now
    message.hide_tries, message.hide_reason = 0, ""
    session.add(message)
    _did(session, case, by, "hide" if message.hide_wanted else "unhide", said, now, ("hidden",))


def answered(session: Session, case_id: int, since: datetime, now: datetime) -> None:
    """A reply has arrived; unless the person has written again after it was confirmed, the case is answered."""
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


def _did(session: Session, case: Case, by: Staff, act: str, text: str, now: datetime, fields: tuple[str, ...]) -> None:
    session.add(case)
    session.add(CaseEvent(case_id=case.id or 0, at=now, staff_id=by.id or 0, act=act, text=text))
    session.flush()
    note_action(
        session,
        actor=by.login,
        action=f"case.{act}",
        subject=f"case:{case.id}",
        now=now,
        unit_id=case.unit_id,
        fields=fields,
    )
