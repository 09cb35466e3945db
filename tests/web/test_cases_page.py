"""Cần phản hồi, Mẫu trả lời, Người phát ngôn without a browser: the way of a case, rights × units, bad input, queries."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.cases.saved import versions_of
from distributor.compose.wordings import open_wordings, sources_in_use
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    AuditEntry,
    Case,
    CaseEvent,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    Inbound,
    SavedReply,
    Spokesperson,
)
from distributor.settings import Settings
from tests.support.statements import statements
from tests.web.case_cases import EMOJI, OTHER, SPEAKER, Cases, fill_cases, staff_of
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, NOON, Province, identity

ANSWER = "Đất ở tại xã được tách thửa khi mỗi thửa còn ít nhất 80 m²."


@pytest.fixture
def cases(database: Database, settings: Settings, province: Province) -> Cases:
    with database.write() as session:
        return fill_cases(session, province, MediaStore(settings.media_folder))


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/can-phan-hoi").text)})


def state_of(database: Database, case_id: int) -> CaseState:
    with database.read() as session:
        return session.get_one(Case, case_id).state


def test_a_hidden_comment_is_marked_in_its_own_case_and_in_another(
    client: TestClient, database: Database, cases: Cases
) -> None:
    with database.write() as session:
        asked = session.exec(select(CaseMessage).where(CaseMessage.case_id == cases.asked)).first()
        hidden = session.exec(select(CaseMessage).where(CaseMessage.case_id == cases.late)).one()
        assert asked is not None
        hidden.hidden, hidden.parent_id, hidden.post_id = True, asked.external_id, asked.post_id
    sign_in(client)
    for case_id, other in ((cases.late, False), (cases.asked, True)):
        page = unescape(client.get(f"/can-phan-hoi/{case_id}").text)
        [message] = [
            one for one in page.split('<li class="message')[1:] if "<b>Lê Thị Thử</b>" in one.partition("</p>")[0]
        ]
        assert message.startswith(" apart") is other
        assert "đang ẩn" in message.partition("</p>")[0]


def test_the_list_shows_what_is_due_first(client: TestClient, cases: Cases) -> None:
    sign_in(client)
    page = client.get("/can-phan-hoi").text
    order = [int(number) for number in re.findall(r'class="asked"><a href="/can-phan-hoi/(\d+)"', page)]
    assert order == [cases.late, cases.asked, cases.communes]
    assert "&lt;b&gt;Lê Thị Thử&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "Quá hạn" in page
    assert len(page) < 40_000, "ten thousand emoji are not in a list"
    navigation = page.partition('aria-label="Chính"')[2].partition("</nav>")[0]
    assert '<b class="waiting mine">3<' in navigation


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("trang_thai=closed", ["closed"]),
        ("trang_thai=qua-han", ["late"]),
        ("trang_thai=tat-ca", ["late", "asked", "communes", "closed"]),
        ("ai=toi", []),
        ("ai=chua&kenh=facebook", ["late", "asked", "communes"]),
        ("kenh=sms", []),
        ("tim=chứng+thực", ["communes"]),
        ("tim=thuc+CHUNG", ["communes"]),
        ("tim=%25", []),
        ("trang_thai=la&kenh=la&trang=99", ["late", "asked", "communes"]),
    ],
)
def test_narrowed(client: TestClient, cases: Cases, query: str, wanted: list[str]) -> None:
    sign_in(client)
    page = client.get(f"/can-phan-hoi?{query}").text
    found = [int(number) for number in re.findall(r'class="asked"><a href="/can-phan-hoi/(\d+)"', page)]
    assert found == [getattr(cases, name) for name in wanted]


def test_one_case_shows_what_was_written_as_text(client: TestClient, cases: Cases) -> None:
    sign_in(client)
    page = client.get(f"/can-phan-hoi/{cases.asked}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "Trước khi sửa" in page
    assert EMOJI in client.get(f"/can-phan-hoi/{cases.late}").text


def test_the_speaker_confirms_the_exact_text_and_it_goes_once(
    client: TestClient, cases: Cases, database: Database
) -> None:
    sign_in(client, SPEAKER)
    path = f"/can-phan-hoi/{cases.asked}"
    with database.read() as session:
        saved = session.exec(select(SavedReply)).one()
    filled = send(client, path, viec="dung-mau", mau=str(saved.id), tin=str(cases.first), tra_loi="").text
    assert "Sở Tư pháp tỉnh Hương Giang cảm ơn câu hỏi. Mời ông/bà xem http" in filled
    confirm = send(client, path, viec="xem-lai", tin=str(cases.first), tra_loi=f"\r\n{ANSWER}\r\nTrân trọng.")
    assert confirm.status_code == 200
    assert f'<p class="words">{ANSWER}\nTrân trọng.</p>' in confirm.text
    assert "dưới tên Pháp luật Hương Giang" in confirm.text
    assert f"{len(ANSWER) + 12} trên 63.206 ký tự" in confirm.text
    with database.read() as session:
        assert session.exec(select(CaseReply)).all() == [], "nothing is sent before it is confirmed"
    key = re.search(r'name="ma" value="([0-9a-f-]+)"', confirm.text)
    assert key is not None
    fields = {"viec": "gui", "tin": str(cases.first), "ma": key[1], "tra_loi": f"{ANSWER}\r\nTrân trọng."}
    changed = send(client, path, **{**fields, "tra_loi": "Câu khác"})
    assert changed.status_code == 400
    assert "khác bản đã xem lại nên chưa gửi" in changed.text
    assert ">Câu khác</textarea>" in changed.text
    assert send(client, path, **fields).status_code == 303
    again = send(client, path, **fields)
    assert again.status_code == 303, "pressed twice"
    with database.read() as session:
        reply = session.exec(select(CaseReply)).one()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in")).one()
    assert (reply.text, reply.message_id, reply.state) == (
        f"{ANSWER}\nTrân trọng.",
        cases.first,
        CaseReplyState.WAITING,
    )
    assert (entry.actor, entry.action, entry.fields) == (SPEAKER, "case.reply", ["reply"])
    page = client.get(path).text
    assert "không gửi thêm lần nào" in page
    assert "chờ gửi" in page
    assert state_of(database, cases.asked) is CaseState.DOING
    back = send(client, path, viec="sua", tin=str(cases.first), tra_loi=ANSWER)
    assert f">{ANSWER}</textarea>" in back.text


def test_a_saved_reply_is_added_to_what_was_typed(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, SPEAKER)
    path = f"/can-phan-hoi/{cases.asked}"
    send(client, "/mau-tra-loi", viec="luu", ten="Chào", noi_dung="Kính chào ông/bà.")
    with database.read() as session:
        saved = session.exec(select(SavedReply).where(SavedReply.title == "Chào")).one()
    fields = {"viec": "dung-mau", "mau": str(saved.id), "tin": str(cases.first)}
    assert f">{ANSWER}\n\nKính chào ông/bà.</textarea>" in send(client, path, **fields, tra_loi=ANSWER).text
    with database.read() as session:
        other = session.exec(select(SavedReply).where(SavedReply.title != "Chào")).one()
    swapped = send(client, path, **{**fields, "mau": str(other.id)}, tra_loi="Kính chào ông/bà.\r\n").text
    assert re.search(r">Sở Tư pháp tỉnh Hương Giang cảm ơn câu hỏi\.[^<]*</textarea>", swapped)
    full = "a" * 1490
    answer = send(client, path, **fields, tra_loi=full)
    assert answer.status_code == 400
    assert "chưa thêm mẫu" in answer.text
    assert f">{full}</textarea>" in answer.text


def test_a_reply_to_a_text_message_is_private(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, SPEAKER)
    path = f"/can-phan-hoi/{cases.asked}?tin={cases.first}"
    assert "Hiện công khai dưới tên Pháp luật Hương Giang" in client.get(path).text
    with database.write() as session:
        message = session.get_one(CaseMessage, cases.first)
        unit_id = session.get_one(Case, cases.asked).unit_id
        asked = Inbound(
            unit_id=unit_id,
            account_id=identity(message.account_id),
            number_hash="a",
            text=message.text,
            fingerprint="a",
            received_at=NOON,
        )
        session.add(asked)
        session.flush()
        message.inbound_id = asked.id
    page = client.get(path).text
    assert "Gửi riêng tới người hỏi từ Pháp luật Hương Giang" in page
    assert "công khai" not in page.partition('class="answer"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "Hãy viết nội dung trả lời"),
        ("a" * 1501, "tối đa 1500"),
        ("Mời xem {lien_ket}", "Còn chỗ chưa điền: {lien_ket}"),
    ],
)
def test_a_reply_that_cannot_go_keeps_what_was_typed(client: TestClient, cases: Cases, text: str, said: str) -> None:
    sign_in(client, SPEAKER)
    answer = send(client, f"/can-phan-hoi/{cases.asked}", viec="xem-lai", tin=str(cases.first), tra_loi=text)
    assert answer.status_code == 400
    assert said in answer.text
    assert f">{text.strip() or text}</textarea>" in answer.text


@pytest.mark.parametrize("login", [LOGIN, OTHER])
@pytest.mark.parametrize("wish", ["dung-mau", "xem-lai", "gui", "da-len", "chua-len"])
def test_only_who_is_named_replies(client: TestClient, cases: Cases, database: Database, login: str, wish: str) -> None:
    """Not even an administrator, whose role would."""
    sign_in(client, login)
    path = f"/can-phan-hoi/{cases.asked}"
    page = client.get(path).text
    assert 'name="tra_loi"' not in page
    assert "Hiện nay: Cán bộ duyet." in page
    answer = send(client, path, viec=wish, tin=str(cases.first), tra_loi=ANSWER, ma="khoa", tra_loi_so="1")
    assert answer.status_code == 403
    assert "Chỉ người phát ngôn" in answer.text
    with database.read() as session:
        assert session.exec(select(CaseReply)).all() == []


def test_a_delegate_replies_within_their_days(
    client: TestClient, cases: Cases, database: Database, clock: Hands
) -> None:
    sign_in(client)
    with database.read() as session:
        other = staff_of(session, OTHER).id
    fields = {"viec": "dat", "nguoi": str(other), "vai": "uy-quyen", "can_cu": "GUQ 05"}
    assert "phải có ngày kết thúc" in send(client, "/nguoi-phat-ngon", **fields).text
    fields |= {"tu": "2026-11-25", "den": "2026-11-26"}
    assert send(client, "/nguoi-phat-ngon", **fields).status_code == 303
    assert "Cán bộ soan" in client.get("/nguoi-phat-ngon").text
    for turned, may_reply in (
        (timedelta(), False),
        (timedelta(days=1), True),
        (timedelta(days=1, hours=11), True),
        (timedelta(hours=2), False),
    ):
        clock.turn(turned)
        client.cookies.delete("loa_session")
        sign_in(client, OTHER)
        page = client.get(f"/can-phan-hoi/{cases.asked}").text
        assert ('name="tra_loi"' in page) is may_reply, clock.now()


def test_a_new_spokesperson_takes_the_place_of_the_last(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client)
    with database.read() as session:
        other = staff_of(session, OTHER).id
    fields = {"viec": "dat", "nguoi": str(other), "vai": "phat-ngon", "can_cu": "QĐ 20"}
    assert send(client, "/nguoi-phat-ngon", **fields, tu="2026-12-01").status_code == 303
    with database.read() as session:
        old, new = session.exec(select(Spokesperson).order_by(col(Spokesperson.id))).all()
    assert (old.valid_until, old.ended_at) == (date(2026, 11, 30), None), "until the new one's day"
    assert send(client, "/nguoi-phat-ngon", viec="ket-thuc", lenh=str(new.id)).status_code == 303
    assert "không có quyền" not in client.get("/nguoi-phat-ngon").text
    viewer = send(client, "/nguoi-phat-ngon", **{**fields, "nguoi": "99999"})
    assert viewer.status_code == 400
    assert 'value="QĐ 20"' in viewer.text, "what was typed is kept"


def test_taken_given_noted_closed_and_opened_again(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, OTHER)
    path = f"/can-phan-hoi/{cases.asked}"
    send(client, path, viec="nhan")
    with database.read() as session:
        case, me = session.get_one(Case, cases.asked), staff_of(session, OTHER).id
        speaker = staff_of(session, SPEAKER).id
    assert (case.owner_id, case.state) == (me, CaseState.DOING)
    assert f'href="/can-phan-hoi/{cases.asked}"' in client.get("/can-phan-hoi?ai=toi").text
    send(client, path, viec="giao", nguoi=str(speaker))
    send(client, path, viec="ghi-chu", ghi_chu="Đã gọi <b>xã</b>")
    assert send(client, path, viec="dong", ly_do=" ").status_code == 400
    send(client, path, viec="dong", ly_do="Lời khen")
    page = client.get(path).text
    assert "Mở lại vụ việc" in page
    assert "Đã gọi &lt;b&gt;xã&lt;/b&gt;" in page
    assert state_of(database, cases.asked) is CaseState.CLOSED
    send(client, path, viec="mo-lai")
    with database.read() as session:
        case = session.get_one(Case, cases.asked)
        acts = [each.act for each in session.exec(select(CaseEvent).order_by(col(CaseEvent.id)))]
        logged = [
            each.action
            for each in session.exec(
                select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id))
            )
        ]
    assert (case.state, case.owner_id) == (CaseState.DOING, speaker)
    assert case.due_at is not None
    assert case.due_at > NOON
    assert acts == ["take", "give", "note", "close", "reopen"]
    assert logged == [f"case.{act}" for act in acts]


def test_passed_on_with_a_paper_without_personal_data(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, OTHER)
    path = f"/can-phan-hoi/{cases.asked}"
    assert client.get(f"{path}/phieu-chuyen").status_code == 404
    send(client, path, viec="chuyen", co_quan="Công an tỉnh", co_quan_khac=" UBND  xã An Lộc ", loi_nhan="Gấp")
    with database.read() as session:
        case = session.get_one(Case, cases.asked)
    assert (case.state, case.agency, case.due_at) == (CaseState.TRANSFERRED, "UBND xã An Lộc", None)
    assert "đã dừng" in client.get(path).text
    paper = client.get(f"{path}/phieu-chuyen").text
    sheet = paper.partition('class="sheet"')[2]
    for part in ("PHIẾU CHUYỂN", "Kính gửi: UBND xã An Lộc", "Ngày 24 tháng 11 năm 2026", "Ghi chú: Gấp", "[đã che]"):
        assert part in sheet
    assert "0912" not in paper
    assert "Trần Văn Mẫu" not in paper
    assert "Tách thửa đất ở tại xã" in sheet
    assert "<script>alert" not in paper


def test_hidden_with_a_reason(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, OTHER)
    path = f"/can-phan-hoi/{cases.asked}"
    assert send(client, path, viec="an", tin=str(cases.second), ly_do="").status_code == 400
    assert send(client, path, viec="an", tin="1000", ly_do="Lộ số").status_code == 400
    send(client, path, viec="an", tin=str(cases.second), ly_do="Lộ số điện thoại")
    with database.read() as session:
        message = session.get_one(CaseMessage, cases.second)
    assert (message.hide_wanted, message.hidden) == (True, False)
    assert message.hide_due_at is not None
    assert "Đang ẩn…" in client.get(path).text


def test_saved_replies_are_written_changed_removed_and_restored(
    client: TestClient, cases: Cases, database: Database
) -> None:
    sign_in(client, OTHER)
    wrong = send(client, "/mau-tra-loi", viec="luu", ten="Chào", noi_dung="Chào {ten}")
    assert wrong.status_code == 400
    assert "Không có chỗ điền {ten}" in wrong.text
    assert ">Chào {ten}</textarea>" in wrong.text
    send(client, "/mau-tra-loi", viec="luu", ten="Chào <i>", noi_dung="Kính chào, {don_vi} xin nghe.")
    with database.read() as session:
        saved = session.exec(select(SavedReply).where(SavedReply.title == "Chào <i>")).one()
    assert "Chào &lt;i&gt;" in client.get("/mau-tra-loi").text
    send(client, "/mau-tra-loi", viec="luu", so=str(saved.id), ten="Chào", noi_dung="Kính chào.")
    send(client, "/mau-tra-loi", viec="xoa", so=str(saved.id))
    assert "Khôi phục mẫu này" in client.get("/mau-tra-loi").text
    send(client, "/mau-tra-loi", viec="khoi-phuc", lenh=str(saved.id))
    with database.read() as session:
        saved = session.get_one(SavedReply, saved.id)
    assert (saved.title, saved.text, saved.removed) == ("Chào", "Kính chào.", False)


def test_what_a_saved_reply_said_before_is_kept_and_said_again(
    client: TestClient, cases: Cases, database: Database
) -> None:
    """Its versions are no template's: no post is composed with them, and nobody is asked for a second yes."""
    with database.read() as session:
        saved = session.exec(select(SavedReply).where(SavedReply.title != "Chào")).first()
        assert saved is not None
        first = (saved.title, saved.text, saved.changed_by)
    sign_in(client, OTHER)
    number = str(saved.id)
    send(client, "/mau-tra-loi", viec="luu", so=number, ten="Cảm ơn", noi_dung="Lời thứ hai.\nHai dòng.")
    send(client, "/mau-tra-loi", viec="luu", so=number, ten="Cảm ơn", noi_dung="Lời thứ hai.\nHai dòng.")
    send(client, "/mau-tra-loi", viec="luu", so=number, ten="Cảm ơn", noi_dung="Lời thứ ba.")
    page = client.get("/mau-tra-loi").text
    assert "2 bản trước" in page, "what changes nothing is no version"
    assert first[1].split("\n")[0][:20] in page
    with database.read() as session:
        versions = versions_of(session, [session.get_one(SavedReply, saved.id)])[saved.id or 0]
        assert sources_in_use(session) == {}
        assert open_wordings(session) == {}
    assert [(one.number, one.by) for one in versions] == [(2, OTHER), (1, first[2])]
    assert (versions[1].title, versions[1].text) == first[:2], "the one from before there were versions, too"
    send(client, "/mau-tra-loi", viec="ban-cu", so=number, ban="2")
    with database.read() as session:
        saved = session.get_one(SavedReply, saved.id)
    assert (saved.title, saved.text, saved.changed_by) == ("Cảm ơn", "Lời thứ hai.\nHai dòng.", OTHER)
    assert send(client, "/mau-tra-loi", viec="ban-cu", so=number, ban="99").status_code in (400, 404)


