"""Bounded children that are copies of a process: bounded, counted and ended as those that begin by themselves."""

import json
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from supervisor.parts import ROOT, python_path
from tests.support.servers import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux only")
WORKER = """
    import json, os, sys
    from supervisor.forked_children import fork_children
    fork_children()
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    from distributor.children import Bounds, ChildFailed, ChildFault, Children
    children = Children(2, retired_from=500_000_000)
    told = {"child": children.call("tests.supervisor.test_forked_children:who")}
    [warm] = children.waiting()
    told["warm"], told["me"] = warm == told["child"]["pid"], os.getpid()
    told["again"] = children.call("tests.supervisor.test_forked_children:who")["pid"] == warm
    children.call("tests.supervisor.test_forked_children:fill")
    told["kept"] = len(children.waiting())
    for deed in ("eat", "spin", "die"):
        try:
            children.call(f"tests.supervisor.test_forked_children:{deed}", bounds=Bounds(1.0, 20.0, 300_000_000))
        except ChildFailed as error:
            told[deed] = error.failure.value
    print(json.dumps(told), flush=True)
    children.call("tests.supervisor.test_forked_children:wait_for", sys.argv[1], bounds=Bounds(60.0, 600.0))
"""


def who() -> dict[str, object]:
    files = [
        os.readlink(f"/proc/self/fd/{each}")
        for each in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{each}")
    ]
    return {
        "pid": os.getpid(),
        "loaded": "distributor.render.drawing" in sys.modules,
        "named": Path("/proc/self/cmdline").read_text().rstrip("\0"),
        "sockets": [file for file in files if file.startswith("socket:")],
        "nice": os.nice(0),
    }


def eat() -> int:
    return len(b"x" * 400_000_000)


def fill() -> int:
    return len(b"x" * 200_000_000)


def spin() -> None:
    while True:
        pass


def die() -> None:
    os._exit(3)


def wait_for(file: str) -> None:
    Path(file).write_text(str(os.getpid()), encoding="ascii")
    threading.Event().wait()


def test_copies_are_bounded_and_end_with_their_worker(tmp_path: Path) -> None:
    file, log = tmp_path / "pid", tmp_path / "log"
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WORKER), str(file)],
        env={**os.environ, "PYTHONPATH": python_path()},
        cwd=ROOT,
        stdout=log.open("w"),
    )
    wait_until(lambda: log.read_text(encoding="utf-8").endswith("}\n"), "it has told")
    told = json.loads(log.read_text(encoding="utf-8"))
    child = told["child"]
    assert child["loaded"], "without reading it again"
    assert child["named"] == "distributor.child"
    assert child["sockets"] == []
    assert child["nice"] >= 10
    assert child["pid"] != told["me"]
    assert (told["warm"], told["again"]) == (True, True), "it waits for the next call"
    assert told["kept"] == 0, "a copy that has grown makes room"
    assert (told["eat"], told["spin"], told["die"]) == ("memory", "time", "crash")
    wait_until(file.exists, "it works")
    worker.kill()
    worker.wait()
    pid = int(file.read_text(encoding="ascii"))
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "ended with its worker, while it worked")
