"""X: looking for a post, measuring, withdrawing and probing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from channels.base import Finds, Measures, OutgoingPost, Probes, Published, Withdraws
from channels.configuration import configuration
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from tests.channels import contract
from tests.channels.platforms import LINK, NOW, PLAIN_POST, UNLINKED_POST, X, opened, picture, x_problem
from tests.channels.server import Reply, Server, answer, hang


def entry(number: int, text: str, *urls: Mapping[str, object], **more: object) -> dict[str, object]:
    created = NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": str(number), "text": text, "created_at": created, "entities": {"urls": list(urls)}, **more}


SHORT = {"url": "https://t.co/abc", "expanded_url": LINK, "start": 0, "end": 1}
PICTURE_LINK = {"url": "https://t.co/pic", "expanded_url": "https://x.com/h/status/1/photo/1", "media_key": "3_51"}


@pytest.mark.parametrize(
    ("post", "published", "found"),
    [
        pytest.param(PLAIN_POST, entry(1, "… https://t.co/abc", SHORT), True, id="link among the entities"),
        pytest.param(
            PLAIN_POST, entry(1, "… https://t.co/abc", {**SHORT, "expanded_url": LINK + "c"}), False, id="a longer link"
        ),
        pytest.param(PLAIN_POST, entry(1, PLAIN_POST.text), True, id="link in the text"),
        pytest.param(PLAIN_POST, {"id": "1", "text": "khác"}, False, id="no entities"),
        pytest.param(
            PLAIN_POST,
            entry(1, "…", SHORT, created_at="2026-11-24T07:50:00.000Z"),
            False,
            id="too old",
        ),
        pytest.param(UNLINKED_POST, entry(1, UNLINKED_POST.text), True, id="same text"),
        pytest.param(UNLINKED_POST, entry(1, UNLINKED_POST.text + "!"), False, id="another text"),
        pytest.param(
            replace(UNLINKED_POST, text="Luật & đời sống"), entry(1, "Luật &amp; đời sống"), True, id="escaped text"
        ),
        pytest.param(
            UNLINKED_POST,
            entry(1, UNLINKED_POST.text, attachments={"media_keys": ["3_51"]}),
            False,
            id="a picture more",
        ),
    ],
)
def test_a_post_is_known_again(post: OutgoingPost, published: dict[str, object], found: bool, server: Server) -> None:
    server.script(answer(200, {"data": [published], "meta": {"result_count": 1}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(post, NOW)
    assert look.complete
    assert look.matches == ((Published("1", "https://x.com/huonggiang/status/1"),) if found else ())
    contract.check("x", server.requests[0], "/x")
    assert server.requests[0].query["start_time"] == "2026-11-24T07:59:00Z"


def test_a_pictured_post_without_a_link_is_known_by_text_and_number(server: Server, folder: Path) -> None:
    post = replace(UNLINKED_POST, media=(picture(folder),))
    shown = entry(1, f"{post.text} https://t.co/pic", PICTURE_LINK, attachments={"media_keys": ["3_51"]})
    server.script(answer(200, {"data": [shown], "meta": {"result_count": 1}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert len(adapter.find(post, NOW).matches) == 1


def test_a_look_reads_every_page(server: Server) -> None:
    server.script(
        answer(200, {"data": [entry(2, "khác")], "meta": {"result_count": 1, "next_token": "n1"}}),
        answer(200, {"data": [entry(1, PLAIN_POST.text)], "meta": {"result_count": 1}}),
    )
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(PLAIN_POST, NOW)
    assert look.complete
    assert [match.external_id for match in look.matches] == ["1"]
    assert server.requests[1].query["pagination_token"] == "n1"
    for request in server.requests:
        contract.check("x", request, "/x")


def test_a_look_without_an_end_is_incomplete(server: Server) -> None:
    pages = configuration().x.listing.pages
    server.script(*[answer(200, {"data": [], "meta": {"next_token": "n"}})] * pages)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert not adapter.find(PLAIN_POST, NOW).complete
    assert len(server.requests) == pages


def test_a_listing_of_errors_proves_nothing(server: Server) -> None:
    server.script(answer(200, {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert not adapter.find(PLAIN_POST, NOW).complete


# Measuring, withdrawing, probing

NUMBERS = {"impression_count": 90, "like_count": 5, "reply_count": 0, "quote_count": 1, "bookmark_count": 2}


@pytest.mark.parametrize("spelling", ["repost_count", "retweet_count"])
def test_both_spellings_are_one_metric(spelling: str, server: Server) -> None:
    server.script(
        answer(200, {"data": [{"id": "1", "public_metrics": {**NUMBERS, spelling: 3}}], "errors": [{"value": "2"}]})
    )
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        readings = {(reading.external_id, reading.metric): reading.value for reading in adapter.metrics(["1", "2"])}
    contract.check("x", server.requests[0], "/x")
    assert readings[("1", "repost_count")] == 3
    assert readings[("1", "reply_count")] == 0
    assert {value for (external_id, _), value in readings.items() if external_id == "2"} == {None}


def test_ids_are_asked_in_batches(server: Server) -> None:
    server.script(*[answer(200, {})] * 2)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        adapter.metrics([str(number) for number in range(1, 102)])
    assert [len(request.query["ids"].split(",")) for request in server.requests] == [100, 1]
    for request in server.requests:
        contract.check("x", request, "/x")


@pytest.mark.parametrize(
    "reply", [answer(200, {"data": {"deleted": True}}), answer(404, x_problem(404, "Not Found Error", "no"))]
)
def test_withdrawn_or_gone_is_success(reply: Reply, server: Server) -> None:
    server.script(reply)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        adapter.withdraw("1999")
    contract.check("x", server.requests[0], "/x")
    assert (server.requests[0].method, server.requests[0].path) == ("DELETE", "/x/2/tweets/1999")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(200, {"data": {"deleted": False}}), Rejected),
        (answer(403, x_problem(403, "Forbidden", "not yours")), Rejected),
        (hang, Retryable),
    ],
)
def test_not_withdrawn_is_said(reply: Reply, kind: type[ChannelError], server: Server) -> None:
    server.script(reply)
    with opened("x", server.address) as account, account.transport.deadline(0.25):
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        with pytest.raises(kind):
            adapter.withdraw("1999")


def test_a_probe_tells_whose_token_it_is(server: Server) -> None:
    mine = {"id": X.settings["user_id"], "username": "huonggiang", "name": "Sở Tư pháp"}
    server.script(answer(200, {"data": mine}), answer(200, {"data": {**mine, "id": "9", "username": "khac"}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Probes)
        assert adapter.probe() == "@huonggiang"
        with pytest.raises(Misconfigured, match="@khac"):
            adapter.probe()
    contract.check("x", server.requests[0], "/x")


def test_the_user_is_known_from_the_token(server: Server) -> None:
    server.script(answer(200, {"meta": {"result_count": 0}}))
    with opened("x", server.address, user_id="") as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        adapter.find(PLAIN_POST, NOW)
    assert server.requests[0].path == "/x/2/users/2000000001/tweets"


@pytest.mark.parametrize("user_id", ["abc", "1/../2"])
def test_a_user_id_cannot_change_the_address(user_id: str, server: Server) -> None:
    with pytest.raises(Misconfigured):
        opened("x", server.address, user_id=user_id)
