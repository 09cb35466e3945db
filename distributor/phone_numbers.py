"""Telephone numbers: one form, found by a keyed hash, encrypted at rest, masked on every screen, in no log.

The hash has a data key of its own (`distributor.keyring`), so that a stolen database cannot be searched for a number.
"""

import hashlib
import hmac
import re
import unicodedata

import phonenumbers

from distributor.vault import Vault

_SPELLED = re.compile(r"\+?[\d\s.\-()]{9,24}")


class Numbers:
    """Seals, opens and hashes numbers in E.164 form."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def hash(self, number: str) -> str:
        """What a number is found by."""
        return self.hashes(number)[0]

    def hashes(self, number: str) -> list[str]:
        """Today's, and what it was found by before the keys were changed: whose number is erased is known by those alone."""
        said = number.encode()
        return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in self._vault.look_up_keys()]

    def seal(self, number: str) -> bytes:
        return self._vault.seal({"number": number})

    def open(self, sealed: bytes) -> str:
        """Empty for an erased one. Raises SettingsError if the key is not the one that sealed."""
        return self._vault.open(sealed).get("number", "")


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
