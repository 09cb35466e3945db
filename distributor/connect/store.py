"""Writing what a consent gave: a new account, or new credentials over the version that they were proved against.

Functions never commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.connect import LOST, TOLD_ANEW, ConnectableAccount, ConnectSpec
from distributor.deliver.accounts import set_active
from distributor.errors import LoaError
from distributor.models import Account, AccountState, Unit
from phrases import phrase

NEVER = "never"


class NewerCredentials(LoaError):
    """Somebody else has stored credentials meanwhile."""


@dataclass(frozen=True)
class AccountBefore:
    """An account as it was when its new credentials were proved. `settings`: those with which it goes on."""

    account_id: int
    name: str
    credentials_version: int
    settings: Mapping[str, object]


@dataclass(frozen=True)
class ProvedAccount:
    """A proved account to be stored: the candidate and its sealed credentials."""

    candidate: ConnectableAccount
    sealed: bytes
    unit_id: int
    by: str
    defaults: Mapping[str, object]
    """Settings of a new account that the consent does not know: where a stand-in is."""


def standing_account(
    session: Session, spec: ConnectSpec, candidate: ConnectableAccount, unit_id: int, account_id: int | None
) -> AccountBefore | None:
    """The account that the candidate is or renews, None if it is new.

    Raises LoaError if it is another account than the one that was to be connected anew, or one of another unit.
    """
    if account_id is not None:
        account = session.get(Account, account_id)
        if account is None or account.channel != spec.channel:
            raise LoaError(phrase("connect.account-gone"))
        known = str(account.settings.get(spec.identity, ""))
        if known and known != candidate.external_id:
            raise LoaError(
                phrase(
                    "connect.another-account",
                    candidate=candidate.name,
                    external_id=candidate.external_id,
                    noun=spec.noun,
                    name=account.name,
                    known=known,
                )
            )
        return _standing(account)
    same = [
        account
        for account in session.exec(select(Account).where(Account.channel == spec.channel).order_by(col(Account.id)))
        if str(account.settings.get(spec.identity, "")) == candidate.external_id
    ]
    own = next((account for account in same if account.unit_id == unit_id), None)
    if own is None and same:
        raise LoaError(phrase("connect.of-another-unit", name=candidate.name, id=same[0].id))
    return _standing(own) if own is not None else None


def _standing(account: Account) -> AccountBefore:
    assert account.id is not None  # noqa: S101 - a row that was read has its key
    return AccountBefore(account.id, account.name, account.credentials_version, dict(account.settings))


def settings_of(
    spec: ConnectSpec, found: ProvedAccount, standing: AccountBefore | None, now: datetime
) -> dict[str, object]:
    """Return what the account goes on with: what staff have set stays, but for what the consent tells anew."""
    candidate = found.candidate
    ends = candidate.expires_at
    told: dict[str, object] = {
        spec.identity: candidate.external_id,
        "token_expires_at": NEVER if ends is None else ends.isoformat(timespec="seconds"),
        "connected_at": now.isoformat(timespec="seconds"),
        "connected_by": found.by,
    }
    if candidate.lives_s:
        told["token_lives_s"] = candidate.lives_s
    before = dict(found.defaults) if standing is None else dict(standing.settings)
    for gone in ("token_lives_s", LOST):
        before.pop(gone, None)
    anew = {name: candidate.settings[name] for name in TOLD_ANEW if name in candidate.settings}
    return {**candidate.settings, **before, **anew, **told}


def add_account(
    session: Session, spec: ConnectSpec, found: ProvedAccount, settings: dict[str, object], now: datetime
) -> int:
    """Add an account and return its id; it works from now on. Raises NewerCredentials if it was made meanwhile."""
    # One at a time a unit, so that a form sent twice makes one account.
    session.exec(select(Unit).where(Unit.id == found.unit_id).with_for_update(key_share=True)).one()
    if standing_account(session, spec, found.candidate, found.unit_id, None) is not None:
        raise _newer(found.candidate.name)
    account = Account(
        unit_id=found.unit_id,
        channel=spec.channel,
        name=found.candidate.name[:200],
        settings=settings,
        credentials=found.sealed,
        credentials_version=1,
        refreshed_at=now,
    )
    session.add(account)
    session.flush()
    assert account.id is not None  # noqa: S101 - flushed
    return account.id


def renew_account(
    session: Session, standing: AccountBefore, found: ProvedAccount, settings: dict[str, object], now: datetime
) -> None:
    """New credentials over the version that they were proved against; the account works again. Raises NewerCredentials."""
    renewed = session.connection().execute(
        update(Account)
        .where(
            col(Account.id) == standing.account_id,
            col(Account.credentials_version) == standing.credentials_version,
        )
        .values(
            credentials=found.sealed,
            credentials_version=standing.credentials_version + 1,
            settings=settings,
            refresh_token="",
            refresh_until=None,
            refreshed_at=now,
            wait_until=None,
            wait_reason="",
        )
    )
    if renewed.rowcount != 1:
        raise _newer(standing.name)
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == standing.account_id, col(Account.state) == AccountState.CLOSED)
        .values(state=AccountState.ACTIVE, state_reason="")
    )
    set_active(session, standing.account_id, now)


def _newer(name: str) -> NewerCredentials:
    return NewerCredentials(phrase("connect.newer-credentials", name=name))
