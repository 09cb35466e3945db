"""Lịch as HTML: views, days, filters, only one's own; and moving a post by the form on its page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import AuditEntry, Hold, Post, PostState, Role, Staff
from tests.calendar.month import add_slot, seed_month
from tests.support.statements import statements
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, PASSWORD_HASH, Province, add_item

SLOT = datetime(2026, 11, 26, 9, 30, tzinfo=VIETNAM)


@pytest.fixture
def bare(bare_province: Province) -> Province:
    """The client's database then begins without items."""
    return bare_province


@pytest.fixture
def month(bare: Province, database: Database) -> list[int]:
    with database.write() as session:
        return seed_month(session, bare)


@pytest.fixture
def planned(bare: Province, database: Database) -> int:
    with database.write() as session:
        item_id = add_item(session, bare, "Nhắc lịch <script>alert(1)</script>")
        return add_slot(session, item_id, bare.facebook, SLOT, PostState.PLANNED)


def slot_of(database: Database, post_id: int) -> datetime | None:
    with database.read() as session:
        return session.get_one(Post, post_id).slot_at


def send(client: TestClient, post_id: int, **fields: str) -> Response:
    token = form_token(client.get("/lich").text)
    given = {"form_token": token, "viec": "doi-gio", "truoc": SLOT.isoformat(), **fields}
    return client.post(f"/lich/bai/{post_id}", data=given)


def test_a_month_has_whole_weeks_today_and_lunar_dates(month: list[int], signed_in: TestClient) -> None:
    page = signed_in.get("/lich").text
    days = re.findall(r'data-day="([0-9-]+)"', page)
    assert (days[0], days[-1], len(days)) == ("2026-10-26", "2026-12-06", 42)
    assert page.count('aria-current="date"') == 1
    assert "Tháng 11 năm 2026" in page
    assert "ngày 16 tháng 10 âm lịch" in page
    assert "Ngày Pháp luật Việt Nam" in page
    assert "Điều 8" in page
    assert "Tạm dừng</b> mọi kênh: Bão số 12" in page
    assert "Hiệu lực</b> 27/2026/QĐ-UBND" in page
    assert "hết hạn mức đến 25/11/2026 02:00" in page


def test_in_a_month_that_is_over_a_day_of_it_is_open_on_a_phone(
    month: list[int], signed_in: TestClient, clock: Hands
) -> None:
    """Its grid reaches into the month that has begun, of which a phone shows no day."""
    clock.instant = datetime(2026, 12, 1, 0, 30, tzinfo=VIETNAM)
    sign_in(signed_in)
    page = signed_in.get("/lich?xem=thang&ngay=2026-11-27").text
    opened = re.findall(
        r'data-day="([0-9-]+)"[^>]*>(?:(?!data-day).)*?<details class="in phone-fold" open', page, re.DOTALL
    )
    assert opened
    assert all(day.startswith("2026-11") for day in opened)


def test_each_post_has_time_channel_account_title_and_state_in_words(planned: int, signed_in: TestClient) -> None:
    chip = signed_in.get("/lich").text.partition(f'id="bai-{planned}"')[2].partition("</li>")[0]
    for words in ("09:30", "Facebook, ", "Pháp luật Hương Giang", "#s-planned", "Đã lên lịch", "#c-facebook"):
        assert words in chip, words
    assert "&lt;script&gt;alert(1)" in chip
    assert "<script>" not in chip


