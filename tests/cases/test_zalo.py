"""A private message on Zalo: taken once, answered by the machine of SMS or by a person, each answer at most once."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlmodel import col, select

from channels.messenger import Heard
from channels.zalo.webhook import event_in, is_genuine
from distributor.broadcast.chats import ChatEvent, chat_accounts_due, send_chats, take_event
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.calls import DUE_CALLS, call_approver
from distributor.mail.chat_calls import APART, CODE_VALID, called_until, end_chat, hear_call_word, wish_chat
from distributor.models import (
    CaseReplyState,
    CaseState,
    Inbound,
    Item,
    OptOut,
    Post,
    PostState,
    ReplyState,
    ReviewCall,
    SmsReply,
    Staff,
)
from distributor.notices import open_notice
from distributor.phone_numbers import Numbers
from distributor.scheduler.due import ids
from distributor.sms_rules import answer_window, reply_caps
from distributor.staff.deeds import Actor
from tests.cases.conftest import AheadClock, Talk, make_carrier, name_spokesperson
from tests.sandbox.running import Sandbox
from tests.support import province

ASKED = "Cho tôi hỏi hủy hợp đồng thuê nhà thì phải báo trước bao lâu ạ?"
SAID = "Mời bác xem Điều 5 của Quyết định."
EVENTS = {
    ChatEvent.TEXT: "user_send_text",
    ChatEvent.ATTACHMENT: "user_send_image",
    ChatEvent.FOLLOWED: "follow",
    ChatEvent.LEFT: "unfollow",
}
DROPS = {"zalo": {"accept_then_drop": 1.0, "only": "publish", "seed": 3}}
SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class ZaloTalk(Talk):
    """`post`: the Official Account's id."""

    def happens(self, text: str = "", name: str = "Trần Văn Mẫu", event: str = "user_send_text") -> dict[str, str]:
        wishes = {"account": self.post, "name": name, "text": text, "event": event}
        made: dict[str, str] = self.sandbox.control("POST", "/zalo/messages", wishes)
        return made

    def hear(self, text: str, name: str = "Trần Văn Mẫu", event: ChatEvent = ChatEvent.TEXT) -> bool:
        """The person writes on the platform, and we are told."""
        made = self.happens(text, name, EVENTS[event])
        stamp = made["id"] or f"{event.value}-{made['person']}-{self.clock.now().timestamp()}"
        return self.take(Heard(made["person"], self.post, text, stamp), event)

    def take(self, heard: Heard, event: ChatEvent = ChatEvent.TEXT) -> bool:
        with self.database.write() as session:
            return take_event(session, "zalo", event, heard, Numbers(self.carrier.vault), self.clock.now())

    def answers(self) -> list[SmsReply]:
        with self.database.read() as session:
            return list(session.exec(select(SmsReply).order_by(col(SmsReply.id))).all())

    def seen(self, text: str = "") -> list[dict[str, Any]]:
        """What the account wrote to people."""
        said = self.sandbox.get("/_sandbox/zalo")["messages"]
        return [one for one in said if one["account"] == self.post and one["by_us"] and text in one["text"]]


@pytest.fixture
def zalo(database: Database, tmp_path: Path, citizens_sandbox: Sandbox) -> Iterator[ZaloTalk]:
    clock, sandbox = AheadClock(), citizens_sandbox
    sandbox.control("PUT", "/weather", {"zalo": {}})
    carrier = make_carrier(database, tmp_path / "home", clock)
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, carrier.vault, sandbox.base_url, "zalo")
        name_spokesperson(session, seeded, clock.now())
        account_id, oa = account.id or 0, str(account.settings["oa_id"])
    yield ZaloTalk(carrier, database, clock, sandbox, seeded, account_id, 0, oa)
    carrier.incarnation.close()


def test_a_question_becomes_a_case_and_is_acknowledged_once(zalo: ZaloTalk) -> None:
    assert zalo.hear(ASKED)
    [message] = zalo.messages()
    [case] = zalo.cases()
    assert (message.text, message.case_id, case.post_id, case.state) == (ASKED, case.id, None, CaseState.NEW)
    assert message.author.startswith("Zalo •••")
    assert send_chats(zalo.carrier, zalo.account_id) == 1
    assert send_chats(zalo.carrier, zalo.account_id) == 0
    [stands] = zalo.seen()
    assert "đã nhận câu hỏi của bạn" in stands["text"], "with its accents"
    assert [answer.state for answer in zalo.answers()] == [ReplyState.SENT]


