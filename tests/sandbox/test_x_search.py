"""The X stand-in's search and answers: what X's description and others' refusals say, over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.x import conversations, search
from tests.sandbox.running import Profile, Sandbox
from tests.support.contracts import ABSENT, CONTRACTS, are_here

PATH = "/2/tweets/search/recent"


def stamp(age: timedelta) -> str:
    return (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:%M:%SZ")


def cited(sandbox: Sandbox, post: str, text: str, **wishes: object) -> str:
    return str(sandbox.control("POST", "/x/replies", {"post": post, "text": text, **wishes})["id"])


def test_a_conversation_is_found_newest_first_page_by_page(profile: Profile) -> None:
    sandbox = profile.sandbox
    sandbox.control("PUT", "/clock", {"read_lag": 0})
    first = str(profile.tweet("Quy định mới").json()["data"]["id"])
    other = str(profile.tweet("Bài khác").json()["data"]["id"])
    cited(sandbox, other, "Ở bài khác")
    asked = [cited(sandbox, first, f"Hỏi {number} & nữa") for number in range(12)]
    query = {"query": f"conversation_id:{first} -from:{profile.id}", "max_results": "10", "post.fields": "entities"}
    page = profile.call("GET", PATH, params=query).json()
    assert [one["id"] for one in page["data"]] == asked[::-1][:10]
    [mention] = page["data"][0]["entities"]["mentions"]
    assert (mention["id"], page["data"][0]["text"]) == (profile.id, f"@{mention['username']} Hỏi 11 &amp; nữa")
    rest = profile.call("GET", PATH, params={**query, "next_token": page["meta"]["next_token"]}).json()
    assert [one["id"] for one in rest["data"]] == asked[::-1][10:]
    assert "next_token" not in rest["meta"]
    assert sandbox.get("/_sandbox/x")["charged"] == 12
    nothing = profile.call("GET", PATH, params={**query, "start_time": stamp(timedelta(seconds=-60))}).json()
    assert nothing == {"meta": {"result_count": 0}}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"max_results": "9"}, "between 10 and 100"),
        ({"query": "luật đất đai"}, "conversation_id"),
        ({"query": ""}, "conversation_id"),
        ({"start_time": stamp(timedelta(days=8))}, "'start_time' must be on or after"),
        ({"start_time": stamp(timedelta(days=1)), "since_id": "5"}, "At most one of"),
        ({"next_token": "b26v89c19zqg8o3f1", "pagination_token": "b26v89c19zqg8o3f1"}, "At most one of"),
        ({"since": "5"}, "is not one of"),
        ({"post.fields": "author_id"}, "is not one of"),
    ],
)
def test_what_x_does_not_take_is_refused(profile: Profile, changed: dict[str, str], words: str) -> None:
    answer = profile.call("GET", PATH, params={"query": "conversation_id:5", **changed})
    assert answer.status_code == 400
    assert words in answer.text


def test_an_answer_stands_in_its_conversation_and_not_among_the_posts(profile: Profile) -> None:
    sandbox = profile.sandbox
    first = str(profile.tweet("Quy định mới").json()["data"]["id"])
    asked = cited(sandbox, first, "Hỏi", author="Trần Văn Mẫu")
    made = profile.tweet("Mời bác xem", reply={"in_reply_to_tweet_id": asked})
    assert made.status_code == 201
    assert made.json()["data"]["text"] == "@TranVanMau Mời bác xem"
    assert [one["text"] for one in sandbox.ledger("x")] == ["Quy định mới"]
    again = profile.tweet("Mời bác xem", reply={"in_reply_to_tweet_id": asked})
    assert (again.status_code, "duplicate" in again.text) == (403, True)


@pytest.mark.parametrize(
    ("reply", "status", "words"),
    [
        ({"in_reply_to_tweet_id": "12345"}, 403, conversations.GONE),
        ({"in_reply_to_tweet_id": 12345}, 400, "does not match"),
        ({"in_reply_to_post_id": "12345"}, 400, "not defined"),
        ({}, 400, "does not match"),
    ],
)
def test_an_answer_to_nothing_is_refused(profile: Profile, reply: dict[str, Any], status: int, words: str) -> None:
    answer = profile.tweet("Mời bác xem", reply=reply)
    assert answer.status_code == status
    assert words in answer.text


def test_who_does_not_mention_the_account_is_not_answered_by_a_program(profile: Profile) -> None:
    first = str(profile.tweet("Quy định mới").json()["data"]["id"])
    asked = cited(profile.sandbox, first, "Hỏi", mentions=False)
    refused = profile.tweet("Mời bác xem", reply={"in_reply_to_tweet_id": asked})
    assert refused.status_code == 403
    assert refused.json()["detail"] == conversations.UNASKED


@pytest.mark.skipif(not are_here(), reason=ABSENT)
def test_x_describes_these_parameters() -> None:
    described = json.loads((CONTRACTS / "x-api-v2.openapi.json").read_text("utf-8"))
    known = described["components"]["parameters"]
    listed = described["paths"][PATH]["get"]["parameters"]
    names = {(known[one["$ref"].rpartition("/")[2]] if "$ref" in one else one)["name"] for one in listed}
    assert {name for name in names if not name.endswith(".fields")} - {"expansions"} == search.PARAMETERS
    assert set(described["components"]["schemas"]["CreatePostsReply"]["properties"]) == conversations.REPLY_FIELDS
