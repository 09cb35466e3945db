"""People below the screens: passwords, sessions, and what they may see."""

import unicodedata
from datetime import timedelta

from argon2 import extract_parameters

from distributor.db import Database
from distributor.models import Role, Staff
from distributor.staff.lockout import LONGEST_WAIT, Failures, wait_after
from distributor.staff.passwords import NOBODY, hash_password, verify
from distributor.staff.sessions import PasswordCheck, Refused, SignedIn, settle, sign_in, sign_out, who
from distributor.staff.visibility import visible_to
from tests.web.province import LOGIN, NOON, PASSWORD, Province


def test_a_password_is_known_however_the_keyboard_spells_it() -> None:
    hashed = hash_password("Mật khẩu phường")
    assert hashed.startswith("$argon2id$")
    assert verify(hashed, unicodedata.normalize("NFD", "Mật khẩu phường"))
    assert not verify(hashed, "mật khẩu phường")


def test_an_unknown_login_takes_as_long() -> None:
    assert extract_parameters(NOBODY) == extract_parameters(hash_password(PASSWORD))


def test_waits_double_up_to_an_hour() -> None:
    assert [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 7)] == [0, 0, 30, 60, 120]
    assert wait_after(500) == LONGEST_WAIT
    assert Failures(4).and_one_more(NOON).wait(NOON) == timedelta(seconds=30)


def test_signing_in_and_out(database: Database, province: Province) -> None:
    with database.write() as session:
        outcome = sign_in(session, f" {LOGIN.upper()} ", PASSWORD, NOON)
        assert isinstance(outcome, SignedIn)
        person = who(session, outcome.token, NOON)
        assert person is not None
        assert person.full_name == "Trần Thị Hà"
        assert who(session, outcome.token, outcome.expires_at) is None
        assert who(session, "x" * 43, NOON) is None
        sign_out(session, outcome.token)
        assert who(session, outcome.token, NOON) is None


def test_who_no_longer_works_here_is_out_at_once(database: Database, province: Province) -> None:
    with database.write() as session:
        outcome = sign_in(session, LOGIN, PASSWORD, NOON)
        assert isinstance(outcome, SignedIn)
        person = who(session, outcome.token, NOON)
        assert person is not None
        person.disabled = True
        session.add(person)
        session.flush()
        assert who(session, outcome.token, NOON) is None
        assert isinstance(sign_in(session, LOGIN, PASSWORD, NOON), Refused)


def test_an_answer_to_an_older_password_is_void(database: Database, province: Province) -> None:
    with database.write() as session:
        assert isinstance(settle(session, PasswordCheck(LOGIN, "$argon2id$old", right=True), NOON), Refused)


def test_a_province_sees_what_lies_below_it_and_a_commune_itself(database: Database, province: Province) -> None:
    def person(unit_id: int) -> Staff:
        return Staff(unit_id=unit_id, login="x", full_name="", role=Role.VIEWER, password_hash="")

    with database.read() as session:
        assert visible_to(session, person(province.unit_id)) == (province.unit_id, province.commune_id)
        assert visible_to(session, person(province.commune_id)) == (province.commune_id,)
