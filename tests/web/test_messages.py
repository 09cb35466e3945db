"""Tin nhắn: lists, people with masked numbers, broadcasts with their progress, messages from citizens; who may do what."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, func, select

from distributor.broadcast.audience import add_numbers
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    Audience,
    AudienceMember,
    AuditEntry,
    Consent,
    OptOut,
    Recipient,
    RecipientState,
    Role,
    Subscriber,
)
from distributor.settings import Settings
from distributor.staff.permissions import MAY
from tests.support.statements import statements
from tests.web.desk_cases import COMMUNE, LOGINS, fill_desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms, number

WHOLE = re.compile(r"(?<![\w-])(?:\+84|0)9\d{8}(?![\w-])")
"""Alone: a form's token may hold ten such figures by chance."""


@pytest.fixture
def sms(database: Database, settings: Settings, province: Province, clock: Hands) -> Sms:
    with database.write() as session:
        fill_desk(session, province, MediaStore(settings.media_folder))
        return fill_sms(session, province, settings.home, clock.now())


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/").text)})


def count(session: Session, audience_id: int) -> int:
    return session.exec(select(func.count()).where(AudienceMember.audience_id == audience_id)).one()


def test_lists_broadcasts_and_messages_are_shown_masked(signed_in: TestClient, sms: Sms) -> None:
    front = unescape(signed_in.get("/tin-nhan").text)
    assert "Người dân đăng ký nhận tin" in front
    assert "40 số" in front
    assert "27/39" in front, "ended of total, of the one that is being sent"
    people = unescape(signed_in.get(f"/tin-nhan/danh-sach/{sms.audience}").text)
    assert "09•• ••• 001" in people
    assert people.count('scope="row"') == 40
    inbound = unescape(signed_in.get("/tin-nhan/den").text)
    assert "Cho hoi tach thua dat 60m2 duoc khong?" in inbound
    assert "từ chối nhận tin" in inbound
    person = unescape(signed_in.get(f"/tin-nhan/so/{sms.people[1]}").text)
    assert "Tin nhắn HUY" in person
    broadcast = unescape(signed_in.get(f"/tin-nhan/dot/{sms.sending}").text)
    assert "data-live" in broadcast
    assert "progress.js" in broadcast
    assert "progress.js" not in signed_in.get(f"/tin-nhan/dot/{sms.done}").text
    for page in (front, people, inbound, person, broadcast):
        assert not WHOLE.search(page)


def test_the_counts_alone_are_a_part_of_the_page(signed_in: TestClient, sms: Sms, database: Database) -> None:
    path = f"/tin-nhan/dot/{sms.sending}/so-lieu"
    assert "27/39" in signed_in.get(path).text
    with database.write() as session:
        row = session.exec(
            select(Recipient).where(Recipient.broadcast_id == sms.sending, Recipient.state == RecipientState.QUEUED)
        ).first()
        assert row is not None
        row.state = RecipientState.DELIVERED
        session.add(row)
    assert "28/39" in signed_in.get(path).text


def test_at_night_a_broadcast_says_when_it_goes_on(signed_in: TestClient, sms: Sms, clock: Hands) -> None:
    words = "chờ đến 25/11/2026 07:00 mới được gửi tiếp"
    paths = ("/tin-nhan", f"/tin-nhan/dot/{sms.sending}", f"/tin-nhan/dot/{sms.sending}/so-lieu")
    assert not any(words in signed_in.get(path).text for path in paths)
    clock.turn(timedelta(hours=10, minutes=30))
    assert all(words in signed_in.get(path).text for path in paths)


def test_people_are_walked_in_parts(signed_in: TestClient, sms: Sms, database: Database, clock: Hands) -> None:
    with database.write() as session:
        audience = session.get_one(Audience, sms.audience)
        add_numbers(session, audience, [number(index) for index in range(100, 140)], sms.numbers, now=clock.now())
    first = signed_in.get(f"/tin-nhan/danh-sach/{sms.audience}").text
    assert first.count('scope="row"') == 50
    found = re.search(rf"/tin-nhan/danh-sach/{sms.audience}\?sau=(\d+)", first)
    assert found
    rest = signed_in.get(f"/tin-nhan/danh-sach/{sms.audience}?sau={found[1]}").text
    assert rest.count('scope="row"') == 30


