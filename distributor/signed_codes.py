"""Codes in addresses that only we can make: a row's number and a signature by the home's first secret, for one purpose each.

Whoever has such an address may read or end what it names, without an account; nobody can guess another's. Nothing is stored.
A dated one is for messages, where letters cost, and ages; the code that a person types is six digits and must be limited.
"""

import base64
import hashlib
import hmac
from datetime import date, timedelta

_SIGNED, _SHORT = 16, 10
"""Bytes of the signature: 128 bits; of a dated code 80."""
LONGEST = 60
BEGAN = date(2026, 1, 1)


def signed_code(secret: bytes, purpose: str, number: int, given: date | None = None) -> str:
    said = f"{number}" if given is None else f"{number}-{(given - BEGAN).days}"
    return f"{said}-{_signature(secret, purpose, said)}"


def number_of_code(secret: bytes, purpose: str, code: str, since: date | None = None) -> int | None:
    """None for what we did not sign for this purpose. `since`: it must be a dated one, and given on this day or later."""
    said, _, signature = code.rpartition("-")
    number, _, day = said.partition("-")
    parts = (number, day) if since is not None else (said,)
    if len(code) > LONGEST or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if not hmac.compare_digest(_signature(secret, purpose, said).encode(), signature.encode()):
        return None
    return None if since is not None and BEGAN + timedelta(days=int(day)) < since else int(number)


def typed_code(secret: bytes, purpose: str, number: int) -> str:
    """Six digits, for a person to type."""
    return f"{int.from_bytes(_digest(secret, purpose, f'{number}')) % 1_000_000:06d}"


def _signature(secret: bytes, purpose: str, said: str) -> str:
    made = _digest(secret, purpose, said)[: _SHORT if "-" in said else _SIGNED]
    return base64.b32encode(made).decode().rstrip("=").lower()


def _digest(secret: bytes, purpose: str, said: str) -> bytes:
    return hmac.digest(secret, f"loa: {purpose} {said}".encode(), hashlib.sha256)
