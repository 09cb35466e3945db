"""RSS: telling the hub. One request, and whatever comes of it says nothing of a post."""

from urllib.parse import parse_qsl

import pytest

from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.rss.adapter import RssAdapter
from channels.rss.hub import hub_of, topics_of
from tests.channels.platforms import PLAIN_POST, opened
from tests.channels.server import PATIENCE_S, Reply, Server, answer, closed_address, drop, hang, html

FEED = "https://loa.huonggiang.gov.vn/feeds/phap-luat"


def ping(server: Server, deadline_s: float = PATIENCE_S, /, **settings: object) -> ChannelError | None:
    with opened("rss", server.address, None, **settings) as account, account.transport.deadline(deadline_s):
        assert isinstance(account.adapter, RssAdapter)
        try:
            account.adapter.ping()
        except ChannelError as error:
            return error
    return None


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_ping_is_one_post_that_names_every_form(status: int, server: Server) -> None:
    server.script(answer(status, b"", kind=None))
    assert ping(server, hub=f"{server.address}/hub", feed_url=f"{FEED}.rss") is None
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/hub")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(request.body.decode()) == [
        ("hub.mode", "publish"),
        ("hub.url", f"{FEED}.rss"),
        ("hub.url", f"{FEED}.atom"),
        ("hub.url", f"{FEED}.json"),
    ]


def test_a_feed_under_another_address_is_one_topic() -> None:
    assert topics_of({"feed_url": "https://a.vn/tin"}) == ("https://a.vn/tin",)
    assert topics_of({"feed_url": "https://a.vn/tin.xml"}) == ("https://a.vn/tin.xml",)
    assert topics_of({}) == topics_of({"feed_url": "tin.rss"}) == ()
    assert hub_of({"hub": "https://hub.vn/"}) == "https://hub.vn/"
    assert hub_of({"hub": "hub.vn"}) is hub_of({}) is None


def test_without_a_hub_nobody_is_told(server: Server) -> None:
    assert ping(server) is None
    assert ping(server, hub="") is None
    assert not server.requests


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (drop, Retryable, ""),
        (hang, Retryable, ""),
        (html(502), Retryable, "502"),
        (answer(503, b"", {"Retry-After": "30"}, kind=None), Retryable, "503"),
        # Of the hub: as RateLimited it would keep the feed's own posts waiting.
        (answer(429, b"", {"Retry-After": "30"}, kind=None), Retryable, "429"),
        (answer(400, b"hub.url is not ours", kind="text/plain"), Rejected, "400"),
        (answer(404, b"", kind=None), Rejected, "404"),
        (answer(302, b"", {"Location": "http://192.0.2.1/"}, kind=None), Retryable, "302"),
    ],
    ids=["dropped", "silent", "502", "503", "429", "400", "404", "redirect"],
)
def test_what_a_hub_may_answer(reply: Reply, kind: type[ChannelError], code: str, server: Server) -> None:
    server.script(reply)
    patience_s = 0.4 if reply is hang else PATIENCE_S
    error = ping(server, patience_s, hub=f"{server.address}/hub", feed_url=f"{FEED}.rss")
    assert error is not None
    assert (type(error), error.code) == (kind, code)
    assert len(server.requests) == 1, "a ping was sent again"
    if isinstance(error, Retryable) and code in ("429", "503"):
        assert error.after == 30.0


def test_a_hub_that_is_away_is_tried_later(server: Server) -> None:
    assert isinstance(ping(server, hub=closed_address(), feed_url=f"{FEED}.rss"), Retryable)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"hub": "hub.vn", "feed_url": f"{FEED}.rss"}, "hub"),
        ({"hub": 5, "feed_url": f"{FEED}.rss"}, "hub"),
        ({"hub": "https://hub.vn/", "feed_url": ""}, "feed_url"),
    ],
)
def test_a_wrong_setting_is_named_and_keeps_no_post_back(
    settings: dict[str, object], words: str, server: Server
) -> None:
    error = ping(server, PATIENCE_S, **settings)
    assert isinstance(error, Misconfigured)
    assert words in error.message
    with opened("rss", server.address, None, **settings) as account:
        assert account.adapter.check(PLAIN_POST) == []
        assert account.adapter.advance(PLAIN_POST, account.adapter.begin(PLAIN_POST).progress)
    assert not server.requests