def test_a_list_is_made_and_numbers_are_put_on_it(signed_in: TestClient, sms: Sms, database: Database) -> None:
    made = send(signed_in, "/tin-nhan", ten="Hòa giải viên", nguon="Quyết định công nhận")
    assert made.status_code == 303
    place = made.headers["location"]
    audience_id = int(place.rpartition("/")[2])
    yes = {"dong_y": "1", "ngay": "2026-11-20", "hinh_thuc": "Phiếu", "bang_chung": "Phiếu 7"}
    added = send(signed_in, place, viec="them", so="0912 345 678\n84 912345678\nkhông phải số\n0987654321", **yes)
    assert added.status_code == 303
    page = unescape(signed_in.get(place).text)
    assert "Đã thêm 2 số mới" in page
    assert "Không nhận dòng 3" in page
    with database.read() as session:
        assert count(session, audience_id) == 2
        proofs = session.exec(select(Consent.proof).where(Consent.form == "Phiếu")).all()
        assert proofs == ["Phiếu 7", "Phiếu 7"]
        noted = session.exec(
            select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id))
        ).all()
    assert [one.fields for one in noted] == [["name"], ["members", "consent"]]
    assert "912345678" not in str([one.model_dump() for one in noted])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"so": " "}, "ít nhất một số"),
        ({"so": "0912345678\n" * 201}, "tối đa 200 số"),
        ({"ngay": ""}, "Hãy chọn ngày người dân đã đồng ý"),
        ({"ngay": "2026-12-25"}, "ở tương lai"),
        ({"ngay": "hôm qua"}, "Không đọc được ngày «hôm qua»"),
        ({"bang_chung": " "}, "bằng chứng"),
        ({"hinh_thuc": ""}, "hình thức đồng ý"),
    ],
)
def test_a_consent_without_its_basis_is_not_taken(
    signed_in: TestClient, sms: Sms, database: Database, wrong: dict[str, str], said: str
) -> None:
    fields = {"so": "0912345678", "dong_y": "1", "ngay": "2026-11-20", "hinh_thuc": "Phiếu", "bang_chung": "P1"}
    answer = send(signed_in, f"/tin-nhan/danh-sach/{sms.audience}", viec="them", **{**fields, **wrong})
    assert answer.status_code == 400
    assert said in unescape(answer.text)
    if "so" not in wrong:
        assert "0912345678" in answer.text, "what was typed is kept"
    with database.read() as session:
        assert count(session, sms.audience) == 40


def test_a_number_is_found_without_standing_in_an_address(signed_in: TestClient, sms: Sms) -> None:
    found = send(signed_in, f"/tin-nhan/danh-sach/{sms.audience}", viec="tim", so="0900 000 005")
    assert found.headers["location"] == f"/tin-nhan/so/{sms.people[4]}"
    for wrong, said in (("0911111111", "Không có số này"), ("12", "Hãy ghi đủ một số")):
        answer = send(signed_in, f"/tin-nhan/danh-sach/{sms.audience}", viec="tim", so=wrong)
        assert said in unescape(answer.text)


def test_a_refusal_and_an_erasure(signed_in: TestClient, sms: Sms, database: Database) -> None:
    place = f"/tin-nhan/so/{sms.people[9]}"
    assert "Hãy ghi người dân từ chối bằng cách nào" in unescape(send(signed_in, place, viec="tu-choi", cach=" ").text)
    send(signed_in, place, viec="tu-choi", cach="gọi điện")
    page = unescape(signed_in.get(place).text)
    assert "gọi điện" in page
    assert "Ghi lời từ chối</button>" not in page
    send(signed_in, place, viec="xoa")
    with database.read() as session:
        person = session.get_one(Subscriber, sms.people[9])
        assert (person.number_sealed, person.erased_at is not None) == (b"", True)
        refusals = session.exec(select(OptOut).where(OptOut.number_hash == person.number_hash)).all()
        assert len(refusals) == 1
    assert "đã xóa" in signed_in.get(place).text


def test_only_an_administrator_sees_a_whole_number_and_it_is_noted(
    client: TestClient, sms: Sms, database: Database
) -> None:
    place = f"/tin-nhan/so/{sms.people[0]}"
    for role, login in LOGINS.items():
        client.cookies.clear()
        sign_in(client, login)
        answer = send(client, place, viec="xem-so")
        if role is Role.ADMINISTRATOR:
            assert number(1) in answer.text
            assert answer.headers["cache-control"] == "no-store"
        else:
            assert answer.status_code == 403
            assert not WHOLE.search(answer.text)
    with database.read() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in")).one()
    assert (entry.action, entry.subject) == ("see_number", f"subscriber:{sms.people[0]}")
    assert not WHOLE.search(client.get(place).text), "once only"


