"""Permissions: who may approve, edit or see what, as one table, role × action. The console and the command line both ask here.

Beside the table stands delegation (`staff/delegation.py`): what an approver may hand to a person of the unit for some days.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Delegation, Role, Staff
from phrases import listed, phrase

EVERYBODY = frozenset(Role)
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
WRITES = frozenset({Role.AUTHOR, Role.APPROVER, Role.ADMINISTRATOR})
ANSWERS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})

MAY: dict[str, frozenset[Role]] = {
    "approve": ANSWERS,
    "return": ANSWERS,
    "delegate": ANSWERS,
    "rules": frozenset({Role.ADMINISTRATOR}),
    "offer": ANSWERS,
    "accept": ANSWERS,
    "resubmit": WRITES,
    "comment": WRITES,
    "hold": ANSWERS,
    "lift": ANSWERS,
    "take": ANSWERS,
    "connect": ANSWERS,
    "correct": ANSWERS,
    "propose": WRITES,
    "resolve": WRITES,
    "retry": WRITES,
    "redo": WRITES,
    "edit": WRITES,
    "write": WRITES,
    "answer": WRITES,
    "paste": WRITES,
    "hand_over": WRITES,
    "skip": WRITES,
    "restore": WRITES,
    "recall": WRITES,
    "cancel": WRITES,
    "move": WRITES,
    # Pins an hour, refuses one, switches best times off.
    "times": WRITES,
    # Plans, starts, pauses, ends.
    "campaign": WRITES,
    # A yes by rule.
    "standing": ANSWERS,
    # Not enough by itself: the unit's spokesperson, or a delegate, answers (`distributor.cases.speakers`).
    "reply": WRITES,
    "handle_case": WRITES,
    "save_reply": WRITES,
    # Other words for a template, which another person puts in use.
    "word": WRITES,
    "approve_wording": ANSWERS,
    "survey": ANSWERS,
    # An agency's results of a year, for the report to the People's Committee.
    "results": ANSWERS,
    "name_speaker": frozenset({Role.ADMINISTRATOR}),
    "check": WRITES,
    "pause": ANSWERS,
    "configure": ANSWERS,
    "audience": ANSWERS,
    "see_number": frozenset({Role.ADMINISTRATOR}),
    "import": WRITES,
    # What is read by itself, and so becomes posts by itself.
    "source": ANSWERS,
    "people": ADMINISTERS,
    "units": ADMINISTERS,
    "settings": ADMINISTERS,
    "keys": ADMINISTERS,
    "see_log": ANSWERS,
    "webhook": ADMINISTERS,
    # The unit's numbers leave the house by themselves.
    "mail_report": ANSWERS,
}
"""`take` sends on what was held back, so it wants the same yes as an approval. `restore`: a post that was skipped is reviewed
again; `recall`: one that was approved waits again. `rules`: how a unit reviews. Whoever is signed in may look."""
DELEGABLE = frozenset({"approve", "return"})
"""What passes with a delegation. For how long, of which kinds and whose posts is asked with the post (`review/rules.py`)."""


class NotAllowed(LoaError):
    """This person's role does not reach so far."""


@dataclass(frozen=True)
class StandsIn:
    """`staff` acts with the right of `of`, by this delegation."""

    delegation: Delegation
    of: Staff

    def covers(self, kind: str) -> bool:
        return not self.delegation.kinds or kind in self.delegation.kinds


def stands_in_for(session: Session, staff: Staff, now: datetime) -> tuple[StandsIn, ...]:
    """Return whose right this person has now, oldest delegation first. One ends with the right of the one who gave it."""
    rows = session.exec(
        select(Delegation, Staff)
        .join(Staff, col(Staff.id) == col(Delegation.from_id))
        .where(
            Delegation.to_id == staff.id,
            Delegation.unit_id == staff.unit_id,
            Delegation.starts_at <= now,
            Delegation.ends_at > now,
            col(Delegation.withdrawn_at).is_(None),
            col(Staff.disabled).is_(False),
            Staff.unit_id == staff.unit_id,
            col(Staff.role).in_(MAY["approve"]),
        )
        .order_by(col(Delegation.id))
    )
    return tuple(StandsIn(delegation, of) for delegation, of in rows)


def person_who_may(session: Session, login: str, action: str, now: datetime | None = None) -> Staff:
    """Return who decides, by login. With `now`, a delegation that lasts then counts too.

    Raises LoaError if there is nobody of that name, or their right does not reach so far.
    """
    staff = session.exec(select(Staff).where(Staff.login == login, col(Staff.disabled).is_(False))).first()
    if staff is None:
        raise LoaError(phrase("staff.nobody-by-login", login=login))
    delegated = now is not None and action in DELEGABLE and bool(stands_in_for(session, staff, now))
    require(staff, action, delegated=delegated)
    return staff


def may(staff: Staff, action: str) -> bool:
    return staff.role in MAY[action]


def require(staff: Staff, action: str, *, delegated: bool = False) -> None:
    """Check a right. Raises NotAllowed, naming who may. `delegated`: an approver's right was handed to this person and stands
    now."""
    if not may(staff, action) and not (delegated and action in DELEGABLE):
        wanted = listed((ROLE_LABELS[role] for role in Role if role in MAY[action]), ", ")
        raise NotAllowed(
            phrase("staff.not-allowed", name=staff.full_name, role=ROLE_LABELS[Role(staff.role)], wanted=wanted)
        )


ROLE_LABELS: dict[Role, str] = {role: phrase(f"staff.role.{role}") for role in Role}
