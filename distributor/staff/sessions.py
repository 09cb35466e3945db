"""Signing in and out. Functions take a session and never commit.

Checking a password is slow on purpose, and a write transaction must be short; so signing in has three parts, which
`sign_in` does in a row and a server does each in its own place:

1. `look_up` reads what the password is checked against,
2. `Challenge.answer` checks it, with no transaction open,
3. `settle` counts the failure or opens the session; whoever has a second step goes on to `distributor.staff.second_step`.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from distributor.models import ReviewCall, Staff, StaffSession
from distributor.staff.audit import note_by
from distributor.staff.devices import Browser
from distributor.staff.lockout import FailureMemory, Failures
from distributor.staff.passwords import NOBODY, verify
from distributor.staff.unit_settings import settings_in_force

PATIENCE = timedelta(minutes=10)
"""For the second step."""
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a browser was last here: each note of it is a write."""

_STRANGERS, _BROWSERS = FailureMemory(), FailureMemory()
NOT_KNOWN = Browser("", b"")
"""One that nobody has signed in with before."""


@dataclass(frozen=True)
class SignedIn:
    """`token`: for the cookie; only its SHA-256 is stored."""

    token: str
    staff_id: int
    expires_at: datetime


@dataclass(frozen=True)
class NeedsCode:
    """The password was right; `token` opens nothing but the second step, until `expires_at`."""

    token: str
    staff_id: int
    expires_at: datetime


@dataclass(frozen=True)
class Seen:
    """The person whose browser it is, when it was last here, and when its sign-in is over."""

    staff: Staff
    last_seen_at: datetime
    ends_at: datetime

    def is_news(self, now: datetime) -> bool:
        return now - self.last_seen_at >= SEEN_EVERY


@dataclass(frozen=True)
class Refused:
    """`wait`: how long no attempt will be accepted. The same for logins that do not exist. `counted`: it was an attempt."""

    reason: Literal["wrong", "locked"]
    wait: timedelta
    counted: bool = True


@dataclass(frozen=True)
class PasswordCheck:
    """A password, checked. `password_hash`: what it was checked against; if it changed since, the answer is void."""

    login: str
    password_hash: str
    right: bool


@dataclass(frozen=True)
class Challenge:
    login: str
    password_hash: str

    def answer(self, password: str) -> PasswordCheck:
        return PasswordCheck(self.login, self.password_hash, verify(self.password_hash, password))


def look_up(session: Session, login: str) -> Challenge:
    """Return what to check a password of this login against; for an unknown login a hash that nothing matches."""
    staff = find_login(session, login)
    return Challenge(normal_login(login), staff.password_hash if staff else NOBODY)


