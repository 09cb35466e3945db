"""One POST to a receiver: to addresses that were checked, within a total time, following nowhere. One request, never two."""

import json
import ssl
import time
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError

from channels.addresses import WayOut, is_address
from channels.http import (
    UNUSABLE_ADDRESS,
    AddressRefused,
    DeadlineExceeded,
    Transport,
    innermost,
    retry_after,
    why_unconnected,
)
from distributor.errors import WrongValue
from distributor.events import instant
from distributor.ingest.address import canonical_address
from distributor.models.base import JsonObject
from distributor.settings import Settings
from distributor.webhooks.decide import EndpointReply, words_of
from phrases import phrase

DEADLINE_S = 10.0
USER_AGENT = "Loa/0.1 (webhook)"
LONGEST = 1000


def checked_address(settings: Settings, url: str) -> str:
    """An address that may be called. https only; http only to this machine, where the settings allow that. Raises WrongValue."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or not canonical_address(url) or len(url) > LONGEST or parts.username or parts.password:
        raise WrongValue(phrase("webhooks.enter-address"), "url")
    # A name is looked up when it is called; of what is written as an address it is known now.
    written = "127.0.0.1" if host.lower().rstrip(".") == "localhost" else host
    may_be_called = not is_address(written) or settings.way_out.allows(host, parts.port or 443, written)
    if parts.scheme != "https" and not (_is_loopback(host) and may_be_called):
        raise WrongValue(phrase("webhooks.needs-https"), "url")
    if not may_be_called:
        raise WrongValue(phrase("webhooks.private-host", host=host), "url")
    return url


def body_of(kind: str, at: datetime, data: JsonObject) -> bytes:
    told = {"type": kind, "timestamp": instant(at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def post(url: str, body: bytes, headers: dict[str, str], *, way_out: WayOut) -> EndpointReply:
    """Post an event to an endpoint. `way_out`: where it may go. Never raises for the receiver's doing: what went wrong is in
    the answer."""
    began = time.monotonic()

    def heard(status: int | None, problem: str, wait_s: float = 0.0) -> EndpointReply:
        return EndpointReply(status, problem, round((time.monotonic() - began) * 1000), wait_s)

    # Its body is nothing to us, and not read.
    transport = Transport(default_deadline_s=DEADLINE_S, body="unread", user_agent=USER_AGENT, way_out=way_out)
    every = {"Content-Type": "application/json; charset=utf-8", **headers}
    try:
        transport.session.post(url, data=body, headers=every)
    except UNUSABLE_ADDRESS:
        return heard(None, phrase("webhooks.address-wrong"))
    except requests.RequestException as error:
        if transport.last is None:
            return heard(None, _unheard(error))
    finally:
        transport.close()
    return heard(transport.last_status, words_of(transport.last_status), retry_after(transport.last_headers) or 0.0)


def _unheard(error: requests.RequestException) -> str:
    if isinstance(error, DeadlineExceeded):
        return phrase("webhooks.no-answer", seconds=DEADLINE_S)
    unconnected, cause = why_unconnected(error), innermost(error)
    if isinstance(unconnected, AddressRefused):
        return phrase("webhooks.name-is-private")
    if isinstance(unconnected, NameResolutionError):
        return phrase("webhooks.name-unknown")
    if isinstance(cause, ssl.SSLError):
        return phrase("webhooks.certificate-wrong")
    return phrase("webhooks.not-connected", kind=type(cause).__name__)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
