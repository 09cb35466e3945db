"""Token refresh: where a platform refuses a token, one refresh under a lease, then sign-in by a person; posts stay planned."""

import secrets
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from channels.base import Credentials, Refreshes
from channels.errors import ChannelError, RateLimited, Retryable
from channels.registry import OpenedAccount
from distributor.clock import Clock
from distributor.db import Database
from distributor.deliver.record import rest_account
from distributor.models import Account, AccountState, Post, PostState
from distributor.notices import close_notices, open_notice
from distributor.outgoing.post import AccountView
from distributor.states import update_posts
from distributor.vault import Vault

REFRESH_LEASE_S = 60.0
REFRESH_DEADLINE_S = 30.0
FRESH_S = 300.0


class OpensAccounts(Protocol):
    """What asking a platform for new tokens needs: a worker's `Carrier` is one."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def vault(self) -> Vault: ...

    def open(self, account: AccountView) -> OpenedAccount: ...


def plain_secrets(credentials: Credentials) -> dict[str, str]:
    """What the vault seals."""
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in credentials
        if value is not None
    }


def refresh_credentials(carrier: OpensAccounts, account: AccountView, message: str) -> None:
    """Refresh once, whoever asks: the lease lets one in, the version lets nobody overwrite a newer token.

    A channel that cannot refresh, or a platform that wants a person, leaves the account waiting for sign-in.
    """
    holder = secrets.token_hex(16)
    now = carrier.clock.now()
    with carrier.database.read() as session:
        refreshed_at = session.exec(select(Account.refreshed_at).where(Account.id == account.account_id)).one()
    with carrier.database.write() as session:
        taken = session.connection().execute(
            update(Account)
            .where(
                col(Account.id) == account.account_id,
                col(Account.credentials_version) == account.credentials_version,
                or_(col(Account.refresh_until).is_(None), col(Account.refresh_until) < now),
            )
            .values(refresh_token=holder, refresh_until=now + timedelta(seconds=REFRESH_LEASE_S))
        )
    if taken.rowcount != 1:
        return  # somebody refreshes now, or has done so already
    try:
        opened = carrier.open(account)
        fresh_already = refreshed_at is not None and now - refreshed_at < timedelta(seconds=FRESH_S)
        if fresh_already or not isinstance(opened.adapter, Refreshes):
            # No way to refresh, or the platform refuses what it has only just given: a person must look.
            _needs_signin(carrier, account, holder, message)
            return
        with opened.transport.deadline(REFRESH_DEADLINE_S):
            fresh = opened.adapter.refresh()
    except Retryable as error:
        _wait(
            carrier,
            account,
            holder,
            error.message,
            None if error.after is None else now + timedelta(seconds=error.after),
        )
    except RateLimited as error:
        _wait(carrier, account, holder, error.message, error.until)
    except ChannelError as error:
        _needs_signin(carrier, account, holder, error.message)
    else:
        _keep(carrier, account, holder, fresh)


def _keep(carrier: OpensAccounts, account: AccountView, holder: str, fresh: Credentials) -> None:
    sealed = carrier.vault.seal(plain_secrets(fresh))
    # Durably: of a refresh token that works once the old one is dead now, and a power cut must not bring it back.
    with carrier.database.write_durably() as session:
        kept = session.connection().execute(
            update(Account)
            .where(
                col(Account.id) == account.account_id,
                col(Account.refresh_token) == holder,
                col(Account.credentials_version) == account.credentials_version,
            )
            .values(
                credentials=sealed,
                credentials_version=account.credentials_version + 1,
                refresh_token="",
                refresh_until=None,
                refreshed_at=carrier.clock.now(),
            )
        )
        if kept.rowcount == 1:
            set_active(session, account.account_id, carrier.clock.now())


def _wait(carrier: OpensAccounts, account: AccountView, holder: str, message: str, until: datetime | None) -> None:
    """A network blip or a throttle is not a lost connection: ask again, in a minute where the platform names no time."""
    soonest = carrier.clock.now() + timedelta(seconds=REFRESH_LEASE_S)
    with carrier.database.write() as session:
        _let_go(session, account, holder)
        rest_account(session, account.account_id, max(until or soonest, soonest), message)


def _let_go(session: Session, account: AccountView, holder: str) -> None:
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == account.account_id, col(Account.refresh_token) == holder)
        .values(refresh_token="", refresh_until=None)
    )


def _needs_signin(carrier: OpensAccounts, account: AccountView, holder: str, message: str) -> None:
    with carrier.database.write() as session:
        _let_go(session, account, holder)
        # Only an active account: a pause or a closing by staff stays what it is.
        lost = session.connection().execute(
            update(Account)
            .where(
                col(Account.id) == account.account_id,
                col(Account.credentials_version) == account.credentials_version,
                col(Account.state) == AccountState.ACTIVE,
            )
            .values(state=AccountState.NEEDS_SIGNIN, state_reason=message[:500])
        )
        row = session.get(Account, account.account_id)
        if row is not None and lost.rowcount == 1:
            open_notice(
                session,
                kind="signin",
                subject=f"account:{account.account_id}",
                unit_id=row.unit_id,
                now=carrier.clock.now(),
                text=f"Tài khoản «{row.name}» cần kết nối lại: {message} Các bài đã lên lịch vẫn được giữ nguyên.",
            )


def reactivate(carrier: OpensAccounts, account_id: int) -> None:
    """The token works again (a person signed in, or a probe succeeded): posts go on, and looks are made at once."""
    with carrier.database.write() as session:
        set_active(session, account_id, carrier.clock.now())


def set_active(session: Session, account_id: int, now: datetime) -> None:
    """The account works again, unless staff paused or closed it; what is unknown on it is looked for at once. Never commits."""
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.state) == AccountState.NEEDS_SIGNIN)
        .values(state=AccountState.ACTIVE, state_reason="")
    )
    unknown = (col(Post.account_id) == account_id, col(Post.state) == PostState.UNKNOWN)
    update_posts(session, *unknown, col(Post.due_at).is_not(None), due_at=now)
    close_notices(session, subject=f"account:{account_id}", now=now, kind="signin")
