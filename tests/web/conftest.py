"""The whole application over a province, and a client without a browser."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.settings import Settings
from distributor.staff.lockout import FailureMemory
from tests.web.desk_cases import Desk, fill_desk
from tests.web.forms import sign_in
from tests.web.home import Hands, bare_province, clock, database, province, settings, templates
from tests.web.province import PASSWORD_HASH, Province
from web.app import create_app

__all__ = ["bare_province", "clock", "database", "province", "settings", "templates"]


@pytest.fixture(autouse=True)
def quick_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown logins are checked against a hash as quick as that of the people here, and their failures start at none."""
    monkeypatch.setattr("distributor.staff.sessions.NOBODY", PASSWORD_HASH)
    monkeypatch.setattr("distributor.staff.sessions._STRANGERS", FailureMemory())


@pytest.fixture(autouse=True)
def settled_wordings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff's words for templates are asked for once: how often a page asks the database does not hang on how long it takes."""
    monkeypatch.setattr("distributor.compose.wordings.FRESH_S", 3600.0)


@pytest.fixture
def client(settings: Settings, database: Database, clock: Hands, province: Province) -> Iterator[TestClient]:
    app = create_app(settings, database, clock)
    with TestClient(
        app, base_url="http://127.0.0.1:8600", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def desk(database: Database, settings: Settings, province: Province) -> Desk:
    with database.write() as session:
        return fill_desk(session, province, MediaStore(settings.media_folder))


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    assert sign_in(client).status_code == 303
    return client
