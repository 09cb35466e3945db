"""A comment and what everybody answers beneath it are one thread: one line of the inbox, in order on its page."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from distributor.cases.decide import root_of
from distributor.models import Account, Case, CaseMessage, CaseReply, CaseReplyState, Staff
from distributor.report.cases import EVERY, MOST_BESIDE, CaseFilters, CaseList, CasePage, case_list, case_page
from distributor.report.threads import ThreadEntry
from tests.cases.conftest import Talk

PARENTS = {"a": "", "b": "a", "c": "b", "x": "y", "y": "x"}


@pytest.mark.parametrize(
    ("own", "parent", "root"),
    [("d", "", "d"), ("d", "a", "a"), ("d", "b", "a"), ("d", "c", "a"), ("d", "unread", "unread"), ("d", "x", "y")],
)
def test_what_began_a_thread(own: str, parent: str, root: str) -> None:
    """What answers itself round and round ends, too."""
    assert root_of(own, parent, PARENTS) == root


def page_of(talk: Talk, case_id: int | None) -> CasePage:
    with talk.database.read() as session:
        me = session.get_one(Staff, talk.seeded.staff_id)
        found = case_page(session, case_id or 0, [talk.seeded.unit_id], me, talk.clock.now())
    assert found is not None
    return found


def listed(talk: Talk, wanted: CaseFilters | None = None, page: int = 1) -> CaseList:
    with talk.database.read() as session:
        return case_list(session, [talk.seeded.unit_id], 0, wanted or CaseFilters(), talk.clock.now(), page=page)


def words_of(entry: ThreadEntry) -> str:
    return entry.said.reply.text if entry.said else entry.message.text if entry.message else ""


def said(page: CasePage) -> list[list[str]]:
    return [[words_of(one) for one in thread] for thread in page.threads]


def test_a_thread_shows_everybody_in_order_with_our_answers_in_their_place(talk: Talk) -> None:
    first = talk.write("Tách thửa cần bao nhiêu m²?")
    talk.write("Tôi cũng hỏi việc này ạ", "Lê Thị Thử", parent=first)
    other = talk.write("Bao giờ có lịch tiếp dân?", "Ngô Thị Ví Dụ")
    talk.read()
    asked, joins, elsewhere = talk.messages()
    assert [case.thread for case in talk.cases()] == [first, first, other]
    talk.confirm(asked, "Ít nhất 80 m².")
    assert talk.carry() == 1
    talk.graph("POST", f"{first}/comments", message="Bác Thử xem thêm tại trụ sở.")
    talk.write("Cảm ơn ạ", "Phạm Văn Thí Dụ", parent=first)
    talk.read()
    talk.read()
    page = page_of(talk, asked.case_id)
    [thread] = page.threads
    assert (words_of(thread[0]), thread[0].is_below) == ("Tách thửa cần bao nhiêu m²?", False)
    below = [one.at for one in thread[1:]]
    assert below == sorted(below)
    by_words = {words_of(one): one for one in thread}
    assert len(by_words) == len(thread) == 5, "what Loa carried stands there once"
    assert by_words["Tôi cũng hỏi việc này ạ"].other_case == joins.case_id
    assert (by_words["Ít nhất 80 m²."].to, by_words["Ít nhất 80 m²."].other_case) == ("Trần Văn Mẫu", 0)
    assert [words for words, one in by_words.items() if one.message and one.message.by_us] == [
        "Bác Thử xem thêm tại trụ sở."
    ], "written on the Page itself"
    assert by_words["Cảm ơn ạ"].other_case == 0, "it stands in the case of who asked"
    assert page.newest is not None
    assert [one.text for one in page.messages] == ["Tách thửa cần bao nhiêu m²?", "Cảm ơn ạ"], "thanks open no case"
    assert sorted(said(page_of(talk, joins.case_id))[0]) == sorted(by_words)
    assert said(page_of(talk, elsewhere.case_id)) == [["Bao giờ có lịch tiếp dân?"]]


def test_the_inbox_has_one_line_a_thread(talk: Talk) -> None:
    """A question beneath another keeps its own deadline, and is found by itself."""
    first = talk.write("Tách thửa cần bao nhiêu m²?")
    for number in range(MOST_BESIDE + 2):
        talk.write(f"Tôi cũng hỏi, thửa {number}", f"Người {number}", parent=first)
    talk.write("Bao giờ có lịch tiếp dân?", "Ngô Thị Ví Dụ")
    talk.read()
    found = listed(talk)
    assert (found.total, found.threads, found.pages) == (MOST_BESIDE + 4, 2, 1)
    thread = next(line for line in found.lines if line.beside)
    assert (len(thread.beside), thread.more_beside) == (MOST_BESIDE, 2)
    assert len({thread.case_id, *(one.case_id for one in thread.beside)}) == MOST_BESIDE + 1
    alone = listed(talk, CaseFilters(search="thửa 3"))
    assert [(line.excerpt, line.beside) for line in alone.lines] == [("Tôi cũng hỏi, thửa 3", ())]
    assert listed(talk, page=2).lines == ()


def test_bare_emoji_ask_nothing_and_stand_in_their_thread(talk: Talk) -> None:
    talk.write("👍👍 ❤️", "Phạm Văn Thí Dụ")
    talk.read()
    assert talk.cases() == []
    first = talk.write("Tách thửa cần bao nhiêu m²?")
    talk.write("👍", "Phạm Văn Thí Dụ", parent=first)
    talk.write("❓ Hỏi gì", "Phạm Văn Thí Dụ")
    talk.read()
    asked, other = talk.cases()
    assert sorted(said(page_of(talk, asked.id))[0]) == ["Tách thửa cần bao nhiêu m²?", "👍"]
    assert said(page_of(talk, other.id)) == [["❓ Hỏi gì"]]


def test_what_we_began_ourselves_is_shown_above_its_answers(talk: Talk) -> None:
    ours = talk.graph("POST", f"{talk.post}/comments", message="Mời bà con hỏi ở đây.")["id"]
    talk.read()
    assert talk.messages() == [], "nobody asks anything"
    talk.write("Mai có làm việc không?", "Lê Thị Thử", parent=ours)
    talk.read()
    [case] = talk.cases()
    assert said(page_of(talk, case.id)) == [["Mời bà con hỏi ở đây.", "Mai có làm việc không?"]]
    talk.graph("DELETE", ours)
    talk.read()
    assert [bool(one.deleted_at) for one in talk.messages() if one.by_us] == [True]


def test_private_talk_stays_one_by_time(talk: Talk) -> None:
    now = talk.clock.now()

    def wrote(session: Session, case: Case, text: str, minutes: int) -> CaseMessage:
        at = now + timedelta(minutes=minutes)
        message = CaseMessage(
            case_id=case.id or 0,
            account_id=case.account_id,
            external_id=f"sms-{minutes}",
            text=text,
            written_at=at,
            seen_at=at,
        )
        session.add(message)
        session.flush()
        return message

    with talk.database.write() as session:
        account = session.exec(select(Account)).first()
        assert account is not None
        case = Case(unit_id=talk.seeded.unit_id, account_id=account.id, opened_at=now, last_at=now)
        session.add(case)
        session.flush()
        first = wrote(session, case, "Một", 0)
        wrote(session, case, "Hai", 2)
        session.add(
            CaseReply(
                case_id=case.id or 0,
                message_id=first.id or 0,
                account_id=account.id,
                staff_id=talk.seeded.staff_id,
                key="k",
                text="Trả lời một",
                state=CaseReplyState.SENT,
                created_at=now + timedelta(minutes=1),
                sent_at=now + timedelta(minutes=1),
            )
        )
        case_id = case.id
    assert said(page_of(talk, case_id)) == [["Một", "Trả lời một", "Hai"]]
    assert [line.excerpt for line in listed(talk, CaseFilters(state=EVERY)).lines] == ["Hai"]
