"""The first unit and the first administrator: made once, by nobody who is signed in, and every word looked at before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import AuditEntry, Role, Staff, Unit, UnitLevel, UnitName
from distributor.staff.audit import first_break
from distributor.staff.beginning import First, begin, first_of, is_begun
from distributor.staff.people import Described, add_person
from distributor.staff.sessions import SignedIn, sign_in
from distributor.staff.units import add_unit
from tests.staff.offices import NOW, PASSWORD, PASSWORD_HASH, TODAY

FIRST = First("Sở Tư pháp tỉnh X", "so-tu-phap-tinh-x", date(2025, 7, 1), "quantri", "Nguyễn Văn An")


def said(**otherwise: Any) -> First:
    """Checked, as a person typed it."""
    typed: dict[str, Any] = {"unit_name": " Sở Tư pháp  tỉnh X ", "code": "", "since": FIRST.since, "today": TODAY}
    return first_of(**{**typed, "login": " QuanTri ", "full_name": "Nguyễn  Văn An", **otherwise})


def test_what_was_said_is_put_in_order() -> None:
    assert said() == FIRST
    assert said(code=" so-tu-phap ", since=TODAY) == replace(FIRST, code="so-tu-phap", since=TODAY)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"unit_name": " "}, "tên đầy đủ của đơn vị"),
        ({"unit_name": "x" * 301}, "tên đầy đủ của đơn vị"),
        ({"code": "Sở-Tư-Pháp"}, "Mã đơn vị"),
        ({"unit_name": "…"}, "Mã đơn vị"),
        ({"since": TODAY + timedelta(days=1)}, "26/11/2026 chưa đến"),
        ({"since": date(1944, 12, 31)}, "31/12/1944 quá xa"),
        ({"login": "quản trị"}, "Tên đăng nhập"),
        ({"login": " "}, "Tên đăng nhập"),
        ({"full_name": "\t"}, "họ và tên"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(LoaError, match=words):
        said(**wrong)


def test_the_first_administrator_signs_in_and_adds_the_rest(database: Database) -> None:
    with database.read() as session:
        assert not is_begun(session)
    with database.write() as session:
        begin(session, FIRST, PASSWORD_HASH, NOW)
    with database.write() as session:
        assert is_begun(session)
        unit, name, person = (session.exec(select(table)).one() for table in (Unit, UnitName, Staff))
        assert isinstance(unit, Unit)
        assert isinstance(name, UnitName)
        assert isinstance(person, Staff)
        assert (unit.level, unit.parent_id, unit.code) == (UnitLevel.PROVINCE, None, FIRST.code)
        assert (name.unit_id, name.name, name.valid_from, name.valid_to) == (
            unit.id,
            FIRST.unit_name,
            FIRST.since,
            None,
        )
        assert (person.unit_id, person.login, person.full_name) == (unit.id, "quantri", "Nguyễn Văn An")
        assert (person.role, person.must_change_password) == (Role.ADMINISTRATOR, True)
        assert isinstance(sign_in(session, "quantri", PASSWORD, NOW), SignedIn)
        commune = add_unit(session, person, level="commune", name="UBND xã An Lộc", code="", since=TODAY)
        add_person(session, person, "an.loc", Described("Lê Thị Mới", "administrator", commune.id or 0), PASSWORD_HASH)


def test_it_stands_in_the_log(database: Database) -> None:
    with database.write() as session:
        person = begin(session, FIRST, PASSWORD_HASH, NOW)
    with database.read() as session:
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert [(row.actor, row.action, row.subject, row.unit_id) for row in rows] == [
            ("loa init", "add_unit", f"unit:{person.unit_id}", person.unit_id),
            ("loa init", "add_person", f"staff:{person.id}", person.unit_id),
        ]
        assert first_break(session) is None


def test_a_home_that_has_a_unit_is_not_begun_again(database: Database) -> None:
    with database.write() as session:
        begin(session, FIRST, PASSWORD_HASH, NOW)
    with pytest.raises(LoaError, match=r"đã có đơn vị «Sở Tư pháp tỉnh X».*LOA_HOME"), database.write() as session:
        begin(session, replace(FIRST, code="khac", login="khac"), PASSWORD_HASH, NOW)
    assert counted(database) == (1, 1, 2)


def test_of_many_at_once_one_begins(database: Database) -> None:
    """Each says another code and login, so that nothing but the lock keeps them apart."""
    start = Barrier(6)

    def one(number: int) -> str:
        start.wait()
        try:
            with database.write() as session:
                begin(session, replace(FIRST, code=f"so-{number}", login=f"q{number}"), PASSWORD_HASH, NOW)
        except LoaError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(one, range(6)))
    assert answers.count("") == 1, answers
    assert all("đã có đơn vị" in answer for answer in answers if answer)
    assert counted(database) == (1, 1, 2)


def counted(database: Database) -> tuple[int, int, int]:
    """Units, people, rows of the log."""
    with database.read() as session:
        return (
            len(session.exec(select(Unit)).all()),
            len(session.exec(select(Staff)).all()),
            len(session.exec(select(AuditEntry)).all()),
        )
