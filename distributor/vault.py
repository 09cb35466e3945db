"""Secrets at rest: encrypted with a key that lies in the home, readable by its owner only, or comes from the environment."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from distributor.errors import SettingsError
from distributor.phrases import phrase


class Vault:
    """Encrypts and decrypts the credentials of accounts."""

    def __init__(self, key: bytes) -> None:
        try:
            self._fernet = Fernet(key)
        except ValueError as error:
            raise SettingsError(phrase("vault.key-malformed")) from error

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return self._fernet.encrypt(json.dumps(dict(secrets), ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Raises SettingsError if the key is not the one that sealed."""
        if not sealed:
            return {}
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise SettingsError(phrase("vault.key-changed")) from error
        return opened


def open_vault(home: Path, environment: Mapping[str, str] | None = None) -> Vault:
    """The home's vault; its key is made on first use (mode 0600)."""
    environment = os.environ if environment is None else environment
    if key := environment.get("LOA_SECRET_KEY"):
        return Vault(key.encode())
    file = home / "secret.key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = file.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(Fernet.generate_key())
        try:
            os.link(temporary, file)  # the first of two processes wins; the other reads the winner's key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return Vault(file.read_bytes().strip())
