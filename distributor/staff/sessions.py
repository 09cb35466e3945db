"""Signing in and out. Functions take a session and never commit.

Checking a password is slow on purpose, and a write transaction must be short; so signing in has three parts, which
`sign_in` does in a row and a server does each in its own place:

1. `look_up` reads what the password is checked against,
2. `Challenge.answer` checks it, with no transaction open,
3. `settle` counts the failure or opens the session.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Role, Staff, StaffSession
from distributor.staff.lockout import Failures, Strangers
from distributor.staff.passwords import NOBODY, hash_password, verify

LIFETIME = timedelta(hours=12)

_STRANGERS = Strangers()


@dataclass(frozen=True)
class SignedIn:
    """`token`: for the cookie; only its SHA-256 is stored."""

    token: str
    staff_id: int
    expires_at: datetime


@dataclass(frozen=True)
class Refused:
    """`wait`: how long no attempt will be accepted. The same for logins that do not exist."""

    reason: Literal["wrong", "locked"]
    wait: timedelta


@dataclass(frozen=True)
class Answer:
    """A password, checked. `password_hash`: what it was checked against; if it changed since, the answer is void."""

    login: str
    password_hash: str
    right: bool


@dataclass(frozen=True)
class Challenge:
    login: str
    password_hash: str

    def answer(self, password: str) -> Answer:
        return Answer(self.login, self.password_hash, verify(self.password_hash, password))


def look_up(session: Session, login: str) -> Challenge:
    """What to check a password of this login against; for an unknown login a hash that nothing matches."""
    staff = _find(session, login)
    return Challenge(normal_login(login), staff.password_hash if staff else NOBODY)


def settle(session: Session, answer: Answer, now: datetime, user_agent: str = "") -> SignedIn | Refused:
    """Open a session for a right answer; count a wrong one. While a login is locked not even the right one counts."""
    staff = _find(session, answer.login)
    if staff is None or staff.id is None or staff.disabled:
        return _refused(_STRANGERS.failed(answer.login, now))
    failures = Failures(staff.failed_signins, staff.locked_until)
    if wait := failures.wait(now):
        return Refused("locked", wait)
    if not answer.right or answer.password_hash != staff.password_hash:
        failures = failures.and_one_more(now)
        staff.failed_signins, staff.locked_until = failures.count, failures.locked_until
        session.add(staff)
        return _refused(failures.wait(now))
    staff.failed_signins, staff.locked_until = 0, None
    session.add(staff)
    session.connection().execute(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
    signed_in = SignedIn(secrets.token_urlsafe(32), staff.id, now + LIFETIME)
    session.add(
        StaffSession(
            token_hash=_hash(signed_in.token),
            staff_id=signed_in.staff_id,
            created_at=now,
            expires_at=signed_in.expires_at,
            last_seen_at=now,
            user_agent=user_agent[:300],
        )
    )
    return signed_in


def sign_in(session: Session, login: str, password: str, now: datetime, user_agent: str = "") -> SignedIn | Refused:
    """All three parts in one session, for scripts and tests."""
    return settle(session, look_up(session, login).answer(password), now, user_agent)


def who(session: Session, token: str, now: datetime) -> Staff | None:
    """The person whose browser holds `token`; None if it is unknown or over, or the person may no longer work here."""
    found = session.exec(
        select(Staff)
        .join(StaffSession, col(StaffSession.staff_id) == col(Staff.id))
        .where(StaffSession.token_hash == _hash(token), StaffSession.expires_at > now, ~col(Staff.disabled))
    ).first()
    return found


def sign_out(session: Session, token: str) -> None:
    """Forget the session; a token that is not known is no error."""
    session.connection().execute(delete(StaffSession).where(col(StaffSession.token_hash) == _hash(token)))


def create_staff(session: Session, *, unit_id: int, login: str, full_name: str, role: Role, password: str) -> Staff:
    """Raises LoaError if the login is empty or taken, or the password too short."""
    if not normal_login(login):
        raise LoaError("Tên đăng nhập không được để trống.")
    if _find(session, login) is not None:
        raise LoaError(f"Tên đăng nhập «{normal_login(login)}» đã có người dùng. Hãy chọn tên khác.")
    staff = Staff(
        unit_id=unit_id,
        login=normal_login(login),
        full_name=full_name,
        role=role,
        password_hash=hash_password(password),
    )
    session.add(staff)
    session.flush()
    return staff


def normal_login(login: str) -> str:
    return unicodedata.normalize("NFC", login).strip().casefold()[:80]


def _refused(wait: timedelta) -> Refused:
    return Refused("locked" if wait else "wrong", wait)


def _find(session: Session, login: str) -> Staff | None:
    return session.exec(select(Staff).where(Staff.login == normal_login(login))).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