def test_what_is_told_again_is_stored_once_however_late(zalo: ZaloTalk) -> None:
    heard = Heard("9001", zalo.post, "DK", "m-1")
    assert zalo.take(heard)
    zalo.take(Heard("9001", zalo.post, "HUY", "m-2"))
    zalo.clock.move(hours=2)
    assert not zalo.take(heard)
    with zalo.database.read() as session:
        assert len(session.exec(select(Inbound)).all()) == 2
        assert session.exec(select(OptOut).where(col(OptOut.lifted_at).is_(None))).one(), "the refusal stands"


def test_of_an_account_that_is_not_ours_nothing_is_kept(zalo: ZaloTalk) -> None:
    assert not zalo.take(Heard("9001", "1", ASKED, "m-1"))
    assert zalo.messages() == []


def test_thanks_are_no_case_and_what_stands_beside_them_is_one(zalo: ZaloTalk) -> None:
    zalo.hear("Xin cảm ơn Sở đã trả lời kịp thời, rất hữu ích cho bà con.")
    assert (zalo.cases(), zalo.answers()) == ([], [])
    zalo.hear("Cảm ơn, đường trước nhà tôi ngập ba hôm nay rồi")
    [case] = zalo.cases()
    assert case.state is CaseState.NEW


def test_a_look_up_is_answered_by_the_machine_of_sms_and_an_opt_out_is_heard(zalo: ZaloTalk) -> None:
    zalo.hear("TRA 999/2026")
    zalo.hear("Đừng nhắn tin cho tôi nữa")
    zalo.hear("cảm ơn nhé")
    while send_chats(zalo.carrier, zalo.account_id):
        pass
    refused, sought = (one["text"] for one in zalo.seen())
    assert "không nhắn riêng cho bạn nữa" in refused, "who refuses is answered first"
    assert "chưa tìm thấy" in sought
    assert zalo.cases() == []
    with zalo.database.read() as session:
        assert session.exec(select(OptOut).where(col(OptOut.lifted_at).is_(None))).one()


def test_no_two_machines_talk_for_ever_and_no_one_costs_more_than_the_caps(zalo: ZaloTalk) -> None:
    caps = reply_caps("zalo")
    for number in range(caps.answers_a_day + 5):
        zalo.take(Heard("9001", zalo.post, f"TRA {number}/2026", f"m-{number}"))
    for number in range(caps.refusals_a_day + 3):
        zalo.take(Heard("9001", zalo.post, "HUY", f"h-{number}"))
    assert len(zalo.answers()) == caps.answers_a_day + caps.refusals_a_day


def test_who_follows_is_written_to_again_and_who_leaves_is_not(zalo: ZaloTalk) -> None:
    zalo.hear(ASKED)
    [message] = zalo.messages()
    zalo.clock.move(seconds=1)
    zalo.hear("", event=ChatEvent.LEFT)
    with pytest.raises(LoaError, match="từ chối nhận"):
        zalo.confirm(message, SAID)
    zalo.hear("", event=ChatEvent.FOLLOWED)
    zalo.confirm(message, SAID)
    with zalo.database.read() as session:
        actions = session.exec(select(Inbound.action).order_by(col(Inbound.id))).all()
    assert list(actions) == ["question", "left", "followed"]


def test_a_picture_is_a_case_without_an_answer(zalo: ZaloTalk) -> None:
    assert zalo.hear("[Người dân gửi ảnh]", event=ChatEvent.ATTACHMENT)
    assert len(zalo.cases()) == 1
    assert zalo.answers() == []


@SQLITE_ONLY
def test_a_persons_answer_stands_once_also_when_its_answer_is_lost(zalo: ZaloTalk) -> None:
    zalo.hear(ASKED)
    [message] = zalo.messages()
    zalo.sandbox.control("PUT", "/weather", DROPS)
    reply_id = zalo.confirm(message, SAID)
    zalo.carry()
    assert zalo.reply(reply_id).state is CaseReplyState.UNKNOWN
    zalo.sandbox.control("PUT", "/weather", {"zalo": {}})
    zalo.clock.move(seconds=5)
    assert zalo.carry() == 1
    [stands] = zalo.seen(SAID)
    assert stands["quoted"] == message.external_id
    assert (zalo.reply(reply_id).state, zalo.reply(reply_id).external_id) == (CaseReplyState.SENT, stands["id"])
    assert [case.state for case in zalo.cases()] == [CaseState.ANSWERED]


