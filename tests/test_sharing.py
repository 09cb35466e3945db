"""The list of long files names files that there are, and the scheduler that it is for gives their tests out one by one."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.support import sharing

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("file", sharing.FIRST)
def test_a_long_file_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
    assert sharing.FIRST[file] in {"alone", "demos", "running", "file"}


def test_who_shares_the_running_home_goes_to_one_worker() -> None:
    wanting = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "tests" / "commands").glob("test_*.py")
        if re.search(r"\brunning: RunningHome\b", file.read_text(encoding="utf-8"))
    }
    assert wanting == {file for file, how in sharing.FIRST.items() if how == "running"}


def test_long_files_come_first_and_the_others_stay_in_order() -> None:
    ids = [
        "tests/a.py::test_b",
        "tests/a.py::test_a",
        "tests/webhooks/test_by_worker.py::test_t",
        "tests/commands/test_whole_demo.py::test_d",
    ]
    items = cast("list[pytest.Item]", [SimpleNamespace(nodeid=nodeid) for nodeid in ids])
    sharing.long_first(items)
    assert [item.nodeid for item in items] == [ids[3], ids[2], ids[0], ids[1]]


def test_a_run_is_shared_by_file_but_for_what_goes_alone() -> None:
    split = sharing.Sharing._split_scope
    scheduler = sharing.Sharing(_config())
    assert split(scheduler, "tests/deliver/test_faults.py::test_x[a]") == "tests/deliver/test_faults.py::test_x[a]"
    assert split(scheduler, "tests/deliver/test_unknown.py::test_x") == "tests/deliver/test_unknown.py"
    assert split(scheduler, "tests/commands/test_up.py::test_x") == "demos"
    assert split(scheduler, "tests/commands/test_home.py::test_x") == "running"
    assert split(scheduler, "tests/test_guide.py::test_x") == "tests/test_guide.py"
    assert split(scheduler, "tests/web/test_item_browser.py::test_x") == sharing.browser_of(
        "tests/web/test_item_browser.py"
    )
    assert split(scheduler, "tests/commands/test_demo_browser.py::test_x") == "demos"


def test_what_looks_through_a_browser_goes_together() -> None:
    """One group after the other, each in a row, before what is short."""
    wanting = sorted(
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"^from tests\.web\.\w+ import .*\bbrowser\b", file.read_text(encoding="utf-8"), re.MULTILINE)
    )
    groups = {file: sharing.browser_of(file) for file in wanting if file not in sharing.FIRST}
    assert len(groups) > 20
    assert {*groups.values()} == {f"browser {number}" for number in range(sharing.BROWSER_GROUPS)}, "each is in one"
    assert max(list(groups.values()).count(group) for group in groups.values()) < len(groups) / 2, "no worker has most"
    items = cast("list[pytest.Item]", [SimpleNamespace(nodeid=f"{file}::t") for file in ["tests/a.py", *groups]])
    sharing.long_first(items)
    order = [groups.get(sharing.file_of(item.nodeid), "") for item in items]
    assert order == [*sorted(groups.values()), ""]


def _config() -> pytest.Config:
    """The scheduler counts its workers by the options of a run that has some."""
    options = SimpleNamespace(numprocesses=2, tx=["2*popen"])
    return cast("pytest.Config", SimpleNamespace(getvalue=lambda name: getattr(options, name), option=options))


@pytest.mark.parametrize(("workers", "is_so"), [("", False), ("1", False), ("2", True)])
def test_alone_or_beside_others(workers: str, is_so: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
    if workers:
        monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", workers)
    assert sharing.is_one_of_many() == is_so
