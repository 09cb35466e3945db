"""Nhập từ Excel/CSV: checked first, taken in by a second press, the same once more; rights, other units, and bad files."""

import time
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, func, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import AudienceMember, AuditEntry, Item, Role
from distributor.settings import Settings
from distributor.staff.permissions import MAY
from tests.support.workbooks import workbook
from tests.web.desk_cases import COMMUNE, LOGINS, fill_desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms

GOOD = "Tiêu đề;Nội dung\nQuyết định mới về đất;Mỗi thửa còn ít nhất 50 m².\n<script>x</script>;Chữ thường\n;thiếu\n"
PEOPLE = "SĐT,Ngày đồng ý,Hình thức\n912345678,01/11/2026,Phiếu\n0987654321,,\n123,,\n"


@pytest.fixture
def sms(database: Database, settings: Settings, province: Province, clock: Hands) -> Sms:
    with database.write() as session:
        fill_desk(session, province, MediaStore(settings.media_folder))
        return fill_sms(session, province, settings.home, clock.now())


def upload(client: TestClient, octets: bytes, name: str = "tin.csv", **fields: str) -> Response:
    token = form_token(client.get("/").text)
    data = {"loai": "tin", **fields, "form_token": token}
    return client.post("/nhap", data=data, files={"tep": (name, octets, "application/octet-stream")})


def press(client: TestClient, place: str) -> Response:
    return client.post(place, data={"form_token": form_token(client.get("/").text)})


def items(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Item)).one()


def test_items_are_checked_then_taken_in_and_again(signed_in: TestClient, sms: Sms, database: Database) -> None:
    with database.read() as session:
        before = items(session)
    checked = upload(signed_in, GOOD.encode())
    place = checked.headers["location"]
    page = signed_in.get(place)
    words = unescape(page.text)
    assert "bảng mã UTF-8, ngăn cột bằng dấu chấm phẩy" in words
    assert "Nhập 2 dòng hợp lệ" in words
    assert "Dòng 4: thiếu tiêu đề." in words
    assert page.headers["cache-control"] == "no-store"
    with database.read() as session:
        assert items(session) == before, "a check writes nothing"
    faults = signed_in.get(f"{place}/loi.csv")
    assert faults.headers["content-type"].startswith("text/csv")
    assert "4,Tiêu đề,Dòng 4: thiếu tiêu đề." in faults.content.decode("utf-8-sig")
    assert press(signed_in, place).headers["location"] == "/nhap"
    assert "Đã nhập: 2 tin mới" in unescape(signed_in.get("/nhap").text)
    assert "hết hạn" in unescape(signed_in.get(press(signed_in, place).headers["location"]).text)
    press(signed_in, upload(signed_in, GOOD.encode()).headers["location"])
    assert "0 tin mới, 0 tin có thay đổi, 2 tin đã có" in unescape(signed_in.get("/nhap").text)
    with database.read() as session:
        assert items(session) == before + 2
        noted = session.exec(
            select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id))
        ).all()
    assert [one.action for one in noted] == ["import", "import"]


def test_people_are_put_on_the_list_that_was_chosen(signed_in: TestClient, sms: Sms, database: Database) -> None:
    answer = upload(signed_in, PEOPLE.encode("utf-16"), "so.csv", loai="thue-bao", danh_sach=str(sms.audience))
    page = unescape(signed_in.get(answer.headers["location"]).text)
    assert "UTF-16" in page
    assert "Nhập 2 dòng hợp lệ" in page
    assert "1 số chưa có «Ngày đồng ý»" in page
    assert "Dòng 4: " in page
    assert "912345678" not in page
    done = press(signed_in, answer.headers["location"])
    assert done.headers["location"] == f"/tin-nhan/danh-sach/{sms.audience}"
    assert "2 số mới, 0 số đã có" in unescape(signed_in.get(done.headers["location"]).text)
    with database.read() as session:
        count = select(func.count()).where(AudienceMember.audience_id == sms.audience)
        assert session.exec(count).one() == 42


@pytest.mark.whole
def test_ten_thousand_wrong_rows_are_told_within_seconds(signed_in: TestClient, sms: Sms) -> None:
    rows = [(f"Tin {number}", "" if number % 2 else "Có", "hôm nay") for number in range(10_000)]
    octets = workbook([("Tiêu đề", "Nội dung", "Ngày đăng"), *rows])
    began = time.monotonic()
    place = upload(signed_in, octets, "nhieu.xlsx").headers["location"]
    page = unescape(signed_in.get(place).text)
    assert time.monotonic() - began < 120, "on a busy machine; a few seconds on a quiet one"
    assert "200 lỗi đầu trên 15.000" in page
    assert page.count('scope="row"') == 200
    assert "Nhập 0" not in page
    assert len(signed_in.get(f"{place}/loi.csv").content.splitlines()) == 15_001


@pytest.mark.parametrize(
    ("octets", "name", "said"),
    [
        (b"", "", "Hãy chọn tệp"),
        (b"", "a.csv", "Tệp trống"),
        (b"PK\x03\x04", "a.xlsx", "Không đọc được tệp Excel"),
        ("Khác\na\n".encode(), "a.csv", "thiếu cột «Tiêu đề», «Nội dung»"),
    ],
)
def test_a_file_that_is_none_is_told(signed_in: TestClient, sms: Sms, octets: bytes, name: str, said: str) -> None:
    token = form_token(signed_in.get("/").text)
    files = {"tep": (name, octets)} if name else {"khac": ("", b"")}
    answer = signed_in.post("/nhap", data={"loai": "tin", "form_token": token}, files=files)
    assert answer.status_code == 400
    assert said in unescape(answer.text)


def test_what_is_too_large_or_no_form_is_refused(signed_in: TestClient, sms: Sms) -> None:
    assert upload(signed_in, b"x" * 10_100_000).status_code == 413
    assert signed_in.post("/nhap", data={"loai": "tin"}).status_code == 415
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert signed_in.post("/nhap", content=b"rubbish", headers=headers).status_code in (400, 403)
    assert upload(signed_in, GOOD.encode(), loai="khac").status_code == 400
    files = {"tep": ("a.csv", GOOD.encode())}
    assert signed_in.post("/nhap", data={"loai": "tin", "form_token": "0" * 64}, files=files).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_who_may(client: TestClient, sms: Sms, role: Role) -> None:
    sign_in(client, LOGINS[role])
    assert client.get("/nhap").status_code == (200 if role in MAY["import"] else 403)
    answer = upload(client, GOOD.encode())
    assert answer.status_code == (303 if role in MAY["import"] else 403)
    if answer.status_code == 303:
        assert press(client, answer.headers["location"]).status_code == 303
    people = upload(client, PEOPLE.encode(), loai="thue-bao", danh_sach=str(sms.audience))
    assert people.status_code == (303 if role in MAY["audience"] else 403)


def test_nothing_of_another_unit_or_another_person(client: TestClient, sms: Sms, province: Province) -> None:
    sign_in(client, LOGINS[Role.APPROVER])
    place = upload(client, GOOD.encode()).headers["location"]
    client.cookies.clear()
    sign_in(client, COMMUNE)
    assert client.get(place).headers["location"] == "/nhap"
    assert client.get(f"{place}/loi.csv").status_code == 404
    assert press(client, place).headers["location"] == "/nhap"
    assert upload(client, GOOD.encode(), don_vi=str(province.unit_id)).status_code == 404
    assert upload(client, PEOPLE.encode(), loai="thue-bao", danh_sach=str(sms.audience)).status_code == 404
