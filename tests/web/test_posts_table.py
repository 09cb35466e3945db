"""Posts in a spreadsheet: brought in with accounts, hours and pictures, given out in the same columns; each waits for its yes."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape

import openpyxl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.importing.posts import MOST_POSTS
from distributor.models import Account, Campaign, Item, Post, PostState, StaffFile, Unit, UnitLevel
from tests.support.workbooks import workbook
from tests.web.forms import form_token
from tests.web.province import Province, add_item, add_post
from tests.web.test_write import photo

HEAD = ("Tài khoản", "Giờ đăng", "Tiêu đề", "Nội dung", "Ảnh", "Ghi chú")
WEEK = "/lich.{ending}?xem=tuan&ngay=2026-12-16"


@pytest.fixture
def names(signed_in: TestClient, database: Database, province: Province) -> tuple[str, str]:
    """Of two accounts; the library has `hoi-truong.png` with its description and `trong.png` without."""
    for name, alt in (("hoi-truong.png", "Hội trường xã"), ("trong.png", "")):
        data = {"form_token": form_token(signed_in.get("/thu-vien?kho=rieng").text), "mo_ta": alt}
        file = (name, photo(900 if alt else 800), "image/jpeg")
        signed_in.post("/thu-vien/tep", data=data, files={"tep": file})
    with database.read() as session:
        assert len(session.exec(select(StaffFile).where(StaffFile.sha256 != "")).all()) == 2
        both = [session.get_one(Account, one).name for one in (province.facebook, province.x)]
    return both[0], both[1]


def rows_for(names: tuple[str, str]) -> list[tuple[str, ...]]:
    return [
        HEAD,
        (f"{names[0]}; {names[1]}", "16/12/2026 09:00", "Tiếp công dân", "Sở tiếp công dân sáng 18/12.", "", "x"),
        (names[0], "17/12/2026 15:30", "", "Mời bà con dự buổi nói chuyện về hòa giải.", "hoi-truong.png", ""),
    ]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def checked(client: TestClient, octets: bytes, name: str = "bai.csv") -> tuple[str, str]:
    """Where the check stands, and what it says."""
    data = {"loai": "bai", "form_token": form_token(client.get("/nhap?loai=bai").text)}
    answer: Response = client.post("/nhap", data=data, files={"tep": (name, octets, "application/octet-stream")})
    place = answer.headers.get("location", "")
    return place, unescape(client.get(place).text if place else answer.text)


def take(client: TestClient, place: str) -> str:
    answer = client.post(place, data={"form_token": form_token(client.get("/").text)})
    return unescape(client.get(answer.headers["location"]).text)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_in_and_out_and_in_again(
    signed_in: TestClient, database: Database, province: Province, names: tuple[str, str], ending: str
) -> None:
    rows = rows_for(names)
    octets = as_csv(rows) if ending == "csv" else workbook(rows)
    place, told = checked(signed_in, octets, f"bai.{ending}")
    assert "Nhập 2 dòng hợp lệ" in told
    assert "Cột không dùng đến: Ghi chú" in told
    with database.read() as session:
        before = session.exec(select(Item.id)).all()
    assert "Đã tạo 2 bài, mỗi bài chờ duyệt." in take(signed_in, place)
    with database.read() as session:
        made = session.exec(select(Post).where(col(Post.item_id).not_in(before)).order_by(col(Post.id))).all()
        assert [post.account_id for post in made] == [province.facebook, province.x, province.facebook]
        assert {post.state for post in made} == {PostState.DRAFT}
        hours = [f"{post.slot_at.astimezone(VIETNAM):%d/%m %H:%M}" for post in made if post.slot_at]
        assert hours == ["16/12 09:00", "16/12 09:00", "17/12 15:30"]
        assert (made[1].picture, made[2].picture_alt) == ("", "Hội trường xã")

    given = signed_in.get(WEEK.format(ending=ending)).content
    if ending == "csv":
        table = list(csv.reader(io.StringIO(given.decode("utf-8-sig"))))
    else:
        table = [[str(cell or "") for cell in row] for row in openpyxl.load_workbook(io.BytesIO(given)).active.values]
    of_file = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    ours = [row for row in of_file if row["Nội dung"] in {rows[1][3], rows[2][3]}]
    assert [(row["Tài khoản"], row["Giờ đăng"], row["Ảnh"]) for row in ours] == [
        (rows[1][0], rows[1][1], ""),
        (rows[2][0], rows[2][1], "hoi-truong.png"),
    ]
    place, told = checked(signed_in, octets, f"bai.{ending}")
    assert "đã có bài nói đúng như vậy" in told, "the same file makes nothing twice"
    _place, told = checked(signed_in, given, f"lich.{ending}")
    assert told.count("đã có bài nói đúng như vậy") >= 3, "nor does what was given out"


def test_all_that_is_wrong_with_a_row_is_told(signed_in: TestClient, names: tuple[str, str]) -> None:
    rows = [
        HEAD,
        ("Trang lạ", "32/13/2026", "", "Chữ", "khong-co.png; trong.png", ""),
        (names[0], "01/01/2020 08:00", "", "Chữ", "", ""),
        (names[0], "16/12/2026 09:00", "", "", "", ""),
    ]
    _place, told = checked(signed_in, as_csv(rows))
    for words in (
        "không có tài khoản «Trang lạ»",
        "không đọc được giờ đăng «32/13/2026»",
        "thư viện của đơn vị không có ảnh «khong-co.png»",
        "ảnh «trong.png» chưa có mô tả",
    ):
        assert f"Dòng 2: {words}" in told
    assert "Dòng 3:" in told
    assert "Dòng 4:" in told
    assert "Nhập 0" not in told
    _place, told = checked(signed_in, as_csv([("Nội dung",), ("Chữ",)]))
    assert "thiếu cột «Tài khoản», «Giờ đăng»" in told
    many = [HEAD, *[(names[0], "16/12/2026 09:00", "", f"Chữ {n}", "", "") for n in range(MOST_POSTS + 1)]]
    _place, told = checked(signed_in, as_csv(many))
    assert f"mỗi lần nhập tối đa {MOST_POSTS} bài" in told


def test_what_loa_composed_is_given_out_and_makes_nothing_when_it_comes_back(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        post_id = add_post(session, province.facebook, add_item(session, province, "Luật mới"), PostState.PLANNED)
        post = session.get_one(Post, post_id)
        post.link = "http://127.0.0.1:8600/l/abc123x"
        post.text = f"VĂN BẢN MỚI\n\nXem toàn văn: {post.link}\n\nSở Tư pháp"
        spoken = Account(
            unit_id=province.unit_id, channel="manual", name="Loa truyền thanh", settings={"place": "Đài xã"}
        )
        session.add(spoken)
        session.flush()
        read = session.get_one(Post, add_post(session, spoken.id or 0, post.item_id, PostState.PLANNED))
        read.text = "Kính thưa bà con! Luật mới có hiệu lực từ ngày mai."
        for one in (post, read):
            one.slot_at = datetime(2026, 12, 16, 9, tzinfo=VIETNAM).astimezone(UTC)
    given = signed_in.get(WEEK.format(ending="csv")).content
    assert "Xem toàn văn" in given.decode()
    _place, told = checked(signed_in, given)
    assert "nội dung có đường dẫn rút gọn của bài đã có trong Loa" in told
    assert "đã có bài nói đúng như vậy" in told, "where a text bears no link"
    assert '<button class="yes">' not in told, "nothing is left to bring in"


def test_a_campaign_is_named_by_name_or_number_and_given_out(
    signed_in: TestClient, database: Database, province: Province, names: tuple[str, str]
) -> None:
    def campaign(name: str, **more: object) -> int:
        with database.write() as session:
            made = Campaign(unit_id=province.unit_id, name=name, automatic=False, active=False, **more)  # type: ignore[arg-type]
            session.add(made)
            session.flush()
            return made.id or 0

    month, twin = campaign("Tháng thanh niên"), campaign("Hai đợt")
    campaign("Hai đợt")
    campaign("Đợt đã qua", ended_at=datetime(2026, 11, 1, tzinfo=UTC))
    with database.write() as session:
        other = Unit(level=UnitLevel.COMMUNE, parent_id=province.unit_id, code="xa-khac")
        session.add(other)
        session.flush()
        session.add(Campaign(unit_id=other.id or 0, name="Của xã", automatic=False, active=False))
    head = ("Tài khoản", "Giờ đăng", "Nội dung", "Chiến dịch")
    good = [
        (names[0], "16/12/2026 09:00", "Thanh niên học luật, một.", "tháng thanh niên"),
        (names[0], "16/12/2026 10:00", "Thanh niên học luật, hai.", str(twin)),
        (names[0], "16/12/2026 11:00", "Thanh niên học luật, ba.", ""),
    ]
    bad = [
        (names[0], "16/12/2026 13:00", "Bốn.", "Không có"),
        (names[0], "16/12/2026 13:00", "Năm.", "Đợt đã qua"),
        (names[0], "16/12/2026 13:00", "Sáu.", "Của xã"),
        (names[0], "16/12/2026 13:00", "Bảy.", "hai đợt"),
        (names[0], "16/12/2026 13:00", "Tám.", "999999"),
        (names[0], "16/12/2026 09:02", "Chín.", "Tháng thanh niên"),
    ]
    place, told = checked(signed_in, as_csv([head, *good, *bad]))
    for words in (
        "Dòng 5: không có chiến dịch «Không có»",
        "Dòng 6: Chiến dịch «Đợt đã qua» đã kết thúc",
        "Dòng 7: chiến dịch «Của xã» của đơn vị khác",
        "Dòng 8: có nhiều chiến dịch tên «hai đợt»",
        "Dòng 9: không có chiến dịch «999999»",
        "Dòng 10: Chiến dịch đã có bài khác cách",
    ):
        assert words in told
    assert "Đã tạo 3 bài, mỗi bài chờ duyệt." in take(signed_in, place)
    with database.read() as session:
        posts = session.exec(select(Post).where(col(Post.text).contains("Thanh niên học luật")).order_by(col(Post.id)))
        assert [post.campaign_id for post in posts] == [month, twin, None]
    given = list(csv.reader(io.StringIO(signed_in.get(WEEK.format(ending="csv")).content.decode("utf-8-sig"))))
    of_file = [dict(zip(given[0], row, strict=True)) for row in given[1:]]
    said = {row["Nội dung"]: row["Chiến dịch"] for row in of_file}
    assert [said[row[2]] for row in good] == ["Tháng thanh niên", str(twin), ""]
