"""Items by another program: read page by page, and handed over once, however often the program asks."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import func, select

from distributor.db import Database
from distributor.models import ApiAnswer, Item, Revision
from distributor.settings import Settings, Values
from tests.support import servers
from tests.web.api.conftest import MakeProgram, Program
from tests.web.home import Hands
from tests.web.province import Province
from web.app import create_app

CONTENT: dict[str, Any] = {
    "title": "Quyết định số 45/2026/QĐ-UBND về hỗ trợ hòa giải viên ở cơ sở",
    "external_id": "vb-45",
    "text": "Quyết định này có hiệu lực từ ngày 15/12/2026.\n\nHòa giải viên được hỗ trợ 300.000 đồng một vụ việc.",
    "address": "https://vanban.huonggiang.example/45",
    "published_at": "2026-11-24T08:00:00+07:00",
    "attachments": [{"address": "https://vanban.huonggiang.example/45.pdf", "title": "Toàn văn"}],
}


def give(program: Program, name: str, content: dict[str, Any] = CONTENT, **more: Any) -> Any:
    return program.post("/items", json={"content": content, **more}, headers={"Idempotency-Key": name})


def items_in(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(Item)).one()


def test_given_content_becomes_an_item_of_the_keys_unit(program: Program, province: Province) -> None:
    answer = give(program, "mot")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["is_new"], told["is_revised"]) == (True, False)
    item = told["item"]
    assert item["unit_id"] == province.unit_id
    assert item["intake"] == "taken"
    assert "Hòa giải viên được hỗ trợ 300.000 đồng" in item["text"]
    assert item["published_at"] == "2026-11-24T01:00:00Z"
    assert [each["address"] for each in item["attachments"]] == ["https://vanban.huonggiang.example/45.pdf"]
    assert item["sources"][0]["title"] == "Gửi qua giao diện lập trình"
    assert program.get(f"/items/{item['id']}").json() == item
    assert program.get("/items?limit=1").json()["results"][0]["id"] == item["id"]


def test_the_same_key_answers_the_same_and_makes_nothing_twice(program: Program, database: Database) -> None:
    before = items_in(database)
    first = give(program, "mot")
    again = give(program, "mot")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = give(program, "mot", {**CONTENT, "title": "Khác"})
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "header.Idempotency-Key"
    assert items_in(database) == before + 1


def test_two_programs_may_use_one_name(program: Program, program_with: MakeProgram, province: Province) -> None:
    commune = program_with("items:write", unit_id=province.commune_id)
    assert give(program, "mot").status_code == 201
    own = give(commune, "mot")
    assert own.status_code == 201
    assert own.json()["item"]["unit_id"] == province.commune_id


def test_many_at_once_with_one_name_make_one_item(program: Program, database: Database) -> None:
    before = items_in(database)
    answers: list[int] = []
    callers = [threading.Thread(target=lambda: answers.append(give(program, "x").status_code)) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert sorted(set(answers)) in ([200, 201], [201, 409], [200, 201, 409])
    assert answers.count(201) == 1
    assert items_in(database) == before + 1


def test_the_same_external_id_again_is_a_revision(program: Program, database: Database) -> None:
    first = give(program, "mot").json()["item"]
    same = give(program, "hai").json()
    assert (same["is_new"], same["is_revised"], same["item"]["id"]) == (False, False, first["id"])
    text = CONTENT["text"].replace("300.000", "500.000")
    revised = give(program, "ba", {**CONTENT, "text": text})
    assert revised.status_code == 200
    told = revised.json()
    assert (told["is_revised"], told["item"]["id"], told["item"]["revision"]) == (True, first["id"], 2)
    with database.read() as session:
        assert session.exec(select(Revision.kind).where(Revision.item_id == first["id"])).one() == "substantive"


def test_what_is_marked_internal_is_held(program: Program) -> None:
    answer = give(program, "mot", {**CONTENT, "text": "Tài liệu lưu hành nội bộ, không phổ biến."})
    assert answer.json()["item"]["intake"] == "held"


def test_for_a_unit_below_but_not_beside(program: Program, program_with: MakeProgram, province: Province) -> None:
    below = give(program, "mot", unit_id=province.commune_id)
    assert below.json()["item"]["unit_id"] == province.commune_id
    commune = program_with(unit_id=province.commune_id)
    assert give(commune, "hai", unit_id=province.unit_id).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"content": CONTENT, "address": "https://a.example/b"}, "body"),
        ({"content": {**CONTENT, "html": "<p>x</p>"}}, "body.content"),
        ({"content": {**CONTENT, "kind": "khong_co"}}, "body.content.kind"),
        ({"content": {**CONTENT, "address": "javascript:alert(1)"}}, "body.content.address"),
        ({"content": {**CONTENT, "picture_url": "a"}}, "body.content.picture_url"),
        ({"content": {**CONTENT, "title": ""}}, "body.content.title"),
        ({"content": {**CONTENT, "published_at": "2026-11-24T08:00:00"}}, "body.content.published_at"),
        ({"content": {**CONTENT, "la": 1}}, "body.content.la"),
        ({"address": "file:///etc/passwd"}, "body.address"),
        ({"content": CONTENT, "unit_id": "x"}, "body.unit_id"),
    ],
)
def test_a_wrong_body_names_its_fields(program: Program, database: Database, body: Any, field: str) -> None:
    before = items_in(database)
    answer = program.post("/items", json=body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 422
    problem = answer.json()
    assert field in [each["field"] for each in problem["errors"]]
    assert not any("Input" in each["detail"] or "Value error" in each["detail"] for each in problem["errors"])
    assert items_in(database) == before
    with database.read() as session:
        assert session.exec(select(ApiAnswer)).all() == []


def test_an_item_without_a_name_of_the_request_is_refused(program: Program) -> None:
    answer = program.post("/items", json={"content": CONTENT})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"


@pytest.fixture
def website() -> Iterator[str]:
    class Site(servers.QuietHandler):
        def do_GET(self) -> None:
            page = "<html><head><title>Hướng dẫn đăng ký khai sinh</title></head><body><article><h1>Hướng dẫn đăng ký khai sinh"
            page += f"</h1>{'<p>Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú.</p>' * 8}</article></body></html>"
            body = page.encode()
            self.send_response(200 if self.path == "/bai-viet.html" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with servers.serving(Site) as address:
        yield address


def test_by_address_it_is_read_at_once(
    settings: Settings, database: Database, clock: Hands, program: Program, website: str
) -> None:
    open_home = Settings(settings.home, Values(allow_private_addresses=True))
    with TestClient(create_app(open_home, database, clock), base_url="http://127.0.0.1:8600") as client:
        reaching = Program(client, program.token)
        send = {"json": {"address": f"{website}/bai-viet.html"}, "headers": {"Idempotency-Key": "a"}}
        answer = reaching.post("/items", **send)
        assert answer.status_code == 201, answer.text
        assert answer.json()["item"]["title"] == "Hướng dẫn đăng ký khai sinh"
        gone = {"json": {"address": f"{website}/khong-co.html"}, "headers": {"Idempotency-Key": "b"}}
        for _ in range(2):
            refused = reaching.post("/items", **gone)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.address")
            assert "mã 404" in refused.json()["detail"]


def test_an_address_inside_the_office_is_not_fetched(program: Program, website: str, database: Database) -> None:
    before = items_in(database)
    answer = program.post("/items", json={"address": f"{website}/bai-viet.html"}, headers={"Idempotency-Key": "a"})
    assert answer.status_code == 422
    assert "mạng nội bộ" in answer.json()["detail"]
    assert items_in(database) == before


def test_pages_lead_through_every_item_once(program: Program, database: Database) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        page = program.get(f"/items?limit=4&cursor={cursor}").json()
        seen += [row["id"] for row in page["results"]]
        if not (cursor := page["next_cursor"] or ""):
            break
    assert len(seen) == len(set(seen)) == items_in(database)
    assert seen == sorted(seen, reverse=True)
    assert program.get("/items?cursor=khong").json()["errors"][0]["field"] == "query.cursor"


def test_filters(program: Program) -> None:
    assert {row["kind"] for row in program.get("/items?kind=sketch").json()["results"]} == {"sketch"}
    assert {row["intake"] for row in program.get("/items?intake=held").json()["results"]} == {"held"}
    assert len(program.get("/items?q=tach thua").json()["results"]) == 1
    assert program.get("/items?seen_from=2027-01-01T00:00:00Z").json()["results"] == []
    assert program.get("/items?intake=khong").json()["errors"][0]["field"] == "query.intake"


def test_a_page_costs_the_same_queries_however_long_it_is(program: Program, database: Database) -> None:
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    asked = []
    for limit in (2, 12):
        counted = 0
        event.listen(database._read_engine, "before_cursor_execute", count)
        assert len(program.get(f"/items?limit={limit}").json()["results"]) == limit
        event.remove(database._read_engine, "before_cursor_execute", count)
        asked.append(counted)
    assert asked[0] == asked[1]
