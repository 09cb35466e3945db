"""Who may do what on the pages where people decide: every route × every role, and nothing of another unit."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, func, select

from distributor.db import Database
from distributor.models import Correction, CorrectionState, CorrectionStep, Hold, Post, PostState, PostTransition, Role
from distributor.settings import Settings
from distributor.staff.permissions import ANSWERS, WRITES
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, Province
from web.app import create_app

LOOKS = (
    "/",
    "/cho-duyet",
    "/cho-duyet/{facebook}",
    "/dinh-chinh",
    "/dinh-chinh/{corrected_item}",
    "/ban-giao",
    "/ban-giao/{manual}",
    "/ban-giao/{manual}/goi.zip",
    "/tam-dung",
)
DECIDES: tuple[tuple[str, str, dict[str, str], frozenset[Role]], ...] = (
    ("approve", "/cho-duyet/{facebook}", {"viec": "duyet"}, ANSWERS),
    ("skip", "/cho-duyet/{facebook}", {"viec": "bo-qua", "ly_do": "Trùng"}, WRITES),
    ("redo", "/cho-duyet/{facebook}", {"viec": "soan-lai"}, WRITES),
    ("recall", "/cho-duyet/{facebook}", {"viec": "rut-lai"}, WRITES),
    ("restore", "/cho-duyet/{facebook}", {"viec": "khoi-phuc"}, WRITES),
    ("correct", "/dinh-chinh/{corrected_item}", {"viec": "duyet", "ma": "0" * 12}, ANSWERS),
    ("dismiss", "/dinh-chinh/{corrected_item}", {"viec": "giu-nguyen"}, ANSWERS),
    ("by hand", "/dinh-chinh/{corrected_item}", {"viec": "da-sua", "bai": "{by_hand}"}, WRITES),
    ("propose", "/dinh-chinh/{corrected_item}/moi", {"sai": "80 m²", "dung": "80 m²"}, WRITES),
    ("hand over", "/ban-giao/{manual}", {"noi": "https://tiktok.example/@tinh/1"}, WRITES),
    ("hold", "/tam-dung", {"viec": "dat", "ly_do": "Quốc tang", "theo_lenh": "Chủ tịch tỉnh"}, ANSWERS),
    ("lift", "/tam-dung", {"viec": "bo", "lenh": "1"}, ANSWERS),
)


def counts(session: Session) -> tuple[int, ...]:
    """What would change if anything were decided."""
    return (
        session.exec(select(func.count()).select_from(PostTransition)).one(),
        session.exec(select(func.count()).select_from(Hold)).one(),
        session.exec(
            select(func.count()).select_from(Correction).where(Correction.state == CorrectionState.PROPOSED)
        ).one(),
        session.exec(select(func.sum(col(CorrectionStep.tries))).select_from(CorrectionStep)).one() or 0,
    )


def at(path: str, desk: Desk) -> str:
    return path.format(**vars(desk))


def filled(fields: dict[str, str], desk: Desk) -> dict[str, str]:
    return {name: at(value, desk) for name, value in fields.items()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", LOOKS)
def test_whoever_is_signed_in_may_look(client: TestClient, desk: Desk, path: str, role: Role) -> None:
    assert client.get(at(path, desk)).status_code in (303, 401), "nobody looks without a sign-in"
    sign_in(client, LOGINS[role])
    assert client.get(at(path, desk)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("name", "path", "fields", "allowed"), DECIDES, ids=[case[0] for case in DECIDES])
def test_only_roles_of_the_table_decide(
    client: TestClient,
    desk: Desk,
    database: Database,
    name: str,
    path: str,
    fields: dict[str, str],
    allowed: frozenset[Role],
    role: Role,
) -> None:
    sign_in(client, LOGINS[role])
    token = form_token(client.get("/cho-duyet").text)
    with database.read() as session:
        before = counts(session)
    answer = client.post(at(path, desk), data={**filled(fields, desk), "form_token": token})
    if role in allowed:
        assert answer.status_code in (303, 400, 404), f"{name}: {answer.text[:300]}"
        return
    assert answer.status_code == 403
    assert "không có quyền này. Người có quyền:" in answer.text
    with database.read() as session:
        assert counts(session) == before


@pytest.mark.parametrize("path", [path for path in LOOKS if "{" in path])
def test_another_units_ids_are_not_found(client: TestClient, desk: Desk, path: str) -> None:
    sign_in(client, COMMUNE)
    assert client.get(at(path, desk)).status_code == 404


@pytest.mark.parametrize(("name", "path", "fields", "allowed"), DECIDES[:10], ids=[case[0] for case in DECIDES[:10]])
def test_nobody_decides_for_another_unit(
    client: TestClient,
    desk: Desk,
    database: Database,
    name: str,
    path: str,
    fields: dict[str, str],
    allowed: frozenset[Role],
) -> None:
    sign_in(client, COMMUNE)
    token = form_token(client.get("/cho-duyet").text)
    with database.read() as session:
        before = counts(session)
    answer = client.post(at(path, desk), data={**filled(fields, desk), "form_token": token})
    assert answer.status_code == 404, name
    with database.read() as session:
        assert counts(session) == before


@pytest.mark.parametrize(("name", "path", "fields", "allowed"), DECIDES, ids=[case[0] for case in DECIDES])
def test_a_form_that_is_not_ours_decides_nothing(
    client: TestClient,
    desk: Desk,
    database: Database,
    name: str,
    path: str,
    fields: dict[str, str],
    allowed: frozenset[Role],
) -> None:
    sign_in(client)
    with database.read() as session:
        before = counts(session)
    answer = client.post(at(path, desk), data={**filled(fields, desk), "form_token": "0" * 64})
    assert answer.status_code == 403, name
    assert "Biểu mẫu đã cũ" in answer.text
    with database.read() as session:
        assert counts(session) == before


def test_a_commune_holds_only_its_own_posts(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client, COMMUNE)
    token = form_token(client.get("/cho-duyet").text)
    fields = {"viec": "dat", "ly_do": "Mưa lũ", "theo_lenh": "Chủ tịch xã", "form_token": token}
    assert client.post("/tam-dung", data=fields).status_code == 303
    with database.read() as session:
        assert [hold.unit_id for hold in session.exec(select(Hold))] == [2]


@pytest.fixture
def app_of_the_province(settings: Settings, database: Database, clock: Hands) -> Iterator[TestClient]:
    app = create_app(settings, database, clock)
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as other:
        yield other


def test_a_commune_does_not_lift_the_provinces_hold(
    client: TestClient, app_of_the_province: TestClient, desk: Desk, database: Database
) -> None:
    sign_in(app_of_the_province)
    token = form_token(app_of_the_province.get("/cho-duyet").text)
    fields = {"viec": "dat", "ly_do": "Quốc tang", "theo_lenh": "Chủ tịch tỉnh", "form_token": token}
    assert app_of_the_province.post("/tam-dung", data=fields).status_code == 303
    sign_in(client, COMMUNE)
    page = client.get("/")
    assert "Quốc tang" in page.text, "it concerns the commune too"
    assert "Bỏ tạm dừng" not in page.text
    token = form_token(page.text)
    client.post("/tam-dung", data={"viec": "bo", "lenh": "1", "form_token": token})
    with database.read() as session:
        assert [hold.lifted_at for hold in session.exec(select(Hold))] == [None]


def test_a_hold_of_another_unit_is_not_found(
    client: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    with database.write() as session:
        hold = Hold(unit_id=province.unit_id, reason="Bảo trì", ordered_by="Giám đốc Sở", starts_at=NOON)
        session.add(hold)
        session.flush()
        hold_id = hold.id
    sign_in(client, COMMUNE)
    page = client.get("/").text
    for wanted in (hold_id, 9999):
        fields = {"viec": "bo", "lenh": str(wanted), "form_token": form_token(page)}
        assert client.post("/tam-dung", data=fields).status_code == 404
    with database.read() as session:
        assert session.exec(select(Hold)).one().lifted_at is None


def test_counts_stand_in_the_navigation(client: TestClient, desk: Desk, database: Database) -> None:
    sign_in(client)
    with database.read() as session:
        waiting = session.exec(
            select(func.count()).select_from(Post).where(Post.state == PostState.AWAITING_REVIEW)
        ).one()
    navigation = client.get("/").text.partition('aria-label="Chính"')[2].partition("</nav>")[0]
    assert f'<b class="waiting mine">{waiting}<' in navigation
    assert navigation.count('class="waiting mine">1<') == 2
    client.cookies.delete("loa_session")
    sign_in(client, "xem")
    assert "waiting mine" not in client.get("/").text, "what a viewer cannot do does not call"