def test_wrong_numbers_and_wishes(client: TestClient, cases: Cases) -> None:
    sign_in(client, SPEAKER)
    assert client.get("/can-phan-hoi/999999").status_code == 404
    assert send(client, f"/can-phan-hoi/{cases.asked}", viec="pha").status_code == 400
    assert send(client, f"/can-phan-hoi/{cases.asked}", viec="xem-lai", tin="abc", tra_loi="x").status_code == 400


@pytest.mark.parametrize("path", ["/can-phan-hoi?trang_thai=tat-ca", "/can-phan-hoi/{case}"])
def test_the_number_of_queries_does_not_grow(
    client: TestClient, cases: Cases, database: Database, province: Province, path: str
) -> None:
    sign_in(client)
    before = _count(client, path.format(case=cases.asked))
    with database.write() as session:
        for number in range(25):
            case = Case(unit_id=province.unit_id, account_id=province.facebook, opened_at=NOON, last_at=NOON)
            session.add(case)
            session.flush()
            for key, owner in ((f"n{number}", case.id), (f"m{number}", cases.asked)):
                session.add(
                    CaseMessage(
                        case_id=owner or 0,
                        account_id=province.facebook,
                        external_id=key,
                        text="Hỏi",
                        written_at=NOON,
                        seen_at=NOON,
                    )
                )
    assert _count(client, path.format(case=cases.asked)) == before


