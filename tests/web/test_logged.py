"""What people decide in the browser stands in the log, in that of the unit whose row it was."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.models import AuditEntry, Broadcast, Hold, Item, Post, PostState, WebhookEndpoint
from distributor.settings import Settings
from distributor.staff.api_keys import SCOPES, make_key
from distributor.staff.audit import first_break
from tests.web.desk_cases import Desk
from tests.web.forms import form_token, sign_in
from tests.web.province import LOGIN, NOON, Province, add_post, identity
from tests.web.sms_cases import fill_sms


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
    send(item, viec="giu-nguyen", **{"de-nghi": str(desk.correction)})
    send(f"/ban-giao/{desk.manual}", noi="https://tiktok.example/@tinh/1")
    send("/tam-dung", viec="dat", ly_do="Quốc tang", theo_lenh="Chủ tịch tỉnh")
    send("/tam-dung", viec="bo", lenh="1")
    send("/dang-xuat")
    with database.read() as session:
        assert first_break(session) is None
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert {(row.actor, row.unit_id, row.address) for row in rows} == {(LOGIN, province.unit_id, "testclient")}
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


def test_what_the_province_does_with_a_communes_rows_stands_in_the_communes_log(
    signed_in: TestClient, database: Database, settings: Settings, province: Province
) -> None:
    with database.write() as session:
        rows = of_the_commune(session, province, settings)
    token = form_token(signed_in.get("/cho-duyet").text)
    for path, fields in (
        (f"/cho-duyet/{rows.post}/trao-doi", {"viec": "gop-y", "loi": "Nên ghi rõ ngày"}),
        (f"/webhook/{rows.endpoint}", {"viec": "ngung"}),
        (f"/tin-nhan/dot/{rows.broadcast}", {"ket_qua": "failed"}),
    ):
        assert signed_in.post(path, data={**fields, "form_token": token}).status_code == 303, path
    key = rows.key
    for method, path in (
        ("POST", f"/api/posts/{rows.post}/redo"),
        ("POST", f"/api/webhooks/{rows.endpoint}/start"),
        ("DELETE", f"/api/holds/{rows.hold}"),
    ):
        assert signed_in.request(method, path, headers={"authorization": f"Bearer {key}"}).is_success, path
    with database.read() as session:
        noted = session.exec(
            select(AuditEntry).where(AuditEntry.action != "sign_in").order_by(col(AuditEntry.id))
        ).all()
    assert [(row.action, row.unit_id) for row in noted] == [
        (action, province.commune_id) for action in ("comment", "webhook", "resolve", "redo", "webhook", "lift")
    ]


@dataclass(frozen=True)
class Rows:
    post: int
    endpoint: int
    broadcast: int
    hold: int
    key: str


def of_the_commune(session: Session, province: Province, settings: Settings) -> Rows:
    """A post in review, an endpoint, a broadcast with an unknown recipient, a hold; and a key of the province."""
    item_id = session.exec(select(Item.id).where(Item.unit_id == province.commune_id)).one()
    post_id = add_post(session, province.commune_account, identity(item_id), PostState.AWAITING_REVIEW)
    sms = fill_sms(session, province, settings.home, NOON)
    session.get_one(Broadcast, sms.sending).unit_id = province.commune_id
    endpoint = WebhookEndpoint(
        unit_id=province.commune_id, url="https://xa.example/loa", created_at=NOON, created_by="xa.an.loc"
    )
    hold = Hold(unit_id=province.commune_id, reason="Bảo trì", ordered_by="Chủ tịch xã", starts_at=NOON)
    session.add_all([endpoint, hold])
    ends_at = NOON + timedelta(days=9)
    key = make_key(
        session, unit_id=province.unit_id, name="x", scopes=tuple(SCOPES), expires_at=ends_at, by=LOGIN, now=NOON
    )
    return Rows(post_id, identity(endpoint.id), sms.sending, identity(hold.id), key.token)
