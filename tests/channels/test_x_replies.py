"""X: replies under a post are read forwards and paid for once; who does not mention the account is for people."""

from collections.abc import Callable
from datetime import timedelta
from json import loads
from typing import Any

import pytest

from channels.citizens import Comments, Converses
from channels.errors import OutcomeUnknown, Rejected, Retryable
from channels.x.configuration import x_configuration
from distributor.cases.allowance import allowance_of
from tests.channels import contract
from tests.channels.platforms import NOW, X, opened, x_problem
from tests.channels.server import Server, answer, html

POST, ME = "7001", str(X.settings["user_id"])
Json = dict[str, Any]


def reply(number: int, minutes: int, *, mentions: bool = True, **more: Any) -> Json:
    written = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    mention: Json = {"start": 0, "end": 11, "username": "huonggiang", "id": ME}
    entities: Json = {"mentions": [mention] if mentions else []}
    told: Json = {
        "id": str(number),
        "text": f"@huonggiang Hỏi {number} &amp; nữa",
        "author_id": "9",
        "created_at": written,
    }
    return told | {"entities": entities} | more


def found(*entries: object, **meta: Any) -> Any:
    counted: Json = {"result_count": len(entries)}
    return answer(200, {"data": list(entries), "meta": counted | meta})


def talk(server: Server, act: Callable[[Any], Any]) -> Any:
    try:
        with opened("x", server.address) as account:
            assert isinstance(account.adapter, Converses)
            return act(account.adapter)
    finally:
        for request in server.requests:
            contract.check("x", request, "/x")
        assert server.unscripted == 0


def read(server: Server) -> Comments:
    comments: Comments = talk(server, lambda adapter: adapter.comments(POST, NOW))
    return comments


def test_replies_are_read_oldest_first_with_what_they_cost(server: Server) -> None:
    server.script(
        found(reply(4, 9), next_token="n1"),
        found(reply(4, 9, mentions=False), reply(3, 5, author_id=ME), next_token="n2"),
        found(reply(2, 3), reply(1, -9), reply(int(POST), 1)),
    )
    comments = read(server)
    assert [(one.external_id, one.by_hand) for one in comments.comments] == [("2", False), ("4", True)]
    first = comments.comments[0]
    assert (first.text, first.author_id, first.url) == ("Hỏi 2 & nữa", "9", "https://x.com/i/web/status/2")
    assert (comments.complete, comments.cost) == (True, 6 * x_configuration().price_post_read_usd)
    trial, one, two = server.requests
    assert (trial.query["max_results"], one.query["max_results"]) == ("10", "20")
    assert "next_token" not in one.query
    assert one.query["query"] == f"conversation_id:{POST} -from:{ME}"
    assert one.query["start_time"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert two.query["next_token"] == "n2"


def test_a_reading_takes_no_more_than_is_set_aside_for_it(server: Server) -> None:
    pages, allowance = x_configuration().replies, allowance_of("x")
    assert allowance is not None
    assert allowance.a_reading == pytest.approx(pages.most * pages.size * x_configuration().price_post_read_usd)
    assert allowance.cap
    server.script(
        found(*[reply(number, 1) for number in range(10)], next_token="more"),
        found(*[reply(number, 1) for number in range(pages.size - 10)], next_token="more"),
        *[found(*[reply(number, 1) for number in range(pages.size)], next_token="more") for _ in range(pages.most - 1)],
    )
    comments = read(server)
    assert (comments.complete, comments.lacks_older) == (False, True)
    assert comments.cost == pytest.approx(allowance.a_reading)


def test_where_neither_name_brings_fields_nothing_beyond_it_is_paid(server: Server) -> None:
    pages = x_configuration().replies
    bare = [{"id": str(number), "text": "…"} for number in range(10)]
    server.script(*[found(*bare, next_token="more") for _ in range(pages.most * pages.size // 10)])
    with opened("x", server.address) as account:
        assert isinstance(account.adapter, Converses)
        comments = account.adapter.comments(POST, NOW)
    assert comments.cost <= pages.most * pages.size * x_configuration().price_post_read_usd + 1e-9
    assert not comments.complete


@pytest.mark.parametrize("odd", [{"text": 5}, {"created_at": "hôm qua"}, {"id": None}])
def test_what_lacks_proves_no_absence(odd: Json, server: Server) -> None:
    server.script(found(reply(2, 3), reply(1, 2, **odd)))
    assert not read(server).complete


def test_ids_as_numbers_and_unknown_fields_are_read(server: Server) -> None:
    server.script(found({**reply(2, 3), "id": 2, "author_id": 9, "unheard": [1]}))
    assert [one.external_id for one in read(server).comments] == ["2"]


def test_an_answer_that_says_nothing_is_no_empty_one(server: Server) -> None:
    server.script(answer(200, {"meta": {}}))
    with pytest.raises(Retryable):
        read(server)


def test_a_reply_is_one_post_that_answers(server: Server) -> None:
    server.script(
        answer(201, {"data": {"id": "7099", "text": "…"}}), answer(403, x_problem(403, "Forbidden", "no")), html(502)
    )

    def act(adapter: Any) -> None:
        assert adapter.reply("2", "Mời bác xem Điều 5.") == "7099"
        with pytest.raises(Rejected):
            adapter.reply("2", "Mời bác xem Điều 6.")
        with pytest.raises(OutcomeUnknown):
            adapter.reply("2", "Mời bác xem Điều 7.")

    talk(server, act)
    assert loads(server.requests[0].body) == {
        "text": "Mời bác xem Điều 5.",
        "reply": {"in_reply_to_tweet_id": "2"},
    }


def test_the_accounts_own_answers_are_looked_for_without_the_names_before_them(server: Server) -> None:
    server.script(found(reply(9, 3, author_id=ME, text="@nguoidan @khac Mời bác xem Điều 5.")))
    comments: Comments = talk(server, lambda adapter: adapter.answers("2", NOW))
    assert [(one.external_id, one.text) for one in comments.comments] == [("9", "Mời bác xem Điều 5.")]
