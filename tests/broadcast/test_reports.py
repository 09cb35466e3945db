"""HTTP gateways report by themselves: the sandbox's to a real server of ours, and everything odd by a client alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from distributor.broadcast.callbacks import PATH, callback_address, callback_key
from distributor.broadcast.due import http_accounts_due
from distributor.broadcast.send import send_window
from distributor.models import Account, AccountState, Inbound, OptOut, SmsReceipt, SmsReply
from distributor.settings import Settings, Values
from tests.broadcast.conftest import Sms, connect, number
from tests.broadcast.posts import approved_post, broadcasts_of, carrier_of, carry, point_at, post_of
from tests.channels.sms_support import Network, message
from tests.commands.homes import free_ports
from tests.support import servers
from web.app import create_app


@contextmanager
def office(sms: Sms) -> Iterator[str]:
    """Our web application on a port; yields its address."""
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings(sms.home, Values(public_url=address)), sms.database, sms.clock)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, name="office")
    thread.start()
    try:
        servers.wait_until(lambda: server.started, "the web application serves")
        yield address
    finally:
        server.should_exit = True
        thread.join(servers.PATIENCE_S)


def on_http(sms: Sms, network: Network, gateway: str) -> None:
    connect(sms, network, gateway=gateway, endpoint=f"{network.url}/sms/{gateway}")


def rows(sms: Sms, kind: type[Any]) -> list[Any]:
    with sms.database.read() as session:
        return list(session.exec(select(kind).order_by(col(kind.id))).all())


def report_to(network: Network, address: str) -> None:
    """As an office enters it on SpeedSMS's page."""
    assert network.put("/smsc/webhook", {"url": address}) == {"url": address}


def due(sms: Sms) -> list[int]:
    with sms.database.read() as session:
        return http_accounts_due(session, sms.clock.now())


@pytest.mark.parametrize("gateway", ["esms", "speedsms"])
def test_a_post_by_an_http_gateway_to_its_reports(sms: Sms, network: Network, gateway: str) -> None:
    """Claim, sweep, window, the gateway's own reports: to published and delivered, without any bind."""
    on_http(sms, network, gateway)
    point_at(sms, sms.audience(6))
    network.weather(receipt_ms=[1, 30], undelivered=0.3, seed=3)
    with office(sms) as address:
        carrier = carrier_of(sms, address)
        webhook = callback_address(carrier.settings, sms.account_id)
        report_to(network, webhook)
        post_id = approved_post(sms)
        assert due(sms) == []
        carry(sms)
        assert due(sms) == [sms.account_id], "the sweep finds the broadcast"
        assert send_window(carrier, sms.account_id) == 6
        assert post_of(sms, post_id).state == "published"
        (broadcast,) = broadcasts_of(sms, post_id)
        sms.settle(broadcast.id or 0)
    states = sms.states(broadcast.id or 0)
    assert states["delivered"] + states["failed"] == 6
    assert states["failed"] > 0, "the weather did nothing"
    assert due(sms) == []
    assert len(network.parts()) == 6


def test_a_citizens_opt_out_by_an_http_gateway_is_honoured_and_answered(sms: Sms, network: Network) -> None:
    on_http(sms, network, "speedsms")
    audience = sms.audience(2)
    with office(sms) as address:
        carrier = carrier_of(sms, address)
        report_to(network, callback_address(carrier.settings, sms.account_id))
        network.post(f"/smsc/phones/{number(1).lstrip('+')}/send-by-speedsms", {"text": "Huỷ nhận tin"})
        servers.wait_until(lambda: rows(sms, Inbound), "the message is kept")
    (inbound,) = rows(sms, Inbound)
    assert (inbound.action, inbound.text) == ("stop", "Huỷ nhận tin")
    assert len(rows(sms, OptOut)) == 1
    assert due(sms) == [sms.account_id], "the sweep finds the answer"
    broadcast = sms.broadcast(audience)
    send_window(carrier, sms.account_id)
    assert sms.states(broadcast)["skipped"] == 1
    assert [reply.tries for reply in rows(sms, SmsReply)] == [1]


@pytest.fixture
def client(sms: Sms, network: Network) -> Iterator[TestClient]:
    on_http(sms, network, "esms")
    app = create_app(Settings(sms.home, Values()), sms.database, sms.clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def place(sms: Sms, account_id: int | None = None) -> str:
    account_id = account_id or sms.account_id
    return f"{PATH}/{account_id}/{callback_key(sms.home, account_id)}"


def arrived(message_id: str, status: str = "5", success: str = "1", failed: str = "0") -> dict[str, str]:
    return {"SMSID": message_id, "SendStatus": status, "SendSuccess": success, "SendFailed": failed}


def test_a_report_that_comes_first_or_twice(client: TestClient, sms: Sms, network: Network) -> None:
    """The report overtakes our own record of the answer; the gateway repeats it; stages on the way end nothing."""
    network.messenger("esms").submit([message(9)])
    coming = f"{int(network.parts()[-1]['id'], 16) + 1:010X}"
    for report in (arrived(f"{coming}esms", "7", "0"), arrived(f"{coming}esms"), arrived(f"{coming}esms")):
        assert client.get(place(sms), params=report).status_code == 200
    assert [(row.status, row.part_id) for row in rows(sms, SmsReceipt)] == [("DELIVRD", None)]
    broadcast = sms.broadcast(sms.audience(1))
    send_window(carrier_of(sms), sms.account_id)
    assert network.parts()[-1]["id"] == coming
    assert sms.states(broadcast) == {"delivered": 1}
    client.get(place(sms), params=arrived(f"{coming}esms", success="0", failed="1"))
    assert sms.states(broadcast) == {"delivered": 1}, "states never go back"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("{PATH}/{account}/" + "0" * 40, 404),
        ("{PATH}/{account}/x", 404),
        ("{PATH}/{account}/ế", 404),
        ("{PATH}/99/{key}", 404),
        ("{PATH}/abc/{key}", 404),
    ],
)
def test_nobody_else_reports(client: TestClient, sms: Sms, path: str, code: int) -> None:
    address = path.format(PATH=PATH, account=sms.account_id, key=callback_key(sms.home, sms.account_id))
    assert client.get(address, params=arrived("a")).status_code == code
    assert rows(sms, SmsReceipt) == []


def test_an_account_that_has_no_such_reports(client: TestClient, sms: Sms) -> None:
    def change(**values: object) -> None:
        def act(session: Session) -> None:
            account = session.get_one(Account, sms.account_id)
            for name, value in values.items():
                setattr(account, name, value)
            session.add(account)

        sms.change(act)

    before = sms.row(Account, sms.account_id).settings
    change(settings={**before, "gateway": "smpp"})
    assert client.get(place(sms), params=arrived("a")).status_code == 404
    change(settings=before, state=AccountState.CLOSED)
    assert client.get(place(sms), params=arrived("a")).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"\0\xff", b"[" * 5000, b'{"SMSID": {"a": [1]}}', b"SMSID=&SendStatus=5", "SMSID=ế\0".encode()]
)
def test_what_cannot_be_read_is_nothing(client: TestClient, sms: Sms, body: bytes) -> None:
    assert client.post(place(sms), content=body).status_code == 200
    assert rows(sms, SmsReceipt) == []


def test_a_body_without_end_is_not_read(client: TestClient, sms: Sms) -> None:
    assert client.post(place(sms), content=b"x" * 70_000).status_code == 413


def test_keys_differ_by_account_and_home(sms: Sms) -> None:
    keys = {callback_key(sms.home, account_id) for account_id in range(1, 50)}
    assert len(keys) == 49
    assert all(len(key) == 40 for key in keys)
