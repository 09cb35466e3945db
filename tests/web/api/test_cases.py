"""Citizens' cases by another program: read with a scope of their own, led on, never answered."""

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import AuditEntry, Case, CaseReply, CaseState, Role, Staff
from distributor.settings import Settings
from tests.web.api.conftest import MakeProgram, Program
from tests.web.case_cases import SCRIPT, Cases, fill_cases, staff_of
from tests.web.province import LOGIN, Province


@pytest.fixture
def cases(database: Database, settings: Settings, province: Province) -> Cases:
    with database.write() as session:
        return fill_cases(session, province, MediaStore(settings.media_folder))


def test_what_is_due_first_stands_first_and_is_narrowed(program: Program, cases: Cases) -> None:
    def ids(query: str = "") -> list[int]:
        return [each["id"] for each in program.get(f"/cases?{query}").json()["results"]]

    assert ids() == [cases.late, cases.asked, cases.communes]
    assert ids("overdue=true") == [cases.late]
    assert ids("state=closed") == [cases.closed]
    assert set(ids("every=true")) == {cases.late, cases.asked, cases.communes, cases.closed}
    assert ids("q=chung+thuc") == [cases.communes]
    assert ids("channel=zalo") == []
    assert program.get("/cases?state=mo").status_code == 422
    assert ids("cursor=Mg") == [], "the second page"


def test_one_with_all_that_was_said(program: Program, cases: Cases) -> None:
    told = program.get(f"/cases/{cases.asked}").json()
    assert [each["id"] for each in told["messages"]] == [cases.first, cases.second]
    assert told["messages"][1]["text"] == SCRIPT, "as it was written: whoever shows it must escape it"
    assert (told["state"], told["owner"], told["channel"]) == ("new", "", "facebook")
    assert told["reply_url"].endswith(f"/can-phan-hoi/{cases.asked}")
    assert {"person_hash", "external_id"}.isdisjoint({*told, *told["messages"][0]})


def test_noted_given_passed_on_opened_again_and_closed(program: Program, cases: Cases, database: Database) -> None:
    path = f"/cases/{cases.asked}"
    answer = program.post(f"{path}/note", json={"text": "Đã gọi điện"}).json()
    assert set(answer) == {"id", "state", "state_label", "owner_id", "agency", "due_at", "ended_at"}, (
        "no word of a citizen"
    )
    noted = program.get(path).json()
    assert [(each["act"], each["text"]) for each in noted["events"]] == [("note", "Đã gọi điện")]
    colleague = next(each for each in noted["colleagues"] if each["name"].endswith("soan"))
    given = program.post(f"{path}/assign", json={"staff_id": colleague["staff_id"]}).json()
    assert (given["state"], given["owner_id"]) == ("doing", colleague["staff_id"])
    passed = program.post(f"{path}/transfer", json={"agency": "Sở Y tế", "note": "Xin xem"}).json()
    assert (passed["state"], passed["agency"], passed["due_at"]) == ("transferred", "Sở Y tế", None)
    assert program.post(f"{path}/close", json={"reason": "x"}).status_code == 409
    again = program.post(f"{path}/reopen").json()
    assert (again["state"], bool(again["due_at"])) == ("doing", True)
    assert program.post(f"{path}/close", json={"reason": "Không có câu hỏi"}).json()["state"] == "closed"
    with database.read() as session:
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert [row.action for row in rows] == ["case.note", "case.give", "case.transfer", "case.reopen", "case.close"]
    assert all(row.actor.startswith("khoa:") for row in rows)


@pytest.mark.parametrize("wish", ["reply", "hide", "answer"])
def test_no_key_answers_or_hides(program: Program, cases: Cases, database: Database, wish: str) -> None:
    assert program.post(f"/cases/{cases.asked}/{wish}", json={"text": "Vâng"}).status_code == 404
    with database.read() as session:
        assert session.exec(select(CaseReply)).all() == []


@pytest.mark.parametrize(
    ("wish", "body"),
    [
        ("note", {"text": ""}),
        ("note", {"text": "x" * 1501}),
        ("assign", {"staff_id": 9999}),
        ("assign", {"staff_id": "ai"}),
        ("transfer", {"agency": ""}),
        ("close", {}),
    ],
)
def test_a_wrong_field_is_named(program: Program, cases: Cases, wish: str, body: dict[str, str]) -> None:
    answer = program.post(f"/cases/{cases.asked}/{wish}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("body.")


def test_a_case_is_not_given_to_another_units_people(program: Program, cases: Cases, database: Database) -> None:
    with database.read() as session:
        stranger = staff_of(session, "xa.an.loc").id
    answer = program.post(f"/cases/{cases.asked}/assign", json={"staff_id": stranger})
    assert (answer.status_code, "đơn vị quản lý" in answer.json()["detail"]) == (409, True)


def test_another_units_are_not_there(program_with: MakeProgram, province: Province, cases: Cases) -> None:
    commune = program_with(unit_id=province.commune_id)
    assert [each["id"] for each in commune.get("/cases").json()["results"]] == [cases.communes]
    assert commune.get(f"/cases/{cases.asked}").status_code == 404
    for wish, body in (
        ("note", {"text": "x"}),
        ("assign", {"staff_id": 1}),
        ("transfer", {"agency": "Sở Y tế"}),
        ("close", {"reason": "x"}),
        ("reopen", None),
    ):
        answer = commune.post(f"/cases/{cases.asked}/{wish}", **({"json": body} if body else {}))
        assert answer.status_code == 404, wish


def test_a_makers_role_and_a_keys_scope_are_the_limit(
    program: Program, program_with: MakeProgram, cases: Cases, database: Database
) -> None:
    assert program_with("read").get("/cases").status_code == 403, "what citizens write wants a scope of its own"
    assert program_with("cases:read").post(f"/cases/{cases.asked}/reopen").status_code == 403
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = Role.VIEWER
    refused = program.post(f"/cases/{cases.asked}/note", json={"text": "x"})
    assert (refused.status_code, "Người có quyền" in refused.json()["detail"]) == (403, True)
    assert program.get(f"/cases/{cases.asked}").status_code == 200, "who may look, may look by a key"
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().disabled = True
    assert program.get("/cases").status_code == 403, "nobody stands for this key any more"
    with database.read() as session:
        assert session.get_one(Case, cases.asked).state is CaseState.NEW
