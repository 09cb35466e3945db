"""What all tests share: both databases, migrated once and copied for each test, and a Valkey."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from distributor import migrate
from distributor.db import Database
from distributor.settings import Settings
from tests.support import compiled, contracts, kept, loopback, memory, moves, servers, sharing, tiers
from tests.support.both import database
from tests.support.once import made_once
from tests.support.postgres import Emptied, make_cluster

__all__ = ["database"]

# The same examples each time, and no stop-watch: neither chance nor a busy machine may turn a property red.
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--take-pictures", action="store_true", help="write the pictures of the README and of the guide")


_move_out: pytest.StashKey[Callable[[bool], None]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    if contracts.must_be_here() and not contracts.are_here():
        raise pytest.UsageError(f"{contracts.ABSENT}, and CI=true wants every request checked against them")
    loopback.stay()
    config.stash[_move_out] = memory.move_in()
    gc.disable()  # what importing makes is there to stay
    moves.begin()
    compiled.share()
    # A traceback drawn with all its values takes seconds of the process's time, in whatever thread.
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return tiers.is_left_out(collection_path, config.getoption("markexpr")) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tiers.mark(items)
    sharing.long_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return sharing.workers(waits=config.option.markexpr != tiers.CHECK)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Sharing | None:
    return sharing.Sharing(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine() -> Iterator[None]:
    before = len(loopback.tried)
    yield
    assert loopback.tried[before:] == [], "a test tried to leave loopback"


def pytest_collection_finish() -> None:
    """Python looks for cycles among what tests make, not again and again among two million objects of modules and tests."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    try:
        yield
    finally:
        kept.end_unwanted(item, nextitem)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What a failed test has left may be looked at until the next run."""
    move_out = session.config.stash[_move_out]
    session.config.add_cleanup(lambda: move_out(exitstatus != 0))


@pytest.fixture(autouse=True)
def _logs_stay_as_they_were() -> Iterator[None]:
    """A command that a test runs in this process sets them up for a terminal."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _posts_move_by_the_table() -> Iterator[None]:
    """Whatever path a test walks: its posts go only where the state table says."""
    yield
    assert moves.WATCH.take() == []


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def postgres(of_the_run: Path) -> Iterator[Emptied]:
    """A real PostgreSQL."""
    with servers.postgres_server(made_once(of_the_run / "postgres", make_cluster)) as server:
        yield Emptied(server.address)


@pytest.fixture(scope="session")
def sqlite_template(of_the_run: Path) -> Path:
    """A SQLite file that all revisions have been through."""

    def make(place: Path) -> None:
        database = Database(f"sqlite:///{place}")
        migrate.walk_up(database)
        database.dispose()

    return made_once(of_the_run / "template.db", make)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database: each test runs on both kinds."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "loa.db")
        yield f"sqlite:///{tmp_path / 'loa.db'}"
        return
    postgres: Emptied = request.getfixturevalue("postgres")
    yield postgres.url()
    postgres.clear()


@pytest.fixture(scope="session")
def valkey_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose broker is a real Valkey of this test session."""
    with servers.valkey(tmp_path_factory.mktemp("valkey")) as settings:
        yield settings


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A fault test ends with a count, shown however the tests were run (`record_property`); a run with what it left unchecked."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        counted = dict(getattr(report, "user_properties", ()))
        if report.when == "call" and counted:
            told = ", ".join(f"{name}: {value}" for name, value in counted.items())
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {told}")
    if left := tiers.not_checked(terminalreporter.getreports("skipped")):
        terminalreporter.write_line(left)
