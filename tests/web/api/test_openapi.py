"""The description is valid OpenAPI, and every answer is as it says."""

from typing import Any

from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from sqlmodel import select

from distributor.db import Database
from distributor.models import Post, PostState, Sample
from tests.web.api.conftest import Program
from tests.web.api.test_items import CONTENT
from tests.web.case_cases import add_cases
from tests.web.desk_cases import Desk
from tests.web.province import NOON, Province

QUERIES = {"/plans": "?begins_at=2026-11-01T00:00:00Z&ends_at=2026-12-01T00:00:00Z"}


def check(document: dict[str, Any], path: str, method: str, status: int, media_type: str, answer: Any) -> None:
    told = document["paths"][path][method]["responses"][str(status)]["content"][media_type]["schema"]
    validator = Draft202012Validator({**told, "components": document["components"]})
    assert [error.message for error in validator.iter_errors(answer)] == [], (method, path)


def test_it_is_valid_and_open_to_all(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/api"}]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)
            assert {"401", "403", "429", "500"} <= set(operation["responses"]), (method, path)
            told = [answer for status, answer in operation["responses"].items() if status >= "400"]
            assert all("application/problem+json" in answer["content"] for answer in told), (method, path)
    for path in ("/campaigns/{campaign_id}/forecast", "/hand-overs/{post_id}/package"):
        assert "409" in document["paths"][path]["get"]["responses"]


def test_answers_match_it(program: Program, province: Province, desk: Desk, database: Database) -> None:
    document = program.client.get("/api/openapi.json").json()
    with database.write() as session:
        post = session.exec(select(Post).where(Post.state == PostState.PUBLISHED)).first()
        assert post is not None
        cases = add_cases(session, province)
        session.add(Sample(post_id=post.id or 0, metric="views", api_version="v3", at=NOON, value=None))
    given = program.post("/items", json={"content": CONTENT}, headers={"Idempotency-Key": "a"})
    check(document, "/items", "post", 201, "application/json", given.json())
    again = program.post("/items", json={"content": CONTENT}, headers={"Idempotency-Key": "a"})
    check(document, "/items", "post", 200, "application/json", again.json())
    program.post("/holds", json={"reason": "Quốc tang", "ordered_by": "Chủ tịch UBND tỉnh"})
    ids = {
        "item_id": given.json()["item"]["id"],
        "post_id": desk.facebook,
        "campaign_id": province.campaign_id,
        "hold_id": 1,
        "account_id": province.facebook,
        "case_id": cases.asked,
    }
    offered = {"item_id": desk.item, "expires_at": "2026-11-30T17:00:00+07:00"}
    wrong = {"wrong": "50 m²", "right": "55 m²"}
    new = (("/campaigns", {"name": "Mới"}), ("/offers", offered), ("/items/{item_id}/corrections", wrong))
    for path, given_body in new:
        called = path.format(item_id=desk.corrected_item)
        made = program.post(called, json=given_body, headers={"Idempotency-Key": path[1:8]})
        check(document, path, "post", 201, "application/json", made.json())
    looked = 0
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        filled = path
        for parameter in operations["get"].get("parameters", ()):
            if parameter["in"] == "path" and parameter["name"] in ids:
                filled = filled.replace(f"{{{parameter['name']}}}", str(ids[parameter["name"]]))
        if "{" in filled or "application/json" not in operations["get"]["responses"]["200"]["content"]:
            continue
        answer = program.get(f"{filled}{QUERIES.get(path, '')}")
        assert answer.status_code == 200, (path, answer.text)
        check(document, path, "get", 200, "application/json", answer.json())
        looked += 1
    assert looked >= 22
    for path, method, body in (
        ("/posts/{post_id}/skip", "post", {"reason": "trùng"}),
        ("/posts/{post_id}/restore", "post", None),
        ("/posts/{post_id}/redo", "post", None),
        ("/accounts/{account_id}/check", "post", None),
        ("/accounts/{account_id}/pause", "post", {"reason": "Bảo trì"}),
        ("/campaigns/{campaign_id}", "patch", {"goal": "Mọi nhà đều biết"}),
        ("/campaigns/{campaign_id}/pause", "post", None),
        ("/campaigns/{campaign_id}/end", "post", None),
        ("/cases/{case_id}/note", "post", {"text": "Đã gọi điện"}),
    ):
        answer = program(method.upper(), path.format(**ids), **({"json": body} if body else {}))
        assert answer.status_code == 200
        check(document, path, method, 200, "application/json", answer.json())
    for path, method in (("/posts/{post_id}", "get"), ("/campaigns/{campaign_id}", "get")):
        answer = program(method.upper(), path.format(post_id=9999, campaign_id=9999))
        check(document, path, method, 404, "application/problem+json", answer.json())
