"""Password hashing: with argon2id, checked in the same time whether the person exists or not."""

import re
import threading
import tomllib
import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from distributor.errors import LoaError
from distributor.settings import CONFIG_FOLDER
from phrases import phrase

SHORTEST = 10
LONGEST = 1_000

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each check takes 64 MiB: a flood of sign-ins must wait rather than take the machine's memory."""

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$28rVmonP/XawNtHFaXIAXg$jayWPW+KA62Ob8PCgCO7HvV50NZ3iem9UEej1FyN0b8"
"""What is checked against when a login is unknown, so that the answer takes as long: the hash of a word that was thrown away.
Made once and for all: to make it at each start took a third of a second of a processor."""


def check_password(password: str, login: str) -> None:
    """Check a new password. Raises LoaError if this must not be the password of this login: too short, the login, or what
    everybody tries first."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise LoaError(phrase("staff.password-length", shortest=SHORTEST, longest=LONGEST))
    letters, name = _letters(normal), _letters(login)
    if name and (name in letters or letters in name) and len(letters) < len(name) + SHORTEST:
        raise LoaError(phrase("staff.password-like-login"))
    if len(set(letters)) < 5 or _in_a_row(letters) or re.sub(r"\d+$", "", letters) in _common():
        raise LoaError(phrase("staff.password-guessed"))


def hash_password(password: str) -> str:
    """Hash a password. Raises LoaError if the password is too short or too long."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise LoaError(phrase("staff.password-length", shortest=SHORTEST, longest=LONGEST))
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


def _letters(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return re.sub(r"[^a-z0-9]", "", plain)


def _in_a_row(letters: str) -> bool:
    """`1234567890`, `abcdefghij`, and the same backwards or again and again."""
    steps = [ord(after) - ord(before) for before, after in pairwise(letters)]
    return sum(abs(step) == 1 for step in steps) >= 0.8 * len(steps)


@cache
def _common() -> frozenset[str]:
    table = tomllib.loads((CONFIG_FOLDER / "passwords.toml").read_text(encoding="utf-8"))
    return frozenset(table["words"])
