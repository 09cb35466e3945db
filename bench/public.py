"""How quick citizens' pages are: a page and a feed that did not change, and a search over 100,000 items.

`python -m web` on one core behind real HTTP answers pages of items that it has in memory, and conditional reads of a feed (304);
between its rounds a bare Starlette answers with as many bytes, in the same uvicorn. What counts is answers over the server's
own CPU time, for other work shares the machine. Searches go through the whole application (`/tra-cuu`), every query of
`tests/lookup/queries.tsv` in turn, over items that are made of the demo province's sentences; `processor` is their CPU time.

    python bench/public.py [--quick] [--items N] [--json]

`ratio`: the worst of core time for a page and for a conditional read over the bare answer's, each over 1.5, and of the search's
95th percentile over 50 ms. At most 1 is asked.
"""

import argparse
import json
import os
import random
import select
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from fastapi.testclient import TestClient

from bench.lookup import QUERIES, asked_in, told_items
from bench.redirects import CLIENT_CORE, Round, core_seconds, free_port, server
from bench.web import p95
from bench.worked_years import in_chunks
from distributor import migrate
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.finding import keep_words
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.public import ANNOUNCEMENT
from distributor.models import (
    Account,
    Document,
    DocumentRelation,
    Item,
    Post,
    PostState,
    RelationKind,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.settings import Settings, Values
from distributor.staff.lockout import AddressBudget
from web.app import create_app
from web.memory import settle
from web.surroundings import CitizenBudgets

ASKED_TIMES, ASKED_MS = 1.5, 50.0
CONNECTIONS, TOPIC, ITEMS_OF_AN_ACT = 16, "Đất đai, nhà ở", 4
BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
SIZE = int(sys.argv[2])
HEADERS = {"ETag": '"0123456789abcdef0123456789abcdef"', "Cache-Control": "public, max-age=60"}
async def page(request):
    return Response(b"a" * SIZE, headers=HEADERS, media_type="text/html; charset=utf-8")
async def unchanged(request):
    return Response(status_code=304, headers=HEADERS)
app = Starlette(routes=[Route("/page", page), Route("/unchanged", unchanged)])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning", lifespan="off",
            server_header=False, proxy_headers=False)
