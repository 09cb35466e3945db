"""Corrections and hand-overs by another program: proposed and recorded, never decided."""

import io
import zipfile

import pytest
from httpx2 import Response
from sqlmodel import select

from distributor.correct.store import approve_correction, mark_of, steps_of
from distributor.db import Database
from distributor.models import ApiKey, AuditEntry, Correction, CorrectionCause, Post, PostState, Role, Staff
from distributor.staff.deeds import Actor
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import RIGHT, SAID, Desk
from tests.web.province import LOGIN, NOON, Province

ERRATUM = {"wrong": "50 m²", "right": "55 m²"}


def propose(program: Program, item_id: int, name: str = "mot", **changed: str) -> Response:
    body = {**ERRATUM, **changed}
    return program.post(f"/items/{item_id}/corrections", json=body, headers={"Idempotency-Key": name})


def demote(database: Database, role: Role) -> None:
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = role


def test_what_is_open_names_both_words_and_where_a_person_decides(program: Program, desk: Desk) -> None:
    (told,) = program.get("/corrections").json()
    assert (told["id"], told["state"], told["cause"]) == (desk.correction, "proposed", "revised")
    assert told["decide_url"].endswith(f"/dinh-chinh/{desk.corrected_item}")
    step = next(each for each in told["steps"] if each["post_id"] == desk.edited)
    assert (step["old_text"], step["new_text"], step["act"]) == (SAID, RIGHT, "edit")
    assert "path" not in str(told), "where files lie is nobody's business"
    assert program.get(f"/items/{desk.corrected_item}/corrections").json() == [told]


