"""`/nhan-tin/…`: a person chooses by the link that an answer carried; a link of another leads nowhere."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.broadcast.audience import consented, subscribe
from distributor.broadcast.preferences import path_of
from distributor.db import Database
from distributor.keyring import secret_key
from distributor.mail.follower_mail import CHOOSES
from distributor.models import Account, MailFollower, MailFollowerState, OptOut, Subscriber
from distributor.phone_numbers import Numbers
from distributor.settings import Settings
from distributor.signed_codes import signed_code
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
    assert answer.headers["location"] == f"{page}?xong=tin"
    with database.read() as session:
        assert consented(session, 1) == {"topic:giao-thong"}
    assert "đúng những mục đã chọn" in unescape(client.get(f"{page}?xong=1").text)
    client.post(page, data={"viec": "ngung"})
    assert "không còn nhận tin nào" in unescape(client.get(f"{page}?xong=1").text)
    with database.read() as session:
        assert [each.matter for each in session.exec(select(OptOut))] == [""]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_we_did_not_sign_leads_nowhere(client: TestClient, database: Database, page: str, method: str) -> None:
    forged = f"{page[:-1]}{'y' if page.endswith('z') else 'z'}"
    for wrong in (forged, "/nhan-tin/1-1-", "/nhan-tin/z", page.replace("/1-", "/2-")):
        answer = client.request(method, wrong, data={"viec": "ngung"} if method == "POST" else None)
        assert answer.status_code == 404
        assert "không còn dùng được" in unescape(answer.text)
    with database.read() as session:
        assert session.exec(select(OptOut)).all() == []


@pytest.fixture
def mail(database: Database, settings: Settings, clock: Hands) -> str:
    """The address of a confirmed follower by mail."""
    open_vault(settings.home, database=database)
    with database.write() as session:
        follower = MailFollower(
            address_hash="x", wording="Tôi đồng ý.", asked_at=clock.now(), state=MailFollowerState.CONFIRMED
        )
        follower.next_at = clock.now()
        session.add(follower)
        session.flush()
        return f"/thu/{signed_code(secret_key(settings.home), CHOOSES, follower.id or 0)}"


def test_each_address_opens_what_it_proves_and_both_open_both(
    client: TestClient, database: Database, page: str, mail: str
) -> None:
    code, token = mail.removeprefix("/thu/"), page.removeprefix("/nhan-tin/")
    assert "•• •••" not in client.get(mail).text, "no number is told by a mail's link"
    assert "Thư của bạn" not in unescape(client.get(page).text)
    joined = client.post("/gop-lua-chon", data={"thu": code, "dan": f"Xem: https://phapluat.example{page} nhé"})
    assert joined.headers["location"] == f"{page}?thu={code}"
    both = unescape(client.get(joined.headers["location"]).text)
    assert "09•• ••• 678" in both
    assert "Thư của bạn" in both
    assert client.post("/gop-lua-chon", data={"tin": token, "dan": mail}).headers["location"] == f"{page}?thu={code}"
    back = client.post(mail, data={"tin": token, "muc-giao-thong": "1"}).headers["location"]
    assert back == f"{page}?xong=thu&thu={code}"
    back = client.post(page, data={"thu": code, "viec": "ngung"}).headers["location"]
    assert back == f"{page}?xong=tin&thu={code}"
    with database.read() as session:
        assert session.exec(select(MailFollower.topics)).one() == ["Giao thông"]


@pytest.mark.parametrize("pasted", ["", "https://la.example/thu/1-aaaa", "/nhan-tin/1-1-x", "//evil.example", "/thu/1"])
def test_what_is_pasted_and_proves_nothing_joins_nothing(client: TestClient, mail: str, pasted: str) -> None:
    code = mail.removeprefix("/thu/")
    refused = client.post("/gop-lua-chon", data={"thu": code, "dan": pasted})
    assert refused.status_code == 400
    assert "•• •••" not in refused.text
    forged = client.post(mail, data={"tin": "//evil.example", "viec": "luu"}).headers["location"]
    assert forged == f"{mail}?xong=thu"


def test_every_way_to_follow_stands_on_one_page(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for name, more in (("Zalo thật", {}), ("Zalo thử", {"endpoint": "http://127.0.0.1:1"})):
            given = {"oa_id": "4318", **more}
            session.add(Account(unit_id=province.unit_id, channel="zalo", name=name, settings=given, limits={}))
        texts = {"gateway": "smpp", "reply_to": "8079"}
        session.add(Account(unit_id=province.unit_id, channel="sms", name="Tin nhắn", settings=texts, limits={}))
    shown = unescape(client.get("/theo-doi?chu_de=giao-thong").text)
    assert re.findall(r'href="(https://zalo.me/[^"]+)"', shown) == ["https://zalo.me/4318"]
    assert "Zalo thử" not in shown, "a stand-in is nowhere to follow"
    for link in ("/dang-ky-tin?chu_de=giao-thong", "/dang-ky-thu?chu_de=giao-thong", "/lich-phap-luat/giao-thong.ics"):
        assert f'href="{link}"' in shown
        assert client.get(link).status_code == 200
    assert client.get("/theo-doi?chu_de=khong-co").status_code == 200
    [feed] = re.findall(r'href="([^"]+\.rss)"', client.get("/theo-doi").text)
    assert feed == "http://127.0.0.1:8600/feeds/phap-luat.rss", "the office's own feed, of all topics"
