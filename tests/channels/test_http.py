"""The transport: one request is one request, everything ends in time, and what a failure proves is known."""

import logging
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, SSLError

from channels import connection
from channels.addresses import OPEN_INTERNET, WayOut
from channels.deadline import Deadline, Watchdog
from channels.http import (
    ANSWER_LIMIT,
    AddressRefused,
    AnswerTooLarge,
    DeadlineExceeded,
    RedirectRefused,
    Transport,
    certainly_not_sent,
    moment_in_http,
    retry_after,
    why_unconnected,
)
from tests.channels import server as scripts
from tests.channels.server import Server, answer, closed_address, drop, hang, html, truncated

OK = answer(200, {"ok": True}, {"X-App-Usage": '{"call_count": 3}'})


@contextmanager
def transport(answer_limit: int = ANSWER_LIMIT, *, way_out: WayOut | None = None) -> Iterator[Transport]:
    made = Transport(answer_limit=answer_limit, way_out=way_out)
    try:
        yield made
    finally:
        made.close()


def test_connections_are_kept_alive_and_the_latest_answer_is_known(server: Server) -> None:
    server.script(OK, OK, html(502))
    with transport() as made:
        for _ in range(2):
            assert made.session.post(server.address, data={"a": "1"}).json() == {"ok": True}
        assert made.last_status == 200
        assert made.last_headers["x-app-usage"] == '{"call_count": 3}'
        made.session.get(server.address)
        assert made.last_status == 502
        with pytest.raises(requests.ConnectionError):
            made.session.get(closed_address())
        assert made.last_status == 0
        assert made.last_headers == {}
    assert server.connections == 1
    assert {request.headers["user-agent"] for request in server.requests} == {"Loa/0.1"}


def test_a_connection_that_went_stale_is_replaced_before_anything_is_sent(server: Server) -> None:
    def answer_and_close(request: scripts.Request, connection: socket.socket) -> bool:
        OK(request, connection)
        return False

    server.script(answer_and_close, OK)
    with transport() as made:
        made.session.post(server.address, data={"post": "1"})
        _wait_until_closed(made)
        made.session.post(server.address, data={"post": "2"})
    assert [request.fields["post"] for request in server.requests] == ["1", "2"]
    assert server.connections == 2


