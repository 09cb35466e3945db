"""A post's page: words edited by those who may, checked by the channel's code, bad input told with all that was typed kept."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event
from sqlmodel import select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, Approval, AuditEntry, Delivery, Post, PostEdit, PostState, Role, ShortLink
from distributor.notices import open_notice
from distributor.settings import Settings
from tests.web.desk_cases import COMMUNE, LOGINS, SAID, Desk, fill_desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, NOON, Province, add_item, add_post

MINE = SAID.replace("#PhápLuật #HươngGiang", "Xem tại cơ quan gần nhất.")


@dataclass
class Bench:
    """One post on Facebook, and a browser that edits it."""

    client: TestClient
    database: Database
    desk: Desk

    @property
    def path(self) -> str:
        return f"/bai-dang/{self.desk.facebook}"

    def open(self) -> dict[str, str]:
        page = self.client.get(self.path).text
        seen = re.search(r'name="ban_mo" value="([0-9a-f]{16})"', page)
        assert seen, page[:300]
        return {"form_token": form_token(page), "ban_mo": seen[1]}

    def save(self, opened: dict[str, str], text: str = MINE, **fields: str) -> Response:
        return self.client.post(self.path, data={**opened, "chu": text, "viec": "luu", **fields})

    def post(self) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, self.desk.facebook)


@pytest.fixture
def bench(client: TestClient, database: Database, settings: Settings, province: Province) -> Bench:
    with database.write() as session:
        desk = fill_desk(session, province, MediaStore(settings.media_folder))
    sign_in(client)
    return Bench(client, database, desk)


def test_the_item_stands_beside_its_posts(bench: Bench) -> None:
    page = bench.client.get(bench.path).text
    assert "Quyết định số" in page
    assert f'href="/bai-dang/{bench.desk.manual}"' in page, "a tab for each account"
    assert 'aria-current="page"' in page
    assert "Tin nguồn" in page
    assert f'href="/bai-dang/{bench.desk.facebook}"' in bench.client.get(f"/noi-dung/{bench.desk.item}").text
    assert f'href="/bai-dang/{bench.desk.facebook}"' in bench.client.get(f"/cho-duyet/{bench.desk.facebook}").text


def test_an_edit_voids_the_yes_and_is_logged_without_its_words(bench: Bench) -> None:
    seen = re.search(r'name="ma" value="(\w+)"', bench.client.get(f"/cho-duyet/{bench.desk.facebook}").text)
    assert seen
    token = form_token(bench.client.get("/cho-duyet").text)
    approval = {"viec": "duyet", "ma": seen[1], "form_token": token}
    bench.client.post(f"/cho-duyet/{bench.desk.facebook}", data=approval)
    assert bench.post().state is PostState.PLANNED
    assert "Bài đã được duyệt và lên lịch." in bench.client.get(bench.path).text
    answer = bench.save(bench.open())
    assert answer.status_code == 303
    said = bench.client.get(answer.headers["location"]).text
    assert "Lượt duyệt trước không còn giá trị." in said
    assert "Trần Thị Hà" in said
    post = bench.post()
    assert (post.state, post.text, post.approval_id) == (PostState.AWAITING_REVIEW, MINE, None)
    assert bench.client.post(f"/cho-duyet/{bench.desk.facebook}", data=approval).status_code == 303
    assert bench.post().state is PostState.AWAITING_REVIEW, "the old mark approves nothing"
    with bench.database.read() as session:
        assert session.exec(select(Approval.voided_at)).one() is not None
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "edit")).one()
        assert (entry.subject, entry.fields) == (
            f"post:{bench.desk.facebook}",
            ["title", "text", "lead", "headline"],
        )


def test_live_counts_come_from_the_channels_own_counter(bench: Bench) -> None:
    fields = {**bench.open(), "chu": "Đất đai 👍🏽 " + "a" * 10}
    part = bench.client.post(f"{bench.path}/kiem-tra", data=fields)
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<div id="kiem"')
    assert "<b>22/63.206</b>" in part.text or "/63.206</b>" in part.text
    assert "theo hợp đồng" in part.text or "không mất phí" in part.text
    assert bench.post().text == SAID, "nothing is saved"


def test_without_script_the_button_checks_and_keeps_what_was_typed(bench: Bench) -> None:
    answer = bench.save(bench.open(), "Thửa đất còn ít nhất 777 m².", viec="kiem-tra")
    assert answer.status_code == 200
    assert "Thửa đất còn ít nhất 777 m²." in answer.text
    assert "nguồn không có" in answer.text
    assert "777" in answer.text
    assert bench.post().text == SAID


def test_what_the_source_does_not_say_is_told_to_who_reviews(bench: Bench) -> None:
    assert bench.save(bench.open(), "Thửa đất còn ít nhất 777 m².").status_code == 303
    assert "nguồn không có" in bench.post().reason
    assert "chữ do cán bộ viết" in bench.post().reason


def test_the_second_of_two_sees_what_changed_and_chooses(bench: Bench) -> None:
    first, second = bench.open(), bench.open()
    bench.save(first, "Bản của người thứ nhất, còn ít nhất 50 m².")
    answer = bench.save(second, "Bản của người thứ hai, còn ít nhất 50 m².")
    assert answer.status_code == 409
    assert "Hai bản đã khác nhau" in answer.text
    assert "<del>nhất</del>" in answer.text
    assert "<ins>hai</ins>" in answer.text
    assert "Bản của người thứ hai, còn ít nhất 50 m².</textarea>" in answer.text
    assert bench.post().text == "Bản của người thứ nhất, còn ít nhất 50 m²."
    again = re.search(r'name="ban_mo" value="([0-9a-f]{16})"', answer.text)
    assert again
    assert bench.save({**second, "ban_mo": again[1]}, "Bản của người thứ hai.").status_code == 303
    assert bench.post().text == "Bản của người thứ hai."
    page = bench.client.get(bench.path).text
    assert "Bản của người thứ nhất, còn ít nhất 50 m²." in page, "what was overwritten is among the saved versions"
    with bench.database.read() as session:
        kept = session.exec(select(PostEdit).where(PostEdit.text.startswith("Bản của người thứ nhất"))).one()
    restored = bench.client.get(f"{bench.path}?ban={kept.id}").text
    assert "Bản của người thứ nhất, còn ít nhất 50 m².</textarea>" in restored


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "Gia đình 👨‍👩‍👧‍👦 và cờ 🇻🇳 ở phường",
        "مرحبا العالم שלום",
        "Dòng một\r\nDòng hai\x07\x00",
        "e\u0301 a\u0302",
    ],
)
def test_whatever_is_typed_stays_text(bench: Bench, text: str) -> None:
    assert bench.save(bench.open(), text).status_code == 303
    page = bench.client.get(bench.path).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    saved = bench.post().text
    assert "\x00" not in saved
    assert "\r" not in saved
    assert "\x07" not in saved
    assert saved == unicodedata.normalize("NFC", saved)


def test_sixty_thousand_characters_come_back_with_words(bench: Bench) -> None:
    text = "Đất ở " * 10_600
    answer = bench.save(bench.open(), text)
    assert answer.status_code == 400
    assert "Chưa lưu." in answer.text
    assert "63.600" in answer.text or "63599" in answer.text
    assert text.strip() in unescape(answer.text)
    assert bench.post().text == SAID


def test_an_empty_text_is_refused(bench: Bench) -> None:
    answer = bench.save(bench.open(), "  \n ")
    assert answer.status_code == 400
    assert "Bài chưa có chữ." in answer.text
    assert bench.post().text == SAID


def test_the_short_link_stays_whole(bench: Bench, database: Database, province: Province) -> None:
    with database.write() as session:
        link = session.get_one(Post, bench.desk.facebook).link
        session.get_one(Post, bench.desk.facebook).text = f"{SAID}\n\n{link}"
    without = bench.save(bench.open(), SAID)
    assert without.status_code == 400
    assert f"Liên kết ngắn {link} phải có đúng một lần trong bài, hiện có 0." in without.text
    assert bench.save(bench.open(), f"{MINE}\n\n{link}").status_code == 303
    with database.read() as session:
        assert session.exec(select(ShortLink).where(ShortLink.post_id == bench.desk.facebook)).one()
        assert bench.post().link == link


def as_another(bench: Bench, login: str) -> None:
    bench.client.cookies.clear()
    sign_in(bench.client, login)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edits(bench: Bench, role: Role) -> None:
    opened = bench.open()
    as_another(bench, LOGINS[role])
    page = bench.client.get(bench.path)
    assert page.status_code == 200
    writes = role is not Role.VIEWER
    assert ('id="o-soan"' in page.text) is writes
    token = form_token(bench.client.get("/cho-duyet").text)
    answer = bench.save({**opened, "form_token": token})
    part = bench.client.post(f"{bench.path}/kiem-tra", data={"form_token": token, "chu": "Chữ"})
    assert (answer.status_code, part.status_code) == ((303, 200) if writes else (403, 403))
    assert (bench.post().text == MINE) is writes


def test_another_units_post_is_not_there(bench: Bench) -> None:
    as_another(bench, COMMUNE)
    token = form_token(bench.client.get("/").text)
    assert bench.client.get(bench.path).status_code == 404
    assert bench.client.get(f"{bench.path}/bang").status_code == 404
    for path in (bench.path, f"{bench.path}/kiem-tra"):
        fields = {"form_token": token, "viec": "luu", "chu": "x", "ban_mo": "0" * 16}
        assert bench.client.post(path, data=fields).status_code == 404
    assert bench.client.post(f"{bench.path}/viec", data={"form_token": token, "viec": "soan-lai"}).status_code == 404


def test_nothing_without_the_forms_token(bench: Bench) -> None:
    assert bench.save({"ban_mo": bench.open()["ban_mo"], "form_token": "0" * 64}).status_code == 403
    assert bench.client.post(bench.path, data={**bench.open(), "viec": "xoa-het"}).status_code == 400
    assert bench.post().text == SAID


def test_a_session_that_ended_leads_back_to_the_form(bench: Bench) -> None:
    opened = bench.open()
    bench.client.cookies.clear()
    answer = bench.save(opened)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/dang-nhap?next=%2Fbai-dang%2F{bench.desk.facebook}"


def test_what_is_out_is_only_looked_at(bench: Bench) -> None:
    path = f"/bai-dang/{bench.desk.edited}"
    page = bench.client.get(path).text
    assert "không sửa chữ được nữa" in page
    assert 'id="o-soan"' not in page
    token = form_token(bench.client.get("/").text)
    answer = bench.client.post(path, data={"form_token": token, "viec": "luu", "chu": "Chữ khác", "ban_mo": "0" * 16})
    assert answer.status_code == 409
    assert "Chữ khác" in answer.text, "what was typed is still there"


@pytest.fixture
def unknown(bench: Bench, database: Database, province: Province) -> int:
    with database.write() as session:
        item_id = add_item(session, province, "Quyết định số 40/2026/QĐ-UBND")
        post_id = add_post(session, province.facebook, item_id, PostState.UNKNOWN)
        session.add(Delivery(post_id=post_id, first_call_at=NOON, calling_at=NOON, token="t", progress={}))
    return post_id


def settle(bench: Bench, post_id: int, **fields: str) -> str:
    token = form_token(bench.client.get("/").text)
    answer = bench.client.post(f"/bai-dang/{post_id}/viec", data={"form_token": token, **fields})
    assert answer.status_code == 303
    return bench.client.get(answer.headers["location"]).text


def state_of(database: Database, post_id: int) -> PostState:
    with database.read() as session:
        return session.get_one(Post, post_id).state


def test_an_unknown_outcome_is_settled_in_three_ways(
    bench: Bench, database: Database, unknown: int, clock: Hands
) -> None:
    page = bench.client.get(f"/bai-dang/{unknown}").text
    for words in ("Bài đã đăng hay chưa?", "Ghi là đã đăng", "Không có, gửi lại", "Tìm lại"):
        assert words in page
    with database.write() as session:
        session.get_one(Post, unknown).due_at = None
    assert "Loa đang tìm lại bài" in settle(bench, unknown, viec="tim-lai")
    with database.read() as session:
        assert session.get_one(Post, unknown).due_at == clock.now()
    assert "Loa đang tự tìm bài này" in settle(bench, unknown, viec="tim-lai")
    assert "Hãy dán địa chỉ" in settle(bench, unknown, viec="tim-thay", dia_chi=" ")
    assert "Bài được tính là đã đăng" in settle(bench, unknown, viec="tim-thay", dia_chi="https://facebook.example/9")
    assert state_of(database, unknown) == PostState.PUBLISHED
    assert "đang ở trạng thái «Đã đăng»" in settle(bench, unknown, viec="khong-co")


def test_a_post_that_is_not_there_is_sent_again(bench: Bench, database: Database, unknown: int) -> None:
    assert "Bài được gửi lại" in settle(bench, unknown, viec="khong-co")
    assert state_of(database, unknown) == PostState.PLANNED
    with database.read() as session:
        assert session.exec(select(Delivery.first_call_at).where(Delivery.post_id == unknown)).one() is None


def test_notices_lead_to_where_they_are_dealt_with(bench: Bench, database: Database, unknown: int) -> None:
    with database.write() as session:
        for kind, subject in (
            ("unknown", f"post:{unknown}"),
            ("question", f"item:{bench.desk.item}"),
            ("held", f"item:{bench.desk.item}"),
            ("flood", "source:1"),
            ("compose", f"post:{bench.desk.facebook}"),
        ):
            open_notice(session, kind=kind, subject=subject, text="Có việc.", now=NOON)
    page = bench.client.get("/").text
    for place in (
        f"/bai-dang/{unknown}#ket-qua",
        f"/noi-dung/{bench.desk.item}/tra-loi",
        f"/noi-dung/{bench.desk.item}",
        "/chua-nhan?nguon=1",
        f"/bai-dang/{bench.desk.facebook}",
    ):
        assert f'href="{place}"' in page, place


def test_the_page_asks_the_database_a_fixed_number_of_times(
    bench: Bench, database: Database, province: Province, settings: Settings
) -> None:
    statements: list[str] = []
    app_database = bench.client.app.state.surroundings.database  # type: ignore[attr-defined]

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    bench.client.get(bench.path)  # what the whole program keeps for a while is asked for once
    event.listen(app_database._read_engine, "before_cursor_execute", count)
    bench.client.get(bench.path)
    few = len(statements)
    with database.write() as session:
        for number in range(6):
            account = Account(unit_id=province.unit_id, channel="rss", name=f"Bản tin {number}", settings={}, limits={})
            session.add(account)
            session.flush()
            add_post(session, account.id or 0, bench.desk.item, PostState.PLANNED)
            session.add(PostEdit(post_id=bench.desk.facebook, at=NOON, by=LOGIN, text=f"Bản {number}"))
            session.flush()
    statements.clear()
    bench.client.get(bench.path)
    assert len(statements) == few
