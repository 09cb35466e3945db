"""The one door of what people do: who acts, the right that a deed takes, its entry in the log of actions.

A deed is a function of the engine marked with `deed(RIGHT)`. It takes where it acts (a session, or what opens its own) and the
actor, checks the right before anything else, and writes its own entry: in its transaction, or in one of its own after the last.
The console, the interface and the command line call it and tell what came of it; none of them writes to the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.models import Post, Staff
from distributor.staff.audit import note_by
from distributor.staff.permissions import DELEGABLE, MAY, may, require, stands_in_for
from phrases import phrase

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")

OWN = "own"
"""No right of a role: what all people decide about themselves."""

DEEDS: dict[str, str] = {}
"""Every deed, `module.function` → the right that it takes."""


@dataclass(frozen=True)
class Actor:
    """The person who acts, when and from where. A key acts as the person who made it, under its own name and for its own unit.

    `address`: of the machine that asked; empty at the command line.
    """

    staff: Staff
    now: datetime
    address: str = ""

    @property
    def login(self) -> str:
        return self.staff.login

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    def note(self, session: Session, action: str, subject: str, *fields: str, unit_id: int | None = None) -> None:
        """Write to the log of actions, last in the transaction. `unit_id`: whose log, if not the actor's own unit's."""
        note_by(session, self.staff, action, subject, self.now, unit_id=unit_id, fields=fields, address=self.address)


def note_on_post(session: Session, actor: Actor, action: str, post: Post, *fields: str) -> None:
    """Write to the log of the post's unit."""
    actor.note(session, action, f"post:{post.id}", *fields, unit_id=post.unit_id)


def actor_named(session: Session, login: str, now: datetime) -> Actor:
    """Return who acts, by login, as the command line names people. Raises LoaError if nobody of that name works here."""
    staff = session.exec(select(Staff).where(Staff.login == login, col(Staff.disabled).is_(False))).first()
    if staff is None:
        raise LoaError(phrase("staff.nobody-by-login", login=login))
    return Actor(staff, now)


def deed(right: str) -> Callable[[Callable[Concatenate[S, Actor, P], R]], Callable[Concatenate[S, Actor, P], R]]:
    """Register a function as a deed: NotAllowed is raised before it begins, unless the actor has `right`."""
    if right != OWN and right not in MAY:
        raise KeyError(right)

    def register(act: Callable[Concatenate[S, Actor, P], R]) -> Callable[Concatenate[S, Actor, P], R]:
        @wraps(act)
        def do(place: S, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if right != OWN:
                require(actor.staff, right, delegated=_stands_in(place, actor, right))
            return act(place, actor, *args, **kwargs)

        DEEDS[f"{act.__module__}.{act.__qualname__}"] = right
        return cast(Callable[Concatenate[S, Actor, P], R], do)

    return register


def _stands_in(place: object, actor: Actor, right: str) -> bool:
    """Return True if an approver's right was handed to the actor and stands now."""
    if right not in DELEGABLE or may(actor.staff, right):
        return False
    if not isinstance(place, Session):
        raise TypeError(f"a deed of the right {right!r} takes a session: whether it was delegated is asked there")
    return bool(stands_in_for(place, actor.staff, actor.now))
