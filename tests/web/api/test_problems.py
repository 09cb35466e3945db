"""Every error is a problem as RFC 9457 has it, in Vietnamese, and never a traceback."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.exc import OperationalError

from tests.web.api.conftest import Program

MEDIA_TYPE = "application/problem+json"


def check(answer: Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem = answer.json()
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert (problem["type"], problem["status"]) == (f"/api#loi-{status}", status)
    assert problem["instance"].startswith("/api/")


def test_by_status(program: Program) -> None:
    named = {"Idempotency-Key": "k"}
    check(program.get("/khong-co"), 404)
    check(program.get("/posts/99"), 404)
    check(program("PUT", "/items"), 405)
    check(program.post("/items", content=b"{", headers={**named, "content-type": "application/json"}), 400)
    check(program.post("/items", content=b"a=b", headers={**named, "content-type": "text/plain"}), 415)
    check(program.post("/items", content=b"{}", headers={**named, "content-type": "application/json"}), 422)
    large = b'{"a": "' + b"x" * 1_000_001 + b'"}'
    check(program.post("/items", content=large, headers={**named, "content-type": "application/json"}), 413)


def test_what_a_problem_says_is_true(program: Program) -> None:
    day = program.get("/reports?first=2026-13-01&last=2026-12-01").json()["errors"]
    assert day == [{"field": "query.first", "detail": "Phải là ngày, ví dụ 2026-11-24."}]
    assert program.get("/reports?first=2026-11-24&last=2026-11-25").status_code == 200, "that very form is taken"
    assert program("PUT", "/items").headers["allow"] == "GET, POST"
    nul = program.get("/posts?cursor=%00")
    check(nul, 400)
    assert "JSON" not in nul.json()["detail"]
    (choice,) = program.get("/items?intake=x").json()["errors"]
    assert choice["detail"].startswith("Phải là một trong: '")
    assert " or " not in choice["detail"]


def test_a_body_without_a_known_length_is_bounded_too(program: Program) -> None:
    parts = (b"x" * 100_000 for _ in range(11))
    check(program.post("/items", content=parts, headers={"content-type": "application/json"}), 413)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RuntimeError("mật khẩu là 123"), 500), (OperationalError("SELECT", {}, Exception("away")), 503)],
)
def test_a_fault_of_ours_tells_nothing_of_itself(
    program: Program, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("web.api.items.items_page", fail)
    answer = program.get("/items")
    check(answer, status)
    assert "123" not in answer.text
    assert "Traceback" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


def test_the_consoles_own_errors_stay_pages(client: TestClient) -> None:
    assert client.get("/khong-co").headers["content-type"].startswith("text/html")
