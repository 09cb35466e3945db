"""`/dang-ky-tin`: number, code, choice, and out again, as a person without an account and without a script does it."""

from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.broadcast.audience import consented
from distributor.db import Database
from distributor.models import Account, Consent, SmsReply, Subscriber
from tests.web.province import Province

NUMBER = {"so": "0912 345 678"}


@pytest.fixture
def texts(database: Database, province: Province) -> None:
    with database.write() as session:
        settings = {"gateway": "smpp", "sender": "STP-HGIANG", "reply_to": "8079"}
        session.add(Account(unit_id=province.unit_id, channel="sms", name="Tin nhắn", settings=settings, limits={}))


def code(database: Database) -> str:
    with database.read() as session:
        text = session.exec(select(SmsReply.text).order_by(col(SmsReply.id).desc())).first()
    return next(word.rstrip(",") for word in (text or "").split() if word.rstrip(",").isdigit())


@pytest.mark.usefixtures("texts")
def test_from_the_number_to_the_choice_and_out_again(client: TestClient, database: Database) -> None:
    asked = client.post("/dang-ky-tin", data={**NUMBER, "chu_de": "giao-thong"})
    assert asked.status_code == 303
    place = asked.headers["location"]
    page = client.get(place)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "345678" not in page.text.replace(" ", "")
    assert 'name="muc-giao-thong" value="1" checked' in page.text
    place = place.partition("?")[0]
    ticked = {"ma": code(database), "dong_y": "1", "muc-giao-thong": "1"}
    assert client.post(place, data={**ticked, "dong_y": ""}).status_code == 400
    signed = client.post(place, data=ticked)
    assert signed.status_code == 303
    with database.read() as session:
        person = session.exec(select(Subscriber)).one()
        assert consented(session, person.id or 0) == {"topic:giao-thong"}
        assert "Số được mã hóa" in session.exec(select(Consent.proof)).one()
    mine = signed.headers["location"].partition("?")[0]
    assert 'muc-topic:giao-thong" value="1" checked' in client.get(mine).text
    assert "không còn dùng được" in unescape(client.post(place, data=ticked).text)
    client.post(mine, data={"viec": "ngung"})
    with database.read() as session:
        assert consented(session, 1) == set()


@pytest.mark.usefixtures("texts")
def test_guessing_ends_soon_and_forged_places_lead_nowhere(client: TestClient, database: Database) -> None:
    place = client.post("/dang-ky-tin", data=NUMBER).headers["location"]
    right = code(database)
    guesses = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, 12)]
    said = [client.post(place, data={"ma": one, "dong_y": "1"}).status_code for one in guesses]
    assert said[0] == 400
    assert said[-1] == 429
    for wrong in ("/dang-ky-tin/1-x", "/dang-ky-tin/9-abc", f"{place[:-1]}0", "/dang-ky-tin/" + "1" * 400):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={"ma": right, "dong_y": "1"}).status_code in (404, 429)


@pytest.mark.usefixtures("texts")
def test_a_flood_of_sign_ups_is_told_to_wait(client: TestClient, database: Database) -> None:
    said = [client.post("/dang-ky-tin", data={"so": f"09123456{index:02d}"}).status_code for index in range(12)]
    assert said == [303] * 10 + [429] * 2
    with database.read() as session:
        assert len(session.exec(select(SmsReply)).all()) == 10
    alien = client.post("/dang-ky-tin", data=NUMBER, headers={"origin": "https://evil.example"})
    assert alien.status_code == 403


def test_where_no_office_texts_the_page_says_so(client: TestClient) -> None:
    assert "chưa gửi tin nhắn" in unescape(client.get("/dang-ky-tin").text)
    assert client.post("/dang-ky-tin", data=NUMBER).status_code == 404
    assert "<b>" not in client.get("/dang-ky-tin", params={"chu_de": '"><b>'}).text.partition("<main")[2]
