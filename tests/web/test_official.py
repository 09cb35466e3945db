"""The directory of official accounts, its signed copy, and the page that says whether something is ours."""

import base64
import hmac
import json
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet
from fastapi.testclient import TestClient
from lxml.html import document_fromstring
from sqlmodel import select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.keyring import add_keys, prepare_keys, read_masters, write_masters
from distributor.models import Account, AccountState, DataKey, KeyPurpose, Post, PostState
from distributor.report.official import official_rules
from distributor.report.signature import signing_key
from distributor.settings import Settings, Values
from tests.support.statements import statements
from tests.web.ed25519 import verifies
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post
from tests.web.test_citizens import land_item
from web.app import create_app

STAND_IN = "http://127.0.0.1:8700/man-hinh/facebook/7"
SIGNED = "/.well-known/official-accounts.json"
RFC_8032_TEST_3 = (
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
)


def set_up(database: Database, province: Province) -> None:
    """Accounts as they are where the platforms are the real ones."""
    with database.write() as session:
        for account_id, settings in (
            (province.facebook, {"page_id": "100064512345678"}),
            (province.x, {"user_id": "1", "handle": "phapluat_hg"}),
            (
                province.commune_account,
                {"page_id": "7", "endpoint": "http://127.0.0.1:8700", "profile_address": STAND_IN},
            ),
        ):
            row = session.get_one(Account, account_id)
            row.settings = settings
        sms = {"sender": "STP H.GIANG", "gateway": "smpp", "host": "smsc.noi-bo.example"}
        session.add(Account(unit_id=province.unit_id, channel="sms", name="Tin nhắn", settings=sms, limits={}))


