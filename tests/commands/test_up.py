"""`loa up` from outside: first posts on every channel, stopping at any moment, and going on where it was."""

import os
import signal
from pathlib import Path
from urllib.error import HTTPError

import pytest

from distributor.process_memory import memory_of_tree
from tests.commands.homes import Home, interrupt, wait_until_gone, write_feed
from tests.support import province
from tests.support.servers import wait_until

pytestmark = [pytest.mark.slow]
EVERY_CHANNEL = {"facebook", "x", "rss"}


def worker_of(home: Home) -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"LOA_HOME={home.path}".encode() in (folder / "environ").read_bytes().split(b"\0") and (
                folder / "cmdline"
            ).read_bytes().startswith(b"loa worker\0"):
                return int(folder.name)
        except OSError:
            continue
    return 0


def test_first_posts_then_stopped_and_started_and_killed(tmp_path: Path) -> None:
    """One home through its life. That a second Ctrl-C waits for no part: tests/supervisor/test_process.py."""
    home = Home(tmp_path, {"LOA_SANDBOX_PUBLISH_EVERY": "0"})
    with home.up() as first:
        wait_until(lambda: set(home.publications()) >= EVERY_CHANNEL, home.publications_told)
        shared = home.loa("run", write_feed(tmp_path / "nguon.xml", [1]), "--json")
        assert shared.object["totals"] == {"published": 3}, "it used the running parts"
        before = home.settled_publications()
        first.send_signal(signal.SIGINT)
        ended = interrupt(first)
    assert ended.code == 0, ended.err
    wait_until_gone(home)

    with home.up() as second:
        wait_until(lambda: worker_of(home) > 0, "the worker runs")
        fallen = worker_of(home)
        os.kill(fallen, signal.SIGKILL)
        wait_until(lambda: worker_of(home) not in (0, fallen), "the worker is back")
        again = home.loa("run", write_feed(tmp_path / "nguon-2.xml", [1, 2]), "--json")
        assert again.object["totals"] == {"published": 6}
        after = home.settled_publications()
        new = {channel: after[channel] - before[channel] for channel in EVERY_CHANNEL}
        assert new == dict.fromkeys(EVERY_CHANNEL, 1), "nothing was published twice"
        second.kill()
        second.wait()
        wait_until_gone(home)


OFFICE_AT_REST_MB = 420
"""Of one that has nothing to do yet (297 on 1/12/2026, 542 on eee984a); `bench/memory.py` measures one that works."""


def test_an_office_at_rest_is_small(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", {"LOA_SANDBOX": "0"})
    assert home.loa("init", "--unit", "Sở Tư pháp", "--login", "quantri", "--name", "Trần Thị Hà").code == 0

    def is_ready() -> bool:
        try:
            return bool(province.call("GET", f"http://127.0.0.1:{home.web_port}/health/ready")["status"] == "ok")
        except HTTPError:
            return False

    with home.up() as office:
        wait_until(is_ready, "delivery is ready", look_s=0.2)
        held = {part: octets / 1e6 for part, octets in memory_of_tree(office.pid).items()}
    assert sum(held.values()) < OFFICE_AT_REST_MB, held


MOMENTS = ("run", "loa.db", "logs/sandbox.log", "logs/valkey.log", "logs/worker.log")


@pytest.mark.parametrize(
    ("arguments", "moments"), [(("up",), MOMENTS), (("run", "nguon.xml"), MOMENTS[1::3])], ids=["up", "run"]
)
def test_ctrl_c_at_any_moment_of_the_start(
    tmp_path: Path, arguments: tuple[str, ...], moments: tuple[str, ...]
) -> None:
    """Nothing is left, and nobody sees a traceback. Each moment is known by what has come to be."""
    for moment in moments:
        home = Home(tmp_path / moment.replace("/", "-"))
        process = home.begin(*arguments)
        wait_until((home.path / moment).exists, f"{moment} is there")
        ended = interrupt(process)
        assert ended.code in (0, 1, 130, -signal.SIGINT), ended
        wait_until_gone(home)
