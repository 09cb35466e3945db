"""Fixtures of the channels' tests: a scripted server, a fixed clock, a picture on disk, and the count of checked requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.channels import contract
from tests.channels.server import Server, running_server

# The same examples each time, and no stop-watch: a busy machine must not turn a property red.
settings.register_profile("channels", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("channels")


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture
def other_server() -> Iterator[Server]:
    """Where a redirect points."""
    with running_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if contract.is_present():
        counts = ", ".join(f"{channel} {count}" for channel, count in contract.checked.items())
        terminalreporter.write_line(f"requests checked against the platforms' descriptions: {counts}")
    else:
        terminalreporter.write_line(f"requests not checked: {contract.ABSENT}")
