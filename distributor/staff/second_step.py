"""The second step at sign-in: set up, taken, given up, and what stands in for a lost telephone. Functions never commit.

The failures of this step and of passwords are one count: whoever guesses waits longer and longer, at either.
"""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from distributor.errors import LoaError
from distributor.models import RecoveryCode, Staff
from distributor.staff.devices import Browser
from distributor.staff.sessions import (
    NOT_KNOWN,
    Refused,
    SignedIn,
    count_failure,
    end_sessions,
    half_way,
    hash_of,
    open_session,
    wait_of,
)
from distributor.staff.totp import hash_of_recovery_code, matching_step, new_recovery_codes, new_secret
from distributor.vault import Vault
from phrases import phrase

LONGEST_CODE = 40


def begin(session: Session, staff: Staff, vault: Vault) -> None:
    """Make a secret that waits for the first code. Raises LoaError if the second step is in use already."""
    if staff.totp_since is not None:
        raise LoaError(phrase("staff.second-step-on"))
    staff.totp_sealed = vault.seal({"secret": new_secret()})
    session.add(staff)


def secret_of(staff: Staff, vault: Vault) -> str:
    """Empty while nothing was begun."""
    return vault.open(staff.totp_sealed).get("secret", "")


def confirm(session: Session, staff: Staff, code: str, vault: Vault, now: datetime) -> list[str]:
    """The first code shows that the telephone has the secret. Answers with the recovery codes. Raises LoaError."""
    secret = secret_of(staff, vault)
    if staff.totp_since is not None or not secret:
        raise LoaError(phrase("staff.second-step-not-begun"))
    step = matching_step(secret, code[:LONGEST_CODE], now, staff.totp_last_step)
    if step is None:
        raise LoaError(phrase("staff.second-step-code"))
    staff.totp_since, staff.totp_last_step = now, step
    session.add(staff)
    return renew_recovery_codes(session, staff)


def renew_recovery_codes(session: Session, staff: Staff) -> list[str]:
    """New ones, to be shown once; those before open nothing any more."""
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff.id))
    codes = new_recovery_codes()
    session.add_all([RecoveryCode(staff_id=staff.id or 0, code_hash=hash_of_recovery_code(code)) for code in codes])
    return codes


def codes_left(session: Session, staff: Staff) -> int:
    statement = select(func.count()).where(RecoveryCode.staff_id == staff.id, col(RecoveryCode.used_at).is_(None))
    return session.exec(statement).one()


def turn_off(session: Session, staff: Staff) -> None:
    """Turn the second step off: the secret and the recovery codes are forgotten. `totp_last_step` stays: an old code never
    opens again."""
    staff.totp_sealed, staff.totp_since = b"", None
    session.add(staff)
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff.id))


def take_code(
    session: Session,
    token: str,
    code: str,
    vault: Vault,
    now: datetime,
    user_agent: str = "",
    browser: Browser = NOT_KNOWN,
) -> SignedIn | Refused | None:
    """The second step of whoever holds `token` (of `NeedsCode`), by the telephone's code or a recovery code.

    None: the token is unknown or its time is over, and signing in begins anew.
    """
    known = half_way(session, token, now)
    # Locked, so that of two that send one code at once only one gets in.
    staff = None if known is None else session.exec(select(Staff).where(Staff.id == known.id).with_for_update()).first()
    if staff is None or staff.totp_since is None:
        return None
    session.refresh(staff)
    if wait := wait_of(staff, browser, now):
        return Refused("locked", wait, counted=False)
    if not _is_right(session, staff, code[:LONGEST_CODE], vault, now):
        return count_failure(session, staff, now, browser)
    end_sessions(session, staff.id or 0, only=hash_of(token))
    return open_session(session, staff, now, user_agent, browser)


def _is_right(session: Session, staff: Staff, code: str, vault: Vault, now: datetime) -> bool:
    step = matching_step(secret_of(staff, vault), code, now, staff.totp_last_step)
    if step is not None:
        staff.totp_last_step = step
        session.add(staff)
        return True
    used = session.connection().execute(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.staff_id) == staff.id,
            col(RecoveryCode.code_hash) == hash_of_recovery_code(code),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
    )
    return used.rowcount == 1
