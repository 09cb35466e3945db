"""How many short links one web process on one core follows: 500 links, every opening by somebody else, counted as in earnest.

Each server is a process of its own, pinned to one core, behind real HTTP on loopback; a client on the other core keeps 32
connections busy. Loa's server is the whole application as `python -m web` runs it, with its database; its openings are flushed
and compared with what the client saw. Between its rounds the baseline answers: the barest ASGI application that says 302,
in the same uvicorn. Where other work shares the cores `a core-second` is the steadier figure: answers over the server's own CPU
time. `first`: links that nobody opened within the last minute, which the route has to look up.

    python bench/redirects.py [--quick] [--json]

`ratio`: our core time for a redirect over the baseline's, the worse of SQLite and PostgreSQL.
"""

import argparse
import itertools
import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlalchemy import func, insert
from sqlmodel import col
from sqlmodel import select as select_rows

from distributor import migrate
from distributor.db import Database
from distributor.models import Account, ClickDay, Item, Post, PostState, ShortLink, Unit, UnitLevel
from distributor.settings import Settings, Values
from tests.support.servers import end, postgres, wait_until

LINKS, CONNECTIONS = 500, 32
AGENT = "Mozilla/5.0 (Linux; Android 14; SM-A155F Build/{number}) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
ANSWER = re.compile(rb"HTTP/1\.1 (\d+)")
PATIENCE_S = 60.0
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = {CORES[0]}, {CORES[-1]}
BARE = """
import sys, uvicorn
HEADERS = [(b"location", b"https://a.example/"), (b"content-length", b"0")]
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 302, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b""})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning", lifespan="off",
            server_header=False, proxy_headers=False)
"""


@dataclass(frozen=True)
class Round:
    """`core_s`: CPU time of the server's process, user and system, flushing included."""

    answers: int
    wall_s: float
    core_s: float

    @property
    def a_second(self) -> float:
        return self.answers / self.wall_s

    @property
    def a_core_second(self) -> float:
        return self.answers / self.core_s


def fill(database: Database, now: datetime) -> None:
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        account = Account(unit_id=unit.id or 0, channel="facebook", name="Trang", settings={}, limits={})
        session.add(account)
        session.flush()
        owned = {"unit_id": unit.id}
        run = session.connection().execute
        run(
            insert(Item),
            [
                {**owned, "id": number, "title": "Quyết định", "first_seen_at": now, "facts": {}}
                for number in range(1, LINKS + 1)
            ],
        )
        post = {
            **owned,
            "account_id": account.id,
            "purpose": "announce",
            "state": PostState.PUBLISHED,
            "created_at": now,
        }
        run(
            insert(Post),
            [
                {**post, "id": number, "item_id": number, "dropped": [], "settings": {}}
                for number in range(1, LINKS + 1)
            ],
        )
        run(
            insert(ShortLink),
            [
                {
                    "code": f"k{number}",
                    "post_id": number,
                    "target": f"https://pbgdpl.huonggiang.example/tin/{number}?trang=1",
                    "created_at": now,
                }
                for number in range(1, LINKS + 1)
            ],
        )


def requests() -> Iterator[bytes]:
    """Each by another person: a telephone and a link that were not together before."""
    for number in itertools.count():
        yield (
            f"GET /l/k{number % LINKS + 1} HTTP/1.1\r\nHost: loa.example\r\n"
            f"User-Agent: {AGENT.format(number=number // LINKS)}\r\nAccept: text/html\r\n"
            "Accept-Language: vi\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
        ).encode()


class Client:
    """One request at a time on each connection, as browsers do."""

    def __init__(self, port: int, asked: Iterator[bytes]) -> None:
        self._port, self._asked = port, asked

    def ask(self, for_s: float, *, at_most: int = sys.maxsize) -> tuple[int, float]:
        """Answers, and the seconds they took. Raises RuntimeError for any that is no redirect."""
        watch = select.epoll()
        connections = {}
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", self._port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connections[connection.fileno()] = connection
            watch.register(connection, select.EPOLLIN)
            connection.sendall(next(self._asked))
        answers, began = 0, time.perf_counter()
        until = began + for_s
        busy = len(connections)
        while busy:
            for number, _ in watch.poll():
                connection = connections[number]
                answer = connection.recv(4_096)
                if not answer.startswith(b"HTTP/1.1 302"):
                    raise RuntimeError(f"not a redirect: {answer[:80]!r}")
                answers += 1
                if answers + busy <= at_most and time.perf_counter() < until:
                    connection.sendall(next(self._asked))
                else:
                    busy -= 1
        took = time.perf_counter() - began
        for connection in connections.values():
            connection.close()
        watch.close()
        return answers, took