def test_a_busy_day_folds(month: list[int], signed_in: TestClient) -> None:
    page = signed_in.get("/lich").text
    day = page.partition('data-day="2026-11-27"')[2].partition('data-day="2026-11-28"')[0]
    assert "+13 bài nữa</summary>" in day
    assert day.count('class="chip k') == 8
    assert 'href="/lich?xem=ngay&amp;ngay=2026-11-27">Xem cả 16 bài của ngày' in day


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("xem=tuan&ngay=2026-11-25", "Tuần 23/11 – 29/11/2026", 'data-day="2026-11-22"'),
        ("xem=danh-sach&ngay=2026-12-25", "Tháng 12 năm 2026", 'data-day="2026-11-30"'),
        ("xem=ngay&ngay=2026-11-27", "Thứ Sáu 27/11/2026", 'data-day="2026-11-28"'),
        ("xem=bay-ba&ngay=%3Cb%3E", "Tháng 11 năm 2026", "<b>&lt;"),
        ("ngay=9999-12-31", "Tháng 11 năm 2026", "Hệ thống gặp lỗi"),
        ("ngay=0001-01-01", "Tháng 11 năm 2026", "Hệ thống gặp lỗi"),
        ("ngay=2099-12-31", "Tháng 12 năm 2099", "Hệ thống gặp lỗi"),
        ("ngay=1970-01-01", "Tháng 1 năm 1970", "Hệ thống gặp lỗi"),
        ("kenh=zalo&trang_thai=planned&tai_khoan=x", "Bỏ lọc", 'href="#c-sms"/></svg><span class="unseen">SMS, '),
        ("tai_khoan=999999", "Không có bài nào khớp", 'class="chip k'),
        ("trang_thai=none", "Tháng 11 năm 2026", "Bỏ lọc"),
    ],
)
def test_views_and_filters_by_plain_links(
    month: list[int], signed_in: TestClient, query: str, shown: str, hidden: str
) -> None:
    answer = signed_in.get(f"/lich?{query}")
    assert answer.status_code == 200
    assert shown in answer.text
    assert hidden not in answer.text


def test_forward_back_and_today_keep_view_and_filters(month: list[int], signed_in: TestClient) -> None:
    page = signed_in.get("/lich?xem=tuan&ngay=2026-12-30&kenh=x").text
    assert 'rel="prev" href="/lich?xem=tuan&amp;ngay=2026-12-27&amp;kenh=x"' in page
    assert 'rel="next" href="/lich?xem=tuan&amp;ngay=2027-01-04&amp;kenh=x"' in page
    assert 'href="/lich?xem=tuan&amp;ngay=2026-11-24&amp;kenh=x#hom-nay">Hôm nay' in page
    assert "Tết Dương lịch" in page


def test_only_who_may_see_the_unit(client: TestClient, month: list[int], planned: int) -> None:
    assert client.get("/lich").status_code == 303
    assert client.get(f"/lich/bai/{planned}").status_code == 303
    sign_in(client, "xa.an.loc")
    page = client.get("/lich")
    assert page.status_code == 200
    assert 'class="chip k' not in page.text
    assert client.get(f"/lich/bai/{planned}").status_code == 404


def test_another_units_post_is_not_moved(client: TestClient, database: Database, planned: int, bare: Province) -> None:
    with database.write() as session:
        session.add(
            Staff(
                unit_id=bare.commune_id,
                login="xa.duyet",
                full_name="Lê An",
                role=Role.APPROVER,
                password_hash=PASSWORD_HASH,
            )
        )
    sign_in(client, "xa.duyet")
    assert send(client, planned, ngay="2026-11-28", gio="10:00").status_code == 404
    assert slot_of(database, planned) == SLOT


def test_a_viewer_may_look_but_not_move(client: TestClient, database: Database, planned: int, bare: Province) -> None:
    with database.write() as session:
        session.add(
            Staff(
                unit_id=bare.unit_id, login="xem", full_name="Phạm Xem", role=Role.VIEWER, password_hash=PASSWORD_HASH
            )
        )
    sign_in(client, "xem")
    page = client.get("/lich").text
    assert 'class="chip k' in page
    for moves in ("data-gio", "drag.js", "hint-drag"):
        assert moves not in page, moves
    assert "Chuyển giờ đăng" not in client.get(f"/lich/bai/{planned}").text
    refused = send(client, planned, ngay="2026-11-28", gio="10:00")
    assert refused.status_code == 403
    assert "Người có quyền" in refused.text
    assert slot_of(database, planned) == SLOT


