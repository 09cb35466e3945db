"""The server process: live pages over a real connection, and an end in time."""

import http.client
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from distributor.db import Database
from distributor.models import PostState
from distributor.staff.sessions import SignedIn, sign_in
from tests.support.servers import PATIENCE_S, ROOT
from tests.web.processes import free_port, running_program
from tests.web.province import LOGIN, NOON, PASSWORD, Province, publish
from web.server import PATIENCE_S as LAST_ANSWERS_S


def next_version(stream: http.client.HTTPResponse) -> str:
    while True:
        line = stream.readline().decode().strip()
        if line.startswith("data: "):
            return line.removeprefix("data: ")


def test_it_tells_of_changes_and_stops_though_live_pages_are_open(
    tmp_path: Path, database: Database, province: Province
) -> None:
    with database.write() as session:
        outcome = sign_in(session, LOGIN, PASSWORD, datetime.now(UTC))
    assert isinstance(outcome, SignedIn)
    with running_program(tmp_path) as web:
        connections = [http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE_S) for _ in range(5)]
        streams = []
        for connection in connections:
            connection.request("GET", "/song", headers={"cookie": f"loa_session={outcome.token}"})
            streams.append(connection.getresponse())
        assert {stream.getheader("content-type") for stream in streams} == {"text/event-stream; charset=utf-8"}
        assert streams[0].getheader("server") is None
        first = {next_version(stream) for stream in streams}
        assert len(first) == 1
        with database.write() as session:
            publish(session, province.posts[PostState.PLANNED], "https://facebook.example/posts/9", NOON)
        second = {next_version(stream) for stream in streams}
        assert len(second) == 1
        assert second != first

        web.process.send_signal(signal.SIGTERM)
        assert web.process.wait(PATIENCE_S) == 0
        _, complaints = web.process.communicate()
    assert LAST_ANSWERS_S == 1
    assert complaints == "", "nothing had to be cancelled after that second: live pages let go by themselves"


TOLD_WHILE_IT_BEGINS = """
import os, signal
import web.__main__, web.server
web.server.settle = lambda: os.kill(os.getpid(), signal.SIGTERM)
raise SystemExit(web.__main__.main())
"""


def test_told_to_stop_before_it_listens_it_ends_all_the_same(tmp_path: Path, database: Database) -> None:
    """As when its supervisor is killed while it begins: nobody is left who would tell it again."""
    beginning = subprocess.run(
        [sys.executable, "-c", TOLD_WHILE_IT_BEGINS],
        env={
            **os.environ,
            "LOA_HOME": str(tmp_path),
            "LOA_DATABASE_URL": database.url,
            "LOA_WEB_PORT": str(free_port()),
        },
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (beginning.returncode, beginning.stderr) == (0, "")
