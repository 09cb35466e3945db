"""The Facebook Graph stand-in, over HTTP, with the real client and with plain requests."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from typing import Any

import facebook
import pytest
import requests

from tests.sandbox.running import Page, Sandbox, picture, until


def error_of(answer: requests.Response) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    return error


def test_a_post_is_published_and_read_back(page: Page) -> None:
    message = "Quyết định mới.\n\nChi tiết: http://127.0.0.1:9/l/abc"
    identifier = page.post(message, link="http://127.0.0.1:9/l/abc")
    fields = "id,message,created_time,permalink_url,attachments{media_type,url,unshimmed_url,title},status_type"
    listed = page.call("GET", f"{page.id}/published_posts", params={"fields": fields}).json()["data"]
    assert [post["id"] for post in listed] == [identifier]
    assert listed[0]["message"] == message
    assert listed[0]["status_type"] == "shared_story"
    attachment = listed[0]["attachments"]["data"][0]
    assert attachment["media_type"] == "link"
    assert attachment["unshimmed_url"] == "http://127.0.0.1:9/l/abc"
    assert attachment["url"].startswith("https://l.facebook.com/")
    screen = requests.get(listed[0]["permalink_url"], timeout=10)
    assert screen.status_code == 200
    assert "Quyết định mới." in screen.text


def test_the_real_client_works(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facebook, "FACEBOOK_GRAPH_URL", page.sandbox.base_url + "/graph/")
    graph = facebook.GraphAPI(page.token, timeout=10)
    graph.version = "v26.0"
    assert graph.get_object("me", fields="id,name")["id"] == page.id
    identifier = graph.put_object("me", "feed", message="Thư viện thật")["id"]
    photo = graph.put_photo(io.BytesIO(picture()), message="Ảnh thật", alt_text_custom="Một ô màu")
    assert photo["post_id"].startswith(page.id)
    assert set(graph.get_objects([identifier, photo["post_id"]], fields="message")) == {identifier, photo["post_id"]}
    assert graph.get_version() == "26.0"
    graph.delete_object(identifier)
    with pytest.raises(facebook.GraphAPIError) as refused:
        graph.get_object(identifier)
    assert refused.value.code == 100
    ledger = page.sandbox.ledger("facebook")
    assert [entry["deleted"] for entry in ledger] == [True, False]
    assert ledger[1]["media"][0]["alt_text"] == "Một ô màu"
    assert ledger[1]["media"][0]["sha256"] == hashlib.sha256(picture()).hexdigest()


def test_new_posts_show_up_after_the_read_lag(page: Page) -> None:
    page.sandbox.control("PUT", "/clock", {"read_lag": 0.6})
    identifier = page.post("Có độ trễ khi đọc lại")
    accepted = time.monotonic()
    assert page.call("GET", f"{page.id}/published_posts").json()["data"] == []
    assert error_of(page.call("GET", identifier))["error_subcode"] == 33
    assert [entry["id"] for entry in page.sandbox.ledger()] == [identifier]
    until(lambda: page.call("GET", f"{page.id}/published_posts").json()["data"])
    assert time.monotonic() - accepted >= 0.5
    assert page.call("GET", identifier).json()["message"] == "Có độ trễ khi đọc lại"


def test_the_same_message_again_is_refused(page: Page) -> None:
    page.post("Một lần thôi")
    answer = page.call("POST", f"{page.id}/feed", data={"message": "Một lần thôi"})
    assert answer.status_code == 400
    assert error_of(answer)["code"] == 506
    assert len(page.sandbox.ledger()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Requires one of the params"),
        ({"message": "a", "messsage": "b"}, "Unknown parameter 'messsage'"),
        ({"link": "khong-phai-dia-chi"}, "link URL is not properly formatted"),
        ({"message": "a" * 63_207}, "no longer than 63206"),
        ({"message": "a", "published": "maybe"}, "must be a boolean"),
        ({"message": "a", "published": "false", "scheduled_publish_time": "1000"}, "scheduled publish time is invalid"),
        ({"message": "a", "attached_media": '[{"media_fbid":"1"}]'}, "does not exist"),
        ({"message": "a", "attached_media": "{"}, "must be an array"),
    ],
)
def test_faulty_posts_are_refused(page: Page, fields: dict[str, str], words: str) -> None:
    answer = page.call("POST", f"{page.id}/feed", data=fields)
    assert answer.status_code == 400
    assert error_of(answer)["code"] == 100
    assert words in error_of(answer)["message"]
    assert page.sandbox.ledger() == []


def test_the_longest_message_is_taken(page: Page) -> None:
    page.post("ế" * 63_206)


def test_photos(page: Page) -> None:
    not_a_photo = page.call("POST", f"{page.id}/photos", files={"source": b"khong phai anh"})
    assert error_of(not_a_photo)["code"] == 324
    assert error_of(page.call("POST", f"{page.id}/photos", data={"caption": "a"}))["code"] == 324
    photos = [
        page.call(
            "POST",
            f"{page.id}/photos",
            data={"published": "false", "alt_text_custom": f"Ảnh {colour}"},
            files={"source": picture(colour, "JPEG")},
        ).json()["id"]
        for colour in ("red", "green")
    ]
    assert page.sandbox.ledger() == []
    attached = json.dumps([{"media_fbid": photo} for photo in photos])
    identifier = page.post("Hai ảnh", attached_media=attached)
    fields = "full_picture,attachments{media_type,subattachments}"
    post = page.call("GET", identifier, params={"fields": fields}).json()
    assert requests.get(post["full_picture"], timeout=10).headers["content-type"] == "image/jpeg"
    attachment = post["attachments"]["data"][0]
    assert attachment["media_type"] == "album"
    assert [part["target"]["id"] for part in attachment["subattachments"]["data"]] == photos
    again = page.call(
        "POST",
        f"{page.id}/feed",
        data={"message": "Lần nữa", "attached_media[0]": json.dumps({"media_fbid": photos[0]})},
    )
    assert "already part of a post" in error_of(again)["message"]
    entry = page.sandbox.ledger()[0]
    assert [media["alt_text"] for media in entry["media"]] == ["Ảnh red", "Ảnh green"]


def test_a_photo_over_ten_megabytes_is_refused(page: Page) -> None:
    large = picture() + b"\0" * (10 * 1024 * 1024)
    answer = page.call("POST", f"{page.id}/photos", files={"source": large})
    assert answer.status_code == 400
    assert "10 MB" in error_of(answer)["message"]


def test_a_photo_by_address_is_fetched_from_loopback_only(page: Page) -> None:
    page.call("POST", f"{page.id}/photos", files={"source": picture("teal")})
    digest = page.sandbox.ledger()[0]["media"][0]["sha256"]
    here = {"url": f"{page.sandbox.base_url}/man-hinh/media/{digest}", "caption": "Từ địa chỉ"}
    assert page.call("POST", f"{page.id}/photos", data=here).json()["post_id"]
    away = page.call("POST", f"{page.id}/photos", data={"url": "http://192.0.2.1/a.png"})
    assert error_of(away)["code"] == 324


def test_tokens(page: Page) -> None:
    address = f"{page.sandbox.base_url}/graph/v26.0/me"
    assert error_of(requests.get(address, timeout=10))["code"] == 104
    broken = requests.get(address, params={"access_token": "EAAHx"}, timeout=10)
    assert (broken.status_code, error_of(broken)["code"]) == (400, 190)
    for values in ({"params": {"access_token": page.token}}, {"headers": {"Authorization": f"OAuth {page.token}"}}):
        assert requests.get(address, timeout=10, **values).json()["id"] == page.id  # type: ignore[arg-type]
    account = page.sandbox.account("facebook")
    secret = account["credentials"]["app_secret"].encode()
    proof = hmac.new(secret, page.token.encode(), hashlib.sha256).hexdigest()
    assert page.call("GET", "me", params={"appsecret_proof": proof}).status_code == 200
    assert page.call("GET", "me", params={"appsecret_proof": "0" * 64}).status_code == 400
    app_token = f"{account['credentials']['app_id']}|{account['credentials']['app_secret']}"
    asked = {"input_token": page.token, "access_token": app_token}
    told = requests.get(address.replace("/me", "/debug_token"), params=asked, timeout=10).json()["data"]
    assert told["is_valid"]
    assert told["profile_id"] == page.id
    page.sandbox.control("PATCH", f"/accounts/{page.id}", {"revoked": True})
    gone = page.call("GET", "me")
    assert (gone.status_code, error_of(gone)["code"], error_of(gone)["error_subcode"]) == (401, 190, 460)


def test_another_page_may_not_be_written_to(page: Page) -> None:
    other = page.sandbox.new_account("facebook", name="Trang của xã Thạch Hương")
    answer = page.call("POST", f"{other['id']}/feed", data={"message": "Nhầm Trang"})
    assert (answer.status_code, error_of(answer)["code"]) == (403, 200)


def test_pages_of_posts_have_cursors(page: Page) -> None:
    identifiers = [page.post(f"Bài số {number}") for number in range(5)]
    first = page.call("GET", f"{page.id}/feed", params={"limit": "2", "fields": "id"}).json()
    assert [post["id"] for post in first["data"]] == identifiers[:2:-1]
    after = {"limit": "2", "fields": "id", "after": first["paging"]["cursors"]["after"]}
    second = page.call("GET", f"{page.id}/feed", params=after).json()
    assert [post["id"] for post in second["data"]] == [identifiers[2], identifiers[1]]
    assert second["paging"]["next"].startswith("https://graph.facebook.com/v26.0/")
    last = page.call("GET", f"{page.id}/feed", params={**after, "after": second["paging"]["cursors"]["after"]}).json()
    assert [post["id"] for post in last["data"]] == identifiers[:1]
    assert "next" not in last["paging"]
    later = page.call("GET", f"{page.id}/feed", params={"since": str(int(time.time()) + 60)}).json()
    assert later["data"] == []


def test_scheduled_and_hidden_posts_are_not_public_yet(page: Page) -> None:
    in_an_hour = str(int(time.time()) + 3600)
    scheduled = page.post("Hẹn giờ", published="false", scheduled_publish_time=in_an_hour)
    hidden = page.post("Chưa công khai", published="false")
    assert page.sandbox.ledger() == []
    assert page.call("GET", f"{page.id}/published_posts").json()["data"] == []
    fields = {"fields": "is_published,scheduled_publish_time"}
    assert page.call("GET", scheduled, params=fields).json() == {
        "is_published": False,
        "scheduled_publish_time": int(in_an_hour),
        "id": scheduled,
    }
    assert page.call("POST", hidden, data={"is_published": "true"}).status_code == 200
    assert [entry["id"] for entry in page.sandbox.ledger()] == [hidden]


def test_edit_changes_the_message(page: Page) -> None:
    identifier = page.post("Trước khi sửa")
    assert page.call("POST", identifier, data={"message": "Sau khi sửa"}).json() == {"success": True}
    assert page.call("GET", identifier).json()["message"] == "Sau khi sửa"
    assert page.sandbox.ledger()[0]["edited"]


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "is required"), ({"subscribed_fields": "feeds"}, "[0] must"), ({"subscribed_fields": "feed,x"}, "[1] must")],
)
def test_a_page_tells_of_nothing_that_it_does_not_have(page: Page, given: dict[str, str], words: str) -> None:
    assert words in error_of(page.call("POST", f"{page.id}/subscribed_apps", data=given))["message"]


def test_unknown_fields_and_metrics_fail_the_whole_call(page: Page) -> None:
    identifier = page.post("Số liệu", link="http://127.0.0.1:9/l/a")
    wrong = page.call("GET", identifier, params={"fields": "id,mesage"})
    assert "nonexisting field (mesage)" in error_of(wrong)["message"]
    for broken in ("id,attachments{", "id,,message", "attachments{media_tipe}"):
        assert page.call("GET", identifier, params={"fields": broken}).status_code == 400
    known = page.call("GET", f"{identifier}/insights", params={"metric": "post_media_view,post_clicks"}).json()
    assert [metric["name"] for metric in known["data"]] == ["post_media_view", "post_clicks"]
    mixed = page.call("GET", f"{identifier}/insights", params={"metric": "post_media_view,post_impressions"})
    assert mixed.status_code == 400
    assert error_of(mixed)["message"].startswith("(#100)")


def test_the_audience_grows(page: Page) -> None:
    page.sandbox.control("PUT", "/clock", {"speed": 3600})
    identifier = page.post("Cảnh báo lừa đảo qua điện thoại", link="http://127.0.0.1:9/l/x")

    def views() -> int:
        answer = page.call("GET", f"{identifier}/insights", params={"metric": "post_media_view"}).json()
        return int(answer["data"][0]["values"][0]["value"])

    early = until(views)
    later = until(lambda: (value := views()) > early and value)
    assert later > early
    counts = page.call(
        "GET", identifier, params={"fields": "reactions.summary(true).limit(0),comments.summary(true),shares"}
    ).json()
    assert set(counts) >= {"reactions", "comments", "id"}
    assert counts["reactions"]["summary"]["total_count"] >= 0


def test_usage_headers_and_the_hourly_limit(sandbox: Sandbox) -> None:
    made = sandbox.new_account("facebook", name="Trang ít lượt gọi", limits={"calls_per_hour": 2})
    page = Page(sandbox, made["id"], made["credentials"]["page_access_token"])
    first = page.call("GET", "me")
    assert json.loads(first.headers["x-app-usage"])["call_count"] == 50
    page.call("GET", "me")
    refused = page.call("GET", "me")
    assert (refused.status_code, error_of(refused)["code"]) == (403, 32)
    usage = json.loads(refused.headers["x-business-use-case-usage"])[page.id][0]
    assert 1 <= usage["estimated_time_to_regain_access"] <= 60
