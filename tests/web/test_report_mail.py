"""Gửi báo cáo định kỳ: made, sent again and ended in the browser; other units' schedules are not there. And the letterhead."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlmodel import select

from distributor.db import Database
from distributor.mail.server import SANDBOX_SENDER, MailServer
from distributor.models import AuditEntry, ReportMail, ReportMailState, ReportSchedule, Role, Staff
from tests.support.statements import statements
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, Province

PATH = "/bao-cao/lich-gui"


def send(client: TestClient, path: str = PATH, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/").text)})


def made(client: TestClient, **other: str) -> Response:
    return send(
        client, **{"ky": "month", "nguoi_nhan": "vanthu@stp.example; lanhdao@stp.example", "tep_pdf": "1", **other}
    )


def given_up(database: Database, clock: Hands) -> int:
    with database.write() as session:
        schedule = session.exec(select(ReportSchedule)).one()
        mail = ReportMail(
            schedule_id=schedule.id or 0,
            unit_id=schedule.unit_id,
            span_key="month:2026-10",
            message_id="<1@loa.example>",
            recipients=schedule.recipients,
            formats=schedule.formats,
            state=ReportMailState.GIVEN_UP,
            made_at=clock.now(),
            due_at=clock.now(),
            problem="Máy chủ thư từ chối thư (mã 554).",
        )
        session.add(mail)
        session.flush()
        return mail.id or 0


def test_from_making_to_ending(signed_in: TestClient, database: Database, clock: Hands) -> None:
    assert made(signed_in).headers["location"] == PATH
    page = signed_in.get(PATH).text
    assert "Đã lập lịch gửi báo cáo." in page
    assert "lanhdao@stp.example" in page
    assert "01/12/2026 07:00" in page
    assert "Chưa khai báo máy chủ thư" in page
    mail_id = given_up(database, clock)
    page = signed_in.get(PATH).text
    assert "Tháng 10 năm 2026" in page
    assert "mã 554" in page
    assert send(signed_in, f"{PATH}/1", viec="gui-lai", lan_gui=str(mail_id)).status_code == 303
    with database.read() as session:
        assert session.get_one(ReportMail, mail_id).state is ReportMailState.WAITING
    assert send(signed_in, f"{PATH}/1", viec="gui-lai", lan_gui=str(mail_id)).status_code == 303
    assert "không cần gửi lại" in signed_in.get(PATH).text
    assert send(signed_in, f"{PATH}/1", viec="dung").status_code == 303
    assert "Đã dừng" in signed_in.get(PATH).text
    with database.read() as session:
        assert session.get_one(ReportMail, mail_id).state is ReportMailState.GIVEN_UP
        actions = [entry.action for entry in session.exec(select(AuditEntry)) if "report" in entry.action]
        told = [field for entry in session.exec(select(AuditEntry)) for field in entry.fields]
    assert actions == ["mail_report", "mail_report_again", "end_mail_report"]
    assert not [field for field in told if "@" in field], "no address in the log"


def test_to_those_refused_it_can_be_sent_again(signed_in: TestClient, database: Database, clock: Hands) -> None:
    made(signed_in)
    mail_id = given_up(database, clock)
    for refused, buttons in (([], 0), (["vanthu@stp.example"], 1)):
        with database.write() as session:
            mail = session.get_one(ReportMail, mail_id)
            mail.state, mail.refused = ReportMailState.SENT, refused
            session.add(mail)
        assert signed_in.get(PATH).text.count('value="gui-lai"') == buttons
    send(signed_in, f"{PATH}/1", viec="gui-lai", lan_gui=str(mail_id))
    with database.read() as session:
        mail = session.get_one(ReportMail, mail_id)
        assert (mail.state, mail.recipients) == (ReportMailState.WAITING, ["vanthu@stp.example"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"nguoi_nhan": "vanthu"}, "«vanthu» không phải địa chỉ thư"),
        ({"nguoi_nhan": " "}, "ít nhất một địa chỉ"),
        ({"tep_pdf": ""}, "ít nhất một loại tệp"),
        ({"ky": "fortnight"}, "Hãy chọn kỳ báo cáo"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    signed_in: TestClient, wrong: dict[str, str], words: str
) -> None:
    answer = made(signed_in, **wrong)
    assert answer.status_code == 400
    assert words in answer.text
    assert wrong.get("nguoi_nhan", "vanthu@stp.example; lanhdao@stp.example") in answer.text


def as_role(database: Database, role: Role) -> None:
    with database.write() as session:
        staff = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        staff.role = role
        session.add(staff)


def test_who_may_not_sees_no_link(client: TestClient, database: Database) -> None:
    as_role(database, Role.AUTHOR)
    sign_in(client)
    assert PATH not in client.get("/bao-cao").text
    assert client.get(PATH).status_code == 403
    assert made(client).status_code == 403


def test_another_units_schedule_is_not_there(
    signed_in: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    made(signed_in)
    with database.write() as session:
        staff = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        staff.unit_id = province.commune_id
        session.add(staff)
    assert "lanhdao@stp.example" not in signed_in.get(PATH).text
    assert send(signed_in, f"{PATH}/1", viec="dung").status_code == 404


def test_as_many_queries_whatever_was_sent(signed_in: TestClient, database: Database, clock: Hands) -> None:
    made(signed_in)
    signed_in.get(PATH)
    with statements() as few:
        signed_in.get(PATH)
    for _ in range(4):
        made(signed_in)
    signed_in.get(PATH)
    with statements() as many:
        signed_in.get(PATH)
    assert len(few) == len(many)


def test_files_of_the_report(signed_in: TestClient) -> None:
    page = signed_in.get("/bao-cao?ky=month:2026-11").text
    for ending, beginning in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert f"/bao-cao.{ending}?ky=month%3A2026-11" in page
        answer = signed_in.get(f"/bao-cao.{ending}?ky=month:2026-11")
        assert answer.content.startswith(beginning)
        assert answer.headers["content-disposition"] == f'attachment; filename="bao-cao-20261101-20261130.{ending}"'
        assert answer.headers["cache-control"] == "no-store"
    assert signed_in.get("/bao-cao.pdf?ky=fortnight:1").status_code == 400
    assert signed_in.get("/bao-cao.pdf?tai_khoan=99999").status_code == 404


def test_a_demo_leads_to_its_mailbox(signed_in: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "man-hinh/thu" not in signed_in.get("/bao-cao/lich-gui").text
    there = MailServer("127.0.0.1", 2525, "none", "", SecretStr(""), SANDBOX_SENDER)
    monkeypatch.setattr("distributor.mail.server._at_sandbox", lambda _settings: there)
    page = signed_in.get("/bao-cao/lich-gui").text
    assert '/man-hinh/thu">Xem hộp thư</a>' in page
    assert "Chưa gửi được thư." not in page


def test_the_letterhead_is_set_and_stands_on_paper(signed_in: TestClient, database: Database) -> None:
    path = "/cai-dat/the-thuc"
    page = signed_in.get(path).text
    assert 'value="UBND TỈNH HƯƠNG GIANG"' in page
    assert 'value="BC-STP"' in page
    fields = {
        "co_quan_chu_quan": "UBND TỈNH HƯƠNG GIANG",
        "co_quan": "SỞ TƯ PHÁP",
        "dia_danh": "Hương Giang",
        "ky_hieu": "BC-PBGDPL",
        "kinh_gui": "Ủy ban nhân dân tỉnh Hương Giang",
        "chuc_vu": "KT. GIÁM ĐỐC\r\nPHÓ GIÁM ĐỐC",
        "nguoi_ky": "Nguyễn Thị Mẫu",
        "noi_nhan": "- UBND tỉnh;\r\n- Lưu: VT, PBGDPL.",
    }
    assert send(signed_in, path, **fields).headers["location"] == path
    assert "Đã lưu thể thức báo cáo." in signed_in.get(path).text
    wrong = send(signed_in, path, **{**fields, "ky_hieu": "báo cáo", "dia_danh": "Nơi khác"})
    assert wrong.status_code == 400
    assert 'value="Nơi khác"' in wrong.text
    assert send(signed_in, path, **fields).status_code == 303
    assert "không thay đổi" in signed_in.get(path).text
    with database.read() as session:
        (entry,) = [each for each in session.exec(select(AuditEntry)) if each.action == "letterhead"]
    assert entry.fields == ["symbol", "signer_title", "signer", "recipients"]
