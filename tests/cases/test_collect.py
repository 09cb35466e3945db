"""Citizens' comments become cases: each once, changes and deletions seen, one person's under one case."""

import contextlib
from datetime import timedelta

import pytest
from sqlmodel import select

from channels.citizens import Comment, Comments
from channels.connect import Ability
from channels.connectors import turned_off_on
from channels.facebook.comments import NAMELESS
from distributor.cases.by_hand import answer_by_hand
from distributor.cases.collect import DUE_READINGS, keep_read, read_comments, read_soon, watch_posts
from distributor.cases.forget import forget_names
from distributor.cases.reply import AlreadyConfirmed
from distributor.cases.rules import rules_at
from distributor.cases.store import close_case
from distributor.errors import LoaError
from distributor.models import Account, AccountState, CaseReply, CaseReplyState, CaseState, CommentWatch, Staff
from distributor.scheduler.due import ids
from distributor.staff.deeds import Actor
from phrases import in_language
from tests.cases.conftest import Talk


def watch(talk: Talk) -> CommentWatch:
    with talk.database.read() as session:
        return session.get_one(CommentWatch, talk.post_id)


def test_each_comment_is_one_message_and_one_persons_are_one_case(talk: Talk) -> None:
    first = talk.write("Tách thửa cần bao nhiêu m²?")
    talk.write("Còn nhà chung cư?", "")
    talk.write("Ở xã thì sao ạ?", parent=first)
    talk.read()
    talk.read()
    one, nameless, further = talk.messages()
    assert (one.external_id, one.text, one.author) == (first, "Tách thửa cần bao nhiêu m²?", "Trần Văn Mẫu")
    assert (nameless.author, further.parent_id) == ("Người dùng Facebook", first)
    assert in_language(nameless.author, "en") == in_language(NAMELESS, "en") != nameless.author
    assert one.case_id == further.case_id != nameless.case_id
    case, other = talk.cases()
    assert (case.state, case.post_id, case.unit_id) == (CaseState.NEW, talk.post_id, talk.seeded.unit_id)
    assert (len(case.person_hash), other.person_hash) == (64, "")
    assert case.due_at is not None
    assert case.due_at > case.opened_at


def test_changes_and_deletions_are_seen(talk: Talk) -> None:
    first, second = talk.write("Hỏi một"), talk.write("Hỏi hai")
    talk.read()
    talk.graph("POST", first, message="Hỏi một, sửa")
    talk.graph("DELETE", second)
    talk.read()
    changed, gone = talk.messages()
    assert (changed.text, changed.earlier) == ("Hỏi một, sửa", "Hỏi một")
    assert changed.edited_at is not None
    assert changed.deleted_at is None
    assert gone.deleted_at is not None
    assert gone.text == "Hỏi hai"


def test_the_pages_own_answers_are_no_questions(talk: Talk) -> None:
    talk.write("Hỏi")
    talk.read()
    [message] = talk.messages()
    talk.confirm(message, "Mời xem Điều 5.")
    talk.carry()
    talk.read()
    assert len(talk.messages()) == 1


def test_thanks_open_no_case_and_leave_an_answered_one_answered(talk: Talk) -> None:
    talk.write("Xin cảm ơn Sở đã thông tin!", "Lê Thị Mẫu")
    talk.write("Cảm ơn, cho hỏi bao giờ áp dụng?")
    talk.read()
    [message] = talk.messages()
    assert message.text.endswith("bao giờ áp dụng?")
    talk.confirm(message, "Từ 01/01/2027.")
    talk.carry()
    talk.write("Dạ em hiểu rồi, cảm ơn Sở nhiều ạ")
    talk.read()
    [case] = talk.cases()
    assert (case.state, len(talk.messages())) == (CaseState.ANSWERED, 2), "kept beside what was asked"
    assert case.due_at is None


