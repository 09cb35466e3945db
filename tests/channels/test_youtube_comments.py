"""YouTube: what citizens write under videos, read page by page, answered once, held back; what lacks proves nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from json import loads
from typing import Any

import pytest

from channels.citizens import Comments, Converses, Hides
from channels.errors import ChannelError, OutcomeUnknown, Rejected, Retryable
from channels.youtube.comments import NAMELESS
from channels.youtube.configuration import youtube_configuration
from distributor.cases.allowance import allowance_of
from tests.channels import contract
from tests.channels.platforms import NOW, YOUTUBE, google_error, opened
from tests.channels.server import Reply, Server, answer, html

CHANNEL = str(YOUTUBE.settings["channel_id"])
VIDEO = "vid00000001"
Json = dict[str, Any]


def comment(comment_id: str, minutes: int, author: str = "UCcitizen", **more: Any) -> Json:
    written = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    snippet = {
        "textDisplay": f"Hỏi {comment_id}",
        "authorDisplayName": "@nguoidan",
        "authorChannelId": {"value": author},
        "publishedAt": written,
        "moderationStatus": "published",
        **more,
    }
    return {"kind": "youtube#comment", "id": comment_id, "snippet": snippet}


def thread(first: Json, *answers: Json, total: int | None = None) -> Json:
    counted = len(answers) if total is None else total
    found: Json = {"id": first["id"], "snippet": {"topLevelComment": first, "totalReplyCount": counted}}
    return found | ({"replies": {"comments": list(answers)}} if answers else {})


def page(*items: object, following: str = "") -> Reply:
    return answer(200, {"items": list(items), **({"nextPageToken": following} if following else {})})


def talk(server: Server, act: Callable[[Any], object]) -> Any:
    try:
        with opened("youtube", server.address) as account:
            assert isinstance(account.adapter, Converses)
            assert isinstance(account.adapter, Hides)
            return act(account.adapter)
    finally:
        for request in server.requests:
            contract.check("youtube", request, "/youtube")
        assert server.unscripted == 0


def read(server: Server, since: datetime = NOW) -> Comments:
    found: Comments = talk(server, lambda adapter: adapter.comments(VIDEO, since))
    return found


def test_threads_and_their_answers_are_read_oldest_first(server: Server) -> None:
    server.script(
        page(thread(comment("T2", 9), comment("T2.a", 12), comment("T2.own", 13, CHANNEL)), following="p2"),
        page(thread(comment("T1", 3), total=1), thread(comment("T0", -5))),
        page(comment("T1.a", 20, parentId="T1")),
    )
    found = read(server)
    assert (found.complete, found.cost, found.shows_hidden) == (True, 3, False)
    assert [one.external_id for one in found.comments] == ["T1", "T2", "T2.a", "T2.own", "T1.a"]
    assert [one.external_id for one in found.comments if one.by_us] == ["T2.own"]
    first, *_, last = found.comments
    assert (first.text, first.author, first.author_id, first.hidden) == ("Hỏi T1", "@nguoidan", "UCcitizen", False)
    assert first.url == f"https://www.youtube.com/watch?v={VIDEO}&lc=T1"
    assert last.parent_id == "T1"
    one, two, three = server.requests
    assert (one.query["order"], one.query["textFormat"], one.query["videoId"]) == ("time", "plainText", VIDEO)
    assert (two.query["pageToken"], three.query["parentId"]) == ("p2", "T1")


@pytest.mark.parametrize(
    ("field", "strange"),
    [("textDisplay", None), ("textDisplay", 5), ("publishedAt", None), ("publishedAt", 5), ("publishedAt", "ngày mai")],
)
def test_what_lacks_or_is_of_another_form_proves_no_absence(field: str, strange: object, server: Server) -> None:
    odd: Json = {field: strange}
    server.script(page(thread(comment("T2", 9, **odd)), thread(comment("T1", 3))))
    found = read(server)
    assert not found.complete
    assert {one.external_id for one in found.comments} == {"T1", "T2"}, "what has no time is read rather than lost"


def test_unknown_fields_and_ids_as_numbers_are_read(server: Server) -> None:
    odd = thread(comment("T1", 3))
    odd["snippet"]["topLevelComment"]["id"] = 77
    odd["neverHeardOf"] = {"x": [1]}
    odd["snippet"]["topLevelComment"]["snippet"]["authorDisplayName"] = None
    server.script(answer(200, {"items": [odd], "another": None}))
    found = read(server)
    assert [(one.external_id, one.author) for one in found.comments] == [("77", NAMELESS)]


@pytest.mark.parametrize("listing", [{}, {"items": None}, {"items": {"0": {}}}, {"comments": []}])
def test_an_answer_without_a_list_is_no_empty_list(listing: Json, server: Server) -> None:
    server.script(answer(200, listing))
    with pytest.raises(Retryable):
        read(server)


def test_an_entry_that_is_none_makes_it_incomplete(server: Server) -> None:
    server.script(page("thread", thread(comment("T1", 3))))
    assert not read(server).complete


def test_one_reading_makes_no_more_calls_than_are_set_aside_for_it(server: Server) -> None:
    most, allowance = youtube_configuration().comments.most, allowance_of("youtube")
    assert allowance is not None
    assert allowance.a_reading == most * youtube_configuration().units.read
    assert allowance.a_reply == youtube_configuration().units.write
    assert allowance.a_day <= youtube_configuration().units.kept_for_comments
    server.script(*[page(thread(comment(f"T{number}", number)), following="more") for number in range(most)])
    found = read(server)
    assert (len(server.requests), found.cost, found.complete, found.lacks_older) == (most, most, False, True)


def test_a_comment_is_answered_once_in_its_thread(server: Server) -> None:
    server.script(answer(200, {"id": "T1.own"}), answer(200, {"id": "T1.own2"}), html(502))

    def act(adapter: Any) -> None:
        assert adapter.reply("T1", "Mời bác xem Điều 5.") == "T1.own"
        assert adapter.reply("T1.a", "Mời bác xem Điều 6.") == "T1.own2"
        with pytest.raises(OutcomeUnknown):
            adapter.reply("T1", "Mời bác xem Điều 7.")

    talk(server, act)
    sent = [loads(request.body)["snippet"] for request in server.requests]
    assert [one["parentId"] for one in sent] == ["T1", "T1", "T1"], "an answer's own thread"
    assert sent[0]["textOriginal"] == "Mời bác xem Điều 5."


def test_the_channels_own_answers_are_looked_for(server: Server) -> None:
    own = comment("T1.own", 4, CHANNEL, textOriginal="Mời bác xem <Điều 5>.")
    server.script(page(comment("T1.a", 3), own, comment("T1.old", -9, CHANNEL)))
    found: Comments = talk(server, lambda adapter: adapter.answers("T1.a", NOW))
    assert [(one.external_id, one.text) for one in found.comments] == [("T1.own", "Mời bác xem <Điều 5>.")]
    assert found.complete
    assert server.requests[0].query["parentId"] == "T1"


def test_a_comment_is_held_back_and_shown_again(server: Server) -> None:
    server.script(answer(204, b"", kind=None), answer(204, b"", kind=None))

    def act(adapter: Any) -> None:
        adapter.hide("T1", hidden=True)
        adapter.hide("T1", hidden=False)

    talk(server, act)
    assert [request.query["moderationStatus"] for request in server.requests] == ["heldForReview", "published"]


@pytest.mark.parametrize(
    ("status", "reason", "kind", "words"),
    [
        (403, "commentsDisabled", Rejected, "đang tắt bình luận"),
        (404, "videoNotFound", Rejected, "không còn trên kênh"),
        (403, "insufficientPermissions", Rejected, "kết nối lại"),
        (500, "backendError", Retryable, "tự thử lại"),
    ],
)
def test_a_refused_reading_says_what_to_do(
    status: int, reason: str, kind: type[ChannelError], words: str, server: Server
) -> None:
    server.script(answer(status, google_error(status, reason)))
    with pytest.raises(kind, match=words):
        read(server)
