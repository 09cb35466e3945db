"""Connecting from begin to end: asks the right of the person, calls the platform with no transaction open, and stores what came.

1. `begin`: where the person's browser goes.
2. `come_back`: the browser is back; what may be chosen.
3. `choose`: each chosen account is proved by a probe with its new credentials, and only then stored.

Reconnecting never loses a good token: until the probe has succeeded the old one stays, and it is replaced by compare-and-set.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog

from channels.base import Probes, Subscribes
from channels.connect import ConnectableAccount, ConnectSpec, Office
from channels.connectors import OpenedConnector, connect_spec_of, open_connector
from channels.errors import ChannelError, Unseen
from channels.registry import open_adapter, parse_credentials, spec_of
from distributor.clock import Clock
from distributor.connect.applications import Registered, application_of
from distributor.connect.sign_in import (
    NewSignIn,
    begin_sign_in,
    end_sign_in,
    find_begun,
    keep_found,
    take_return,
    to_choose,
)
from distributor.connect.store import (
    AccountBefore,
    ProvedAccount,
    add_account,
    renew_account,
    settings_of,
    standing_account,
)
from distributor.db import Database
from distributor.errors import LoaError, said_by
from distributor.models import Account, SignIn, Staff
from distributor.settings import Settings
from distributor.staff.audit import note_action
from distributor.staff.permissions import require
from distributor.staff.visibility import visible_to
from distributor.units import unit_names
from distributor.vault import Vault
from phrases import phrase, read_phrase, to_stored

log = structlog.get_logger()

RIGHT = "connect"
"""Who may approve what is said in the office's name may also connect where it is said."""
PROBE_DEADLINE_S = 20.0
RETURN_PATH = "/ket-noi/{channel}/tro-ve"


@dataclass(frozen=True)
class BegunSignIn:
    sign_in_id: int
    address: str


@dataclass(frozen=True)
class AccountOffer:
    """The accounts that the person may choose from. `account_id`: the account that is connected anew; None for new ones."""

    sign_in_id: int
    spec: ConnectSpec
    account_id: int | None
    account_name: str
    candidates: tuple[ConnectableAccount, ...]


