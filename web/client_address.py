"""Whose request it is, behind proxies or not. `X-Forwarded-For` is believed only from proxies that the operator named."""

import ipaddress
from functools import lru_cache

from fastapi import Request

from channels.addresses import Network


def client_address(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """Return the address of who asks. `peer`: who connected. `forwarded`: X-Forwarded-For, empty if there was none.

    Each proxy appends whom it was asked by, so the list is read from its end: the first that is no proxy of ours is the client;
    whatever stands before it, the client may have written.
    """
    if not forwarded or not _is_one_of(peer, trusted):
        return peer
    for hop in reversed(forwarded.split(",")):
        address = _bare(hop.strip())
        if not address:
            return peer
        if not _is_one_of(address, trusted):
            return address
        peer = address
    return peer


def address_of(request: Request, trusted: tuple[Network, ...]) -> str:
    """Return `client_address` of a request. Several fields of one name are one list (RFC 9110, 5.3)."""
    peer = request.client.host if request.client else ""
    return client_address(peer, ",".join(request.headers.getlist("x-forwarded-for")), trusted)


@lru_cache(maxsize=1_024)
def _is_one_of(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        whole = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(whole in network for network in networks)


def _bare(hop: str) -> str:
    """Return a hop without a port and brackets; empty for what is no address."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        return str(ipaddress.ip_address(hop))
    except ValueError:
        return ""
