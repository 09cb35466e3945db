"""What a running Loa costs while it has nothing to do: processor time of every part, read from /proc.

A fresh home with the demo province is started as `loa up` starts it. Once what stood on the province's page is published, and
the posts are made two hours old (metrics of young posts are read often, and that is work), nothing is left but what goes on
for ever: a sweep a second, the source read every quarter of a minute, the sandbox's reader looking at our feed every 5
seconds, its audience, and metrics of old posts.

    python bench/idle.py [--quick] [--json]

`ratio`: used share of one core over the target of 2 %.
"""

import argparse
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlmodel import and_, col, func, select, update

from distributor.db import Database
from distributor.models import Account, Post, PostState, RenderJob, RenderState

TARGET = 0.02
TICKS = os.sysconf("SC_CLK_TCK")
PARTS = {" beat ": "beat", " worker ": "worker", " web ": "web", " sandbox ": "sandbox", "valkey-server": "Valkey"}
FORKER = "loa forker"
"""What stands in a part's command line, looked for in this order, and what the table calls it."""
SUPERVISOR = "supervisor"
UNDER_WAY = {PostState.DRAFT, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN}
MANUAL = "manual"
"""Whose posts wait for a person; and what a campaign plans for tomorrow waits for tomorrow."""
SOON = timedelta(minutes=10)
AGE = timedelta(hours=2)
PATIENCE_S = 900.0
STILL_S = 20.0
"""Between two videos none is wanted for a moment: nothing is at rest before it has stayed so."""


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def running(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`loa up`, once all its parts serve."""
    web, sandbox = free_ports(2)
    environment = {
        **os.environ,
        "LOA_HOME": str(home),
        "LOA_WEB_PORT": str(web),
        "LOA_SANDBOX_PORT": str(sandbox),
        "LOA_SANDBOX_PUBLISH_EVERY": "0",
    }
    with (home / "loa-up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "loa.py", "up", "--json"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError((home / "loa-up.log").read_text(encoding="utf-8"))
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def let_it_publish_and_age(home: Path) -> int:
    """Until all of the demo's first posts are out and their videos made, and stay so; returns how many posts."""
    database = Database(f"sqlite:///{home / 'loa.db'}")
    moved = time.monotonic()
    end = moved + PATIENCE_S
    while True:
        with database.read() as session:
            soon = datetime.now(UTC) + SOON
            states = dict(
                session.exec(
                    select(Post.state, func.count())
                    .join(Account, col(Account.id) == col(Post.account_id))
                    .where(
                        ~and_(col(Post.state) == PostState.PLANNED, col(Post.due_at) > soon),
                        ~and_(col(Post.state) == PostState.PROCESSING, col(Account.channel) == MANUAL),
                    )
                    .group_by(col(Post.state))
                ).all()
            )
            videos = session.exec(
                select(func.count()).where(col(RenderJob.state).in_([RenderState.WANTED, RenderState.RUNNING]))
            ).one()
        published = states.pop(PostState.PUBLISHED, 0)
        if not published or videos or set(states) & UNDER_WAY:
            moved = time.monotonic()
        elif time.monotonic() - moved > STILL_S:
            break
        if time.monotonic() > end:
            raise RuntimeError(f"the demo's posts are not out: {states}, {videos} videos to be made")
        time.sleep(0.5)
    with database.write() as session:
        for post in session.exec(select(Post).where(Post.state == PostState.PUBLISHED)):
            assert post.published_at is not None
            session.connection().execute(
                update(Post).where(col(Post.id) == post.id).values(published_at=post.published_at - AGE)
            )
    database.dispose()
    return published


def processes(supervisor: int) -> dict[int, str]:
    """Process id → part, of the supervisor, its children, and the copies that its forker has made."""
    told: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            told[int(folder.name)] = (int(_fields(folder)[1]), command)
        except OSError:
            continue
    makers = {supervisor, *(pid for pid, (parent, said) in told.items() if parent == supervisor and FORKER in said)}
    found = {supervisor: SUPERVISOR}
    for pid, (parent, command) in told.items():
        if parent in makers:
            found[pid] = next((name for mark, name in PARTS.items() if mark in command), command[:20])
    return found


def _fields(folder: Path) -> list[str]:
    """Of /proc/PID/stat, from the state on: the name before it may hold spaces."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def seconds_used(pid: int) -> float:
    """Processor time of a process and of its children that have ended."""
    fields = _fields(Path("/proc") / str(pid))
    return sum(int(each) for each in fields[11:15]) / TICKS


def resident_mb(pid: int) -> float:
    return int(_fields(Path("/proc") / str(pid))[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description="Processor time of an idle Loa.")
    arguments.add_argument("--quick", action="store_true", help="a shorter look, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    settle_s, look_s = (14.0, 14.0) if options.quick else (20.0, 60.0)
    with tempfile.TemporaryDirectory(prefix="loa-idle-") as folder, running(Path(folder)) as supervisor:
        posts = let_it_publish_and_age(Path(folder))
        time.sleep(settle_s)
        parts = processes(supervisor.pid)
        before = {pid: seconds_used(pid) for pid in parts}
        began = time.monotonic()
        time.sleep(look_s)
        lasted = time.monotonic() - began
        shares = {parts[pid]: (seconds_used(pid) - used) / lasted for pid, used in before.items()}
        memory = {parts[pid]: resident_mb(pid) for pid in parts}
        logs_kb = sum(file.stat().st_size for file in (Path(folder) / "logs").iterdir()) / 1000
    used = sum(shares.values())
    print(f"{lasted:.0f} s idle, {settle_s:.0f} s after the last of {posts} posts; share of one core")
    print(f"{'':12}{'share':>8}{'memory':>10}")
    for name, share in shares.items():
        print(f"{name:12}{share:8.2%}{memory[name]:7.0f} MB")
    print(f"{'all':12}{used:8.2%}{sum(memory.values()):7.0f} MB   target {TARGET:.0%}; logs {logs_kb:.1f} kB")
    if options.json:
        result = {
            "bench": "idle",
            "ratio": round(used / TARGET, 3),
            "baseline": "2 % of one core",
            "figures": {
                **{f"{name} share": round(share, 5) for name, share in shares.items()},
                "used share": round(used, 5),
                "memory MB": round(sum(memory.values())),
                "seconds": round(lasted),
            },
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
