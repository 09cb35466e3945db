"""Who calls: OAuth 1.0a signatures (RFC 5849, HMAC-SHA1) and OAuth 2 bearer tokens.

The signed address is the one the client meant: `https://{Host}{path without /x}` when the Host header names the
platform, and the loopback address as called when it names the sandbox itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.accounts import Account
from sandbox.calls import Call
from sandbox.clock import now
from sandbox.settings import is_loopback
from sandbox.store import Store
from sandbox.x import problems

PLATFORM_HOSTS = ("api.twitter.com", "api.x.com")
_WINDOW_S = 300
_PARAMETER = re.compile(r'\s*([\w.~-]+)\s*=\s*"([^"]*)"\s*(?:,|$)')


@dataclass(frozen=True)
class Caller:
    """`account` is None for an application without a user (app-only bearer token)."""

    account: Account | None


def identify(call: Call, store: Store) -> Caller:
    """Raises Refused (401) when nobody can be told."""
    header = call.headers.get("authorization", "")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return _by_bearer(rest.strip(), store)
    if scheme.lower() == "oauth":
        return _by_signature(call, rest, store)
    raise problems.unauthorized()


def _by_bearer(token: str, store: Store) -> Caller:
    account, name = store.tokens.get(token, (None, ""))
    if account and name == "oauth2_access_token" and not store.accounts[account.id].revoked:
        return Caller(store.accounts[account.id])
    if any(hmac.compare_digest(other.credentials["bearer_token"], token) for other in store.accounts_on("x")):
        return Caller(None)
    raise problems.unauthorized()


def _by_signature(call: Call, header: str, store: Store) -> Caller:
    given = {name: urllib.parse.unquote(value) for name, value in _PARAMETER.findall(header)}
    signature = given.pop("oauth_signature", "")
    account, name = store.tokens.get(given.get("oauth_token", ""), (None, ""))
    if not signature or account is None or name != "access_token":
        raise problems.unauthorized()
    account = store.accounts[account.id]
    credentials = account.credentials
    timestamp = given.get("oauth_timestamp", "")
    if (
        account.revoked
        or given.get("oauth_consumer_key") != credentials["consumer_key"]
        or given.get("oauth_signature_method") != "HMAC-SHA1"
        or given.get("oauth_version", "1.0") != "1.0"
        or not given.get("oauth_nonce")
        or not timestamp.isdigit()
        or abs(int(timestamp) - now()) > _WINDOW_S
    ):
        raise problems.unauthorized()
    given.pop("realm", None)
    pairs = [*given.items(), *call.query, *(call.form if call.encoded_form else ())]
    key = f"{_quote(credentials['consumer_secret'])}&{_quote(credentials['access_token_secret'])}".encode()
    for address in _signed_addresses(call):
        expected = base64.b64encode(hmac.digest(key, _base_string(call.method, address, pairs), hashlib.sha1)).decode()
        if hmac.compare_digest(expected, signature):
            return Caller(account)
    raise problems.unauthorized()


def _signed_addresses(call: Call) -> Iterator[str]:
    host = call.host.lower()
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    if is_loopback(name):
        yield f"http://{host}{call.full_path}"
        for platform in PLATFORM_HOSTS:
            yield f"https://{platform}{call.path}"
    elif name in PLATFORM_HOSTS:
        yield f"https://{name}{call.path}"


def _base_string(method: str, address: str, pairs: list[tuple[str, str]]) -> bytes:
    quoted = sorted((_quote(name), _quote(value)) for name, value in pairs)
    normal = "&".join(f"{name}={value}" for name, value in quoted)
    return f"{method.upper()}&{_quote(address)}&{_quote(normal)}".encode()


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="-._~")
