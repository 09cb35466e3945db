"""Signatures of OAuth 1.0a (RFC 5849, HMAC-SHA1) for the steps in which there is no access token yet."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import urllib.parse
from collections.abc import Iterator

from sandbox.calls import Call
from sandbox.clock import now

_HOSTS = ("api.twitter.com", "api.x.com")
_WINDOW_S = 300
_PARAMETER = re.compile(r'\s*([\w.~-]+)\s*=\s*"([^"]*)"\s*(?:,|$)')


def signed(call: Call, consumer_secret: str | None, token_secret: str | None) -> dict[str, str] | None:
    """The `oauth_` parameters of a call whose signature is right; None otherwise. Without secrets it is not looked at."""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return None
    given = {name: urllib.parse.unquote(value) for name, value in _PARAMETER.findall(rest)}
    if consumer_secret is None or token_secret is None:
        return given
    signature = given.pop("oauth_signature", "")
    timestamp = given.get("oauth_timestamp", "")
    if (
        given.get("oauth_signature_method") != "HMAC-SHA1"
        or given.get("oauth_version", "1.0") != "1.0"
        or not given.get("oauth_nonce")
        or not timestamp.isdigit()
        or abs(int(timestamp) - now()) > _WINDOW_S
    ):
        return None
    pairs = sorted(
        (_quote(name), _quote(value)) for name, value in [*given.items(), *call.query, *call.form] if name != "realm"
    )
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    key = f"{_quote(consumer_secret)}&{_quote(token_secret)}".encode()
    for address in _addresses(call):
        text = f"{call.method.upper()}&{_quote(address)}&{_quote(normal)}"
        expected = base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha1)).decode()
        if hmac.compare_digest(expected, signature):
            return given
    return None


def _addresses(call: Call) -> Iterator[str]:
    """What the client may have meant: the platform under either of its names, never the sandbox."""
    for host in _HOSTS:
        yield f"https://{host}{call.path}"


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="-._~")