@pytest.mark.parametrize(("view", "grid"), [("thang", True), ("tuan", True), ("ngay", False), ("danh-sach", False)])
def test_only_a_grid_has_days_to_drag_to(signed_in: TestClient, planned: int, view: str, *, grid: bool) -> None:
    page = signed_in.get(f"/lich?xem={view}&ngay={SLOT.astimezone(VIETNAM):%Y-%m-%d}").text
    assert f'id="bai-{planned}"' in page
    for moves in ("data-gio", "drag.js", "hint-drag", 'id="doi"'):
        assert (moves in page) is grid, moves


def test_moved_by_the_form_told_and_taken_back(signed_in: TestClient, database: Database, planned: int) -> None:
    back = "/lich?xem=tuan&ngay=2026-11-26"
    form = signed_in.get(f"/lich/bai/{planned}?ve={back.replace('&', '%26')}").text
    assert 'name="ngay" type="date" required min="2026-11-24" value="2026-11-26"' in form
    answer = send(signed_in, planned, ngay="2026-11-28", gio="14:05", ly_do="trùng hội nghị", ve=back)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{back}#bai-{planned}")
    assert slot_of(database, planned) == datetime(2026, 11, 28, 14, 5, tzinfo=VIETNAM)
    told = signed_in.get(back).text
    assert "Đã chuyển giờ đăng sang 28/11/2026 14:05." in told
    assert "Trả về 26/11/2026 09:30" in told
    history = signed_in.get(f"/lich/bai/{planned}").text
    assert "Trần Thị Hà</b>: Chuyển giờ đăng từ 26/11/2026 09:30 sang 28/11/2026 14:05: trùng hội nghị" in history
    undo = send(signed_in, planned, viec="tra-gio", lenh=str(int(SLOT.timestamp())))
    assert undo.status_code == 303
    assert slot_of(database, planned) == SLOT


def test_a_refusal_keeps_what_was_typed(signed_in: TestClient, database: Database, planned: int) -> None:
    answer = send(signed_in, planned, ngay="2026-11-20", gio="08:15", ly_do="sớm hơn")
    assert answer.status_code == 409
    for words in ("20/11/2026 08:15 đã qua", 'value="2026-11-20"', 'value="08:15"', 'value="sớm hơn"'):
        assert words in answer.text, words
    assert slot_of(database, planned) == SLOT


def test_a_day_as_people_write_it_is_read_too(signed_in: TestClient, database: Database, planned: int) -> None:
    """Where a browser has no picker, the field takes what is typed."""
    send(signed_in, planned, ngay="26/11/2026", gio="08:15")
    assert slot_of(database, planned) == datetime(2026, 11, 26, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ngay": "", "gio": "08:15"}, "Hãy chọn cả ngày và giờ."),
        ({"ngay": "mai", "gio": "08:15"}, "Không đọc được giờ đã chọn. Hãy nhập ngày và giờ, ví dụ 25/11/2026 14:30."),
        ({"ngay": "2206-11-28", "gio": "08:15"}, "quá xa"),
        ({"viec": "tra-gio", "lenh": "99999999999"}, "quá xa"),
    ],
)
def test_what_cannot_be_read_is_told(
    signed_in: TestClient, database: Database, planned: int, fields: dict[str, str], words: str
) -> None:
    answer = send(signed_in, planned, **fields)
    page = signed_in.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
    assert words in page
    assert slot_of(database, planned) == SLOT


def test_the_second_of_two_is_told_and_may_choose_again(
    signed_in: TestClient, database: Database, planned: int
) -> None:
    assert send(signed_in, planned, ngay="2026-11-28", gio="10:00").status_code == 303
    late = send(signed_in, planned, ngay="2026-11-29", gio="11:00")
    assert late.status_code == 409
    assert "Trần Thị Hà vừa chuyển giờ bài này" in late.text
    assert 'value="2026-11-29"' in late.text
    seen = re.search(r'name="truoc" value="([^"]+)"', late.text)
    assert seen
    assert send(signed_in, planned, ngay="2026-11-29", gio="11:00", truoc=seen[1]).status_code == 303
    assert slot_of(database, planned) == datetime(2026, 11, 29, 11, 0, tzinfo=VIETNAM)


