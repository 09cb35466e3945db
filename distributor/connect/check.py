"""Whether an account works now: its platform is asked who we are, with no transaction open and within a bounded time.

`check_account` also mends what can be mended without a person: a token that lives an hour is asked for anew, once, and an account
that waited for sign-in and works again goes on.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from channels.addresses import WayOut
from channels.base import Probes, Refreshes
from channels.errors import AuthExpired, ChannelError, Unseen
from channels.http import moment_in_http
from channels.registry import OpenedAccount, spec_of
from distributor.clock import Clock
from distributor.connect.manage import account_of_units
from distributor.connect.tokens import token_facts
from distributor.db import Database
from distributor.deliver.accounts import OpensAccounts, look_at_rights, reactivate, refresh_credentials
from distributor.errors import LoaError, said_by
from distributor.models import Account, AccountState
from distributor.outgoing.carrier import open_account
from distributor.outgoing.post import AccountView, account_view
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from distributor.vault import Vault
from phrases import phrase

PROBE_DEADLINE_S = 15.0
MOST_APART_S = 120.0


@dataclass(frozen=True)
class ConnectionCheck:
    """`ok` None: there was nothing to ask. `reconnect`: a person has to connect the account again."""

    ok: bool | None
    message: str
    reconnect: bool = False


@dataclass
class Visit:
    """One check outside a worker: accounts opened for it alone, closed with it."""

    database: Database
    clock: Clock
    vault: Vault
    way_out: WayOut
    _opened: list[OpenedAccount] = field(default_factory=list)

    def open(self, account: AccountView) -> OpenedAccount:
        """Open the account. Raises `channels.errors.Misconfigured`."""
        opened = open_account(account, self.vault, self.clock, self.way_out)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for opened in self._opened:
            opened.close()


@deed("check")
def visit_account(desk: Visit, actor: Actor, account_id: int) -> ConnectionCheck:
    """Check, as `check_account` does, an account that the actor sees; no transaction is open meanwhile. Raises NoSuchAccount."""
    with desk.database.read() as session:
        account = account_of_units(session, account_id, visible_to(session, actor.staff))
    checked = check_account(desk, account)
    with desk.database.write() as session:
        actor.note(session, "check", f"account:{account_id}", unit_id=account.unit_id)
    return checked


def check_account(desk: OpensAccounts, account: Account) -> ConnectionCheck:
    """Ask the platform who we are, and tell how old the token is. One that works again sets its account to work again."""
    if account.state == AccountState.CLOSED:
        return ConnectionCheck(None, phrase("connect.check-closed"))
    account_id = account_view(account).account_id
    now = desk.clock.now()
    try:
        opened = desk.open(account_view(account))
        if not isinstance(opened.adapter, Probes):
            return ConnectionCheck(True, _without_probe(account))
        try:
            known_as = _probe(opened, opened.adapter)
        except AuthExpired as error:
            if not isinstance(opened.adapter, Refreshes):
                raise
            # An access token that lives an hour is no lost connection: as before a post, it is asked for anew, once.
            refresh_credentials(desk, account_view(account), error.message)
            with desk.database.read() as session:
                account = session.get_one(Account, account_id)
            opened = desk.open(account_view(account))
            if not isinstance(opened.adapter, Probes):
                raise
            known_as = _probe(opened, opened.adapter)
    except (ChannelError, LoaError) as error:
        return ConnectionCheck(
            False,
            phrase("connect.check-failed", error=said_by(error), token=token_facts(account).words(now)),
            reconnect=not isinstance(error, Unseen),
        )
    apart = _clocks_apart(desk.clock, opened.transport.last_headers)
    # What they tell is on the account's page; a platform that does not tell is no account that does not work.
    with opened.transport.deadline(PROBE_DEADLINE_S), suppress(ChannelError):
        look_at_rights(desk, account_id, opened)
    if apart > MOST_APART_S:
        return ConnectionCheck(False, phrase("connect.check-clocks", seconds=apart))
    facts = token_facts(account)
    token = facts.words(now)
    if account.state == AccountState.NEEDS_SIGNIN:
        reactivate(desk, account_id)
        return ConnectionCheck(True, phrase("connect.check-again", known_as=known_as, token=token))
    if facts.is_near(now):
        return ConnectionCheck(False, phrase("connect.check-near", known_as=known_as, token=token), reconnect=True)
    # X is known by its handle, whatever name stands beside it.
    if known_as.casefold() not in (account.name.casefold(), f"@{account.settings.get('handle', '')}".casefold()):
        return ConnectionCheck(True, phrase("connect.check-renamed", known_as=known_as, name=account.name, token=token))
    return ConnectionCheck(True, phrase("connect.check-works", known_as=known_as, token=token))


def _clocks_apart(clock: Clock, headers: Mapping[str, str]) -> float:
    """Seconds between our clock and the platform's, by the `Date` of its answer; 0 if it states none.

    Looking for posts relies on it: what the platform dates before the call began is not looked at.
    """
    there = moment_in_http(headers.get("Date", ""))
    return 0.0 if there is None else abs((clock.now() - there).total_seconds())


def _without_probe(account: Account) -> str:
    """Settings and credentials were read when the adapter was opened; there is nobody to ask."""
    spec = spec_of(account.channel)
    if spec.broadcasts:
        return phrase("connect.check-sms")
    return phrase("connect.check-not-needed", label=spec.label)


def _probe(opened: OpenedAccount, adapter: Probes) -> str:
    with opened.transport.deadline(PROBE_DEADLINE_S):
        return adapter.probe()
