"""Webhook: endpoints added, tried, stopped and removed in the browser; secrets are shown once; other units' are not there."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import AuditEntry, Role, Staff, WebhookDelivery, WebhookEndpoint, WebhookState
from distributor.settings import Settings
from distributor.vault import open_vault
from distributor.webhooks.send import send_due
from tests.support.receivers import receiver
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, Province

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{32}")
URL = "https://dich-vu.huonggiang.example/loa"


def send(client: TestClient, path: str = "/webhook", **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/").text)})


def test_from_adding_to_removing(signed_in: TestClient, database: Database, settings: Settings, clock: Hands) -> None:
    with receiver() as found:
        found.answer = lambda _: (500, {})
        page = send(signed_in, dia_chi=found.url, ghi_chu="Cổng dịch vụ công")
        assert page.status_code == 200
        (secret,) = SECRET.findall(page.text)
        assert page.headers["cache-control"] == "no-store"
        assert not SECRET.search(signed_in.get("/webhook/1").text), "shown once"
        assert send(signed_in, "/webhook/1", viec="gui-thu").status_code == 303
        assert "Đang gửi thử" in signed_in.get("/webhook/1").text
        vault = open_vault(settings.home)
        send_due(database, settings, vault, clock, 1)
        assert found.heard[0].is_signed_with(secret)
        log = signed_in.get("/webhook/1").text
        assert "mã 500" in log
        assert found.heard[0].key in log
        assert "Đang lỗi" in signed_in.get("/webhook").text
        found.answer = lambda _: (204, {})
        with database.write() as session:
            delivery = session.exec(select(WebhookDelivery)).one()
            delivery.state = WebhookState.GIVEN_UP
            session.add(delivery)
        assert "Đã thôi gửi" in signed_in.get("/webhook/1").text
        assert send(signed_in, "/webhook/1", viec="gui-lai", lan_gui="1").status_code == 303
        assert send_due(database, settings, vault, clock, 1) == 1
        assert found.heard[1].key == found.heard[0].key
    changed = send(signed_in, "/webhook/1", viec="doi-khoa")
    assert SECRET.findall(changed.text) != [secret]
    assert "Khóa cũ còn ký kèm đến" in changed.text
    send(signed_in, "/webhook/1", viec="ngung")
    assert "Đã ngừng" in signed_in.get("/webhook").text
    send(signed_in, "/webhook/1", viec="gui-thu")
    assert "Hãy bật lại" in signed_in.get("/webhook/1").text
    send(signed_in, "/webhook/1", viec="bat")
    assert "Đã bật lại" in signed_in.get("/webhook/1").text
    assert send(signed_in, "/webhook/1", viec="bo").headers["location"] == "/webhook"
    assert signed_in.get("/webhook/1").status_code == 404
    with database.read() as session:
        fields = [field for entry in session.exec(select(AuditEntry)) for field in entry.fields]
    assert fields == ["url", "kinds", "gui-thu", "gui-lai", "doi-khoa", "ngung", "bat", "bo"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dia_chi": "http://dich-vu.example/loa"}, "phải bắt đầu bằng https://"),
        ({"dia_chi": "https://10.1.1.1/loa"}, "nằm trong mạng nội bộ"),
        ({"dia_chi": "<script>alert(1)</script>"}, "không hợp lệ"),
        ({"chon": "rieng"}, "Hãy chọn ít nhất một sự kiện"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    signed_in: TestClient, database: Database, wrong: dict[str, str], said: str
) -> None:
    answer = send(signed_in, **{"dia_chi": URL, "ghi_chu": "Cổng", **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Cổng"' in answer.text
    assert "<script>alert" not in answer.text
    with database.read() as session:
        assert session.exec(select(WebhookEndpoint)).all() == []


def test_chosen_events_only(signed_in: TestClient, database: Database) -> None:
    fields = {"su_kien_post.published": "1", "su_kien_post.failed": "1"}
    send(signed_in, dia_chi=URL, chon="rieng", **fields)
    assert "đã có trong danh sách" in send(signed_in, dia_chi=URL).text
    with database.read() as session:
        assert session.exec(select(WebhookEndpoint)).one().kinds == ["post.published", "post.failed"]
    assert "Bài được đăng, Bài thất bại" in signed_in.get("/webhook").text


def test_administrators_only_and_units_apart(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for staff in session.exec(select(Staff)):
            staff.role = Role.ADMINISTRATOR
            session.add(staff)
    sign_in(client)
    send(client, dia_chi=URL)
    client.cookies.clear()
    sign_in(client, "xa.an.loc")
    assert URL not in client.get("/webhook").text
    assert client.get("/webhook/1").status_code == 404
    assert send(client, "/webhook/1", viec="bo").status_code == 404
    with database.write() as session:
        for staff in session.exec(select(Staff).where(Staff.login != LOGIN)):
            staff.role = Role.APPROVER
            session.add(staff)
    assert client.get("/webhook").status_code == 403
    assert send(client, dia_chi=URL).status_code == 403
    assert 'href="/webhook"' not in client.get("/").text


def test_without_the_forms_token(signed_in: TestClient) -> None:
    assert signed_in.post("/webhook", data={"dia_chi": URL}).status_code == 403
    assert send(signed_in, "/webhook/1", viec="khac").status_code == 400


def test_the_page_of_the_interface_names_every_operation_without_scripts(client: TestClient) -> None:
    page = client.get("/api")
    assert page.status_code == 200
    for path, operations in client.get("/api/openapi.json").json()["paths"].items():
        assert f"<code>/api{path}</code>" in page.text
        assert all(told["summary"] in page.text for told in operations.values())
    assert "<script" not in page.text
    assert 'id="loi-429"' in page.text
