"""Filling in forms as a browser does: with the token that the page gave."""

import re
from collections.abc import Mapping

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.web.province import LOGIN, PASSWORD


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', page)
    assert found, page[:500]
    return found[1]


def sign_in(
    client: TestClient,
    login: str = LOGIN,
    password: str = PASSWORD,
    *,
    next_path: str = "/",
    headers: Mapping[str, str] | None = None,
) -> Response:
    token = form_token(client.get("/dang-nhap").text)
    fields = {"ten": login, "mat_khau": password, "next": next_path, "form_token": token}
    return client.post("/dang-nhap", data=fields, headers=dict(headers or {}))
