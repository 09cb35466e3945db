"""X: looking for a post, measuring, withdrawing and probing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Finds, Look, Measures, OutgoingPost, Probes, Published, Withdraws
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.x.configuration import x_configuration
from tests.channels import contract
from tests.channels.platforms import LINK, NOW, PLAIN_POST, UNLINKED_POST, X, opened, picture, x_problem
from tests.channels.server import PATIENCE_S, Reply, Server, answer, hang


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
        pytest.param(
            PLAIN_POST,
            {key: value for key, value in entry(1, "khác").items() if key != "entities"},
            False,
            id="no entities",
        ),
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
    pages = x_configuration().listing.pages
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


def unknown_name(name: str) -> Reply:
    return answer(400, x_problem(400, "Invalid Request", f"The query parameter [{name}] is not one of [id]"))


BARE = answer(200, {"data": [{"id": "1", "text": "… https://t.co/abc"}], "meta": {"result_count": 1}})
OURS = answer(200, {"data": [entry(1, "… https://t.co/abc", SHORT)], "meta": {"result_count": 1}})


@pytest.mark.parametrize("first", [unknown_name("post.fields"), BARE], ids=["refused", "ignored"])
def test_the_name_that_the_server_takes_is_learnt(first: Reply, server: Server) -> None:
    """The specification and the guides name the parameter differently; only one of them brings the fields."""
    numbers = answer(200, {"data": [{"id": "1", "public_metrics": NUMBERS}]})
    server.script(first, OURS, OURS, numbers)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Measures)
        for _look in range(2):
            assert [match.external_id for match in adapter.find(PLAIN_POST, NOW).matches] == ["1"]
        assert {one.metric: one.value for one in adapter.metrics(["1"])}["like_count"] == 5
    asked = [request.query.get("post.fields", request.query.get("tweet.fields")) for request in server.requests]
    assert ["post.fields" in request.query for request in server.requests] == [True, False, False, False]
    assert asked[1] == "attachments,created_at,entities,note_tweet"
    assert server.unscripted == 0


def test_once_a_name_has_brought_fields_the_other_is_asked_after_a_refusal_only(server: Server) -> None:
    """Each reading costs money: an answer without the fields is no reason for a second one."""
    server.script(OURS, BARE, unknown_name("post.fields"), OURS)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert [adapter.find(PLAIN_POST, NOW).complete for _look in range(3)] == [True, False, True]
    assert ["post.fields" in request.query for request in server.requests] == [True, True, True, False]


@pytest.mark.parametrize("second", [BARE, unknown_name("tweet.fields")], ids=["ignored", "refused"])
def test_a_server_that_takes_neither_name_proves_nothing(second: Reply, server: Server) -> None:
    server.script(BARE, second)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(PLAIN_POST, NOW)
    assert look == Look((), complete=False, lacking=frozenset({"created_at", "entities"}))
    assert server.unscripted == 0


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


def young(number: int, age: timedelta = timedelta(days=2)) -> str:
    """An id of that age: milliseconds since 2010-11-04T01:42:54.657Z, then 22 bits."""
    return str(((int((NOW - age).timestamp() * 1000) - 1_288_834_974_657) << 22) + number)


PRIVATE = {"impression_count": 90, "url_link_clicks": 7, "user_profile_clicks": 2, "engagements": 12}
ALL = "public_metrics,non_public_metrics,organic_metrics"


def measured(server: Server, *external_ids: str) -> tuple[dict[tuple[str, str], int | None], list[str]]:
    """What came out, and the fields that were asked for."""
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        readings = {(one.external_id, one.metric): one.value for one in adapter.metrics(external_ids)}
    for request in server.requests:
        contract.check("x", request, "/x")
    return readings, [request.query["post.fields"] for request in server.requests]


def test_the_owner_of_a_young_post_is_told_more(server: Server) -> None:
    fresh, old = young(1), young(2, timedelta(days=31))
    server.script(
        answer(200, {"data": [{"id": fresh, "public_metrics": NUMBERS, "non_public_metrics": PRIVATE}]}),
        answer(200, {"data": [{"id": old, "public_metrics": NUMBERS}]}),
    )
    readings, asked = measured(server, fresh, old)
    assert asked == [ALL, "public_metrics"]
    assert (readings[(fresh, "url_link_clicks")], readings[(fresh, "engagements")]) == (7, 12)
    assert readings[(old, "impression_count")] == 90
    assert readings[(old, "url_link_clicks")] is None


@pytest.mark.parametrize("spelling", ["repost_count", "retweet_count"])
def test_what_only_another_group_says_is_taken_from_there(spelling: str, server: Server) -> None:
    fresh = young(1)
    organic = {"impression_count": 80, "like_count": 4, spelling: 3, "url_link_clicks": 6}
    server.script(answer(200, {"data": [{"id": fresh, "organic_metrics": organic}]}))
    readings, _asked = measured(server, fresh)
    assert readings[(fresh, "impression_count")] == 80
    assert readings[(fresh, "repost_count")] == 3
    assert readings[(fresh, "url_link_clicks")] == 6
    assert readings[(fresh, "bookmark_count")] is None


def test_a_retired_group_costs_only_itself(server: Server) -> None:
    fresh = young(1)
    unknown = answer(400, x_problem(400, "Invalid Request", "post.fields value [organic_metrics] is not one of"))
    public = answer(200, {"data": [{"id": fresh, "public_metrics": {**NUMBERS, "repost_count": 3}}]})
    private = answer(200, {"data": [{"id": fresh, "non_public_metrics": PRIVATE}]})
    both = answer(200, {"data": [{"id": fresh, "public_metrics": NUMBERS, "non_public_metrics": PRIVATE}]})
    server.script(unknown, public, private, unknown, both)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        first = {one.metric: one.value for one in adapter.metrics([fresh])}
        # It is not asked for again.
        again = {one.metric: one.value for one in adapter.metrics([fresh])}
    assert (first["repost_count"], first["url_link_clicks"], first["like_count"]) == (3, 7, 5)
    assert again["url_link_clicks"] == 7
    asked = [request.query["post.fields"] for request in server.requests]
    assert asked == [ALL, *ALL.split(","), "public_metrics,non_public_metrics"]


def test_a_post_left_out_for_a_private_field_is_asked_in_public(server: Server) -> None:
    fresh, other = young(1), young(2)
    problem = {
        "type": "https://api.x.com/2/problems/not-authorized-for-field",
        "title": "Field Authorization Error",
        "detail": "You are not authorized to access the field",
        "field": "non_public_metrics",
        "resource_id": other,
    }
    mine = {"id": fresh, "public_metrics": NUMBERS, "non_public_metrics": PRIVATE}
    server.script(
        answer(200, {"data": [mine], "errors": [problem]}),
        answer(200, {"data": [{"id": other, "public_metrics": NUMBERS}]}),
    )
    readings, asked = measured(server, fresh, other)
    assert asked == [ALL, "public_metrics"]
    assert server.requests[1].query["ids"] == other
    assert (readings[(fresh, "engagements")], readings[(other, "engagements")]) == (12, None)
    assert readings[(other, "like_count")] == 5


def test_a_platform_that_refuses_every_number_says_so(server: Server) -> None:
    server.script(*[answer(403, x_problem(403, "Forbidden", "not permitted"))] * 4)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        with pytest.raises(Rejected):
            adapter.metrics([young(1)])
    assert len(server.requests) == 4


GONE = {
    "type": "https://api.x.com/2/problems/resource-not-found",
    "title": "Not Found Error",
    "detail": "Could not find tweet",
    "resource_type": "tweet",
}


@pytest.mark.parametrize(
    "reply",
    [
        answer(200, {"data": {"deleted": True}}),
        answer(200, {"errors": [GONE]}),
        answer(410, x_problem(410, "Gone", "no")),
        answer(404, x_problem(404, "Not Found Error", "no")),
    ],
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
        (answer(200, {}), Retryable),
        (answer(200, {"errors": [{"title": "Unavailable"}]}), Retryable),
        (hang, Retryable),
    ],
)
def test_not_withdrawn_is_said(reply: Reply, kind: type[ChannelError], server: Server) -> None:
    server.script(reply)
    with opened("x", server.address) as account, account.transport.deadline(0.25 if reply is hang else PATIENCE_S):
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