def test_our_own_error_is_proposed_once_and_nothing_is_changed(
    program: Program, desk: Desk, database: Database
) -> None:
    first, again = propose(program, desk.corrected_item), propose(program, desk.corrected_item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    (told,) = first.json()["corrections"]
    assert (told["cause"], told["wrong"], told["right"], told["state"]) == ("ours", "50 m²", "55 m²", "proposed")
    with database.read() as session:
        assert len(session.exec(select(Correction).where(Correction.cause == CorrectionCause.OURS)).all()) == 1
        assert session.get_one(Post, desk.edited).text == SAID
        entry = session.exec(select(AuditEntry)).one()
        key_id = session.exec(select(ApiKey.id)).one()
    assert (entry.actor, entry.action, entry.fields) == (f"khoa:{key_id}", "propose", ["right", "wrong"])
    same_name = propose(program, desk.item)
    assert same_name.json()["errors"][0]["field"] == "header.Idempotency-Key"


@pytest.mark.parametrize("wish", ["approve", "dismiss"])
def test_no_key_decides(program: Program, desk: Desk, database: Database, wish: str) -> None:
    assert program.post(f"/items/{desk.corrected_item}/corrections/{wish}").status_code == 404
    assert program.post(f"/corrections/{desk.correction}/{wish}").status_code == 404
    with database.read() as session:
        assert session.get_one(Correction, desk.correction).decided_by == ""


def test_an_error_that_puts_nothing_right_is_refused(program: Program, desk: Desk) -> None:
    same = propose(program, desk.corrected_item, right="50 m²")
    assert same.status_code == 409
    assert "chưa nói nội dung đúng là gì" in same.json()["detail"]
    assert propose(program, desk.corrected_item, "hai", right="").status_code == 422
    assert propose(program, desk.corrected_item, "ba", right="9" * 501).status_code == 422
    assert propose(program, desk.corrected_item).status_code == 201, "a refusal does not use up its name"


def test_posts_that_wait_are_among_them_and_a_way_is_chosen(program: Program, desk: Desk, database: Database) -> None:
    (told,) = propose(program, desk.item, wrong="80 m²", right="90 m²").json()["corrections"]
    step = next(each for each in told["steps"] if each["post_id"] == desk.facebook)
    assert (step["act"], step["waiting"], step["held"]) == ("renew", True, True)
    assert {way["act"]: way["chosen"] for way in step["ways"]} == {"renew": True, "drop": False, "none": False}
    path = f"/items/{desk.item}/corrections/ways"
    (chosen,) = program("PUT", path, json={"post_id": desk.facebook, "act": "drop"}).json()
    assert next(each for each in chosen["steps"] if each["post_id"] == desk.facebook)["act"] == "drop"
    assert program("PUT", path, json={"post_id": desk.facebook, "act": "edit"}).status_code == 409
    assert program("PUT", path, json={"post_id": desk.edited, "act": "drop"}).status_code == 409
    with database.read() as session:
        assert session.get_one(Post, desk.facebook).state is PostState.AWAITING_REVIEW, "choosing decides nothing"


@pytest.mark.parametrize(("taken_away", "state"), [(False, "edited"), (True, "withdrawn")])
def test_what_people_did_by_hand_is_recorded(
    program: Program, desk: Desk, database: Database, taken_away: bool, state: str
) -> None:
    path = f"/posts/{desk.by_hand}/corrected-by-hand"
    assert program.post(path, json={"taken_away": taken_away}).status_code == 409, "nobody approved it yet"
    with database.write() as session:
        approver = session.exec(select(Staff).where(Staff.login == "duyet")).one()
        mark = mark_of(steps_of(session, desk.correction))
        approve_correction(session, Actor(approver, NOON), desk.corrected_item, seen=mark)
    told = program.post(path, json={"taken_away": taken_away})
    assert (told.status_code, told.json()["state"]) == (200, state)
    assert told.json()["transitions"][-1]["by"].startswith("khoa:")
    assert program.post(path, json={}).status_code == 422


def test_hand_overs_wait_are_packed_and_recorded(program: Program, desk: Desk, database: Database) -> None:
    (told,) = program.get("/hand-overs").json()["results"]
    assert (told["post_id"], told["place"], told["text"], told["files"]) == (
        desk.manual,
        "TikTok của tỉnh",
        SAID,
        1,
    )
    packed = program.get(f"/hand-overs/{desk.manual}/package")
    assert packed.headers["content-type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(packed.content)).namelist()[:2] == ["text.txt", "huong-dan.txt"]
    path = f"/hand-overs/{desk.manual}/done"
    half = program.post(path, json={"place": "tiktok.com/@tinh"})
    assert (half.status_code, "chưa đầy đủ" in half.json()["detail"]) == (409, True)
    done = program.post(path, json={"place": "https://tiktok.example/@tinh/1"}).json()
    assert (done["state"], done["url"]) == ("published", "https://tiktok.example/@tinh/1")
    assert program.get("/hand-overs").json()["results"] == []
    assert program.post(path, json={"place": "https://tiktok.example/@tinh/2"}).status_code == 409
    with database.read() as session:
        assert session.exec(select(AuditEntry.actor)).one().startswith("khoa:")


def test_a_post_that_loa_publishes_is_not_handed_over(program: Program, desk: Desk) -> None:
    for path in (f"/hand-overs/{desk.facebook}/package", f"/hand-overs/{desk.facebook}/done"):
        answer = program.get(path) if path.endswith("package") else program.post(path, json={"place": "https://a.b/c"})
        assert answer.status_code == 404


def test_another_units_are_not_there(program_with: MakeProgram, province: Province, desk: Desk) -> None:
    commune = program_with(unit_id=province.commune_id)
    assert commune.get("/corrections").json() == []
    assert commune.get("/hand-overs").json()["results"] == []
    assert commune.get(f"/items/{desk.corrected_item}/corrections").status_code == 404
    assert propose(commune, desk.corrected_item).status_code == 404
    assert commune.post(f"/posts/{desk.by_hand}/corrected-by-hand", json={"taken_away": True}).status_code == 404
    assert commune.get(f"/hand-overs/{desk.manual}/package").status_code == 404
    assert commune.post(f"/hand-overs/{desk.manual}/done", json={"place": "https://a.b/c"}).status_code == 404


def test_a_makers_role_and_a_keys_scope_are_the_limit(
    program: Program, program_with: MakeProgram, desk: Desk, database: Database
) -> None:
    reader = program_with("read")
    assert propose(reader, desk.corrected_item).status_code == 403
    assert reader.post(f"/hand-overs/{desk.manual}/done", json={"place": "https://a.b/c"}).status_code == 403
    demote(database, Role.VIEWER)
    for answer in (
        propose(program, desk.corrected_item),
        program.post(f"/posts/{desk.by_hand}/corrected-by-hand", json={"taken_away": True}),
        program.post(f"/hand-overs/{desk.manual}/done", json={"place": "https://a.b/c"}),
    ):
        assert answer.status_code == 403
        assert "Người có quyền" in answer.json()["detail"]
    with database.read() as session:
        assert session.get_one(Post, desk.manual).state is PostState.PROCESSING
