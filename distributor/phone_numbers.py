"""Telephone numbers: one form, found by a keyed hash, encrypted at rest, masked on every screen, in no log.

The key of the hash is made from the home's secret key, so that a stolen database cannot be searched for a number.
"""

import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import phonenumbers

from distributor.vault import Vault

_SPELLED = re.compile(r"\+?[\d\s.\-()]{9,24}")
_PURPOSE = b"loa: numbers of citizens"


class Numbers:
    """Seals, opens and hashes numbers in E.164 form."""

    def __init__(self, vault: Vault, key: bytes) -> None:
        self._vault = vault
        self._key = hmac.digest(key, _PURPOSE, hashlib.sha256)

    def hash(self, number: str) -> str:
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()

    def seal(self, number: str) -> bytes:
        return self._vault.seal({"number": number})

    def open(self, sealed: bytes) -> str:
        """Empty for an erased one. Raises SettingsError if the key is not the one that sealed."""
        return self._vault.open(sealed).get("number", "")


def open_numbers(home: Path, vault: Vault, environment: Mapping[str, str] | None = None) -> Numbers:
    """With the key that the vault of this home has."""
    return Numbers(vault, secret_key(home, environment))


def secret_key(home: Path, environment: Mapping[str, str] | None = None) -> bytes:
    """The home's; `open_vault` has made it before."""
    environment = os.environ if environment is None else environment
    return environment.get("LOA_SECRET_KEY", "").encode() or (home / "secret.key").read_bytes().strip()


def normal_number(text: str) -> str | None:
    """A Vietnamese mobile number as `+84912345678`, however it was written; None for anything else."""
    spelled = unicodedata.normalize("NFKC", text).strip()
    if not _SPELLED.fullmatch(spelled):
        return None
    try:
        number = phonenumbers.parse(spelled, "VN")
    except phonenumbers.NumberParseException:
        return None
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != 84 or not mobile or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """`09•• ••• 567`, for screens."""
    local = "0" + number.removeprefix("+84")
    return f"{local[:2]}•• ••• {local[-3:]}" if len(local) >= 8 else "•••"