@dataclass(frozen=True)
class ConnectionResult:
    """The result of connecting one chosen account. `problem`: why it was not connected; empty if it was."""

    external_id: str
    name: str
    account_id: int | None
    renewed: bool = False
    expires_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Connecting:
    settings: Settings
    database: Database
    clock: Clock
    vault: Vault

    def begin(
        self, staff: Staff, channel: str, method: str = "", *, account_id: int | None = None, redirect: str = ""
    ) -> BegunSignIn:
        """Begin a sign-in at the platform. `redirect`: where the browser comes back to; empty for the web's own address. Raises
        LoaError, ChannelError."""
        require(staff, RIGHT)
        spec = connect_spec_of(channel, method)
        unit_id = self._unit_of(staff, spec, account_id)
        redirect = redirect or self.settings.public_url + RETURN_PATH.format(channel=channel)
        with self._opened(spec, unit_id) as opened:
            consent = opened.connector.begin(redirect, secrets.token_urlsafe(32))
            address = opened.screen(consent.address)
        new = NewSignIn(unit_id, channel, spec.method, account_id, redirect, staff.login)
        with self.database.write() as session:
            sign_in_id = begin_sign_in(
                session, new, state=consent.state, sealed=self.vault.seal(consent.kept), now=self.clock.now()
            )
        return BegunSignIn(sign_in_id, address)

    def come_back(self, staff: Staff, channel: str, returned: Mapping[str, str]) -> AccountOffer:
        """Take the person's return from the platform. `returned`: the query of the browser's return. Raises SignInProblem,
        LoaError, ChannelError."""
        require(staff, RIGHT)
        with self.database.write() as session:
            row = take_return(session, channel, state_in(returned), staff.login, self.clock.now())
            kept = self.vault.open(row.sealed)
        assert row.id is not None  # noqa: S101 - a row that was read has its key
        spec = connect_spec_of(channel, row.method)
        try:
            with self._opened(spec, row.unit_id) as opened:
                found = tuple(opened.connector.finish(row.redirect, kept, returned))
        except (ChannelError, LoaError) as error:
            with self.database.write() as session:
                end_sign_in(session, row.id, self.clock.now(), said_by(error))
            raise
        # Durably: what is found may be a refresh token that works once.
        with self.database.write_durably() as session:
            keep_found(session, row.id, self._sealed(found), self.clock.now())
        return self.offer(staff, row.id)

    def begun(self, staff: Staff, channel: str, returned: Mapping[str, str]) -> tuple[str, int | None]:
        """Method and account of what the person began, so that they can begin it again; none for what is not theirs."""
        with self.database.read() as session:
            row = find_begun(session, channel, state_in(returned), staff.login)
        return ("", None) if row is None else (row.method, row.account_id)

    def offer(self, staff: Staff, sign_in_id: int) -> AccountOffer:
        """Return what may be chosen. Raises SignInProblem."""
        require(staff, RIGHT)
        with self.database.read() as session:
            row = to_choose(session, sign_in_id, staff.login, self.clock.now())
            account = None if row.account_id is None else session.get(Account, row.account_id)
        return AccountOffer(
            sign_in_id,
            connect_spec_of(row.channel, row.method),
            row.account_id,
            account.name if account is not None else "",
            self._candidates(row),
        )

    def choose(self, staff: Staff, sign_in_id: int, external_ids: Sequence[str]) -> list[ConnectionResult]:
        """Connects what was chosen; one failing holds back no other. The consent ends with the first success.

        Raises SignInProblem, and LoaError if nothing, or nothing that was offered, is chosen.
        """
        offer = self.offer(staff, sign_in_id)
        chosen = [one for one in offer.candidates if one.external_id in set(external_ids)]
        if unknown := set(external_ids) - {one.external_id for one in chosen}:
            raise LoaError(phrase("connect.not-offered", noun=offer.spec.noun, unknown=min(unknown)))
        if not chosen:
            raise LoaError(phrase("connect.none-chosen", noun=offer.spec.noun))
        if offer.account_id is not None and len(chosen) > 1:
            raise LoaError(phrase("connect.choose-one", noun=offer.spec.noun))
        with self.database.read() as session:
            row = session.get_one(SignIn, sign_in_id)
        registered = application_of(self.settings, offer.spec)
        outcomes = [self._connect(offer.spec, row, registered, one) for one in chosen]
        if any(not one.problem for one in outcomes):
            with self.database.write() as session:
                end_sign_in(session, sign_in_id, self.clock.now())
        return outcomes

    def _connect(
        self, spec: ConnectSpec, row: SignIn, registered: Registered, candidate: ConnectableAccount
    ) -> ConnectionResult:
        if candidate.obstacle:
            return ConnectionResult(candidate.external_id, candidate.name, None, problem=candidate.obstacle)
        try:
            sealed = self.vault.seal(candidate.credentials)
            found = ProvedAccount(candidate, sealed, row.unit_id, row.begun_by, _defaults(registered, candidate))
            with self.database.read() as session:
                standing = standing_account(session, spec, candidate, row.unit_id, row.account_id)
            settings = settings_of(spec, found, standing, self.clock.now())
            self._prove(spec, candidate, settings)
            account_id = self._store(spec, standing, found, settings)
        except (ChannelError, LoaError) as error:
            return ConnectionResult(candidate.external_id, candidate.name, None, problem=said_by(error))
        return ConnectionResult(
            candidate.external_id, candidate.name, account_id, standing is not None, candidate.expires_at
        )

    def _prove(self, spec: ConnectSpec, candidate: ConnectableAccount, settings: Mapping[str, object]) -> None:
        """Ask the platform who we are, with the new credentials, and to tell us of the account. Raises ChannelError.

        One that does not tell stops nothing: what citizens write is asked for too, only later.
        """
        channel = spec_of(spec.channel)
        credentials = parse_credentials(channel, candidate.credentials)
        with open_adapter(channel, credentials, self.clock, settings, way_out=self.settings.way_out) as opened:
            if isinstance(opened.adapter, Probes):
                # One that the public does not see yet is connected; the check of the account says so.
                with opened.transport.deadline(PROBE_DEADLINE_S), suppress(Unseen):
                    opened.adapter.probe()
            if isinstance(opened.adapter, Subscribes):
                try:
                    with opened.transport.deadline(PROBE_DEADLINE_S):
                        opened.adapter.subscribe()
                except ChannelError as error:
                    log.warning("not subscribed", channel=spec.channel, account=candidate.external_id, code=error.code)

    def _store(
        self, spec: ConnectSpec, standing: AccountBefore | None, found: ProvedAccount, settings: dict[str, object]
    ) -> int:
        now = self.clock.now()
        with self.database.write_durably() as session:
            if standing is None:
                account_id = add_account(session, spec, found, settings, now)
            else:
                renew_account(session, standing, found, settings, now)
                account_id = standing.account_id
            note_action(
                session,
                actor=found.by,
                action=RIGHT,
                subject=f"account:{account_id}",
                now=now,
                unit_id=found.unit_id,
                fields=("credentials",),
            )
            return account_id

    def _opened(self, spec: ConnectSpec, unit_id: int) -> OpenedConnector:
        registered = application_of(self.settings, spec)
        with self.database.read() as session:
            name = unit_names(session, (unit_id,)).get(unit_id, "")
        office = Office(name, self.settings.public_url)
        return open_connector(
            spec,
            registered.application,
            office,
            self.clock,
            registered.endpoint or None,
            way_out=self.settings.way_out,
        )

    def _unit_of(self, staff: Staff, spec: ConnectSpec, account_id: int | None) -> int:
        """Return whose account it will be. Raises LoaError if the person does not see the account."""
        if account_id is None:
            return staff.unit_id
        with self.database.read() as session:
            account = session.get(Account, account_id)
            if account is None or account.unit_id not in visible_to(session, staff):
                raise LoaError(phrase("connect.no-account-number", account=account_id))
        if account.channel != spec.channel:
            raise LoaError(
                phrase("connect.of-another-channel", account=account_id, channel=account.channel, wanted=spec.channel)
            )
        return account.unit_id

    def _sealed(self, found: Sequence[ConnectableAccount]) -> bytes:
        return self.vault.seal({"candidates": json.dumps([_kept(one) for one in found])})

    def _candidates(self, row: SignIn) -> tuple[ConnectableAccount, ...]:
        rows = json.loads(self.vault.open(row.sealed)["candidates"])
        return tuple(_candidate(one) for one in rows)


def _kept(candidate: ConnectableAccount) -> dict[str, Any]:
    ends, obstacle = candidate.expires_at, to_stored(candidate.obstacle, None)
    return {**asdict(candidate), "expires_at": ends and ends.isoformat(), "obstacle": obstacle}


def _candidate(kept: Mapping[str, Any]) -> ConnectableAccount:
    ends, obstacle = kept["expires_at"], read_phrase(kept["obstacle"])
    return ConnectableAccount(**{**kept, "expires_at": ends and datetime.fromisoformat(ends), "obstacle": obstacle})


def state_in(returned: Mapping[str, str]) -> str:
    """Return what says which consent came back. OAuth 1.0a has no `state`: its request token comes back, as `denied` after a
    no."""
    return returned.get("state") or returned.get("oauth_token") or returned.get("denied") or ""


def _defaults(registered: Registered, candidate: ConnectableAccount) -> dict[str, object]:
    """Return the settings of an account of the sandbox: where it is called and where its posts are seen."""
    if not registered.endpoint:
        return {}
    defaults: dict[str, object] = {"endpoint": registered.endpoint}
    if registered.post_address:
        defaults["post_address"] = registered.post_address.replace("{account}", candidate.external_id)
    return defaults
