"""Dán liên kết, answers, items left aside: who may, what is wrong told with all typed kept, what comes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.facts import DocumentFacts, Facts, facts_from_json
from distributor.models import AuditEntry, Intake, Item, Role, Sighting, Source, SourceKind
from distributor.settings import Settings, Values
from tests.support.servers import sandbox
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.province import Province, add_item


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_table(client: TestClient, desk: Desk, role: Role, database: Database) -> None:
    with database.write() as session:
        session.get_one(Item, desk.item).intake = Intake.HELD
    sign_in(client, LOGINS[role])
    token = form_token(client.get("/").text)
    writes, decides = role is not Role.VIEWER, role in (Role.APPROVER, Role.ADMINISTRATOR)
    for path in ("/bai-moi", "/dan-lien-ket", f"/noi-dung/{desk.item}/tra-loi"):
        assert client.get(path).status_code == (200 if writes else 403), path
    assert client.get("/chua-nhan").status_code == 200
    answer = client.post(f"/noi-dung/{desk.item}/tra-loi", data={"form_token": token, "so": "27/2026/QĐ-UBND"})
    assert answer.status_code == (303 if writes else 403)
    assert client.post("/dan-lien-ket", data={"form_token": token, "lien_ket": "x"}).status_code == (
        400 if writes else 403
    )
    taken = client.post(f"/noi-dung/{desk.item}/nhan", data={"form_token": token})
    assert taken.status_code == (303 if decides else 403)
    with database.read() as session:
        assert (session.get_one(Item, desk.item).intake is Intake.TAKEN) is decides


def test_nobody_answers_or_takes_for_another_unit(client: TestClient, desk: Desk) -> None:
    sign_in(client, COMMUNE)
    token = form_token(client.get("/").text)
    assert client.get(f"/noi-dung/{desk.item}/tra-loi").status_code == 404
    assert client.get(f"/dan-lien-ket/{desk.item}").status_code == 404
    for path in (f"/noi-dung/{desk.item}/tra-loi", f"/noi-dung/{desk.item}/nhan"):
        assert client.post(path, data={"form_token": token}).status_code == 404
    assert client.post("/chua-nhan", data={"form_token": token, f"tin_{desk.item}": "1"}).status_code == 404


def test_answers_stand_over_what_was_understood(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "Quyết định về tách thửa", text="Toàn văn quyết định.")
        document = DocumentFacts("quyết định", "27/2026/QĐ-UBND", ("Ủy ban nhân dân tỉnh Hương Giang",))
        session.get_one(Item, item_id).facts = Facts(document, questions=("Không chắc ngày ban hành.",)).to_json()
    page = signed_in.get(f"/noi-dung/{item_id}/tra-loi").text
    for words in ("Không chắc ngày ban hành.", 'value="27/2026/QĐ-UBND"', "Toàn văn quyết định."):
        assert words in page
    fields = {
        "form_token": form_token(page),
        "loai": "new_law",
        "so": "27/2026/QĐ-UBND",
        "co_quan": "Ủy ban nhân dân tỉnh Hương Giang",
        "ban_hanh": "2026-11-23",
        "hieu_luc": "2026-11-20",
    }
    wrong = signed_in.post(f"/noi-dung/{item_id}/tra-loi", data=fields)
    assert wrong.status_code == 400
    assert "Ngày có hiệu lực trước ngày ban hành" in wrong.text
    assert 'value="2026-11-20"' in wrong.text
    answer = signed_in.post(f"/noi-dung/{item_id}/tra-loi", data={**fields, "hieu_luc": "05/12/2026"})
    assert answer.status_code == 303
    with database.read() as session:
        item = session.get_one(Item, item_id)
        answers = facts_from_json(item.facts).answers
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "answer")).one()
    assert (answers.number, str(answers.issued_on), str(answers.effective_on)) == ("", "2026-11-23", "2026-12-05")
    assert item.understood_revision < item.revision
    assert entry.fields == ["issued_on", "effective_on"]


def test_items_left_aside_are_chosen_and_taken(signed_in: TestClient, database: Database, province: Province) -> None:
    page = signed_in.get("/chua-nhan").text
    assert "Kế hoạch kiểm tra liên ngành" in page
    assert "Có từ trước" in page
    only = signed_in.get("/chua-nhan?loai=backlog").text
    assert "Kế hoạch kiểm tra liên ngành" not in only
    token = form_token(page)
    backlog = province.items["Chương trình phối hợp về tuyên truyền an toàn giao thông"]
    nothing = signed_in.post("/chua-nhan", data={"form_token": token})
    assert "Chưa chọn tin nào" in signed_in.get(nothing.headers["location"]).text
    answer = signed_in.post("/chua-nhan", data={"form_token": token, f"tin_{backlog}": "1"})
    assert "Đã nhận 1 tin" in signed_in.get(answer.headers["location"]).text
    with database.read() as session:
        assert session.get_one(Item, backlog).intake is Intake.TAKEN


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sandbox(tmp_path_factory.mktemp("sandbox"), "--publish-every", "0") as base:
        yield base


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    if "pages" not in request.fixturenames:
        return Settings(tmp_path, Values())
    port = int(str(request.getfixturevalue("pages")).rpartition(":")[2])
    return Settings(tmp_path, Values(sandbox_port=port))


def test_a_pasted_address_becomes_an_item_and_says_what_was_read(
    signed_in: TestClient, pages: str, database: Database, province: Province
) -> None:
    address = f"{pages}/huonggiang/tin/quyet-dinh-27-2026-dien-tich-toi-thieu-tach-thua-dat.html"
    fields = {"form_token": form_token(signed_in.get("/").text), "lien_ket": f" {address} "}
    answer = signed_in.post("/dan-lien-ket", data=fields)
    assert answer.status_code == 303, answer.text[:500]
    page = signed_in.get(answer.headers["location"]).text
    for words in ("27/2026/QĐ-UBND", "Văn bản mới", "Toàn văn Quyết định số 27/2026/QĐ-UBND", "Mở tin và các bài đăng"):
        assert words in page, words
    with database.read() as session:
        source = session.exec(select(Source).where(Source.kind == SourceKind.PAGE)).one()
        assert (source.active, source.unit_id) == (False, province.unit_id)
        assert len(session.exec(select(Sighting).where(Sighting.source_id == source.id)).all()) == 1
    again = signed_in.post("/dan-lien-ket", data=fields)
    assert "đã được dán trước đây" in signed_in.get(again.headers["location"]).text
    missing = signed_in.post("/dan-lien-ket", data={**fields, "lien_ket": f"{pages}/huonggiang/khong-co.html"})
    assert missing.status_code == 400
    assert "404" in missing.text
    assert "khong-co.html" in missing.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("khong phai", "không phải liên kết http/https"),
        ("file:///etc/passwd", "không phải liên kết"),
        ("http://10.0.0.1/", "nội bộ"),
    ],
)
def test_what_cannot_be_read_is_told_and_stays_in_the_field(
    signed_in: TestClient, database: Database, address: str, words: str
) -> None:
    fields = {"form_token": form_token(signed_in.get("/").text), "lien_ket": address}
    answer = signed_in.post("/dan-lien-ket", data=fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{address}"' in answer.text
