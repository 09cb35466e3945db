"""Two communes that merge by one act: what moves, what stays, and that nothing goes out under the dead name."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.compose.view import unit_name
from distributor.db import Database
from distributor.models import (
    Account,
    AccountState,
    AuditEntry,
    Hold,
    Item,
    Notice,
    Post,
    PostState,
    Role,
    Staff,
    StaffFile,
    Unit,
)
from distributor.staff.visibility import units_seen_from
from phrases import is_said
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import PASSWORD_HASH, Province, add_item, add_post

HEIR = "UBND phường Bình Hòa"


def merge(client: TestClient, database: Database, province: Province, clock: Hands) -> tuple[int, str]:
    token = form_token(client.get("/ca-nhan").text)
    new = {"form_token": token, "loai": "commune", "ten": HEIR, "ma": "binh-hoa", "tu_ngay": "2026-11-01"}
    client.post("/don-vi", data=new)
    with database.read() as session:
        heir = session.exec(select(Unit.id).where(Unit.code == "binh-hoa")).one() or 0
    day = clock.now().date().isoformat()
    sent = {"form_token": token, "viec": "sap-nhap", "vao": str(heir), "ngay": day, "can_cu": "Nghị quyết 12"}
    answer = client.post(f"/don-vi/{province.commune_id}", data=sent, follow_redirects=True)
    assert answer.status_code in (200, 400)
    return heir, answer.text


def test_what_goes_on_moves_and_what_was_said_stays(
    signed_in: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    with database.write() as session:
        staff = Staff(
            unit_id=province.commune_id, login="xa", full_name="Xã", role=Role.APPROVER, password_hash=PASSWORD_HASH
        )
        session.add(staff)
        session.add(
            StaffFile(key="f" * 32, unit_id=province.commune_id, login="xa", name="x.png", size=1, made_at=clock.now())
        )
        item = add_item(session, province, "Thông báo của xã")
        session.get_one(Item, item).unit_id = province.commune_id
        out = add_post(session, province.commune_account, item, PostState.PUBLISHED, url="https://facebook.example/1")
        other = add_item(session, province, "Tin khác của xã")
        session.get_one(Item, other).unit_id = province.commune_id
        composed = add_post(session, province.commune_account, other, PostState.PLANNED)
        written = add_post(session, province.facebook, other, PostState.PLANNED)
        for post_id in (out, composed):
            session.get_one(Post, post_id).unit_id = province.commune_id
        by_hand = session.get_one(Post, written)
        by_hand.edited_by, by_hand.unit_id = "xa", province.unit_id
        untouched = add_post(session, province.facebook, add_item(session, province, "Của tỉnh"), PostState.PLANNED)
    heir, told = merge(signed_in, database, province, clock)
    assert "Đã chuyển" in told
    with database.read() as session:
        name = session.get_one(Account, province.commune_account).name
        assert name in told.partition("Hãy đổi tên trên nền tảng")[2]
        assert session.exec(select(Staff.unit_id).where(Staff.login == "xa")).one() == heir
        assert session.get_one(StaffFile, "f" * 32).unit_id == heir
        account = session.get_one(Account, province.commune_account)
        assert (account.unit_id, account.state, account.paused_until) == (heir, AccountState.PAUSED, None)
        assert session.get_one(Post, out).state == PostState.PUBLISHED
        assert session.get_one(Post, out).unit_id == session.get_one(Item, item).unit_id == province.commune_id
        waiting = [session.get_one(Post, one) for one in (composed, written)]
        assert [post.state for post in waiting] == [PostState.AWAITING_REVIEW] * 2
        assert all(is_said(post.reason, "connect.merge.dead-name") for post in waiting)
        assert [post.unit_id for post in waiting] == [heir, province.unit_id]
        assert [post.revision == 0 for post in waiting] == [True, False], "a person's words are asked of a person"
        assert session.get_one(Post, untouched).state == PostState.PLANNED
        assert session.exec(select(Notice.id).where(Notice.subject == f"post:{composed}")).all()
        assert unit_name(session, province.commune_id) == HEIR, "what is composed from now on"
        assert units_seen_from(session, heir) == (heir, province.commune_id), "the history is seen"
        assert units_seen_from(session, province.commune_id) == (province.commune_id,)
        noted = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id).desc())).first()
        assert noted == "merge_unit"


def test_not_while_a_hold_stands_over_it(
    signed_in: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    with database.write() as session:
        session.add(
            Hold(
                unit_id=province.commune_id, reason="Quốc tang", ordered_by="Chủ tịch",
                starts_at=clock.now() - timedelta(hours=1),
            )
        )  # fmt: skip
    heir, told = merge(signed_in, database, province, clock)
    assert "lệnh tạm dừng" in told
    with database.read() as session:
        assert session.get_one(Account, province.commune_account).unit_id == province.commune_id
        assert units_seen_from(session, heir) == (heir,)