def settle(
    session: Session, answer: PasswordCheck, now: datetime, user_agent: str = "", browser: Browser = NOT_KNOWN
) -> SignedIn | NeedsCode | Refused:
    """Open a session for a right answer; count a wrong one. While a login is locked not even the right one counts.

    A browser that the person has signed in with before has a count of its own: nobody elsewhere locks it out.
    """
    staff = find_login(session, answer.login)
    if staff is None or staff.id is None or staff.disabled:
        return _refused(_STRANGERS.failed(answer.login, now))
    lock_row(session, staff)
    if wait := wait_of(staff, browser, now):
        return Refused("locked", wait, counted=False)
    if not answer.right or answer.password_hash != staff.password_hash:
        return count_failure(session, staff, now, browser)
    session.connection().execute(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
    if staff.totp_since is not None:
        # The count of failures goes on: a right password must not open new tries at the second step.
        token, ends = _new_session(session, staff.id, now, PATIENCE, user_agent, awaits_code=True)
        return NeedsCode(token, staff.id, ends)
    return open_session(session, staff, now, user_agent, browser)


def open_session(
    session: Session, staff: Staff, now: datetime, user_agent: str, browser: Browser = NOT_KNOWN
) -> SignedIn:
    """Open a session for whoever has proved who they are, for as long as their unit lets it be."""
    staff.failed_signins, staff.locked_until = 0, None
    session.add(staff)
    _BROWSERS.forget(browser.mark_of(staff, now))
    lifetime = settings_in_force(session, staff.unit_id).lifetime
    token, ends = _new_session(session, staff.id or 0, now, lifetime, user_agent)
    return SignedIn(token, staff.id or 0, ends)


def lock_row(session: Session, staff: Staff) -> None:
    """Lock the person's row until the transaction ends: of many guesses at once each sees the count that the one before left."""
    session.refresh(staff, with_for_update=True)


def wait_of(staff: Staff, browser: Browser, now: datetime) -> timedelta:
    """Return how long this browser waits for this person's login."""
    if mark := browser.mark_of(staff, now):
        return _BROWSERS.wait(mark, now)
    return Failures(staff.failed_signins, staff.locked_until).wait(now)


def is_known(session: Session, login: str, browser: Browser, now: datetime) -> bool:
    """Return True if the person of this login has signed in with this browser before."""
    staff = find_login(session, login)
    return staff is not None and browser.mark_of(staff, now) != ""


def count_failure(session: Session, staff: Staff, now: datetime, browser: Browser = NOT_KNOWN) -> Refused:
    if mark := browser.mark_of(staff, now):
        return _refused(_BROWSERS.failed(mark, now))
    failures = Failures(staff.failed_signins, staff.locked_until).and_one_more(now)
    staff.failed_signins, staff.locked_until = failures.count, failures.locked_until
    session.add(staff)
    return _refused(failures.wait(now))


def sign_in(
    session: Session, login: str, password: str, now: datetime, user_agent: str = ""
) -> SignedIn | NeedsCode | Refused:
    """All three parts in one session, for scripts and tests."""
    return settle(session, look_up(session, login).answer(password), now, user_agent)


def who(session: Session, token: str, now: datetime) -> Staff | None:
    """The person whose browser holds `token`; None if it is unknown or over, or the person may no longer work here."""
    seen = look_at(session, token, now)
    return seen.staff if seen else None


def look_at(session: Session, token: str, now: datetime) -> Seen | None:
    """Return who it is, as `who` does, and when this browser was last here."""
    return _seen(session, token, now, awaits_code=False)


def half_way(session: Session, token: str, now: datetime) -> Staff | None:
    """The person whose password was right and who is still to take the second step."""
    seen = _seen(session, token, now, awaits_code=True)
    return seen.staff if seen else None


def note_seen(session: Session, token: str, now: datetime) -> None:
    session.connection().execute(
        update(StaffSession).where(col(StaffSession.token_hash) == hash_of(token)).values(last_seen_at=now)
    )


def sessions_of(session: Session, staff_id: int, now: datetime) -> list[StaffSession]:
    """Return where a person is signed in, the last seen first."""
    statement = select(StaffSession).where(
        StaffSession.staff_id == staff_id, StaffSession.expires_at > now, ~col(StaffSession.awaits_code)
    )
    return list(session.exec(statement.order_by(col(StaffSession.last_seen_at).desc(), StaffSession.token_hash)))


def end_sessions(session: Session, staff_id: int, *, but: str = "", only: str = "") -> int:
    """Sign a person out: everywhere, everywhere `but` there, or `only` there (hashes of tokens). How many sessions ended.

    Nothing calls them there any more either.
    """
    session.flush()  # a session that was opened in this very transaction ends too
    ended = delete(StaffSession).where(col(StaffSession.staff_id) == staff_id)
    uncalled = delete(ReviewCall).where(col(ReviewCall.staff_id) == staff_id, col(ReviewCall.browser) != "")
    if but:
        ended, uncalled = (
            ended.where(col(StaffSession.token_hash) != but),
            uncalled.where(col(ReviewCall.browser) != but),
        )
    if only:
        ended, uncalled = (
            ended.where(col(StaffSession.token_hash) == only),
            uncalled.where(col(ReviewCall.browser) == only),
        )
    session.connection().execute(uncalled)
    return session.connection().execute(ended).rowcount


def note_attempt(
    session: Session, staff: Staff | None, outcome: object, now: datetime, *steps: str, address: str = ""
) -> None:
    """Write to the log that somebody of this house signed in, or was refused. `steps`: what was wrong, or "totp".

    Strangers are not logged: whoever is outside could fill the log with names, or with passwords typed in the wrong field.
    """
    if staff is None:
        return
    if isinstance(outcome, SignedIn):
        passed = tuple(step for step in steps if step != "password")
        note_by(session, staff, "sign_in", f"staff:{staff.id}", now, fields=passed, address=address)
    elif isinstance(outcome, Refused) and outcome.counted:
        note_by(session, staff, "sign_in_refused", f"staff:{staff.id}", now, fields=steps, address=address)


def sign_out(session: Session, token: str) -> None:
    """Forget the session, and that it is called; a token that is not known is no error."""
    session.connection().execute(delete(ReviewCall).where(col(ReviewCall.browser) == hash_of(token)))
    session.connection().execute(delete(StaffSession).where(col(StaffSession.token_hash) == hash_of(token)))


def leave(session: Session, token: str, now: datetime, *, address: str = "") -> None:
    """Sign out as `sign_out` does, and note it in the log."""
    staff = who(session, token, now)
    sign_out(session, token)
    if staff is not None:
        note_by(session, staff, "sign_out", f"staff:{staff.id}", now, address=address)


def normal_login(login: str) -> str:
    return unicodedata.normalize("NFC", login).strip().casefold()[:80]


def find_login(session: Session, login: str) -> Staff | None:
    """Find a person by login, also one who may no longer work here."""
    return session.exec(select(Staff).where(Staff.login == normal_login(login))).first()


def hash_of(token: str) -> str:
    """Return what is stored of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new_session(
    session: Session, staff_id: int, now: datetime, lifetime: timedelta, user_agent: str, *, awaits_code: bool = False
) -> tuple[str, datetime]:
    token, ends = secrets.token_urlsafe(32), now + lifetime
    session.add(
        StaffSession(
            token_hash=hash_of(token),
            staff_id=staff_id,
            created_at=now,
            expires_at=ends,
            last_seen_at=now,
            user_agent=user_agent[:300],
            awaits_code=awaits_code,
        )
    )
    return token, ends


def _seen(session: Session, token: str, now: datetime, *, awaits_code: bool) -> Seen | None:
    found = session.exec(
        select(Staff, StaffSession.last_seen_at, StaffSession.expires_at)
        .join(StaffSession, col(StaffSession.staff_id) == col(Staff.id))
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.expires_at > now,
            col(StaffSession.awaits_code).is_(awaits_code),
            ~col(Staff.disabled),
        )
    ).first()
    return Seen(*found) if found else None


def _refused(wait: timedelta) -> Refused:
    return Refused("locked" if wait else "wrong", wait)
