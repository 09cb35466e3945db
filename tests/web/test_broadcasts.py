"""Command of a broadcast on its pages: both spellings before anything is made, then a draft that can be approved and ended."""

from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import Broadcast, BroadcastState
from distributor.settings import Settings
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms


@pytest.fixture
def sms(database: Database, settings: Settings, province: Province, clock: Hands) -> Sms:
    with database.write() as session:
        return fill_sms(session, province, settings.home, clock.now())


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
    made = signed_in.post("/tin-nhan/soan", data={**wish, "viec": "lap"})
    place = made.headers["location"]
    page = unescape(signed_in.get(place).text)
    assert "Duyệt và gửi" in page
    mark = page.partition('name="da_xem" value="')[2].partition('"')[0]
    signed_in.post(f"{place}/viec", data={"form_token": token, "viec": "duyet", "da_xem": mark})
    with database.read() as session:
        newest = session.exec(select(Broadcast).order_by(Broadcast.id.desc())).first()  # type: ignore[union-attr]
    assert newest is not None
    assert newest.state == BroadcastState.PLANNED
