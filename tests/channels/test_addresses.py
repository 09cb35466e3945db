"""Where connections may go: the open internet, what is named, and what is never reached by the way."""

import socket
from ipaddress import ip_network
from pathlib import Path

import pytest

from channels.addresses import LOOPBACK, OPEN_INTERNET, OWN_NETWORKS, SPECIAL, WayOut
from channels.base import HasFollowers, Pings
from channels.connection import PlaceRefused, connect_to
from channels.errors import Misconfigured, Retryable
from channels.registry import open_adapter, parse_credentials, spec_of
from channels.sms.account import check_host, open_link
from channels.sms.credentials import SmsCredentials
from distributor.settings import Settings, Values
from tests.channels.platforms import PLATFORMS, FixedClock
from tests.channels.server import Server, answer
from tests.support import loopback

WORLD = ("0.0.0.0/0", "::/0")


@pytest.mark.parametrize(
    ("named", "host", "address", "allowed"),
    [
        ((), "a.vn", "93.184.216.34", True),
        ((), "a.vn", "10.0.0.5", False),
        (("smsc.tinh.vn",), "smsc.tinh.vn", "10.0.0.5", True),
        (("smsc.tinh.vn",), "SMSC.tinh.vn.", "fd12::5", True),
        (("smsc.tinh.vn",), "other.tinh.vn", "10.0.0.5", False),
        (("smsc.tinh.vn",), "smsc.tinh.vn.evil.vn", "10.0.0.5", False),
        (("10.0.0.0/24",), "any.vn", "10.0.0.5", True),
        (("10.0.0.5",), "any.vn", "10.0.0.5", True),
        (("10.0.0.5",), "any.vn", "10.0.0.6", False),
        (("10.0.0.5",), "any.vn", "::ffff:10.0.0.5", True),
        # A name, or everything, is not enough for what leads round the rule.
        (("smsc.tinh.vn",), "smsc.tinh.vn", "169.254.169.254", False),
        (WORLD, "a.vn", "169.254.169.254", False),
        (WORLD, "a.vn", "::ffff:169.254.169.254", False),
        (WORLD, "a.vn", "fec0::1", False),
        (WORLD, "a.vn", "fd00:ec2::254", False),
        (WORLD, "a.vn", "64:ff9b::a9fe:a9fe", False),
        (WORLD, "a.vn", "2002:a9fe:a9fe::", False),
        (WORLD, "a.vn", "224.0.0.1", False),
        (WORLD, "a.vn", "10.0.0.5", True),
        (("169.254.169.254",), "a.vn", "169.254.169.254", True),
        (("169.254.0.0/16",), "a.vn", "169.254.169.254", True),
        (("64:ff9b::/96",), "a.vn", "64:ff9b::5db8:d822", True),
        (("fe80::/10",), "a.vn", "fe80::1%eth0", True),
        ((), "a.vn", "nonsense", False),
    ],
)
def test_what_is_named(named: tuple[str, ...], host: str, address: str, allowed: bool) -> None:
    assert WayOut.to(named=named).allows(host, 443, address) is allowed


def test_the_old_switch_opens_no_special_range() -> None:
    """All of the office's own networks were named by it; what is special lies in none of them but by accident."""
    way_out = WayOut.to(networks=OWN_NETWORKS)
    for network in SPECIAL:
        for address in (network[0], network[1] if network.num_addresses > 2 else network[0]):
            assert not way_out.allows("a.vn", 443, str(address)) or address in ip_network("::1/128"), address
    assert way_out.allows("a.vn", 443, "127.0.0.1")
    assert way_out.allows("a.vn", 443, "::1")


