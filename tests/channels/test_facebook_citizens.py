"""Facebook: comments of citizens, and slowing down before the platform does it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from channels.base import Finds, Rest, Slows
from channels.citizens import Comment, Comments, Converses, Hides
from channels.errors import OutcomeUnknown, Rejected, Retryable
from channels.facebook.comments import NAMELESS
from channels.facebook.configuration import facebook_configuration
from tests.channels import contract
from tests.channels.platforms import FACEBOOK, NOW, PLAIN_POST, FixedClock, graph_error, opened
from tests.channels.server import Reply, Server, answer, html
from tests.channels.test_facebook import PROOF, SIGNED

PAGE = str(FACEBOOK.settings["page_id"])
POST = f"{PAGE}_7"
PAUSE = timedelta(seconds=facebook_configuration().usage.pause_s)


def comment(number: int, minutes: int, **more: object) -> dict[str, object]:
    written = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {"id": f"7_{number}", "message": f"Hỏi {number}", "created_time": written, **more}


def page(*entries: dict[str, object], following: str = "") -> Reply:
    return answer(200, {"data": list(entries), "paging": {"next": following} if following else {}})


def read(server: Server, since: datetime = NOW) -> Comments:
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        found = adapter.comments(POST, since)
    for request in server.requests:
        contract.check("facebook", request, "/graph")
    assert server.unscripted == 0
    return found


def test_comments_are_read_oldest_first_page_by_page(server: Server, other_server: Server) -> None:
    following = f"{other_server.address}/v26.0/{POST}/comments?access_token=x&after=c1&limit=2&fields=id&filter=stream"
    citizen = {"id": "9", "name": "Nguyễn Thị Mẫu"}
    server.script(
        page(comment(2, 9, **{"from": citizen}), comment(1, 3), following=following),
        page(
            comment(3, 12, parent={"id": "7_2"}, is_hidden=True),
            comment(4, 12, **{"from": {"id": PAGE, "name": "Sở Tư pháp"}}),
            comment(5, -1),
        ),
    )
    read_back = read(server)
    assert read_back.complete
    found = read_back.comments
    assert [(one.external_id, one.author, one.parent_id, one.hidden) for one in found] == [
        ("7_1", NAMELESS, "", False),
        ("7_2", "Nguyễn Thị Mẫu", "", False),
        ("7_3", NAMELESS, "7_2", True),
        ("7_4", "Sở Tư pháp", "", False),
    ]
    assert [one.external_id for one in found if one.by_us] == ["7_4"]
    assert found[0] == Comment("7_1", POST, "Hỏi 1", NAMELESS, NOW + timedelta(minutes=3))
    first, second = server.requests
    assert first.path == f"/graph/v26.0/{POST}/comments"
    assert first.query["since"] == str(int(NOW.timestamp()))
    assert first.query["appsecret_proof"] == PROOF
    assert second.query["after"] == "c1"
    assert not other_server.requests


def test_comments_without_a_list_are_no_empty_list(server: Server) -> None:
    server.script(answer(200, {}))
    with pytest.raises(Retryable):
        read(server)


def test_comments_of_a_post_that_is_gone(server: Server) -> None:
    server.script(answer(400, graph_error(100, "does not exist", error_subcode=33)))
    with pytest.raises(Rejected, match="không còn trên Facebook"):
        read(server)


def test_a_comment_is_answered_once(server: Server) -> None:
    server.script(answer(200, {"id": "7_99"}), html(502))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        assert adapter.reply("7_2", "Mời bác xem Điều 5.") == "7_99"
        with pytest.raises(OutcomeUnknown):
            adapter.reply("7_2", "Mời bác xem Điều 5.")
    assert server.requests[0].fields == {"message": "Mời bác xem Điều 5.", **SIGNED}
    assert server.requests[0].path == "/graph/v26.0/7_2/comments"
    for request in server.requests:
        contract.check("facebook", request, "/graph")
    assert len(server.requests) == 2


def test_the_pages_own_answers_are_read_back(server: Server) -> None:
    """For a reply of which nobody knows whether it went out. What has no author told may be it."""
    citizen, own = {"id": "5", "name": "Người dân"}, {"id": PAGE, "name": "Sở Tư pháp"}
    server.script(
        page(
            comment(1, 1, **{"from": citizen}),
            comment(2, 2, **{"from": own}),
            comment(3, -1, **{"from": own}),
            comment(4, 3),
        )
    )
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        found = adapter.answers("7_9", NOW)
    assert found == Comments(
        (
            Comment("7_2", "7_9", "Hỏi 2", "Sở Tư pháp", NOW + timedelta(minutes=2), author_id=PAGE, by_us=True),
            Comment("7_4", "7_9", "Hỏi 4", NAMELESS, NOW + timedelta(minutes=3)),
        ),
        complete=True,
    )
    assert server.requests[0].path == "/graph/v26.0/7_9/comments"
    contract.check("facebook", server.requests[0], "/graph")


@pytest.mark.parametrize("lost", ["id", "message", "created_time", None])
def test_answers_that_lack_what_was_asked_prove_nothing(lost: str | None, server: Server) -> None:
    whole = comment(1, 1, **{"from": {"id": PAGE}})
    shown = None if lost is None else {name: value for name, value in whole.items() if name != lost}
    server.script(answer(200, {"data": [comment(2, 2), shown]}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        assert not adapter.answers("7_9", NOW).complete


def test_a_listing_without_an_end_is_not_complete(server: Server) -> None:
    following = f"{server.address}/v26.0/{POST}/comments?after=c1"
    server.script(*[page(comment(number, number), following=following) for number in range(1, 11)])
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        found = adapter.comments(POST, NOW)
    assert (len(found.comments), found.complete) == (10, False)
    assert len(server.requests) == 10


@pytest.mark.parametrize("hidden", [True, False])
def test_a_comment_is_hidden_and_shown_again(hidden: bool, server: Server) -> None:
    server.script(answer(200, {"success": True}), answer(200, {"success": False}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Hides)
        adapter.hide("7_2", hidden=hidden)
        with pytest.raises(Rejected):
            adapter.hide("7_2", hidden=hidden)
    assert server.requests[0].fields == {"is_hidden": "true" if hidden else "false", **SIGNED}
    contract.check("facebook", server.requests[0], "/graph")


CASE = '{"1": [{"type": "pages", "call_count": %d, "total_time": 1, "estimated_time_to_regain_access": %d}]}'


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, None),
        ({"X-App-Usage": '{"call_count": 79, "total_time": 1, "total_cputime": 79}'}, None),
        ({"X-App-Usage": '{"call_count": 80, "total_time": 1}'}, NOW + PAUSE),
        ({"X-App-Usage": '{"call_count": 1, "total_cputime": 97.5}'}, NOW + PAUSE),
        ({"X-Page-Usage": '{"call_count": 85}'}, NOW + PAUSE),
        ({"X-Business-Use-Case-Usage": CASE % (99, 12)}, NOW + timedelta(minutes=12)),
        ({"X-Business-Use-Case-Usage": CASE % (20, 0)}, None),
        ({"X-Business-Use-Case-Usage": CASE % (20, 3)}, NOW + timedelta(minutes=3)),
        ({"X-App-Usage": "nonsense", "X-Business-Use-Case-Usage": "[]"}, None),
    ],
)
def test_usage_asks_for_a_rest(headers: Mapping[str, str], until: datetime | None, server: Server) -> None:
    server.script(answer(200, {"data": []}, headers))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Slows)
        assert adapter.rest() is None
        adapter.find(PLAIN_POST, NOW)
        rest = adapter.rest()
    assert (rest.until if rest else None) == until
    assert rest is None or ("phút" in rest.reason) == ("regain_access" in str(headers)) != ("%" in rest.reason)


def test_a_rest_ends_with_its_time_or_with_a_better_answer(server: Server) -> None:
    busy, easy = {"X-App-Usage": '{"call_count": 90}'}, {"X-App-Usage": '{"call_count": 10}'}
    server.script(*[answer(200, {"data": []}, headers) for headers in (busy, {}, easy, busy)])
    clock = FixedClock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    with opened("facebook", server.address, clock) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Slows)
        seen: list[Rest | None] = []
        for _look in range(4):
            adapter.find(PLAIN_POST, NOW)
            seen.append(adapter.rest())
        clock.moment += PAUSE
        seen.append(adapter.rest())
    assert [rest is not None for rest in seen] == [True, True, False, True, False]
