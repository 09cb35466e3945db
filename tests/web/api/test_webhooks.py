"""Endpoints of webhooks by another program: the secret once, the log, other units' not there."""

from sqlmodel import select

from distributor.db import Database
from distributor.models import WebhookEndpoint
from distributor.settings import Settings
from distributor.vault import open_vault
from distributor.webhooks.send import send_due
from tests.support.receivers import receiver
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import Desk
from tests.web.home import Hands
from tests.web.province import Province


def test_told_of_what_the_program_itself_did(
    program: Program, desk: Desk, database: Database, settings: Settings, clock: Hands
) -> None:
    with receiver() as found:
        made = program.post("/webhooks", json={"url": found.url, "kinds": ["post.skipped"]})
        assert made.status_code == 201
        endpoint, secret = made.json()["endpoint"], made.json()["secret"]
        assert "secret" not in program.get("/webhooks").json()[0]
        program.post(f"/posts/{desk.facebook}/skip", json={"reason": "Trùng"})
        assert program.get("/webhooks").json()[0]["waiting"] == 1
        assert send_due(database, settings, open_vault(settings.home), clock, endpoint["id"]) == 1
        assert found.heard[0].is_signed_with(secret)
        assert found.heard[0].told["data"]["reason"] == "Trùng"
    (line,) = program.get(f"/webhooks/{endpoint['id']}/deliveries").json()["results"]
    assert (line["event"], line["state"], line["attempts"][0]["status"]) == (found.heard[0].key, "delivered", 204)
    assert program.post(f"/webhooks/{endpoint['id']}/deliveries/{line['id']}/again").status_code == 202
    assert program.post(f"/webhooks/{endpoint['id']}/deliveries/999/again").status_code == 409
    changed = program.post(f"/webhooks/{endpoint['id']}/secret").json()
    assert changed["secret"] != secret
    assert changed["endpoint"]["former_secret_until"] == "2026-11-25T05:00:00Z"
    assert program.post(f"/webhooks/{endpoint['id']}/stop").json()["active"] is False
    assert program.post(f"/webhooks/{endpoint['id']}/ping").status_code == 409
    assert program.post(f"/webhooks/{endpoint['id']}/start").json()["active"] is True
    assert program.post(f"/webhooks/{endpoint['id']}/ping").status_code == 202
    assert program("DELETE", f"/webhooks/{endpoint['id']}").status_code == 204
    assert program.get("/webhooks").json() == []


def test_refused_and_not_there(
    program: Program, program_with: MakeProgram, province: Province, database: Database
) -> None:
    for field, wrong in (
        ("url", {"url": "http://a.example/b"}),
        ("url", {"url": "javascript:alert(1)"}),
        ("kinds", {"url": "https://a.example/b", "kinds": ["khong.co"]}),
    ):
        refused = program.post("/webhooks", json=wrong)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, f"body.{field}")
    made = program.post("/webhooks", json={"url": "https://a.example/b"}).json()["endpoint"]
    again = program.post("/webhooks", json={"url": "https://a.example/b"})
    assert (again.status_code, "đã có" in again.json()["detail"]) == (409, True), "a conflict with what is there"
    commune = program_with(unit_id=province.commune_id)
    for method, path in (
        ("GET", "/deliveries"),
        ("POST", "/secret"),
        ("POST", "/stop"),
        ("POST", "/start"),
        ("POST", "/ping"),
        ("DELETE", ""),
        ("POST", "/deliveries/1/again"),
    ):
        assert commune(method, f"/webhooks/{made['id']}{path}").status_code == 404, path
    assert (
        commune.post("/webhooks", json={"url": "https://a.example/b", "unit_id": province.unit_id}).status_code == 404
    )
    with database.read() as session:
        assert session.exec(select(WebhookEndpoint.active)).all() == [True]