def test_a_closed_case_is_left_and_an_answered_one_goes_on(talk: Talk) -> None:
    talk.write("Hỏi một")
    talk.read()
    [message] = talk.messages()
    talk.confirm(message, "Trả lời một")
    talk.carry()
    assert [case.state for case in talk.cases()] == [CaseState.ANSWERED]
    talk.write("Hỏi hai")
    talk.read()
    [case] = talk.cases()
    assert (case.state, case.ended_at) == (CaseState.DOING, None)
    assert case.due_at is not None
    with talk.database.write() as session:
        actor = Actor(session.get_one(Staff, talk.seeded.staff_id), talk.clock.now())
        close_case(session, actor, case.id or 0, "Lời khen")
    talk.write("Hỏi ba")
    talk.read()
    assert [case.state for case in talk.cases()] == [CaseState.CLOSED, CaseState.NEW]


def test_two_workers_do_not_read_the_same_post(talk: Talk) -> None:
    with talk.database.write() as session:
        assert watch_posts(session, talk.clock.now()) == 1
        assert watch_posts(session, talk.clock.now()) == 0, "watched already"
    assert due_of(talk) == [talk.account_id]
    assert read_comments(talk.carrier, talk.account_id) == 1
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert due_of(talk) == []
    talk.clock.move(minutes=1)
    assert due_of(talk) == [talk.account_id]


def due_of(talk: Talk) -> list[int]:
    with talk.database.read() as session:
        return ids(session, DUE_READINGS, talk.clock.now())


def test_a_notification_wakes_a_post_and_is_not_lost_while_it_is_read(talk: Talk) -> None:
    talk.read()
    page = talk.post.partition("_")[0]
    talk.clock.move(days=60)
    with talk.database.write() as session:
        old = session.get_one(CommentWatch, talk.post_id)
        old.due_at = None
        session.add(old)
    changes = [(page, talk.post)]
    with talk.database.write() as session:
        assert read_soon(session, "facebook", [("1", talk.post)], talk.clock.now()) == 0, "of a Page that is not ours"
        assert read_soon(session, "facebook", changes, talk.clock.now()) == 1
    assert due_of(talk) == [talk.account_id]
    with talk.database.write() as session:
        held = session.get_one(CommentWatch, talk.post_id)
        held.token, held.due_at = "somebody", talk.clock.now() + timedelta(seconds=60)
        session.add(held)
    with talk.database.write() as session:
        assert read_soon(session, "facebook", changes, talk.clock.now()) == 1
    now = watch(talk)
    assert (now.token, now.woken) == ("somebody", True)
    assert now.due_at is not None
    assert now.due_at > talk.clock.now(), "it stays with who reads it"


def test_an_account_that_is_throttled_or_signed_out_is_not_read(talk: Talk) -> None:
    talk.sandbox.control("PUT", "/weather", {"facebook": {"throttle": 1.0, "throttle_s": 120, "seed": 1}})
    with talk.database.write() as session:
        watch_posts(session, talk.clock.now())
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert due_of(talk) == []
    with talk.database.read() as session:
        assert session.get_one(Account, talk.account_id).wait_until is None, "reading does not hold back publishing"
    talk.sandbox.control("PUT", "/weather", {"facebook": {}})
    talk.clock.move(minutes=5)
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        account.state = AccountState.NEEDS_SIGNIN
        session.add(account)
    assert due_of(talk) == []
    assert read_comments(talk.carrier, talk.account_id) == 0


def test_an_account_that_may_not_read_comments_is_not_asked_for_them(talk: Talk) -> None:
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        account.settings = {**account.settings, "withheld": "pages_read_user_content publish_video"}
        session.add(account)
        watch_posts(session, talk.clock.now())
    asked = len(talk.sandbox.requests_since())
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert len(talk.sandbox.requests_since()) == asked
    assert due_of(talk) == []
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        account.settings = {**account.settings, "withheld": "publish_video"}
        session.add(account)
    talk.clock.move(hours=2)
    assert read_comments(talk.carrier, talk.account_id) == 1, "connected anew, with the right"