def _count(client: TestClient, path: str) -> int:
    with statements() as said:
        assert client.get(path).status_code == 200
    return len([each for each in said if each.lstrip().upper().startswith("SELECT")])


def test_what_only_people_may_answer_is_copied_answered_there_and_recorded(
    client: TestClient, cases: Cases, database: Database
) -> None:
    sign_in(client, SPEAKER)
    with database.write() as session:
        message = session.get_one(CaseMessage, cases.first)
        message.by_hand, message.url = True, "https://x.com/i/web/status/9"
        session.add(message)
    path = f"/can-phan-hoi/{cases.asked}"
    page = client.get(f"{path}?tin={cases.first}").text
    assert "không cho chương trình trả lời" in page
    assert 'href="https://x.com/i/web/status/9"' in page
    key = re.search(r'name="ma" value="([0-9a-f]+)"', page)
    assert key is not None
    for _time in range(2):
        sent = send(client, path, viec="tu-tra-loi", tin=str(cases.first), tra_loi=ANSWER, ma=key[1])
        assert sent.status_code == 303
    with database.read() as session:
        [reply] = session.exec(select(CaseReply)).all()
    assert (reply.state, reply.text, reply.due_at) == (CaseReplyState.SENT, ANSWER, None)
    shown = client.get(path).text
    assert "tự trả lời trên kênh" in shown