def core_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def server(command: Sequence[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(process.pid, SERVER_CORE)

    def answers() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, "the server")
        yield process
    finally:
        end(process)


def measured(process: int, client: Client, for_s: float, *, at_most: int = sys.maxsize) -> Round:
    before = core_seconds(process)
    answers, wall_s = client.ask(for_s, at_most=at_most)
    return Round(answers, wall_s, core_seconds(process) - before)


def compare(kind: str, address: str, home: Path, rounds: int, for_s: float) -> dict[str, Any]:
    home.mkdir(exist_ok=True)
    database = Database(address)
    migrate.upgrade(database, home)
    fill(database, datetime.now(UTC))
    asked, also_asked = iter(requests()), iter(requests())
    own_port, bare_port = free_port(), free_port()
    ours: list[Round] = []
    bare: list[Round] = []
    settings = {"LOA_HOME": str(home), "LOA_WEB_PORT": str(own_port), "LOA_DATABASE_URL": address}
    with (
        server([sys.executable, "-m", "web"], own_port, **settings) as web,
        server([sys.executable, "-c", BARE, str(bare_port)], bare_port) as plain,
    ):
        client, plain_client = Client(own_port, asked), Client(bare_port, also_asked)
        first = measured(web.pid, client, PATIENCE_S, at_most=LINKS)
        warm, _ = client.ask(1.0)
        plain_client.ask(1.0)
        for _ in range(rounds):
            bare.append(measured(plain.pid, plain_client, for_s))
            ours.append(measured(web.pid, client, for_s))
    seen = first.answers + warm + sum(each.answers for each in ours)
    with database.read() as session:
        counted, people = session.exec(
            select_rows(func.sum(col(ClickDay.openings)), func.sum(col(ClickDay.people)))
        ).one()
    database.dispose()
    if (counted, people) != (seen, seen):
        raise RuntimeError(f"{kind}: {seen} redirects, {counted} counted, {people} people")
    found = {
        "redirects a second": _median(each.a_second for each in ours),
        "redirects a core-second": _median(each.a_core_second for each in ours),
        "bare a second": _median(each.a_second for each in bare),
        "bare a core-second": _median(each.a_core_second for each in bare),
        "first redirects a core-second": round(first.a_core_second),
        "counted": counted,
    }
    low, high = min(each.a_core_second for each in ours), max(each.a_core_second for each in ours)
    print(
        f"{kind:10} {found['redirects a second']:7,.0f} redirects/s, {found['redirects a core-second']:7,.0f} a core-second "
        f"({low:,.0f} to {high:,.0f});  bare ASGI {found['bare a second']:7,.0f}/s, {found['bare a core-second']:7,.0f} a "
        f"core-second;  first {found['first redirects a core-second']:,} a core-second;  {counted:,} openings counted, none lost",
        flush=True,
    )
    return found


def _median(values: Iterable[float]) -> int:
    return round(statistics.median(values))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three rounds of two seconds")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rounds, for_s = (3, 2.0) if options.quick else (7, 4.0)
    found: dict[str, dict[str, Any]] = {}
    os.sched_setaffinity(0, CLIENT_CORE)
    with tempfile.TemporaryDirectory() as folder, postgres() as address:
        home = Path(folder)
        own = Settings(home / "sqlite", Values())
        found["SQLite"] = compare("SQLite", own.database_url, own.home, rounds, for_s)
        admin = Database(address.format(name="postgres"))
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CREATE DATABASE redirects")
        admin.dispose()
        found["PostgreSQL"] = compare("PostgreSQL", address.format(name="redirects"), home / "postgres", rounds, for_s)
    ratio = max(each["bare a core-second"] / each["redirects a core-second"] for each in found.values())
    print(f"core time for a redirect, over that of the bare application: {ratio:.2f}")
    if options.json:
        told = {
            "ratio": round(ratio, 3),
            "baseline": "a bare ASGI application that answers 302, in the same uvicorn",
            "figures": {f"{kind}: {name}": value for kind, row in found.items() for name, value in row.items()},
        }
        print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
