"""Whose request it is: X-Forwarded-For is believed only from proxies that the operator named."""

from pathlib import Path

import pytest

from distributor.errors import SettingsError
from distributor.settings import load_settings
from web.client_address import client_address

PROXY, CDN, CITIZEN, LIE = "127.0.0.1", "10.1.2.3", "203.0.113.7", "198.51.100.9"

CASES = [
    ("nobody is trusted", "", PROXY, CITIZEN, PROXY),
    ("a stranger says something", PROXY, CITIZEN, LIE, CITIZEN),
    ("our proxy says who asked it", PROXY, PROXY, CITIZEN, CITIZEN),
    ("the client wrote something before", PROXY, PROXY, f"{LIE}, {CITIZEN}", CITIZEN),
    ("two proxies", f"{PROXY}, 10.0.0.0/8", PROXY, f"{LIE}, {CITIZEN}, {CDN}", CITIZEN),
    ("only proxies", f"{PROXY},10.0.0.0/8", PROXY, CDN, CDN),
    ("no address", PROXY, PROXY, "unknown", PROXY),
    ("a lie that is no address, then a proxy", f"{PROXY},10.0.0.0/8", PROXY, f"<script>, {CDN}", CDN),
    ("empty", PROXY, PROXY, "", PROXY),
    ("with a port", PROXY, PROXY, f"{CITIZEN}:51234", CITIZEN),
    ("IPv6 with a port", PROXY, PROXY, "[2001:db8::1]:443", "2001:db8::1"),
    ("IPv6", "::1", "::1", "2001:DB8::1", "2001:db8::1"),
    ("a socket without an address", PROXY, "", CITIZEN, ""),
]


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_whose_request_it_is(trusted: str, peer: str, forwarded: str, expected: str, tmp_path: Path) -> None:
    settings = load_settings({"LOA_HOME": str(tmp_path), "LOA_TRUSTED_PROXIES": trusted})
    assert client_address(peer, forwarded, settings.trusted_proxies) == expected


def test_a_proxy_that_is_no_address_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="trusted_proxies"):
        load_settings({"LOA_HOME": str(tmp_path), "LOA_TRUSTED_PROXIES": "127.0.0.1, nginx"})