def test_a_right_that_is_lost_later_turns_off_reading_comments_alone(talk: Talk) -> None:
    talk.write("Tách thửa cần bao nhiêu m²?")
    talk.read()
    talk.sandbox.control("PUT", "/weather", {"facebook": {"differs": ["optional_denied"]}})
    with talk.database.write() as session:
        session.get_one(CommentWatch, talk.post_id).due_at = talk.clock.now()
    assert read_comments(talk.carrier, talk.account_id) == 0
    with talk.database.read() as session:
        account = session.get_one(Account, talk.account_id)
    assert (account.state, account.settings["lost"]) == (AccountState.ACTIVE, ["pages_read_user_content"])
    assert turned_off_on("facebook", account.settings) == {Ability.COMMENTS}
    talk.clock.move(hours=2)
    asked = len(talk.sandbox.requests_since())
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert len(talk.sandbox.requests_since()) == asked
    talk.sandbox.control("PUT", "/weather", {"facebook": {}})
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        account.settings = {name: said for name, said in account.settings.items() if name != "lost"}
        session.add(account)
    talk.clock.move(hours=2)
    assert read_comments(talk.carrier, talk.account_id) == 1, "connected anew"
    assert [one.deleted_at for one in talk.messages()] == [None]


def test_a_post_that_is_gone_is_not_asked_for_again(talk: Talk) -> None:
    talk.read()
    talk.graph("DELETE", talk.post)
    talk.clock.move(minutes=5)
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert (watch(talk).due_at, watch(talk).token) == (None, "")


def test_many_comments_are_read_part_by_part(talk: Talk) -> None:
    """What an incomplete reading reached is kept, and the next one goes on from there."""
    now = talk.clock.now()
    said = tuple(
        Comment(f"9_{n}", talk.post, "?" + "😀" * 9_999, "Người", now + timedelta(seconds=n), author_id="1")
        for n in range(3)
    )
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        keep_read(session, account, talk.post_id, Comments(said, complete=False), now, lambda one: one.author_id, now)
        keep_read(session, account, talk.post_id, Comments(said[2:], complete=True), said[2].written_at, str, now)
    messages = talk.messages()
    assert [message.deleted_at for message in messages] == [None] * 3
    assert {len(message.text) for message in messages} == {10_000}
    assert len(talk.cases()) == 1


def test_names_are_forgotten_some_days_after_the_end(talk: Talk) -> None:
    talk.write("Hỏi")
    talk.write("Hỏi khác", "Lê Thị Thử")
    talk.read()
    ended, open_case = talk.cases()
    with talk.database.write() as session:
        actor = Actor(session.get_one(Staff, talk.seeded.staff_id), talk.clock.now())
        close_case(session, actor, ended.id or 0, "Lời khen")
    keep = timedelta(days=rules_at(talk.clock.now()).keep_names_days)
    with talk.database.write() as session:
        assert forget_names(session, talk.clock.now() + keep - timedelta(minutes=1)) == 0
        assert forget_names(session, talk.clock.now() + keep) == 1
        assert forget_names(session, talk.clock.now() + keep) == 0
    assert [message.author for message in talk.messages()] == ["", "Lê Thị Thử"]
    assert [bool(case.person_hash) for case in talk.cases()] == [False, True]
    assert open_case.forgotten_at is None


def test_what_only_people_may_answer_is_answered_by_hand_and_recorded(talk: Talk) -> None:
    now = talk.clock.now()
    said = Comment(
        "9_1", talk.post, "Hỏi", "Người dùng X", now, author_id="1", url="https://x.com/i/web/status/9", by_hand=True
    )
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        keep_read(session, account, talk.post_id, Comments((said,), complete=True), now, lambda one: one.author_id, now)
    [message] = talk.messages()
    assert (message.by_hand, message.url) == (True, "https://x.com/i/web/status/9")
    with pytest.raises(LoaError, match="không cho chương trình trả lời"):
        talk.confirm(message, "Mời bác xem Điều 5.")
    for _time in range(2):
        with contextlib.suppress(AlreadyConfirmed), talk.database.write() as session:
            actor = Actor(session.get_one(Staff, talk.seeded.staff_id), talk.clock.now())
            answer_by_hand(session, actor, message.case_id, message.id or 0, "Mời bác xem Điều 5.", "khoa")
    assert talk.carry() == 0, "nothing goes out"
    with talk.database.read() as session:
        [reply] = session.exec(select(CaseReply)).all()
    assert (reply.state, reply.text) == (CaseReplyState.SENT, "Mời bác xem Điều 5.")
    assert "tự trả lời" in reply.reason
    assert [case.state for case in talk.cases()] == [CaseState.ANSWERED]
