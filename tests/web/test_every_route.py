"""Every route × every role, of the unit and of another one. Who gets an answer where is declared in `route_table`."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, func, select

from distributor.db import Database
from distributor.models import AuditEntry, PostMedia, Role, Staff
from distributor.render.store import MediaStore
from distributor.settings import Settings
from distributor.staff.api_keys import make_key
from distributor.staff.permissions import MAY
from distributor.staff.sessions import open_session
from tests.web.desk_cases import LOGINS, fill_desk
from tests.web.home import Hands
from tests.web.province import NOON, PASSWORD_HASH, Province, identity
from tests.web.route_table import ANYBODY, KEY, ROUTES, SIGNED_IN, Ask
from web.app import create_app
from web.forms import form_token

NEIGHBOUR = "xa.quan.tri"


@pytest.fixture
def app(settings: Settings, database: Database, clock: Hands) -> FastAPI:
    return create_app(settings, database, clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    app.state.surroundings.pulse.stop()  # live pages end at once
    with TestClient(
        app, base_url="http://127.0.0.1:8600", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def rows(database: Database, settings: Settings, province: Province) -> dict[str, str]:
    """Ids of the province, for paths and forms."""
    with database.write() as session:
        desk = fill_desk(session, province, MediaStore(settings.media_folder))
        picture = session.exec(select(PostMedia.sha256).where(PostMedia.post_id == desk.facebook)).one()
        staff_id = _person(session, province.unit_id, "nguoi.khac", Role.AUTHOR)
        _person(session, province.commune_id, NEIGHBOUR, Role.ADMINISTRATOR)
        ends = NOON + timedelta(days=9)
        key = make_key(
            session, unit_id=province.unit_id, name="x", scopes=["read"], expires_at=ends, by="x", now=NOON
        ).key
        numbers = {
            "item": desk.item,
            "corrected_item": desk.corrected_item,
            "manual": desk.manual,
            "by_hand": desk.by_hand,
            "post": desk.facebook,
            "staff": staff_id,
            "unit": province.unit_id,
            "account": province.facebook,
            "sign_in": 1,
            "api_key": identity(key.id),
            "picture": picture,
        }
    return {name: str(value) for name, value in numbers.items()}


def _person(session: Session, unit_id: int, login: str, role: Role) -> int:
    person = Staff(unit_id=unit_id, login=login, full_name=login, role=role, password_hash=PASSWORD_HASH)
    session.add(person)
    session.flush()
    return identity(person.id)


def ask(
    client: TestClient, database: Database, one: Ask, rows: dict[str, str], login: str = "", token: str = ""
) -> Response:
    """As this person, in a session of its own; with the form token that its pages would carry, or with another."""
    client.cookies.clear()
    if login:
        with database.write() as session:
            staff = session.exec(select(Staff).where(Staff.login == login)).one()
            secret = open_session(session, staff, NOON, "").token
        client.cookies.set("loa_session", secret)
        token = token or form_token(secret)
    if one.method == "GET":
        return client.get(one.path(rows))
    return client.post(one.path(rows), data={**one.fields(rows), "form_token": token})


def is_let_in(one: Ask, answer: Response) -> bool:
    if answer.status_code == 303:
        return not answer.headers["location"].startswith("/dang-nhap") and one.method == "POST"
    return answer.status_code == 200 or answer.status_code in one.also


def names_of(app: FastAPI) -> set[str]:
    """`GET /lich`; HEAD goes with GET."""
    found = set()
    for router in app.routes:
        for route in getattr(getattr(router, "original_router", None), "routes", [router]):
            found |= {f"{method} {route.path}" for method in route.methods if method != "HEAD"}
    return found


def test_every_route_is_declared_and_every_declared_route_is_there(app: FastAPI) -> None:
    there, declared = names_of(app), {one.route for one in ROUTES}
    assert len(there) > 50, "the walk sees the routes at all"
    assert there - declared == set(), "declare new routes in tests/web/route_table.py"
    assert declared - there == set(), "declared, but no longer there"
    assert {one.who for one in ROUTES} <= {ANYBODY, SIGNED_IN, KEY, *MAY}


def test_nobody_gets_a_page_of_staff(client: TestClient, database: Database, rows: dict[str, str]) -> None:
    wrong = []
    for one in ROUTES:
        answer = ask(client, database, one, rows)
        refused = answer.status_code == 401 or answer.headers.get("location", "").startswith("/dang-nhap")
        if (one.who != ANYBODY and not refused) or answer.status_code == 500 or "/dang-xuat" in answer.text:
            wrong.append((one.route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_the_table_of_permissions_gives_it(
    client: TestClient, database: Database, rows: dict[str, str], role: Role
) -> None:
    wrong = []
    for one in ROUTES:
        if one.who in (ANYBODY, KEY):
            continue
        answer = ask(client, database, one, rows, LOGINS[role])
        may = one.who == SIGNED_IN or role in MAY[one.who]
        if not (is_let_in(one, answer) if may else answer.status_code == 403):
            wrong.append((one.route, dict(one.form), answer.status_code))
    assert wrong == []


def test_another_units_rows_are_not_found(client: TestClient, database: Database, rows: dict[str, str]) -> None:
    """Not even by an administrator, so that nobody learns that they are there."""
    asked = [one for one in ROUTES if one.for_another_unit is not None]
    assert len(asked) > 20
    found = [(one, ask(client, database, one, rows, NEIGHBOUR).status_code) for one in asked]
    assert [(one.route, dict(one.form), status) for one, status in found if status != one.for_another_unit] == []


def test_a_form_that_is_not_ours_does_nothing(client: TestClient, database: Database, rows: dict[str, str]) -> None:
    forms = [one for one in ROUTES if one.method == "POST" and one.who not in (ANYBODY, KEY)]
    assert len(forms) > 20
    found = [(one, ask(client, database, one, rows, LOGINS[Role.ADMINISTRATOR], "0" * 64)) for one in forms]
    assert [(one.route, answer.status_code) for one, answer in found if answer.status_code != 403] == []
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == 0


def test_whoever_must_change_something_first_gets_nothing_else(
    client: TestClient, database: Database, rows: dict[str, str]
) -> None:
    login = LOGINS[Role.ADMINISTRATOR]
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == login)).one().must_change_password = True
    wrong = []
    for one in ROUTES:
        if one.who in (ANYBODY, KEY) or "/ca-nhan" in one.route:
            continue
        answer = ask(client, database, one, rows, login)
        if (answer.status_code, answer.headers.get("location")) != (303, "/ca-nhan/mat-khau"):
            wrong.append((one.route, answer.status_code))
    assert wrong == []