@pytest.mark.parametrize("text", ["", "a b", "http://a.vn", "a.vn/x", "a..vn", "10.0.0.0/33"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no host, address or network"):
        WayOut.to(named=[text])


def test_every_address_of_a_name_is_looked_at_before_any_attempt(server: Server) -> None:
    """Rebinding: one good address beside a bad one, and another answer a moment later."""
    port = int(server.address.rsplit(":", 1)[1])
    answers = iter([["93.184.216.34", "127.0.0.1"], ["169.254.169.254"]])
    way_out = WayOut(resolver=lambda _host, _port: next(answers))
    for _try in range(2):
        with pytest.raises(PlaceRefused):
            connect_to("a.vn", port, lambda: 5.0, way_out)
    assert loopback.tried == []
    assert server.requests == []


def test_a_named_host_is_reached_where_it_was_looked_at(server: Server) -> None:
    port = int(server.address.rsplit(":", 1)[1])
    way_out = WayOut.to(named=["smsc.tinh.vn"], resolver=lambda _host, _port: ["127.0.0.1"])
    connect_to("smsc.tinh.vn", port, lambda: 5.0, way_out).close()
    with pytest.raises(PlaceRefused):
        connect_to("other.vn", port, lambda: 5.0, way_out)


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.5", "127.0.0.1", "smsc.tinh.vn"])
def test_an_smpp_host_goes_by_the_same_rule(host: str) -> None:
    """It was taken wherever it led."""
    credentials = SmsCredentials.model_validate({"system_id": "loa", "password": "mat-khau"})
    way_out = WayOut(resolver=lambda _host, _port: ["169.254.169.254"])
    link = open_link(credentials, {"gateway": "smpp", "host": host, "port": 2775}, lambda _: None, way_out=way_out)
    with pytest.raises(Misconfigured) as refused:
        link.bind()
    assert "allowed_hosts" in refused.value.message
    assert link.down


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "0xa9fea9fe", "2852039166", "10.0.0.7", "127.1", "[::1]", "fd00:ec2::254"]
)
def test_an_smpp_host_that_is_an_address_is_refused_where_it_is_entered(host: str) -> None:
    host = host.strip("[]")
    with pytest.raises(Misconfigured, match="allowed_hosts"):
        check_host(host, 2775, OPEN_INTERNET)
    check_host("smsc.nha-mang.example", 2775, OPEN_INTERNET)
    check_host("10.0.0.7", 2775, WayOut.to(named=["10.0.0.7"]))


@pytest.mark.parametrize("setting", ["hub", "endpoint"])
def test_a_hub_and_a_stand_in_go_by_the_same_rule(setting: str, server: Server) -> None:
    """What staff enter of an account is not called on a private network; where that is named, it is."""
    channel = "rss" if setting == "hub" else "x"
    platform, spec = PLATFORMS[channel], spec_of(channel)
    facts = {**platform.settings, "feed_url": "https://loa.huonggiang.gov.vn/feeds/a.rss", setting: server.address}
    credentials = parse_credentials(spec, platform.credentials)

    def call(way_out: WayOut) -> None:
        with open_adapter(spec, credentials, FixedClock(), facts, way_out=way_out) as account:
            if isinstance(account.adapter, Pings):
                account.adapter.ping()
            elif isinstance(account.adapter, HasFollowers):
                account.adapter.followers()

    server.script(answer(200, {"data": {}}))
    with pytest.raises(Retryable):
        call(OPEN_INTERNET)
    assert server.requests == []
    call(WayOut.to(networks=LOOPBACK))
    assert len(server.requests) == 1


def test_the_tests_themselves_ask_nobody_for_names() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("huonggiang.gov.vn", 443)


def test_the_settings_name_places(tmp_path: Path) -> None:
    """`allow_private_addresses` answers still, with the new meaning; only a demo calls its own machine."""
    office = Settings(tmp_path, Values(sandbox=False, allowed_hosts="smsc.tinh.vn, 10.1.0.0/16"))
    assert office.way_out.allows("smsc.tinh.vn", 2775, "192.168.1.9")
    assert office.way_out.allows("any.vn", 25, "10.1.2.3")
    assert not office.way_out.allows("any.vn", 25, "127.0.0.1")
    old = Settings(tmp_path, Values(sandbox=False, allow_private_addresses=True))
    for way_out in (old.way_out, old.way_out_to_sources):
        assert [way_out.allows("a.vn", 80, each) for each in ("192.168.1.9", "::1", "169.254.169.254")] == [
            True,
            True,
            False,
        ]
    demo = Settings(tmp_path, Values(sandbox=True))
    assert demo.way_out.allows("a.vn", 80, "127.0.0.1")
    assert not demo.way_out.allows("a.vn", 80, "192.168.1.9")
    assert not demo.way_out_to_sources.allows("a.vn", 80, "127.0.0.1")
    assert demo.way_out_to_sources.allows("127.0.0.1", demo.values.sandbox_port, "127.0.0.1")
    with pytest.raises(ValueError, match="allowed_hosts"):
        Values(allowed_hosts="http://smsc.tinh.vn/")
