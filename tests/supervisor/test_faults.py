"""A busy home on a loaded machine comes back by itself from whatever is done to Valkey and its parts.

The other tests are the load; alone it gets a process that uses a core. How heavy they are nobody knows here, so what is asserted
is that it comes back and with the evidence, and how long it took is printed; `make recovery` on a machine of its own holds it to
half a minute.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import servers, sharing
from tests.support.busy import FAULTS, busy_home

# What has not come back by then does not by itself: a worker is restarted after some 30 s of two idle cores.
GIVEN_UP_S = 150.0


def load() -> int:
    """Processes that use a core each: one, unless other workers of this run do. Both would be two loads."""
    return int(not sharing.is_one_of_many())


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_delivery_is_back_soon(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        busy_home(tmp_path / "home", database_url, sandbox_url, load=load()) as run,
    ):
        servers.wait_until(lambda: not run.health(), "posts go out")
        for fault in FAULTS:
            found = run.recovers(fault)
            record_property(fault, f"back in {found.back_s:.1f} s, red for {found.red_s:.1f} s")
            assert found.back_s < GIVEN_UP_S, (found, run.log())
            assert found.was_noticed, found
        count = run.settle()
    assert (count.stuck, count.lost, count.twice, count.unknown) == (0, 0, 0, 0), count


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_deaf_worker_is_started_anew_and_the_evidence_noted(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        busy_home(tmp_path / "home", database_url, sandbox_url, load=load(), events=True) as run,
    ):
        servers.wait_until(lambda: not run.health(), "posts go out")
        before = run.parts["worker"].process
        found = run.recovers("deafen")
        after = run.parts["worker"].process
    record_property("deafen", f"back in {found.back_s:.1f} s, red for {found.red_s:.1f} s")
    assert found.back_s < GIVEN_UP_S, (found, run.log())
    assert found.red_s > 0
    assert before is not None
    assert after is not None
    assert before.pid != after.pid
    judged = [line for line in map(json.loads, run.log().splitlines()) if "remedy" in line]
    assert [(each["part"], each["remedy"], each["why"]) for each in judged][-1] == ("worker", "restart", "deaf")
    assert judged[-1]["signs"]["deaf_s"] >= 10
