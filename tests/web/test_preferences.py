"""`/nhan-tin/…`: a person chooses by the link that an answer carried; a link of another leads nowhere."""

from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.broadcast.audience import consented, subscribe
from distributor.broadcast.preferences import path_of
from distributor.db import Database
from distributor.keyring import secret_key
from distributor.models import OptOut, Subscriber
from distributor.phone_numbers import Numbers
from distributor.settings import Settings
from distributor.vault import open_vault
from tests.web.home import Hands
from tests.web.province import Province

NUMBER = "+84912345678"


@pytest.fixture
def page(database: Database, settings: Settings, province: Province, clock: Hands) -> str:
    numbers = Numbers(open_vault(settings.home, database=database))
    with database.write() as session:
        subscribe(session, province.unit_id, NUMBER, numbers, proof="DK", now=clock.now())
        person = session.exec(select(Subscriber)).one()
        return path_of(person.id or 0, secret_key(settings.home), clock.now().date())


def test_a_person_chooses_topics_and_stops_without_signing_in(
    client: TestClient, database: Database, page: str
) -> None:
    shown = client.get(page)
    assert shown.headers["cache-control"] == "no-store"
    assert "345678" not in shown.text
    assert "09•• ••• 678" in unescape(shown.text)
    answer = client.post(page, data={"viec": "chon", "muc-topic:giao-thong": "1", "muc-nobody": "1"})
    assert answer.headers["location"] == f"{page}?xong=1"
    with database.read() as session:
        assert consented(session, 1) == {"topic:giao-thong"}
    assert "đúng những mục đã chọn" in unescape(client.get(f"{page}?xong=1").text)
    client.post(page, data={"viec": "ngung"})
    assert "không còn nhận tin nào" in unescape(client.get(f"{page}?xong=1").text)
    with database.read() as session:
        assert [each.matter for each in session.exec(select(OptOut))] == [""]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_we_did_not_sign_leads_nowhere(client: TestClient, database: Database, page: str, method: str) -> None:
    for wrong in (f"{page[:-1]}z", "/nhan-tin/1-1-", "/nhan-tin/z", page.replace("/1-", "/2-")):
        answer = client.request(method, wrong, data={"viec": "ngung"} if method == "POST" else None)
        assert answer.status_code == 404
        assert "không còn dùng được" in unescape(answer.text)
    with database.read() as session:
        assert session.exec(select(OptOut)).all() == []
