"""Accounts by another program: their condition, a check at the platform, a pause; connecting stays a person's."""

import pytest
from sqlmodel import select

from channels.registry import OpenedAccount
from distributor.connect.check import Visit
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Account, AccountState, AuditEntry, Role, Staff
from tests.web.api.conftest import MakeProgram, Program
from tests.web.province import LOGIN, Province


def test_condition_and_where_a_person_connects(program: Program, province: Province) -> None:
    listed = {each["id"]: each for each in program.get("/accounts").json()}
    x = listed[province.x]["condition"]
    assert (x["health"], x["why"]) == ("ill", "Tài khoản cần kết nối lại: Mã truy cập đã bị thu hồi.")
    assert x["connect_url"].endswith("/ket-noi")
    assert listed[province.rss]["condition"]["connect_url"] == "", "a feed needs no consent"
    one = program.get(f"/accounts/{province.x}").json()
    assert one == listed[province.x]
    assert one["condition"]["quotas"], "what is used of its quotas"
    assert not {"credentials", "settings", "limits"} & {*one, *one["condition"]}


def test_channels_say_where_an_account_is_added(program: Program) -> None:
    channels = {each["channel"]: each for each in program.get("/channels").json()}
    assert channels["facebook"]["by_consent"]
    assert channels["facebook"]["connect_url"].endswith("/ket-noi")
    assert channels["manual"]["connect_url"].endswith("/tai-khoan/them?kenh=manual")
    assert (channels["facebook"]["accounts"], channels["manual"]["by_consent"]) == (2, False)


def test_checked_at_the_platform(
    program: Program, province: Province, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(visit: Visit, account: object) -> OpenedAccount:
        raise LoaError("nền tảng không nhận mã truy cập")

    monkeypatch.setattr(Visit, "open", refuse)
    told = program.post(f"/accounts/{province.facebook}/check").json()
    assert (told["ok"], told["reconnect"]) == (False, True)
    assert "nền tảng không nhận mã truy cập" in told["message"]
    assert told["account"]["id"] == province.facebook
    with database.read() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.actor[:5], entry.subject) == ("check", "khoa:", f"account:{province.facebook}")


def test_a_feed_works_without_asking_anybody(program: Program, province: Province) -> None:
    assert program.post(f"/accounts/{province.rss}/check").json()["ok"] is True


def test_paused_and_going_on(program: Program, province: Province, database: Database) -> None:
    path = f"/accounts/{province.facebook}"
    paused = program.post(f"{path}/pause", json={"reason": "Bảo trì", "until": "2026-11-25T08:00:00+07:00"}).json()
    assert (paused["state"], paused["state_reason"], paused["paused_until"]) == (
        "paused",
        "Bảo trì",
        "2026-11-25T01:00:00Z",
    )
    assert program.post(f"{path}/resume").json()["state"] == "active"
    assert program.post(f"{path}/resume").status_code == 409
    with database.read() as session:
        noted = [(row.action, row.actor[:5]) for row in session.exec(select(AuditEntry))]
    assert noted == [("pause", "khoa:"), ("resume", "khoa:")]


def test_a_wrong_pause_is_refused(program: Program, province: Province) -> None:
    path = f"/accounts/{province.facebook}/pause"
    assert program.post(path, json={"reason": ""}).json()["errors"][0]["field"] == "body.reason"
    assert program.post(path, json={"reason": "x" * 301}).status_code == 422
    past = program.post(path, json={"reason": "x", "until": "2026-11-01T00:00:00Z"})
    (wrong,) = past.json()["errors"]
    assert (past.status_code, wrong["field"], "đã qua" in wrong["detail"]) == (422, "body.until", True)
    assert program.post(f"/accounts/{province.x}/pause", json={"reason": "x"}).status_code == 409


def test_another_units_are_not_there(program_with: MakeProgram, province: Province) -> None:
    commune = program_with(unit_id=province.commune_id)
    path = f"/accounts/{province.facebook}"
    assert commune.get(path).status_code == 404
    assert commune.post(f"{path}/pause", json={"reason": "x"}).status_code == 404
    for wish in ("check", "resume"):
        assert commune.post(f"{path}/{wish}").status_code == 404
    assert commune.get(f"/accounts/{province.commune_account}").status_code == 200


def test_a_makers_role_and_a_keys_scope_are_the_limit(
    program: Program, program_with: MakeProgram, province: Province, database: Database
) -> None:
    path = f"/accounts/{province.facebook}"
    assert program_with("read").post(f"{path}/check").status_code == 403
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = Role.AUTHOR
    refused = program.post(f"{path}/pause", json={"reason": "x"})
    assert (refused.status_code, "Người có quyền" in refused.json()["detail"]) == (403, True)
    assert program.post(f"{path}/resume").status_code == 403
    assert program.post(f"/accounts/{province.rss}/check").status_code == 200, "authors may ask"
    with database.read() as session:
        assert session.get_one(Account, province.facebook).state is AccountState.ACTIVE
