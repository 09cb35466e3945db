"""Bài dùng chung on the page: offered, accepted, declined, accepted in advance; by role and unit."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import AuditEntry, Offer, OfferAnswer, Post, PostState, PreAcceptance, Role
from distributor.settings import Settings
from distributor.staff.audit import first_break
from distributor.staff.permissions import ANSWERS
from tests.support.statements import statements
from tests.web.desk_cases import COMMUNE, LOGINS, Desk, fill_desk
from tests.web.forms import form_token
from tests.web.province import Province
from tests.web.test_review import SCRIPT
from tests.web.test_review_rules import sign_in

PATH = "/bai-dung-chung"


@pytest.fixture
def desk(database: Database, settings: Settings, province: Province) -> Desk:
    with database.write() as session:
        return fill_desk(session, province, MediaStore(settings.media_folder))


def send(client: TestClient, wish: str, **fields: str) -> Response:
    return client.post(PATH, data={"viec": wish, **fields, "form_token": form_token(client.get(PATH).text)})


def offer(client: TestClient, desk: Desk, **fields: str) -> Response:
    return send(client, "moi", **{"tin": str(desk.item), "den": "2026-11-30", **fields})


def answer_id(page: str) -> str:
    found = re.search(r'value="nhan"><input type="hidden" name="lenh" value="(\d+)"', page)
    assert found
    return found[1]


def test_offered_accepted_reviewed_and_told(
    client: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    sign_in(client)
    assert offer(client, desk, loi_nhan="Mong các xã cùng đăng").status_code == 303
    page = client.get(PATH).text
    assert "Đã gửi lời mời." in page
    assert "<b>0</b> đã nhận · <b>0</b> từ chối · <b>1</b> chưa trả lời" in page
    sign_in(client, COMMUNE)
    page = client.get(PATH).text
    assert '<b class="waiting mine">1<span class="unseen"> lời mời</span></b>' in page
    assert "Mong các xã cùng đăng" in page
    assert "trả lời đến hết ngày 30/11/2026" in page
    asks = "1 lời mời đăng bài dùng chung đang chờ đơn vị trả lời."
    assert asks in client.get("/").text
    account = {f"tk:{province.commune_account}": "1"}
    assert send(client, "nhan", lenh=answer_id(page), **account).status_code == 303
    page = client.get(PATH).text
    assert "Đã nhận: Loa soạn 1 bài cho tài khoản của đơn vị." in page
    assert "Đã nhận: Xã An Lộc (Facebook)" in page
    with database.read() as session:
        post = session.exec(select(Post).where(Post.account_id == province.commune_account)).one()
        assert (post.unit_id, post.state, post.item_id) == (province.commune_id, PostState.DRAFT, desk.item)
        noted = [row.action for row in session.exec(select(AuditEntry).where(AuditEntry.action != "sign_in"))]
        assert noted == ["offer", "accept"]
        assert first_break(session) is None
    own = client.get(f"/noi-dung/{desk.item}")
    assert own.status_code == 200, "the unit sees the item that it accepted"
    assert "Xã An Lộc" in own.text
    assert "TikTok tỉnh" not in own.text, "and of its posts only its own"
    assert client.get(f"/noi-dung/{desk.corrected_item}").status_code == 404
    overview = client.get("/").text
    assert "Quyết định số 27/2026/QĐ-UBND" in overview, "its ledger shows it"
    assert asks not in overview
    sign_in(client)
    assert "<b>1</b> đã nhận" in client.get(PATH).text


def test_declined_and_looked_at_again(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client)
    offer(client, desk)
    sign_in(client, COMMUNE)
    one = answer_id(client.get(PATH).text)
    answer = send(client, "tu-choi", lenh=one, ly_do=" ")
    assert answer.status_code == 400
    assert "Hãy ghi lý do từ chối" in answer.text
    send(client, "tu-choi", lenh=one, ly_do="Xã đã tự đăng")
    page = client.get(PATH).text
    assert "Từ chối: Xã đã tự đăng" in page
    assert 'value="nhan"' not in page
    sign_in(client)
    assert "UBND xã An Lộc: từ chối: Xã đã tự đăng" in client.get(PATH).text
    sign_in(client, COMMUNE)
    send(client, "xem-lai", lenh=one)
    assert answer_id(client.get(PATH).text) == one


def test_accepted_in_advance(client: TestClient, desk: Desk, database: Database, province: Province) -> None:
    sign_in(client, COMMUNE)
    fields = {"loai:new_law": "1", f"tkt:{province.commune_account}": "1", "den_truoc": "2026-12-31"}
    answer = send(client, "nhan-truoc", **{**fields, "den_truoc": "2026-11-23"})
    assert answer.status_code == 400
    assert 'name="loai:new_law" value="1" checked' in answer.text, "what was ticked is kept"
    assert send(client, "nhan-truoc", **fields).status_code == 303
    assert '<th scope="row">Văn bản mới</th><td>Xã An Lộc (Facebook)</td>' in client.get(PATH).text
    sign_in(client)
    offer(client, desk)
    assert "Đã gửi lời mời; 1 đơn vị đã nhận trước loại này." in client.get(PATH).text
    sign_in(client, COMMUNE)
    page = client.get(PATH).text
    assert "(nhận trước)" in page
    with database.read() as session:
        given = session.exec(select(PreAcceptance)).one()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "accept")).one()
        assert (entry.actor, entry.fields) == (
            COMMUNE,
            [f"account:{province.commune_account}", f"pre_acceptance:{given.id}"],
        )
    send(client, "rut-nhan-truoc", lenh=str(given.id))
    assert "Đang nhận trước" not in client.get(PATH).text


def test_withdrawn_nobody_sees_it_any_more(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client)
    offer(client, desk)
    with database.read() as session:
        offer_id = str(session.exec(select(Offer.id)).one())
    send(client, "rut-moi", lenh=offer_id)
    assert "đã rút" in client.get(PATH).text
    sign_in(client, COMMUNE)
    assert "Không có lời mời nào chờ trả lời." in client.get(PATH).text


DECIDES = {
    "moi": {"tin": "1", "den": "2026-11-30"},
    "rut-moi": {"lenh": "1"},
    "nhan-truoc": {"den_truoc": "2026-11-30"},
    "rut-nhan-truoc": {"lenh": "1"},
}


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_table_decide(client: TestClient, desk: Desk, role: Role) -> None:
    sign_in(client, LOGINS[role])
    page = client.get(PATH).text
    assert ('value="moi"' in page) == (role in ANSWERS)
    for wish, fields in DECIDES.items():
        expected = (303, 400, 404) if role in ANSWERS else (403,)
        assert send(client, wish, **fields).status_code in expected, wish
    assert client.post(PATH, data={"viec": "moi"}).status_code == 403, "without our form"


def test_an_offer_to_another_unit_is_not_found(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client)
    offer(client, desk)
    with database.read() as session:
        one = str(session.exec(select(OfferAnswer.id)).one())
    for wish in ("nhan", "tu-choi", "xem-lai"):
        assert send(client, wish, lenh=one, ly_do="x").status_code == 404, "the province does not answer for a commune"
    sign_in(client, COMMUNE)
    assert offer(client, desk).status_code == 400, "a commune has nobody below"
    assert "TikTok tỉnh" not in client.get(PATH).text


def test_a_script_stays_text(client: TestClient, desk: Desk) -> None:
    sign_in(client)
    offer(client, desk, loi_nhan=SCRIPT)
    sign_in(client, COMMUNE)
    page = client.get(PATH).text
    send(client, "tu-choi", lenh=answer_id(page), ly_do=SCRIPT)
    sign_in(client)
    for shown in (page, client.get(PATH).text):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_the_page_costs_the_same_queries_with_more_offers(
    client: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    def queries() -> int:
        with statements() as said:
            assert client.get(PATH).status_code == 200
        return len(said)

    sign_in(client)
    offer(client, desk)
    client.get(PATH)
    few = queries()
    sign_in(client, COMMUNE)
    client.get(PATH)
    few_there = queries()
    sign_in(client)
    others = [item_id for title, item_id in province.items.items() if "Báo cáo" not in title][1:6]
    for item_id in others:
        assert offer(client, desk, tin=str(item_id)).status_code in (303, 400)
    client.get(PATH)
    assert client.get(PATH).text.count('value="rut-moi"') > 1
    assert queries() == few
    sign_in(client, COMMUNE)
    client.get(PATH)
    assert client.get(PATH).text.count('value="nhan"') > 1
    client.get(PATH)
    assert queries() == few_there
