"""The telephone line under the watch, as `loa up` has it: one that is frozen comes back, and no call in hand is cut for that.

How heavy the other tests are nobody knows here: that it comes back is asserted, with the evidence, and how long it took is told
(6 to 9 s on two idle cores; half a minute is wanted).
"""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from distributor.clock import VIETNAM, SystemClock
from distributor.db import Database
from distributor.settings import Settings, Values
from distributor.telephone.desk import office_hours
from distributor.telephone.flow import CallTerms, fixed_prompts
from distributor.telephone.rules import telephone_rules
from distributor.units import unit_name
from distributor.work.liveness import bury_the_dead
from distributor.work.progress import TELEPHONE, Proof, last_lives, proofs
from supervisor.process import Part
from supervisor.stack import RunningParts, parts_of
from supervisor.watchman import Watchman
from tests.support import province, servers
from tests.support.forking import forked
from tests.telephone.conftest import write_sound
from web.app import create_app

GIVEN_UP_S = 150.0
GREETING = b"agi_network: yes\nagi_callerid: 84900000001\n\n"


@dataclass
class Line:
    settings: Settings
    database: Database
    part: Part
    stack: RunningParts

    @property
    def pid(self) -> int:
        assert self.part.process is not None
        return self.part.process.pid

    def log(self) -> list[Any]:
        file = self.settings.home / "logs" / "supervisor.log"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def proof(self) -> Proof | None:
        with self.database.read() as session:
            found = [each for each in proofs(session, datetime.now(UTC), TELEPHONE) if each.pid == self.pid]
        return found[0] if found else None

    def freeze(self) -> None:
        assert self.part.process is not None
        self.part.process.send_signal(signal.SIGSTOP)

    def call(self) -> "Caller":
        return Caller(socket.create_connection(("127.0.0.1", self.settings.values.telephone_port), servers.PATIENCE_S))


class Caller:
    """An exchange that hands a call over, and answers what it is told to do when the test says so."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._lines = connection, connection.makefile("rwb")
        self._lines.write(GREETING)
        self._lines.flush()
        assert self.hears() == "ANSWER"
        assert self.does().startswith("STREAM FILE"), "the welcome"

    def hears(self) -> str:
        return self._lines.readline().decode().strip()

    def does(self, said: str = "200 result=0") -> str:
        """Do what was commanded; return the next command."""
        self._lines.write(f"{said}\n".encode())
        self._lines.flush()
        return self.hears()

    def hangs_up(self) -> None:
        self._lines.close()
        self._connection.close()


@contextmanager
def line_of(home: Path, database_url: str) -> Iterator[Line]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(home, Values(database_url=database_url, sandbox=False, telephone_port=port))
    database, told = Database(database_url), list[str]()
    with database.write() as session:
        unit_id = province.seed_unit(session).unit_id
        now = SystemClock().now()
        name = unit_name(session, unit_id, now.astimezone(VIETNAM).date()) or ""
    recorded = settings.telephone_sounds / "recorded"
    recorded.mkdir(parents=True)
    for prompt in fixed_prompts(CallTerms(name, office_hours(now), telephone_rules())):
        write_sound(recorded / f"{prompt.sound}.wav")
    (part,) = [forked(each) for each in parts_of(settings, web=False) if each.name == "telephone"]
    part.environment = {
        **part.environment,
        "LOA_DATABASE_URL": database_url,
        "LOA_SANDBOX": "0",
        "LOA_TELEPHONE_PORT": str(port),
    }
    stack = RunningParts([part], told.append)
    try:
        settings.run_folder.mkdir(parents=True, exist_ok=True)
        stack.start()
        stack.watchman = Watchman(settings, told.append, web=False, sends=False)
        yield Line(settings, database, part, stack)
    finally:
        stack.stop()
        database.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_frozen_line_comes_back_and_cuts_no_call(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with line_of(tmp_path / "home", database_url) as line:
        web = TestClient(create_app(line.settings, line.database, SystemClock()), base_url="http://localhost")

        def seen(condition: Callable[[], object]) -> bool:
            line.stack.watch()
            return bool(condition())

        def stands() -> Any:
            return web.get("/health/ready").json()["telephone_stands"]

        servers.wait_until(lambda: seen(lambda: not stands()), "it takes calls", look_s=0.1)
        began, caller = line.pid, line.call()
        servers.wait_until(lambda: (found := line.proof()) is not None and found.doing, "the call is told of")
        line.freeze()
        servers.wait_until(lambda: seen(line.log), "it is judged", look_s=0.1)
        assert [(each["part"], each["remedy"], each["why"]) for each in line.log()] == [
            ("telephone", "wake", "stopped")
        ]
        assert line.log()[0]["signs"]["open_s"] > 1_000
        assert caller.does(f"200 result={ord('9')} endpos=8").startswith("STREAM FILE"), "the call goes on"
        assert line.pid == began
        caller.hangs_up()
        servers.wait_until(lambda: (found := line.proof()) is not None and not found.doing, "the call is over")
        servers.wait_until(lambda: seen(lambda: not stands()), "it takes calls", look_s=0.1)
        at, red = time.monotonic(), []
        line.freeze()

        def is_back() -> bool:
            with line.database.write() as session:
                bury_the_dead(session, line.settings.run_folder)  # as the sweep does each second
            if line.pid == began:
                line.freeze()  # again, should it have been woken for the call, of which a slow look had not yet seen the end
            red.append(stands())
            return line.pid != began and any(red) and not red[-1]

        servers.wait_until(
            lambda: seen(is_back),
            lambda: f"it is red until it comes back: {line.log()}",
            look_s=0.1,
            patience_s=GIVEN_UP_S,
        )
        record_property("frozen", f"back in {time.monotonic() - at:.1f} s")
        line.call().hangs_up()
        last = line.log()[-1]
        assert (last["part"], last["remedy"], last["why"], last["pid"]) == ("telephone", "restart", "stopped", began)
    with line.database.read() as session:
        assert last_lives(session, datetime.now(UTC), TELEPHONE) == [], "it ended in order"
    line.database.dispose()
