"""Campaigns by another program: drafted, changed, forecast, paused, resumed, ended; started by people only."""

from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import col, func, select

from distributor.campaigns.running import start
from distributor.campaigns.standing_approval import give_standing
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.models import AuditEntry, Campaign, Role, Staff
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import Desk
from tests.web.province import LOGIN, NOON, Province


def make(program: Program, once: str = "mot", **fields: Any) -> Response:
    body = {"name": "Ngày  Pháp luật 9/11", **fields}
    return program.post("/campaigns", json=body, headers={"Idempotency-Key": once})


@pytest.fixture
def fields(province: Province, desk: Desk) -> dict[str, Any]:
    return {
        "automatic": False,
        "item_ids": [desk.item, desk.corrected_item],
        "account_ids": [province.facebook, province.rss],
        "cadence": {
            "facebook": {"per_day": 1, "hours": ["07:30", "19:30"], "days": [1, 2, 3, 4, 5]},
            "x": {"best": True, "within_hours": 24.0},
        },
        "policy": {"*": {"*": "review"}, "guidance": {"facebook": "auto"}},
        "ends_at": "2026-12-31T17:00:00+07:00",
    }


def boss(database: Database) -> Staff:
    with database.read() as session:
        return session.exec(select(Staff).where(Staff.login == LOGIN)).one()


def begun(program: Program, database: Database, fields: dict[str, Any]) -> int:
    """A campaign that a person started."""
    made: int = make(program, **fields).json()["id"]
    with database.write() as session:
        start(session, made, boss(database), NOON)
    return made


def test_a_draft_of_the_keys_unit_is_made_once(
    program: Program, province: Province, database: Database, fields: dict[str, Any]
) -> None:
    first, again = make(program, **fields), make(program, **fields)
    assert (first.status_code, again.status_code, again.headers["idempotency-replayed"]) == (201, 200, "true")
    told = first.json()
    assert again.json() == told == program.get(f"/campaigns/{told['id']}").json()
    assert (told["name"], told["state"], told["active"]) == ("Ngày Pháp luật 9/11", "draft", False)
    assert told["unit_id"] == province.unit_id
    assert {name: told[name] for name in ("item_ids", "account_ids", "cadence", "policy")} == {
        name: fields[name] for name in ("item_ids", "account_ids", "cadence", "policy")
    }
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Campaign)).one() == 2
        entry = session.exec(select(AuditEntry)).one()
        assert session.get_one(Campaign, told["id"]).owner_id == boss(database).id
    assert (entry.action, entry.actor[:5], entry.unit_id) == ("campaign.create", "khoa:", province.unit_id)


def test_without_a_policy_everything_waits_for_a_person(program: Program) -> None:
    told = make(program).json()
    assert told["policy"] == {"*": {"*": "review", "sms": "never"}}
    assert program.get(f"/campaigns/{told['id']}/forecast").json()["lacking"] != []


def test_no_key_starts_one_or_approves_in_advance(program: Program, fields: dict[str, Any]) -> None:
    made = make(program, **fields).json()["id"]
    for wish in ("start", "approve", "standing"):
        assert program.post(f"/campaigns/{made}/{wish}").status_code == 404
    resumed = program.post(f"/campaigns/{made}/resume")
    assert (resumed.status_code, "Bản thảo" in resumed.json()["detail"]) == (409, True)
    assert program("PATCH", f"/campaigns/{made}", json={"active": True}).status_code == 422
    assert program.get(f"/campaigns/{made}").json()["state"] == "draft"


def test_what_is_not_sent_stays_and_a_stale_version_changes_nothing(program: Program, fields: dict[str, Any]) -> None:
    made = make(program, **fields).json()
    path = f"/campaigns/{made['id']}"
    changed = program("PATCH", path, json={"goal": "Mọi nhà đều biết", "seen_version": made["version"]}).json()
    assert (changed["changed"], changed["campaign"]["goal"]) == (["goal"], "Mọi nhà đều biết")
    assert changed["campaign"]["item_ids"] == fields["item_ids"]
    stale = program("PATCH", path, json={"goal": "Khác", "seen_version": made["version"]})
    assert (stale.status_code, "seen_version" in stale.json()["detail"]) == (409, True)
    assert program("PATCH", path, json={"ends_at": None}).json()["changed"] == ["ends_at"]
    assert program("PATCH", path, json={}).json()["changed"] == []
    whole = program("PATCH", path, json={"automatic": True, "all_sources": True}).json()["campaign"]
    assert (whole["item_ids"], whole["all_sources"]) == ([], True)


