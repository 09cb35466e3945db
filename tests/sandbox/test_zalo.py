"""The stand-in Zalo: what it takes, what it refuses in Zalo's words, and what a follower sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.sandbox.running import PATIENCE_S, Sandbox, Starter

CONTENT: dict[str, Any] = {
    "type": "normal",
    "title": "Diện tích tối thiểu tách thửa",
    "author": "Sở Tư pháp",
    "cover": {"cover_type": "photo", "photo_url": "https://a.example/1.png", "status": "show"},
    "description": "Ai cần biết: người có đất.",
    "body": [
        {
            "type": "text",
            "content": 'Từ 5 &lt; 10 m².<br>Xem: <a href="https://a.example/l/k7">https://a.example/l/k7</a>',
        }
    ],
    "status": "hide",
    "comment": "hide",
}


@dataclass
class OfficialAccount:
    sandbox: Sandbox
    facts: dict[str, str]

    @property
    def id(self) -> str:
        return self.facts["oa_id"]

    def call(self, method: str, path: str, token: str | None = None, **more: Any) -> requests.Response:
        headers = {"access_token": self.facts["access_token"] if token is None else token}
        return requests.request(
            method, f"{self.sandbox.base_url}/zalo{path}", headers=headers, timeout=PATIENCE_S, **more
        )

    def said(self, method: str, path: str, **more: Any) -> Any:
        answer = self.call(method, path, **more)
        assert answer.status_code == 200
        return answer.json()

    def data(self, method: str, path: str, **more: Any) -> Any:
        said = self.said(method, path, **more)
        assert said["error"] == 0, said
        return said["data"]

    def made(self, **changes: object) -> str:
        token = self.data("POST", "/v2.0/article/create", json={**CONTENT, **changes})["token"]
        return str(self.data("POST", "/v2.0/article/verify", json={"token": token})["id"])

    def sent(self, article: str) -> Any:
        element = {"media_type": "article", "attachment_id": article}
        payload = {"template_type": "media", "elements": [element]}
        return self.said(
            "POST",
            "/v2.0/oa/message",
            json={
                "recipient": {"target": {"gender": "0"}},
                "message": {"attachment": {"type": "template", "payload": payload}},
            },
        )

    def refresh(self, token: str, **changes: str) -> Any:
        form = {"grant_type": "refresh_token", "app_id": self.facts["app_id"], "refresh_token": token, **changes}
        answer = requests.post(
            f"{self.sandbox.base_url}/zalo/v4/oa/access_token",
            data=form,
            headers={"secret_key": self.facts["app_secret"]},
            timeout=PATIENCE_S,
        )
        assert answer.status_code == 200
        return answer.json()

    def rules(self, **wishes: object) -> None:
        self.sandbox.control("PUT", "/zalo", wishes)

    def seen(self) -> Any:
        return self.sandbox.get("/_sandbox/zalo")

    def page(self, path: str = "") -> requests.Response:
        return requests.get(f"{self.sandbox.base_url}/man-hinh/zalo/{self.id}{path}", timeout=PATIENCE_S)


@pytest.fixture
def account(sandbox: Sandbox) -> OfficialAccount:
    sandbox.control("DELETE", "/weather")
    made = sandbox.control("POST", "/accounts", {"platform": "zalo", "limits": {"broadcasts_per_day": 3}})
    official = OfficialAccount(
        sandbox, {**made["credentials"], "app_id": sandbox.account("zalo")["credentials"]["app_id"]}
    )
    official.rules(processing_s=0, refuse_next=False, hours=False, token_s=90_000)
    return official


def test_an_article_is_hidden_until_it_is_shown_and_told_of_once_it_is_sent(account: OfficialAccount) -> None:
    article = account.made()
    assert account.sandbox.ledger("zalo") == []
    assert account.page(f"/bai/{article}").status_code == 404
    assert account.sent(article)["error"] == -200
    account.data("POST", "/v2.0/article/update", json={**CONTENT, "id": article, "status": "show"})
    assert "Từ 5 &lt; 10 m²." in account.page(f"/bai/{article}").text
    assert "chưa nhận được tin nào" in account.page().text
    assert account.sent(article)["data"]["message_id"]
    assert "chưa nhận được tin nào" not in account.page().text
    published = account.sandbox.ledger("zalo")
    assert [(one["id"], one["link"]) for one in published] == [(article, "https://a.example/l/k7")]


def test_a_second_broadcast_counts_as_one_more(account: OfficialAccount) -> None:
    article = account.made(status="show")
    account.sent(article)
    account.sent(article)
    assert len(account.sandbox.ledger("zalo")) == 2


def test_creation_takes_its_time_and_may_fail(account: OfficialAccount) -> None:
    account.rules(processing_s=60)
    token = account.data("POST", "/v2.0/article/create", json=CONTENT)["token"]
    assert account.said("POST", "/v2.0/article/verify", json={"token": token})["error"] == -214
    account.rules(processing_s=0, refuse_next=True)
    token = account.data("POST", "/v2.0/article/create", json=CONTENT)["token"]
    assert account.said("POST", "/v2.0/article/verify", json={"token": token})["error"] == -201
    assert account.made()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"titel": "a"}, -201),
        ({"title": ""}, -201),
        ({"title": "a" * 151}, -210),
        ({"description": "a" * 301}, -210),
        ({"type": "video"}, -201),
        ({"status": "draft"}, -201),
        ({"cover": {"cover_type": "photo", "photo_url": "1.png", "status": "show"}}, -201),
        ({"cover": {"cover_type": "photo", "status": "show"}}, -201),
        ({"body": []}, -201),
        ({"body": [{"type": "text", "text": "a"}]}, -201),
    ],
)
def test_what_an_article_may_not_be(change: dict[str, object], error: int, account: OfficialAccount) -> None:
    assert account.said("POST", "/v2.0/article/create", json={**CONTENT, **change})["error"] == error


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_what_an_article_must_have(name: str, account: OfficialAccount) -> None:
    without = {known: value for known, value in CONTENT.items() if known != name}
    said = account.said("POST", "/v2.0/article/create", json=without)
    assert (said["error"], said["message"]) == (-201, f"Params is invalid: {name} is required")


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/v2.0/article/getslice", {"params": {"offset": "0", "limit": "11", "type": "normal"}}),
        ("GET", "/v2.0/article/getslice", {"params": {"offset": "0", "limit": "5", "type": "normal", "sort": "1"}}),
        ("GET", "/v2.0/article/getslice", {"params": {"offset": "0"}}),
        ("GET", "/v2.0/oa/getoa", {"params": {"fields": "name"}}),
        ("POST", "/v2.0/article/verify", {"json": {"token": "x", "id": "1"}}),
        ("POST", "/v2.0/article/verify", {"json": {"token": "x"}}),
        ("POST", "/v2.0/article/remove", {"json": {}}),
        ("POST", "/v2.0/article/create", {"data": "không phải JSON"}),
        ("POST", "/v2.0/oa/message", {"json": {"recipient": {"user_id": "1"}, "message": {}}}),
    ],
)
def test_unknown_and_missing_parameters_are_refused(
    method: str, path: str, more: dict[str, Any], account: OfficialAccount
) -> None:
    said = account.said(method, path, **more)
    assert said["error"] == -201
    assert said["message"].startswith("Params is invalid")


def test_the_list_is_newest_first_and_read_in_pages(account: OfficialAccount) -> None:
    made = [account.made(title=f"Bài {number}") for number in range(4)]
    query = {"offset": "1", "limit": "2", "type": "normal"}
    found = account.data("GET", "/v2.0/article/getslice", params=query)
    assert [one["id"] for one in found["medias"]] == [made[2], made[1]]
    assert found["total"] == 4
    detail = account.data("GET", "/v2.0/article/getdetail", params={"id": made[0]})
    assert (detail["title"], detail["body"]) == ("Bài 0", CONTENT["body"])


def test_removing_takes_it_from_the_page_and_spoils_the_message(account: OfficialAccount) -> None:
    article = account.made(status="show")
    account.sent(article)
    assert account.said("POST", "/v2.0/article/remove", json={"id": article}) == {"error": 0, "message": "Success"}
    assert account.said("POST", "/v2.0/article/remove", json={"id": article})["error"] == -1404
    assert account.page(f"/bai/{article}").status_code == 404
    assert "đã được gỡ" in account.page().text
    assert [one["deleted"] for one in account.sandbox.ledger("zalo")] == [True]


def test_an_edit_is_seen(account: OfficialAccount) -> None:
    article = account.made(status="show")
    account.data("POST", "/v2.0/article/update", json={**CONTENT, "id": article, "title": "Tựa mới", "status": "show"})
    assert "Tựa mới" in account.page().text
    assert [one["edited"] for one in account.sandbox.ledger("zalo")] == [True]


def test_the_days_broadcasts_come_to_an_end(account: OfficialAccount) -> None:
    answers = [account.sent(account.made(title=f"Bài {number}", status="show"))["error"] for number in range(4)]
    assert answers == [0, 0, 0, -211]


def test_a_refresh_token_works_once(account: OfficialAccount) -> None:
    first = account.refresh(account.facts["refresh_token"])
    assert first["expires_in"] == "90000"
    assert account.refresh(account.facts["refresh_token"])["error"] == -14020
    second = account.refresh(first["refresh_token"])
    assert account.call("GET", "/v2.0/oa/getoa", second["access_token"]).json()["error"] == 0
    assert account.refresh(first["refresh_token"])["error"] == -14020
    assert account.refresh("zRnothing")["error"] == -14014
    assert account.refresh(second["refresh_token"], app_id="1")["error"] == -14002
    assert account.refresh(second["refresh_token"], scope="x")["error"] == -14001
    assert account.refresh(second["access_token"])["error"] == -14014
    assert account.refresh(second["refresh_token"])["access_token"], "what was refused has not used it up"


def test_access_tokens_age(account: OfficialAccount) -> None:
    fresh = account.refresh(account.facts["refresh_token"])["access_token"]
    account.sandbox.control("POST", "/zalo/age", {})
    assert account.said("GET", "/v2.0/oa/getoa")["error"] == -220
    assert account.call("GET", "/v2.0/oa/getoa", fresh).json()["error"] == -220
    assert account.call("GET", "/v2.0/oa/getoa", "").json() == {"error": -216, "message": "Access token is invalid"}


def test_weather_speaks_zalos_words(account: OfficialAccount) -> None:
    article = account.made(status="show")
    account.sandbox.control("PUT", "/weather", {"zalo": {"throttle": 1.0}})
    assert account.said("GET", "/v2.0/oa/getoa")["error"] == -32
    account.sandbox.control("PUT", "/weather", {"zalo": {"accept_then_drop": 1.0, "only": "publish"}})
    assert account.said("GET", "/v2.0/oa/getoa")["error"] == 0
    with pytest.raises(requests.ConnectionError):
        account.sent(article)
    assert len(account.seen()["broadcasts"]) == 1


def test_all_of_it_outlives_a_kill(start: Starter) -> None:
    sandbox = start("--no-clicks", "--read-lag", "0")
    account = OfficialAccount(sandbox, sandbox.account("zalo")["credentials"])
    account.rules(processing_s=0)
    fresh = account.refresh(account.facts["refresh_token"])
    article = account.made(status="show")
    account.sent(article)
    before = account.seen()
    sandbox.kill()
    again = OfficialAccount(start("--no-clicks", "--read-lag", "0"), account.facts)
    assert again.seen() == before
    assert again.refresh(account.facts["refresh_token"])["error"] == -14020
    assert again.call("GET", "/v2.0/oa/getoa", fresh["access_token"]).json()["error"] == 0
