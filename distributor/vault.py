"""Secrets at rest, in envelopes: data keys seal, and the home's master key seals the data keys (`distributor.keyring`).

A database without data keys, and what was sealed before it had any, is sealed by the master key itself.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from distributor.db import Database
from distributor.errors import SettingsError
from distributor.keyring import (
    Keyring,
    ensure_master,
    first_look_up_key,
    keyring_of,
    make_master,
    read_masters,
    secret_key,
)
from distributor.many_tokens import ManyTokens
from distributor.models import KeyPurpose
from phrases import phrase

_MARK = b"k%d."
"""Before what a data key sealed: its number. A token of the master key begins with a `g`."""


class Vault:
    """Seals and opens secrets. `masters`: the current one first, as `read_masters` gives them."""

    def __init__(self, masters: Sequence[bytes], keyring: Keyring | None = None) -> None:
        self._masters, self._keyring = masters, keyring
        self._opening: dict[bytes, ManyTokens] = {}
        """By the key that many were opened with last."""
        try:
            self._by_master = MultiFernet([Fernet(key) for key in masters])
        except ValueError as error:
            raise SettingsError(phrase("vault.key-malformed")) from error

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return self.sealer()(secrets)

    def sealer(self) -> Callable[[Mapping[str, str]], bytes]:
        """Return a function that seals many secrets one after the other, by the key that seals at this moment."""
        current = self._keyring.current(KeyPurpose.SEAL) if self._keyring else None
        mark, sealing = (b"", self._by_master) if current is None else (_MARK % current.id, Fernet(current.key))
        return lambda secrets: mark + sealing.encrypt(json.dumps(dict(secrets), ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Open a sealed value. Raises SettingsError if the key is not the one that sealed."""
        if not sealed:
            return {}
        try:
            opened: dict[str, str] = json.loads(self._decrypt(sealed))
        except InvalidToken as error:
            raise SettingsError(phrase("vault.key-changed")) from error
        return opened

    def open_all(self, sealed: Sequence[bytes]) -> list[dict[str, str]]:
        """Open many sealed values, those of one key together. Raises as `open`."""
        opened: list[dict[str, str]] = [{} for _ in sealed]
        by_key: dict[bytes, list[int]] = {}
        for place, each in enumerate(sealed):
            if each:
                mark, dot, _token = each.partition(b".")
                by_key.setdefault(mark + dot if dot and mark.startswith(b"k") else b"", []).append(place)
        for mark, places in by_key.items():
            try:
                told = self._many(mark).open([sealed[place][len(mark) :] for place in places])
                found = json.loads(b"[" + b",".join(told) + b"]")
            except (InvalidToken, ValueError):
                # Of another master key, or there is no such key: each tells what is wrong.
                found = [self.open(sealed[place]) for place in places]
            for place, each in zip(places, found, strict=True):
                opened[place] = each
        return opened

    def _many(self, mark: bytes) -> ManyTokens:
        """Return what opens many of the data key of that mark, of the master key without one. Raises InvalidToken."""
        if not mark:
            key = self._masters[0]
        else:
            found = self._keyring.key(int(mark[1:-1])) if self._keyring else None
            if found is None or found.purpose is not KeyPurpose.SEAL:
                raise InvalidToken
            key = found.key
        if key not in self._opening:
            self._opening = {key: ManyTokens(key)}
        return self._opening[key]

    def by_master(self) -> "Vault":
        """The same without data keys: for what must be opened where there is no database yet."""
        return Vault(self._masters)

    def is_current(self, sealed: bytes) -> bool:
        """Return True if the key that seals today sealed this, or there is nothing sealed."""
        current = self._keyring.current(KeyPurpose.SEAL) if self._keyring else None
        return not sealed or current is None or sealed.startswith(_MARK % current.id)

    @property
    def first_secret(self) -> bytes:
        """Return `keyring.secret_key`: for addresses that others know."""
        return self._masters[-1]

    def look_up_keys(self) -> Sequence[bytes]:
        """Return the keys for the keyed hash of a number: the current one, then those of old, for comparing only."""
        kept = self._keyring.keys(KeyPurpose.LOOK_UP) if self._keyring else ()
        return [one.key for one in kept] or [first_look_up_key(self._masters)]

    def _decrypt(self, sealed: bytes) -> bytes:
        number, dot, token = sealed.partition(b".")
        if not dot or not number.startswith(b"k"):
            return self._by_master.decrypt(sealed)
        found = self._keyring.key(int(number[1:])) if self._keyring else None
        if found is None or found.purpose is not KeyPurpose.SEAL:
            raise InvalidToken
        return Fernet(found.key).decrypt(token)


def open_vault(home: Path, environment: Mapping[str, str] | None = None, *, database: Database | None = None) -> Vault:
    """The home's vault, with the data keys of its `database`. The master key is made on first use (mode 0600), and never a second
    time: raises SettingsError where it is gone and the database holds what it sealed.
    """
    environment = os.environ if environment is None else environment
    if database is None:
        return Vault(read_masters(home, environment) or make_master(home))
    return Vault(ensure_master(database, home, environment), keyring_of(database, home, environment))


def lasting_key(home: Path, database: Database, purpose: KeyPurpose, context: bytes) -> bytes:
    """32 bytes that no rotation changes. A database without data keys has one that is derived from the home's secret.

    Raises SettingsError where the master key is gone.
    """
    open_vault(home, database=database)
    current = keyring_of(database, home).current(purpose)
    return current.key if current else hmac.digest(secret_key(home), context, hashlib.sha256)
