"""The alarm by SMS: to those who are named, once when delivery stands and once when it moves, by a bind that only sends.

Against the sandbox's message centre, over SMPP and HTTP; nothing of it is a broadcast.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from channels.sms.account import open_link
from distributor.db import Database
from distributor.models import Account, AccountState, Broadcast, Recipient, SmsReceipt, Unit
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor import alarm_sms, outbox
from supervisor.alarm_sms import numbers_of
from tests.channels.sms_support import Network, mobile_network, network
from tests.supervisor.test_alarm import Scene
from tests.support import province, servers
from tests.support.mail_servers import Mailbox

__all__ = ["mobile_network", "network"]

NAMED = "0912 345 678; +84987654321"
STANDS = (
    "Loa (127.0.0.1): viec dang bai da dung tu 28/11/2026 09:00, tien trinh gui khong lam viec. "
    "Loa dang tu khoi phuc, xem loa doctor."
)
MOVES = "Loa (127.0.0.1): viec dang bai da chay lai, sau khi dung tu 28/11/2026 09:00."


@pytest.fixture
def scene(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    shutil.copyfile(sqlite_template, tmp_path / "loa.db")
    database = Database(f"sqlite:///{tmp_path / 'loa.db'}", home=tmp_path)
    monkeypatch.setattr(outbox, "AGAIN_S", 0.0)
    monkeypatch.setattr(alarm_sms, "REMEMBER_S", 0.0)
    settings = Settings(tmp_path, Values(alert_sms=NAMED, sandbox=False, allow_private_addresses=True))
    yield Scene(database, Mailbox(), settings)
    database.dispose()


def connect(scene: Scene, network: Network, **settings: object) -> int:
    """An SMS account that leads to the sandbox; returns its id."""
    sealed = open_vault(scene.settings.home, database=scene.database).seal(network.show()["credentials"])
    with scene.database.write() as session:
        unit = session.exec(select(Unit.id)).first() or province.seed_unit(session).unit_id
        account = Account(unit_id=unit, channel="sms", name="Tin nhắn", settings={**network.settings(), **settings})
        account.credentials, account.credentials_version = sealed, 1
        session.add(account)
        session.flush()
        assert account.id is not None
        return account.id


def sent(network: Network) -> list[tuple[str, str]]:
    return sorted((each["phone"], each["text"]) for each in network.messages() if not each["mine"])


def both(text: str) -> list[tuple[str, str]]:
    return [("84912345678", text), ("84987654321", text)]


@pytest.mark.parametrize("gateway", ["smpp", "esms"])
def test_named_people_get_one_sms_when_it_stands_and_one_when_it_moves(
    scene: Scene, network: Network, gateway: str
) -> None:
    connect(scene, network, gateway=gateway, endpoint=f"{network.url}/sms/{gateway}")
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 59)
    assert sent(network) == []
    scene.pass_by("worker", 2, 1, 30, 600)
    assert sent(network) == both(STANDS)
    scene.pass_by("", 1, 11, 1, 60)
    assert sent(network) == sorted(both(STANDS) + both(MOVES))
    with scene.database.read() as session:
        assert [list(session.exec(select(each))) for each in (Broadcast, Recipient, SmsReceipt)] == [[], [], []]


def test_it_is_one_segment_without_accents() -> None:
    assert max(len(STANDS), len(MOVES)) <= 160
    assert (STANDS + MOVES).isascii()


def test_without_a_database_by_the_account_that_was_remembered(scene: Scene, network: Network) -> None:
    connect(scene, network)
    scene.alarm = scene.begun()
    scene.pass_by("", 0)
    with scene.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account RENAME TO gone")
    scene.pass_by("database", 0, 61)
    assert [to for to, _ in sent(network)] == ["84912345678", "84987654321"]


def test_what_citizens_write_does_not_come_to_a_bind_that_only_sends(scene: Scene, network: Network) -> None:
    connect(scene, network)
    network.say("+84905000001", "HUY")
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 61)
    assert sent(network) == both(STANDS)
    heard: list[object] = []
    link = open_link(network.credentials(), network.settings(), heard.extend)
    link.bind()
    servers.wait_until(lambda: link.step(0.05) or heard, "the citizen's message at the gateway's bind")
    link.close()
    assert [type(each).__name__ for each in heard] == ["Heard"], "no receipt was asked for"


def test_where_one_account_is_away_the_next_one_carries_it(scene: Scene, network: Network) -> None:
    connect(scene, network, host="127.0.0.1", port=9)
    connect(scene, network)
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 61, 1)
    assert sent(network) == both(STANDS)


def test_what_may_have_gone_out_is_never_sent_again(scene: Scene, network: Network) -> None:
    connect(scene, network)
    network.weather(drop_after_accept=1.0)
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 61, 1, 1, 1)
    assert len(sent(network)) == len({to for to, _ in sent(network)}) > 0


def test_a_network_that_comes_back_still_gets_it_and_one_that_does_not_is_asked_a_few_times(
    scene: Scene, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TRIES", 3)
    away = connect(scene, network, port=9)
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 61)
    with scene.database.write() as session:
        account = session.get_one(Account, away)
        account.settings = network.settings()
        session.add(account)
    scene.pass_by("worker", 1)
    assert sent(network) == both(STANDS)
    with scene.database.write() as session:
        account = session.get_one(Account, away)
        account.state = AccountState.CLOSED
        session.add(account)
    scene.pass_by("", 1, 11, 1, 1, 1)
    assert scene.alarm._outboxes[0].alerts == []
    assert sent(network) == both(STANDS)


def test_one_number_that_is_mistyped_keeps_it_from_nobody_else() -> None:
    assert numbers_of("0912345678, 09123,\n+84 912 345 678; 02343822222") == (
        ["+84912345678"],
        ["09123", "02343822222"],
    )
    many = ", ".join(f"09{number:08d}" for number in range(12345670, 12345682))
    assert [len(each) for each in numbers_of(many)] == [10, 2]


def test_the_account_that_is_set_carries_it_alone(scene: Scene, network: Network) -> None:
    connect(scene, network)
    chosen = connect(scene, network, sender="8079")
    values = scene.settings.values.model_copy(update={"alert_sms_account": chosen})
    scene.settings = Settings(scene.settings.home, values)
    scene.alarm = scene.begun()
    scene.pass_by("worker", 0, 61)
    assert {each["from"] for each in network.parts()} == {"8079"}