"""


def an_act(number: int, subject: str) -> dict[str, Any]:
    """Of the province or one of 120 communes, numbered 1 to 90 each year from 2015 on."""
    year = 2015 + number // 90 % 12
    day = date(year, 1, 5) + timedelta(days=number // 1080)
    office = f"xã {number % 120}" if number % 5 else "tỉnh Hương Giang"
    return {
        "id": number,
        "issuer": f"Ủy ban nhân dân {office}",
        "number": f"{number % 90 + 1:02d}/{year}/QĐ-UBND",
        "issued_on": day,
        "kind": "quyết định",
        "subject": subject,
        "told_effective_on": day + timedelta(days=10),
    }


def fill(database: Database, count: int, now: datetime) -> None:
    """Public items, each of a real title and three real sentences, on one account. Every fourth announces a document of its
    own, whose number some twenty offices' documents of that year bear; every tenth document amends an earlier one."""
    titles, sentences = [], []
    for _slug, title, _summary, said in told_items(90):
        titles.append(title)
        sentences += [one for one in said.replace("\n", " ").split(". ") if 20 < len(one) < 300]
    chance = random.Random(7)
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        session.add(UnitName(unit_id=unit.id or 0, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
        account = Account(unit_id=unit.id or 0, channel="facebook", name="Trang", settings={}, limits={})
        session.add(account)
        session.flush()
        texts = [". ".join(chance.sample(sentences, 3)) for _ in range(count)]
        when = [now - timedelta(minutes=11 * number) for number in range(count)]
        acts = count // ITEMS_OF_AN_ACT
        in_chunks(session, Document, (an_act(number + 1, chance.choice(titles)) for number in range(acts)))
        in_chunks(
            session,
            DocumentRelation,
            (
                {
                    "document_id": number,
                    "kind": RelationKind.AMENDS,
                    "target": f"Quyết định số {an_act(number - 7, '')['number']}",
                    "target_number": an_act(number - 7, "")["number"],
                    "target_id": number - 7,
                    "parts": ["Điều 3"],
                    "scope": "part",
                }
                for number in range(10, acts, 10)
            ),
        )
        in_chunks(
            session,
            Item,
            (
                {
                    "unit_id": unit.id,
                    "id": number + 1,
                    "title": f"{chance.choice(titles)} (tin số {number + 1})",
                    "document_id": number // ITEMS_OF_AN_ACT + 1 if number % ITEMS_OF_AN_ACT == 0 else None,
                    "document_role": ANNOUNCEMENT if number % ITEMS_OF_AN_ACT == 0 else "",
                    "kind": "guidance",
                    "text": texts[number],
                    "first_seen_at": when[number],
                    "published_at": when[number],
                    "composed_revision": 1,
                    "understood_revision": 1,
                    "facts": {"points": {"topic": TOPIC if number % 12 == 0 else ""}},
                }
                for number in range(count)
            ),
        )
        in_chunks(
            session,
            Post,
            (
                {
                    "unit_id": unit.id,
                    "id": number + 1,
                    "account_id": account.id,
                    "item_id": number + 1,
                    "purpose": "announce",
                    "state": PostState.PUBLISHED,
                    "text": texts[number],
                    "created_at": when[number],
                    "published_at": when[number],
                    "dropped": [],
                    "settings": {},
                }
                for number in range(count)
            ),
        )
    keep_words(database)
    keep_look_up_words(database)
    database.keep_statistics()


@dataclass(frozen=True)
class Read:
    """A request, and how its answer begins."""

    path: str
    status: int
    held: str = ""

    def bytes_to_send(self) -> bytes:
        held = f"If-None-Match: {self.held}\r\n" if self.held else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: loa.example\r\nAccept: */*\r\n{held}\r\n".encode()


def measured(process: int, port: int, reads: Sequence[Read], for_s: float) -> Round:
    """One read at a time on each connection, whole answers."""
    before = core_seconds(process)
    watch = select.epoll()
    connections, rest, turn, answers = {}, {}, 0, 0
    began = time.perf_counter()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connections[connection.fileno()] = connection
        watch.register(connection, select.EPOLLIN)
    for number, connection in connections.items():
        connection.sendall(reads[turn % len(reads)].bytes_to_send())
        rest[number], turn = -1, turn + 1
    busy = len(connections)
    while busy:
        for number, _ in watch.poll():
            came = connections[number].recv(262_144)
            if rest[number] < 0:
                head, _, body = came.partition(b"\r\n\r\n")
                if not head.startswith(f"HTTP/1.1 {reads[0].status}".encode()):
                    raise RuntimeError(f"not {reads[0].status}: {head[:80]!r}")
                length = next(
                    (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
                )
                rest[number] = (0 if reads[0].status == 304 else length) - len(body)
            else:
                rest[number] -= len(came)
            if rest[number] <= 0:
                answers += 1
                if time.perf_counter() - began < for_s:
                    connections[number].sendall(reads[turn % len(reads)].bytes_to_send())
                    rest[number], turn = -1, turn + 1
                else:
                    busy -= 1
    took = time.perf_counter() - began
    for connection in connections.values():
        connection.close()
    return Round(answers, took, core_seconds(process) - before)


def looked_at(port: int, path: str) -> tuple[int, str]:
    """Bytes and ETag of what stands there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return len(answer.read()), answer.headers["ETag"]


def rates(settings: Settings, rounds: int, for_s: float) -> dict[str, float]:
    """Core milliseconds for an answer, ours and bare."""
    own, bare = free_port(), free_port()
    environment = {"LOA_HOME": str(settings.home), "LOA_WEB_PORT": str(own)}
    pages, feed = [f"/tin/{number}" for number in range(1, CONNECTIONS + 1)], "/feeds/chu-de/dat-dai-nha-o.rss"
    with server([sys.executable, "-m", "web"], own, **environment) as web:
        size = round(statistics.mean(looked_at(own, path)[0] for path in pages))
        _, etag = looked_at(own, feed)
        with server([sys.executable, "-c", BARE, str(bare), str(size)], bare) as plain:
            ways = {
                "page": (web.pid, own, [Read(path, 200) for path in pages]),
                "page, bare": (plain.pid, bare, [Read("/page", 200)]),
                "unchanged feed": (web.pid, own, [Read(feed, 304, etag)]),
                "unchanged feed, bare": (plain.pid, bare, [Read("/unchanged", 304, etag)]),
            }
            seen: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(rounds):
                for name, (process, port, reads) in ways.items():
                    measured(process, port, reads, 0.0)  # from here on it is kept
                    one = measured(process, port, reads, for_s)
                    seen[name].append(1000 * one.core_s / one.answers)
    return {name: statistics.median(each) for name, each in seen.items()} | {"page bytes": size}


def searches(settings: Settings, database: Database, rounds: int) -> dict[str, float]:
    """Milliseconds, by the clock and of processor. Raises RuntimeError for an answer that is no page."""
    queries = [query for _wanted, query in asked_in(QUERIES)]
    app = create_app(settings, database, SystemClock())
    endless = AddressBudget(10**6, timedelta(seconds=1))
    app.state.surroundings = replace(app.state.surroundings, budgets=CitizenBudgets(looks=endless))
    taken, worked = [], []
    with TestClient(app, base_url="http://127.0.0.1:8600") as client:
        settle()
        for turn in range(rounds + 1):
            for query in queries:
                began, spent = time.perf_counter(), time.process_time()
                status = client.get("/tra-cuu", params={"q": query}).status_code
                if turn:  # the first time warms up
                    taken.append((time.perf_counter() - began) * 1000)
                    worked.append((time.process_time() - spent) * 1000)
                if status != 200:
                    raise RuntimeError(f"{query}: {status}")
    return {
        "search median ms": statistics.median(taken),
        "search p95 ms": p95(sorted(taken)),
        "search processor median ms": statistics.median(worked),
        "search processor p95 ms": p95(sorted(worked)),
    }


def lines(found: Mapping[str, float]) -> Iterator[str]:
    for name in ("page", "unchanged feed"):
        yield (
            f"{name:16} {found[name]:6.2f} core ms   bare Starlette {found[f'{name}, bare']:6.2f} core ms   "
            f"{found[name] / found[f'{name}, bare']:5.2f} times (asked {ASKED_TIMES})"
        )
    yield (
        f"search           median {found['search median ms']:6.1f} ms   p95 {found['search p95 ms']:6.1f} ms   processor "
        f"{found['search processor median ms']:.1f}, {found['search processor p95 ms']:.1f} ms over "
        f"{found['items']:,.0f} items (asked {ASKED_MS:.0f} ms)"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 items, one round")
    parser.add_argument("--items", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    count, rounds, for_s = (5_000, 1, 2.0) if options.quick else (100_000, 5, 4.0)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), Values())
        database = Database(settings.database_url)
        migrate.upgrade(database, settings.home)
        fill(database, options.items or count, datetime.now(UTC))
        taken = searches(settings, database, rounds)
        database.dispose()
        os.sched_setaffinity(0, CLIENT_CORE)
        found: dict[str, float] = {"items": options.items or count, **taken, **rates(settings, rounds, for_s)}
    print("\n".join(lines(found)))
    if options.json:
        times = [found[name] / found[f"{name}, bare"] / ASKED_TIMES for name in ("page", "unchanged feed")]
        told: dict[str, Any] = {
            "ratio": round(max(*times, found["search p95 ms"] / ASKED_MS), 3),
            "baseline": f"{ASKED_TIMES} times a bare Starlette answer in the same uvicorn; {ASKED_MS:.0f} ms for a search",
            "figures": {name: round(value, 3) for name, value in found.items()},
        }
        print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
