"""The door: who guesses is slowed down whatever login they try, who works here is not locked out, and nothing lingers."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.models import Role, Staff
from distributor.settings import Settings, Values
from distributor.staff.devices import LASTS, MOST, Browser
from distributor.staff.lockout import EARNED_EVERY, FREE_OF_ADDRESS, AddressBudget, network_of
from tests.support.servers import PATIENCE_S
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, PASSWORD, Province
from web.app import create_app
from web.patience import PatientProtocol

NEW = "mot-mua-xuan-khac-2026"
NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


def stranger(client: TestClient) -> TestClient:
    """Another browser."""
    return TestClient(client.app, base_url=str(client.base_url), follow_redirects=False)


def test_nobody_locks_out_a_browser_that_has_signed_in_before(client: TestClient, clock: Hands) -> None:
    assert sign_in(client).status_code == 303
    client.post("/dang-xuat", data={"form_token": form_token(client.get("/").text)})
    elsewhere = stranger(client)
    assert [sign_in(elsewhere, LOGIN, "sai").status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert sign_in(elsewhere).status_code == 429, "elsewhere not even the right password counts"
    assert sign_in(client, password="sai").status_code == 401
    assert sign_in(client).status_code == 303
    # Its own failures count all the same, so that a cookie that was stolen opens no endless guessing.
    client.post("/dang-xuat", data={"form_token": form_token(client.get("/").text)})
    assert [sign_in(client, LOGIN, "sai").status_code for _ in range(5)] == [401] * 4 + [429]
    clock.turn(timedelta(seconds=31))
    assert sign_in(client).status_code == 303


def test_whose_password_was_just_changed_here_is_known_here(client: TestClient) -> None:
    sign_in(client)
    fields = {"form_token": form_token(client.get("/ca-nhan/mat-khau").text), "cu": PASSWORD, "moi": NEW, "lai": NEW}
    assert client.post("/ca-nhan/mat-khau", data=fields).status_code == 303
    client.post("/dang-xuat", data={"form_token": form_token(client.get("/").text)})
    elsewhere = stranger(client)
    assert [sign_in(elsewhere, LOGIN, "sai").status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert sign_in(client, password=NEW).status_code == 303


def test_one_guess_at_each_of_many_logins_is_slowed_down(client: TestClient, clock: Hands) -> None:
    said = [sign_in(client, f"nguoi.{number}", "Mua-xuan-2026") for number in range(FREE_OF_ADDRESS + 2)]
    assert [answer.status_code for answer in said] == [401] * FREE_OF_ADDRESS + [429] * 2
    assert said[-1].headers["retry-after"] == "60"
    assert sign_in(client).status_code == 429, "whoever is right waits too, from this address"
    clock.turn(EARNED_EVERY)
    assert sign_in(client).status_code == 303
    assert sign_in(stranger(client), LOGIN, "sai").status_code == 401, "who was right gave the attempt back"


def test_a_known_browser_does_not_pay_for_its_neighbours(client: TestClient) -> None:
    sign_in(client)
    client.post("/dang-xuat", data={"form_token": form_token(client.get("/").text)})
    elsewhere = stranger(client)
    for number in range(FREE_OF_ADDRESS + 1):
        last = sign_in(elsewhere, f"nguoi.{number}", "Mua-xuan-2026")
    assert last.status_code == 429
    assert sign_in(client).status_code == 303


def test_the_budget_of_an_address() -> None:
    budget = AddressBudget()
    assert all(budget.take("2001:db8::1", NOW) == timedelta() for _ in range(FREE_OF_ADDRESS))
    assert budget.take("2001:db8::ffff", NOW) == EARNED_EVERY, "the same customer"
    assert budget.take("2001:db8:1::1", NOW) == timedelta()
    budget.give_back("2001:db8::2")
    assert budget.take("2001:db8::3", NOW) == timedelta()
    later = NOW + EARNED_EVERY * 2
    assert [budget.take("2001:db8::4", later) for _ in range(3)] == [timedelta(), timedelta(), EARNED_EVERY]
    assert all(budget.take("2001:db8::5", NOW + timedelta(days=1)) == timedelta() for _ in range(FREE_OF_ADDRESS))
    assert (network_of("::ffff:10.0.0.1"), network_of("unknown")) == ("::ffff:10.0.0.1", "unknown")


def person(number: int, kept: str = "h") -> Staff:
    return Staff(id=number, unit_id=1, login="ha", full_name="Hà", role=Role.APPROVER, password_hash=kept)


def test_what_a_browser_is_known_by() -> None:
    key = b"k" * 32
    told = Browser("", key).signed_in(person(1), NOW)
    browser = Browser(told, key)
    assert browser.mark_of(person(1), NOW + LASTS)
    assert not browser.mark_of(person(1), NOW + LASTS + timedelta(days=1))
    assert not browser.mark_of(person(2), NOW)
    assert not browser.mark_of(person(1, "another password"), NOW)
    assert not Browser(told, b"another home's").mark_of(person(1), NOW)
    assert not Browser(told.replace("1-", "2-", 1), key).mark_of(person(2), NOW)
    for number in range(2, MOST + 3):
        told = Browser(told, key).signed_in(person(number), NOW)
    assert [bool(Browser(told, key).mark_of(person(number), NOW)) for number in (1, 2, 3, MOST + 2)] == [
        False,
        False,
        True,
        True,
    ]
    for nonsense in ("", ".", "1", "1-", "1--", "1-9999999-a", "é-1-2", "1-x-y" * 400):
        assert not Browser(nonsense, key).mark_of(person(1), NOW)


@pytest.fixture
def over_tls(settings: Settings, database: Database, clock: Hands, province: Province) -> Iterator[TestClient]:
    there = Settings(settings.home, Values(public_url="https://loa.huonggiang.example"))
    with TestClient(create_app(there, database, clock), base_url=there.public_url, follow_redirects=False) as client:
        yield client


def test_over_tls_cookies_are_this_hosts_and_the_browser_is_told_to_stay(over_tls: TestClient) -> None:
    page = over_tls.get("/dang-nhap")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    done = sign_in(over_tls)
    assert done.status_code == 303
    set_now = [cookie for cookie in done.headers.get_list("set-cookie") if "Max-Age=0" not in cookie]
    assert {cookie.partition("=")[0] for cookie in set_now} == {"__Host-loa_session", "__Host-loa_trinh_duyet"}
    for cookie in [*page.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]:
        name, _equals, rest = cookie.partition("=")
        assert name.startswith("__Host-"), cookie
        assert {"secure", "httponly", "path=/"} <= {part.strip().lower() for part in rest.split(";")}, cookie
        assert "domain" not in rest.lower()
    assert over_tls.get("/").status_code == 200
    token = over_tls.cookies["__Host-loa_session"]
    over_tls.cookies.clear()
    assert over_tls.get("/lich", headers={"cookie": f"loa_session={token}"}).status_code == 303, (
        "another host may set that name"
    )


def test_without_tls_nothing_is_promised(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/dang-nhap").headers


@pytest.mark.parametrize("path", ["/", "/tong-quan/bang", "/nhat-ky.csv", "/bao-cao", "/khong-co", "/nguoi-dung"])
def test_what_staff_see_is_kept_nowhere(signed_in: TestClient, path: str) -> None:
    assert signed_in.get(path).headers["cache-control"] == "no-store"


class Hurried(PatientProtocol):
    head_s, body_s = 0.2, 0.4


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    async def app(scope: dict, receive, send) -> None:  # type: ignore[no-untyped-def, type-arg]
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    config = uvicorn.Config(app, port=0, http=Hurried, lifespan="off", log_config=None)
    server, listener = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join(PATIENCE_S)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
    ],
)
def test_who_does_not_go_on_is_not_waited_for(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address, timeout=20) as line:
        line.sendall(sent)
        while line.recv(4096):
            pass  # until the server closes; else the socket's own time runs out


def test_a_head_without_end_is_refused_and_a_large_body_is_not(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000)
        assert line.recv(4096).startswith(b"HTTP/1.1 400")
    for head in (
        b"X: " + b"a" * 40_000 + b"\r\n",
        b"".join(b"X-%d: %s\r\n" % (each, b"a" * 900) for each in range(50)),
    ):
        with socket.create_connection(address, timeout=20) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 400"), "though it comes whole"
    with socket.create_connection(address, timeout=20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + b"a" * 200_000)
        assert line.recv(4096).startswith(b"HTTP/1.1 204")
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 204"), "the connection serves on"
