"""Signing in: who may, who must wait, and that nobody is led astray."""

import sqlite3
from datetime import timedelta
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, PASSWORD
from web.forms import local_path


def problem_of(page: str) -> str:
    return page.partition('role="alert"')[2].partition("</div>")[0]


def test_a_page_of_staff_leads_to_the_sign_in_and_back(client: TestClient) -> None:
    asked = client.get("/lich?kenh=x&trang=2")
    assert (asked.status_code, asked.headers["location"]) == (303, "/dang-nhap?next=%2Flich%3Fkenh%3Dx%26trang%3D2")
    assert "Trần Thị Hà" not in client.get("/").text, "a stranger is shown the citizens' page"
    done = sign_in(client, next_path="/?kenh=x&trang=2")
    assert (done.status_code, done.headers["location"]) == (303, "/?kenh=x&trang=2")
    assert "Trần Thị Hà" in client.get("/").text


def test_the_cookie_is_for_the_browser_only_and_not_stored(client: TestClient, database: Database) -> None:
    cookie = sign_in(client).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie
    token = client.cookies["loa_session"]
    dump = "\n".join(sqlite3.connect(database.url.removeprefix("sqlite:///")).iterdump())
    assert token not in dump
    assert sha256(token.encode()).hexdigest() in dump


def test_signing_out_ends_the_session_itself(signed_in: TestClient) -> None:
    token = signed_in.cookies["loa_session"]
    left = signed_in.post("/dang-xuat", data={"form_token": form_token(signed_in.get("/").text)})
    assert (left.status_code, left.headers["location"]) == (303, "/dang-nhap")
    assert signed_in.get("/", headers={"cookie": f"loa_session={token}"}).status_code == 303


def test_a_session_ends_after_twelve_hours(signed_in: TestClient, clock: Hands) -> None:
    clock.turn(timedelta(hours=12) - timedelta(seconds=1))
    assert signed_in.get("/").status_code == 200
    clock.turn(timedelta(seconds=1))
    assert signed_in.get("/").status_code == 303
    assert signed_in.get("/tong-quan/bang").status_code == 401
    assert signed_in.get("/song").status_code == 401


@pytest.mark.parametrize("login", [LOGIN, "khong.co.ai"])
def test_failures_lock_with_a_growing_wait_whoever_it_is(client: TestClient, clock: Hands, login: str) -> None:
    answers = [sign_in(client, login, "sai mật khẩu") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429, 429]
    assert answers[4].headers["retry-after"] == "30"
    clock.turn(timedelta(seconds=31))
    assert sign_in(client, login, "sai mật khẩu").headers["retry-after"] == "60"
    clock.turn(timedelta(seconds=61))
    assert sign_in(client, login, "sai mật khẩu").headers["retry-after"] == "120"


def test_the_words_do_not_tell_who_exists(client: TestClient) -> None:
    known = [problem_of(sign_in(client, LOGIN, "sai").text) for _ in range(6)]
    unknown = [problem_of(sign_in(client, "khong.co.ai", "sai").text) for _ in range(6)]
    assert known == unknown
    assert "không đúng" in known[0]
    assert "đợi 30 giây" in known[5]


def test_a_locked_login_does_not_confirm_the_right_password(client: TestClient, clock: Hands) -> None:
    for _ in range(5):
        sign_in(client, password="sai")
    assert problem_of(sign_in(client).text) == problem_of(sign_in(client, password="sai").text)
    clock.turn(timedelta(seconds=31))
    assert sign_in(client).status_code == 303
    client.cookies.clear()
    assert sign_in(client, password="sai").status_code == 401, "a success starts the count anew"


@pytest.mark.parametrize(
    "astray",
    [
        "//ma.example",
        "https://ma.example/",
        "/\\ma.example",
        "\\\\ma.example",
        "javascript:alert(1)",
        "/\t/ma.example",
        "/\n/x",
        "",
    ],
)
def test_nobody_is_led_to_another_site(client: TestClient, astray: str) -> None:
    assert local_path(astray) == "/"
    assert sign_in(client, next_path=astray).headers["location"] == "/"
    assert client.get("/dang-nhap", params={"next": astray}).headers["location"] == "/"


def test_a_form_of_another_site_does_nothing(client: TestClient) -> None:
    page = client.get("/dang-nhap").text
    fields = {"ten": LOGIN, "mat_khau": PASSWORD}
    assert client.post("/dang-nhap", data=fields).status_code == 403
    assert client.post("/dang-nhap", data={**fields, "form_token": "0" * 64}).status_code == 403
    ours = {**fields, "form_token": form_token(page)}
    assert client.post("/dang-nhap", data=ours, headers={"origin": "https://ma.example"}).status_code == 403
    assert client.post("/dang-nhap", data=ours, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert "loa_session" not in client.cookies
    assert client.post("/dang-nhap", data=ours, headers={"origin": "http://127.0.0.1:8600"}).status_code == 303


def test_signing_out_needs_our_form(signed_in: TestClient) -> None:
    assert signed_in.post("/dang-xuat", data={"form_token": "0" * 64}).status_code == 403
    assert signed_in.get("/").status_code == 200


def test_a_form_that_is_too_large_is_not_read(client: TestClient) -> None:
    assert client.post("/dang-nhap", data={"ten": "x" * 20_000}).status_code == 413
    assert client.post("/dang-nhap", json={"ten": "x"}).status_code == 415


def test_the_login_is_shown_again_but_escaped(client: TestClient) -> None:
    page = sign_in(client, '"><script>alert(1)</script>', "sai").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_head_is_answered_as_get_is_without_the_body(client: TestClient) -> None:
    for path in ("/", "/dang-nhap", "/health", "/khong-co"):
        asked, got = client.head(path), client.get(path)
        assert (asked.status_code, asked.headers.get("location")) == (got.status_code, got.headers.get("location")), (
            path
        )
        assert asked.content == b""
    assert client.head("/ngon-ngu").status_code == 405, "a form is sent there, and nothing is read"


@pytest.mark.parametrize(
    ("referer", "then"),
    [
        ("{site}/cho-duyet?trang=2", "/dang-nhap?next=%2Fcho-duyet%3Ftrang%3D2"),
        ("{site}/", "/dang-nhap"),
        ("http://elsewhere.example/cho-duyet", "/dang-nhap?next=%2Fcho-duyet%2F1%2Ftrao-doi"),
        ("{site}//elsewhere.example/", "/dang-nhap?next=%2Fcho-duyet%2F1%2Ftrao-doi"),
        ("http://[", "/dang-nhap?next=%2Fcho-duyet%2F1%2Ftrao-doi"),
    ],
)
def test_a_form_sent_without_a_session_leads_back_to_its_page(client: TestClient, referer: str, then: str) -> None:
    data, site = {"viec": "gop-y", "loi": "Rõ."}, str(client.base_url).rstrip("/")
    headers = {"Referer": referer.replace("{site}", site)}
    asked = client.post("/cho-duyet/1/trao-doi", data=data, headers=headers, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, then)
