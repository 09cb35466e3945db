"""Zalo: what it tells of people, believed only when signed, fresh and of ours; messages to one person, and their reading back."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from channels.citizens import Chats, Comments
from channels.errors import RateLimited, Rejected, Retryable
from channels.zalo.configuration import zalo_configuration
from channels.zalo.webhook import OLDEST, Happening, event_in, is_genuine
from distributor.measure.nudges import MEMORY
from tests.channels.platforms import NOW, ZALO, opened, zalo_says
from tests.channels.server import Server, answer

APP, SECRET, OA = "4210987654321012345", "webhook-secret-01", str(ZALO.settings["oa_id"])
PERSON = "9001"
Json = dict[str, Any]


def stamp(moment: datetime = NOW) -> str:
    return str(int(moment.timestamp() * 1000))


def text_event(**more: Any) -> Json:
    return {
        "app_id": APP,
        "event_name": "user_send_text",
        "sender": {"id": PERSON},
        "recipient": {"id": OA},
        "message": {"msg_id": "m-77", "text": "TRA khai sinh"},
        "timestamp": stamp(),
        **more,
    }


def body_of(event: Json) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


def signed(body: bytes, secret: str = SECRET, app: str = APP) -> str:
    told = str(json.loads(body)["timestamp"])
    return "mac=" + hashlib.sha256(app.encode() + body + told.encode() + secret.encode()).hexdigest()


def test_only_what_is_signed_is_genuine() -> None:
    body = body_of(text_event())
    assert is_genuine(body, signed(body), APP, SECRET)
    assert is_genuine(body, signed(body).removeprefix("mac=").upper(), APP, SECRET), "some send it bare"
    assert not is_genuine(body + b" ", signed(body), APP, SECRET), "not one octet else"
    assert not is_genuine(body, signed(body, "another"), APP, SECRET)
    assert not is_genuine(body, signed(body, app="1"), APP, SECRET)
    for nothing in ("", "mac=", "sha256=" + "0" * 64):
        assert not is_genuine(body, nothing, APP, SECRET)
    assert not is_genuine(body, signed(body, ""), APP, ""), "an office without the secret believes nothing"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (Happening.TEXT, PERSON, "m-77", "TRA khai sinh")),
        ({"sender": {"id": 9001}, "recipient": {"id": int(OA)}}, (Happening.TEXT, PERSON, "m-77", "TRA khai sinh")),
        ({"timestamp": int(NOW.timestamp())}, (Happening.TEXT, PERSON, "m-77", "TRA khai sinh")),
        ({"unheard": {"x": 1}, "user_id_by_app": "5"}, (Happening.TEXT, PERSON, "m-77", "TRA khai sinh")),
        (
            {"event_name": "follow", "oa_id": OA, "follower": {"id": PERSON}},
            (Happening.FOLLOWED, PERSON, f"follow-{PERSON}-{stamp()}", ""),
        ),
        (
            {"event_name": "unfollow", "oa_id": OA, "follower": {"id": PERSON}},
            (Happening.LEFT, PERSON, f"unfollow-{PERSON}-{stamp()}", ""),
        ),
    ],
)
def test_what_a_person_did_is_told(changes: Json, expected: tuple[Happening, str, str, str]) -> None:
    event = event_in(body_of(text_event(**changes)), APP, NOW)
    assert event is not None
    assert (event.kind, event.person_id, event.event_id, event.text) == expected
    assert event.oa_id == OA


def test_an_attachment_says_of_what_kind_it_is() -> None:
    message = {"msg_id": "m-1", "text": "Sổ đỏ của tôi", "attachments": [{"type": "image", "payload": {}}]}
    event = event_in(body_of(text_event(event_name="user_send_image", message=message)), APP, NOW)
    assert event is not None
    assert event.kind is Happening.ATTACHMENT
    assert event.text.startswith("Sổ đỏ của tôi\n[Người dân gửi ảnh")


@pytest.mark.parametrize(
    "changes",
    [
        {"app_id": "1"},
        {"timestamp": stamp(NOW - OLDEST - timedelta(seconds=1))},
        {"timestamp": stamp(NOW + timedelta(hours=1))},
        {"timestamp": "24/11/2026"},
        {"timestamp": None},
        {"event_name": "oa_send_text"},
        {"event_name": "user_seen_message"},
        {"event_name": "user_send_sticker"},
        {"event_name": "never_heard_of"},
        {"event_name": 5},
        {"message": {"text": "không có mã"}},
        {"message": {"msg_id": "x" * 65, "text": "mã quá dài"}},
        {"message": {"msg_id": "m-1", "text": "  "}},
        {"message": "chữ"},
        {"sender": {"id": "ai đó"}},
        {"sender": {"id": OA}},
        {"sender": None},
        {"recipient": {"id": ""}},
    ],
)
def test_what_is_no_matter_of_ours_or_malformed_is_nothing(changes: Json) -> None:
    assert event_in(body_of(text_event(**changes)), APP, NOW) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"{", b"\xff\xfe"])
def test_a_body_of_another_kind_is_nothing(body: bytes) -> None:
    assert event_in(body, APP, NOW) is None
    assert not is_genuine(body, "mac=" + "0" * 64, APP, SECRET)


def test_a_replay_is_refused_by_its_age_before_it_is_forgotten() -> None:
    assert OLDEST < MEMORY


def chat(server: Server, act: Callable[[Chats], Any]) -> Any:
    with opened("zalo", server.address) as account:
        assert isinstance(account.adapter, Chats)
        return act(account.adapter)


def test_a_message_goes_to_its_person_as_an_answer(server: Server) -> None:
    server.script(answer(200, zalo_says(0, data={"message_id": "m-1", "user_id": PERSON})))
    assert chat(server, lambda chats: chats.write(PERSON, "Mời bác.", answering="m-77")) == "m-1"
    [request] = server.requests
    assert (request.method, request.path) == ("POST", "/zalo/v3.0/oa/message/cs")
    assert json.loads(request.body) == {
        "recipient": {"user_id": PERSON},
        "message": {"text": "Mời bác.", "quote_message_id": "m-77"},
    }


@pytest.mark.parametrize(
    ("code", "words"),
    [(-230, "7 ngày"), (-232, "quá lâu"), (-213, "chưa quan tâm"), (-244, "đã chặn"), (-211, "hạn mức tin tư vấn")],
)
def test_a_refusal_of_one_person_rests_no_account(code: int, words: str, server: Server) -> None:
    server.script(answer(200, zalo_says(code, "no")))
    with pytest.raises(Rejected, match=words):
        chat(server, lambda chats: chats.write(PERSON, "Mời bác."))


def test_a_throttled_application_rests(server: Server) -> None:
    server.script(answer(200, zalo_says(-32, "limit")))
    with pytest.raises(RateLimited):
        chat(server, lambda chats: chats.write(PERSON, "Mời bác."))


def said(number: int, minutes: int, **more: Any) -> Json:
    moment = stamp(NOW + timedelta(minutes=minutes))
    return {
        "src": 0,
        "time": int(moment),
        "type": "text",
        "message": f"Lời {number}",
        "message_id": f"m{number}",
        **more,
    }


def written(server: Server) -> Comments:
    found: Comments = chat(server, lambda chats: chats.written(PERSON, NOW))
    return found


def test_what_the_account_wrote_is_read_back(server: Server) -> None:
    server.script(answer(200, zalo_says(0, data=[said(3, 9), said(2, 5, src=1), said(1, 3), said(0, -5)])))
    found = written(server)
    assert found.complete
    assert [(one.external_id, one.text) for one in found.comments] == [("m1", "Lời 1"), ("m3", "Lời 3")]
    assert json.loads(server.requests[0].query["data"]) == {"user_id": PERSON, "offset": 0, "count": 10}


def test_a_long_conversation_is_read_no_further_than_it_must(server: Server) -> None:
    pages = zalo_configuration().conversation_pages
    full = [said(number, 30) for number in range(10)]
    server.script(*[answer(200, zalo_says(0, data=full)) for _ in range(pages)])
    found = written(server)
    assert (len(server.requests), found.complete) == (pages, False)


@pytest.mark.parametrize("odd", [{"time": "hôm nay"}, {"message_id": None}, {"src": None}, {"message": 5}])
def test_what_lacks_proves_no_absence(odd: Json, server: Server) -> None:
    server.script(answer(200, zalo_says(0, data=[said(1, 3), said(2, 5, **odd)])))
    assert not written(server).complete


@pytest.mark.parametrize("listing", [None, {}, "x"])
def test_an_answer_without_a_list_is_no_empty_one(listing: object, server: Server) -> None:
    server.script(answer(200, zalo_says(0) | {"data": listing}))
    with pytest.raises(Retryable):
        written(server)
