"""Fixtures: real sandbox processes, ended by their id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.running import Page, Profile, Sandbox, Starter, page_of, profile_of, quiet_sandbox, start_process


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Starts sandboxes on a folder of this test; all of them end with it."""
    started: list[Sandbox] = []

    def begin(*arguments: str, state: Path | None = None) -> Sandbox:
        sandbox = start_process(state or tmp_path / "state", "--publish-every", "0", *arguments)
        started.append(sandbox)
        return sandbox

    yield begin
    for sandbox in started:
        if sandbox.process.poll() is None:
            sandbox.stop()


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("shared")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """The shared sandbox without read lag and clicks, emptied."""
    for account in shared_sandbox.get("/_sandbox/accounts.json")["accounts"]:
        if account["revoked"]:
            shared_sandbox.control("PATCH", f"/accounts/{account['id']}", {"revoked": False})
    shared_sandbox.control("PUT", "/clock", {"speed": 1, "read_lag": 0, "clicks": False})
    shared_sandbox.control("POST", "/reset")
    return shared_sandbox


@pytest.fixture
def page(sandbox: Sandbox) -> Page:
    return page_of(sandbox)


@pytest.fixture
def profile(sandbox: Sandbox) -> Profile:
    return profile_of(sandbox)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts a sandbox of its own, to kill and restart it, is left out of the fast gate."""
    for item in items:
        if "start" in getattr(item, "fixturenames", ()) and "sandbox" in item.path.parts:
            item.add_marker(pytest.mark.slow)
