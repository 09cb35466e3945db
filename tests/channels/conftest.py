"""Fixtures of the channels' tests: a scripted server, a fixed clock, a picture on disk, and the count of checked requests."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.channels import contract
from tests.channels.server import Server, running_server
from tests.support.contracts import are_here


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


COUNTS = pytest.StashKey[Counter[str]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a parallel run hands its counts to the one that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["requests_checked"] = dict(contract.checked)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    counts = node.config.stash.setdefault(COUNTS, Counter())
    counts.update(getattr(node, "workeroutput", {}).get("requests_checked", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if are_here():
        counted = Counter(contract.checked) + config.stash.get(COUNTS, Counter())
        counts = ", ".join(f"{channel} {counted[channel]}" for channel in contract.checked)
        terminalreporter.write_line(f"requests checked against the platforms' descriptions: {counts}")
