"""Telephone numbers: one form, found by a keyed hash, encrypted at rest, masked on every screen, in no log.

The hash has a data key of its own (`distributor.keyring`), so that a stolen database cannot be searched for a number.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import phonenumbers
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.models import Case, Inbound, OptOut, Subscriber
from distributor.vault import Vault

_FOUND_BY_HASH: Sequence[tuple[Any, Any]] = (
    (Subscriber, Subscriber.number_hash),
    (OptOut, OptOut.number_hash),
    (Inbound, Inbound.number_hash),
    (Case, Case.person_hash),
)
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


def bring_over(session: Session, unit_id: int, found: Iterable[str], numbers: Numbers) -> None:
    """Let today's key find whom a former one found: of an erased number, only who has it in hand can do that."""
    moves = {old: hashes[0] for number in found for hashes in [numbers.hashes(number)] for old in hashes[1:]}
    if not moves:
        return
    for table, column in _FOUND_BY_HASH:
        there = select(column).where(table.unit_id == unit_id, col(column).in_(list(moves))).distinct()
        for old in session.exec(there).all():
            move_hash(session, unit_id, old, moves[old])


def move_hash(session: Session, unit_id: int, old: str, new: str) -> None:
    """Everything of a unit that stands under one hash stands under the other."""
    for table, column in _FOUND_BY_HASH:
        session.connection().execute(
            update(table).where(col(table.unit_id) == unit_id, col(column) == old).values({column.key: new})
        )


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
