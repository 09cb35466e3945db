"""An SMS account of the sandbox's network in either database, with an audience that has said yes."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlmodel import Session, col, select

from channels.addresses import LOOPBACK, WayOut
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.gateway import Gateway
from distributor.broadcast.store import BroadcastRequest, approve, create, expand_due, manifest_of
from distributor.clock import Clock
from distributor.db import Database
from distributor.models import Account, Broadcast, Recipient, RecipientState
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from distributor.work.progress import Progress
from tests.channels.sms_support import TEXT, Network, mobile_network, network
from tests.support import province, servers

__all__ = ["mobile_network", "network"]

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam."""


@dataclass
class SetClock:
    """Time that the test moves."""

    instant: datetime = MORNING
    running_since: float | None = None

    def now(self) -> datetime:
        return self.instant + timedelta(seconds=time.monotonic() - self.running_since if self.running_since else 0)

    def run(self) -> None:
        """From here on it goes by itself too."""
        self.running_since = time.monotonic()

    def move(self, **span: float) -> None:
        self.instant += timedelta(**span)


def number(index: int) -> str:
    return f"+849{index:08d}"


@dataclass
class Sms:
    """Everything a test of broadcasts touches."""

    database: Database
    home: Path
    clock: SetClock
    seeded: province.Seeded
    account_id: int
    desks: list[BroadcastDesk] = field(default_factory=list)

    def desk(self, clock: Clock | None = None) -> BroadcastDesk:
        """A new life of a process."""
        vault = open_vault(self.home)
        run = self.home / "run"
        run.mkdir(parents=True, exist_ok=True)
        made = BroadcastDesk(
            database=self.database,
            clock=clock or self.clock,
            vault=vault,
            numbers=Numbers(vault),
            incarnation=LivingIncarnation(self.database, run),
            way_out=WayOut.to(networks=LOOPBACK),
            run_folder=run,
        )
        self.desks.append(made)
        return made

    def audience(self, count: int, name: str = "Hộ dân", first: int = 1, consent: bool = True) -> int:
        numbers = Numbers(open_vault(self.home))
        now = self.clock.now()
        yes = StatedConsent("Nhận tin pháp luật", "form", "Phiếu đăng ký", "Không quá 3 tin một ngày", "Phiếu 01", now)
        with self.database.write() as session:
            audience = make_audience(session, self.seeded.unit_id, name, now)
            texts = [number(index) for index in range(first, first + count)]
            add_numbers(session, audience, texts, numbers, now=now, yes=yes if consent else None)
            assert audience.id is not None
            return audience.id

    def broadcast(self, audience_id: int, body: str = TEXT, hours: float = 10.0, **more: Any) -> int:
        """Approved; its recipients are written down."""
        now = self.clock.now()
        with self.database.write() as session:
            wish = BroadcastRequest(self.account_id, audience_id, body, now, now + timedelta(hours=hours), **more)
            made = create(session, wish, now)
            approve(session, made, seen=manifest_of(made), staff_id=self.seeded.staff_id, now=now)
            assert made.id is not None
        expand_due(self.desks[0] if self.desks else self.desk(), self.account_id)
        return made.id

    def recipients(self, broadcast_id: int) -> list[Recipient]:
        with self.database.read() as session:
            found = select(Recipient).where(Recipient.broadcast_id == broadcast_id).order_by(col(Recipient.id))
            return list(session.exec(found).all())

    def states(self, broadcast_id: int) -> Counter[str]:
        return Counter(recipient.state.value for recipient in self.recipients(broadcast_id))

    def change(self, act: Callable[[Session], object]) -> None:
        with self.database.write() as session:
            act(session)

    def row(self, kind: type[Any], key: object) -> Any:
        with self.database.read() as session:
            return session.get(kind, key)

    def settle(self, broadcast_id: int) -> None:
        """Until nothing waits."""
        waiting = {RecipientState.QUEUED, RecipientState.CLAIMED, RecipientState.SUBMITTING, RecipientState.SENT}
        servers.wait_until(
            lambda: not waiting & set(self.states(broadcast_id)), lambda: f"settled: {self.states(broadcast_id)}"
        )

    @contextmanager
    def gateway(self, desk: BroadcastDesk | None = None, progress: Progress | None = None) -> Iterator[BroadcastDesk]:
        """A bind in a thread of this process."""
        desk = desk or self.desk()
        thread = Thread(target=Gateway(desk, self.account_id, progress=progress).run, name="gateway")
        thread.start()
        try:
            yield desk
        finally:
            desk.stopping.set()
            thread.join(servers.PATIENCE_S)
            assert not thread.is_alive(), "the gateway did not stop"


@pytest.fixture
def sms(database: Database, tmp_path: Path) -> Iterator[Sms]:
    """Without a network: the account leads nowhere."""
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(
            unit_id=seeded.unit_id,
            channel="sms",
            name="Tin nhắn Sở Tư pháp",
            settings={"gateway": "smpp", "sender": "STP-HGIANG", "reply_to": "8079", "host": "127.0.0.1", "port": 9},
        )
        session.add(account)
        session.flush()
    assert account.id is not None
    home = tmp_path / "home"
    open_vault(home)
    made = Sms(database, home, SetClock(), seeded, account.id)
    yield made
    for desk in made.desks:
        desk.incarnation.close()


@pytest.fixture
def bound(sms: Sms, network: Network) -> Sms:
    """The account leads to the sandbox's message centre."""
    connect(sms, network)
    sms.clock.run()
    return sms


def connect(sms: Sms, network: Network, **settings: object) -> None:
    """Point the account at the sandbox; `gateway="esms"` and an `endpoint` for HTTP."""
    sealed = open_vault(sms.home).seal(network.show()["credentials"])

    def act(session: Session) -> None:
        account = session.get(Account, sms.account_id)
        assert account is not None
        account.settings = {**network.settings(reply_to="8079"), **settings}
        account.credentials, account.credentials_version = sealed, 1
        session.add(account)

    sms.change(act)


def shown(sms: Sms, broadcast_id: int) -> Broadcast:
    found = sms.row(Broadcast, broadcast_id)
    assert isinstance(found, Broadcast)
    return found


class NoPacer:
    """SMS is paced by its window."""

    def wait(self, account_id: int, interval_s: float) -> float:
        return 0.0


@pytest.fixture
def carrier(sms: Sms) -> Carrier:
    """A worker's, as the dispatch layer has it."""
    desk = sms.desk()
    return Carrier(
        settings=Settings(sms.home, Values()),
        database=sms.database,
        clock=sms.clock,
        vault=desk.vault,
        incarnation=desk.incarnation,
        pacer=NoPacer(),
        media_path=lambda digest: sms.home / digest,
    )
