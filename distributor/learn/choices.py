"""What staff decide of an account's hours: a time to use, one not to, or no best times at all. Functions never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import Account, Stance, TimeChoice
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

EVERY_DAY = 0
REFUSED_MINUTES = 30
"""A refused time takes the half hours beside it along."""
_ACTIONS = {Stance.PINNED: "times.pin", Stance.REFUSED: "times.refuse", Stance.OFF: "times.off"}


@dataclass(frozen=True)
class TimeChoices:
    """The choices that stand for an account and kind: its own, and what was decided for all kinds."""

    off: bool
    pinned: tuple[TimeChoice, ...]
    refused: tuple[TimeChoice, ...]

    def allowed(self, instants: Sequence[datetime]) -> list[datetime]:
        """Those that nobody refused."""
        return [at for at in instants if not any(_covers(choice, at, REFUSED_MINUTES) for choice in self.refused)]

    def wanted(self, instants: Sequence[datetime]) -> list[datetime]:
        """Those that somebody pinned."""
        return [at for at in instants if any(_covers(choice, at, 0) for choice in self.pinned)]


def decided(session: Session, account_id: int, kind: str) -> TimeChoices:
    rows = session.exec(
        select(TimeChoice)
        .where(TimeChoice.account_id == account_id, or_(TimeChoice.kind == "", TimeChoice.kind == kind))
        .order_by(col(TimeChoice.weekday), col(TimeChoice.at), col(TimeChoice.id))
    ).all()
    return TimeChoices(
        off=any(row.stance is Stance.OFF for row in rows),
        pinned=tuple(row for row in rows if row.stance is Stance.PINNED),
        refused=tuple(row for row in rows if row.stance is Stance.REFUSED),
    )


@deed("times")
def pin(session: Session, actor: Actor, account_id: int, kind: str, weekday: int, at: time) -> TimeChoice:
    """Use this time where the rules allow it. `weekday`: 1 for Monday, 0 for every day. Raises NotAllowed, LoaError."""
    return _choose(session, actor, account_id, kind, Stance.PINNED, weekday, at)


@deed("times")
def refuse(session: Session, actor: Actor, account_id: int, kind: str, weekday: int, at: time) -> TimeChoice:
    """Refuse a time: never take or suggest this time, nor the half hours beside it. Raises NotAllowed, LoaError."""
    return _choose(session, actor, account_id, kind, Stance.REFUSED, weekday, at)


@deed("times")
def switch_off(session: Session, actor: Actor, account_id: int, kind: str) -> TimeChoice:
    """The first free slot again, as before. Numbers are still kept. Raises NotAllowed, LoaError."""
    return _choose(session, actor, account_id, kind, Stance.OFF)


@deed("times")
def take_back(session: Session, actor: Actor, choice_id: int) -> None:
    """Undo a pin, a refusal, or switching off. Raises NotAllowed, LoaError."""
    found = session.exec(
        select(TimeChoice, Account)
        .join(Account, col(Account.id) == col(TimeChoice.account_id))
        .where(TimeChoice.id == choice_id, col(Account.unit_id).in_(visible_to(session, actor.staff)))
    ).first()
    if found is None:
        raise LoaError(phrase("learn.choice-gone"))
    choice, account = found
    session.connection().execute(delete(TimeChoice).where(col(TimeChoice.id) == choice.id))
    actor.note(session, "times.take_back", f"account:{account.id}", choice.stance.value, unit_id=account.unit_id)


def _choose(
    session: Session,
    actor: Actor,
    account_id: int,
    kind: str,
    stance: Stance,
    weekday: int = EVERY_DAY,
    at: time | None = None,
) -> TimeChoice:
    account = session.exec(
        select(Account)
        .where(Account.id == account_id, col(Account.unit_id).in_(visible_to(session, actor.staff)))
        .with_for_update()
    ).first()
    if account is None or actor.staff.id is None:
        raise LoaError(phrase("learn.no-account", account=account_id))
    if weekday not in range(8):
        raise LoaError(phrase("learn.weekday-number"))
    text = f"{at:%H:%M}" if at else ""
    same = (
        col(TimeChoice.account_id) == account_id,
        col(TimeChoice.kind) == kind,
        col(TimeChoice.weekday) == weekday,
        col(TimeChoice.at) == text,
    )
    there = session.exec(select(TimeChoice).where(*same, TimeChoice.stance == stance)).first()
    if there is not None:
        return there
    # One time is not both wanted and unwanted: the later word counts.
    opposite = {Stance.PINNED: Stance.REFUSED, Stance.REFUSED: Stance.PINNED}.get(stance)
    if opposite is not None:
        session.connection().execute(delete(TimeChoice).where(*same, col(TimeChoice.stance) == opposite))
    choice = TimeChoice(
        account_id=account_id,
        kind=kind,
        stance=stance,
        weekday=weekday,
        at=text,
        staff_id=actor.staff.id,
        made_at=actor.now,
    )
    session.add(choice)
    session.flush()
    actor.note(session, _ACTIONS[stance], f"account:{account_id}", kind, unit_id=account.unit_id)
    return choice


def _covers(choice: TimeChoice, instant: datetime, minutes: int) -> bool:
    local = instant.astimezone(VIETNAM)
    if choice.weekday not in (EVERY_DAY, local.isoweekday()):
        return False
    at = time.fromisoformat(choice.at)
    return abs((local.hour - at.hour) * 60 + local.minute - at.minute) <= minutes
