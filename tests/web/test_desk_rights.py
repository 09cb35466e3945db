"""Pauses of units above and below, and what the navigation counts. Who may do what at all: `test_every_route`."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from distributor.db import Database
from distributor.models import Hold, Post, PostState
from distributor.settings import Settings
from tests.web.desk_cases import COMMUNE, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, Province
from web.app import create_app


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
    bar = navigation.partition("<details")[0]
    assert bar.count('class="waiting mine">1<') == 2
    assert navigation.count('class="waiting mine">1<') == 4, (
        "and under «Thêm», where a phone's bar has no room for them"
    )
    client.cookies.delete("loa_session")
    sign_in(client, "xem")
    assert "waiting mine" not in client.get("/").text, "what a viewer cannot do does not call"