def raw(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def payload(said: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(raw(said["payload"]))
    return read


def is_signed(said: dict[str, Any]) -> bool:
    jwk = said["header"]["jwk"]
    assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
    assert json.loads(raw(said["protected"]))["alg"] == "EdDSA"
    return verifies(raw(jwk["x"]), f"{said['protected']}.{said['payload']}".encode(), raw(said["signature"]))


def check(client: TestClient, pasted: str) -> str:
    answer = client.post("/kiem-tra", data={"tin": pasted})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def test_the_verifier_verifies() -> None:
    public, message, signature = map(bytes.fromhex, RFC_8032_TEST_3)
    assert verifies(public, message, signature)
    assert not verifies(public, message + b"\0", signature)


def test_the_directory_names_what_is_ours_and_no_more(
    client: TestClient, database: Database, province: Province
) -> None:
    set_up(database, province)
    page = client.get("/kenh-chinh-thuc").text
    for words in (
        "https://www.facebook.com/100064512345678",
        "https://x.com/phapluat_hg",
        "http://127.0.0.1:8600/feeds/phap-luat.rss",
        "STP H.GIANG",
        "Sở Tư pháp tỉnh Hương Giang",
    ):
        assert words in page
    assert "Đã đóng" not in page
    assert "facebook.com/7" not in page, "a stand-in vouches for nobody's name on the platform itself"
    assert "Tài khoản thử trên nền tảng mô phỏng" in page
    for shown in (page, client.get("/theo-doi").text):
        assert f'href="{STAND_IN}"' in shown
    assert STAND_IN not in client.get(SIGNED).text
    assert "<h2>Chính thức</h2>" not in check(client, STAND_IN)
    assert "smsc.noi-bo" not in page + client.get(SIGNED).text


def test_a_closed_account_is_named_as_closed(client: TestClient, database: Database, province: Province) -> None:
    set_up(database, province)
    with database.write() as session:
        for account_id in (province.facebook, province.commune_account):
            session.get_one(Account, account_id).state = AccountState.CLOSED
    page = client.get("/kenh-chinh-thuc").text
    assert "Pháp luật Hương Giang" in page.partition("Đã đóng")[2]
    assert "Xã An Lộc" not in page, "it has never said anything"
    page = check(client, "https://www.facebook.com/100064512345678")
    assert "Từng là tài khoản của chúng tôi, nay đã đóng" in page
    assert "<h2>Chính thức</h2>" not in page


def test_the_copy_for_programs_is_signed(client: TestClient, database: Database, province: Province) -> None:
    set_up(database, province)
    answer = client.get(SIGNED)
    said = answer.json()
    assert is_signed(said)
    read = payload(said)
    assert (read["iss"], read["issued_on"]) == ("http://127.0.0.1:8600", "2026-11-24")
    facebook = next(one for one in read["accounts"] if one["name"] == "Pháp luật Hương Giang")
    assert facebook["addresses"][0] == "https://www.facebook.com/100064512345678"
    assert facebook["status"] == "active"
    assert datetime.fromtimestamp(read["exp"], VIETNAM) == datetime(2026, 11, 27, tzinfo=VIETNAM)
    assert json.loads(raw(said["protected"]))["kid"] in client.get("/kenh-chinh-thuc").text, "printed, to be compared"
    assert client.get(SIGNED, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    forged = {**read, "accounts": [{**facebook, "addresses": ["https://www.facebook.com/gia"]}]}
    body = base64.urlsafe_b64encode(json.dumps(forged).encode()).rstrip(b"=").decode()
    assert not is_signed({**said, "payload": body})


def test_the_key_outlives_the_rotation_of_the_master_key(
    settings: Settings, database: Database, clock: Hands, province: Province
) -> None:
    def key() -> str:
        with TestClient(create_app(settings, database, clock)) as client:
            said = client.get(SIGNED).json()
        assert is_signed(said)
        return str(said["header"]["jwk"]["x"])

    before = key()
    write_masters(settings.home, [Fernet.generate_key(), *read_masters(settings.home, {})])
    assert key() == before


def test_the_key_is_its_own_and_is_not_rotated(
    settings: Settings, database: Database, clock: Hands, province: Province
) -> None:
    prepare_keys(database, settings.home)
    key = signing_key(settings.home, database)
    assert key != hmac.digest(read_masters(settings.home, {})[-1], b"loa: what is published for programs", "sha256")
    with database.write() as session:
        add_keys(session, read_masters(settings.home, {}), NOON, NOON)
    with database.read() as session:
        made = [one.generation for one in session.exec(select(DataKey).where(DataKey.purpose == KeyPurpose.SIGN))]
    assert made == [1]


def test_what_became_of_an_account_is_told_and_its_old_address_is_no_longer_ours(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    set_up(database, province)
    place = f"/tai-khoan/{province.x}"
    token = form_token(signed_in.get(place).text)

    def note(**fields: str) -> int:
        return signed_in.post(place, data={"viec": "danh-ba", "form_token": token, **fields}).status_code

    renamed = {"doi": "renamed", "ngay": "2026-11-01", "ten_cu": "@tuphap_cu", "dia_chi_cu": "https://x.com/tuphap_cu"}
    assert note(**renamed) == 303
    assert note(**{**renamed, "ngay": "2027-01-01"}) == 400
    assert note(**{**renamed, "dia_chi_cu": "javascript:alert(1)"}) == 400
    assert note(doi="merged", ngay="2026-11-01") == 400
    assert note(doi="taken", ngay="2026-11-01") == 400
    page = signed_in.get("/kenh-chinh-thuc").text
    assert "@tuphap_cu" in page.partition("Đã đóng")[2]
    assert "Từng là tài khoản của chúng tôi" in check(signed_in, "https://x.com/tuphap_cu")
    assert "<h2>Chính thức</h2>" in check(signed_in, "https://x.com/phapluat_hg")
    assert note(doi="merged", ngay="2026-11-20", noi_nhan="Pháp luật Hương Giang", can_cu="QĐ 5") == 303
    assert "Từng là tài khoản của chúng tôi" in check(signed_in, "https://x.com/phapluat_hg")
    [merged] = [one for one in payload(signed_in.get(SIGNED).json())["accounts"] if one["changes"][1:]]
    assert [change["change"] for change in merged["changes"]] == ["renamed", "merged"]


def test_an_address_checks_only_so_often(client: TestClient) -> None:
    answers = [client.post("/kiem-tra", data={"tin": "x"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_what_is_pasted_is_judged(client: TestClient, database: Database, province: Province) -> None:
    set_up(database, province)
    with database.write() as session:
        item_id = add_item(session, province, "Lệ phí mới")
        text = "Lệ phí hộ tịch là 8.000 đồng. http://127.0.0.1:8600/l/c1"
        add_post(
            session, province.facebook, item_id, PostState.PUBLISHED, text=text, url="https://www.facebook.com/9/8"
        )
        hidden = add_item(session, province, "Chưa đăng")
        add_post(session, province.facebook, hidden, PostState.AWAITING_REVIEW, text="Tin chưa ai duyệt đâu nhé")
    official, sent, not_ours = (
        "<h2>Chính thức</h2>",
        "<h2>Loa có gửi tin như vậy</h2>",
        "<h2>Không phải của chúng tôi</h2>",
    )
    unknown, claimed = (
        "<h2>Chúng tôi không tìm thấy tin như vậy</h2>",
        "<h2>Đây là tên, số hoặc địa chỉ thư mà Loa dùng</h2>",
    )
    for pasted, answer in (
        ("https://x.com/phapluat_hg", official),
        ("@phapluat_hg", official),
        (f"http://127.0.0.1:8600/tin/{item_id}", official),
        ("http://127.0.0.1:8600/lich-phap-luat.ics", official),
        ("http://127.0.0.1:8600/lich-phap-luat/dat-dai-nha-o.ics", official),
        ("http://127.0.0.1:8600/feeds/chu-de/dat-dai-nha-o.rss", official),
        ("http://127.0.0.1:8600/feeds/co-quan/huong-giang.json", official),
        ("http://127.0.0.1:8600/feeds/chu-de/khong-co.rss", "<h2>Không đúng hẳn địa chỉ của chúng tôi</h2>"),
        (f"http://127.0.0.1:8600/tin/{hidden}", "<h2>Không đúng hẳn địa chỉ của chúng tôi</h2>"),
        ("https://www.facebook.com/9/8", official),
        ("https://www.facebook.com/9/9", not_ours),
        (text, sent),
        (text.replace("8.000", "80.000"), "<h2>Không đúng nguyên văn tin của chúng tôi</h2>"),
        (text.replace("8.000", "80.000"), "Tin bạn dán: <mark>80.000</mark>; bản của chúng tôi: <b>8.000</b>"),
        (text.partition("http")[0], "<h2>Giống một phần tin của chúng tôi</h2>"),
        (f"{text} Soạn LP gửi 8579", not_ours),
        (f"{text} Gọi 0912 345 678", not_ours),
        ("STP H.GIANG", claimed),
        ("Tin chưa ai duyệt đâu nhé", unknown),
        ("<script>alert(1)</script>", unknown),
    ):
        page = check(client, pasted)
        assert answer in page, pasted
        assert "<script>alert" not in page
    assert "Trong tin có ký tự ẩn" in check(client, "https://x.com/phap\u200bluat_hg")
    assert 'role="status"' not in client.get("/kiem-tra").text


def test_a_message_full_of_links_costs_no_look_at_each(
    client: TestClient, database: Database, province: Province
) -> None:
    set_up(database, province)
    for one in ("https://www.facebook.com/9/{}", "http://127.0.0.1:8600/co-quan/{}", "x.com/{}"):
        with statements() as few:
            check(client, one.format(1))
        with statements() as many:
            assert "<h2>Không phải của chúng tôi</h2>" in check(client, " ".join(map(one.format, range(300))))
        assert len(many) <= len(few) + 5, one


def test_what_is_pasted_is_kept_nowhere(client: TestClient, database: Database, province: Province) -> None:
    with database.read() as session:
        before = session.exec(select(Post.id)).all()
    assert client.post("/kiem-tra", data={"tin": "x" * 20_000}).status_code == 413
    assert check(client, "y" * 9_000)
    with database.read() as session:
        assert session.exec(select(Post.id)).all() == before


def test_an_act_leads_to_the_pages_of_the_state_that_are_known(
    settings: Settings, database: Database, clock: Hands, province: Province
) -> None:
    item_id = land_item(database, province)
    named = Values(law_portal="https://phapluat.example/tim?so={number}", law_bookshelf="https://tusach.example/")
    for values, wanted in (
        (settings.values, {"Cổng Pháp luật quốc gia": official_rules().beside.portal}),
        (
            named,
            {
                "Cổng Pháp luật quốc gia": "https://phapluat.example/tim?so=91%2F2026%2FQ%C4%90-UBND",
                "Tủ sách pháp luật điện tử": "https://tusach.example/",
            },
        ),
    ):
        with TestClient(create_app(Settings(settings.home, values), database, clock)) as client:
            links = document_fromstring(client.get(f"/tin/{item_id}").text).cssselect("#ban-goc + ul a")
        assert {link.text: link.get("href") for link in links if link.text != "Xem bản gốc"} == wanted
