"""The check against the platforms' descriptions can fail: a wrong request is found."""

import json

import pytest

from tests.channels import contract
from tests.channels.server import Request

SIGNED = {"authorization": 'OAuth oauth_token="x"', "content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

pytestmark = pytest.mark.skipif(not contract.is_present(), reason=contract.ABSENT)


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