def test_a_change_of_what_was_approved_ends_the_approval(
    program: Program, database: Database, fields: dict[str, Any], province: Province
) -> None:
    fields["policy"] = {"*": {"*": "auto"}}
    made = make(program, **fields).json()["id"]
    with database.write() as session:
        until = NOON.replace(year=2027, month=1)
        give_standing(session, made, boss(database), templates=Templates(), ends_at=until, now=NOON)
    assert program("PATCH", f"/campaigns/{made}", json={"goal": "Khác"}).json()["withdrawn_approvals"] == 0
    more = {"account_ids": [province.facebook, province.rss, province.x]}
    assert program("PATCH", f"/campaigns/{made}", json=more).json()["withdrawn_approvals"] == 1


def test_the_forecast_is_that_of_the_console(program: Program, province: Province, fields: dict[str, Any]) -> None:
    made = make(program, **fields).json()["id"]
    told = program.get(f"/campaigns/{made}/forecast").json()
    assert (told["posts"], told["review"], told["lacking"]) == (4, 4, [])
    assert told["start_url"].endswith(f"/chien-dich/{made}")
    facebook = next(each for each in told["accounts"] if each["account_id"] == province.facebook)
    assert facebook["posts"] == 2
    assert [each["posts"] for each in told["days"]] == [3, 1], "one a day on Facebook, at once on the feed"


def test_paused_resumed_and_ended(program: Program, database: Database, fields: dict[str, Any]) -> None:
    made = begun(program, database, fields)
    path = f"/campaigns/{made}"
    assert program.post(f"{path}/pause").json()["campaign"]["state"] == "paused"
    assert program.post(f"{path}/pause").status_code == 409
    assert program.post(f"{path}/resume").json()["campaign"]["state"] == "running"
    ended = program.post(f"{path}/end").json()
    assert (ended["campaign"]["state"], ended["cancelled"], ended["under_way"]) == ("ended", 0, 0)
    assert program.post(f"{path}/end").status_code == 409
    assert program.get(f"{path}/forecast").status_code == 409
    assert program("PATCH", path, json={"goal": "Khác"}).status_code == 409
    with database.read() as session:
        rows = session.exec(select(AuditEntry).where(col(AuditEntry.actor).startswith("khoa:"))).all()
    assert [row.action for row in rows] == ["campaign.create", "campaign.pause", "campaign.resume", "campaign.end"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "body.name"),
        ({"name": "   "}, "body.name"),
        ({"account_ids": [9999]}, "body.account_ids"),
        ({"automatic": False, "item_ids": [9999]}, "body.item_ids"),
        ({"source_ids": [9999]}, "body.source_ids"),
        ({"starts_at": "2026-12-02T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z"}, "body.ends_at"),
        ({"ends_at": "2026-12-01T00:00:00"}, "body.ends_at"),
        ({"cadence": {"tiktok": {"per_day": 1}}}, "body.cadence"),
        ({"cadence": {"facebook": {"per_day": 0}}}, "body.cadence.facebook.per_day"),
        ({"cadence": {"facebook": {"hours": ["19:30", "07:30"]}}}, "body.cadence.facebook.hours"),
        ({"cadence": {"facebook": {"hours": ["7h", "08:00"]}}}, "body.cadence.facebook.hours.0"),
        ({"policy": {"chuyen-la": {"*": "auto"}}}, "body.policy"),
        ({"policy": {"*": {"*": "luon"}}}, "body.policy.*.*"),
        ({"variants": {"facebook": "khong-co"}}, "body.variants"),
        ({"variants": {"rss": "*"}}, "body.variants"),
        ({"purposes": []}, "body.purposes"),
        ({"expiry_hours": 0}, "body.expiry_hours"),
    ],
)
def test_a_wrong_field_is_named(program: Program, wrong: dict[str, Any], field: str) -> None:
    answer = make(program, **wrong)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert make(program).status_code == 201, "a refusal does not use up its name"


def test_another_units_are_not_there(program_with: MakeProgram, province: Province, fields: dict[str, Any]) -> None:
    commune = program_with(unit_id=province.commune_id)
    path = f"/campaigns/{province.campaign_id}"
    assert commune.get(f"{path}/forecast").status_code == 404
    assert commune("PATCH", path, json={"goal": "x"}).status_code == 404
    for wish in ("pause", "resume", "end"):
        assert commune.post(f"{path}/{wish}").status_code == 404
    errors = make(commune, **fields).json()["errors"]
    assert {each["field"] for each in errors} == {"body.account_ids", "body.item_ids"}
    own = make(commune, "hai", account_ids=[province.commune_account])
    assert own.json()["unit_id"] == province.commune_id


def test_a_makers_role_and_a_keys_scope_are_the_limit(
    program: Program, program_with: MakeProgram, province: Province, database: Database
) -> None:
    assert make(program_with("read", "posts:write")).status_code == 403
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = Role.VIEWER
    path = f"/campaigns/{province.campaign_id}"
    for answer in (make(program), program("PATCH", path, json={"goal": "x"}), program.post(f"{path}/pause")):
        assert answer.status_code == 403
        assert "Người có quyền" in answer.json()["detail"]
    assert program.get(f"{path}/forecast").status_code == 200
