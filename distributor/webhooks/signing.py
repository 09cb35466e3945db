"""Webhook signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

BEGINS = "whsec_"


def new_secret() -> str:
    """24 random bytes, as receivers' libraries take them."""
    return BEGINS + base64.b64encode(secrets.token_bytes(24)).decode()


def headers_of(key: str, at: datetime, body: bytes, signing_secrets: Sequence[str]) -> dict[str, str]:
    """Return the signed headers of an event. `key`: of the event, the same at every try. While a secret is being changed there
    are two signatures."""
    timestamp = str(int(at.timestamp()))
    signed = f"{key}.{timestamp}.".encode() + body
    signatures = [
        base64.b64encode(
            hmac.new(base64.b64decode(secret.removeprefix(BEGINS)), signed, hashlib.sha256).digest()
        ).decode()
        for secret in signing_secrets
    ]
    return {
        "webhook-id": key,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
