"""Another program with a key, and the whole application over a province."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from distributor.db import Database
from distributor.staff.api_keys import SCOPES, make_key
from tests.web.province import LOGIN, NOON, Province


@dataclass(frozen=True)
class Program:
    """Calls the interface with one key."""

    client: TestClient
    token: str

    def __call__(self, method: str, path: str, **given: Any) -> Response:
        headers = {"authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return self.client.request(method, f"/api{path}", headers=headers, **given)

    def get(self, path: str, **given: Any) -> Response:
        return self("GET", path, **given)

    def post(self, path: str, **given: Any) -> Response:
        return self("POST", path, **given)


MakeProgram = Callable[..., Program]


@pytest.fixture
def program_with(client: TestClient, database: Database, province: Province) -> MakeProgram:
    def make(*scopes: str, unit_id: int = province.unit_id, by: str = LOGIN) -> Program:
        with database.write() as session:
            token = make_key(
                session,
                unit_id=unit_id,
                name="Cổng tỉnh",
                scopes=scopes or tuple(SCOPES),
                expires_at=NOON + timedelta(days=30),
                by=by,
                now=NOON - timedelta(days=1),
            ).token
        return Program(client, token)

    return make


@pytest.fixture
def program(program_with: MakeProgram) -> Program:
    return program_with()