@SQLITE_ONLY
def test_the_programs_answer_is_not_repeated_when_nobody_knows_of_it(zalo: ZaloTalk) -> None:
    zalo.hear("TRA 999/2026")
    zalo.sandbox.control("PUT", "/weather", DROPS)
    assert send_chats(zalo.carrier, zalo.account_id) == 1
    zalo.sandbox.control("PUT", "/weather", {"zalo": {}})
    zalo.clock.move(hours=1)
    with zalo.database.read() as session:
        assert chat_accounts_due(session, zalo.clock.now()) == []
    send_chats(zalo.carrier, zalo.account_id)
    assert len(zalo.seen()) == 1
    assert [answer.state for answer in zalo.answers()] == [ReplyState.UNKNOWN]


@SQLITE_ONLY
def test_after_the_window_nothing_is_confirmed_and_what_waited_is_not_sent(zalo: ZaloTalk) -> None:
    zalo.hear(ASKED)
    [message] = zalo.messages()
    reply_id = zalo.confirm(message, SAID)
    zalo.clock.move(seconds=answer_window().total_seconds() + 60)
    zalo.carry()
    assert (zalo.reply(reply_id).state, zalo.seen(SAID)) == (CaseReplyState.FAILED, [])
    with pytest.raises(LoaError, match="Đã quá 7 ngày"):
        zalo.confirm(message, "Mời bác xem Điều 6.")


