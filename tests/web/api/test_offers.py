"""Bài dùng chung by another program: offered, accepted, declined, each in the right of the unit's own people."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import AuditEntry, Offer, Post, PostState, PreAcceptance, Role, Staff
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import COMMUNE, Desk
from tests.web.province import LOGIN, NOON, Province, identity

UNTIL = "2026-11-30T17:00:00+07:00"


def offer(program: Program, desk: Desk, once: str = "mot", **fields: Any) -> Response:
    body = {"item_id": desk.item, "expires_at": UNTIL, **fields}
    return program.post("/offers", json=body, headers={"Idempotency-Key": once})


@pytest.fixture
def commune(program_with: MakeProgram, province: Province, desk: Desk) -> Program:
    assert desk
    return program_with(unit_id=province.commune_id, by=COMMUNE)


def test_offered_once_accepted_and_told(
    program: Program, commune: Program, province: Province, desk: Desk, database: Database
) -> None:
    first, again = (
        offer(program, desk, note="Mong các xã cùng đăng"),
        offer(program, desk, note="Mong các xã cùng đăng"),
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [each["state"] for each in first.json()["answers"]] == ["waiting"]
    (received,) = commune.get("/offers/received").json()
    assert (received["note"], received["state"], received["open"]) == ("Mong các xã cùng đăng", "waiting", True)
    path = f"/offers/received/{received['id']}"
    taken = commune.post(f"{path}/accept", json={"account_ids": [province.commune_account]}).json()
    assert (taken["posts"], taken["offer"]["state"]) == (1, "accepted")
    assert commune.post(f"{path}/accept", json={"account_ids": [province.commune_account]}).status_code == 409
    assert [each["state"] for each in program.get("/offers").json()[0]["answers"]] == ["accepted"]
    with database.read() as session:
        post = session.exec(select(Post).where(Post.account_id == province.commune_account)).one()
        assert (post.state, post.approval_id) == (PostState.DRAFT, None), "the unit's own review is still to come"
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert len(session.exec(select(Offer)).all()) == 1
    assert [(row.action, row.actor[:5], row.unit_id) for row in rows] == [
        ("offer", "khoa:", province.unit_id),
        ("accept", "khoa:", province.commune_id),
    ]


def test_declined_looked_at_again_and_withdrawn(program: Program, commune: Program, desk: Desk) -> None:
    made = offer(program, desk).json()["id"]
    (received,) = commune.get("/offers/received").json()
    path = f"/offers/received/{received['id']}"
    assert commune.post(f"{path}/decline", json={"reason": ""}).status_code == 422
    declined = commune.post(f"{path}/decline", json={"reason": "Xã đã tự đăng"}).json()
    assert (declined["state"], declined["reason"]) == ("declined", "Xã đã tự đăng")
    assert program.get("/offers").json()[0]["answers"][0]["reason"] == "Xã đã tự đăng"
    assert commune.post(f"{path}/reconsider").json()["state"] == "waiting"
    assert program.post(f"/offers/{made}/withdraw").json()["over"] == "đã rút"
    assert program.post(f"/offers/{made}/withdraw").status_code == 409
    late = commune.post(f"{path}/decline", json={"reason": "Muộn"})
    assert (late.status_code, "đã được rút" in late.json()["detail"]) == (409, True)


def test_a_yes_in_advance_answers_at_once(program: Program, province: Province, desk: Desk, database: Database) -> None:
    with database.write() as session:
        giver = session.exec(select(Staff).where(Staff.login == COMMUNE)).one()
        session.add(
            PreAcceptance(
                unit_id=province.commune_id,
                staff_id=identity(giver.id),
                kinds=["new_law"],
                account_ids=[province.commune_account],
                given_at=NOON - timedelta(days=1),
                ends_at=NOON + timedelta(days=30),
            )
        )
    offer(program, desk)
    assert [each["state"] for each in program.get("/offers").json()[0]["answers"]] == ["accepted"]


def test_wrong_offers_are_refused(program: Program, commune: Program, province: Province, desk: Desk) -> None:
    assert offer(program, desk, item_id=9999).status_code == 404
    assert offer(program, desk, expires_at="2026-11-30").json()["errors"][0]["field"] == "body.expires_at"
    past = offer(program, desk, "a", expires_at="2026-11-01T00:00:00Z")
    (wrong,) = past.json()["errors"]
    assert (past.status_code, wrong["field"], "đã qua" in wrong["detail"]) == (422, "body.expires_at", True)
    assert offer(program, desk, "b", unit_ids=[province.unit_id]).status_code == 409
    with_nobody_below = offer(commune, desk)
    assert with_nobody_below.status_code == 404, "nor does the commune see the item"
    assert offer(program, desk, "a").status_code == 201, "a refusal does not use up its name"
    (received,) = commune.get("/offers/received").json()
    path = f"/offers/received/{received['id']}/accept"
    assert commune.post(path, json={"account_ids": []}).status_code == 422
    assert commune.post(path, json={"account_ids": [province.facebook]}).status_code == 409


def test_another_units_are_not_there(program: Program, commune: Program, desk: Desk) -> None:
    made = offer(program, desk).json()["id"]
    (received,) = commune.get("/offers/received").json()
    path = f"/offers/received/{received['id']}"
    assert commune.post(f"/offers/{made}/withdraw").status_code == 404
    assert program.post(f"{path}/decline", json={"reason": "x"}).status_code == 404
    assert program.post(f"{path}/reconsider").status_code == 404
    assert program.post(f"{path}/accept", json={"account_ids": [1]}).status_code == 404
    assert program.get("/offers/received").json() == []
    assert commune.get("/offers").json() == []


def test_a_unit_answers_by_its_own_people_only(
    program: Program, program_with: MakeProgram, province: Province, desk: Desk, database: Database
) -> None:
    offer(program, desk)
    by_the_province = program_with(unit_id=province.commune_id, by=LOGIN)
    (received,) = by_the_province.get("/offers/received").json()
    body = {"account_ids": [province.commune_account]}
    answer = by_the_province.post(f"/offers/received/{received['id']}/accept", json=body)
    assert (answer.status_code, "chính đơn vị" in answer.json()["detail"]) == (403, True)
    with database.read() as session:
        assert session.exec(select(Post).where(Post.account_id == province.commune_account)).all() == []


def test_a_makers_role_and_a_keys_scope_are_the_limit(
    program: Program, program_with: MakeProgram, desk: Desk, database: Database
) -> None:
    assert offer(program_with("read"), desk).status_code == 403
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = Role.AUTHOR
    refused = offer(program, desk)
    assert (refused.status_code, "Người có quyền" in refused.json()["detail"]) == (403, True)
