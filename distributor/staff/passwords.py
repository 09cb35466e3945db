"""Passwords: hashed with argon2id, and checked in the same time whether the person exists or not."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from distributor.errors import LoaError

SHORTEST = 10
LONGEST = 1_000

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each check takes 64 MiB: a flood of sign-ins must wait rather than take the machine's memory."""

NOBODY = _HASHER.hash("no person has this password")
"""What is checked against when a login is unknown, so that the answer takes as long."""


def hash_password(password: str) -> str:
    """Raises LoaError if the password is too short or too long."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise LoaError(f"Mật khẩu phải có từ {SHORTEST} đến {LONGEST} ký tự.")
    return _HASHER.hash(normal)


def verify(password_hash: str, password: str) -> bool:
    """Takes some 50 ms on purpose: never call it with a transaction open."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash, _normal(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    # Two keyboards may spell the same Vietnamese letter in two ways.
    return unicodedata.normalize("NFC", password)
