"""`loa staff password`: the only administrator, locked out, comes in again; on both databases."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from commands.guard import guarded
from commands.staff import password
from distributor import migrate
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.models import AuditEntry, Staff, StaffSession
from distributor.settings import Settings, Values
from distributor.staff.audit import first_break
from distributor.vault import open_vault
from tests.web.forms import sign_in
from tests.web.province import LOGIN, build_province
from web.app import create_app


@dataclass
class Office:
    settings: Settings
    database: Database
    capture: pytest.CaptureFixture[str]

    def password(self, login: str, *, ends: int = 0, **options: Any) -> str:
        self.capture.readouterr()
        assert guarded(lambda: password(login, **options), as_json=False) == ends
        told = self.capture.readouterr()
        return told.out if ends == 0 else told.err

    def change(self, **values: Any) -> None:
        with self.database.write() as session:
            person = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
            for name, value in values.items():
                setattr(person, name, value)

    def person(self) -> Staff:
        with self.database.read() as session:
            return session.exec(select(Staff).where(Staff.login == LOGIN)).one()


@pytest.fixture
def office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("LOA_HOME", str(home))
    monkeypatch.setenv("LOA_DATABASE_URL", database.url)
    assert migrate.current(database) == migrate.newest()
    open_vault(home)
    with database.write() as session:
        build_province(session)
    return Office(Settings(home, Values(database_url=database.url)), database, capsys)


def told_password(told: str) -> str:
    (line,) = [line for line in told.splitlines() if line.strip().startswith("Mật khẩu đầu")]
    return line.split()[-1]


def test_who_was_locked_out_signs_in_and_must_choose_a_password(office: Office) -> None:
    office.change(failed_signins=9, locked_until=SystemClock().now())
    app = create_app(office.settings, office.database, SystemClock())
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as client:
        assert sign_in(client).status_code == 303, "a browser that somebody left open"
        first = told_password(office.password(LOGIN.upper()))
        assert client.get("/").headers["location"].startswith("/dang-nhap")
        assert sign_in(client, password=first).status_code == 303
        assert client.get("/").headers["location"] == "/ca-nhan/mat-khau"
    with office.database.read() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.actor == "loa staff")).one()
        assert (noted.action, noted.subject) == ("first_password", f"staff:{office.person().id}")
        assert first_break(session) is None


def test_a_lost_telephone_is_forgotten_only_when_that_is_asked(office: Office) -> None:
    office.change(totp_sealed=b"x", totp_since=SystemClock().now())
    office.password(LOGIN)
    assert office.person().totp_sealed == b"x"
    office.password(LOGIN, without_second_step=True)
    assert (office.person().totp_sealed, office.person().totp_since) == (b"", None)
    with office.database.read() as session:
        actions = session.exec(select(AuditEntry.action).where(AuditEntry.actor == "loa staff")).all()
        assert sorted(actions) == ["first_password", "first_password", "reset_second_step"]
        assert session.exec(select(StaffSession)).all() == []


def test_nobody_and_who_was_locked_away_get_none(office: Office) -> None:
    before = office.person().password_hash
    assert f"Đang có: {LOGIN}" in office.password("khong-co-ai", ends=1)
    office.change(disabled=True)
    assert "mở khóa trước" in office.password(LOGIN, ends=1)
    assert office.person().password_hash == before


def test_for_programs_it_is_one_object(office: Office) -> None:
    told = json.loads(office.password(LOGIN, as_json=True))
    assert (told["login"], told["name"]) == (LOGIN, "Trần Thị Hà")
    assert len(told["password"]) >= 12
