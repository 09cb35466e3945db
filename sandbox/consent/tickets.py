"""What the consent screens have given out: codes, request tokens, access and refresh tokens; an index over one journal.

A ticket is written to the journal first and counts second; a restart applies the journal again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sandbox.clock import now
from sandbox.journal import Journal


@dataclass(frozen=True)
class Ticket:
    """`kind`: `code`, `user`, `page`, `request`, `access`, `refresh`. `accounts`: ids that the person chose.

    `expires`: seconds since 1970, 0 for never. `challenge`: of PKCE (S256). `secret`: of an OAuth 1.0a token. `lasting`: a user
    token that was exchanged for a long-lived one, or a code asked for with offline access. `verifier`: of OAuth 1.0a.
    """

    value: str
    platform: str
    kind: str
    accounts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    expires: float = 0.0
    redirect: str = ""
    challenge: str = ""
    secret: str = ""
    verifier: str = ""
    lasting: bool = False
    used: bool = False

    def is_over(self, moment: float) -> bool:
        return 0 < self.expires <= moment


class Tickets:
    def __init__(self, folder: Path) -> None:
        self._held: dict[str, Ticket] = {}
        self._journal = Journal(folder / "consent.jsonl")
        for record in self._journal.records():
            values: dict[str, Any] = dict(record)
            self._hold(Ticket(**{**values, "accounts": tuple(values["accounts"]), "scopes": tuple(values["scopes"])}))

    def close(self) -> None:
        self._journal.close()

    def keep(self, ticket: Ticket) -> Ticket:
        """Add it, or replace the one of its value."""
        self._journal.append(asdict(ticket))
        self._hold(ticket)
        return ticket

    def find(self, platform: str, kind: str, value: str) -> Ticket | None:
        """The ticket, old or used as it may be."""
        held = self._held.get(value)
        return held if held is not None and (held.platform, held.kind) == (platform, kind) else None

    def of(self, platform: str, kind: str) -> list[Ticket]:
        return [one for one in self._held.values() if (one.platform, one.kind) == (platform, kind)]

    def spend(self, ticket: Ticket) -> Ticket:
        return self.keep(replace(ticket, used=True))

    def age(self, platform: str) -> None:
        """Everything of this platform that ends some day ends now."""
        moment = now()
        for ticket in [one for one in self._held.values() if one.platform == platform and one.expires]:
            self.keep(replace(ticket, expires=min(ticket.expires, moment)))

    def _hold(self, ticket: Ticket) -> None:
        self._held[ticket.value] = ticket


def new_value(length: int) -> str:
    """Letters and digits, never the same twice."""
    letters = base64.b64encode(os.urandom(length)).decode()
    return letters.translate({ord("+"): "q", ord("/"): "Z", ord("="): "w"})[:length]


def fits_challenge(challenge: str, verifier: str) -> bool:
    """RFC 7636, S256: 43 to 128 unreserved characters whose SHA-256 is the challenge."""
    plain = verifier.translate({ord(mark): None for mark in "-._~"})
    if not 43 <= len(verifier) <= 128 or not (plain.isascii() and plain.isalnum()):
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return hmac.compare_digest(digest, challenge)
