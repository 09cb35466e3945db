"""Facebook: looking for a post, measuring, editing, withdrawing and probing."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.base import Edits, Finds, Grants, Loses, Measures, OutgoingPost, Probes, Reading, Subscribes, Withdraws
from channels.declared import metrics_of
from channels.errors import Misconfigured, Rejected, Retryable
from channels.facebook.configuration import facebook_configuration
from channels.facebook.metrics import MetricField
from tests.channels import contract
from tests.channels.platforms import (
    FACEBOOK,
    LINK,
    NOW,
    PLAIN_POST,
    UNLINKED_POST,
    graph_error,
    opened,
)
from tests.channels.server import Reply, Server, answer

PAGE = FACEBOOK.settings["page_id"]
TOKEN, APP_SECRET = FACEBOOK.credentials["page_access_token"], FACEBOOK.credentials["app_secret"]
PROOF = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
SIGNED = {"access_token": TOKEN, "appsecret_proof": PROOF}


def entry(number: int, message: str, age: timedelta = timedelta(0), **more: object) -> dict[str, object]:
    created = (NOW - age).strftime("%Y-%m-%dT%H:%M:%S+0000")
    kind = "shared_story" if "attachments" in more else "mobile_status_update"
    address = f"https://www.facebook.com/{PAGE}_{number}"
    told = {"message": message, "created_time": created, "permalink_url": address, "status_type": kind}
    return {"id": f"{PAGE}_{number}", **told, **more}


def attached(*parts: dict[str, object]) -> dict[str, object]:
    return {"data": list(parts)}


SHIMMED = f"https://l.facebook.com/l.php?u={LINK.replace(':', '%3A').replace('/', '%2F')}%3Ffbclid%3D1&h=AT"


@pytest.mark.parametrize(
    ("post", "published", "found"),
    [
        pytest.param(PLAIN_POST, entry(1, PLAIN_POST.text), True, id="link in the message"),
        pytest.param(PLAIN_POST, entry(1, f"Xem ({LINK})."), True, id="link before a full stop"),
        pytest.param(
            PLAIN_POST,
            entry(1, "", attachments=attached({"type": "share", "unshimmed_url": f"{LINK}?fbclid=2"})),
            True,
            id="link attached",
        ),
        pytest.param(
            PLAIN_POST,
            entry(1, "", attachments=attached({"type": "share", "url": SHIMMED})),
            True,
            id="link inside a redirect",
        ),
        pytest.param(PLAIN_POST, entry(1, f"Xem {LINK}c"), False, id="a longer link"),
        pytest.param(PLAIN_POST, entry(1, f"Xem {LINK}/c"), False, id="a deeper link"),
        pytest.param(PLAIN_POST, entry(1, "Xem https://other.vn/l/ab12"), False, id="another host"),
        pytest.param(PLAIN_POST, entry(1, PLAIN_POST.text, timedelta(minutes=5)), False, id="too old"),
        pytest.param(PLAIN_POST, entry(1, PLAIN_POST.text, timedelta(seconds=30)), True, id="within the clocks' skew"),
        pytest.param(UNLINKED_POST, entry(1, f" {UNLINKED_POST.text}\n"), True, id="same text"),
        pytest.param(UNLINKED_POST, entry(1, UNLINKED_POST.text + "!"), False, id="another text"),
        pytest.param(
            replace(UNLINKED_POST, text="Hỏi đáp"), entry(1, "Ho\u0309i \u0111a\u0301p"), True, id="decomposed text"
        ),
        pytest.param(
            UNLINKED_POST,
            entry(
                1,
                UNLINKED_POST.text,
                attachments=attached({"media_type": "photo", "url": "https://www.facebook.com/photo"}),
            ),
            False,
            id="a picture more",
        ),
        pytest.param(
            UNLINKED_POST,
            entry(
                1,
                UNLINKED_POST.text,
                attachments=attached({"media_type": "link", "type": "share", "url": "https://x.vn"}),
            ),
            True,
            id="a link's preview is no picture",
        ),
    ],
)
def test_a_post_is_known_again(post: OutgoingPost, published: dict[str, object], found: bool, server: Server) -> None:
    server.script(answer(200, {"data": [published]}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(post, NOW)
    assert look.complete
    assert [match.external_id for match in look.matches] == ([f"{PAGE}_1"] if found else [])
    contract.check("facebook", server.requests[0], "/graph")
    assert server.requests[0].query["since"] == str(int(NOW.timestamp()) - 60)


def page_of(next_page: str | None, *entries: dict[str, object]) -> Reply:
    return answer(200, {"data": list(entries), "paging": {"next": next_page} if next_page else {}})


def test_a_look_reads_every_page_and_never_goes_where_one_points(server: Server, other_server: Server) -> None:
    query = f"access_token={TOKEN}&appsecret_proof=x&fields=id,message&limit=1&after=abc&since=9"
    server.script(page_of(f"{other_server.address}/v26.0/1/published_posts?{query}", entry(2, "khác")))
    server.script(page_of(None, entry(1, PLAIN_POST.text)))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(PLAIN_POST, NOW)
    assert look.complete
    assert [match.external_id for match in look.matches] == [f"{PAGE}_1"]
    assert server.requests[1].path == f"/graph/v26.0/{PAGE}/published_posts"
    assert server.requests[1].query["after"] == "abc"
    assert server.requests[1].query["appsecret_proof"] == PROOF
    assert not other_server.requests


def test_a_look_ends_at_a_page_of_older_posts(server: Server) -> None:
    server.script(page_of("https://graph.facebook.com/x?after=a", entry(1, "cũ", timedelta(days=1))))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert adapter.find(PLAIN_POST, NOW).complete


def test_a_look_without_an_end_is_incomplete(server: Server) -> None:
    pages = facebook_configuration().listing.pages
    server.script(*[page_of("https://graph.facebook.com/x?after=a", entry(1, "khác"))] * pages)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert not adapter.find(PLAIN_POST, NOW).complete
    assert len(server.requests) == pages


# Measuring


def counts(reactions: int, comments: int, **more: object) -> dict[str, object]:
    return {
        "reactions": {"data": [], "summary": {"total_count": reactions}},
        "comments": {"data": [], "summary": {"total_count": comments}},
        **more,
    }


def insight(name: str, value: int) -> dict[str, object]:
    return {"insights": {"data": [{"name": name, "period": "lifetime", "values": [{"value": value}]}]}}


def measured(server: Server, *ids: str) -> dict[tuple[str, str], int | None]:
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        readings = adapter.metrics(ids)
    for request in server.requests:
        contract.check("facebook", request, "/graph")
    assert server.unscripted == 0
    assert {reading.api_version for reading in readings} == {"v26.0"}
    assert len(readings) == len(ids) * 6
    return {(reading.external_id, reading.metric): reading.value for reading in readings}


def test_numbers_of_many_posts_come_in_one_call_a_metric(server: Server) -> None:
    server.script(
        answer(200, {"a": counts(3, 2, shares={"count": 1}), "b": counts(0, 0)}),
        answer(200, {"a": insight("post_media_view", 90), "b": {"insights": {"data": []}}}),
        answer(200, {"a": insight("post_total_media_view_unique", 80), "b": {}}),
        answer(200, {"a": insight("post_clicks", 7), "b": insight("post_clicks", 0)}),
    )
    assert measured(server, "a", "b") == {
        ("a", "reactions"): 3,
        ("a", "comments"): 2,
        ("a", "shares"): 1,
        ("b", "reactions"): 0,
        ("b", "comments"): 0,
        ("b", "shares"): 0,
        ("a", "post_media_view"): 90,
        ("b", "post_media_view"): None,
        ("a", "post_total_media_view_unique"): 80,
        ("b", "post_total_media_view_unique"): None,
        ("a", "post_clicks"): 7,
        ("b", "post_clicks"): 0,
    }


def of_periods(name: str, **values: int) -> dict[str, object]:
    return {
        "insights": {"data": [{"name": name, "period": each, "values": [{"value": values[each]}]} for each in values]}
    }


def test_of_several_periods_the_one_that_is_meant_counts(server: Server) -> None:
    server.script(
        answer(200, {"a": counts(1, 1)}),
        answer(200, {"a": of_periods("post_media_view", day=3, lifetime=90, week=20)}),
        answer(200, {"a": of_periods("post_total_media_view_unique", day=3)}),
        answer(200, {"a": {"insights": {"data": [{"name": "post_clicks", "values": [{"value": 7}]}]}}}),
    )
    found = {name: value for (_, name), value in measured(server, "a").items()}
    assert (found["post_media_view"], found["post_clicks"]) == (90, 7)
    assert found["post_total_media_view_unique"] is None, "three in a day are not the post's"


@pytest.mark.parametrize(
    ("value", "adds_up", "number"),
    [
        ({"like": 3, "love": 1}, True, 4),
        ({"like": 3, "love": 1}, False, None),
        ({"like": 3, "love": "many"}, True, None),
        ({}, True, None),
        (5, True, 5),
        (True, True, None),
    ],
)
def test_a_value_by_kind_is_added_up_where_the_metric_says_so(value: object, adds_up: bool, number: int | None) -> None:
    metric = replace(metrics_of("facebook")["post_clicks"], adds_up=adds_up)
    told = {"insights": {"data": [{"name": "post_clicks", "period": "lifetime", "values": [{"value": value}]}]}}
    assert MetricField(metric).of(told) == number


def test_what_is_left_out_is_zero_only_of_a_post_that_is_told_of() -> None:
    shares = MetricField(metrics_of("facebook")["shares"])
    assert [shares.of(post) for post in ({"id": "a"}, {}, {"id": "a", "shares": {"count": 2}})] == [0, None, 2]
    assert shares.of({"id": "a", "shares": {}}) is None
    assert MetricField(metrics_of("facebook")["comments"]).of({"id": "a"}) is None


def test_a_connection_without_the_right_for_insights_asks_for_the_counts_only(server: Server) -> None:
    server.script(answer(200, {"a": counts(3, 2, shares={"count": 1})}))
    with opened("facebook", server.address, withheld="read_insights pages_manage_metadata") as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        found = {reading.metric: reading.value for reading in adapter.metrics(["a"])}
        assert isinstance(adapter, Subscribes)
        adapter.subscribe()
    assert found == {"reactions": 3, "comments": 2, "shares": 1}
    assert len(server.requests) == 1


def test_a_right_for_insights_that_was_lost_is_asked_for_once_and_said(server: Server) -> None:
    """The counts need another right: they are told all the same."""
    refused = answer(403, graph_error(200, "(#200) Requires read_insights permission"))
    server.script(answer(200, {"a": counts(3, 2), "b": counts(1, 0)}), refused, answer(200, {"a": counts(3, 2)}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        assert isinstance(adapter, Loses)
        found = {(one.external_id, one.metric): one.value for one in adapter.metrics(["a", "b"])}
        assert len(server.requests) == 2
        assert adapter.lost == {"insights"}
    assert (found[("a", "reactions")], found[("b", "reactions")]) == (3, 1)


def test_a_retired_metric_costs_only_itself(server: Server) -> None:
    server.script(
        answer(200, {"a": counts(1, 1), "b": counts(2, 2)}),
        answer(400, graph_error(100, "(#100) The value must be a valid insights metric")),
        answer(200, {"a": insight("post_total_media_view_unique", 4), "b": insight("post_total_media_view_unique", 4)}),
        answer(200, {"a": insight("post_clicks", 5), "b": insight("post_clicks", 6)}),
    )
    found = measured(server, "a", "b")
    assert found[("a", "post_media_view")] is None
    assert found[("b", "post_clicks")] == 6
    assert len(server.requests) == 4


def test_a_vanished_post_costs_only_itself_and_few_calls(server: Server) -> None:
    gone = answer(404, graph_error(803, "(#803) Some of the aliases you requested do not exist: c"))
    server.script(
        gone,  # a b c d
        answer(200, {"a": counts(4, 4, shares={"count": 4}), "b": counts(4, 4, shares={"count": 4})}),
        gone,  # c d
        gone,  # c
        answer(200, {"d": counts(4, 4, shares={"count": 4})}),
        answer(200, {one: insight("post_media_view", 4) for one in "abd"}),
        answer(200, {one: insight("post_total_media_view_unique", 4) for one in "abd"}),
        answer(200, {one: insight("post_clicks", 4) for one in "abd"}),
    )
    found = measured(server, "a", "b", "c", "d")
    assert {value for (external_id, _), value in found.items() if external_id != "c"} == {4}
    assert {value for (external_id, _), value in found.items() if external_id == "c"} == {None}
    assert server.requests[-1].query["ids"] == "a,b,d"


def test_an_unknown_count_costs_only_itself(server: Server) -> None:
    server.script(
        answer(400, graph_error(100, "(#100) Tried accessing nonexisting field (shares)")),
        answer(200, {"a": {"reactions": counts(3, 0)["reactions"]}}),
        answer(200, {"a": {"comments": counts(0, 2)["comments"]}}),
        answer(400, graph_error(100, "(#100) Tried accessing nonexisting field (shares)")),
        answer(200, {"a": insight("post_media_view", 9)}),
        answer(200, {"a": insight("post_total_media_view_unique", 9)}),
        answer(200, {"a": insight("post_clicks", 8)}),
    )
    found = measured(server, "a")
    assert [found[("a", name)] for name in ("reactions", "comments", "shares")] == [3, 2, None]


def test_a_passing_failure_of_a_reading_is_not_a_missing_number(server: Server) -> None:
    server.script(answer(500, graph_error(2)))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        with pytest.raises(Retryable):
            adapter.metrics(["a"])


def test_ids_are_asked_in_batches(server: Server) -> None:
    server.script(*[answer(200, {})] * 8)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        readings = adapter.metrics([str(number) for number in range(51)])
    assert [len(request.query["ids"].split(",")) for request in server.requests] == [50, 50, 50, 50, 1, 1, 1, 1]
    assert readings[0] == Reading("0", "reactions", None, "v26.0")


# Editing, withdrawing, probing


def test_an_edit_replaces_the_text(server: Server) -> None:
    server.script(answer(200, {"success": True}), answer(200, {"id": f"{PAGE}_7", "message": PLAIN_POST.text}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Edits)
        assert adapter.edit(f"{PAGE}_7", PLAIN_POST).external_id == f"{PAGE}_7"
    for request in server.requests:
        contract.check("facebook", request, "/graph")
    assert server.requests[0].fields == {"message": PLAIN_POST.text, **SIGNED}


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ((answer(200, {"success": False}),), Rejected),
        ((answer(403, graph_error(200)),), Rejected),
        ((answer(200, {"success": True}), answer(200, {"message": "Bản cũ"})), Retryable),
    ],
)
def test_an_edit_that_is_not_seen_is_none(answers: tuple[Reply, ...], kind: type[Exception], server: Server) -> None:
    server.script(*answers)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Edits)
        with pytest.raises(kind):
            adapter.edit(f"{PAGE}_7", PLAIN_POST)
    assert server.unscripted == 0


GONE = graph_error(100, "Object does not exist", error_subcode=33)


@pytest.mark.parametrize("reply", [answer(200, {"success": True}), answer(400, GONE)])
def test_withdrawn_or_gone_is_success(reply: Reply, server: Server) -> None:
    server.script(reply)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        adapter.withdraw(f"{PAGE}_7")
    contract.check("facebook", server.requests[0], "/graph")
    assert server.requests[0].method == "DELETE"


@pytest.mark.parametrize("reply", [answer(200, {"success": False}), answer(403, graph_error(200))])
def test_not_withdrawn_is_said(reply: Reply, server: Server) -> None:
    server.script(reply)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        with pytest.raises(Rejected):
            adapter.withdraw(f"{PAGE}_7")


@pytest.mark.parametrize("said", [{}, {"success": "false"}, {"id": "7"}])
def test_what_says_neither_yes_nor_no_has_withdrawn_nothing(said: dict[str, str], server: Server) -> None:
    """It is asked again; a post that is gone says so then."""
    server.script(answer(200, said))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        with pytest.raises(Retryable):
            adapter.withdraw(f"{PAGE}_7")


def test_a_probe_tells_whose_token_it_is(server: Server) -> None:
    server.script(answer(200, {"id": PAGE, "name": "Sở Tư pháp"}), answer(200, {"id": "9", "name": "Trang khác"}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Probes)
        assert adapter.probe() == "Sở Tư pháp"
        with pytest.raises(Misconfigured, match="Trang khác"):
            adapter.probe()
    contract.check("facebook", server.requests[0], "/graph")


def test_a_page_has_its_platform_tell_of_it(server: Server) -> None:
    server.script(answer(200, {"success": True}), answer(200, {}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Subscribes)
        adapter.subscribe()
        with pytest.raises(Retryable):
            adapter.subscribe()
    asked = server.requests[0]
    assert (asked.method, asked.path.partition("/v")[2].partition("/")[2]) == ("POST", f"{PAGE}/subscribed_apps")
    assert asked.fields["subscribed_fields"] == "feed"
    contract.check("facebook", asked, "/graph")


@pytest.mark.parametrize(
    ("told", "granted"),
    [
        (
            {"is_valid": True, "scopes": ["pages_manage_posts", "read_insights"]},
            {"pages_manage_posts", "read_insights"},
        ),
        ({"is_valid": True, "scopes": []}, set()),
        ({"is_valid": False, "scopes": ["pages_manage_posts"]}, None),
        ({"is_valid": True}, None),
        ({"is_valid": True, "scopes": "pages_manage_posts"}, None),
    ],
)
def test_the_token_says_which_rights_it_has_now(told: object, granted: set[str] | None, server: Server) -> None:
    """An answer that does not say it takes no right away."""
    server.script(answer(200, {"data": told}))
    with opened("facebook", server.address, app_id="700000000000001") as account:
        assert isinstance(account.adapter, Grants)
        assert account.adapter.granted() == granted
    (asked,) = server.requests
    assert asked.path.endswith("/debug_token")
    assert asked.query["access_token"].startswith("700000000000001|")


def test_an_account_that_names_no_application_is_not_asked_for_its_rights(server: Server) -> None:
    with opened("facebook", server.address) as account:
        assert isinstance(account.adapter, Grants)
        assert account.adapter.granted() is None
    assert not server.requests


@pytest.mark.parametrize("page_id", ["", "1/feed", "1?x=y", "../me"])
def test_a_page_id_cannot_change_the_address(page_id: str, server: Server) -> None:
    with pytest.raises(Misconfigured):
        opened("facebook", server.address, page_id=page_id)