@SQLITE_ONLY
def test_the_stand_in_tells_what_we_believe(zalo: ZaloTalk) -> None:
    """Its signature and ours are written apart; every third event it tells twice."""
    told: list[tuple[bytes, str]] = []

    class Callback(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append((self.rfile.read(int(self.headers["Content-Length"])), self.headers["X-ZEvent-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Callback)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        zalo.sandbox.control("PUT", "/zalo/webhook", {"callback": f"http://127.0.0.1:{server.server_port}/moc/zalo"})
        for event in ("user_send_text", "follow", "oa_send_text", "user_send_image", "unfollow"):
            zalo.happens("TRA khai sinh", event=event)
    finally:
        zalo.sandbox.control("PUT", "/zalo/webhook", {"callback": ""})
        server.shutdown()
        server.server_close()
    known = next(
        one for one in zalo.sandbox.get("/_sandbox/accounts.json")["applications"] if one["platform"] == "zalo"
    )
    app, secret = known["client_id"], known["webhook_secret"]
    assert len(told) > 5
    assert all(is_genuine(body, signature, app, secret) for body, signature in told)
    events = [event_in(body, app, zalo.clock.now()) for body, _ in told]
    kinds = {event.kind.value for event in events if event is not None}
    assert kinds == {"text", "followed", "attachment", "left"}
    assert None in events, "what the account itself wrote is no question"
    assert {json.loads(body)["event_name"] for body, _ in told} >= {"oa_send_text"}


class Approver:
    """Who is called by Zalo when posts wait."""

    def __init__(self, zalo: ZaloTalk) -> None:
        self.zalo = zalo

    def wish(self) -> str:
        with self.zalo.database.write() as session:
            staff = session.get_one(Staff, self.zalo.seeded.staff_id)
            return wish_chat(session, Actor(staff, self.zalo.clock.now())).code

    def writes(self, text: str, name: str = "Lê Giám Đốc") -> bool:
        """Whether it was a word of this, and no citizen's question."""
        made, now = self.zalo.happens(text, name), self.zalo.clock.now()
        heard = Heard(made["person"], self.zalo.post, text, made["id"])
        with self.zalo.database.write() as session:
            return hear_call_word(session, heard, self.zalo.carrier.vault, now)

    def row(self) -> ReviewCall:
        with self.zalo.database.read() as session:
            return session.exec(select(ReviewCall)).one()

    def posts_wait(self, title: str) -> None:
        now = self.zalo.clock.now()
        with self.zalo.database.write() as session:
            item = Item(unit_id=self.zalo.seeded.unit_id, title=title, first_seen_at=now, kind="new_law")
            session.add(item)
            session.flush()
            post = Post(
                unit_id=item.unit_id,
                account_id=self.zalo.account_id,
                item_id=item.id or 0,
                purpose="announce",
                state=PostState.AWAITING_REVIEW,
                created_at=now,
                dropped=[],
                settings={},
            )
            session.add(post)
            session.flush()
            subject = f"post:{post.id}"
            open_notice(session, kind="review", subject=subject, unit_id=item.unit_id, now=now, text="Bài chờ duyệt")

    def called(self) -> int:
        """As the sweep does; how many calls were taken."""
        zalo = self.zalo
        with zalo.database.read() as session:
            due = ids(session, DUE_CALLS, zalo.clock.now())
        carrier = zalo.carrier
        return sum(
            call_approver(zalo.database, carrier.settings, carrier.vault, zalo.clock, one, carrier) for one in due
        )


def test_who_wrote_the_code_is_called_once_without_titles(zalo: ZaloTalk) -> None:
    approver = Approver(zalo)
    approver.posts_wait("Quyết định cũ")
    code = approver.wish()
    assert approver.called() == 0, "it is nobody's yet"
    assert approver.writes(f"duyet {code.lower()}")
    assert zalo.cases() == [], "no question of a citizen's"
    assert approver.called() == 0, "what waited before is not told"
    approver.posts_wait("Quyết định về giá đất")
    assert approver.called() == 1
    assert approver.called() == 0
    [told] = zalo.seen("chờ bạn duyệt")
    assert "1 bài của 1 tin" in told["text"]
    assert "/cho-duyet#tin-" in told["text"]
    assert "giá đất" not in told["text"], "it lies on a locked telephone"
    until = called_until(approver.row())
    assert until is not None
    assert f"{until.astimezone(VIETNAM):%d/%m/%Y}" in told["text"]
    approver.posts_wait("Quyết định thứ ba")
    assert approver.called() == 0, "the platform counts messages"
    zalo.clock.move(seconds=APART.total_seconds())
    assert approver.called() == 1


def test_what_is_no_valid_code_ties_nothing_and_stays_a_citizens(zalo: ZaloTalk) -> None:
    approver = Approver(zalo)
    code = approver.wish()
    for said in ("DUYET", "DUYET ABCDEFGH", f"Cho hỏi DUYET {code}", f"DUYET {code}x", code):
        assert not approver.writes(said), said
    zalo.clock.move(seconds=CODE_VALID.total_seconds() + 1)
    assert not approver.writes(f"DUYET {code}"), "it is too old"
    code = approver.wish()
    assert approver.writes(f"DUYET {code}")
    assert not approver.writes(f"DUYET {code}", "Người Khác"), "it is used up"
    assert not approver.writes("DUYET", "Người Khác")


def test_after_the_days_the_platform_gives_nothing_is_sent_until_they_write_again(zalo: ZaloTalk) -> None:
    approver = Approver(zalo)
    assert approver.writes(f"DUYET {approver.wish()}")
    zalo.clock.move(seconds=answer_window().total_seconds() + 1)
    approver.posts_wait("Quyết định về giá đất")
    assert approver.called() == 0
    assert approver.called() == 0, "and it is not asked for each second"
    assert "trong 7 ngày" in approver.row().problem
    assert zalo.seen("chờ bạn duyệt") == []
    assert approver.writes("Duyet!")
    assert approver.called() == 1
    assert len(zalo.seen("chờ bạn duyệt")) == 1, "what waited meanwhile is told"
    with zalo.database.write() as session:
        end_chat(session, Actor(session.get_one(Staff, zalo.seeded.staff_id), zalo.clock.now()))
    assert not approver.writes("DUYET")


@SQLITE_ONLY
def test_a_call_of_which_nobody_knows_is_not_repeated(zalo: ZaloTalk) -> None:
    approver = Approver(zalo)
    assert approver.writes(f"DUYET {approver.wish()}")
    approver.posts_wait("Quyết định về giá đất")
    zalo.sandbox.control("PUT", "/weather", DROPS)
    approver.called()
    zalo.clock.move(hours=1)
    zalo.sandbox.control("PUT", "/weather", {"zalo": {}})
    assert approver.called() == 0
    assert len(zalo.seen("chờ bạn duyệt")) == 1
