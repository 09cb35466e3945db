"""What nobody sends by hand: every field of every form, and every address, with values at the ends of what can be reckoned."""

import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Route

from distributor.db import Database
from distributor.models import Role
from distributor.settings import Settings
from tests.web.asks import KEY, Ask
from tests.web.desk_cases import LOGINS
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.route_table import ROUTES
from tests.web.test_every_route import ask
from tests.web.walk_rows import WalkRows, fill_walk
from web.app import create_app
from web.deciding import SentForm

FIELD = re.compile(r'\bform(?:\.get\(|\[)"(\w+)"')
TIMES = ("tu", "den", "ngay", "gio", "truoc", "han", "tu_ngay", "den_truoc", "ban_hanh", "hieu_luc")
NUMBERS = ("lenh", "tin", "nguoi", "don_vi", "tai_khoan", "danh_sach", "bai", "vao", "lan_gui", "tra_loi_so")
ODD = {**dict.fromkeys(TIMES, ("0001-01-01", "9999-12-31T23:59")), **dict.fromkeys(NUMBERS, ("9" * 5000,))}
"""Fields of times and numbers → values at the ends."""
BOSS = LOGINS[Role.ADMINISTRATOR]


@pytest.fixture
def app(settings: Settings, database: Database, clock: Hands) -> FastAPI:
    return create_app(settings, database, clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    app.state.surroundings.pulse.stop()
    with TestClient(
        app, base_url="http://127.0.0.1:8600", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def rows(database: Database, settings: Settings, province: Province) -> WalkRows:
    with database.write() as session:
        return fill_walk(session, province, settings.home, settings.media_folder)


def fields_read(routes: Sequence[BaseRoute]) -> dict[str, set[str]]:
    """`POST /lich/bai/{post_id}` → the fields of days, times and numbers that its module reads."""
    found: dict[str, set[str]] = {}
    for route in routes:
        if router := getattr(route, "original_router", None):
            found |= fields_read(router.routes)
        elif isinstance(route, Route) and "POST" in (route.methods or ()):
            module = sys.modules[route.endpoint.__module__]
            forms = [each for each in vars(module).values() if inspect.isclass(each) and issubclass(each, SentForm)]
            read = {*FIELD.findall(inspect.getsource(module)), *(name for form in forms for name in form.model_fields)}
            found[f"POST {route.path}"] = read & ODD.keys()
    return found


@pytest.mark.slow
def test_no_field_breaks_a_form(app: FastAPI, client: TestClient, database: Database, rows: WalkRows) -> None:
    read = fields_read(app.routes)
    forms = [one for one in ROUTES if one.method == "POST" and one.who != KEY]
    wrong = [
        replace(one, form={**one.form, name: odd})
        for one in forms
        for name in sorted(read[one.route])
        for odd in ODD[name]
    ]
    assert len(wrong) > 200
    found = [(one, ask(client, database, one, rows, BOSS).status_code) for one in wrong]
    assert [(one.route, dict(one.form)) for one, status in found if status >= 500] == []


def test_no_address_breaks_a_page(client: TestClient, database: Database, rows: WalkRows) -> None:
    broken = []
    for one in ROUTES:
        numbered = re.findall(r"\{(\w+_id)\}", one.route)
        for name in numbered:
            for odd in ("99999999999", "9" * 30, "-" + "9" * 30, "²"):
                asked = replace(one, at={**one.at, name: odd})
                answer = ask(client, database, asked, rows, "" if one.who == KEY else BOSS, key=rows.key)
                if answer.status_code not in (400, 403, 404, 422):
                    broken.append((one.route, odd, answer.status_code))
    assert broken == []


@pytest.mark.parametrize("address", ["/", "/nhat-ky", "/thu-vien"])
def test_no_address_holds_nul(client: TestClient, database: Database, rows: WalkRows, address: str) -> None:
    assert ask(client, database, Ask(f"GET {address}", BOSS, {"nguoi": "a\0b"}), rows, BOSS).status_code == 400
    assert client.get("/feeds/a%00.rss").status_code == 400
