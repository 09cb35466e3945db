"""The engine's side of connecting on either database, against one sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from distributor.connect.connecting import RETURN_PATH, AccountOffer, Connecting
from distributor.db import Database
from distributor.models import Account, SignIn, Staff
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.sandbox.consenting import decide
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.support import province


@dataclass
class MovedClock:
    """The real time, for the sandbox dates by it, moved on by what the test says."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Office:
    """A unit with a person who may connect."""

    connecting: Connecting
    database: Database
    sandbox: Sandbox
    clock: MovedClock
    staff: Staff
    unit_id: int

    def offer(self, channel: str, *, account_id: int | None = None, **choices: Any) -> AccountOffer:
        """Through the platform's screen to what may be chosen."""
        begun = self.connecting.begin(self.staff, channel, account_id=account_id, redirect=self.redirect(channel))
        return self.connecting.come_back(self.staff, channel, decide(begun.address, **choices).returned)

    def connected(self, channel: str, external_id: str) -> int:
        """A new account."""
        offer = self.offer(channel, accounts=[external_id])
        (outcome,) = self.connecting.choose(self.staff, offer.sign_in_id, [external_id])
        assert outcome.problem == ""
        assert outcome.account_id is not None
        return outcome.account_id

    def redirect(self, channel: str) -> str:
        return "http://127.0.0.1:8600" + RETURN_PATH.format(channel=channel)

    def account(self, account_id: int) -> Account:
        with self.database.read() as session:
            return session.get_one(Account, account_id)

    def accounts(self) -> list[Account]:
        with self.database.read() as session:
            return list(session.exec(select(Account)))

    def sign_in(self, sign_in_id: int) -> SignIn:
        with self.database.read() as session:
            return session.get_one(SignIn, sign_in_id)

    def secrets(self, account_id: int) -> dict[str, str]:
        return self.connecting.vault.open(self.account(account_id).credentials)

    def change(self, account_id: int, **values: object) -> None:
        with self.database.write() as session:
            account = session.get_one(Account, account_id)
            for name, value in values.items():
                setattr(account, name, value)
            session.add(account)


@pytest.fixture(scope="session")
def consenting_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


@pytest.fixture
def office(database: Database, tmp_path: Path, consenting_sandbox: Sandbox) -> Office:
    consenting_sandbox.control("DELETE", "/weather")
    port = urlsplit(consenting_sandbox.base_url).port
    assert port is not None
    settings, clock = Settings(tmp_path, Values(sandbox_port=port)), MovedClock()
    with database.write() as session:
        seeded = province.seed_unit(session)
    with database.read() as session:
        staff = session.get_one(Staff, seeded.staff_id)
    connecting = Connecting(settings, database, clock, open_vault(tmp_path))
    return Office(connecting, database, consenting_sandbox, clock, staff, seeded.unit_id)
