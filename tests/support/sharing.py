"""How the workers of a run share the tests: the long ones first, so that no worker is left with one at the end.

A file is one worker's work, for its fixtures' sake. The tests of some files cost minutes and share nothing: each is given alone.
"""

import os

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

FIRST = {
    "tests/commands/test_whole_demo.py": "alone",
    "tests/webhooks/test_by_worker.py": "alone",
    "tests/deliver/test_faults.py": "alone",
    "tests/deliver/test_faults_channels.py": "alone",
    "tests/deliver/test_long_upload.py": "alone",
    "tests/broadcast/test_faults.py": "alone",
    "tests/commands/test_demo_past.py": "together",
    "tests/web/test_accessibility.py": "together",
    "tests/commands/test_demo_browser.py": "together",
    "tests/commands/test_sms_whole.py": "together",
    "tests/render/test_jobs.py": "together",
    "tests/deliver/test_unknown.py": "together",
    "tests/commands/test_connect.py": "together",
    "tests/commands/test_up.py": "together",
}
"""In this order: what promises a time ("the first posts within a minute") has those beside it that wait, or the small ones.

The rest takes at most half a minute a file."""

MOST_WORKERS = 8
_RANK = {file: number for number, file in enumerate(FIRST)}


def workers() -> int:
    """One more than there are cores: some tests always wait."""
    return min(len(os.sched_getaffinity(0)) + 1, MOST_WORKERS)


def long_first(items: list[pytest.Item]) -> None:
    """Else as they were."""
    items.sort(key=lambda item: _RANK.get(file_of(item.nodeid), len(_RANK)))


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """By file, and what may go alone alone."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        return nodeid if FIRST.get(file) == "alone" else file
