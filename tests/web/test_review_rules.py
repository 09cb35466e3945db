"""Trả lại, two approvers, delegation and the unit's rules, as people of every role meet them on the pages."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, event
from sqlmodel import col, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    Approval,
    AuditEntry,
    CommentKind,
    Delegation,
    PostComment,
    PostState,
    ReviewRule,
    Role,
    Staff,
)
from distributor.review.rules import ApprovalRule, set_rule
from distributor.settings import Settings
from distributor.staff.audit import first_break
from distributor.staff.permissions import ANSWERS, WRITES
from tests.web.desk_cases import COMMUNE, LOGINS, WHY, Desk, fill_desk
from tests.web.forms import form_token
from tests.web.forms import sign_in as sign_in_once
from tests.web.home import Hands
from tests.web.province import LOGIN, NOON, PASSWORD_HASH, Province, add_item, add_post
from tests.web.test_review import SCRIPT, form_of, post_of

ADDED = ("post_comment", "post_transition", "review_rule", "approval", "delegation", "FROM staff")
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@pytest.fixture
def desk(database: Database, settings: Settings, province: Province, clock: Hands) -> Desk:
    """After the posts came to wait."""
    clock.turn(timedelta(minutes=10))
    with database.write() as session:
        return fill_desk(session, province, MediaStore(settings.media_folder))


def sign_in(client: TestClient, login: str = LOGIN) -> None:
    """Whoever was signed in before is so no more."""
    client.cookies.clear()
    sign_in_once(client, login)


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/cho-duyet").text)})


def say(client: TestClient, post_id: int, wish: str, text: str = "") -> Response:
    return send(client, f"/cho-duyet/{post_id}/trao-doi", viec=wish, loi=text)


def approve(client: TestClient, post_id: int) -> Response:
    return client.post(f"/cho-duyet/{post_id}", data=form_of(client.get(f"/cho-duyet/{post_id}").text, post_id))


def staff_id(database: Database, login: str) -> str:
    with database.read() as session:
        return str(session.exec(select(Staff.id).where(Staff.login == login)).one())


def test_returned_read_by_the_author_sent_in_again_and_approved(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, "duyet")
    answer = say(client, desk.facebook, "tra-lai", "Sửa 80 m² thành 90 m².")
    assert answer.headers["location"] == f"/cho-duyet/{desk.facebook}"
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    assert f"Đã trả lại bài {desk.facebook} kèm ghi chú." in page
    assert f'id="duyet-{desk.facebook}"' not in page, "nobody approves what was returned"
    queue = client.get("/cho-duyet").text
    assert f'id="bai-{desk.facebook}"' not in queue
    assert "Bị trả lại</a>" in queue.replace(" (1)", "")
    sign_in(client, "soan")
    mine = client.get("/cho-duyet/bi-tra-lai").text
    assert "<b>Bị trả lại</b> Cán bộ duyet" in mine
    assert "Sửa 80 m² thành 90 m²." in mine
    assert "bị trả lại (duyet): Sửa 80 m² thành 90 m²." in client.get("/").text, "a notice tells it"
    say(client, desk.facebook, "gui-lai", "Sở xác nhận 80 m² là đúng.")
    assert post_of(database, desk.facebook).reason.startswith("soan gửi duyệt lại: «Sở xác nhận 80 m² là đúng.»")
    sign_in(client, "duyet")
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    talk = page.partition("<h3>Trao đổi</h3>")[2]
    assert talk.index("Sửa 80 m² thành 90 m².") < talk.index("Sở xác nhận 80 m² là đúng.")
    assert approve(client, desk.facebook).status_code == 303
    assert post_of(database, desk.facebook).state == PostState.PLANNED
    with database.read() as session:
        noted = [
            (row.actor, row.action)
            for row in session.exec(select(AuditEntry))
            if row.subject == f"post:{desk.facebook}"
        ]
        assert noted == [("duyet", "return"), ("soan", "resubmit"), ("duyet", "approve")]
        assert first_break(session) is None


def test_the_author_answers_where_the_post_is_edited(client: TestClient, desk: Desk, database: Database) -> None:
    """Saving sends it in again, with the answer; with nothing changed, too."""
    path = f"/bai-dang/{desk.facebook}"
    sign_in(client, "soan")
    assert 'name="loi"' not in client.get(path).text, "nothing to answer"
    for number, (changed, told) in enumerate(
        (("Sửa.", "Đã gửi duyệt lại với chữ mới."), ("", "Chữ của bài giữ nguyên."))
    ):
        sign_in(client, "duyet")
        say(client, desk.facebook, "tra-lai", f"Thiếu ngày {number}")
        sign_in(client, "soan")
        assert "Sửa bài này" in client.get(f"/cho-duyet/{desk.facebook}").text
        page = client.get(path).text
        assert f'<span class="typed">Thiếu ngày {number}</span>' in page
        assert "Lưu và gửi duyệt lại" in page
        seen = page.partition('name="ban_mo" value="')[2].partition('"')[0]
        fields = {
            "ban_mo": seen,
            "loi": f"Nguồn không nêu ngày {number}.",
            "chu": post_of(database, desk.facebook).text,
        }
        fields["chu"] += changed
        tried = send(client, path, viec="kiem-tra", **fields)
        assert f"Nguồn không nêu ngày {number}.</textarea>" in tried.text
        assert "tối đa 2000 ký tự" in send(client, path, viec="luu", **{**fields, "loi": "a" * 2001}).text
        send(client, path, viec="luu", **fields)
        assert told in client.get(path).text
        sign_in(client, "duyet")
        talk = client.get(f"/cho-duyet/{desk.facebook}").text.partition("<h3>Trao đổi</h3>")[2]
        assert talk.index(f"Thiếu ngày {number}") < talk.index(f"Nguồn không nêu ngày {number}.")
    assert approve(client, desk.facebook).status_code == 303
    with database.read() as session:
        noted = [
            (row.action, row.fields)
            for row in session.exec(select(AuditEntry).where(AuditEntry.actor == "soan").order_by(col(AuditEntry.id)))
            if row.subject == f"post:{desk.facebook}"
        ]
    assert noted == [("edit", ["title", "text", "lead", "headline", "loi"]), ("resubmit", ["loi"])]


def test_a_return_without_a_word_changes_nothing_and_one_is_taken_back(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, "duyet")
    say(client, desk.facebook, "tra-lai", "  ")
    assert "Hãy ghi điều cần sửa" in client.get(f"/cho-duyet/{desk.facebook}").text
    assert post_of(database, desk.facebook).reason == WHY
    say(client, desk.facebook, "tra-lai", "Nhầm")
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    assert page.count('value="hoan-tra-lai"') == 2, "in the message, and below"
    say(client, desk.facebook, "hoan-tra-lai")
    assert post_of(database, desk.facebook).reason == WHY
    assert "trả lại, sau đó rút lại" in client.get(f"/cho-duyet/{desk.facebook}").text
    assert approve(client, desk.facebook).status_code == 303


def test_two_people_and_the_first_may_think_again(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client)
    unit_id = str(post_of(database, desk.facebook).unit_id)
    send(client, "/quy-tac-duyet", viec="dat", don_vi=unit_id, loai="", so_nguoi="2", khong_tu_duyet="1")
    assert "2 người duyệt, không tự duyệt bài mình soạn" in client.get("/quy-tac-duyet").text
    approve(client, desk.facebook)
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    assert f"bài {desk.facebook} đã có 1/2 người duyệt: Trần Thị Hà. Cần thêm một người khác duyệt." in page
    assert "Bạn đã duyệt bài này rồi; cần thêm một người khác duyệt." in page
    assert f'id="duyet-{desk.facebook}"' not in page
    assert post_of(database, desk.facebook).state == PostState.AWAITING_REVIEW
    say(client, desk.facebook, "rut-y")
    assert post_of(database, desk.facebook).reason == WHY
    approve(client, desk.facebook)
    sign_in(client, "duyet")
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    assert "1/2: Trần Thị Hà" in page
    approve(client, desk.facebook)
    assert post_of(database, desk.facebook).state == PostState.PLANNED
    assert "2/2: Trần Thị Hà" in client.get(f"/cho-duyet/{desk.facebook}").text


def test_a_delegate_sees_the_button_and_it_is_gone_with_the_delegation(
    client: TestClient, desk: Desk, database: Database, clock: Hands
) -> None:
    sign_in(client, "soan")
    assert f'id="duyet-{desk.facebook}"' not in client.get("/cho-duyet").text
    sign_in(client, "duyet")
    to = staff_id(database, "soan")
    answer = send(client, "/uy-quyen", viec="dat", nguoi=to, tu="2026-11-24", den="2026-11-25")
    assert answer.status_code == 303, answer.text
    page = client.get("/uy-quyen").text
    assert "Đã ủy quyền duyệt từ 24/11/2026 đến hết 25/11/2026." in page
    assert "24/11/2026 – 25/11/2026 (đang có hiệu lực)" in page
    sign_in(client, "soan")
    assert "Duyệt bài này" in client.get(f"/bai-dang/{desk.facebook}").text
    assert "Duyệt hoặc bỏ qua bài này" in client.get(f"/noi-dung/{desk.item}").text
    page = client.get(f"/cho-duyet/{desk.facebook}").text
    assert "Bạn duyệt theo ủy quyền của Cán bộ duyet." in page
    fields = form_of(page, desk.facebook)
    clock.turn(timedelta(hours=36))
    sign_in(client, "soan")
    fields["form_token"] = form_token(client.get("/cho-duyet").text)
    assert client.post(f"/cho-duyet/{desk.facebook}", data=fields).status_code == 403, "the days are over"
    clock.turn(timedelta(hours=-36))
    sign_in(client, "soan")
    approve(client, desk.facebook)
    assert post_of(database, desk.facebook).state == PostState.PLANNED
    assert "Cán bộ soan (theo ủy quyền của Cán bộ duyet)" in client.get(f"/cho-duyet/{desk.facebook}").text
    with database.read() as session:
        given = session.exec(select(Delegation)).one()
        assert session.exec(select(Approval.delegation_id).where(Approval.post_id == desk.facebook)).one() == given.id
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "approve")).one()
        assert (entry.actor, entry.fields) == ("soan", [f"delegation:{given.id}"])
    sign_in(client, "duyet")
    send(client, "/uy-quyen", viec="rut", lenh=str(given.id))
    assert "Đã rút ủy quyền, có hiệu lực ngay." in client.get("/uy-quyen").text
    assert post_of(database, desk.facebook).state == PostState.PLANNED


def test_a_delegate_for_other_kinds_is_shown_no_way_to_return_and_has_none(
    client: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(client, "duyet")
    days = {"tu": "2026-11-24", "den": "2026-11-25"}
    send(client, "/uy-quyen", viec="dat", nguoi=staff_id(database, "soan"), **days, **{"loai:contest": "1"})
    sign_in(client, "soan")
    assert f'id="tra-lai-{desk.facebook}"' not in client.get(f"/cho-duyet/{desk.facebook}").text
    assert say(client, desk.facebook, "tra-lai", "Sai ngày").status_code == 403
    with database.read() as session:
        assert session.exec(select(PostComment)).all() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tu": "2026-11-23", "den": "2026-11-25"}, "Ngày đầu 23/11/2026 đã qua"),
        ({"tu": "2026-11-26", "den": "2026-11-25"}, "trước ngày đầu"),
        ({"tu": "mai", "den": "2026-11-25"}, "Ngày đầu: hãy chọn một ngày"),
        ({"tu": "2026-11-24", "den": "2026-11-25", "nguoi": "99999"}, "trong đơn vị của bạn"),
        ({"tu": "2026-11-24", "den": "2026-11-25", "loai:bịa": "1"}, "Không có loại nội dung bịa"),
    ],
)
def test_a_delegation_that_is_wrong_is_refused_and_the_form_kept(
    client: TestClient, desk: Desk, database: Database, fields: dict[str, str], said: str
) -> None:
    sign_in(client, "duyet")
    answer = send(client, "/uy-quyen", **{"viec": "dat", "nguoi": staff_id(database, "soan"), **fields})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="2026-11-25"' in answer.text
    with database.read() as session:
        assert session.exec(select(Delegation)).all() == []


def test_somebody_of_another_unit_is_not_chosen(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client, "duyet")
    other = staff_id(database, "xa.an.loc")
    assert send(client, "/uy-quyen", viec="dat", nguoi=other, tu="2026-11-24", den="2026-11-24").status_code == 400


DECIDES: tuple[tuple[str, dict[str, str], frozenset[Role]], ...] = (
    ("/cho-duyet/{post}/trao-doi", {"viec": "tra-lai", "loi": "Sửa"}, ANSWERS),
    ("/cho-duyet/{post}/trao-doi", {"viec": "hoan-tra-lai"}, ANSWERS),
    ("/cho-duyet/{post}/trao-doi", {"viec": "rut-y"}, ANSWERS),
    ("/cho-duyet/{post}/trao-doi", {"viec": "gui-lai"}, WRITES),
    ("/cho-duyet/{post}/trao-doi", {"viec": "gop-y", "loi": "Hay"}, WRITES),
    ("/uy-quyen", {"viec": "dat", "nguoi": "1", "tu": "2026-11-24", "den": "2026-11-24"}, ANSWERS),
    ("/uy-quyen", {"viec": "rut", "lenh": "1"}, ANSWERS),
    ("/quy-tac-duyet", {"viec": "dat", "don_vi": "1", "loai": "", "so_nguoi": "2"}, ADMINISTRATORS),
    ("/quy-tac-duyet", {"viec": "bo", "don_vi": "1", "loai": "new_law"}, ADMINISTRATORS),
)


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_table_decide(client: TestClient, desk: Desk, database: Database, role: Role) -> None:
    sign_in(client, LOGINS[role])
    for path, fields, allowed in DECIDES:
        answer = send(client, path.format(post=desk.facebook), **fields)
        if role in allowed:
            assert answer.status_code in (303, 400, 404), (path, fields, answer.text[:200])
        else:
            assert answer.status_code == 403, (path, fields)
    assert client.get("/quy-tac-duyet").status_code == (200 if role is Role.ADMINISTRATOR else 403)
    assert client.get("/uy-quyen").status_code == 200
    assert ("/quy-tac-duyet" in client.get("/uy-quyen").text) == (role is Role.ADMINISTRATOR)


def test_nothing_without_our_form_or_of_another_unit(
    client: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    sign_in(client, COMMUNE)
    assert say(client, desk.facebook, "tra-lai", "Sửa").status_code == 404
    assert client.post(f"/cho-duyet/{desk.facebook}/trao-doi", data={"viec": "tra-lai"}).status_code == 403
    with database.write() as session:
        session.add(
            Staff(
                unit_id=province.commune_id,
                login="xa.qt",
                full_name="Quản trị xã",
                role=Role.ADMINISTRATOR,
                password_hash=PASSWORD_HASH,
            )
        )
        given = Delegation(
            unit_id=province.unit_id,
            from_id=1,
            to_id=1,
            starts_at=NOON,
            ends_at=NOON + timedelta(days=3),
            given_at=NOON,
        )
        session.add(given)
        session.flush()
        given_id = given.id
    sign_in(client, "xa.qt")
    unit = {"don_vi": str(province.unit_id), "loai": "", "so_nguoi": "2"}
    assert send(client, "/quy-tac-duyet", viec="dat", **unit).status_code == 404
    send(client, "/uy-quyen", viec="rut", lenh=str(given_id))
    assert "Sở Tư pháp" not in client.get("/uy-quyen").text
    with database.read() as session:
        assert session.exec(select(ReviewRule)).all() == []
        assert session.get_one(Delegation, given_id).withdrawn_at is None
        assert session.exec(select(PostComment)).all() == []


def test_a_script_stays_text(signed_in: TestClient, desk: Desk) -> None:
    say(signed_in, desk.facebook, "gop-y", SCRIPT)
    say(signed_in, desk.facebook, "tra-lai", SCRIPT)
    for path in (f"/cho-duyet/{desk.facebook}", "/cho-duyet/bi-tra-lai", "/"):
        page = signed_in.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_queue_costs_the_same_queries_with_more_posts(
    signed_in: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    def queries(path: str) -> int:
        """Of what these pages add; the previews' own are counted elsewhere."""
        statements: list[str] = []

        def note(*given: object) -> None:
            if path != "/cho-duyet" or any(table in str(given[2]) for table in ADDED):
                statements.append(str(given[2]))

        event.listen(Engine, "before_cursor_execute", note)
        assert signed_in.get(path).status_code == 200
        event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    say(signed_in, desk.facebook, "gop-y", "Hay")
    for path in ("/cho-duyet", "/quy-tac-duyet", "/uy-quyen"):
        signed_in.get(path)
    few = [queries(path) for path in ("/cho-duyet", "/quy-tac-duyet", "/uy-quyen")]
    with database.write() as session:
        set_rule(session, province.unit_id, "", ApprovalRule(2, never_own=True))
        for number in range(9):
            item_id = add_item(session, province, f"Tin thêm {number}")
            post_id = add_post(session, province.x, item_id, PostState.AWAITING_REVIEW, text=f"Tin thêm số {number}")
            session.add(PostComment(post_id=post_id, at=NOON, by="soan", kind=CommentKind.COMMENT, text="Góp ý"))
    assert [queries(path) for path in ("/cho-duyet", "/quy-tac-duyet", "/uy-quyen")] == few
