"""The second step: codes as the standard makes them, each taken once, failures that wait, recovery codes that open once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import RecoveryCode, Staff, StaffSession
from distributor.staff import second_step
from distributor.staff.sessions import NeedsCode, Refused, SignedIn, end_sessions, hash_of, sessions_of, sign_in, who
from distributor.staff.totp import code_at, enrolment_uri, matching_step, new_recovery_codes, new_secret, step_of
from distributor.vault import Vault
from tests.staff.offices import NOW, PASSWORD, build_offices

VAULT = Vault([b"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="])
LATER = timedelta(seconds=30)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(RFC_SECRET, step_of(now)) == code
    assert matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", now, 0) == step_of(now)


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    code = code_at(RFC_SECRET, step_of(NOW))
    assert matching_step(RFC_SECRET, code, NOW + LATER, 0) == step_of(NOW)
    assert matching_step(RFC_SECRET, code, NOW - LATER, 0) == step_of(NOW)
    assert matching_step(RFC_SECRET, code, NOW + 2 * LATER, 0) is None


def test_what_the_telephone_is_told() -> None:
    secret = new_secret()
    assert enrolment_uri(secret, "tran.ha").startswith(f"otpauth://totp/Loa:tran.ha?secret={secret}&issuer=Loa")
    assert len(set(new_recovery_codes())) == 10


def enrolled(database: Database) -> tuple[int, str, list[str]]:
    """A person, their secret and recovery codes."""
    staff_id = build_offices(database).head
    with database.write() as session:
        staff = session.get_one(Staff, staff_id)
        second_step.begin(session, staff, VAULT)
        secret = second_step.secret_of(staff, VAULT)
        with pytest.raises(LoaError, match="Mã không đúng"):
            second_step.confirm(session, staff, "000000", VAULT, NOW)
        codes = second_step.confirm(session, staff, code_at(secret, step_of(NOW)), VAULT, NOW)
    return staff_id, secret, codes


def half_in(database: Database, now: datetime) -> str:
    with database.write() as session:
        outcome = sign_in(session, "tran.ha", PASSWORD, now)
    assert isinstance(outcome, NeedsCode)
    return outcome.token


def give(database: Database, token: str, code: str, now: datetime) -> SignedIn | Refused | None:
    with database.write() as session:
        return second_step.take_code(session, token, code, VAULT, now)


def test_the_password_alone_opens_nothing(database: Database) -> None:
    staff_id, secret, _codes = enrolled(database)
    token = half_in(database, NOW)
    with database.read() as session:
        assert who(session, token, NOW) is None
        assert sessions_of(session, staff_id, NOW) == []
        assert secret.encode() not in session.get_one(Staff, staff_id).totp_sealed
    outcome = give(database, token, code_at(secret, step_of(NOW) + 1), NOW)
    assert isinstance(outcome, SignedIn)
    with database.read() as session:
        found = who(session, outcome.token, NOW)
        assert found is not None
        assert found.id == staff_id
    assert give(database, token, code_at(secret, step_of(NOW) + 2), NOW + LATER) is None, "half a session opens once"


def test_a_code_opens_once(database: Database) -> None:
    _staff_id, secret, _codes = enrolled(database)
    then = NOW + LATER
    code = code_at(secret, step_of(then))
    assert isinstance(give(database, half_in(database, then), code, then), SignedIn)
    again = give(database, half_in(database, then), code, then)
    assert isinstance(again, Refused)
    older = give(database, half_in(database, then), code_at(secret, step_of(NOW)), then)
    assert isinstance(older, Refused), "nor one from before it"


def test_half_a_session_ends_after_ten_minutes(database: Database) -> None:
    _staff_id, secret, _codes = enrolled(database)
    token, then = half_in(database, NOW), NOW + timedelta(minutes=10)
    assert give(database, token, code_at(secret, step_of(then)), then) is None


def test_failures_wait_longer_and_a_right_password_does_not_begin_anew(database: Database) -> None:
    _staff_id, secret, _codes = enrolled(database)
    waits = []
    for _ in range(5):
        outcome = give(database, half_in(database, NOW), "123456", NOW)
        assert isinstance(outcome, Refused)
        waits.append(outcome.wait.total_seconds())
    assert waits == [0, 0, 0, 0, 30]
    with database.write() as session:
        assert isinstance(sign_in(session, "tran.ha", PASSWORD, NOW), Refused), "locked at the password too"
    then = NOW + timedelta(seconds=31)
    token = half_in(database, then)
    outcome = give(database, token, "123456", then)
    assert isinstance(outcome, Refused)
    assert outcome.wait.total_seconds() == 60
    then += timedelta(seconds=61)
    assert isinstance(give(database, token, code_at(secret, step_of(then)), then), SignedIn)
    with database.read() as session:
        assert session.exec(select(Staff.failed_signins).where(Staff.login == "tran.ha")).one() == 0


def test_a_recovery_code_opens_once_however_it_is_typed(database: Database) -> None:
    staff_id, _secret, codes = enrolled(database)
    assert isinstance(give(database, half_in(database, NOW), codes[0].upper().replace("-", " "), NOW), SignedIn)
    assert isinstance(give(database, half_in(database, NOW), codes[0], NOW), Refused)
    with database.read() as session:
        assert second_step.codes_left(session, session.get_one(Staff, staff_id)) == 9
        kept = session.exec(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(kept)


def test_new_recovery_codes_void_the_old(database: Database) -> None:
    staff_id, _secret, codes = enrolled(database)
    with database.write() as session:
        newer = second_step.renew_recovery_codes(session, session.get_one(Staff, staff_id))
    assert isinstance(give(database, half_in(database, NOW), codes[0], NOW), Refused)
    assert isinstance(give(database, half_in(database, NOW), newer[0], NOW), SignedIn)


def test_turned_off_the_password_is_enough_and_nothing_is_kept(database: Database) -> None:
    staff_id, _secret, _codes = enrolled(database)
    with database.write() as session:
        second_step.turn_off(session, session.get_one(Staff, staff_id))
        assert isinstance(sign_in(session, "tran.ha", PASSWORD, NOW), SignedIn)
        assert session.exec(select(RecoveryCode)).all() == []
        assert session.get_one(Staff, staff_id).totp_sealed == b""


def test_sessions_end_one_by_one_or_all_but_one(database: Database) -> None:
    staff_id = build_offices(database).head
    with database.write() as session:
        tokens = []
        for _ in range(3):
            outcome = sign_in(session, "tran.ha", PASSWORD, NOW)
            assert isinstance(outcome, SignedIn)
            tokens.append(outcome.token)
        assert end_sessions(session, staff_id + 1, only=hash_of(tokens[0])) == 0, "nobody ends another person's"
        assert end_sessions(session, staff_id, only=hash_of(tokens[0])) == 1
        assert end_sessions(session, staff_id, but=hash_of(tokens[2])) == 1
        assert session.exec(select(StaffSession.token_hash)).all() == [hash_of(tokens[2])]
