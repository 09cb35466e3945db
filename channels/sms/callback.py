"""What an HTTP gateway reports by itself, read as `config/sms.toml` describes it: a receipt, or a citizen's message. Pure.

The address is secret; a gateway that signs its reports is checked by its signature too. A case holds when each field it names
has that value: `5`, at least so much (`1+`), or between two (`1-63`). The first case that holds tells the status.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from channels.messenger import Heard, ReceiptReport
from channels.sms.configuration import CallbackConfiguration
from channels.sms.credentials import SmsCredentials
from channels.sms.encoding import clean

LONGEST_TEXT = 5_000
_RANGE = re.compile(r"(\d+)(?:\+|-(\d+))")


class NotOurs(Exception):
    """The report is not signed as the gateway signs."""


def fields_of(query: str, body: bytes, content_type: str) -> dict[str, str]:
    """Return what a report says, however it came: query, form or JSON; `a.b` for what lies deeper."""
    told = dict(parse_qsl(query, keep_blank_values=True))
    if "json" in content_type or body[:1] in (b"{", b"["):
        told |= _flat(_document(body))
    elif body:
        told |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return told


def check_signature(
    described: CallbackConfiguration, credentials: SmsCredentials, body: bytes, headers: Mapping[str, str]
) -> None:
    """HMAC-SHA256 of the body, in hexadecimal, by the secret that the description names. Raises NotOurs."""
    if not described.signature_header:
        return
    secret = credentials.secret(described.signature_secret)
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = headers.get(described.signature_header.lower(), "").rpartition("=")[2].lower()
    if not secret or not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotOurs


def receipt_in(described: CallbackConfiguration, told: Mapping[str, str]) -> ReceiptReport | None:
    """None if it reports nothing that ends a message."""
    message_id = clean(told.get(described.id, ""))
    if not message_id:
        return None
    for case in described.cases:
        if all(_holds(wish, told.get(name, "")) for name, wish in case.when.items()):
            return ReceiptReport(message_id[:100], case.status, clean(told.get(described.code, ""))[:16])
    return None


def heard_in(described: CallbackConfiguration, told: Mapping[str, str]) -> Heard | None:
    """A citizen's message that the gateway passes on; None if this is no such report."""
    inbound = described.inbound
    if inbound is None or not all(_holds(wish, told.get(name, "")) for name, wish in inbound.when.items()):
        return None
    sender, text = clean(told.get(inbound.sender, "")), told.get(inbound.text, "")[:LONGEST_TEXT]
    if not sender or not text.strip():
        return None
    line = "|".join((sender, told.get(inbound.to, ""), told.get(inbound.id, ""), text))
    return Heard(
        sender=sender if sender.startswith(("+", "0")) else f"+{sender}",
        to=clean(told.get(inbound.to, ""))[:20],
        text=text,
        fingerprint=hashlib.sha256(line.encode()).hexdigest(),
    )


def _holds(wish: str, value: str) -> bool:
    if wish == value:
        return True
    span = _RANGE.fullmatch(wish)
    if span is None or not (value.isascii() and value.isdigit()):
        return False
    return int(value) >= int(span[1]) and (span[2] is None or int(value) <= int(span[2]))


def _document(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _flat(document: object, place: str = "") -> dict[str, str]:
    """Scalars by their path."""
    if isinstance(document, Mapping):
        found: dict[str, str] = {}
        for name, value in document.items():
            found |= _flat(value, f"{place}.{name}" if place else str(name))
        return found
    if isinstance(document, str | int) and not isinstance(document, bool):
        return {place: str(document)}
    return {}
