"""Rows of consents under way: begun once, come back once, by the person who began, within ten minutes. Functions never commit.

`state` is random and only its SHA-256 is stored. Taking a return is one UPDATE whose WHERE holds every condition, so of two
browsers that come back with the same state one is let in.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import SignIn
from phrases import phrase

LIFETIME = timedelta(minutes=10)
"""Of the way to the platform and back, and again of choosing."""


class SignInProblem(LoaError):
    """This return or choice counts for nothing. `kind`: `unknown`, `expired`, `replayed`, `other_person`."""

    def __init__(self, kind: str) -> None:
        super().__init__(phrase(f"connect.sign-in.{kind}"))
        self.kind = kind


@dataclass(frozen=True)
class NewSignIn:
    """A sign-in that begins. `account_id`: of the account that is connected anew; None for a new one."""

    unit_id: int
    channel: str
    method: str
    account_id: int | None
    redirect: str
    begun_by: str


def begin_sign_in(session: Session, new: NewSignIn, *, state: str, sealed: bytes, now: datetime) -> int:
    """Begin a sign-in; return its id. Secrets of consents that nobody finished are forgotten on the way."""
    session.connection().execute(
        update(SignIn).where(col(SignIn.expires_at) <= now, col(SignIn.sealed) != b"").values(sealed=b"")
    )
    row = SignIn(
        unit_id=new.unit_id,
        channel=new.channel,
        method=new.method,
        account_id=new.account_id,
        state_hash=hash_of(state),
        sealed=sealed,
        redirect=new.redirect,
        begun_by=new.begun_by,
        begun_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101 - flushed
    return row.id


def take_return(session: Session, channel: str, state: str, by: str, now: datetime) -> SignIn:
    """The consent that this return belongs to, taken for good. Raises SignInProblem."""
    row = session.exec(select(SignIn).where(SignIn.state_hash == hash_of(state), SignIn.channel == channel)).first()
    if row is None:
        raise SignInProblem("unknown")
    if row.begun_by != by:
        raise SignInProblem("other_person")
    taken = session.connection().execute(
        update(SignIn)
        .where(
            col(SignIn.id) == row.id,
            col(SignIn.returned_at).is_(None),
            col(SignIn.finished_at).is_(None),
            col(SignIn.expires_at) > now,
        )
        .values(returned_at=now)
    )
    if taken.rowcount != 1:
        raise SignInProblem("expired" if row.returned_at is None and row.expires_at <= now else "replayed")
    session.refresh(row)
    return row


def find_begun(session: Session, channel: str, state: str, by: str) -> SignIn | None:
    """Return what this person began with this state, whatever became of it."""
    return session.exec(
        select(SignIn).where(SignIn.state_hash == hash_of(state), SignIn.channel == channel, SignIn.begun_by == by)
    ).first()


def keep_found(session: Session, sign_in_id: int, sealed: bytes, now: datetime) -> None:
    """Keep what was found to choose from; the person has ten more minutes."""
    session.connection().execute(
        update(SignIn).where(col(SignIn.id) == sign_in_id).values(sealed=sealed, expires_at=now + LIFETIME)
    )


def end_sign_in(session: Session, sign_in_id: int, now: datetime, reason: str = "") -> None:
    """It is over; its secrets are forgotten. `reason`: why there is no account, in words for staff."""
    session.connection().execute(
        update(SignIn)
        .where(col(SignIn.id) == sign_in_id, col(SignIn.finished_at).is_(None))
        .values(finished_at=now, sealed=b"", reason=reason)
    )


def to_choose(session: Session, sign_in_id: int, by: str, now: datetime) -> SignIn:
    """The consent that has come back and waits for its person to choose. Raises SignInProblem."""
    row = session.get(SignIn, sign_in_id)
    if row is None or row.returned_at is None:
        raise SignInProblem("unknown")
    if row.begun_by != by:
        raise SignInProblem("other_person")
    if row.finished_at is not None:
        raise SignInProblem("replayed")
    if row.expires_at <= now or not row.sealed:
        raise SignInProblem("expired")
    return row


def hash_of(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
