"""A home for tests of the command line: its own ports, `loa` as a program in it, and what it left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Account, Post, PostState
from distributor.settings import Settings, Values
from supervisor.home import is_running
from tests.support import province
from tests.support.servers import ROOT, wait_until

PATIENCE_S = 480.0
"""For one command on a busy machine."""


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        return json.loads(self.out)

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass
class Home:
    """`settings`: environment of every command in it."""

    path: Path
    settings: dict[str, str] = field(default_factory=dict)
    web_port: int = 0
    sandbox_port: int = 0

    def __post_init__(self) -> None:
        if not self.web_port:
            self.web_port, self.sandbox_port = free_ports(2)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
        ports = {"LOA_WEB_PORT": str(self.web_port), "LOA_SANDBOX_PORT": str(self.sandbox_port)}
        ports["LOA_SANDBOX_FOLLOW_EVERY"] = "3"  # so that no burst is longer than a feed
        ports["LOA_VIDEOS"] = "0"  # each takes a core for seconds
        ports["LOA_DEMO_PAST"] = "0"
        ports["LOA_DEMO_CHANNELS"] = "facebook,x,rss"  # what most tests count; those of the whole say otherwise
        return {**inherited, "LOA_HOME": str(self.path), **ports, **self.settings}

    def begin(self, *arguments: str, root: Path = ROOT) -> subprocess.Popen[str]:
        """The command as a program of its own."""
        return subprocess.Popen(
            [sys.executable, str(root / "loa.py"), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def loa(self, *arguments: str, root: Path = ROOT) -> Answer:
        """The command, to its end. Whatever it was, nobody sees a traceback."""
        process = self.begin(*arguments, root=root)
        try:
            out, err = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
            process.wait()
        return checked(Answer(process.returncode, out, err))

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[str]]:
        """`loa up`, once all its parts serve; interrupted at the end if it still runs."""
        process = self.begin("up", "--json")
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            if not process.stdout.readline():
                raise AssertionError(f"loa up ended: {process.stderr.read()}")
            yield process
        finally:
            interrupt(process)

    def publications(self) -> Counter[str]:
        """Platform → how many posts the sandbox accepted."""
        return Counter(entry["platform"] for entry in self.published())

    def published(self) -> list[dict[str, Any]]:
        """What the sandbox accepted, as its ledger tells it."""
        told: list[dict[str, Any]] = province.call("GET", f"http://127.0.0.1:{self.sandbox_port}/_sandbox/ledger.json")[
            "publications"
        ]
        return told

    def settled_publications(self) -> Counter[str]:
        """Once the sandbox's reader, which looks at our feed every few seconds, has seen what stands in it."""

        def settled() -> bool:
            counted = self.publications()
            return set(counted) == {"facebook", "x", "rss"} and counted == self.posts_out()

        wait_until(settled, self.publications_told)
        return self.publications()

    def posts_out(self) -> Counter[str]:
        """Posts that are out by the home's own book, by channel: one channel's text may wait where others' do not."""
        database = self.database()
        try:
            with database.read() as session:
                out = select(Account.channel).join(Post, col(Post.account_id) == col(Account.id))
                return Counter(session.exec(out.where(Post.state == PostState.PUBLISHED)).all())
        finally:
            database.dispose()

    def publications_told(self) -> str:
        return f"posts on every channel; so far {dict(self.publications())}"

    def database(self) -> Database:
        return Database(f"sqlite:///{self.path / 'loa.db'}", home=self.path)

    def processes(self) -> list[str]:
        """Programs that run for this home, by their command lines. Valkey hides its environment, but not its folder."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                here = (folder / "cwd").readlink()
            except OSError:
                continue  # it has ended, or belongs to somebody else
            if (
                f"LOA_HOME={self.path}".encode() in environment
                or str(self.path) in command
                or here == self.path / "valkey"
            ):
                found.append(command)
        return found

    def is_quiet(self) -> bool:
        return not self.processes()


def interrupt(process: subprocess.Popen[str]) -> Answer:
    """Ctrl-C, and the rest of what it said."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.wait()
    return checked(Answer(process.returncode, out, err))


def checked(answer: Answer) -> Answer:
    assert "Traceback" not in answer.said, answer.said
    return answer


def wait_until_gone(home: Home) -> None:
    """Neither a process nor a lock of the home is left; a child that has only just been forked shows by its lock alone."""
    wait_until(
        lambda: home.is_quiet() and not is_running_in(home),
        lambda: f"no process of {home.path} is left: {home.processes()}",
    )


def is_running_in(home: Home) -> bool:
    return is_running(Settings(home.path, Values()))


def feed_of(*entries: str) -> str:
    """An RSS feed of these `<item>`s."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Trang thử</title>'
        "<link>https://thu.example/</link><description>Dữ liệu mẫu</description>"
        + "".join(entries)
        + "</channel></rss>"
    )


def entry_of(number: int, subject: str = "mức hỗ trợ hòa giải viên ở cơ sở") -> str:
    return (
        f"<item><title>Bài {number} về {subject}</title><link>https://thu.example/{number}</link>"
        f"<guid>thu-{number}</guid><description>Nội dung số {number}: quy định {subject}.</description>"
        "<pubDate>Tue, 24 Nov 2026 08:00:00 +0700</pubDate></item>"
    )


def write_feed(file: Path, numbers: Sequence[int], subject: str = "mức hỗ trợ hòa giải viên ở cơ sở") -> str:
    file.write_text(feed_of(*(entry_of(number, subject) for number in numbers)), encoding="utf-8")
    return str(file)
