"""Each kind of weather, seen from the client's side of the wire."""

from __future__ import annotations

import json
import math
import socket
import time
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from sandbox.weather import Weather, draw_at
from tests.sandbox.running import Page, Profile, until


def raw_post(page: Page, message: str, patience: float = 10.0) -> bytes:
    """Everything that comes back over the wire for one post."""
    parts = urlsplit(page.sandbox.base_url)
    body = urlencode({"message": message, "access_token": page.token}).encode()
    head = (
        f"POST /graph/v26.0/{page.id}/feed HTTP/1.1\r\nHost: graph.facebook.com\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=patience) as connection:
        connection.sendall(head.encode() + body)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received


def minutes_of_rest(answer: requests.Response, page: Page) -> int:
    """Whole minutes, as Graph tells them; a call that names no Page is told under "0"."""
    usage = json.loads(answer.headers["x-business-use-case-usage"])
    return int(usage.get(page.id, usage.get("0"))[0]["estimated_time_to_regain_access"])


def share_used(answer: requests.Response) -> int:
    """Percent of the hour's calls."""
    return int(json.loads(answer.headers["x-app-usage"])["call_count"])


def test_accept_then_drop_publishes_and_sends_not_one_byte(page: Page) -> None:
    page.sandbox.control("PUT", "/weather", {"facebook": {"accept_then_drop": 1.0}})
    assert raw_post(page, "Nhận rồi ngắt") == b""
    assert [entry["text"] for entry in page.sandbox.ledger()] == ["Nhận rồi ngắt"]
    assert [entry["status"] for entry in page.sandbox.requests_since()][-1] == "dropped"


def test_a_client_sees_a_dropped_connection_and_sent_one_request(profile: Profile) -> None:
    before = profile.sandbox.get("/_sandbox/requests.json", params={"since": 0})["last"]
    profile.sandbox.control("PUT", "/weather", {"x": {"accept_then_drop": 1.0, "only": "publish"}})
    with pytest.raises(requests.ConnectionError):
        profile.tweet("Nhận rồi ngắt")
    entries = profile.sandbox.requests_since(before)
    assert [(entry["method"], entry["path"], entry["status"]) for entry in entries] == [
        ("POST", "/2/tweets", "dropped")
    ]
    assert entries[0]["names"] == ["text"]
    assert entries[0]["host"] == "api.x.com"
    assert len(profile.sandbox.ledger("x")) == 1


def test_accept_then_timeout_withholds_the_answer(page: Page) -> None:
    weather = {"accept_then_timeout": 1.0, "timeout_s": 0.4}
    page.sandbox.control("PUT", "/weather", {"facebook": weather})
    begun = time.monotonic()
    assert raw_post(page, "Nhận rồi im lặng") == b""
    assert time.monotonic() - begun >= 0.39
    assert len(page.sandbox.ledger()) == 1


def test_errors_accept_nothing(page: Page) -> None:
    page.sandbox.control("PUT", "/weather", {"facebook": {"error_500": 1.0, "seed": 3}})
    answers = [page.call("POST", f"{page.id}/feed", data={"message": f"Bài {number}"}) for number in range(12)]
    assert {answer.status_code for answer in answers} == {500, 502}
    for answer in answers:
        if answer.status_code == 500:
            assert answer.json()["error"]["is_transient"]
        else:
            assert answer.headers["content-type"].startswith("text/html")
    assert page.sandbox.ledger() == []


def test_throttle_tells_until_when(profile: Profile, page: Page) -> None:
    thick = {"throttle": 1.0, "throttle_s": 30}
    profile.sandbox.control("PUT", "/weather", {"x": thick, "facebook": thick})
    asked = time.time()
    refused = profile.tweet("Quá nhiều")
    assert refused.status_code == 429
    reset = int(refused.headers["x-rate-limit-reset"])
    assert asked + 30 <= reset <= math.ceil(time.time() + 30)
    graph = page.call("POST", f"{page.id}/feed", data={"message": "Quá nhiều"})
    assert graph.json()["error"]["code"] in (4, 32)
    assert minutes_of_rest(graph, page) == 0
    # A burst's limit uses nothing of the hour, and tells so: who rests by the hour's share must not rest for it.
    assert share_used(graph) == 0
    page.sandbox.control("PUT", "/weather", {"facebook": {"throttle": 1.0, "throttle_s": 150}})
    long = page.call("GET", "me")
    assert (minutes_of_rest(long, page), share_used(long)) == (2, 100)
    assert profile.sandbox.ledger() == []


def test_a_throttle_ends_at_the_second_it_told(profile: Profile) -> None:
    seed = next(
        seed
        for seed in range(1000)
        if draw_at(Weather(seed=seed, throttle=0.5), 0).fault == "throttle"
        and not any(draw_at(Weather(seed=seed, throttle=0.5), number).fault for number in range(1, 6))
    )
    profile.sandbox.control("PUT", "/weather", {"x": {"seed": seed, "throttle": 0.5, "throttle_s": 0.2}})
    reset = int(profile.tweet("Đợi rồi đăng").headers["x-rate-limit-reset"])
    until(lambda: time.time() >= reset)
    assert profile.tweet("Đợi rồi đăng").status_code == 201


def test_revoked_tokens(profile: Profile, page: Page) -> None:
    revoked = {"revoked_token": 1.0}
    profile.sandbox.control("PUT", "/weather", {"x": revoked, "facebook": revoked})
    assert profile.tweet("Hết hạn").status_code == 401
    error = page.call("GET", "me").json()["error"]
    assert error["code"] == 190
    assert error["error_subcode"] in (460, 463)


def test_only_publishing_calls_when_asked(page: Page) -> None:
    page.sandbox.control("PUT", "/weather", {"facebook": {"error_500": 1.0, "only": "publish"}})
    assert page.call("GET", "me").status_code == 200
    assert page.call("POST", f"{page.id}/feed", data={"message": "a"}).status_code in (500, 502)


def test_latency(page: Page) -> None:
    page.sandbox.control("PUT", "/weather", {"facebook": {"latency_ms": [150, 160]}})
    begun = time.monotonic()
    page.call("GET", "me")
    assert time.monotonic() - begun >= 0.15


def test_the_same_seed_gives_the_same_faults(page: Page) -> None:
    weather = {"seed": 7, "error_500": 0.3, "revoked_token": 0.3}

    def run() -> list[tuple[object, str]]:
        page.sandbox.control("PUT", "/weather", {"facebook": weather})
        first = page.sandbox.get("/_sandbox/requests.json", params={"since": 0})["last"]
        for _ in range(30):
            page.call("GET", "me")
        return [(entry["status"], entry["fault"]) for entry in page.sandbox.requests_since(first)]

    faults = run()
    assert faults == run()
    assert len({fault for _, fault in faults}) == 3
    weather["seed"] = 8
    assert faults != run()


def test_chances_come_true() -> None:
    weather = Weather(seed=1, error_500=0.1, accept_then_drop=0.2)
    faults = [draw_at(weather, number).fault for number in range(4000)]
    assert 0.08 < faults.count("error_500") / 4000 < 0.12
    assert 0.17 < faults.count("accept_then_drop") / 4000 < 0.23


@pytest.mark.parametrize(
    "wishes",
    [
        {"facebook": {"error500": 0.1}},
        {"facebook": {"error_500": 0.7, "throttle": 0.7}},
        {"facebook": {"error_500": -1}},
        {"facebook": {"only": "some"}},
        {"facebook": {"latency_ms": [5, 1]}},
        {"tiktok": {}},
        {"facebook": 3},
        [],
    ],
)
def test_faulty_weather_is_refused(page: Page, wishes: object) -> None:
    answer = requests.put(f"{page.sandbox.base_url}/_sandbox/weather", json=wishes, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_weather_is_shown_and_cleared(page: Page) -> None:
    page.sandbox.control("PUT", "/weather", {"x": {"throttle": 0.5}})
    assert page.sandbox.get("/_sandbox/weather")["x"]["throttle"] == 0.5
    assert page.sandbox.get("/_sandbox/weather")["facebook"]["throttle"] == 0
    page.sandbox.control("DELETE", "/weather")
    assert page.sandbox.get("/_sandbox/weather")["x"]["throttle"] == 0
