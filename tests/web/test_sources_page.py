"""Nguồn tin: what staff see of a source, and what they may do with it."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import AuditEntry, Source, Unit, UnitLevel
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import Province

ADDRESS = "https://so.huonggiang.example/rss.xml"


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/ca-nhan").text)})


def of_address(database: Database, address: str) -> Source:
    with database.read() as session:
        return session.exec(select(Source).where(Source.address == address)).one()


def logged(database: Database) -> list[tuple[str, str, int | None]]:
    with database.read() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id)))
        return [(row.action, row.subject, row.unit_id) for row in rows]


def test_a_source_is_taken_on_for_a_unit_below(
    signed_in: TestClient, database: Database, bare_province: Province, clock: Hands
) -> None:
    answer = send(signed_in, "/nguon", dia_chi=ADDRESS, ten="Trang xã", cach="30", don_vi=str(bare_province.commune_id))
    source = of_address(database, ADDRESS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nguon/{source.id}")
    assert (source.unit_id, source.interval_s, source.take_all) == (bare_province.commune_id, 1800, False)
    assert source.next_read_at == clock.now(), "at once"
    page = signed_in.get(f"/nguon/{source.id}").text
    assert "Loa đang đọc lần đầu" in page
    assert "Chờ đọc lần đầu" in page
    assert "30 phút một lần" in page
    assert "UBND xã An Lộc" in page
    assert logged(database) == [("add_source", f"source:{source.id}", bare_province.commune_id)]


def test_what_is_wrong_is_said_beside_what_was_typed(signed_in: TestClient, database: Database) -> None:
    answer = send(signed_in, "/nguon", dia_chi="/etc/passwd", ten="Trang <b>của</b> Sở", cach="15")
    assert answer.status_code == 400
    assert "Hãy nhập cả địa chỉ nguồn tin" in answer.text
    assert 'value="Trang &lt;b&gt;của&lt;/b&gt; Sở"' in answer.text
    assert 'value="/etc/passwd"' in answer.text
    with database.read() as session:
        assert session.exec(select(Source).where(Source.address == "/etc/passwd")).first() is None


def test_not_for_a_unit_that_one_does_not_see(signed_in: TestClient, database: Database) -> None:
    with database.write() as session:
        elsewhere = Unit(level=UnitLevel.PROVINCE, code="tinh-khac")
        session.add(elsewhere)
        session.flush()
        unit_id = elsewhere.id
    assert send(signed_in, "/nguon", dia_chi=ADDRESS, cach="15", don_vi=str(unit_id)).status_code == 404


def test_one_that_fails_says_how_often_and_why(signed_in: TestClient, database: Database, province: Province) -> None:
    source = of_address(database, "https://anloc.example/rss")
    overview = signed_in.get("/").text
    assert f'id="den-nguon-{source.id}" href="/nguon/{source.id}"' in overview, "what waits for a person leads there"
    assert f'id="den-tk-{province.x}" href="/tai-khoan/{province.x}"' in overview
    page = signed_in.get("/nguon").text
    assert "Đọc lỗi 3 lần liền" in page
    assert "Máy chủ không trả lời trong 20 giây" in page
    assert "Máy chủ không trả lời trong 20 giây" in signed_in.get(f"/nguon/{source.id}").text


@pytest.mark.parametrize(
    ("wish", "fields", "said", "action"),
    [
        ("sua", {"ten": "Trang của Sở", "cach": "60"}, "Đã lưu.", "change_source"),
        ("doc", {}, "Loa đang đọc nguồn này", "read_source"),
        ("ngung", {}, "Đã ngừng đọc.", "rest_source"),
        ("bat", {}, "Đã bật lại.", "take_up_source"),
    ],
)
def test_each_act_is_told_and_logged(
    signed_in: TestClient,
    database: Database,
    bare_province: Province,
    wish: str,
    fields: dict[str, str],
    said: str,
    action: str,
) -> None:
    path = f"/nguon/{bare_province.source_id}"
    then = "/nguon" if wish == "ngung" else path
    assert send(signed_in, path, viec=wish, **fields).headers["location"] == then
    assert said in signed_in.get(then).text
    assert logged(database)[-1] == (action, f"source:{bare_province.source_id}", bare_province.unit_id)


def test_one_that_rests_is_shown_so_and_not_read_at_once(
    signed_in: TestClient, database: Database, bare_province: Province
) -> None:
    path = f"/nguon/{bare_province.source_id}"
    send(signed_in, path, viec="ngung")
    assert "Ngừng đọc</span>" in signed_in.get("/nguon").text
    answer = send(signed_in, path, viec="doc")
    assert answer.status_code == 400
    assert "Hãy bật lại trước" in answer.text
    assert send(signed_in, path, viec="xoa").status_code == 400
    assert send(signed_in, "/nguon/999", viec="doc").status_code == 404
    assert signed_in.get("/nguon/999").status_code == 404