def test_unknown_ones_are_settled_by_row_and_all(signed_in: TestClient, sms: Sms, database: Database) -> None:
    place = f"/tin-nhan/dot/{sms.sending}"
    rows = re.findall(r'name="(dong-\d+)"', signed_in.get(place).text)
    assert len(rows) == 3
    none = send(signed_in, place, ket_qua="sent", pham_vi="chon")
    assert none.status_code == 400
    assert "Chưa chọn tin nào" in unescape(none.text)
    send(signed_in, place, ket_qua="sent", pham_vi="chon", **{rows[0]: "1"})
    assert "Đã ghi 1 tin" in unescape(signed_in.get(place).text)
    send(signed_in, place, ket_qua="failed", pham_vi="het")
    with database.read() as session:
        states = session.exec(select(Recipient.state).where(Recipient.broadcast_id == sms.sending)).all()
    assert states.count(RecipientState.UNKNOWN) == 0
    assert states.count(RecipientState.FAILED) == 3
    assert "không có tin nào chưa rõ" in unescape(send(signed_in, place, ket_qua="sent", pham_vi="het").text)
    assert send(signed_in, place, ket_qua="maybe", pham_vi="het").status_code == 400


@pytest.mark.parametrize("role", list(Role))
def test_who_may(client: TestClient, sms: Sms, role: Role) -> None:
    sign_in(client, LOGINS[role])
    paths = ("/tin-nhan", "/tin-nhan/den", f"/tin-nhan/danh-sach/{sms.audience}", f"/tin-nhan/so/{sms.people[0]}")
    for path in (*paths, f"/tin-nhan/dot/{sms.sending}", f"/tin-nhan/dot/{sms.sending}/so-lieu"):
        assert client.get(path).status_code == 200, path
    posts = (
        ("/tin-nhan", {"ten": "Mới"}, "audience"),
        (f"/tin-nhan/danh-sach/{sms.audience}", {"viec": "them", "so": "0912345678"}, "audience"),
        (f"/tin-nhan/so/{sms.people[0]}", {"viec": "tu-choi", "cach": "gọi"}, "audience"),
        (f"/tin-nhan/so/{sms.people[0]}", {"viec": "xoa"}, "audience"),
        (f"/tin-nhan/dot/{sms.sending}", {"ket_qua": "sent", "pham_vi": "het"}, "resolve"),
    )
    for path, fields, right in posts:
        answer = send(client, path, **fields)
        assert answer.status_code == (303 if role in MAY[right] else 403), (path, fields)


def test_nothing_of_another_unit(client: TestClient, sms: Sms) -> None:
    sign_in(client, COMMUNE)
    front = client.get("/tin-nhan").text
    assert "Hộ dân thôn 3" in front
    assert "Người dân đăng ký nhận tin" not in front
    for path, fields in (
        (f"/tin-nhan/danh-sach/{sms.audience}", {"viec": "tim", "so": "0912345678"}),
        (f"/tin-nhan/so/{sms.people[0]}", {"viec": "tu-choi", "cach": "x"}),
        (f"/tin-nhan/dot/{sms.sending}", {"ket_qua": "sent", "pham_vi": "het"}),
        (f"/tin-nhan/dot/{sms.sending}/so-lieu", {}),
    ):
        assert client.get(path).status_code == 404, path
        assert send(client, path, **fields).status_code in (404, 405), path
    assert send(client, "/tin-nhan", ten="A", don_vi="1").status_code == 404


def test_the_same_few_questions_however_many_people(
    signed_in: TestClient, sms: Sms, database: Database, clock: Hands
) -> None:
    def asked(path: str) -> int:
        with statements() as said:
            assert signed_in.get(path).status_code == 200
        return len(said)

    paths = ("/tin-nhan", f"/tin-nhan/danh-sach/{sms.commune_audience}", "/tin-nhan/den")
    few = [asked(path) for path in paths]
    with database.write() as session:
        audience = session.get_one(Audience, sms.commune_audience)
        add_numbers(session, audience, [number(index) for index in range(500, 560)], sms.numbers, now=clock.now())
    assert [asked(path) for path in paths] == few
