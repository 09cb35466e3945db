"""Whoever may use the machine lets in again whom the console cannot: the only administrator, without password or telephone."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Staff
from distributor.staff.audit import note_action
from distributor.staff.people import new_password
from distributor.staff.second_step import turn_off
from distributor.staff.sessions import normal_login
from phrases import phrase

ACTOR = "loa staff"
"""Who did it, in the log. No person can be called so, for a login has no spaces."""


def let_in_again(
    session: Session, login: str, password_hash: str, now: datetime, *, without_second_step: bool
) -> Staff:
    """A first password, which must be changed; every browser is signed out. `without_second_step`: until it is set up anew.

    Never commits. Raises LoaError for a login that nobody has, and for one that was locked away by a person.
    """
    person = session.exec(select(Staff).where(Staff.login == normal_login(login)).with_for_update()).first()
    if person is None:
        logins = session.exec(select(Staff.login).order_by(col(Staff.id)).limit(20))
        raise LoaError(
            phrase("staff.nobody-of-login", login=login, logins=", ".join(logins) or phrase("staff.nobody-yet"))
        )
    if person.disabled:
        raise LoaError(phrase("staff.locked-by-administrator", login=person.login))
    _note(session, person, "first_password", new_password(session, person, password_hash), now)
    if without_second_step and person.totp_sealed:
        turn_off(session, person)
        _note(session, person, "reset_second_step", ["totp_sealed"], now)
    return person


def _note(session: Session, person: Staff, action: str, fields: Sequence[str], now: datetime) -> None:
    subject = f"staff:{person.id}"
    note_action(session, actor=ACTOR, action=action, subject=subject, now=now, unit_id=person.unit_id, fields=fields)
