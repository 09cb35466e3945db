"""The whole application over a province, and a client without a browser."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.settings import Settings
from tests.web.forms import sign_in
from tests.web.home import Hands, bare_province, clock, database, province, settings
from tests.web.province import Province
from web.app import create_app

__all__ = ["bare_province", "clock", "database", "province", "settings"]


@pytest.fixture
def client(settings: Settings, database: Database, clock: Hands, province: Province) -> Iterator[TestClient]:
    app = create_app(settings, database, clock)
    with TestClient(
        app, base_url="http://127.0.0.1:8600", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    assert sign_in(client).status_code == 303
    return client
