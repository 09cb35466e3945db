"""Where connections may go: the addresses of a host, which of them lie on the open internet, and which others are named.

One rule for all that staff enter (sources, webhooks, hubs, stand-ins, SMPP, mail servers):

- an address of the open internet may be called;
- one of the office's own network, if its host, or a network that holds it, is named;
- a special one (link-local, where clouds keep their secrets, and others that lead round the rule) only if it is named itself, or
  a network that lies wholly among its kind. A host's name, or a network as large as `0.0.0.0/0`, is not enough.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Resolver = Callable[[str, int], list[str]]
"""Host and port → addresses. Raises OSError for a name that has none."""
IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SPECIAL: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Metadata of clouds in ranges of other kinds: of AWS over IPv6, of Alibaba, of Azure.
        "fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32",
        "::/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
"""This network, link-local, site-local, multicast, reserved, benchmarks and examples, NAT64, 6to4, Teredo, metadata.

Of IPv6 forms that wrap an IPv4 address only `::ffff:0:0/96` is that address; the others lead where a router thinks best.
"""
_LOOPBACK = ip_network("::1/128")
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), _LOOPBACK)
OWN_NETWORKS: tuple[Network, ...] = (
    *LOOPBACK,
    *(ip_network(each) for each in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")),
)


def is_public(address: str) -> bool:
    """Return True if an IP address belongs to the open internet."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_global and not _special(parsed)


def is_address(text: str) -> bool:
    """Return True if this is an IP address and no name."""
    return _parsed(text) is not None


def _parsed(address: str) -> IPAddress | None:
    try:
        parsed = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _special(address: IPAddress) -> tuple[Network, ...]:
    """The special ranges that hold it."""
    return tuple(network for network in SPECIAL if address in network and address not in _LOOPBACK)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, as the system knows it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True)
class WayOut:
    """Addresses that connections may go to beside the open internet. `hosts`: names, in small letters. `origins`: host and
    port, whatever their address: stand-ins that we started ourselves. `resolver`: for tests."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    origins: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = resolve

    @classmethod
    def to(
        cls,
        *,
        named: Iterable[str] = (),
        networks: Iterable[Network] = (),
        origins: Iterable[str] = (),
        resolver: Resolver = resolve,
    ) -> "WayOut":
        """Allow what is named. `named`: hosts, addresses and networks as people write them. `origins`: `scheme://host:port`.
        Raises ValueError."""
        hosts: set[str] = set()
        listed = list(networks)
        for each in named:
            try:
                listed.append(ip_network(each, strict=False))
            except ValueError:
                hosts.add(_host_named(each))
        parts = [urlsplit(origin) for origin in origins]
        places = frozenset(
            (part.hostname or "", part.port or (443 if part.scheme == "https" else 80)) for part in parts
        )
        return cls(frozenset(hosts), tuple(listed), places, resolver)

    def allows(self, host: str, port: int, address: str) -> bool:
        """Return True if a connection for `host` may go to `address`, one of those that it has."""
        if (host, port) in self.origins:
            return True
        parsed = _parsed(address)
        if parsed is None:
            return False
        named = [network for network in self.networks if parsed in network]
        if special := _special(parsed):
            return any(_within(network, kind) for network in named for kind in special)
        return parsed.is_global or bool(named) or host.lower().rstrip(".") in self.hosts


def _within(network: Network, kind: Network) -> bool:
    if isinstance(network, IPv4Network):
        return isinstance(kind, IPv4Network) and network.subnet_of(kind)
    return isinstance(kind, IPv6Network) and network.subnet_of(kind)


def _host_named(text: str) -> str:
    host = text.lower().rstrip(".")
    if not host or not all(part and part.replace("-", "").replace("_", "").isalnum() for part in host.split(".")):
        raise ValueError(f"{text!r} is no host, address or network")
    return host


OPEN_INTERNET = WayOut()
"""Nothing else."""
