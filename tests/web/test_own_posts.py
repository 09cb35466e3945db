"""A post of its own for a campaign, on the pages: from the plan to the composer, in the timeline, what is wrong at its field."""

from datetime import UTC, datetime
from html import unescape

from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Campaign, Post, WrittenDraft
from tests.web.forms import form_token
from tests.web.province import Province
from tests.web.test_campaigns import fields_of

WORDS = "Mời bà con đến hỏi luật sư, miễn phí."
NO_ITEMS = {
    "ten": "Tháng hỏi đáp",
    "noi_dung": "moi-nguon",
    "cs_tat-ca__tat-ca": "review",
    "han": "48",
    "viec": "bai-rieng",
}


def send(client: TestClient, address: str, **fields: str) -> tuple[int, str]:
    answer = client.post(address, data={**fields, "form_token": form_token(client.get("/").text)})
    return answer.status_code, answer.headers.get("location", answer.text)


def written(province: Province, campaign: str, **fields: str) -> dict[str, str]:
    usual = {
        **{"viec": "tao", "chu": WORDS, "loai": "council_activity", "luc": "gio", "gio": "2026-12-18T08:30"},
        **{f"tk_{province.facebook}": "1", "bieu_mau": "a" * 32, "chien_dich": campaign},
    }
    return {name: value for name, value in {**usual, **fields}.items() if value}


def test_from_the_plan_to_a_post_in_its_timeline(signed_in: TestClient, database: Database, province: Province) -> None:
    status, place = send(signed_in, "/chien-dich/moi", **NO_ITEMS, **{f"tai_khoan_{province.facebook}": "1"})
    assert (status, place.partition("=")[0]) == (303, "/bai-moi?chien_dich")
    campaign = place.partition("=")[2]
    composer = signed_in.get(place).text
    assert "Đã lưu chiến dịch «Tháng hỏi đáp»" in composer
    assert f'<option value="{campaign}" selected>Tháng hỏi đáp</option>' in composer
    assert f'name="tk_{province.facebook}" value="1" checked' in composer, "its accounts are chosen"
    assert "Chưa tạo được" not in composer
    with database.read() as session:
        assert not session.get_one(Campaign, int(campaign)).automatic, "nobody asked for every item"
    page = signed_in.get(f"/chien-dich/{campaign}").text
    assert f'href="/bai-moi?chien_dich={campaign}"' in page
    assert "Chưa chọn tin nào, cũng chưa có bài riêng nào." in page
    status, made = send(signed_in, "/bai-moi", **written(province, campaign, lap="tuan", lap_den="2026-12-25"))
    assert (status, made.partition("?")[0]) == (303, f"/chien-dich/{campaign}"), "back to the plan"
    with database.read() as session:
        posts = session.exec(select(Post).where(Post.campaign_id == int(campaign)).order_by(col(Post.id))).all()
        assert [post.purpose for post in posts] == ["announce", "series:2"]
    page = signed_in.get(f"/chien-dich/{campaign}").text
    assert "Chưa chọn tin nào" not in page
    assert page.count("bài riêng, ") == 2
    assert "18/12" in page
    assert 'id="doi-bai"' not in page, "what people wrote is moved where it stands"
    assert "Nói hai lần cùng một lời" not in page, "a series repeats itself on purpose"
    again = written(province, campaign, gio="2026-12-19T08:30", bieu_mau="b" * 32)
    assert send(signed_in, "/bai-moi", **again)[0] == 303
    twice = unescape(signed_in.get(f"/chien-dich/{campaign}").text).partition("Nói hai lần cùng một lời")[2]
    assert "nói đúng như bài soạn tay" in twice
    assert f'href="/bai-dang/{posts[0].id}"' in twice
    assert "3 bài riêng ra theo giờ của mình" in signed_in.get(f"/chien-dich/{campaign}/bat-dau").text
    assert send(signed_in, f"/chien-dich/{campaign}/bat-dau")[0] == 303
    assert "Đang chạy" in signed_in.get(f"/chien-dich/{campaign}").text


def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        others = Campaign(unit_id=province.commune_id, name="Của xã", started_at=datetime(2026, 11, 1, tzinfo=UTC))
        over = Campaign(
            unit_id=province.unit_id, name="Đã xong", active=False, ended_at=datetime(2026, 11, 2, tzinfo=UTC)
        )
        short = Campaign(unit_id=province.unit_id, name="Ngắn", ends_at=datetime(2026, 12, 20, tzinfo=UTC))
        paused = Campaign(
            unit_id=province.unit_id, name="Nghỉ", active=False, started_at=datetime(2026, 11, 2, tzinfo=UTC)
        )
        session.add_all([others, over, short, paused])
        session.flush()
        ids = {one.name: str(one.id) for one in (others, over, short, paused)}
    before = len(_posts(database))
    for campaign, told in (
        (ids["Của xã"], "Đơn vị không có chiến dịch này"),
        ("999", "Đơn vị không có chiến dịch này"),
        ("năm", "Đơn vị không có chiến dịch này"),
        (ids["Đã xong"], "«Đã xong» đã kết thúc"),
        (ids["Nghỉ"], "«Nghỉ» đang tạm dừng"),
        (ids["Ngắn"], "trước giờ đăng 25/12/2026 08:30"),
    ):
        fields = written(province, campaign, lap="tuan", lap_den="2027-01-08")
        status, page = send(signed_in, "/bai-moi", **fields)
        assert status == 400, campaign
        at_field = page.partition('id="loi-chien-dich"')[2].partition("</ul>")[0]
        assert told in at_field, (campaign, at_field)
        assert WORDS in page
        assert f'<option value="{campaign}" selected' in page
        with database.read() as session:
            assert session.get_one(WrittenDraft, "a" * 32).fields["chien_dich"] == campaign
    assert len(_posts(database)) == before
    offered = signed_in.get("/bai-moi").text.partition('id="chien_dich"')[2].partition("</select>")[0]
    assert "Ngắn" in offered
    assert not any(name in offered for name in ("Của xã", "Đã xong", "Nghỉ"))


def test_no_link_where_nothing_can_be_written(signed_in: TestClient, database: Database, province: Province) -> None:
    status, place = send(signed_in, "/chien-dich/moi", **fields_of(province))
    assert status == 303
    assert "Soạn bài riêng cho chiến dịch này" in signed_in.get(place).text
    assert 'value="bai-rieng"' in signed_in.get(f"{place}/sua").text
    send(signed_in, f"{place}/bat-dau")
    send(signed_in, f"{place}/tam-dung")
    assert "Soạn bài riêng cho chiến dịch này" not in signed_in.get(place).text
    assert 'value="bai-rieng"' not in signed_in.get(f"{place}/sua").text


def _posts(database: Database) -> list[int]:
    with database.read() as session:
        return [one or 0 for one in session.exec(select(Post.id))]
