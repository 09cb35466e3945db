"""A busy home on a loaded machine comes back by itself, in half a minute, from whatever is done to Valkey and its parts."""

from pathlib import Path

import pytest

from tests.support import servers
from tests.support.busy import FAULTS, NOTICED_S, busy_home


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_delivery_is_back_in_half_a_minute(tmp_path: Path, database_url: str) -> None:
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        busy_home(tmp_path / "home", database_url, sandbox_url, load=1) as run,
    ):
        servers.wait_until(lambda: not run.health(), "posts go out", 60)
        for fault in FAULTS:
            found = run.recovers(fault)
            assert found.back_s < 30, (found, run.log())
            assert found.red_s > 0 or found.back_s < NOTICED_S, found
        count = run.settle()
    assert (count.stuck, count.lost, count.twice) == (0, 0, 0), count
