"""How the workers of a run share the tests: the long ones first, so that no worker is left with one at the end.

A file is one worker's work, for its fixtures' sake. The tests of some files cost minutes and share nothing: each is given alone.
Files of browser tests go together, for they share a browser.
"""

import os
import zlib

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # xdist has no types

FIRST = {
    "tests/commands/test_whole_demo.py": "demos",
    "tests/commands/test_up.py": "demos",
    "tests/commands/test_demo_browser.py": "demos",
    "tests/commands/test_demo_past.py": "demos",
    "tests/commands/test_sms_whole.py": "demos",
    "tests/commands/test_citizen_phone_browser.py": "demos",
    "tests/commands/test_wheels.py": "demos",
    "tests/commands/test_run_videos.py": "alone",
    "tests/commands/test_real_feeds.py": "alone",
    "tests/webhooks/test_by_worker.py": "alone",
    "tests/supervisor/test_faults.py": "alone",
    "tests/ingest/test_hostile_whole.py": "alone",
    "tests/dispatch/test_overload.py": "alone",
    "tests/deliver/test_faults.py": "alone",
    "tests/deliver/test_faults_channels.py": "alone",
    "tests/backup/test_restored_in_bad_weather.py": "alone",
    "tests/deliver/test_three_machines.py": "alone",
    "tests/deliver/test_outage.py": "alone",
    "tests/deliver/test_long_upload.py": "alone",
    "tests/broadcast/test_faults.py": "alone",
    "tests/chaos/test_storm.py": "alone",
    **dict.fromkeys(
        (
            f"tests/commands/test_{name}.py"
            for name in ("run", "bad_input", "arguments", "demo_mail", "home", "followed")
        ),
        "running",
    ),
    "tests/web/test_accessibility.py": "file",
    "tests/render/test_jobs.py": "file",
    "tests/deliver/test_unknown.py": "file",
    "tests/commands/test_connect.py": "file",
}
"""In this order. The demos promise times ("the first posts within a minute"): one worker has them, one after the other.
What shares a running home is one worker's too, else each starts one of its own.

A file that is not here should take at most half a minute. What runs a worker of its own for longer belongs here as "alone",
marked slow: so it begins early, and `make test` leaves it out (`tiers.py`)."""

MOST_WORKERS = 8
BROWSING = ("tests/web/test_first_load.py",)
"""Whose tests look through a browser, though they are not called so."""
BROWSER_GROUPS = 3
"""Of files of browser tests. Each is one worker's, one file after the other: a browser's start costs more than a test."""
_RANK = {file: number for number, file in enumerate(FIRST)}


def workers(*, waits: bool = True) -> int:
    """Three more than there are cores, for tests of faults mostly wait; where none `waits` one more: each lists all tests."""
    return min(len(os.sched_getaffinity(0)) + (3 if waits else 1), MOST_WORKERS)


def is_one_of_many() -> bool:
    """Whether other processes of this run have tests of their own, beside those of this one."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1


def long_first(items: list[pytest.Item]) -> None:
    """Else as they were; of those in a browser each group by itself."""
    items.sort(key=lambda item: _rank(file_of(item.nodeid)))


def _rank(file: str) -> tuple[int, str]:
    group = browser_of(file)
    return _RANK.get(file, len(_RANK) + (not group)), group


def browser_of(file: str) -> str:
    """The group in which a file is looked at; empty for a file that wants no browser, or has a place of its own."""
    if file in FIRST or not (file.endswith("_browser.py") or file in BROWSING):
        return ""
    return f"browser {zlib.crc32(file.encode()) % BROWSER_GROUPS}"


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Sharing(LoadFileScheduling):  # type: ignore[misc]  # its base is Any, for the same reason
    """By file, but for what goes alone and what goes together."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        how = browser_of(file) or FIRST.get(file, "file")
        return {"alone": nodeid, "file": file}.get(how, how)