def test_a_move_to_where_the_post_stands_is_not_logged(signed_in: TestClient, database: Database, planned: int) -> None:
    for _again in range(2):
        assert send(signed_in, planned, ngay="2026-11-28", gio="10:00", truoc="2026-11-26T09:30").status_code == 303
    with database.read() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "move")).all()) == 1


def test_a_refused_drag_comes_back_to_the_calendar(signed_in: TestClient, planned: int) -> None:
    answer = send(signed_in, planned, ngay="2026-11-20", gio="08:15", keo="1", ve="/lich?xem=tuan&ngay=2026-11-26")
    assert answer.headers["location"] == "/lich?xem=tuan&ngay=2026-11-26"
    page = signed_in.get(answer.headers["location"]).text
    assert "Chưa chuyển được bài. 20/11/2026 08:15 đã qua." in page
    assert 'role="alert"' in page


@pytest.mark.parametrize("elsewhere", ["https://xau.example/lich", "//xau.example/lich", "/dang-xuat", "/lichsu"])
def test_the_way_back_is_in_the_calendar(signed_in: TestClient, planned: int, elsewhere: str) -> None:
    answer = send(signed_in, planned, ngay="2026-11-28", gio="10:00", ve=elsewhere)
    assert answer.headers["location"] == f"/lich?xem=thang&ngay=2026-11-28#bai-{planned}"


def test_a_form_of_another_site_moves_nothing(signed_in: TestClient, database: Database, planned: int) -> None:
    assert send(signed_in, planned, ngay="2026-11-28", gio="10:00", form_token="0" * 64).status_code == 403
    assert slot_of(database, planned) == SLOT


def test_a_hold_on_the_new_slot_is_told_with_it(signed_in: TestClient, database: Database, planned: int) -> None:
    with database.write() as session:
        session.add(Hold(reason="Bầu cử", ordered_by="UBND tỉnh", starts_at=NOON + timedelta(days=3)))
    answer = send(signed_in, planned, ngay="2026-11-28", gio="10:00")
    assert "đợt tạm dừng «Bầu cử»" in signed_in.get(answer.headers["location"]).text
    assert "đợt tạm dừng «Bầu cử»" in signed_in.get(f"/lich/bai/{planned}").text


def test_what_went_out_says_so_and_has_no_form(signed_in: TestClient, month: list[int]) -> None:
    page = signed_in.get(f"/lich/bai/{month[0]}").text
    assert "Đã đăng lúc" in page
    assert "Chỉ bài «Đã lên lịch» mới đổi được giờ đăng." in page
    assert 'name="ngay"' not in page


def test_pages_cost_the_same_queries_with_ten_times_the_posts(
    signed_in: TestClient, database: Database, bare: Province
) -> None:
    def add(count: int) -> None:
        with database.write() as session:
            for number in range(count):
                item_id = add_item(session, bare, f"Tin {count}-{number}")
                at = NOON + timedelta(days=number % 12, minutes=number)
                add_slot(session, item_id, bare.facebook, at, PostState.PLANNED)

    def queries(address: str) -> int:
        with statements() as said:
            assert signed_in.get(address).status_code == 200
        return len(said)

    add(50)
    addresses = ["/lich", "/lich?xem=tuan", "/lich?xem=danh-sach", "/lich?xem=ngay"]
    few = [queries(address) for address in addresses]
    add(450)
    assert [queries(address) for address in addresses] == few


def test_its_files_are_small_and_only_its_own(signed_in: TestClient) -> None:
    assert len(signed_in.get("/static/calendar.css").content) < 14_000
    script = signed_in.get("/static/drag.js")
    assert script.status_code == 200
    assert len(script.text.splitlines()) < 100
    assert "calendar.css" not in signed_in.get("/").text
