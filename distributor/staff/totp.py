"""The second factor of a sign-in: one-time codes of a telephone (TOTP, RFC 6238, as every authenticator app makes them) and
recovery codes. Pure but for chance."""

import hashlib
import hmac
import secrets
from datetime import datetime

from pyotp import TOTP, random_base32

STEP_S = 30
DIGITS = 6
SLACK = 1
"""Steps that a telephone's clock may be off, either way."""
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without letters and digits that look alike on paper."""


def new_secret() -> str:
    """160 bits in base32, as RFC 4226 recommends."""
    return random_base32(32)


def code_at(secret: str, step: int) -> str:
    """The code of one step of thirty seconds since 1970."""
    return TOTP(secret, digits=DIGITS, interval=STEP_S).generate_otp(step)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code this is; None if it is none of now, or not later than `last_step`: a code opens once."""
    typed = "".join(code.split())
    here = step_of(now)
    found = None
    for step in range(here - SLACK, here + SLACK + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()) and step > last_step:
            found = step
    return found


def enrolment_uri(secret: str, login: str) -> str:
    """Return what the QR code says to an authenticator app."""
    return TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=login, issuer_name="Loa")


def in_groups(secret: str) -> str:
    """Format a secret for typing by hand: groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> list[str]:
    """Return `k7m2-p9qd-x4rt`, each of some 59 bits."""
    return ["-".join(_word(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]


def hash_of_recovery_code(code: str) -> str:
    """SHA-256 of what was typed, whatever its case, spaces and hyphens. The code is random, so a slow hash gains nothing."""
    plain = "".join(letter for letter in code.casefold() if letter in _ALPHABET)
    return hashlib.sha256(f"loa recovery {plain}".encode()).hexdigest()


def new_first_password() -> str:
    """Make a password for a person who is new or has forgotten theirs; to be changed at once."""
    return "-".join(_word(4) for _ in range(4))


def _word(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
