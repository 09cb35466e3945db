"""The check against the platforms' descriptions can fail: a wrong request is found."""

import json

import pytest

from tests.channels import contract
from tests.channels.server import Request
from tests.support.contracts import ABSENT, are_here

SIGNED = {"authorization": 'OAuth oauth_token="x"', "content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

pytestmark = pytest.mark.skipif(not are_here(), reason=ABSENT)


def x(method: str, target: str, body: object = None) -> Request:
    return Request(method, target, SIGNED, b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    "request_",
    [
        x("POST", "/2/tweets", {"text": 5}),
        x("POST", "/2/tweets", {"text": "a", "media": {"media_ids": []}}),
        x("POST", "/2/tweets", {"text": "a", "unknown": 1}),
        x("PUT", "/2/tweets", {"text": "a"}),
        x("GET", "/2/tweets?ids=1&tweet.fields=public_metrics"),
        x("GET", "/2/tweets?ids=1&post.fields=views"),
        x("GET", "/2/tweets"),
        x("GET", "/2/users/1/tweets?max_results=1000"),
        x("POST", "/2/media/upload/5/append", {"media": "AA=="}),
        x("POST", "/2/media/metadata", {"id": "1", "metadata": {"alt_text": {"text": "a" * 1001}}}),
        Request("GET", "/2/users/me", {}, b""),
    ],
)
def test_a_wrong_request_to_x_is_found(request_: Request) -> None:
    with pytest.raises(AssertionError):
        contract.check("x", request_)


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/v26.0/1/feed", FORM, b"access_token=a&massage=x"),
        Request("POST", "/v26.0/1/feed", FORM, b"message=x"),
        Request("POST", "/v26.0/1/published_posts", FORM, b"access_token=a"),
        Request("GET", "/v26.0/1/published_posts?access_token=a&fields=id,text", {}, b""),
        Request("GET", "/v26.0/1/published_posts?access_token=a&count=3", {}, b""),
        Request("POST", "/1/feed", FORM, b"access_token=a"),
    ],
)
def test_a_wrong_request_to_facebook_is_found(request_: Request) -> None:
    with pytest.raises(AssertionError):
        contract.check("facebook", request_)


BEARER = {"authorization": "Bearer x", "content-type": "application/json"}
PIECE = {"authorization": "Bearer x"}
SESSION = "/upload/youtube/v3/videos?upload_id=a"


def youtube(method: str, target: str, body: object = None) -> Request:
    return Request(method, target, BEARER, b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    "request_",
    [
        youtube("GET", "/youtube/v3/videos?part=snippet&ids=1"),
        youtube("GET", "/youtube/v3/videos?id=1"),
        youtube("GET", "/youtube/v3/videos?part=snippet,weather&id=1"),
        youtube("GET", "/youtube/v3/playlistItems?part=snippet&playlistId=UU1&maxResults=51"),
        youtube("GET", "/youtube/v3/films?part=snippet"),
        youtube("POST", "/upload/youtube/v3/playlists?part=snippet", {"snippet": {"title": "a"}}),
        youtube("PUT", "/youtube/v3/videos?part=snippet", {"id": "1", "snippet": {"titel": "a"}}),
        youtube("PUT", "/youtube/v3/videos?part=snippet", {"id": "1", "snippet": {"title": 5}}),
        youtube("PUT", "/youtube/v3/videos?part=status", {"id": "1", "status": {"privacyStatus": "friends"}}),
        youtube("PUT", "/youtube/v3/videos?part=snippet", {"id": "1", "status": {"privacyStatus": "public"}}),
        Request("GET", "/youtube/v3/videos?part=snippet&id=1", {}, b""),
        Request("PUT", SESSION, PIECE, b"abc"),
        Request("PUT", SESSION, {**PIECE, "content-range": "bytes 0-9/20"}, b"0123456789"),
        Request("PUT", SESSION, {**PIECE, "content-range": "bytes 0-9/10"}, b"012345678"),
        Request("PUT", SESSION, {**PIECE, "content-range": "bytes */10"}, b"0"),
        Request("POST", "/token", FORM, b"grant_type=refresh_token&client_id=a"),
    ],
)
def test_a_wrong_request_to_youtube_is_found(request_: Request) -> None:
    with pytest.raises(AssertionError):
        contract.check("youtube", request_)
