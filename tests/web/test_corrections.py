"""Đính chính: proposals side by side, decided by their mark; what people did by hand; our own errors without a worker."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from distributor.correct.desk import Desk as Proposing
from distributor.correct.sketch import abilities_of
from distributor.db import Database
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Post,
    PostState,
    StepState,
)
from distributor.settings import Settings
from distributor.vault import open_vault
from tests.web.desk_cases import RIGHT, SAID, Desk
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import Province
from web.differences import differences
from web.language import COOKIE


def decide(client: TestClient, desk: Desk, wish: str, **fields: str) -> Response:
    token = form_token(client.get("/dinh-chinh").text)
    return client.post(f"/dinh-chinh/{desk.corrected_item}", data={"viec": wish, "form_token": token, **fields})


def steps(session: Session, desk: Desk) -> dict[int, CorrectionStep]:
    rows = session.exec(select(CorrectionStep).where(CorrectionStep.correction_id == desk.correction))
    return {step.post_id: step for step in rows}


def mark_on(page: str) -> str:
    found = re.search(r'name="ma" value="([0-9a-f]{12})"', page)
    assert found
    return found[1]


def test_old_and_new_words_stand_side_by_side_with_differences_marked(signed_in: TestClient, desk: Desk) -> None:
    page = signed_in.get("/dinh-chinh").text
    assert page.count("tại xã còn ít nhất <del>80</del> m²") == 2
    assert page.count("tại xã còn ít nhất <ins>90</ins> m²") == 2
    assert "Đang đăng" not in page, "nothing is being posted"
    for words in (
        "<h4>Bài hiện nay</h4>",
        "Nguồn đã sửa nội dung sau khi đăng.",
        "Sửa bài",
        "Cán bộ xử lý tay",
        "Pháp luật Hương Giang",
    ):
        assert words in page


def test_in_english_the_engine_s_reasons_are_english_and_the_posts_stay_as_they_are(
    signed_in: TestClient, desk: Desk
) -> None:
    signed_in.cookies.set(COOKIE, "en")
    page = signed_in.get("/dinh-chinh").text
    for words in (
        "The source changed the content after it was posted.",
        "The channel lets posts be edited.",
        "Staff published this post by hand: they edit it or take it down, and record that.",
        "tại xã còn ít nhất <ins>90</ins> m²",
    ):
        assert words in page
    assert "Kênh cho sửa bài" not in page


def test_approved_by_its_mark_its_steps_go(signed_in: TestClient, desk: Desk, database: Database) -> None:
    answer = decide(signed_in, desk, "duyet", ma=mark_on(signed_in.get("/dinh-chinh").text), ve="danh-sach")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dinh-chinh")
    with database.read() as session:
        correction = session.get_one(Correction, desk.correction)
        assert (correction.state, correction.decided_by) == (CorrectionState.APPROVED, "tran.ha")
        assert {step.state for step in steps(session, desk).values()} == {StepState.WAITING}
    page = signed_in.get("/dinh-chinh").text
    assert "Đã duyệt đính chính của tin" in page
    assert "Làm xong trên nền tảng, ghi lại ở đây." in page


def test_a_mark_of_something_else_decides_nothing(signed_in: TestClient, desk: Desk, database: Database) -> None:
    old = mark_on(signed_in.get("/dinh-chinh").text)
    with database.write() as session:
        step = steps(session, desk)[desk.edited]
        step.text += " Thêm."
        session.add(step)
    decide(signed_in, desk, "duyet", ma=old)
    assert "đã khác với điều được xem" in signed_in.get(f"/dinh-chinh/{desk.corrected_item}").text
    with database.read() as session:
        assert session.get_one(Correction, desk.correction).state is CorrectionState.PROPOSED


def test_dismissed_the_posts_stay(signed_in: TestClient, desk: Desk, database: Database) -> None:
    decide(signed_in, desk, "giu-nguyen", **{"de-nghi": str(desk.correction)})
    with database.read() as session:
        assert session.get_one(Correction, desk.correction).state is CorrectionState.DISMISSED
        assert session.get_one(Post, desk.edited).text == SAID
    assert "Không có đính chính nào chờ quyết định" in signed_in.get("/dinh-chinh").text


@pytest.mark.parametrize(("wish", "state"), [("da-sua", PostState.EDITED), ("da-go", PostState.WITHDRAWN)])
def test_what_people_did_by_hand_is_recorded(
    signed_in: TestClient, desk: Desk, database: Database, wish: str, state: PostState
) -> None:
    decide(signed_in, desk, "duyet", ma=mark_on(signed_in.get("/dinh-chinh").text))
    decide(signed_in, desk, wish, bai=str(desk.by_hand))
    with database.read() as session:
        assert session.get_one(Post, desk.by_hand).state is state
        assert steps(session, desk)[desk.by_hand].state is StepState.DONE


def test_a_post_of_another_item_is_not_recorded(signed_in: TestClient, desk: Desk) -> None:
    assert decide(signed_in, desk, "da-sua", bai=str(desk.facebook)).status_code == 404
    assert decide(signed_in, desk, "da-sua", bai="x").status_code == 404


def test_our_own_error_is_proposed_without_a_worker(signed_in: TestClient, desk: Desk, database: Database) -> None:
    address = f"/dinh-chinh/{desk.corrected_item}/moi"
    token = form_token(signed_in.get(address).text)
    answer = signed_in.post(address, data={"sai": "50 m²", "dung": "55 m²", "form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dinh-chinh/{desk.corrected_item}")
    with database.read() as session:
        made = session.exec(select(Correction).where(Correction.cause == CorrectionCause.OURS)).one()
        assert (made.wrong, made.right, made.state) == ("50 m²", "55 m²", CorrectionState.PROPOSED)
        acts = session.exec(select(CorrectionStep.act).where(CorrectionStep.correction_id == made.id)).all()
        assert set(acts) <= {CorrectionAct.BY_HAND, CorrectionAct.EDIT, CorrectionAct.ERRATUM}
        assert len(acts) == 2
        assert session.get_one(Post, desk.edited).text == SAID, "nothing is changed before a yes"
    page = signed_in.get(f"/dinh-chinh/{desk.corrected_item}").text
    assert "<del>50 m²</del> → <ins>55 m²</ins>" in page


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("80 m²", "", "chưa nói nội dung đúng là gì"),
        ("80 m²", "80 m²", "chưa nói nội dung đúng là gì"),
        ("80 m²", "9" * 501, "Mỗi phần tối đa 500 ký tự"),
    ],
)
def test_an_error_in_the_form_keeps_what_was_typed(
    signed_in: TestClient, desk: Desk, wrong: str, right: str, said: str
) -> None:
    address = f"/dinh-chinh/{desk.corrected_item}/moi"
    token = form_token(signed_in.get(address).text)
    answer = signed_in.post(address, data={"sai": wrong, "dung": right, "form_token": token})
    assert answer.status_code == 400
    assert said in answer.text
    assert f">{wrong}</textarea>" in answer.text
    assert f">{right}</textarea>" in answer.text


def test_posts_that_wait_are_put_right_before_they_go_out(
    signed_in: TestClient, desk: Desk, database: Database
) -> None:
    address = f"/dinh-chinh/{desk.item}/moi"
    token = form_token(signed_in.get(address).text)
    answer = signed_in.post(address, data={"sai": "80 m²", "dung": "<script>alert(1)</script>", "form_token": token})
    assert answer.status_code == 303
    page = signed_in.get(f"/dinh-chinh/{desk.item}").text
    assert "<script>alert" not in page
    assert "1 bài chờ đăng đang được giữ lại cho tới khi có quyết định." in page
    assert "Bài đang chờ đăng" in page
    with database.read() as session:
        made = session.exec(select(CorrectionStep).where(CorrectionStep.post_id == desk.facebook)).one()
        assert (made.act, made.holds, session.get_one(Post, desk.facebook).text) == (CorrectionAct.RENEW, True, SAID)


def test_staff_choose_another_way_and_the_mark_changes(signed_in: TestClient, desk: Desk, database: Database) -> None:
    address = f"/dinh-chinh/{desk.item}"
    token = form_token(signed_in.get(f"{address}/moi").text)
    signed_in.post(f"{address}/moi", data={"sai": "80 m²", "dung": "90 m²", "form_token": token})
    before = mark_on(signed_in.get(address).text)
    with database.read() as session:
        step = session.exec(select(CorrectionStep).where(CorrectionStep.post_id == desk.facebook)).one()
    fields = {"viec": "chon", "buoc": str(step.id), "form_token": token}
    answer = signed_in.post(address, data={**fields, "cach": "drop"})
    assert answer.headers["location"] == f"{address}#buoc-{step.id}"
    page = signed_in.get(address).text
    assert "Đã chọn cách xử lý" in page
    assert mark_on(page) != before
    signed_in.post(address, data={**fields, "cach": "edit"})
    assert "không có cách" in signed_in.get(address).text
    answer = signed_in.post(address, data={"viec": "duyet", "ma": before, "form_token": token})
    assert "đã khác với điều được xem" in signed_in.get(address).text
    signed_in.post(address, data={"viec": "duyet", "ma": mark_on(page), "form_token": token})
    with database.read() as session:
        assert session.get_one(Post, desk.facebook).state is PostState.SKIPPED


def test_a_desk_knows_what_a_channel_can_do_without_calling_it(
    database: Database, settings: Settings, clock: Hands, province: Province
) -> None:
    vault = open_vault(settings.home)
    with database.write() as session:
        account = session.get_one(Account, province.facebook)
        # Nothing listens there: a call would fail.
        account.settings = {"page_id": "1", "endpoint": "http://127.0.0.1:9"}
        account.credentials = vault.seal({"page_access_token": "thử"})
        session.add(account)
    with database.read() as session, Proposing(settings, database, clock, vault) as proposing:
        can = abilities_of(proposing, session.get_one(Account, province.facebook))
    assert can.edits
    assert can.withdraws


def test_differences_lose_nothing_and_escape_everything() -> None:
    old, new = differences("Từ <b>80 m²</b>\n\nHết", "Từ <b>90 m²</b>\n\nHết, xem thêm")
    assert old == "Từ &lt;b&gt;<del>80</del> m²&lt;/b&gt;\n\nHết"
    assert new == "Từ &lt;b&gt;<ins>90</ins> m²&lt;/b&gt;\n\nHết<ins>, xem thêm</ins>"
    assert differences(SAID, RIGHT)[1].replace("<ins>", "").replace("</ins>", "") == RIGHT
