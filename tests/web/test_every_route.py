"""Every route × every role, of the unit and of another one. Who gets an answer where is declared in `route_table`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import SQLModel, select
from starlette.routing import BaseRoute, Mount, Route

from distributor.db import Database
from distributor.models import Role, Staff
from distributor.settings import Settings
from distributor.staff.permissions import MAY
from distributor.staff.sessions import open_session
from tests.web.asks import ANYBODY, KEY, SIGNED_IN, Ask
from tests.web.desk_cases import LOGINS
from tests.web.home import Hands
from tests.web.province import NOON, Province
from tests.web.route_table import ROUTES
from tests.web.walk_rows import NEIGHBOUR, WalkRows, fill_walk
from web.app import create_app
from web.forms import form_token
from web.language import COOKIE


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
def rows(database: Database, settings: Settings, province: Province) -> WalkRows:
    with database.write() as session:
        return fill_walk(session, province, settings.home, settings.media_folder)


def ask(
    client: TestClient,
    database: Database,
    one: Ask,
    rows: WalkRows,
    login: str = "",
    token: str = "",
    key: str = "",
    language: str = "vi",
) -> Response:
    """As this person, in a session of its own, with the form token of its pages or another; where programs ask, as one."""
    client.cookies.clear()
    client.cookies.set(COOKIE, language)
    seen = rows.seen_by(login)
    path, fields = one.path(seen), one.fields(seen)
    if one.who == KEY:
        headers = {"idempotency-key": f"walk {one.route}", **({"authorization": f"Bearer {key}"} if key else {})}
        if one.method == "GET":
            return client.get(path, headers=headers, params=fields)
        return client.request(one.method, path, headers=headers, json=fields or None)
    if login:
        with database.write() as session:
            staff = session.exec(select(Staff).where(Staff.login == login)).one()
            secret = open_session(session, staff, NOON, "").token
        client.cookies.set("loa_session", secret)
        token = token or form_token(secret)
    if one.method == "GET":
        return client.get(path, params=fields)
    files = {"tep": ("tep.csv", one.file.encode(), "text/csv")} if one.file else None
    return client.post(path, data={**fields, "form_token": token}, files=files)


OF_ASKING = {"staff_session", "api_key", "api_window", "feed_salt", "feed_fetch"}
"""Tables that say who asked, when and how often."""


@contextmanager
def nothing_changes(database: Database) -> Iterator[None]:
    """A refusal is more than an answer: no row is another one afterwards."""
    before = everything(database)
    yield
    after = everything(database)
    assert [name for name in before if before[name] != after[name]] == [], "changed by who was refused"


def everything(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {
            table.name: sorted(str(tuple(row)) for row in session.connection().execute(table.select()))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in OF_ASKING
        }


def is_let_in(one: Ask, answer: Response) -> bool:
    if answer.status_code == 303:
        return not answer.headers["location"].startswith("/dang-nhap") and one.method == "POST"
    return answer.status_code == 200 or answer.status_code in one.also


def badly_filled(one: Ask) -> list[Ask]:
    """The same form with nothing in it, and with nonsense, so that who has no right learns no more of what is wrong with it."""
    kept = {name: value for name, value in one.form.items() if name in ("viec", "loai")}
    nonsense = {name: "?" for name, value in one.form.items() if isinstance(value, str)}
    return (
        [replace(one, form=form) for form in (kept, {**nonsense, **kept}, {**kept, "chon": "rieng"})]
        if one.form
        else []
    )


def main_of(answer: Response) -> str:
    return answer.text.partition("<main")[2].partition("</main")[0]


def names_of(routes: Sequence[BaseRoute], above: str = "") -> set[str]:
    """`GET /lich`, with those of applications that are mounted; HEAD goes with GET."""
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Mount):
            found |= names_of(route.routes, above + route.path)
        elif router := getattr(route, "original_router", None):
            found |= names_of(router.routes, above)
        elif isinstance(route, Route):
            found |= {f"{method} {above}{route.path}" for method in route.methods or () if method != "HEAD"}
        else:
            raise AssertionError(f"the walk does not know routes of this sort: {route}")
    return found


def test_every_route_is_declared_and_every_declared_route_is_there(app: FastAPI) -> None:
    there, declared = names_of(app.routes), {one.route for one in ROUTES}
    assert len(there) > 150, "the walk sees the routes at all"
    assert there - declared == set(), "declare new routes in tests/web/route_table.py"
    assert declared - there == set(), "declared, but no longer there"
    assert {one.who for one in ROUTES} <= {ANYBODY, SIGNED_IN, KEY, *MAY}


def test_nobody_gets_a_page_of_staff(client: TestClient, database: Database, rows: WalkRows) -> None:
    wrong = []
    with nothing_changes(database):
        for one in ROUTES:
            answer = ask(client, database, one, rows)
            refused = answer.status_code == 401 or answer.headers.get("location", "").startswith("/dang-nhap")
            if (
                (one.who != ANYBODY and not refused)
                or answer.status_code == 500
                or 'action="/dang-xuat"' in answer.text
            ):
                wrong.append((one.route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_the_table_of_permissions_gives_it(
    client: TestClient, database: Database, rows: WalkRows, role: Role
) -> None:
    def may(one: Ask) -> bool:
        return one.who == SIGNED_IN or role in MAY[one.who]

    asked = [one for one in ROUTES if one.who not in (ANYBODY, KEY)]
    with nothing_changes(database):
        refused = [(one, ask(client, database, one, rows, LOGINS[role])) for one in asked if not may(one)]
        badly = [
            (each, ask(client, database, each, rows, LOGINS[role])) for one, _ in refused for each in badly_filled(one)
        ]
    # What no page of ours sends (400), or names nothing (404), is told before anybody is looked at; never with the page itself.
    told = [
        (one.route, dict(one.form), answer.status_code)
        for one, answer in badly
        if answer.status_code not in (400, 403, 404)
    ]
    assert told == []
    assert [one.route for one, answer in badly if "<form" in main_of(answer)] == []
    assert [(one.route, answer.status_code) for one, answer in refused if answer.status_code != 403] == []
    for one, answer in refused:
        assert "Người có quyền:" in answer.text, f"{one.route} does not say who may"
    let_in = [(one, ask(client, database, one, rows, LOGINS[role])) for one in asked if may(one)]
    wrong = [(one.route, dict(one.form), answer.status_code) for one, answer in let_in if not is_let_in(one, answer)]
    assert wrong == []


def test_a_program_gets_through_with_its_key(client: TestClient, database: Database, rows: WalkRows) -> None:
    asked = [one for one in ROUTES if one.who == KEY]
    assert len(asked) > 25
    found = [(one, ask(client, database, one, rows, key=rows.key)) for one in asked]
    wrong = [
        (one.route, answer.status_code, answer.text)
        for one, answer in found
        if not (answer.is_success or answer.status_code in one.also)
    ]
    assert wrong == []


def test_another_units_rows_are_not_found(client: TestClient, database: Database, rows: WalkRows) -> None:
    """Not even by an administrator, nor with a key of every scope, so that nobody learns that they are there."""
    asked = [one for one in ROUTES if one.for_another_unit is not None]
    assert len(asked) > 100
    with nothing_changes(database):
        found = [
            (one, ask(client, database, one, rows, NEIGHBOUR, key=rows.neighbours_key).status_code) for one in asked
        ]
    assert [
        (one.route, dict(one.form), status, one.for_another_unit)
        for one, status in found
        if status != one.for_another_unit
    ] == []


def test_a_form_that_is_not_ours_does_nothing(client: TestClient, database: Database, rows: WalkRows) -> None:
    forms = [one for one in ROUTES if one.method == "POST" and one.who not in (ANYBODY, KEY)]
    assert len(forms) > 80
    with nothing_changes(database):
        found = [(one, ask(client, database, one, rows, LOGINS[Role.ADMINISTRATOR], "0" * 64)) for one in forms]
    assert [(one.route, answer.status_code) for one, answer in found if answer.status_code != 403] == []
    assert [one.route for one, answer in found if "Biểu mẫu đã cũ" not in answer.text] == []


def test_whoever_must_change_something_first_gets_nothing_else(
    client: TestClient, database: Database, rows: WalkRows
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
