"""Citizens' messages as rows, on both databases: who is asked back, what is looked up, who gets no answer."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import col, select

from channels.messenger import Heard, Message, Outcome, Verdict
from channels.sms.pdus import Pdu
from channels.sms.receipt import heard_of
from channels.sms_text import Encoding, measure
from distributor.broadcast.audience import is_paused, subscribe
from distributor.broadcast.receive import receive
from distributor.broadcast.replies import send_replies
from distributor.facts import Answer, Facts, Point, Role
from distributor.law.register import refresh
from distributor.lookup.index import keep_look_up_words
from distributor.models import Case, Consent, Document, Item, OptOut, Post, PostState
from tests.broadcast.conftest import Sms, number

HOW_TO_STOP = "làm sao để hủy nhận tin"
TITLE = "Hỏi đáp: Con sinh đã hơn ba tháng chưa đăng ký khai sinh thì làm thế nào?"


def hear(sms: Sms, *texts: str, sender: int = 1) -> None:
    for text in texts:
        sms.clock.move(seconds=20)
        heard = Heard(number(sender), "8079", text, f"{sms.clock.now()}")
        with sms.database.write() as session:
            receive(session, sms.account_id, [heard], sms.desk().numbers, sms.clock.now())


def sent(sms: Sms) -> list[str]:
    """What the network is handed now."""
    taken: list[Message] = []

    def submit(messages: Sequence[Message]) -> list[Outcome]:
        taken.extend(messages)
        return [Outcome(Verdict.TAKEN) for _ in messages]

    while send_replies(sms.desk(), sms.account_id, submit, 10):
        pass
    assert all(measure(message.text).encoding is Encoding.GSM for message in taken)
    assert all(1 <= measure(message.text).segments <= 2 for message in taken)
    return [message.text for message in taken]


def publish(sms: Sms, title: str, facts: Facts, document: Document | None = None) -> int:
    """A public post says all of the facts but those that begin with "Chưa ai nói"."""
    sentences = [facts.answer.text] if facts.answer else []
    sentences += [point.statement for point in facts.message if not point.statement.startswith("Chưa ai nói")]
    said = " ".join(sentences)
    with sms.database.write() as session:
        if document is not None:
            session.add(document)
            session.flush()
        item = Item(
            unit_id=sms.seeded.unit_id,
            title=title,
            first_seen_at=sms.clock.now(),
            facts=facts.to_json(),
            document_id=document.id if document is not None else None,
            document_role="announcement" if document is not None else "",
        )
        session.add(item)
        session.flush()
        session.add(
            Post(
                account_id=sms.account_id,
                item_id=item.id or 0,
                unit_id=sms.seeded.unit_id,
                purpose="announce",
                state=PostState.PUBLISHED,
                title=title,
                text=" ".join([title, said]),
                created_at=sms.clock.now(),
            )
        )
        session.flush()
        item_id = item.id or 0
    keep_look_up_words(sms.database)
    return item_id


BIRTH = Facts(
    answer=Answer("Quá 60 ngày vẫn đăng ký khai sinh được, nộp tại Ủy ban nhân dân cấp xã.", ("Quá 60 ngày …",)),
    message=(
        Point(Role.RIGHT, "Không ai được từ chối chỉ vì gia đình nộp muộn."),
        Point(Role.PAPERS, "Hồ sơ gồm tờ khai theo mẫu và giấy chứng sinh."),
        Point(Role.WHERE, "Nộp tại Ủy ban nhân dân cấp xã nơi cư trú."),
    ),
)


def act(issuer: str, number: str = "01/2026/QĐ-UBND", subject: str = "Quy chế quản lý chợ") -> Document:
    return Document(issuer=issuer, number=number, issued_on=date(2026, 11, 1), kind="quyết định", subject=subject)


def test_who_may_have_opted_out_is_asked_back_once_and_gets_nothing_meanwhile(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    hear(sms, HOW_TO_STOP)
    assert ["muon ngung nhan tin?" in text for text in sent(sms)] == [True]
    with sms.database.read() as session:
        [pause] = session.exec(select(OptOut)).all()
        consent = session.exec(select(Consent)).one()
        assert is_paused(session, sms.seeded.unit_id, pause.number_hash)
    assert (pause.asked_back, consent.withdrawn_at) == (True, None), "no refusal yet"
    assert sms.states(broadcast)["queued"] == 1
    hear(sms, "KHONG")
    assert ["van nhan tin" in text for text in sent(sms)] == [True]
    with sms.database.read() as session:
        assert not is_paused(session, sms.seeded.unit_id, pause.number_hash)


def test_a_pause_becomes_an_opt_out_when_they_say_so(sms: Sms) -> None:
    sms.audience(1)
    hear(sms, HOW_TO_STOP, "co")
    with sms.database.read() as session:
        rows = session.exec(select(OptOut).order_by(col(OptOut.id))).all()
        consent = session.exec(select(Consent)).one()
    assert [(row.asked_back, row.lifted_at is None) for row in rows] == [(True, False), (False, True)]
    assert consent.withdrawn_at is not None


def test_an_opt_out_that_stands_is_not_asked_back(sms: Sms) -> None:
    hear(sms, "HUY", HOW_TO_STOP, "cam on")
    with sms.database.read() as session:
        [row] = session.exec(select(OptOut)).all()
    assert (row.asked_back, row.lifted_at) == (False, None)


def deliver(sms: Sms, *texts: str) -> list[int]:
    """As the network hands them over, with their real fingerprints."""
    new = []
    for text in texts:
        sms.clock.move(seconds=20)
        pdu = Pdu("deliver_sm", 0, 1, source=number(1), destination="8079", octets=text.encode())
        with sms.database.write() as session:
            new.append(receive(session, sms.account_id, [heard_of(pdu)], sms.desk().numbers, sms.clock.now()))
    return new


def opted_out(sms: Sms) -> bool:
    with sms.database.read() as session:
        standing = session.exec(select(OptOut).where(col(OptOut.lifted_at).is_(None))).all()
        wanted = session.exec(select(Consent).where(col(Consent.withdrawn_at).is_(None))).all()
    return bool(standing) and not wanted


def test_the_last_of_huy_dk_huy_within_minutes_is_heard(sms: Sms) -> None:
    assert deliver(sms, "HUY", "HUY", "DK") == [1, 0, 1]
    assert not opted_out(sms)
    assert deliver(sms, "HUY") == [1]
    assert opted_out(sms)


def test_an_opt_out_delivered_again_holds_and_gets_no_second_answer(sms: Sms) -> None:
    deliver(sms, "HUY")
    with sms.database.write() as session:
        subscribe(session, sms.seeded.unit_id, number(1), sms.desk().numbers, proof="desk", now=sms.clock.now())
    assert not opted_out(sms)
    assert deliver(sms, "HUY") == [0]
    assert opted_out(sms)
    assert len(sent(sms)) == 1


def test_machines_thanks_and_abuse_get_no_answer_and_no_case(sms: Sms) -> None:
    hear(sms, "Toi dang lai xe, se goi lai sau", "Cảm ơn ạ", "ngu như bò", "👍")
    assert sent(sms) == []
    with sms.database.read() as session:
        assert session.exec(select(Case)).all() == []


def test_a_question_is_acknowledged_with_its_day_and_becomes_a_case(sms: Sms) -> None:
    hear(sms, "hủy hợp đồng lao động thì sao")
    [said] = sent(sms)
    with sms.database.read() as session:
        case = session.exec(select(Case)).one()
        assert session.exec(select(OptOut)).all() == [], "no refusal"
    assert case.due_at is not None
    assert "da nhan cau hoi" in said


def test_the_law_by_sms(sms: Sms) -> None:
    item = publish(sms, TITLE, BIRTH)
    hear(sms, "khai sih", "2", "1", "khai sinh can gi")
    first, papers, more, asked = sent(sms)
    assert first.startswith("Hoi dap: Con sinh da hon ba thang")
    assert "Qua 60 ngay van dang ky khai sinh duoc" in first
    assert f"/tin/{item}" in first
    assert "giay chung sinh" in papers
    assert "Nop tai Uy ban nhan dan cap xa" in papers
    assert "Khong ai duoc tu choi" in more
    assert "lam the nao? Ho so gom to khai" in asked, "what is asked for comes first"


def test_an_act_is_told_with_what_it_is_today(sms: Sms) -> None:
    ended = act("Ủy ban nhân dân tỉnh Hương Giang", "25/2026/QĐ-UBND", "quy định giá dịch vụ đò ngang " * 12)
    ended.told_effective_on, ended.ended_on = date(2026, 11, 1), date(2026, 11, 20)
    publish(sms, "Quyết định 25/2026", Facts(), ended)
    with sms.database.write() as session:
        refresh(session, [key or 0 for key in session.exec(select(Document.id))], sms.clock.now())
    hear(sms, "tra qd 25 2026 ubnd")
    [said] = sent(sms)
    assert said.startswith("Quyet dinh so 25/2026/QD-UBND: ")
    assert "HET HIEU LUC tu 20/11/2026" in said, "never cut, however long the title"


@pytest.mark.parametrize(("text", "asks"), [("TRA 1/2026", True), ("TRA 1/2026 THACH HUONG", False)])
def test_two_offices_of_one_number_are_asked_about(sms: Sms, text: str, asks: bool) -> None:
    publish(sms, "Chợ", Facts(), act("Ủy ban nhân dân xã Thạch Hương"))
    publish(sms, "Vỉa hè", Facts(), act("Ủy ban nhân dân phường Vĩnh Giang", subject="Sử dụng vỉa hè"))
    hear(sms, text)
    [said] = sent(sms)
    assert ("TRA 01/2026 VINH GIANG" in said) is asks
    assert ("Quy che quan ly cho" in said) is not asks


def test_what_is_not_public_is_not_told(sms: Sms) -> None:
    publish(sms, "Chợ", Facts(), act("Ủy ban nhân dân xã Thạch Hương"))
    with sms.database.write() as session:
        post = session.exec(select(Post)).one()
        post.state = PostState.WITHDRAWN
        session.add(post)
    hear(sms, "TRA 1/2026")
    [said] = sent(sms)
    assert "chua tim thay" in said


def test_a_sentence_that_no_post_has_gives_way_to_its_quote(sms: Sms) -> None:
    points = (
        Point(Role.CHANGE, "Chưa ai nói câu này.", ("Nguyên văn của nguồn",)),
        Point(Role.CHANGE, "Chưa ai nói câu kia."),
    )
    publish(sms, "Quy định về hòa giải ở cơ sở", Facts(message=points))
    hear(sms, "tra hoa giai co so")
    [said] = sent(sms)
    assert "Nguyen van cua nguon." in said
    assert "Chua ai noi" not in said


def test_papers_that_nobody_drew_out_are_told_by_the_source(sms: Sms) -> None:
    item = publish(sms, "Thủ tục đăng ký tạm trú", Facts())
    with sms.database.write() as session:
        row = session.get_one(Item, item)
        row.text = (
            "Điều 4. Nơi nộp\n\nHồ sơ gồm tờ khai và giấy tờ về chỗ ở hợp pháp. Nộp tại công an cấp xã nơi tạm trú."
        )
        session.add(row)
    keep_look_up_words(sms.database)
    hear(sms, "tam tru", "2")
    assert sent(sms)[1].startswith(
        "Ho so gom to khai va giay to ve cho o hop phap. Nop tai cong an cap xa noi tam tru."
    )


def test_a_question_about_a_number_is_told_what_the_act_is_and_becomes_a_case(sms: Sms) -> None:
    publish(sms, "Chợ", Facts(), act("Ủy ban nhân dân xã Thạch Hương"))
    hear(sms, "qd 01/2026 con hieu luc khong", "qd 77/2026 con hieu luc khong")
    known, unknown = sent(sms)
    assert known.startswith("Quyet dinh so 01/2026/QD-UBND: Quy che quan ly cho.")
    assert "da nhan cau hoi" in unknown
    with sms.database.read() as session:
        assert len(session.exec(select(Case)).all()) == 1, "both of one person"


def test_a_question_of_one_matter_is_told_what_is_public_of_it_and_becomes_a_case(sms: Sms) -> None:
    publish(sms, TITLE, BIRTH)
    hear(sms, "con tôi sinh hơn ba tháng chưa làm giấy khai sinh thì phải làm sao?", "1")
    told, more = sent(sms)
    assert told.startswith("Hoi dap: Con sinh da hon ba thang")
    assert "Khong ai duoc tu choi" in more
    with sms.database.read() as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_who_has_read_a_page_may_ask_for_the_next_with_the_same_word(sms: Sms) -> None:
    """The same octets again are the network's, unless they ask for more and that was answered."""
    publish(sms, TITLE, BIRTH)
    hear(sms, "khai sinh")
    for again in range(3):
        with sms.database.write() as session:
            receive(
                session, sms.account_id, [Heard(number(1), "8079", "1", "one")] * 2, sms.desk().numbers, sms.clock.now()
            )
        sms.clock.move(seconds=5)
        assert len(sent(sms)) == 1 + (again == 0), "delivered twice is one message; asked again is another"


def test_a_story_that_nothing_answers_goes_to_a_person_with_its_topic(sms: Sms) -> None:
    hear(sms, "TRA chia dat cho hai dua con bang giay viet tay thi sao")
    [said] = sent(sms)
    assert "da nhan cau hoi cua ban" in said
    with sms.database.read() as session:
        [case] = session.exec(select(Case)).all()
        assert case.topic == "Đất đai, nhà ở"
    hear(sms, "TRA abc xyz", sender=2)
    [said] = sent(sms)
    assert "chua tim thay" in said
    with sms.database.read() as session:
        assert len(session.exec(select(Case)).all()) == 1, "who types what names nothing is told how to ask"


def test_who_opts_out_is_answered_before_those_who_wrote_earlier(sms: Sms) -> None:
    hear(sms, "HD", sender=1)
    hear(sms, "HD", sender=2)
    hear(sms, "HUY", sender=3)
    assert "khong gui tin den so cua ban nua" in sent(sms)[0]
