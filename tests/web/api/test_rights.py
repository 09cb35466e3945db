"""Keys: who may call at all, how far a key reaches, whose rows it sees, and how often it may call."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import ApiKey, AuditEntry, PostState, Role, Staff
from distributor.staff.api_keys import SCOPES, revoke_key
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import Desk
from tests.web.home import Hands
from tests.web.province import LOGIN, NOON, Province
from web.app import create_app


def operations(client: TestClient) -> list[tuple[str, str, str]]:
    """Method, path with 1 for each number, scope: of every operation that the description names."""
    document = client.get("/api/openapi.json").json()
    found = []
    for template, of_path in document["paths"].items():
        for method, operation in of_path.items():
            (security,) = operation["security"]
            (scope,) = security["khoa"]
            path = template
            for parameter in operation.get("parameters", ()):
                path = path.replace(f"{{{parameter['name']}}}", "1")
            found.append((method.upper(), path, scope))
    return found


def test_no_operation_answers_without_a_key_of_its_scope(client: TestClient, program_with: MakeProgram) -> None:
    every = operations(client)
    assert len(every) > 20
    reader, writer = program_with("read"), program_with("items:write")
    for method, path, scope in every:
        for authorization in (None, "Bearer ", "Bearer loa_khong-co", "Basic bG9hOmxvYQ=="):
            headers = {"authorization": authorization} if authorization else {}
            answer = client.request(method, f"/api{path}", headers=headers)
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"].startswith('Bearer realm="loa"')
            assert answer.headers["content-type"] == "application/problem+json"
        other = reader if scope != "read" else writer
        answer = other(method, path)
        assert answer.status_code == 403, (method, path)
        assert f'scope="{scope}"' in answer.headers["www-authenticate"]


def test_every_scope_is_asked_by_some_operation(client: TestClient) -> None:
    assert {scope for _method, _path, scope in operations(client)} == set(SCOPES)


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_key_that_is_over(program: Program, database: Database, clock: Hands, ended: str) -> None:
    assert program.get("/items").status_code == 200
    if ended == "expired":
        clock.turn(timedelta(days=31))
    else:
        with database.write() as session:
            revoke_key(session, session.exec(select(ApiKey)).one(), by=LOGIN, now=NOON)
    answer = program.get("/items")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_communes_key_sees_its_own_unit_only(
    program: Program, program_with: MakeProgram, province: Province, desk: Desk
) -> None:
    commune = program_with(unit_id=province.commune_id)
    assert [row["unit_id"] for row in commune.get("/items").json()["results"]] == [province.commune_id]
    assert commune.get("/posts").json()["results"] == []
    assert commune.get("/campaigns").json()["results"] == []
    assert {row["unit_id"] for row in commune.get("/coverage").json()["accounts"]} == {province.commune_id}
    for method, path, body in (
        ("GET", f"/items/{desk.item}", None),
        ("GET", f"/posts/{desk.facebook}", None),
        ("GET", f"/posts/{desk.facebook}/metrics", None),
        ("GET", f"/campaigns/{province.campaign_id}", None),
        ("POST", f"/posts/{desk.facebook}/skip", {"reason": "thử"}),
        ("POST", f"/posts/{desk.facebook}/recall", None),
        ("POST", f"/posts/{desk.facebook}/restore", None),
        ("POST", f"/posts/{desk.facebook}/retry", None),
        ("POST", f"/posts/{desk.facebook}/redo", None),
        ("PATCH", f"/plans/{province.posts[PostState.PLANNED]}", {"slot_at": "2026-11-30T08:00:00+07:00"}),
    ):
        answer = commune(method, path, **({"json": body} if body else {}))
        assert answer.status_code == 404, (method, path)
        assert answer.json()["status"] == 404
        assert program.get(path).status_code != 404 or method != "GET"
    assert commune.get(f"/items?unit_id={province.unit_id}").status_code == 404
    assert commune.get(f"/metrics?post_id={province.posts[PostState.PUBLISHED]}").json()["results"] == []


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.AUTHOR, True)])
def test_a_key_never_goes_beyond_its_makers_role(
    program: Program, database: Database, province: Province, desk: Desk, role: Role, may: bool
) -> None:
    with database.write() as session:
        maker = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        maker.role = role
        session.add(maker)
    assert program.post(f"/posts/{desk.facebook}/skip", json={"reason": "trùng"}).status_code == (200 if may else 403)
    answer = program.post("/holds", json={"reason": "Quốc tang", "ordered_by": "Chủ tịch UBND tỉnh"})
    assert answer.status_code == 403
    assert "Người có quyền: người duyệt, quản trị viên" in answer.json()["detail"]
    assert program.get(f"/posts/{desk.facebook}").status_code == 200


def test_a_key_whose_maker_has_left_only_reads(program: Program, database: Database, desk: Desk) -> None:
    with database.write() as session:
        maker = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        maker.disabled = True
        session.add(maker)
    assert program.get("/posts").status_code == 200
    answer = program.post(f"/posts/{desk.facebook}/skip", json={"reason": "trùng"})
    assert (answer.status_code, answer.json()["title"]) == (403, "Không được phép")


def test_a_key_whose_maker_moved_to_another_unit_only_reads(
    program: Program, database: Database, province: Province, desk: Desk
) -> None:
    with database.write() as session:
        maker = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        maker.unit_id = province.commune_id
        session.add(maker)
    assert program.get("/posts").status_code == 200
    assert program.post(f"/posts/{desk.facebook}/skip", json={"reason": "trùng"}).status_code == 403
    answer = program.post("/holds", json={"reason": "Quốc tang", "ordered_by": "Chủ tịch UBND tỉnh"})
    assert answer.status_code == 403


def test_where_notices_go_is_shown_to_administrators_keys_only(program: Program, database: Database) -> None:
    endpoint = program.post("/webhooks", json={"url": "https://a.example/b?ma=rieng"}).json()["endpoint"]
    with database.write() as session:
        maker = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        maker.role = Role.APPROVER
        session.add(maker)
    assert program.get("/webhooks").status_code == 403
    assert program.get(f"/webhooks/{endpoint['id']}/deliveries").status_code == 403


def test_too_many_calls_in_a_minute_wait_for_the_next(database: Database, program: Program, clock: Hands) -> None:
    values = program.client.app.state.surroundings.settings.values  # type: ignore[attr-defined]
    settings = program.client.app.state.surroundings.settings  # type: ignore[attr-defined]
    few = type(settings)(settings.home, values.model_copy(update={"api_calls_a_minute": 3}))
    clock.turn(timedelta(seconds=18))
    with TestClient(create_app(few, database, clock), base_url="http://127.0.0.1:8600") as client:
        hurried = Program(client, program.token)
        assert [hurried.get("/units").status_code for _ in range(4)] == [200, 200, 200, 429]
        answer = hurried.get("/units")
        assert answer.headers["retry-after"] == "42"
        assert answer.json()["type"] == "/api#loi-429"
        assert client.get("/api/units").status_code == 401, "another's limit is not spent"
        clock.turn(timedelta(seconds=42))
        assert hurried.get("/units").status_code == 200


def test_what_a_key_changed_stands_in_the_log_with_names_of_fields_only(
    program: Program, database: Database, province: Province
) -> None:
    body = {"content": {"title": "Thông báo bí mật", "text": "Nội dung riêng", "external_id": "A-1"}}
    assert program.post("/items", json=body, headers={"Idempotency-Key": "a"}).status_code == 201
    with database.read() as session:
        entry = session.exec(select(AuditEntry)).one()
        key_id = session.exec(select(ApiKey.id)).one()
    assert (entry.actor, entry.action, entry.fields, entry.unit_id) == (
        f"khoa:{key_id}",
        "paste",
        ["content"],
        province.unit_id,
    )
