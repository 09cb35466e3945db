"""Tạm dừng: ordered and lifted from Tổng quan."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import Hold
from tests.web.forms import form_token
from tests.web.home import Hands

ORDER = {"viec": "dat", "ly_do": "Quốc tang", "theo_lenh": "Chủ tịch UBND tỉnh"}


def send(client: TestClient, **fields: str) -> Response:
    return client.post("/tam-dung", data={**fields, "form_token": form_token(client.get("/").text)})


def test_ordered_shown_and_taken_back(signed_in: TestClient, database: Database, clock: Hands) -> None:
    answer = send(signed_in, **ORDER, kenh="facebook", den="2026-11-25T08:00")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    with database.read() as session:
        hold = session.exec(select(Hold)).one()
        assert (hold.channel, hold.unit_id, hold.starts_at) == ("facebook", None, clock.now())
        assert hold.ends_at is not None
        assert hold.ends_at.isoformat() == "2026-11-25T01:00:00+00:00"
    page = signed_in.get("/").text
    assert "Đã tạm dừng mọi bài trên Facebook, đến 25/11/2026 08:00." in page
    assert "Đang tạm dừng Facebook." in page
    assert page.count(f'name="lenh" value="{hold.id}"') == 2, "in the message, and beside the hold"
    send(signed_in, viec="bo", lenh=str(hold.id))
    assert f"Đã bỏ lệnh tạm dừng số {hold.id}" in signed_in.get("/").text
    assert "Đang tạm dừng" not in signed_in.get("/").text
    send(signed_in, viec="bo", lenh=str(hold.id))
    assert "Không có lệnh tạm dừng số" in signed_in.get("/").text, "pressed twice is told, not an error"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ly_do": " "}, "Lý do tạm dừng: Hãy ghi, không để trống."),
        ({"theo_lenh": ""}, "Theo lệnh của: Hãy ghi, không để trống."),
        ({"ly_do": "a" * 501}, "Lý do tạm dừng: Quá dài: tối đa 500 ký tự."),
        ({"den": "2026-11-24T11:00"}, "Giờ kết thúc 24/11/2026 11:00 đã qua"),
        ({"den": "mai"}, "Không đọc được giờ đã chọn"),
        ({"kenh": "tiktok"}, "tiktok"),
    ],
)
def test_an_order_that_is_wrong_holds_nothing_and_keeps_what_was_typed(
    signed_in: TestClient, database: Database, wrong: dict[str, str], said: str
) -> None:
    answer = send(signed_in, **{**ORDER, **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    if "theo_lenh" not in wrong:
        assert 'value="Chủ tịch UBND tỉnh"' in answer.text
    with database.read() as session:
        assert session.exec(select(Hold)).all() == []


def test_a_script_stays_text(signed_in: TestClient) -> None:
    send(signed_in, viec="dat", ly_do="<script>alert(1)</script>", theo_lenh="<img src=x onerror=alert(1)>")
    page = signed_in.get("/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
