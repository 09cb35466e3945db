"""Tài khoản kênh: how accounts are told, and what people of each role may do with them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from channels.connect import FormField
from channels.outside import beside
from channels.registry import spec_of
from channels.youtube.playlists import BY_TOPIC
from distributor.db import Database
from distributor.models import (
    Account,
    AccountSample,
    AccountState,
    AuditEntry,
    Campaign,
    CampaignAccount,
    PostState,
    QuotaUse,
    Role,
)
from distributor.staff.permissions import MAY
from tests.support.statements import statements
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/").text)})


def change(database: Database, account_id: int, act: Callable[[Account], None]) -> None:
    with database.write() as session:
        account = session.get_one(Account, account_id)
        act(account)
        session.add(account)


def account(database: Database, account_id: int) -> Account:
    with database.read() as session:
        return session.get_one(Account, account_id)


def test_health_is_told_with_what_to_do(
    signed_in: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    def lost(row: Account) -> None:
        row.state, row.state_reason = AccountState.NEEDS_SIGNIN, "Facebook không nhận mã truy cập."
        row.settings = {"token_expires_at": "never", "connected_at": "2026-11-12T00:00:00+00:00"}

    def throttled(row: Account) -> None:
        row.state = AccountState.ACTIVE
        row.wait_until, row.wait_reason = clock.now() + timedelta(minutes=5), "X đang giới hạn số lần gọi."

    change(database, province.facebook, lost)
    change(database, province.x, throttled)
    with database.write() as session:
        for minutes in range(3):
            session.add(
                QuotaUse(account_id=province.x, bucket="posts", at=NOON - timedelta(minutes=minutes), post_id=minutes)
            )
    page = unescape(signed_in.get("/tai-khoan").text)
    assert "2 trên 4 tài khoản cần có người xử lý" in page
    assert "Tài khoản cần kết nối lại: Facebook không nhận mã truy cập." in page
    assert "Kết nối lại; các bài đã lên lịch được giữ nguyên" in page
    assert "mã cấp 12 ngày trước, không hết hạn" in page
    assert "X đang giới hạn số lần gọi. Gửi tiếp lúc 24/11/2026 12:05." in page
    assert "UBND xã An Lộc" in page, "whose account it is"
    assert page.index("Pháp luật Hương Giang") < page.index("Xã An Lộc"), "who needs somebody comes first"
    needy = unescape(signed_in.get("/tai-khoan?can=xu-ly").text)
    assert "Xã An Lộc" not in needy
    one = unescape(signed_in.get(f"/tai-khoan/{province.x}").text)
    assert "3/" in one


def test_each_right_is_on_off_or_not_known_with_how_to_turn_it_on(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    def shown(**told: object) -> str:
        change(database, province.facebook, lambda row: setattr(row, "settings", {**row.settings, **told}))
        return unescape(signed_in.get(f"/tai-khoan/{province.facebook}").text)

    def stands(page: str) -> dict[str, str]:
        rights = page.partition('id="quyen"')[2].partition("</section>")[0]
        return dict(re.findall(r"<small>(\w+)</small></div>\s*<span class=\"health \w+\">([^<]+)</span>", rights))

    page = shown()
    assert set(stands(page).values()) == {"chưa rõ"}
    assert "Chưa rõ quyền nào đang bật: kết nối lại để hỏi lại." in page
    page = shown(withheld="read_insights", lost=["pages_manage_metadata"])
    found = stands(page)
    assert {name for name, state in found.items() if state == "đang tắt"} == {"read_insights", "pages_manage_metadata"}
    assert (found["publish_video"], len(found)) == ("đang bật", 9)
    assert "Muốn bật, hãy kết nối lại và giữ nguyên quyền đó." in page
    assert "Nền tảng không còn cho dùng quyền: pages_manage_metadata. Các việc khác vẫn chạy." in page


def test_a_page_asks_the_same_few_questions_of_many_accounts(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    def asked() -> int:
        with statements() as seen:
            assert signed_in.get("/tai-khoan").status_code == 200
        return len(seen)

    few = asked()
    with database.write() as session:
        for number in range(20):
            row = Account(unit_id=province.unit_id, channel="x", name=f"@so_{number}", settings={}, limits={})
            session.add(row)
            session.flush()
            item = add_item(session, province, f"Tin {number}")
            add_post(session, row.id or 0, item, PostState.PUBLISHED)
    assert asked() == few


def test_paused_with_a_reason_and_going_on(signed_in: TestClient, database: Database, province: Province) -> None:
    place = f"/tai-khoan/{province.facebook}"
    answer = send(signed_in, place, viec="tam-dung", ly_do="Đổi người quản trị Trang", den="2026-11-25T08:00")
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    row = account(database, province.facebook)
    assert (row.state, row.state_reason) == (AccountState.PAUSED, "Đổi người quản trị Trang")
    assert row.paused_until is not None
    page = unescape(signed_in.get(place).text)
    assert "Đã tạm dừng «Pháp luật Hương Giang» đến 25/11/2026 08:00" in page
    assert "Tài khoản tạm dừng đến 25/11/2026 08:00: Đổi người quản trị Trang" in page
    send(signed_in, place, viec="chay-lai")
    assert account(database, province.facebook).state == AccountState.ACTIVE
    assert "hoạt động lại" in unescape(signed_in.get(place).text)
    with database.read() as session:
        noted = session.exec(
            select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id))
        ).all()
    assert [(one.action, one.subject) for one in noted] == [
        ("pause", f"account:{province.facebook}"),
        ("resume", f"account:{province.facebook}"),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ly_do": " "}, "Hãy ghi lý do tạm dừng"),
        ({"ly_do": "a" * 301}, "Lý do tối đa 300 ký tự"),
        ({"den": "2026-11-24T11:00"}, "Giờ kết thúc 24/11/2026 11:00 đã qua"),
        ({"den": "mai"}, "Không đọc được giờ"),
    ],
)
def test_a_pause_that_is_wrong_keeps_what_was_typed(
    signed_in: TestClient, database: Database, province: Province, wrong: dict[str, str], said: str
) -> None:
    fields = {"viec": "tam-dung", "ly_do": "Bảo trì <b>", "den": "2026-11-25T08:00", **wrong}
    answer = send(signed_in, f"/tai-khoan/{province.facebook}", **fields)
    assert answer.status_code == 400
    assert said in unescape(answer.text)
    if "ly_do" not in wrong:
        assert 'value="Bảo trì &lt;b&gt;"' in answer.text
    assert account(database, province.facebook).state == AccountState.ACTIVE


def test_settings_that_are_safe_are_changed_and_others_kept(
    signed_in: TestClient, database: Database, desk: Desk
) -> None:
    with database.read() as session:
        manual = session.exec(select(Account).where(Account.channel == "manual")).one()
    place = f"/tai-khoan/{manual.id}"
    assert 'value="TikTok của tỉnh"' in signed_in.get(place).text
    fields = {"viec": "thiet-lap", "place": "Đài truyền thanh xã", "instructions": "", "page_id": "7", "video": "-"}
    fields["variant"] = "-"
    assert send(signed_in, place, **fields).status_code == 303
    assert account(database, manual.id or 0).settings == {"place": "Đài truyền thanh xã"}
    assert "Đã lưu: Nơi đăng tay, Hướng dẫn cho người đăng." in unescape(signed_in.get(place).text)
    refused = send(signed_in, place, **{**fields, "place": " ", "instructions": "Bật phụ đề"})
    assert refused.status_code == 400
    assert "Hãy ghi nơi cán bộ sẽ đăng tay" in unescape(refused.text)
    assert "Bật phụ đề" in refused.text
    assert send(signed_in, place, **{**fields, "variant": "khac"}).status_code == 400
    with database.read() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in")).one()
    assert (entry.action, entry.fields) == ("configure", ["instructions", "place"])


def test_a_flag_is_set_and_taken_back(signed_in: TestClient, database: Database, province: Province) -> None:
    place = f"/tai-khoan/{province.x}"
    fields = {"viec": "thiet-lap", "video": "-", "variant": "-"}
    assert send(signed_in, place, **fields, address_in_picture="1").status_code == 303
    assert account(database, province.x).settings == {"address_in_picture": True}
    send(signed_in, place, **{**fields, "video": "khong"})
    assert account(database, province.x).settings == {"address_in_picture": False, "video": ""}


def test_a_youtube_account_has_a_playlist_for_each_topic_where_staff_wish_it(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        youtube = Account(unit_id=province.unit_id, channel="youtube", name="Kênh", settings={"channel_id": "UC1"})
        session.add(youtube)
        session.flush()
        place, account_id = f"/tai-khoan/{youtube.id}", youtube.id or 0
    assert "Mỗi chủ đề một danh sách phát" in unescape(signed_in.get(place).text)
    fields = {"viec": "thiet-lap", "video": "-", "variant": "-", "playlists_by_topic": "1"}
    assert send(signed_in, place, **fields).status_code == 303
    assert account(database, account_id).settings == {"channel_id": "UC1", BY_TOPIC: True}


def test_into_a_campaign_and_out(signed_in: TestClient, database: Database, desk: Desk, province: Province) -> None:
    with database.read() as session:
        manual = session.exec(select(Account.id).where(Account.channel == "manual")).one()
    place, campaign = f"/tai-khoan/{manual}", str(province.campaign_id)

    def joined() -> bool:
        with database.read() as session:
            wanted = select(CampaignAccount).where(
                CampaignAccount.campaign_id == province.campaign_id, CampaignAccount.account_id == manual
            )
            return session.exec(wanted).first() is not None

    send(signed_in, place, viec="vao-chien-dich", lenh=campaign)
    assert joined()
    assert "Đã thêm vào chiến dịch «Đăng tự động»" in unescape(signed_in.get(place).text)
    again = send(signed_in, place, viec="vao-chien-dich", lenh=campaign)
    assert again.status_code == 400
    assert "đã có trong chiến dịch" in unescape(again.text)
    send(signed_in, place, viec="ra-chien-dich", lenh=campaign)
    assert not joined()
    other = send(signed_in, f"/tai-khoan/{province.commune_account}", viec="vao-chien-dich", lenh=campaign)
    assert other.status_code == 400, "the commune's account was not granted to the province's campaign"
    with database.read() as session:
        assert session.exec(select(Campaign)).one().active


def test_an_account_without_consent_is_added(signed_in: TestClient, database: Database) -> None:
    fields = {"kenh": "rss", "ten": "Tin tuyên truyền", "slug": "tuyen-truyen"}
    wrong = send(signed_in, "/tai-khoan/them", **{**fields, "slug": "Có dấu"})
    assert wrong.status_code == 400
    assert "chữ thường không dấu" in unescape(wrong.text)
    assert "--slug" not in wrong.text
    assert 'value="Tin tuyên truyền"' in wrong.text
    made = send(signed_in, "/tai-khoan/them", **fields)
    assert made.status_code == 303
    row = account(database, int(made.headers["location"].rpartition("/")[2]))
    assert (row.channel, row.name, row.settings["slug"]) == ("rss", "Tin tuyên truyền", "tuyen-truyen")
    assert "tuyen-truyen.rss" in signed_in.get(made.headers["location"]).text
    assert send(signed_in, "/tai-khoan/them", kenh="facebook", ten="Trang").status_code == 400


def test_a_sender_of_messages_is_added_and_its_password_is_not_shown(signed_in: TestClient, database: Database) -> None:
    page = signed_in.get("/tai-khoan/them?kenh=sms").text
    assert 'name="password" type="password"' in page
    fields = {"kenh": "sms", "gateway": "smpp", "ten": "Tin nhắn Sở", "sender": "SoTuPhap", "host": "127.0.0.1"}
    made = send(
        signed_in, "/tai-khoan/them", **fields, port="2775", system_id="loa", password="rất bí mật", reply_to="8100"
    )
    assert made.status_code == 303, unescape(made.text)
    row = account(database, int(made.headers["location"].rpartition("/")[2]))
    assert row.settings["port"] == 2775
    assert row.credentials
    assert "rất bí mật" not in signed_in.get(made.headers["location"]).text
    wrong = send(signed_in, "/tai-khoan/them", **fields, port="x", system_id="loa", password="rất bí mật")
    assert wrong.status_code == 400
    assert "rất bí mật" not in wrong.text


def test_a_check_of_what_cannot_be_opened_says_why(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    place = f"/tai-khoan/{province.facebook}"
    assert send(signed_in, place, viec="kiem-tra").status_code == 303
    page = unescape(signed_in.get(place).text)
    assert "Thông tin đăng nhập Facebook chưa đúng" in page
    send(signed_in, f"/tai-khoan/{province.rss}", viec="kiem-tra")
    assert "không cần kết nối" in signed_in.get(f"/tai-khoan/{province.rss}").text
    with database.read() as session:
        assert [one.action for one in session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in"))] == [
            "check",
            "check",
        ]


WISHES = {
    "kiem-tra": "check",
    "tam-dung": "pause",
    "chay-lai": "pause",
    "thiet-lap": "configure",
    "vao-chien-dich": "configure",
    "ra-chien-dich": "configure",
}


@pytest.mark.parametrize("role", list(Role))
def test_who_may(client: TestClient, desk: Desk, province: Province, role: Role) -> None:
    sign_in(client, LOGINS[role])
    place = f"/tai-khoan/{province.facebook}"
    page = client.get(place)
    assert page.status_code == 200
    assert client.get("/tai-khoan").status_code == 200
    for wish, right in WISHES.items():
        answer = send(client, place, viec=wish, ly_do="Bảo trì", lenh=str(province.campaign_id), variant="-", video="-")
        if role in MAY[right]:
            assert answer.status_code in (303, 400), (wish, answer.status_code)
        else:
            assert answer.status_code == 403, wish
            assert f'name="viec" value="{wish}"' not in page.text, wish
    connects = role in MAY["connect"]
    assert (client.get("/tai-khoan/them").status_code == 200) is connects
    assert (send(client, "/tai-khoan/them", kenh="manual", ten="A", place="B").status_code == 303) is connects


def test_another_units_account_is_not_there(client: TestClient, desk: Desk, province: Province) -> None:
    sign_in(client, COMMUNE)
    assert "Pháp luật Hương Giang" not in client.get("/tai-khoan").text
    assert client.get(f"/tai-khoan/{province.facebook}").status_code == 404
    assert send(client, f"/tai-khoan/{province.facebook}", viec="tam-dung", ly_do="x").status_code == 404
    stolen = send(client, "/tai-khoan/them", kenh="manual", ten="A", place="B", don_vi=str(province.unit_id))
    assert stolen.status_code == 404


def test_a_form_that_is_not_ours_does_nothing(signed_in: TestClient, database: Database, province: Province) -> None:
    fields = {"viec": "tam-dung", "ly_do": "x", "form_token": "0" * 64}
    assert signed_in.post(f"/tai-khoan/{province.facebook}", data=fields).status_code == 403
    assert account(database, province.facebook).state == AccountState.ACTIVE
    assert send(signed_in, f"/tai-khoan/{province.facebook}", viec="xoa").status_code == 400


def test_an_accounts_page_shows_who_follows_it(signed_in: TestClient, database: Database, province: Province) -> None:
    place = f"/tai-khoan/{province.facebook}"
    assert "Người theo dõi, người đọc" not in signed_in.get(place).text
    with database.write() as session:
        session.add_all(
            AccountSample(account_id=province.facebook, metric="followers_count", api_version="1", at=at, value=value)
            for at, value in ((NOON - timedelta(days=40), 1200), (NOON - timedelta(days=2), 1234))
        )
    page = signed_in.get(place).text
    assert "Người theo dõi Trang</dt><dd><strong>1.234</strong> (+34 so với 30 ngày trước)" in page


def test_an_account_of_a_third_partys_channel_is_typed_in_as_ours_are(
    signed_in: TestClient, database: Database, tmp_path: Path
) -> None:
    """Its form, its words in both languages, its icon and its refusals come from its package."""
    (tmp_path / "channel.toml").write_text('[english]\n"Số bảng tin" = "Number of the board"\n', "utf-8")
    (tmp_path / "icon.svg").write_text('<svg><path d="M9 9"/></svg>', "utf-8")
    spec = replace(
        spec_of("facebook"),
        name="xa",
        label="Bảng tin xã",
        identity="page_id",
        fields=(FormField("page_id", "Số bảng tin"),),
        folder=tmp_path,
        writes_like="facebook",
    )
    with beside(spec):
        assert "Số bảng tin" in unescape(signed_in.get("/tai-khoan/them?kenh=xa").text)
        signed_in.cookies.set("loa_ngon_ngu", "en")
        assert "Number of the board" in signed_in.get("/tai-khoan/them?kenh=xa").text
        signed_in.cookies.set("loa_ngon_ngu", "vi")
        typed = {"kenh": "xa", "ten": "Xã An Lộc", "page_access_token": "EAAtokenoftheboard01"}
        assert "Còn thiếu: Số bảng tin" in unescape(send(signed_in, "/tai-khoan/them", **typed).text)
        refused = send(signed_in, "/tai-khoan/them", **typed, page_id="có dấu cách")
        assert refused.status_code == 400, "by its own adapter"
        made = send(signed_in, "/tai-khoan/them", **typed, page_id="77")
        assert made.status_code == 303, unescape(made.text)
        again = send(signed_in, "/tai-khoan/them", **typed, page_id="77")
        assert "Mỗi nơi chỉ lập một tài khoản" in unescape(again.text)
        page = signed_in.get(made.headers["location"]).text
        assert '<symbol id="c-xa" viewBox="0 0 24 24"><path d="M9 9"></path></symbol>' in page
        assert "#c-xa" in signed_in.get("/tai-khoan").text
        assert "EAAtoken" not in page
    with database.read() as session:
        [row] = session.exec(select(Account).where(Account.channel == "xa"))
    assert (row.settings["page_id"], row.name) == ("77", "Xã An Lộc")
    assert b"EAAtoken" not in row.credentials
