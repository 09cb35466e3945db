"""A file between its check and its import: sealed in the home, for an hour, for the person who brought it.

It may hold telephone numbers, so it never lies there readable. The name of the file is random and stands in the page's address.
"""

import base64
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from distributor.errors import LoaError
from distributor.vault import Vault
from phrases import phrase

FOLDER = "imports"
LIVES = timedelta(hours=1)
TOKEN = re.compile(r"[0-9a-f]{32}")
GONE = phrase("importing.gone")


@dataclass(frozen=True)
class KeptTable:
    """`kind`: items or people. `target`: the unit, or the list. `by`: who brought it."""

    by: str
    kind: str
    target: int
    name: str
    octets: bytes


class KeptFiles:
    def __init__(self, home: Path, vault: Vault) -> None:
        self._home, self._folder = home, home / FOLDER
        self._vault = vault

    def put(self, kept: KeptTable, now: datetime) -> str:
        """Keep a table; return the token under which it is found again."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        sweep_kept(self._home, now)
        token = secrets.token_hex(16)
        secret = {
            "by": kept.by,
            "kind": kept.kind,
            "target": str(kept.target),
            "name": kept.name,
            "until": (now + LIVES).isoformat(),
            "octets": base64.b85encode(kept.octets).decode("ascii"),
        }
        place = self._folder / token
        place.touch(mode=0o600)
        place.write_bytes(self._vault.seal(secret))
        return token

    def get(self, token: str, by: str, now: datetime) -> KeptTable:
        """Return the kept table. Raises LoaError where there is none, or it is another person's."""
        place = self._folder / token
        if not TOKEN.fullmatch(token) or not place.is_file():
            raise LoaError(GONE)
        opened = self._vault.open(place.read_bytes())
        if opened.get("by") != by or datetime.fromisoformat(opened["until"]) <= now:
            raise LoaError(GONE)
        octets = base64.b85decode(opened["octets"])
        return KeptTable(by, opened["kind"], int(opened["target"]), opened["name"], octets)

    def drop(self, token: str) -> None:
        if TOKEN.fullmatch(token):
            (self._folder / token).unlink(missing_ok=True)


def sweep_kept(home: Path, now: datetime) -> None:
    """Files that nobody can take in any more. By the file's own time: what is inside need not be opened for it."""
    if not (home / FOLDER).is_dir():
        return
    for place in (home / FOLDER).iterdir():
        with suppress(FileNotFoundError):  # another process sweeps too
            if place.stat().st_mtime < (now - LIVES).timestamp():
                place.unlink()
