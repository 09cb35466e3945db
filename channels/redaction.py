"""Takes every secret out of a text before it becomes evidence or a log line.

Known secrets are removed by value, however they are spelled (plain, percent-encoded, inside JSON); secrets nobody told us of
are removed by the name they stand under; phone numbers are removed because they are personal data.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from pydantic import BaseModel, SecretStr

REMOVED = "[***]"
EVIDENCE_LIMIT = 1_000

# A text is cut to this before the patterns run, so that a huge answer costs little.
_READ_LIMIT = 20_000
# A shorter value would be found inside ordinary words.
_SHORTEST_SECRET = 4

_NAMES = (
    r"access_?token|refresh_?token|id_token|page_token|token_secret|access_token_secret|app_?secret|appsecret_proof"
    r"|client_secret|consumer_(?:key|secret)|api_?key|secret_?key|password|fb_exchange_token|input_token|oauth_\w+"
)
_PATTERNS = (
    (re.compile(r"(?i)\b((?:proxy-)?authorization)(\"?'?\s*[:=]\s*[\"']?)[^\r\n]+"), rf"\1\2{REMOVED}"),
    (re.compile(rf"(?i)\b({_NAMES})(\\?[\"']?\s*(?:=|:|%3D)\s*\\?[\"']?)[^\s&\"'\\,;}})]+"), rf"\1\2{REMOVED}"),
    (re.compile(r"(?i)\b(bearer|oauth|basic)\s+[\w\-.~+/|=]{8,}"), rf"\1 {REMOVED}"),
    # A Facebook token recognised by its form alone.
    (re.compile(r"\bEAA[A-Za-z0-9]{16,}"), REMOVED),
    # A Vietnamese number: longer runs of digits are identifiers of posts and pages.
    (re.compile(r"(?<![\d.])(?:\+84|\(\+84\)|84|0)(?:[ .\-]?\d){9,10}(?![\d])"), REMOVED),
)


def secrets_of(credentials: BaseModel) -> tuple[str, ...]:
    """The values of all secret fields, longest first."""
    values = (getattr(credentials, name) for name in type(credentials).model_fields)
    found = {value.get_secret_value() for value in values if isinstance(value, SecretStr)}
    return tuple(sorted((secret for secret in found if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True))


def _spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}


class Redactor:
    """Removes the secrets of one account, and whatever looks like a secret or a phone number."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        longest_first = sorted(spellings, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    @classmethod
    def of(cls, credentials: BaseModel, *derived: str) -> "Redactor":
        """Make one for an account's credentials, and for secrets derived from them such as a proof."""
        return cls((*secrets_of(credentials), *(secret for secret in derived if secret)))

    def clean(self, text: str) -> str:
        """Return `text` without secrets."""
        if self._known is not None:
            text = self._known.sub(REMOVED, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def evidence(self, *parts: str) -> str:
        """Parts that are not empty, joined, cleaned, then cut: cutting first could leave half a secret."""
        text = " | ".join(part for part in parts if part)
        return self.clean(text[:_READ_LIMIT])[:EVIDENCE_LIMIT]
