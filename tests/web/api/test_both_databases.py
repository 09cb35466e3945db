"""Every operation, on both kinds of database; lists do not ask more the more there is."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.settings import Settings
from tests.support.statements import statements
from tests.web.api.conftest import Program
from tests.web.asks import KEY
from tests.web.case_cases import add_cases
from tests.web.desk_cases import fill_desk
from tests.web.home import Hands
from tests.web.province import Province, build_province, fill_province
from tests.web.route_table import ROUTES
from tests.web.test_every_route import ask
from tests.web.test_query_counts import add_many
from tests.web.walk_rows import fill_walk
from web.app import create_app

LISTS = ("/accounts", "/corrections", "/hand-overs", "/cases", "/offers", "/offers/received", "/campaigns", "/channels")


@pytest.fixture
def both(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


def test_every_operation_answers(both: Database, settings: Settings, clock: Hands) -> None:
    with both.write() as session:
        province = build_province(session)
        fill_province(session, province)
        rows = fill_walk(session, province, settings.home, settings.media_folder)
    asked = [one for one in ROUTES if one.who == KEY]
    with TestClient(create_app(settings, both, clock), base_url="http://127.0.0.1:8600") as client:
        found = [(one, ask(client, both, one, rows, key=rows.key)) for one in asked]
    wrong = [
        (one.route, answer.status_code, answer.text)
        for one, answer in found
        if not (answer.is_success or answer.status_code in one.also)
    ]
    assert wrong == []


def test_more_rows_are_not_more_queries(
    program: Program, database: Database, settings: Settings, province: Province
) -> None:
    store = MediaStore(settings.media_folder)
    with database.write() as session:
        desk = fill_desk(session, province, store)
        add_cases(session, province)
    counted = []
    for _turn in range(2):
        counts = {}
        for path in LISTS:
            assert program.get(path).status_code == 200
            with statements() as made:
                program.get(path)
            counts[path] = len(made)
        counted.append(counts)
        if len(counted) == 1:
            with database.write() as session:
                add_many(session, province, desk, store)
    assert counted[0] == counted[1]
