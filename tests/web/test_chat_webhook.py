"""`/moc/zalo`: what is signed is taken once and stands on the page of what waits for an answer; nothing else is believed."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from distributor.db import Database
from distributor.models import Account, Inbound
from distributor.settings import Settings
from tests.web.home import Hands
from tests.web.province import Province
from web.routes import chat_webhook

APP, SECRET, OA = "4210987654321012345", "khoa-webhook-01", "2890000000000000001"


@pytest.fixture
def office(settings: Settings, database: Database, province: Province) -> Iterator[None]:
    """Its application at Zalo, and its Official Account."""
    chat_webhook._registered.clear()
    file = settings.home / "config.toml"
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(
        f'{before}\n[connect.zalo]\nclient_id = "{APP}"\nclient_secret = "x"\nwebhook_secret = "{SECRET}"\n', "utf-8"
    )
    with database.write() as session:
        unit_id = session.exec(select(Account.unit_id)).first()
        session.add(Account(unit_id=unit_id or 1, channel="zalo", name="Sở Tư pháp", settings={"oa_id": OA}, limits={}))
    yield
    chat_webhook._registered.clear()


def event(clock: Hands, **more: Any) -> bytes:
    told = {
        "app_id": APP,
        "event_name": "user_send_text",
        "sender": {"id": "9001"},
        "recipient": {"id": OA},
        "message": {"msg_id": "m-1", "text": "Cho hỏi thủ tục chuyển mục đích sử dụng đất ở xã thế nào ạ?"},
        "timestamp": str(int(clock.now().timestamp() * 1000)),
        **more,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def tell(client: TestClient, body: bytes, secret: str = SECRET) -> int:
    stamp = str(json.loads(body).get("timestamp", ""))
    mac = hashlib.sha256(APP.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    return client.post("/moc/zalo", content=body, headers={"X-ZEvent-Signature": f"mac={mac}"}).status_code


def kept(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(Inbound).where(Inbound.sent_to == OA)).all())


def test_a_message_is_taken_once_and_stands_on_the_page(
    signed_in: TestClient, office: None, clock: Hands, database: Database
) -> None:
    body = event(clock)
    assert [tell(signed_in, body), tell(signed_in, body)] == [200, 200], "told again, and taken as well"
    assert kept(database) == 1
    page = signed_in.get("/can-phan-hoi?kenh=zalo").text
    assert "chuyển mục đích sử dụng đất" in page
    assert "Zalo •••001" in page


def test_what_is_not_signed_by_it_is_not_believed(
    client: TestClient, office: None, clock: Hands, database: Database
) -> None:
    body = event(clock)
    assert tell(client, body, "khác") == 403
    assert client.post("/moc/zalo", content=body).status_code == 403
    assert client.post("/moc/zalo", content=b"{" * 70_000).status_code == 413
    assert kept(database) == 0


def test_what_is_no_matter_of_ours_is_answered_all_the_same(
    client: TestClient, office: None, clock: Hands, database: Database
) -> None:
    """Zalo would tell it again for hours, and switch the webhook off."""
    odd = (event(clock, event_name="user_seen_message"), event(clock, recipient={"id": "1"}), event(clock, message=5))
    assert [tell(client, body) for body in odd] == [200, 200, 200]
    assert kept(database) == 0


def test_an_office_without_the_secret_believes_nothing(client: TestClient, clock: Hands, database: Database) -> None:
    chat_webhook._registered.clear()
    assert tell(client, event(clock), "") == 403
    assert kept(database) == 0
