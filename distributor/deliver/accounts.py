"""Token refresh: where a platform refuses a token, one refresh under a lease, then sign-in by a person; posts stay planned."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Adapter, Credentials, Grants, Loses, Refreshes, Subscribes
from channels.connect import Ability
from channels.connectors import granted_with, lost_with
from channels.errors import AuthExpired, ChannelError, NotGranted, RateLimited, Rejected, Retryable
from channels.registry import OpenedAccount
from distributor.clock import Clock
from distributor.db import Database
from distributor.deliver.record import rest_account
from distributor.models import Account, AccountState, Post, PostState
from distributor.notices import close_notices, open_notice
from distributor.outgoing.post import AccountView
from distributor.states import update_posts
from distributor.vault import Vault
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

REFRESH_LEASE = timedelta(seconds=60)
REFRESH_DEADLINE_S = 30.0
FRESH = timedelta(minutes=5)


class OpensAccounts(Protocol):
    """The parts that refreshing tokens needs: a worker's `Carrier` is one."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def vault(self) -> Vault: ...

    def open(self, account: AccountView) -> OpenedAccount: ...


def plain_secrets(credentials: Credentials) -> dict[str, str]:
    """Return what the vault seals."""
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in credentials
        if value is not None
    }


def refresh_credentials(carrier: OpensAccounts, account: AccountView, message: str) -> None:
    """Refresh once, whoever asks: the lease lets one in, the version lets nobody overwrite a newer token.

    A channel that cannot refresh, or a platform that wants a person, leaves the account waiting for sign-in.
    """
    same = (col(Account.id) == account.account_id, col(Account.credentials_version) == account.credentials_version)
    carry(_Refreshing(carrier, account, message), *same)


class _Refreshing(Work[Account, datetime | None, Credentials]):
    """One refresh of an account's token. What the call needs beside it: when it was refreshed last.

    Durable: of a refresh token that works once the old one is dead then, and a power cut must not bring it back.
    """

    durable = True

    claims = Claims(
        Account, due="refresh_until", lease="refresh_until", token="refresh_token", tries="", none_is_due=True
    )

    def __init__(self, carrier: OpensAccounts, account: AccountView, message: str) -> None:
        super().__init__(carrier.database, carrier.clock)
        self._carrier, self._account, self._message = carrier, account, message

    def admit(self, session: Session, row: Account, now: datetime) -> tuple[datetime | None, timedelta]:  # noqa: ARG002
        return row.refreshed_at, REFRESH_LEASE

    def call(self, held: Held[Account, datetime | None]) -> Credentials:
        opened = self._carrier.open(self._account)
        if not isinstance(opened.adapter, Refreshes) or (held.hand and held.clock.now() - held.hand < FRESH):
            # No way to refresh, or the platform refuses what it has only just given: a person must look.
            raise AuthExpired(self._message)
        with opened.transport.deadline(REFRESH_DEADLINE_S):
            return opened.adapter.refresh()

    def record(self, at: TryRecord[Account, datetime | None], answer: Credentials) -> None:
        row = at.row
        row.refresh_until = None
        if row.credentials_version == self._account.credentials_version:
            row.credentials, row.credentials_version = (
                self._carrier.vault.seal(plain_secrets(answer)),
                row.credentials_version + 1,
            )
            row.refreshed_at = at.now
            set_active(at.session, self._account.account_id, at.now)

    def fail(self, at: TryRecord[Account, datetime | None], error: Exception) -> None:
        """Record a failed probe. A blip or a throttle is no lost connection: ask again, in a minute where the platform names no
        time."""
        row, soonest = at.row, at.now + REFRESH_LEASE
        row.refresh_until = None
        if isinstance(error, Retryable):
            wished = at.now + timedelta(seconds=error.after or 0.0)
            rest_account(at.session, self._account.account_id, max(wished, soonest), error.message)
        elif isinstance(error, RateLimited):
            rest_account(at.session, self._account.account_id, max(error.until or soonest, soonest), error.message)
        elif not isinstance(error, ChannelError):
            row.refresh_until = soonest
        elif row.credentials_version == self._account.credentials_version and row.state is AccountState.ACTIVE:
            # Only an active account: a pause or a closing by staff stays what it is.
            row.state, row.state_reason = AccountState.NEEDS_SIGNIN, error.message
            open_notice(
                at.session,
                kind="signin",
                subject=f"account:{row.id}",
                unit_id=row.unit_id,
                now=at.now,
                text=phrase("deliver.reconnect", name=row.name, why=error.message),
            )


def reactivate(carrier: OpensAccounts, account_id: int) -> None:
    """Reactivate an account whose token works again (a person signed in, or a probe succeeded): posts go on, and looks are made
    at once."""
    with carrier.database.write() as session:
        set_active(session, account_id, carrier.clock.now())


def heed_refusal(carrier: OpensAccounts, account_id: int, error: Exception | None, ability: Ability) -> None:
    """Switch an ability off if a call failed for want of its right."""
    if isinstance(error, NotGranted):
        with carrier.database.write() as session:
            lose_abilities(session, account_id, [ability])


def heed_losses(carrier: OpensAccounts, account_id: int, opened: OpenedAccount) -> None:
    """Switch off the abilities that the platform refused for want of a right and that a post was published without."""
    if isinstance(opened.adapter, Loses) and (lost := opened.adapter.lost):
        with carrier.database.write() as session:
            lose_abilities(session, account_id, [Ability(name) for name in lost])


def look_at_rights(carrier: OpensAccounts, account_id: int, opened: OpenedAccount) -> None:
    """Ask what the connection may do now, and again to be told of what happens there. Raises ChannelError.

    A right that was taken turns off what it is for, and that alone; one that was given back turns it on.
    """
    adapter = opened.adapter
    if (granted := _granted(adapter)) is not None:
        with carrier.database.write() as session:
            account = session.exec(
                select(Account).where(Account.id == account_id).with_for_update(key_share=True)
            ).one()
            account.settings = granted_with(account.channel, account.settings, granted)
            session.add(account)
    if isinstance(adapter, Subscribes):
        try:
            adapter.subscribe()
        except NotGranted as error:
            heed_refusal(carrier, account_id, error, Ability.NOTICES)


def _granted(adapter: Adapter) -> frozenset[str] | None:
    """A token of another application than ours is told of to that one alone: its rights are not known."""
    with suppress(Rejected):
        return adapter.granted() if isinstance(adapter, Grants) else None
    return None


def lose_abilities(session: Session, account_id: int, abilities: Iterable[Ability]) -> None:
    """Switch abilities off that the platform refuses for want of a right, until the right is given again. Never commits."""
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update(key_share=True)).one()
    account.settings = lost_with(account.channel, account.settings, abilities)
    session.add(account)


def set_active(session: Session, account_id: int, now: datetime) -> None:
    """Set the account active, unless staff paused or closed it; what is unknown on it is looked for at once. Never commits."""
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.state) == AccountState.NEEDS_SIGNIN)
        .values(state=AccountState.ACTIVE, state_reason="")
    )
    unknown = (col(Post.account_id) == account_id, col(Post.state) == PostState.UNKNOWN)
    update_posts(session, *unknown, col(Post.due_at).is_not(None), due_at=now)
    close_notices(session, subject=f"account:{account_id}", now=now, kind="signin")
