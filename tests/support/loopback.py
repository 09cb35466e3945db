"""Keeps the tests of this process on this machine: no connection elsewhere, and no name asked of anybody, is even tried.

Programs that a test starts are not watched: their homes allow loopback only.
"""

import errno
import socket
import sys
from ipaddress import ip_address
from typing import Any

_NAMES = {None, "", "localhost", "localhost.localdomain", socket.gethostname()}
tried: list[str] = []
"""What was stopped."""


def stay() -> None:
    """For good: an audit hook cannot be taken away."""
    sys.addaudithook(_look)


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            tried.append(f"connect {address[0]}")
            raise OSError(errno.ENETUNREACH, f"tests stay on loopback: {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if host not in _NAMES and not _is_number(host):
            # As if nobody knew it; nobody is asked. Not noted: who only reads a number (AI_NUMERICHOST) looks the same from here.
            raise socket.gaierror(socket.EAI_NONAME, f"tests ask nobody for names: {host}")


def _is_here(host: str) -> bool:
    try:
        address = ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return host in _NAMES
    return address.is_loopback or address.is_unspecified


def _is_number(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host.split("%", maxsplit=1)[0])
    except OSError:
        return host.isascii() and host.isdigit()
    return True
