"""What people decide in the browser stands in the log, in that of the unit whose row it was."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import AuditEntry, Post, PostState
from distributor.render.store import MediaStore
from distributor.settings import Settings
from distributor.staff.audit import first_break
from tests.web.desk_cases import Desk, fill_desk
from tests.web.forms import form_token, sign_in
from tests.web.province import LOGIN, Province


@pytest.fixture
def desk(database: Database, settings: Settings, province: Province) -> Desk:
    with database.write() as session:
        return fill_desk(session, province, MediaStore(settings.media_folder))


def test_every_decision_is_logged(signed_in: TestClient, database: Database, desk: Desk, province: Province) -> None:
    token = form_token(signed_in.get("/cho-duyet").text)

    def send(path: str, **fields: str) -> None:
        answer = signed_in.post(path, data={**fields, "form_token": token})
        assert answer.status_code == 303, answer.text[:500]

    with database.read() as session:
        seen = session.get_one(Post, desk.facebook).manifest_hash
    post, item = f"/cho-duyet/{desk.facebook}", f"/dinh-chinh/{desk.corrected_item}"
    send(post, viec="duyet", ma=seen, gio="2026-11-26T09:00")
    send(f"/lich/bai/{desk.facebook}", viec="doi-gio", ngay="2026-11-27", gio="09:00", truoc="2026-11-26T09:00")
    send(post, viec="rut-lai")
    send(post, viec="bo-qua", ly_do="Trùng")
    send(post, viec="khoi-phuc")
    send(post, viec="bo-qua", ly_do="")
    with database.write() as session:
        session.get_one(Post, desk.facebook).state = PostState.AWAITING_REVIEW
    send(post, viec="soan-lai")
    send(item, viec="giu-nguyen")
    send(f"/ban-giao/{desk.manual}", noi="https://tiktok.example/@tinh/1")
    send("/tam-dung", viec="dat", ly_do="Quốc tang", theo_lenh="Chủ tịch tỉnh")
    send("/tam-dung", viec="bo", lenh="1")
    send("/dang-xuat")
    with database.read() as session:
        assert first_break(session) is None
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert {(row.actor, row.unit_id) for row in rows} == {(LOGIN, province.unit_id)}
    facebook, corrected = f"post:{desk.facebook}", f"item:{desk.corrected_item}"
    assert [(row.action, row.subject) for row in rows] == [
        ("sign_in", rows[0].subject),
        ("approve", facebook),
        ("move", facebook),
        ("recall", facebook),
        ("skip", facebook),
        ("restore", facebook),
        ("redo", facebook),
        ("dismiss", corrected),
        ("hand_over", f"post:{desk.manual}"),
        ("hold", "hold:1"),
        ("lift", "hold:1"),
        ("sign_out", rows[0].subject),
    ]


def test_refusals_are_logged_for_people_and_not_for_strangers(client: TestClient, database: Database) -> None:
    for _ in range(7):
        sign_in(client, password="sai")
    sign_in(client, "khong.co.ai", "mat khau cua toi")
    with database.read() as session:
        rows = session.exec(select(AuditEntry)).all()
    assert [(row.action, row.fields) for row in rows] == [("sign_in_refused", ["password"])] * 5, (
        "not while it is locked"
    )
