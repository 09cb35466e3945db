"""People as administrators change them; what a unit sets; which passwords are refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import func, select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Role, Staff, StaffSession, Unit, UnitLevel
from distributor.staff.passwords import check_password
from distributor.staff.people import (
    Described,
    add_person,
    change_person,
    disable,
    enable,
    give_first_password,
    person_in_reach,
    reset_second_step,
)
from distributor.staff.sessions import PasswordCheck, Refused, SignedIn, look_up, settle, sign_in
from distributor.staff.totp import new_first_password
from distributor.staff.unit_settings import UnitSettings, change_settings, own_settings, settings_in_force
from tests.staff.offices import NOW, PASSWORD, PASSWORD_HASH, add_staff, build_offices
from tests.support.servers import PATIENCE_S


def test_a_person_is_added_below_and_must_change_the_first_password(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        head = session.get_one(Staff, offices.head)
        added = add_person(
            session, head, " Le.Minh ", Described(" Lê  Minh ", "author", offices.commune), PASSWORD_HASH
        )
        assert (added.login, added.full_name, added.must_change_password) == ("le.minh", "Lê Minh", True)
        for login, described, said in (
            ("le.minh", Described("x", "author", offices.commune), "đã có người dùng"),
            ("lê minh", Described("x", "author", offices.commune), "chữ không dấu"),
            ("moi", Described(" ", "author", offices.commune), "họ và tên"),
            ("moi", Described("x", "chief", offices.commune), "vai trò"),
            ("moi", Described("x", "author", 99), "đơn vị"),
        ):
            with pytest.raises(LoaError, match=said):
                add_person(session, head, login, described, PASSWORD_HASH)


def test_an_administrator_never_reaches_above_the_unit(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        mayor = session.get_one(Staff, offices.mayor)
        assert person_in_reach(session, mayor, offices.head) is None
        assert person_in_reach(session, mayor, offices.mayor) is mayor
        for unit_id in (offices.province, offices.department):
            with pytest.raises(LoaError, match="phạm vi"):
                add_person(session, mayor, "moi", Described("x", "author", unit_id), PASSWORD_HASH)
        clerk = session.get_one(Staff, add_staff(session, offices.commune, "vanthu", Role.VIEWER))
        with pytest.raises(LoaError, match="phạm vi"):
            change_person(session, mayor, clerk, Described("x", "administrator", offices.province))


def test_nobody_takes_away_the_last_administrator(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        head, mayor = session.get_one(Staff, offices.head), session.get_one(Staff, offices.mayor)
        with pytest.raises(LoaError, match="quản trị viên cuối cùng"):
            disable(session, head, mayor)
        for role, unit_id in (("approver", offices.commune), ("administrator", offices.province)):
            with pytest.raises(LoaError, match="quản trị viên cuối cùng"):
                change_person(session, head, mayor, Described("x", role, unit_id))
        add_staff(session, offices.commune, "pho", Role.ADMINISTRATOR)
        wanted = Described("Lê Văn An", "approver", offices.commune)
        assert change_person(session, head, mayor, wanted) == ["full_name", "role"]


def test_two_administrators_cannot_take_each_other_away_at_once(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        second = add_staff(session, offices.commune, "pho", Role.ADMINISTRATOR)

    def take_away(by: int, whom: int) -> bool:
        try:
            with database.write() as session:
                disable(session, session.get_one(Staff, by), session.get_one(Staff, whom))
        except LoaError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take_away, (offices.mayor, second), (second, offices.mayor)))
    assert sorted(done) == [False, True]
    with database.read() as session:
        left = select(func.count()).where(Staff.unit_id == offices.commune, Staff.disabled == False)  # noqa: E712
        assert session.exec(left).one() == 1


def test_guesses_at_once_are_all_counted(database: Database) -> None:
    """A row is read again once it is locked: each guess sees what the one before left."""
    offices = build_offices(database)
    together = Barrier(4, timeout=PATIENCE_S)

    def guess(_place: int) -> None:
        with database.read() as session:
            answer = look_up(session, "xa.an.loc").answer("sai")
        together.wait()
        with database.write() as session:
            settle(session, answer, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(4)))
    with database.read() as session:
        assert session.get_one(Staff, offices.mayor).failed_signins == 4


def test_a_row_read_before_another_guess_is_read_anew(database: Database) -> None:
    offices = build_offices(database)
    with database.read() as session:
        early = session.get_one(Staff, offices.mayor)
        answer = PasswordCheck(early.login, early.password_hash, right=True)
    for _ in range(5):
        with database.write() as session:
            settle(session, PasswordCheck(answer.login, answer.password_hash, right=False), NOW)
    with database.write() as session:
        session.add(early)  # what a transaction that began before the guesses still holds
        assert isinstance(settle(session, answer, NOW), Refused)


def test_nobody_changes_their_own_role_or_locks_themselves_out(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        add_staff(session, offices.province, "khac", Role.ADMINISTRATOR)
        head = session.get_one(Staff, offices.head)
        for role, unit_id in (("approver", offices.province), ("administrator", offices.commune)):
            with pytest.raises(LoaError, match="Không ai tự đổi"):
                change_person(session, head, head, Described("x", role, unit_id))
        with pytest.raises(LoaError, match="tự khóa"):
            disable(session, head, head)
        with pytest.raises(LoaError, match="tự mở khóa"):
            enable(session, head, head)
        with pytest.raises(LoaError, match="Tài khoản của tôi"):
            give_first_password(session, head, head, "x")
        with pytest.raises(LoaError, match="Tài khoản của tôi"):
            reset_second_step(session, head, head)
        assert change_person(session, head, head, Described("Trần Hà", "administrator", offices.province)) == [
            "full_name"
        ]


def test_who_is_disabled_or_given_a_password_is_out_everywhere(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        head = session.get_one(Staff, offices.head)
        clerk = session.get_one(Staff, add_staff(session, offices.commune, "vanthu", Role.VIEWER))
        for change in ("disable", "password", "second step"):
            assert isinstance(sign_in(session, "vanthu", PASSWORD, NOW), SignedIn)
            if change == "disable":
                disable(session, head, clerk)
            elif change == "password":
                give_first_password(session, head, clerk, PASSWORD_HASH)
            else:
                reset_second_step(session, head, clerk)
            assert session.exec(select(StaffSession)).all() == [], change
            enable(session, head, clerk)
        assert clerk.must_change_password


def test_the_stricter_setting_wins(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        assert settings_in_force(session, offices.commune) == UnitSettings(12, second_factor=False)
        change_settings(session, offices.province, UnitSettings(4, second_factor=True), by="x", now=NOW)
        change_settings(session, offices.commune, UnitSettings(8, second_factor=False), by="x", now=NOW)
        session.flush()
        assert own_settings(session, offices.commune) == UnitSettings(8, second_factor=False)
        assert settings_in_force(session, offices.commune) == UnitSettings(4, second_factor=True)
        mayor = session.get_one(Staff, offices.mayor)
        assert settings_in_force(session, offices.commune).demands_second_factor(mayor)
        mayor.role = Role.AUTHOR
        assert not settings_in_force(session, offices.commune).demands_second_factor(mayor)
        outcome = sign_in(session, "xa.an.loc", PASSWORD, NOW)
        assert isinstance(outcome, SignedIn)
        assert outcome.expires_at == NOW + timedelta(hours=4)
        with pytest.raises(LoaError):
            change_settings(session, offices.commune, UnitSettings(500), by="x", now=NOW)


def test_units_that_point_at_each_other_do_not_go_round_for_ever(database: Database) -> None:
    with database.write() as session:
        one = Unit(level=UnitLevel.PROVINCE, code="a")
        session.add(one)
        session.flush()
        one.parent_id = one.id
        session.flush()
        assert settings_in_force(session, one.id or 0) == UnitSettings()


@pytest.mark.parametrize(
    "password",
    ["ngan", "1234567890", "0987654321", "aaaaaaaaaaaa", "matkhau2026", "Mật khẩu 2026!", "P a s s w o r d 123", "abcdefghijkl",
     "tran.ha.2026", "Trần Hà 1990", "vietnam20262026", "x" * 1001],
)  # fmt: skip
def test_passwords_that_everybody_tries_are_refused(password: str) -> None:
    with pytest.raises(LoaError):
        check_password(password, "tran.ha")


def test_what_we_make_up_is_taken() -> None:
    check_password(new_first_password(), "tran.ha")


@pytest.mark.parametrize("password", ["loa phuong sang som", "bốn con mèo trên mái", "Tr4n!kQ9-vL2x"])
def test_a_phrase_of_ones_own_is_taken(password: str) -> None:
    check_password(password, "tran.ha")
