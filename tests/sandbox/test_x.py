"""The X stand-in, over HTTP, with tweepy and with plain signed requests."""

from __future__ import annotations

import base64
import hashlib
import math
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import tweepy
from requests_oauthlib import OAuth1

from tests.sandbox.running import PATIENCE_S, Profile, Sandbox, picture, until


class ToSandbox(requests.adapters.HTTPAdapter):
    """Carries calls meant for the real host to the sandbox, with the real Host header."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url

    def send(self, request: requests.PreparedRequest, *args: Any, **values: Any) -> requests.Response:
        assert request.url is not None
        parts = urlsplit(request.url)
        request.headers["Host"] = parts.netloc
        request.url = f"{self._base_url}/x{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **{**values, "timeout": PATIENCE_S})


def tweepy_client(profile: Profile) -> Any:
    credentials = profile.credentials
    client = tweepy.Client(
        consumer_key=credentials["consumer_key"],
        consumer_secret=credentials["consumer_secret"],
        access_token=credentials["access_token"],
        access_token_secret=credentials["access_token_secret"],
        bearer_token=credentials["bearer_token"],
    )
    client.session.mount("https://", ToSandbox(profile.sandbox.base_url))
    return client


def upload(profile: Profile, content: bytes, media_type: str = "image/png") -> str:
    begun = profile.call(
        "POST",
        "/2/media/upload/initialize",
        json={"media_type": media_type, "total_bytes": len(content), "media_category": "tweet_image"},
    )
    assert begun.status_code == 200, begun.text
    identifier = str(begun.json()["data"]["id"])
    middle = len(content) // 2
    first = {"media": base64.b64encode(content[:middle]).decode(), "segment_index": 0}
    assert profile.call("POST", f"/2/media/upload/{identifier}/append", json=first).status_code == 200
    second = profile.call(
        "POST",
        f"/2/media/upload/{identifier}/append",
        data={"segment_index": "1"},
        files={"media": ("part", content[middle:])},
    )
    assert second.status_code == 200, second.text
    return identifier


def test_the_real_client_posts_reads_and_deletes(profile: Profile) -> None:
    client = tweepy_client(profile)
    assert client.get_me().data.username == "SoTuPhapHG"
    text = "Quyết định mới & quan trọng: http://127.0.0.1:8000/l/ab3 #PhápLuật"
    made = client.create_tweet(text=text).data
    assert "https://t.co/" in made["text"]
    found = client.get_users_tweets(
        profile.id, tweet_fields=["created_at", "entities", "public_metrics"], max_results=5
    )
    post = found.data[0]
    assert str(post.id) == made["id"]
    assert "&amp;" in post.text
    link = post.entities["urls"][0]
    assert link["expanded_url"] == "http://127.0.0.1:8000/l/ab3"
    assert post.text[link["start"] : link["end"]] == link["url"]
    assert post.entities["hashtags"][0]["tag"] == "PhápLuật"
    assert {"repost_count", "retweet_count"} <= set(post.public_metrics)
    private = client.get_tweets([post.id, "12345"], tweet_fields=["non_public_metrics"], user_auth=True)
    assert "url_link_clicks" in private.data[0].non_public_metrics
    assert private.errors[0]["resource_id"] == "12345"
    assert client.delete_tweet(post.id).data == {"deleted": True}
    entry = profile.sandbox.ledger("x")[0]
    assert entry["text"] == text
    assert entry["link"] == "http://127.0.0.1:8000/l/ab3"
    assert entry["deleted"]


def test_the_specified_field_names_give_the_specified_metrics(profile: Profile) -> None:
    identifier = profile.tweet("Tên trường mới").json()["data"]["id"]
    query = {"ids": identifier, "post.fields": "public_metrics"}
    metrics = profile.call("GET", "/2/tweets", params=query).json()["data"][0]["public_metrics"]
    assert "repost_count" in metrics
    assert "retweet_count" not in metrics


def test_wrong_signatures_are_refused(profile: Profile) -> None:
    answer = profile.call("POST", "/2/tweets", secret="khong-dung", json={"text": "Sai chữ ký"})
    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized"
    assert requests.post(f"{profile.sandbox.base_url}/x/2/tweets", json={"text": "a"}, timeout=10).status_code == 401
    assert profile.sandbox.ledger() == []


def test_a_signature_over_another_address_is_refused(profile: Profile) -> None:
    credentials = profile.credentials
    auth = OAuth1(
        *(credentials[name] for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"))
    )
    request = requests.Request("GET", "https://example.org/2/users/me", auth=auth).prepare()
    request.url = profile.sandbox.base_url + "/x/2/users/me"
    with requests.Session() as session:
        assert session.send(request, timeout=10).status_code == 401


def test_loopback_signatures_and_bearer_tokens_are_taken(profile: Profile) -> None:
    credentials = profile.credentials
    auth = OAuth1(
        *(credentials[name] for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"))
    )
    address = profile.sandbox.base_url + "/x/2/users/me"
    assert requests.get(address, auth=auth, params={"user.fields": "verified"}, timeout=10).status_code == 200
    user = {"Authorization": f"Bearer {credentials['oauth2_access_token']}"}
    assert requests.get(address, headers=user, timeout=10).json()["data"]["id"] == profile.id
    application = {"Authorization": f"Bearer {credentials['bearer_token']}"}
    post = requests.post(profile.sandbox.base_url + "/x/2/tweets", json={"text": "a"}, headers=application, timeout=10)
    assert post.status_code == 403


def test_the_same_text_again_is_refused(profile: Profile) -> None:
    assert profile.tweet("Một lần thôi").status_code == 201
    again = profile.tweet("Một lần thôi")
    assert again.status_code == 403
    assert again.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    assert again.json()["type"] == "about:blank"
    assert len(profile.sandbox.ledger()) == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ế" * 139 + "a", 201),  # 279
        ("ế" * 140, 201),  # 280
        ("ế" * 140 + "a", 403),  # 281
        ("e\u0302\u0301" * 140, 201),  # decomposed: composed first
        ("a" * 256 + " http://127.0.0.1:8000/l/mot-duong-dan-rat-dai-hon-hai-muoi-ba-ky-tu", 201),  # 257 + 23
        ("a" * 257 + " http://127.0.0.1:8000/l/x", 403),
        ("👨‍👩‍👧‍👦" * 140, 201),
        ("👨‍👩‍👧‍👦" * 140 + "a", 403),
        ("…" * 140, 201),
        ("…" * 141, 403),
    ],
)
def test_the_weighted_length_at_the_border(profile: Profile, text: str, status: int) -> None:
    answer = profile.tweet(text)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a", "txet": "b"},
        {"text": ""},
        {"text": 5},
        {"text": "a", "media": {"media_ids": []}},
        {"text": "a", "media": {"media_ids": ["1", "2", "3", "4", "5"]}},
        {"text": "a", "media": {"media_ids": ["123"]}},
        {"text": "a", "media": {"ids": ["123"]}},
        ["a"],
    ],
)
def test_faulty_posts_are_refused(profile: Profile, body: object) -> None:
    answer = profile.call("POST", "/2/tweets", json=body)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Request"
    assert profile.sandbox.ledger() == []


def test_media_is_uploaded_described_and_used(profile: Profile) -> None:
    content = picture("orange")
    identifier = upload(profile, content)
    assert profile.tweet("Chưa xong", media={"media_ids": [identifier]}).status_code == 400
    done = profile.call("POST", f"/2/media/upload/{identifier}/finalize").json()["data"]
    assert done["size"] == len(content)
    assert "processing_info" not in done
    status = profile.call("GET", "/2/media/upload", params={"command": "STATUS", "media_id": identifier})
    assert status.json()["data"]["id"] == identifier
    alt = {"id": identifier, "metadata": {"alt_text": {"text": "Một ô màu cam"}}}
    assert profile.call("POST", "/2/media/metadata", json=alt).status_code == 200
    made = profile.tweet("Có ảnh", media={"media_ids": [identifier]})
    assert made.status_code == 201
    assert made.json()["data"]["text"].startswith("Có ảnh https://t.co/")
    query = {
        "tweet.fields": "entities,attachments",
        "expansions": "attachments.media_keys",
        "media.fields": "alt_text,url",
    }
    read = profile.call("GET", f"/2/users/{profile.id}/tweets", params=query).json()
    assert read["includes"]["media"][0]["alt_text"] == "Một ô màu cam"
    assert read["data"][0]["entities"]["urls"][-1]["media_key"] == read["includes"]["media"][0]["media_key"]
    media = profile.sandbox.ledger()[0]["media"][0]
    assert media == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "alt_text": "Một ô màu cam",
        "mime": "image/png",
    }


def test_media_of_another_user_or_shape_is_refused(profile: Profile) -> None:
    other_account = profile.sandbox.new_account("x", name="Phường Vĩnh Giang")
    other = Profile(profile.sandbox, other_account["credentials"])
    identifier = upload(profile, picture())
    assert profile.call("POST", f"/2/media/upload/{identifier}/finalize").status_code == 200
    stolen = other.tweet("Ảnh của người khác", media={"media_ids": [identifier]})
    assert stolen.status_code == 400
    assert stolen.json()["detail"] == "Your media IDs are invalid."
    nonsense = upload(profile, b"day khong phai la anh")
    assert profile.call("POST", f"/2/media/upload/{nonsense}/finalize").status_code == 400
    short = profile.call("POST", "/2/media/upload/initialize", json={"media_type": "image/png", "total_bytes": 10})
    assert profile.call("POST", f"/2/media/upload/{short.json()['data']['id']}/finalize").status_code == 400
    large = {"media_type": "image/png", "total_bytes": 5 * 1024 * 1024 + 1, "media_category": "tweet_image"}
    assert profile.call("POST", "/2/media/upload/initialize", json=large).status_code == 400


def test_the_ledger_keeps_the_text_as_submitted(profile: Profile) -> None:
    made = profile.tweet("  Có khoảng trắng hai đầu\n")
    assert made.json()["data"]["text"] == "Có khoảng trắng hai đầu"
    assert profile.sandbox.ledger()[0]["text"] == "  Có khoảng trắng hai đầu\n"
    assert profile.tweet("Có khoảng trắng hai đầu").status_code == 403


def test_rate_limits_count_down_to_429(sandbox: Sandbox) -> None:
    account = sandbox.new_account("x", name="Ít lượt", limits={"tweets_per_15min": 2})
    profile = Profile(sandbox, account["credentials"])
    first = profile.tweet("Lượt một")
    assert (first.headers["x-rate-limit-limit"], first.headers["x-rate-limit-remaining"]) == ("2", "1")
    assert time.time() < int(first.headers["x-rate-limit-reset"]) <= math.ceil(time.time()) + 900
    profile.tweet("Lượt hai")
    third = profile.tweet("Lượt ba")
    assert third.status_code == 429
    assert third.headers["x-rate-limit-remaining"] == "0"
    assert len(sandbox.ledger()) == 2
    with pytest.raises(tweepy.TooManyRequests) as refused:
        tweepy_client(profile).create_tweet(text="Lượt bốn")
    assert refused.value.reset_time > time.time()


def test_listing_pages_and_bounds(profile: Profile) -> None:
    identifiers = [profile.tweet(f"Bài số {number}").json()["data"]["id"] for number in range(7)]
    path = f"/2/users/{profile.id}/tweets"
    first = profile.call("GET", path, params={"max_results": "5"}).json()
    assert [post["id"] for post in first["data"]] == identifiers[:1:-1]
    rest = profile.call("GET", path, params={"max_results": "5", "pagination_token": first["meta"]["next_token"]})
    assert [post["id"] for post in rest.json()["data"]] == [identifiers[1], identifiers[0]]
    assert "next_token" not in rest.json()["meta"]
    future = profile.call("GET", path, params={"start_time": "2099-01-01T00:00:00Z"}).json()
    assert future["meta"]["result_count"] == 0
    for query in ({"max_results": "4"}, {"max_results": "101"}, {"start_time": "hôm qua"}, {"fields": "id"}):
        assert profile.call("GET", path, params=query).status_code == 400
    since = profile.call("GET", path, params={"since_id": identifiers[5]}).json()
    assert [post["id"] for post in since["data"]] == [identifiers[6]]


def test_new_posts_show_up_after_the_read_lag(profile: Profile) -> None:
    profile.sandbox.control("PUT", "/clock", {"read_lag": 0.6})
    identifier = profile.tweet("Có độ trễ").json()["data"]["id"]
    early = profile.call("GET", "/2/tweets", params={"ids": identifier}).json()
    assert early["errors"][0]["title"] == "Not Found Error"
    until(lambda: profile.call("GET", f"/2/tweets/{identifier}").json().get("data"))
