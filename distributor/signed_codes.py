"""Codes in addresses that only we can make: a row's number and a signature by the home's first secret, for one purpose each.

Whoever has such an address may read or end what it names, without an account; nobody can guess another's. Nothing is stored.
"""

import base64
import hashlib
import hmac

_SIGNED = 16
"""Bytes of the signature: 128 bits."""
LONGEST = 60


def signed_code(secret: bytes, purpose: str, number: int) -> str:
    return f"{number}-{_signature(secret, purpose, number)}"


def number_of_code(secret: bytes, purpose: str, code: str) -> int | None:
    """None for what we did not sign for this purpose."""
    said, _, signature = code.partition("-")
    if len(code) > LONGEST or not (said.isascii() and said.isdigit()):
        return None
    number = int(said)
    known = _signature(secret, purpose, number)
    return number if hmac.compare_digest(known.encode(), signature.encode()) else None


def _signature(secret: bytes, purpose: str, number: int) -> str:
    made = hmac.digest(secret, f"loa: {purpose} {number}".encode(), hashlib.sha256)[:_SIGNED]
    return base64.b32encode(made).decode().rstrip("=").lower()
