"""Command of a broadcast on its pages: both spellings before anything is made, then a draft that can be approved and ended."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.db import Database
from distributor.models import Account, Broadcast, BroadcastState
from distributor.settings import Settings
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms, number


@pytest.fixture
def sms(database: Database, settings: Settings, province: Province, clock: Hands) -> Sms:
    with database.write() as session:
        return fill_sms(session, province, settings.home, clock.now())


def cells(page: str) -> list[str]:
    return re.findall(r"<td data-on=[^>]*>([^<]*)</td>", page)


def test_a_broadcast_is_seen_made_and_approved(signed_in: TestClient, sms: Sms, database: Database) -> None:
    token = form_token(signed_in.get("/tin-nhan/soan").text)
    wish = {
        "form_token": token,
        "tai_khoan": str(sms.account),
        "danh_sach": str(sms.audience),
        "noi_dung": "Đất đai",
        "ket_thuc": "2099-01-01T10:00",
    }
    seen = unescape(signed_in.post("/tin-nhan/soan", data={**wish, "viec": "xem"}).text)
    assert "Dat dai" in seen
    assert "Sẽ gửi tới 39 người" in seen
    assert cells(seen) == ["MobiFone", "39", "chưa có", "–"]
    assert "Ghi giá theo hợp đồng" in seen
    with database.write() as session:
        account = session.get_one(Account, sms.account)
        account.settings = {**account.settings, "price_mobifone": 350}
    priced = unescape(signed_in.post("/tin-nhan/soan", data={**wish, "noi_dung": "Đất đai " * 10, "viec": "xem"}).text)
    assert cells(priced) == ["MobiFone", "39", "350", "27.300"]
    assert "Cả đợt 27.300 đồng" in priced
    assert "gửi không dấu bớt 13.650 đồng" in priced
    made = signed_in.post("/tin-nhan/soan", data={**wish, "viec": "lap"})
    place = made.headers["location"]
    page = unescape(signed_in.get(place).text)
    assert "Duyệt và gửi" in page
    mark = page.partition('name="da_xem" value="')[2].partition('"')[0]
    signed_in.post(f"{place}/viec", data={"form_token": token, "viec": "duyet", "da_xem": mark})
    with database.read() as session:
        newest = session.exec(select(Broadcast).order_by(col(Broadcast.id).desc())).first()
    assert newest is not None
    assert newest.state == BroadcastState.PLANNED
    assert "more_lists" not in newest.audience_rule


def test_a_broadcast_goes_to_several_lists_and_to_each_number_once(
    signed_in: TestClient, sms: Sms, database: Database, province: Province, clock: Hands
) -> None:
    with database.write() as session:
        yes = StatedConsent("Nhận tin", "form", "Phiếu", "", "Phiếu 02", clock.now())
        more = make_audience(session, province.unit_id, "Hòa giải viên", clock.now())
        add_numbers(session, more, [number(index) for index in range(36, 46)], sms.numbers, now=clock.now(), yes=yes)
        closed = make_audience(session, province.unit_id, "Danh sách cũ", clock.now())
        closed.closed_at = clock.now()
        session.flush()
        more_id, closed_id = more.id, closed.id
    page = unescape(signed_in.get("/tin-nhan/soan").text)
    assert "Gửi thêm tới" in page
    assert "Danh sách cũ" not in page
    wish = {
        "form_token": form_token(page),
        "tai_khoan": str(sms.account),
        "danh_sach": str(sms.audience),
        "noi_dung": "Đất đai",
        "ket_thuc": "2099-01-01T10:00",
        f"them-{more_id}": "1",
        f"them-{sms.audience}": "1",
    }
    seen = unescape(signed_in.post("/tin-nhan/soan", data={**wish, "viec": "xem"}).text)
    assert "Sẽ gửi tới 44 người" in seen, "40 of whom one refused, and five besides"
    assert f'name="them-{more_id}" value="1" checked' in seen
    made = signed_in.post("/tin-nhan/soan", data={**wish, "viec": "lap"})
    assert "«Người dân đăng ký nhận tin», «Hòa giải viên»" in unescape(signed_in.get(made.headers["location"]).text)
    with database.read() as session:
        newest = session.exec(select(Broadcast).order_by(col(Broadcast.id).desc())).first()
    assert newest is not None
    assert newest.audience_rule["more_lists"] == [more_id]
    for wrong in (f"them-{closed_id}", f"them-{sms.commune_audience}", "them-999999", "them-x"):
        refused = signed_in.post("/tin-nhan/soan", data={**wish, wrong: "1", "viec": "lap"})
        assert refused.status_code == 400
        assert "Danh sách gửi thêm không còn" in unescape(refused.text)
