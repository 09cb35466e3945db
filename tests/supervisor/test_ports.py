"""The ports of a home are looked at before anything starts."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.settings import Settings, Values
from supervisor.ports import PortTaken, check_ports, owner_of


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_free_ports_pass(tmp_path: Path) -> None:
    check_ports(Settings(tmp_path, Values(web_port=free_port(), sandbox_port=free_port())), web=True)


def test_a_taken_port_names_the_part_the_owner_and_the_way_out(tmp_path: Path, taken: int) -> None:
    settings = Settings(tmp_path, Values(web_port=free_port(), sandbox_port=taken))
    with pytest.raises(PortTaken) as told:
        check_ports(settings, web=False)
    message = str(told.value)
    for words in ("Nền tảng mô phỏng", str(taken), f"tiến trình {os.getpid()}", "LOA_SANDBOX_PORT", "config.toml"):
        assert words in message


def test_a_port_that_is_not_used_may_be_taken(tmp_path: Path, taken: int) -> None:
    settings = Settings(tmp_path, Values(web_port=taken, sandbox_port=taken, sandbox=False))
    check_ports(settings, web=False)


def test_one_port_for_two_parts(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(PortTaken, match="LOA_WEB_PORT và LOA_SANDBOX_PORT"):
        check_ports(Settings(tmp_path, Values(web_port=port, sandbox_port=port)), web=True)


def test_nobody_owns_a_free_port() -> None:
    assert owner_of(free_port()) == ""
