"""Telephone numbers: one form, found by a keyed hash, encrypted at rest, masked on every screen, in no log.

The hash has a data key of its own (`distributor.keyring`), so that a stolen database cannot be searched for a number.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import phonenumbers
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.tables import content_of
from distributor.models import Case, Inbound, OptOut, SmsAsking, Subscriber
from distributor.settings import CONFIG_FOLDER
from distributor.vault import Vault

_FOUND_BY_HASH: Sequence[tuple[Any, Any]] = (
    (Subscriber, Subscriber.number_hash),
    (OptOut, OptOut.number_hash),
    (Inbound, Inbound.number_hash),
    (SmsAsking, SmsAsking.number_hash),
    (Case, Case.person_hash),
)
# What people paste with a number and nobody sees: zero-width marks, marks of direction, soft hyphens, byte order marks.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_APART = re.compile(r"[\s.\-()]+")
_SPELLED = re.compile(r"(?:(?:\+|00)?840?|0)?(1\d{9}|[1-9]\d{8})")
_FIXED_LINE = re.compile(r"(?:(?:\+|00)?84|0)?0?2\d{8,9}")
_SERVICE = re.compile(r"(?:\+?84|0)?1[89]00\d{4,6}|\d{1,6}")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_LONGEST_SPELLED = 40


class Numbers:
    """Seals, opens and hashes numbers in E.164 form."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def hash(self, number: str) -> str:
        """Return what a number is found by."""
        return self.hashes(number)[0]

    def hashes(self, number: str) -> list[str]:
        """Today's, and what it was found by before the keys were changed: whose number is erased is known by those alone."""
        return [_keyed(key, number) for key in self._vault.look_up_keys()]

    def rows_of(self, numbers: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """Each number with its hash and its sealed form: what many have in common is done once."""
        key, seal = self._vault.look_up_keys()[0], self._vault.sealer()
        for number in numbers:
            yield number, _keyed(key, number), seal({"number": number})

    @property
    def has_former_keys(self) -> bool:
        return len(self._vault.look_up_keys()) > 1

    def seal(self, number: str) -> bytes:
        return self._vault.seal({"number": number})

    def open(self, sealed: bytes) -> str:
        """Empty for an erased one. Raises SettingsError if the key is not the one that sealed."""
        return self._vault.open(sealed).get("number", "")

    def open_all(self, sealed: Sequence[bytes]) -> list[str]:
        """Open many at once, as `open` does one."""
        return [opened.get("number", "") for opened in self._vault.open_all(sealed)]


def _keyed(key: bytes, number: str) -> str:
    return hmac.digest(key, number.encode(), "sha256").hex()


def bring_over(session: Session, unit_id: int, found: Iterable[str], numbers: Numbers) -> None:
    """Let today's key find whom a former one found: of an erased number, only who has it in hand can do that."""
    if not numbers.has_former_keys:
        return
    moves = {old: hashes[0] for number in found for hashes in [numbers.hashes(number)] for old in hashes[1:]}
    for table, column in _FOUND_BY_HASH:
        there = select(column).where(table.unit_id == unit_id, col(column).in_(list(moves))).distinct()
        for old in session.exec(there).all():
            move_hash(session, unit_id, old, moves[old])


def move_hash(session: Session, unit_id: int, old: str, new: str) -> None:
    """Move everything of a unit from one hash to the other.

    Of units that merged, each may have brought a row of the number: then the older one stays as it is.
    """
    has = select(Subscriber.id).where(Subscriber.unit_id == unit_id, Subscriber.number_hash == new)
    keeps = Subscriber if session.exec(has).first() is not None else None
    for table, column in _FOUND_BY_HASH:
        if table is not keeps:
            session.connection().execute(
                update(table).where(col(table.unit_id) == unit_id, col(column) == old).values({column.key: new})
            )


class NumberFault(StrEnum):
    """The reason why something is no Vietnamese mobile number; the words are those of `broadcast.line.VALUE`."""

    NONE = "no-number"
    FORMULA = "formula"
    ROUNDED = "rounded"
    SEVERAL = "several-numbers"
    LETTERS = "letters"
    FOREIGN = "foreign"
    SERVICE = "service-number"
    LANDLINE = "landline"
    TOO_SHORT = "digits-missing"
    TOO_LONG = "digits-too-many"
    NO_NETWORK = "no-network"


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """`number`: as `+84912345678`, empty where `fault` says why. `was`: the old prefix (`0169`) of one that had eleven digits."""

    number: str = ""
    was: str = ""
    fault: NumberFault | None = None


def without_unseen(text: str) -> str:
    return text if text.isascii() else _UNSEEN.sub("", text)


def read_number(text: str) -> ReadNumber:
    """A Vietnamese mobile number however it was written, also one of the eleven digits that numbers had until 2018."""
    spelled = text if text.isascii() else unicodedata.normalize("NFKC", without_unseen(text))
    bare = _APART.sub("", spelled)
    found = _SPELLED.fullmatch(bare) if len(spelled) <= _LONGEST_SPELLED else None
    if found is None:
        return ReadNumber(fault=_fault_of(spelled.strip(), bare))
    national, was = found[1], ""
    if len(national) == 10:
        was = f"0{national[:3]}"
        now = _mobile_2018().get(was)
        if now is None:
            return ReadNumber(fault=_fault_of(spelled.strip(), bare))
        national = now[1:] + national[3:]
    if _mobile().fullmatch(national) is None:
        landline = national.startswith("2")
        return ReadNumber(fault=NumberFault.LANDLINE if landline else NumberFault.NO_NETWORK)
    return ReadNumber(f"+84{national}", was)


def _fault_of(spelled: str, bare: str) -> NumberFault:
    digits = sum(map(str.isdigit, bare))
    if not spelled:
        return NumberFault.NONE
    if spelled.startswith(("=", "@")) or re.match(r"[+\-][^\d\s(]", spelled):
        return NumberFault.FORMULA
    if _ROUNDED.search(spelled):
        return NumberFault.ROUNDED
    if (
        digits >= 18
        and len(re.findall(r"\d{8,}", _APART.sub("", re.sub(r"[,;/|]|\s-\s|\b(?:và|hoặc)\b", "_", spelled)))) > 1
    ):
        return NumberFault.SEVERAL
    if not re.fullmatch(r"\+?\d+", bare):
        return NumberFault.LETTERS
    if re.match(r"(?:\+|00)(?!84|0)", bare):
        return NumberFault.FOREIGN
    if _SERVICE.fullmatch(bare):
        return NumberFault.SERVICE
    if _FIXED_LINE.fullmatch(bare):
        return NumberFault.LANDLINE
    return NumberFault.TOO_SHORT if digits < 9 + bare.startswith(("0", "84")) else NumberFault.TOO_LONG


@cache
def _mobile() -> re.Pattern[str]:
    """The national numbers of ten digits, without their zero, that the library knows to be mobile."""
    known: Any = phonenumbers.PhoneMetadata.metadata_for_region("VN")
    return re.compile(rf"(?=\d{{9}}\Z)(?:{known.mobile.national_number_pattern})")


@cache
def _mobile_2018() -> Mapping[str, str]:
    return {old: str(new) for old, new in _numbering("mobile_2018").items() if old.isdigit()}


@cache
def _networks() -> Mapping[str, Mapping[str, Any]]:
    return {network: told for network, told in _numbering("networks").items() if isinstance(told, dict)}


def _numbering(name: str) -> Mapping[str, Any]:
    table = content_of(CONFIG_FOLDER / "numbering.toml")[name]
    assert isinstance(table, dict)  # noqa: S101 - the file is ours
    return table


@cache
def network_names() -> Mapping[str, str]:
    """Networks, by the keys that settings know them by."""
    return {network: str(told["name"]) for network, told in _networks().items()}


def network_of(number: str) -> str:
    """Return whose number `+84912345678` was given out as; empty for one that no network has."""
    if not number.startswith("+84"):
        return ""
    found, local = _by_prefix(), f"0{number[3:6]}"
    return found.get(local) or found.get(local[:3], "")


def network_named(text: str) -> str:
    """The network that somebody writes so, by its key, its name or what else it is called; empty if there is none."""
    return _by_name().get(_spelled_together(text), "")


@cache
def _by_name() -> Mapping[str, str]:
    return {
        _spelled_together(str(name)): network
        for network, told in _networks().items()
        for name in (network, told["name"], *told.get("also", ()))
    }


def _spelled_together(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


@cache
def _by_prefix() -> Mapping[str, str]:
    return {str(prefix): network for network, told in _networks().items() for prefix in told["prefixes"]}


def normal_number(text: str) -> str | None:
    """A Vietnamese mobile number as `+84912345678`, however it was written; None for anything else."""
    read = read_number(text)
    return read.number if read.number and not read.was else None


def addressee(channel: str, sender: str) -> str | None:
    """Return whom an answer to this sender goes to: a number in its one form, else `CHANNEL:ID`; None for what cannot be
    answered."""
    return normal_number(sender) if channel == "sms" else f"{channel}:{sender}"


def masked(number: str) -> str:
    """Return text such as `09•• ••• 567`, for screens; of a person on another channel `Zalo •••567`."""
    channel, _, person = number.partition(":")
    if person:
        return f"{channel.capitalize()} •••{person[-3:]}"
    local = "0" + number.removeprefix("+84")
    return f"{local[:2]}•• ••• {local[-3:]}" if len(local) >= 8 else "•••"