def test_a_connection_that_was_idle_for_long_is_replaced(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE_LIMIT_S", 0.0)
    server.script(OK, OK)
    with transport() as made:
        for _ in range(2):
            made.session.post(server.address, data={"a": "1"})
    assert server.connections == 2


def _wait_until_closed(made: Transport) -> None:
    """Until the other side's end of the pooled connection has arrived."""
    pools = made.session.get_adapter("http://").poolmanager.pools  # type: ignore[attr-defined]
    pool = pools[next(iter(pools.keys()))]
    kept = pool.pool.queue[-1]
    assert kept.sock.recv(1, socket.MSG_PEEK) == b""


def test_a_kept_connection_that_drops_after_the_request_is_not_tried_again(server: Server) -> None:
    server.script(OK, drop, OK)
    with transport() as made:
        made.session.post(server.address, data={"post": "1"})
        with pytest.raises(requests.ConnectionError) as failure:
            made.session.post(server.address, data={"post": "2"})
    assert not certainly_not_sent(failure.value)
    assert [request.fields["post"] for request in server.requests] == ["1", "2"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_is_never_followed(server: Server, other_server: Server, method: str, status: int) -> None:
    server.script(answer(status, b"", {"Location": other_server.address}))
    with transport() as made, pytest.raises(RedirectRefused) as failure:
        made.session.request(method, server.address)
    assert not certainly_not_sent(failure.value)
    assert (len(server.requests), len(other_server.requests)) == (1, 0)


@pytest.mark.parametrize(
    "slow",
    [
        pytest.param(hang, id="says nothing"),
        pytest.param(scripts.TRICKLED_HEADERS, id="headers byte by byte"),
        pytest.param(scripts.TRICKLED_BODY, id="body byte by byte"),
        pytest.param(scripts.TRICKLED_ENDLESS_BODY, id="body without a length"),
    ],
)
def test_the_deadline_bounds_everything(server: Server, slow: scripts.Reply) -> None:
    server.script(slow)
    begun = monotonic()
    with transport() as made, made.deadline(1.0), pytest.raises(DeadlineExceeded) as failure:
        made.session.post(server.address, data={"a": "1"})
    assert 0.9 < monotonic() - begun < 60
    assert failure.value.sent
    assert not certainly_not_sent(failure.value)
    assert len(server.requests) == 1


def test_the_deadline_is_the_sum_of_all_requests_and_nothing_is_sent_after_it(server: Server) -> None:
    server.script(OK, hang)
    with transport() as made, made.deadline(1.0):
        made.session.get(server.address)
        with pytest.raises(DeadlineExceeded):
            made.session.get(server.address)
        with pytest.raises(DeadlineExceeded) as failure:
            made.session.get(server.address)
    assert certainly_not_sent(failure.value)
    assert len(server.requests) == 2


def test_an_inner_deadline_cannot_outlive_the_outer_one() -> None:
    with transport() as made, made.deadline(1.0) as outer:
        with made.deadline(60.0) as inner:
            assert inner.at <= outer.at
        with made.deadline(0.1) as inner:
            assert inner.at < outer.at
        assert made.running is outer


def test_a_request_outside_a_deadline_is_bounded_too(server: Server) -> None:
    server.script(hang)
    made = Transport(default_deadline_s=0.2)
    with pytest.raises(DeadlineExceeded):
        made.session.get(server.address)
    made.close()


def test_the_office_is_not_called_where_only_the_internet_may_be(server: Server) -> None:
    port = server.address.rsplit(":", 1)[1]
    with transport(way_out=OPEN_INTERNET) as made:
        for host in ("127.0.0.1", "localhost", "2130706433"):
            with pytest.raises(requests.RequestException) as failure:
                made.session.post(f"http://{host}:{port}/", data=b"x")
            assert isinstance(why_unconnected(failure.value), AddressRefused)
            assert certainly_not_sent(failure.value)
    assert server.requests == []


def test_a_body_that_the_platform_never_takes_ends_in_time() -> None:
    body = b"x" * 50_000_000
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with transport() as made, made.deadline(0.25), pytest.raises(requests.RequestException) as failure:
            made.session.post(address, data=body)
        assert isinstance(failure.value, DeadlineExceeded)
        assert not certainly_not_sent(failure.value)


def test_an_answer_is_bounded(server: Server) -> None:
    server.script(answer(200, b"x" * 1_001), answer(200, b"x" * 1_000))
    with transport(answer_limit=1_000) as made:
        with pytest.raises(AnswerTooLarge):
            made.session.get(server.address)
        assert len(made.session.get(server.address).content) == 1_000


def test_a_truncated_answer_is_an_error(server: Server) -> None:
    server.script(truncated(200, b'{"id": "1"}'))
    with transport() as made, pytest.raises(requests.RequestException) as failure:
        made.session.get(server.address)
    assert not certainly_not_sent(failure.value)


def test_not_connected_is_certain() -> None:
    with transport() as made:
        for address in (closed_address(), "http://no-such-host.invalid/"):
            with made.deadline(5.0), pytest.raises(requests.ConnectionError) as failure:
                made.session.post(address, data={"a": "1"})
            assert certainly_not_sent(failure.value)


def test_a_failed_handshake_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_plain_text() -> None:
            connection, _peer = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer_in_plain_text, daemon=True).start()
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with transport() as made, made.deadline(5.0), pytest.raises(requests.ConnectionError) as failure:
            made.session.post(address, data={"a": "1"})
    assert certainly_not_sent(failure.value)


def test_a_handshake_that_never_ends_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        begun = monotonic()
        with transport() as made, made.deadline(0.25), pytest.raises(requests.RequestException) as failure:
            made.session.post(address, data={"a": "1"})
        assert monotonic() - begun < 60
    assert certainly_not_sent(failure.value)


@pytest.mark.parametrize(
    ("error", "certain"),
    [
        (requests.ConnectTimeout(), True),
        (requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused"))), True),  # type: ignore[arg-type]
        (requests.exceptions.InvalidURL(), True),
        (DeadlineExceeded("", sent=False), True),
        (DeadlineExceeded("", sent=True), False),
        (requests.ReadTimeout(), False),
        (requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())), False),
        (requests.ConnectionError(), False),
        # A TLS connection that breaks while the answer is read looks like this: the request has left.
        (requests.exceptions.SSLError(MaxRetryError(None, "/", SSLError(ssl.SSLEOFError()))), False),  # type: ignore[arg-type]
        (requests.exceptions.ChunkedEncodingError(), False),
        (requests.exceptions.JSONDecodeError("", "", 0), False),
        (ValueError(), False),
    ],
)
def test_what_a_failure_proves(error: Exception, certain: bool) -> None:
    assert certainly_not_sent(error) is certain


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("", None),
        ("²", None),
        ("-1", None),
        ("9999999", 86_400.0),
        ("9" * 400, 86_400.0),
        ("Wed, 21 Oct 2026", None),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(wish: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": wish}) == seconds


def test_when_a_header_says() -> None:
    assert moment_in_http("Tue, 24 Nov 2026 07:00:00 +0700") == datetime(2026, 11, 24, tzinfo=UTC)
    assert moment_in_http("Tue, 24 Nov 2026 00:00:00 -0000") == datetime(2026, 11, 24, tzinfo=UTC)
    for nonsense in ("", "soon", "Fri, 31 Dec 9999 23:59:59 -0100", "Tue, 24 Nov 99999 00:00:00 GMT"):
        assert moment_in_http(nonsense) is None


def test_a_stand_in_answers_under_the_original_host_and_nothing_else_is_reached(server: Server) -> None:
    server.script(OK, OK)
    made = Transport(rebase={"https://graph.facebook.com": f"{server.address}/graph/"})
    response = made.session.get("https://graph.facebook.com/v26.0/me", params={"fields": "id"})
    assert response.request.url == "https://graph.facebook.com/v26.0/me?fields=id"
    assert server.requests[0].target == "/graph/v26.0/me?fields=id"
    assert server.requests[0].headers["host"] == "graph.facebook.com"
    for foreign in ("https://api.x.com/2/tweets", "https://graph.facebook.com.example/v26.0/me", server.address):
        with pytest.raises(requests.exceptions.InvalidURL) as failure:
            made.session.post(foreign)
        assert certainly_not_sent(failure.value)
    made.close()
    assert len(server.requests) == 1


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", closed_address())
    monkeypatch.setenv("http_proxy", closed_address())
    server.script(OK)
    with transport() as made:
        assert made.session.get(server.address).status_code == 200


def test_nothing_is_logged_raw(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(OK, drop)
    with transport() as made:
        made.session.get(server.address, params={"access_token": "top-secret"})
        with pytest.raises(requests.ConnectionError):
            made.session.get(server.address, params={"access_token": "top-secret"})
    assert "top-secret" not in caplog.text


def test_a_deadline_armed_while_the_watchdog_sleeps_longer_fires_first() -> None:
    watchdog = Watchdog()
    late, early = Deadline(30.0), Deadline(0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog.arm(late)
        early.watch(ours)
        watchdog.arm(early)
        theirs.settimeout(5.0)
        assert theirs.recv(1) == b""
    assert early.fired
    assert not late.fired
    watchdog.disarm(late)


def test_many_threads_have_their_own_deadlines(server: Server) -> None:
    server.script(*[hang] * 8)
    outcomes: list[bool] = []

    def post(seconds: float) -> None:
        begun = monotonic()
        with transport() as made, made.deadline(seconds), pytest.raises(DeadlineExceeded):
            made.session.post(server.address, data={"a": "1"})
        outcomes.append(seconds - 0.05 < monotonic() - begun < seconds + 60)

    threads = [threading.Thread(target=post, args=(0.1 + 0.05 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True] * 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_deadlines_work_in_a_forked_worker(server: Server) -> None:
    with transport() as made, made.deadline(5.0):
        pass
    server.script(scripts.TRICKLED_BODY)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with transport() as made, made.deadline(0.3):
                made.session.get(server.address)
        except DeadlineExceeded:
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
