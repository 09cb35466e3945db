"""Canonical addresses: one spelling for one page, so that the same article is known again.

Dropped: upper case in the host, the default port, the fragment, what only tracks a visitor. Kept: everything that may name
the page, above all the query, for Vietnamese portals put a document's identity there (`?cn=28&gd=26&tc=9371`).
"""

import re
from ipaddress import ip_address
from urllib.parse import quote, unquote_to_bytes, urlsplit

from distributor.text.tidy import nfc

TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_")
TRACKING_NAMES = {
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "twclid", "ttclid", "zarsrc",
    "mc_cid", "mc_eid", "_ga", "_gl", "__cft__[0]", "__tn__", "vero_id", "oly_anon_id", "oly_enc_id", "fb_action_ids",
}  # fmt: skip
DEFAULT_PORTS = {"http": 80, "https": 443}

_ALREADY_CANONICAL = re.compile(
    # Every repetition ends in its own slash, so that a long address that does not match is found out in one pass.
    r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]+/(?!(?:[^/]*/)*\.\.?(?:/|$))(?:[A-Za-z0-9_~.-]+/)*[A-Za-z0-9_~.-]*"
    r"(?:\?([A-Za-z0-9_~.-]+=[A-Za-z0-9_~.-]*(?:&[A-Za-z0-9_~.-]+=[A-Za-z0-9_~.-]*)*))?"
)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_SAFE_PATH = "/:@!$&'()*+,;=~%-._"
_SAFE_QUERY = _SAFE_PATH + "?[]"


def is_web_address(value: str) -> bool:
    return value[:8].lower().startswith(("http://", "https://"))


def canonical_address(address: str, *, keep_fragment: bool = False) -> str:
    """The canonical spelling of an http(s) address; '' for anything else.

    A fragment that routes inside a single-page portal (`#/van-ban/12`, `#!…`) names the page and stays.
    `keep_fragment`: for guids, where any fragment may tell two entries apart.
    """
    address = nfc(address.strip())
    if match := _ALREADY_CANONICAL.fullmatch(address):
        query: str | None = match[1]
        if query is None or not any(_is_tracking(part.split("=", 1)[0]) for part in query.split("&")):
            return address
    if not is_web_address(address):
        return ""
    try:
        address.encode()
        parts = urlsplit(address)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return ""
    if not host:
        return ""
    scheme = parts.scheme.lower()
    authority = host if port is None or port == DEFAULT_PORTS[scheme] else f"{host}:{port}"
    canonical = f"{scheme}://{authority}{_path(parts.path)}"
    if kept := _query(parts.query):
        canonical += f"?{kept}"
    if parts.fragment and (keep_fragment or parts.fragment.startswith(("/", "!"))):
        canonical += f"#{_normalise_escapes(parts.fragment, _SAFE_QUERY)}"
    return canonical


def address_identity(canonical: str) -> str:
    """Return what two spellings of one page share: a site that moves from http to https keeps its pages."""
    return "https:" + canonical[5:] if canonical.startswith("http:") else canonical


def is_site_root(canonical: str) -> bool:
    """Return True if an address is a home page, which names no article."""
    return canonical.count("/") == 3 and canonical.endswith("/")


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{ip_address(host).compressed}]"
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._-]+", host) else ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _path(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif segment == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + _normalise_escapes("/".join(kept), _SAFE_PATH)


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _is_tracking(part.split("=", 1)[0])]
    return _normalise_escapes("&".join(kept), _SAFE_QUERY)


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name.startswith(TRACKING_PREFIXES) or name in TRACKING_NAMES


def _normalise_escapes(value: str, safe: str) -> str:
    """Escapes upper-case, none where a plain character says the same, everything else that must be escaped is."""

    def one(match: re.Match[str]) -> str:
        character = unquote_to_bytes(match[0]).decode("latin-1")
        return character if _UNRESERVED.fullmatch(character) else match[0].upper()

    value = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", value)
    return _ESCAPE.sub(one, quote(value, safe=safe))
