"""Who may do what with citizens' cases: every way × every role, and nothing of another unit."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from distributor.db import Database
from distributor.models import AuditEntry, CaseState, Role, SavedReply
from distributor.staff.permissions import WRITES
from tests.web.case_cases import LOGINS, SPEAKER, Cases
from tests.web.desk_cases import COMMUNE
from tests.web.forms import sign_in
from tests.web.test_cases_page import ANSWER, cases, send, state_of

__all__ = ["cases"]

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

DECIDES: tuple[tuple[str, dict[str, str], frozenset[Role]], ...] = (
    ("/can-phan-hoi/{case}", {"viec": "nhan"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "giao", "nguoi": "1"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "ghi-chu", "ghi_chu": "x"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "chuyen", "co_quan": "x"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "dong", "ly_do": "x"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "mo-lai"}, WRITES),
    ("/can-phan-hoi/{case}", {"viec": "an", "tin": "1", "ly_do": "x"}, WRITES),
    ("/mau-tra-loi", {"viec": "luu", "ten": "x", "noi_dung": "y"}, WRITES),
    ("/nguoi-phat-ngon", {"viec": "ket-thuc", "lenh": "1"}, ADMINISTRATOR),
    ("/nguoi-phat-ngon", {"viec": "dat", "nguoi": "1"}, ADMINISTRATOR),
)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("path", "fields", "allowed"), DECIDES)
def test_only_roles_of_the_table_decide(
    client: TestClient,
    cases: Cases,
    database: Database,
    path: str,
    fields: dict[str, str],
    allowed: frozenset[Role],
    role: Role,
) -> None:
    sign_in(client, LOGINS[role])
    answer = send(client, path.format(case=cases.asked), **fields)
    if role in allowed:
        assert answer.status_code in (303, 400, 404)
        return
    assert answer.status_code == 403
    assert "không có quyền này. Người có quyền:" in answer.text
    with database.read() as session:
        assert (
            session.exec(select(func.count()).select_from(AuditEntry).where(AuditEntry.action != "sign_in")).one() == 0
        )


@pytest.mark.parametrize(("path", "fields", "allowed"), DECIDES)
def test_a_form_that_is_not_ours_decides_nothing(
    client: TestClient, cases: Cases, path: str, fields: dict[str, str], allowed: frozenset[Role]
) -> None:
    sign_in(client)
    answer = client.post(path.format(case=cases.asked), data={**fields, "form_token": "0" * 64})
    assert answer.status_code == 403
    assert "Biểu mẫu đã cũ" in answer.text


def test_another_units_cases_are_not_there(client: TestClient, cases: Cases, database: Database) -> None:
    sign_in(client, COMMUNE)
    assert "Tách thửa" not in client.get("/can-phan-hoi?trang_thai=tat-ca").text
    for path in (
        f"/can-phan-hoi/{cases.asked}",
        f"/can-phan-hoi/{cases.asked}/phieu-chuyen",
        "/nguoi-phat-ngon?don_vi=1",
    ):
        assert client.get(path).status_code == 404
    for wish in ("nhan", "gui", "chuyen"):
        assert send(client, f"/can-phan-hoi/{cases.asked}", viec=wish).status_code == 404
    assert client.get(f"/can-phan-hoi/{cases.communes}").status_code == 200
    assert state_of(database, cases.asked) is CaseState.NEW
    with database.read() as session:
        saved = session.exec(select(SavedReply)).one()
    assert send(client, "/mau-tra-loi", viec="xoa", so=str(saved.id)).status_code == 404
    with database.read() as session:
        assert not session.exec(select(SavedReply)).one().removed


def test_the_provinces_speaker_does_not_speak_for_a_commune(client: TestClient, cases: Cases) -> None:
    sign_in(client, SPEAKER)
    path = f"/can-phan-hoi/{cases.communes}"
    assert 'name="tra_loi"' not in client.get(path).text
    assert send(client, path, viec="gui", tin="1", tra_loi=ANSWER, ma="k").status_code == 403
