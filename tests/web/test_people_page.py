"""Người dùng, Đơn vị, Cài đặt, Khóa API, Nhật ký: what an administrator does there, and what is written down."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event
from sqlmodel import select

from distributor.db import Database
from distributor.models import ApiKey, AuditEntry, Role, Staff, Unit, UnitLevel, UnitName
from distributor.staff.api_keys import key_holder
from distributor.staff.audit import note_action
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, PASSWORD_HASH, Province


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/ca-nhan").text)})


def staff_id(database: Database, login: str) -> int:
    with database.read() as session:
        return session.exec(select(Staff.id).where(Staff.login == login)).one() or 0


def logged(database: Database) -> list[tuple[str, str, str, int | None]]:
    with database.read() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(AuditEntry.id))  # type: ignore[arg-type]
        return [(row.actor, row.action, row.subject, row.unit_id) for row in rows]


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Statements of what reads."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(database._read_engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(database._read_engine, "before_cursor_execute", hear)


def test_a_person_is_added_signs_in_and_chooses_a_password(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    answer = send(
        signed_in, "/nguoi-dung", ten="Le.Moi", ho_ten="Lê Thị Mới", vai_tro="approver", don_vi=str(province.commune_id)
    )
    found = re.search(r'<output class="secret"[^>]*>([a-z0-9-]+)</output>', answer.text)
    assert found, answer.text[:2000]
    assert logged(database) == [(LOGIN, "add_person", f"staff:{staff_id(database, 'le.moi')}", province.commune_id)]
    signed_in.cookies.clear()
    assert sign_in(signed_in, "le.moi", found[1]).status_code == 303
    assert signed_in.get("/").headers["location"] == "/ca-nhan/mat-khau"
    fields = {"cu": found[1], "moi": "bốn con mèo trên mái", "lai": "bốn con mèo trên mái"}
    assert send(signed_in, "/ca-nhan/mat-khau", **fields).status_code == 303
    assert signed_in.get("/").status_code == 200


def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in: TestClient, database: Database) -> None:
    answer = send(
        signed_in, "/nguoi-dung", ten=LOGIN, ho_ten='"><script>alert(1)</script>', vai_tro="viewer", don_vi="1"
    )
    assert answer.status_code == 400
    assert "đã có người dùng" in answer.text
    assert 'value="&#34;&gt;&lt;script&gt;' in answer.text
    assert "<script>alert" not in answer.text
    assert logged(database) == []


def test_changing_locking_and_giving_a_password(signed_in: TestClient, database: Database, province: Province) -> None:
    one = staff_id(database, "xa.an.loc")
    send(
        signed_in, f"/nguoi-dung/{one}", viec="luu", ho_ten="Lê Văn An", vai_tro="author", don_vi=str(province.unit_id)
    )
    send(signed_in, f"/nguoi-dung/{one}", viec="khoa")
    assert "Đã khóa tài khoản của Lê Văn An" in signed_in.get("/nguoi-dung").text
    assert "Đã khóa" in signed_in.get(f"/nguoi-dung/{one}").text
    send(signed_in, f"/nguoi-dung/{one}", viec="mo")
    assert "Mật khẩu mới của Lê Văn An" in send(signed_in, f"/nguoi-dung/{one}", viec="mat-khau").text
    send(signed_in, f"/nguoi-dung/{one}", viec="bo-hai-buoc")
    assert [(action, unit) for _actor, action, _subject, unit in logged(database)] == [
        ("change_person", province.commune_id),
        ("disable_person", province.unit_id),
        ("enable_person", province.unit_id),
        ("first_password", province.unit_id),
        ("reset_second_step", province.unit_id),
    ]
    with database.read() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "change_person")).one()
    assert entry.fields == ["role", "unit_id"], "names of fields, never what stands in them"


def test_ones_own_page_offers_no_role(signed_in: TestClient, database: Database, province: Province) -> None:
    me = staff_id(database, LOGIN)
    page = signed_in.get(f"/nguoi-dung/{me}").text
    assert 'type="radio"' not in page
    assert "Khóa tài khoản" not in page
    fields = {"ho_ten": "Trần Hà", "vai_tro": "viewer", "don_vi": str(province.unit_id)}
    answer = send(signed_in, f"/nguoi-dung/{me}", viec="luu", **fields)
    assert answer.status_code == 400
    assert "Không ai tự đổi vai trò" in answer.text


def test_a_viewer_sees_names_and_no_logins(client: TestClient) -> None:
    sign_in(client, "xa.an.loc")
    page = client.get("/nguoi-dung").text
    assert "Lê Văn An" in page
    assert "Trần Thị Hà" not in page, "of another unit"
    assert "xa.an.loc" not in page
    assert "/nguoi-dung/moi" not in page


def test_units_are_added_renamed_and_merged(signed_in: TestClient, database: Database, province: Province) -> None:
    send(signed_in, "/don-vi", loai="commune", ten="UBND xã Bình Hòa", ma="", tu_ngay="2025-07-01")
    assert "Đã thêm đơn vị UBND xã Bình Hòa" in signed_in.get("/don-vi").text
    commune = f"/don-vi/{province.commune_id}"
    assert send(signed_in, commune, viec="doi-ten", ten="UBND phường An Lộc", tu_ngay="2026-11-01").status_code == 303
    page = signed_in.get(commune).text
    assert "UBND xã An Lộc" in page
    assert "31/10/2026" in page
    late = send(signed_in, commune, viec="doi-ten", ten="UBND thị trấn", tu_ngay="2027-01-01")
    assert late.status_code == 400
    assert "UBND thị trấn" in late.text
    fields = {"vao": str(province.commune_id + 1), "ngay": "2026-11-20", "can_cu": "Nghị quyết số 12/NQ-HĐND"}
    assert send(signed_in, commune, viec="sap-nhap", **fields).status_code == 303
    assert "nay là UBND xã Bình Hòa, từ 20/11/2026" in signed_in.get("/don-vi").text
    assert [action for _actor, action, _subject, _unit in logged(database)] == ["add_unit", "rename_unit", "merge_unit"]


def test_a_session_is_as_long_as_the_unit_says(signed_in: TestClient, clock: Hands, database: Database) -> None:
    send(signed_in, "/cai-dat", gio="2")
    assert send(signed_in, "/cai-dat", gio="500").status_code == 400
    signed_in.cookies.clear()
    assert "Max-Age=7200" in sign_in(signed_in).headers["set-cookie"]
    clock.turn(timedelta(hours=2))
    assert signed_in.get("/").status_code == 303
    assert logged(database) == [(LOGIN, "settings", "unit:1", 1)]


def test_a_key_is_shown_once_works_and_is_revoked(signed_in: TestClient, clock: Hands, database: Database) -> None:
    fields = {"viec": "tao", "ten": "Cổng tỉnh", "don_vi": "1", "pham_vi-read": "1", "han": "2027-01-31"}
    answer = send(signed_in, "/khoa-api", **fields)
    found = re.search(r'<output class="secret"[^>]*>(loa_[\w-]+)</output>', answer.text)
    assert found, answer.text[:2000]
    assert answer.headers["cache-control"] == "no-store"
    with database.read() as session:
        assert key_holder(session, found[1], "read", clock.now()).name == "Cổng tỉnh"
        key = session.exec(select(ApiKey)).one()
    assert key.expires_at.isoformat() == "2027-01-31T17:00:00+00:00", "to the end of that day in Vietnam"
    page = signed_in.get("/khoa-api").text
    assert found[1] not in page
    assert found[1][:10] in page
    send(signed_in, "/khoa-api", viec="thu-hoi", lenh=str(key.id))
    assert "Đã thu hồi" in signed_in.get("/khoa-api").text
    assert [(action, subject) for _actor, action, subject, _unit in logged(database)] == [
        ("make_key", "key:1"),
        ("revoke_key", "key:1"),
    ]
    wrong = send(signed_in, "/khoa-api", **{**fields, "han": "2029-01-31"})
    assert wrong.status_code == 400
    assert 'value="Cổng tỉnh"' in wrong.text


def fill_log(database: Database, clock: Hands, province: Province, many: int = 120) -> None:
    with database.write() as session:
        for number in range(many):
            note_action(
                session,
                actor="=cmd|' /C calc'!A0" if number == 7 else LOGIN,
                action="approve",
                subject=f"post:{number}",
                now=clock.now() - timedelta(days=1),
                unit_id=province.commune_id if number % 2 else province.unit_id,
                fields=("ends_at", "kind:new_law"),
            )


def test_the_log_is_narrowed_paged_and_taken_away(
    signed_in: TestClient, clock: Hands, database: Database, province: Province
) -> None:
    fill_log(database, clock, province)
    first = signed_in.get("/nhat-ky").text
    assert first.count("<tr>") == 51
    assert "bài 119" in first
    assert "đến ngày, Văn bản mới</td>" in first, "no names of ours"
    assert "Cũ hơn" in first
    assert signed_in.get("/nhat-ky?trang=3").text.count("<tr>") == 22, "20, the sign-in, and the heading"
    narrowed = signed_in.get("/nhat-ky?doi_tuong=post:5&nguoi=tran.ha&viec=approve&tu=2026-11-23&den=2026-11-23").text
    assert narrowed.count("<tr>") == 2
    assert signed_in.get("/nhat-ky?den=2026-11-22").text.count("<tr>") == 0
    table = signed_in.get("/nhat-ky.csv?viec=approve")
    assert table.text.startswith("\ufeffSố,")
    assert table.text.count("\r\n") == 121
    assert "'=cmd|" in table.text
    assert ",=cmd" not in table.text


def test_a_commune_reads_its_own_log(client: TestClient, clock: Hands, database: Database, province: Province) -> None:
    fill_log(database, clock, province, 10)
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == "xa.an.loc")).one().role = Role.APPROVER
    sign_in(client, "xa.an.loc")
    for text in (client.get("/nhat-ky").text, client.get("/nhat-ky.csv").text):
        assert "post:9" in text
        assert "post:8" not in text


@pytest.mark.parametrize("path", ["/nguoi-dung", "/don-vi", "/khoa-api", "/nhat-ky", "/ca-nhan"])
def test_more_rows_are_no_more_queries(
    signed_in: TestClient, clock: Hands, database: Database, province: Province, path: str
) -> None:
    signed_in.get(path)
    with counting(database) as few:
        signed_in.get(path)
    with database.write() as session:
        for number in range(30):
            unit = Unit(level=UnitLevel.COMMUNE, code=f"xa-{number}", parent_id=province.unit_id)
            session.add(unit)
            session.flush()
            session.add(UnitName(unit_id=unit.id or 0, name=f"Xã {number}", valid_from=clock.now().date()))
            session.add(
                Staff(
                    unit_id=unit.id or 0,
                    login=f"a{number}",
                    full_name="A",
                    role=Role.VIEWER,
                    password_hash=PASSWORD_HASH,
                )
            )
    fill_log(database, clock, province, 30)
    with counting(database) as many:
        assert signed_in.get(path).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("words", ["tran ha", "HÀ+Trần", "TRAN.HA"])
def test_people_are_found_without_marks_and_in_any_order(signed_in: TestClient, words: str) -> None:
    page = signed_in.get(f"/nguoi-dung?tim={words}").text.partition("<tbody>")[2]
    assert "Trần Thị Hà" in page
    assert page.count('scope="row"') == 1
