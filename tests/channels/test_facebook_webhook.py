"""Facebook's webhook: who may speak, and how little is believed."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.facebook.webhook import LARGEST_BODY, MOST_CHANGES, ChangedPost, challenge_answer, changes_in, is_genuine

SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"
ASKED = {"hub.mode": "subscribe", "hub.verify_token": "loa-1", "hub.challenge": "1158201444"}


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def notification(*changes: object, page: object = "100") -> bytes:
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 1, "changes": list(changes)}]}).encode()


def feed(post_id: object, **more: object) -> dict[str, object]:
    return {"field": "feed", "value": {"item": "status", "verb": "add", "post_id": post_id, **more}}


@pytest.mark.parametrize(
    ("query", "token", "answer"),
    [
        (ASKED, "loa-1", "1158201444"),
        (ASKED, "loa-2", None),
        (ASKED, "", None),
        ({**ASKED, "hub.verify_token": ""}, "", None),
        ({**ASKED, "hub.mode": "unsubscribe"}, "loa-1", None),
        ({**ASKED, "hub.challenge": "<script>"}, "loa-1", None),
        ({**ASKED, "hub.challenge": ""}, "loa-1", None),
        ({}, "loa-1", None),
        ({**ASKED, "hub.verify_token": "mã xác minh"}, "mã xác minh", "1158201444"),
    ],
)
def test_the_challenge(query: dict[str, str], token: str, answer: str | None) -> None:
    assert challenge_answer(query, token) == answer


def test_only_our_own_application_is_believed() -> None:
    body = notification(feed("100_7"))
    assert is_genuine(body, signed(body), SECRET)
    for signature in (
        "",
        "sha256=",
        signed(body, "other"),
        signed(body + b" "),
        signed(body).replace("sha256", "sha1"),
    ):
        assert not is_genuine(body, signature, SECRET)
    assert not is_genuine(body, signed(body, ""), "")
    assert not is_genuine(body, "sha256=" + "é" * 64, SECRET)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (notification(feed("100_7")), [ChangedPost("100", "100_7")]),
        (notification(feed("100_7"), feed("100_7", item="comment"), feed("100_8")), ["100_7", "100_8"]),
        (notification(feed("100_7"), page=100), [ChangedPost("100", "100_7")]),
        (notification({"field": "messages", "value": {"post_id": "100_7"}}), []),
        (notification(feed("../me")), []),
        (notification(feed("100_7?x=1")), []),
        (notification(feed(None)), []),
        (notification(feed("100_7"), page="me"), []),
        (notification("odd", 5, None, feed({"a": 1})), []),
        (json.dumps({"object": "user", "entry": [{"id": "1", "changes": [feed("1_2")]}]}).encode(), []),
        (b"", []),
        (b"not json", []),
        (b"[]", []),
        (b'{"object": "page", "entry": {}}', []),
        (b"[" * 100_000, []),
        (notification(feed("100_7")) + b" " * LARGEST_BODY, []),
    ],
)
def test_what_is_read(body: bytes, changes: list[object]) -> None:
    wanted = [change if isinstance(change, ChangedPost) else ChangedPost("100", str(change)) for change in changes]
    assert list(changes_in(body)) == wanted


def test_no_more_than_the_platform_sends_is_taken() -> None:
    assert len(changes_in(notification(*(feed(f"100_{number}") for number in range(MOST_CHANGES + 5))))) == MOST_CHANGES


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_body_breaks_the_reading(value: object) -> None:
    assert changes_in(json.dumps({"object": "page", "entry": value}).encode()) == ()
