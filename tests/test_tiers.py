"""What a run takes and what it tells: tiers by marks, one line of what was not checked, and CI that wants all descriptions."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.conftest import pytest_configure
from tests.support import contracts, tiers

ROOT = Path(__file__).resolve().parents[1]


class Collected:
    """As much of a test as the marks take."""

    def __init__(self, nodeid: str, *marks: str, **parameters: str) -> None:
        self.nodeid, self.marks = nodeid, set(marks)
        self.fixturenames = ["browser"] if "browser" in nodeid else ["running"] if "running" in nodeid else []
        self.callspec = SimpleNamespace(params=parameters)

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.add(mark.name)


@pytest.mark.parametrize(
    ("test", "marks"),
    [
        (Collected("tests/plan/test_move.py::test_a[sqlite]", database_url="sqlite"), set()),
        (Collected("tests/plan/test_move.py::test_a[postgresql]", database_url="postgresql"), {"slow", "whole"}),
        (Collected("tests/deliver/test_claim.py::test_a[postgresql]", database_url="postgresql"), {"slow"}),
        (Collected("tests/test_states.py::test_a[postgresql]", database_url="postgresql"), {"slow"}),
        (Collected("tests/plan/test_move.py::test_b"), set()),
        (Collected("tests/deliver/test_faults.py::test_a", "slow"), {"slow", "whole"}),
        (Collected("tests/commands/test_up.py::test_a", "slow"), {"slow", "whole"}),
        (Collected("tests/deliver/test_long_upload.py::test_pure"), set()),
        (Collected("tests/commands/test_run.py::test_a", "slow"), {"slow", "whole"}),
        (Collected("tests/commands/test_run.py::test_in_a_running_home"), {"slow", "whole"}),
        (Collected("tests/commands/test_paste.py::test_in_a_running_home"), {"slow"}),
        (Collected("tests/plan/test_move.py::test_running"), set()),
        (Collected("tests/web/test_post_browser.py::test_a", "slow"), {"slow", "whole"}),
        (Collected(f"{min(tiers.BROWSERS)}::test_a", "slow"), {"slow"}),
        (Collected(f"{min(tiers.LONGEST - tiers.COSTLY)}::test_pure"), set()),
        (Collected(f"{min(tiers.LONGEST - tiers.COSTLY)}::test_a", "slow"), {"slow", "whole"}),
        (Collected(f"{min(tiers.COSTLY)}::test_a"), {"slow"}),
    ],
    ids=lambda value: value.nodeid if isinstance(value, Collected) else "",
)
def test_the_tier_of_a_test(test: Collected, marks: set[str]) -> None:
    tiers.mark([cast(pytest.Item, test)])
    assert test.marks == marks


@pytest.mark.parametrize("file", sorted(tiers.COSTLY | tiers.LONGEST | tiers.BROWSERS))
def test_a_listed_file_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_the_quick_gate_does_not_read_what_it_leaves_out() -> None:
    """Only that, and only where just that is asked for, as the Makefile asks."""
    costly, quick = (ROOT / file for file in (min(tiers.COSTLY), "tests/test_tiers.py"))
    assert f'-m "{tiers.CHECK}"' in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert tiers.is_left_out(costly, tiers.CHECK)
    assert not tiers.is_left_out(quick, tiers.CHECK)
    assert not any(tiers.is_left_out(costly, wanted) for wanted in ("", "slow", "not whole", "not slow or whole"))
    marks = [Collected(f"{file}::test_a") for file in tiers.COSTLY]
    tiers.mark(cast("list[pytest.Item]", marks))
    assert all("slow" in each.marks for each in marks)


def skipped(reason: str) -> pytest.TestReport:
    return cast(pytest.TestReport, SimpleNamespace(longrepr=("tests/test_a.py", 1, f"Skipped: {reason}")))


def test_what_was_not_checked_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "are_here", lambda: True)
    assert tiers.not_checked([]) == ""
    told = tiers.not_checked([skipped("no browser"), skipped("no browser"), skipped("no real texts")])
    assert told == "NOT CHECKED HERE: no browser: 2 tests; no real texts: 1 tests"


def test_without_the_platforms_descriptions_every_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that skipped nothing: its other tests send requests that nobody compared."""
    monkeypatch.setattr(contracts, "are_here", lambda: False)
    assert contracts.ABSENT in tiers.not_checked([])
    assert "2 tests, and every request" in tiers.not_checked([skipped(contracts.ABSENT)] * 2)


def test_ci_does_not_begin_without_the_platforms_descriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "are_here", lambda: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.UsageError, match="contracts"):
        pytest_configure(cast(pytest.Config, None))
