"""People as an administrator changes them: never above their own unit, never themselves, never the last administrator.

Functions take a session and never commit. Each answers with the names of the fields that changed, for the log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from distributor.errors import LoaError, NotThere
from distributor.models import Role, Staff
from distributor.staff.deeds import Actor, deed
from distributor.staff.second_step import turn_off
from distributor.staff.sessions import end_sessions, normal_login
from distributor.staff.visibility import visible_to
from phrases import phrase


@dataclass(frozen=True)
class Described:
    """A person as an administrator describes them."""

    full_name: str
    role: str
    unit_id: int


def person_in_reach(session: Session, by: Staff, staff_id: int) -> Staff | None:
    """None as well for people of units that `by` does not see."""
    statement = select(Staff).where(Staff.id == staff_id, col(Staff.unit_id).in_(visible_to(session, by)))
    return session.exec(statement).first()


def add_person(session: Session, by: Staff, login: str, described: Described, password_hash: str) -> Staff:
    """Add a person with a first password that must be changed. Raises LoaError, naming what is wrong."""
    name, role = _checked(session, by, described)
    login = checked_login(login)
    if session.exec(select(Staff.id).where(Staff.login == login)).first() is not None:
        raise LoaError(phrase("staff.login-taken", login=login))
    return make_person(session, login, Described(name, role, described.unit_id), password_hash)


def make_person(session: Session, login: str, described: Described, password_hash: str) -> Staff:
    """Every word checked. Somebody else knows the password, so it must be changed."""
    person = Staff(
        unit_id=described.unit_id,
        login=login,
        full_name=described.full_name,
        role=Role(described.role),
        password_hash=password_hash,
        must_change_password=True,
    )
    session.add(person)
    session.flush()
    return person


def change_person(session: Session, by: Staff, person: Staff, described: Described) -> list[str]:
    """Change a person. Raises LoaError. What a person may is asked anew at each request, so a change holds at once."""
    name, role = _checked(session, by, described)
    moved, promoted = person.unit_id != described.unit_id, person.role != role
    if person.id == by.id and (moved or promoted):
        raise LoaError(phrase("staff.not-own-role"))
    if moved or (promoted and role != Role.ADMINISTRATOR):
        _keep_an_administrator(session, person)
    changed = [
        field
        for field, value in (("full_name", name), ("role", role), ("unit_id", described.unit_id))
        if getattr(person, field) != value
    ]
    person.full_name, person.role, person.unit_id = name, role, described.unit_id
    session.add(person)
    return changed


def disable(session: Session, by: Staff, person: Staff) -> list[str]:
    """Nothing of theirs is lost, and they are signed out everywhere at once. Raises LoaError."""
    if person.id == by.id:
        raise LoaError(phrase("staff.not-own-lock"))
    if person.disabled:
        return []
    _keep_an_administrator(session, person)
    person.disabled = True
    session.add(person)
    end_sessions(session, person.id or 0)
    return ["disabled"]


def enable(session: Session, by: Staff, person: Staff) -> list[str]:
    """Let a person work again. Also ends the wait after failed sign-ins. Raises LoaError for one's own: whoever finds a browser
    open could guess on."""
    if person.id == by.id:
        raise LoaError(phrase("staff.not-own-unlock"))
    changed = ["disabled"] if person.disabled else ["locked_until"] if person.failed_signins else []
    person.disabled, person.failed_signins, person.locked_until = False, 0, None
    session.add(person)
    return changed


def give_first_password(session: Session, by: Staff, person: Staff, password_hash: str) -> list[str]:
    """Give a first password to whoever has forgotten theirs. Raises LoaError for one's own."""
    if person.id == by.id:
        raise LoaError(phrase("staff.own-password-elsewhere"))
    return new_password(session, person, password_hash)


def new_password(session: Session, person: Staff, password_hash: str) -> list[str]:
    """One to be changed at the next sign-in; they are signed out everywhere, and any wait after failed sign-ins ends."""
    person.password_hash, person.must_change_password = password_hash, True
    person.failed_signins, person.locked_until = 0, None
    session.add(person)
    end_sessions(session, person.id or 0)
    return ["password_hash"]


def reset_second_step(session: Session, by: Staff, person: Staff) -> list[str]:
    """Reset the second step for whoever has lost telephone and recovery codes. Raises LoaError for one's own."""
    if person.id == by.id:
        raise LoaError(phrase("staff.own-second-step-elsewhere"))
    turn_off(session, person)
    end_sessions(session, person.id or 0)
    return ["totp_sealed"]


@deed("people")
def employ(session: Session, actor: Actor, login: str, described: Described, password_hash: str) -> Staff:
    """Add a person as `add_person` does."""
    made = add_person(session, actor.staff, login, described, password_hash)
    actor.note(session, "add_person", f"staff:{made.id}", unit_id=made.unit_id)
    return made


@deed("people")
def change_staff(
    session: Session, actor: Actor, staff_id: int, action: str, change: Callable[[Session, Staff, Staff], list[str]]
) -> Staff:
    """One of the changes above, to a person in the actor's reach. `action`: of the log. Raises NotThere, LoaError."""
    person = person_in_reach(session, actor.staff, staff_id)
    if person is None:
        raise NotThere(phrase("staff.no-person", person=staff_id))
    # In the log of the unit that the person belonged to: it is that unit whose people changed.
    unit_id = person.unit_id
    if fields := change(session, actor.staff, person):
        actor.note(session, action, f"staff:{staff_id}", *fields, unit_id=unit_id)
    return person


def checked_login(login: str) -> str:
    """Return a login as it is kept. Raises LoaError."""
    login = normal_login(login)
    if not login or not all(letter.isascii() and (letter.isalnum() or letter in ".-_") for letter in login):
        raise LoaError(phrase("staff.login-letters"))
    return login


def checked_full_name(full_name: str) -> str:
    """Return a full name as it is kept. Raises LoaError."""
    name = " ".join(full_name.split())
    if not name or len(name) > 200:
        raise LoaError(phrase("staff.full-name"))
    return name


def _checked(session: Session, by: Staff, described: Described) -> tuple[str, Role]:
    name = checked_full_name(described.full_name)
    if described.role not in list(Role):
        raise LoaError(phrase("staff.choose-role"))
    if described.unit_id not in visible_to(session, by):
        raise LoaError(phrase("staff.choose-unit"))
    return name, Role(described.role)


def _keep_an_administrator(session: Session, person: Staff) -> None:
    """Keep an administrator. Raises LoaError if the unit would be left with none. Rows are locked: two cannot take each other
    away at once."""
    if person.role != Role.ADMINISTRATOR or person.disabled:
        return
    administrators: Sequence[Staff] = session.exec(
        select(Staff)
        .where(Staff.unit_id == person.unit_id, Staff.role == Role.ADMINISTRATOR, ~col(Staff.disabled))
        .order_by(col(Staff.id))
        .with_for_update()
    ).all()
    if all(one.id == person.id for one in administrators):
        raise LoaError(phrase("staff.last-administrator", name=person.full_name))
