"""Keys of programs: made, shown once, checked, revoked. Functions take a session and never commit.

    with around.database.read() as session:
        holder = key_holder(session, token, "items:write", now)   # raises KeyRefused
    if holder.use_is_news(now):
        with around.database.write() as session:
            note_use(session, holder, now)

A key acts for its unit and sees what a person of that unit sees. In the log and wherever a decision carries a name it is
`holder.actor`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.errors import LoaError, NotThere
from distributor.models import ApiKey
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, units_seen_from, visible_to
from phrases import phrase

SCOPES: dict[str, str] = {
    scope: phrase(f"staff.scope.{scope.replace(':', '-')}")
    for scope in (
        "read",
        "items:write",
        "posts:write",
        "holds:write",
        "campaigns:write",
        "corrections:write",
        "handover:write",
        "accounts:write",
        "offers:write",
        "cases:read",
        "cases:write",
        "webhooks:write",
    )
}
"""Scope → what staff read. Approving is a person's: no key can."""
BEGINS = "loa_"
LONGEST_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)


class KeyRefused(LoaError):
    """`missing`, `unknown`, `revoked`, `expired`: answer 401; `scope`: the key is good but does not reach so far, 403."""

    def __init__(self, reason: Literal["missing", "unknown", "revoked", "expired", "scope"], words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True)
class KeyHolder:
    """The person for whom a good key stands. `unit_ids`: what it sees, its own unit first. `actor`: `khoa:ID`."""

    key_id: int
    name: str
    unit_id: int
    unit_ids: tuple[int, ...]
    scopes: frozenset[str]
    last_used_at: datetime | None

    @property
    def actor(self) -> str:
        return f"khoa:{self.key_id}"

    def use_is_news(self, now: datetime) -> bool:
        """Return True if `note_use` would write: once a minute is enough, and spares a write transaction a call."""
        return self.last_used_at is None or now - self.last_used_at >= USE_NOTED_EVERY


@dataclass(frozen=True)
class NewKey:
    """`token`: to be shown once."""

    token: str
    key: ApiKey


def key_holder(session: Session, token: str, scope: str, now: datetime) -> KeyHolder:
    """Return whose key `token` is, if it is good now and reaches `scope` (a word of SCOPES). Only reads. Raises KeyRefused."""
    if not token:
        raise KeyRefused("missing", phrase("staff.key-missing"))
    key = session.exec(select(ApiKey).where(ApiKey.key_hash == _hash(token))).first()
    if key is None or key.id is None:
        raise KeyRefused("unknown", phrase("staff.key-unknown"))
    if key.revoked_at is not None:
        raise KeyRefused("revoked", phrase("staff.key-revoked"))
    if key.expires_at <= now:
        raise KeyRefused("expired", phrase("staff.key-expired"))
    if scope not in key.scopes:
        raise KeyRefused("scope", phrase("staff.key-without-scope", scope=scope))
    unit_ids = units_seen_from(session, key.unit_id)
    return KeyHolder(key.id, key.name, key.unit_id, unit_ids, frozenset(key.scopes), key.last_used_at)


def note_use(session: Session, holder: KeyHolder, now: datetime) -> None:
    session.connection().execute(update(ApiKey).where(col(ApiKey.id) == holder.key_id).values(last_used_at=now))


def make_key(
    session: Session,
    *,
    unit_id: int,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    by: str,
    now: datetime,
) -> NewKey:
    """Make a key. Raises LoaError for an empty name, no or unknown scopes, or an expiry that is past or more than a year away."""
    if not name.strip():
        raise LoaError(phrase("staff.key-without-name"))
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or set(scopes) - set(SCOPES):
        raise LoaError(phrase("staff.key-needs-scope"))
    if not now < expires_at <= now + LONGEST_LIFE:
        raise LoaError(phrase("staff.key-life"))
    token = BEGINS + secrets.token_urlsafe(32)
    key = ApiKey(
        unit_id=unit_id,
        name=name.strip()[:200],
        hint=token[: len(BEGINS) + 6],
        key_hash=_hash(token),
        scopes=chosen,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    return NewKey(token, key)


@deed("keys")
def issue_key(
    session: Session, actor: Actor, unit_id: int, name: str, scopes: Sequence[str], expires_at: datetime
) -> NewKey:
    """Make a key as `make_key` does. Raises NotThere for a unit that the actor does not see."""
    must_see(session, actor.staff, unit_id)
    made = make_key(
        session, unit_id=unit_id, name=name, scopes=scopes, expires_at=expires_at, by=actor.login, now=actor.now
    )
    actor.note(session, "make_key", f"key:{made.key.id}", *made.key.scopes, unit_id=unit_id)
    return made


@deed("keys")
def take_back_key(session: Session, actor: Actor, key_id: int) -> ApiKey:
    """Revoke a key as `revoke_key` does. Raises NotThere."""
    key = session.exec(
        select(ApiKey)
        .where(ApiKey.id == key_id, col(ApiKey.unit_id).in_(visible_to(session, actor.staff)))
        .with_for_update()
    ).first()
    if key is None:
        raise NotThere(phrase("staff.no-key", key=key_id))
    if key.revoked_at is None:
        revoke_key(session, key, by=actor.login, now=actor.now)
        actor.note(session, "revoke_key", f"key:{key_id}", unit_id=key.unit_id)
    return key


def revoke_key(session: Session, key: ApiKey, *, by: str, now: datetime) -> None:
    """Revoke a key at once and for good; a key that is revoked already stays as it is."""
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now, by
        session.add(key)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
