"""How long the console's pages take in a province that has worked for years: 20,000 items, 100,000 posts, 1,000,000 numbers.

Every page that `tests/web/route_table.py` names is asked for in turn, through the whole application (routes, queries, templates,
compression), on SQLite and on PostgreSQL, with one person signed in; one that does not answer 200 ends the run. `growth`: how
much slower the page is than over a hundredth of the rows in the same run; `queries`: how many, and how many more than there.

    python bench/web.py [--quick] [--only PATTERN] [--json]

The machine is shared: between the answers of a page Python adds up numbers, and a page beside whose answers that took more than
`CALM` times as long as in quiet is measured again once all others have been, in up to `ROUNDS` rounds; the quietest counts, not
the quickest. `loop`: what the adding took then.

`ratio`: the slowest page's 95th percentile over its limit: 100 ms; 150 ms for a month of the calendar; 1 s for a report as a
file (`FILE_MS`).
"""

import argparse
import json
import math
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from fastapi.testclient import TestClient
from sqlalchemy import text

from bench.worked_years import QUICK, SMALL, WHOLE, Size, fill
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.settings import Settings, Values
from distributor.staff.lockout import AddressBudget
from distributor.vault import open_vault
from tests.support.servers import postgres
from tests.support.statements import statements
from tests.web.asks import KEY, Ask
from tests.web.forms import sign_in
from tests.web.route_table import ROUTES
from web.app import create_app
from web.memory import settle
from web.surroundings import CitizenBudgets

LIMIT_MS, MONTH_MS, FILE_MS = 100.0, 150.0, 1_000.0
LOOP, EVERY = 300_000, 10
"""So many numbers are added up, after so many answers."""
CALM, ROUNDS = 1.25, 3
MONTH = "/lich"
FILES = re.compile(r"\.(xlsx|pdf|docx)$|^/lich\.ics$")
"""A report or a plan as a file: made whole (pages set, charts drawn, an archive packed), then saved by the browser beside a page
that stays. Nobody waits for it as for a page: it is to come before people wonder whether anything happens, within a second."""
NOT_PAGES = re.compile(
    r"^/(health|metrics|dang-nhap|static|media|song|moc|sms|l|cau-hoi|thu|nhan-tin|khao-sat|bieu-ngu|dang-ky-tin)(/|$)"
    r"|/tep/|^/feeds/tu/|\.(atom|json|csv|zip)$"
)
"""What is not made of rows, or only of one by a signed address, goes on for ever (`/song`), leads on, is for programs, or says
the same in another form; a search as a feed is answered a few times a minute only."""
FURTHER = (f"{MONTH}?xem=tuan", f"{MONTH}?xem=danh-sach", "/?trang=20", "/?trang_thai=awaiting_review")
SEARCHES = ("/?tim=1234", "/?tim=3", "/?tim=quyet+dinh")
"""A number that one item has, one that half of them have, and words that nearly all have."""


@contextmanager
def signed_in(home: Path, database: Database) -> Iterator[TestClient]:
    open_vault(home)  # makes the home's key
    app = create_app(Settings(home, Values()), database, SystemClock())
    # One address asks for everything here.
    endless = AddressBudget(1_000_000, timedelta(seconds=1))
    app.state.surroundings = replace(app.state.surroundings, budgets=CitizenBudgets(looks=endless))
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as client:
        answer = sign_in(client)
        if answer.status_code != 303:
            raise RuntimeError(f"signing in: {answer.status_code}")
        settle()  # as the server's process does
        yield client


def asked() -> list[Ask]:
    """Every page of staff and citizens; not those that answer well with something else than a page."""
    return [
        one for one in ROUTES
        if one.method == "GET" and one.who != KEY and not one.also and not NOT_PAGES.search(one.route.split()[1])
    ]  # fmt: skip


def pages(shown: Mapping[str, str]) -> dict[str, str]:
    """Name → address, of one that shows a thing with the thing's number."""
    found = {}
    for one in asked():
        name = one.route.split()[1].replace("{wish}", one.at.get("wish", ""))
        fields = urlencode(one.fields(shown))
        found[name] = one.path(shown) + (f"?{fields}" if fields else "")
    return {**found, **{path: path for path in (*FURTHER, *SEARCHES)}}


def get(client: TestClient, path: str) -> None:
    """Raises RuntimeError unless it is a page."""
    if (answer := client.get(path)).status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")


@dataclass(frozen=True)
class Measured:
    """Milliseconds. `taken`: by each answer, the slowest last. `loop`: by the adding beside them, its median."""

    taken: list[float]
    loop: float


UNMEASURED = Measured([], math.inf)


@dataclass
class Page:
    """`small`: the same page over a hundredth of the rows, measured in the same minute."""

    database: str
    name: str
    path: str
    small_path: str
    whole: Measured = UNMEASURED
    small: Measured = UNMEASURED


@dataclass(frozen=True)
class Province:
    """One person, signed in to the whole and to a hundredth of it."""

    client: TestClient
    little: TestClient
    pages: tuple[Page, ...]

    def measure(self, page: Page, times: int) -> None:
        whole, small = measured_once(self.client, page.path, times), measured_once(self.little, page.small_path, times)
        if whole.loop < page.whole.loop:
            page.whole, page.small = whole, small

    def rows(self) -> list[dict[str, Any]]:
        """Of pages that have been measured."""
        return [self._row(page) for page in self.pages]

    def _row(self, page: Page) -> dict[str, Any]:
        of_whole, of_small = fewest_queries(self.client, page.path), fewest_queries(self.little, page.small_path)
        median, slow = statistics.median(page.whole.taken), p95(page.whole.taken)
        return {
            "database": page.database,
            "page": page.name,
            "median_ms": round(median, 1),
            "p95_ms": round(slow, 1),
            "growth": round(median / statistics.median(page.small.taken), 2),
            "queries": of_whole,
            "queries_more": of_whole - of_small,
            "of_limit": round(slow / limit_of(page.name), 2),
            "loop_ms": round(page.whole.loop, 1),
        }


@contextmanager
def province(kind: str, address: str, folder: Path, size: Size, only: str = "") -> Iterator[Province]:
    """Filled. `address`: of a database called {name}. `only`: a pattern of the pages that are measured."""
    began, now = time.perf_counter(), datetime.now(UTC)
    clients, shown = [], []
    with ExitStack() as stack:
        for name, rows in (("whole", size), ("small", SMALL)):
            database = Database(address.format(name=name))
            stack.callback(database.dispose)
            shown.append(pages(fill(database, rows, now, folder)))
            clients.append(stack.enter_context(signed_in(folder, database)))
        there, fewer = shown
        print(f"{kind}: filled in {time.perf_counter() - began:.0f} s", flush=True)
        wanted = {name: path for name, path in there.items() if re.search(only, name)}
        yield Province(
            clients[0], clients[1], tuple(Page(kind, name, path, fewer[name]) for name, path in wanted.items())
        )


@contextmanager
def on_both_databases(folder: Path, size: Size, only: str = "") -> Iterator[list[Province]]:
    with postgres() as server, ExitStack() as stack:
        admin = Database(server.format(name="postgres"))
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in ("whole", "small"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        addresses = {"SQLite": f"sqlite:///{folder}/{{name}}.db", "PostgreSQL": server}
        yield [stack.enter_context(province(*each, folder, size, only)) for each in addresses.items()]


def measure(made: Sequence[Province], times: int) -> float:
    """All pages, and again those that had no quiet. Answers with what the adding takes in quiet, in milliseconds."""
    quickest = min(loop_ms() for _ in range(EVERY))
    for number in range(ROUNDS):
        restless = [(one, page) for one in made for page in one.pages if not is_calm(page, quickest)]
        if restless:
            print(f"round {number + 1}: {len(restless)} pages", flush=True)
        for one, page in restless:
            one.measure(page, times)
            quickest = min(quickest, page.whole.loop)
    return quickest


def is_calm(page: Page, quickest: float) -> bool:
    return page.whole.loop <= CALM * quickest


def fewest_queries(client: TestClient, path: str) -> int:
    """Of two answers: what any page asks anew once in some seconds, as staff's words for templates, is none of this one's."""
    counts = []
    for _ in range(2):
        with statements() as asked:
            get(client, path)
        counts.append(len(asked))
    return min(counts)


def measured_once(client: TestClient, path: str, times: int) -> Measured:
    get(client, path)
    taken, loops = [], [loop_ms()]
    for number in range(times):
        began = time.perf_counter()
        get(client, path)
        taken.append((time.perf_counter() - began) * 1000)
        if number % EVERY == EVERY - 1:
            loops.append(loop_ms())
    return Measured(sorted(taken), statistics.median(loops))


def loop_ms() -> float:
    """How quick the machine is just now: Python adds 300,000 numbers."""
    began, total = time.perf_counter(), 0
    for number in range(LOOP):
        total += number
    return (time.perf_counter() - began) * 1000


def p95(taken: list[float]) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * 0.95))]


def limit_of(path: str) -> float:
    if FILES.search(path):
        return FILE_MS
    return MONTH_MS if path == MONTH else LIMIT_MS


def table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield (
            f"{row['database']:10} {row['page']:34} median {row['median_ms']:7.1f} ms   p95 {row['p95_ms']:7.1f} ms   "
            f"growth {row['growth']:5.2f}   queries {row['queries']:3d} ({row['queries_more']:+d})   "
            f"loop {row['loop_ms']:4.1f} ms"
        )


def figures(rows: Sequence[Mapping[str, Any]], size: Size) -> dict[str, Any]:
    """Every page by itself stands in the table."""
    found: dict[str, Any] = {
        "items": size.items,
        "posts": size.items * size.accounts,
        "numbers": size.numbers,
        "pages": len(rows) // 2,
    }
    for kind in ("SQLite", "PostgreSQL"):
        own = [row for row in rows if row["database"] == kind]
        found |= {
            f"{kind}: median of the pages' medians ms": statistics.median(row["median_ms"] for row in own),
            f"{kind}: slowest p95 of a page ms": max(
                (row["p95_ms"] for row in own if not FILES.search(row["page"])), default=0.0
            ),
            f"{kind}: slowest p95 of a file ms": max(
                (row["p95_ms"] for row in own if FILES.search(row["page"])), default=0.0
            ),
            f"{kind}: most queries of a page": max(row["queries"] for row in own),
            f"{kind}: greatest growth": max(row["growth"] for row in own),
        }
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--only", default="", help="a pattern of the pages that are measured; all by default")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    size, times = (QUICK, 20) if options.quick else (WHOLE, 60)
    with tempfile.TemporaryDirectory() as folder, on_both_databases(Path(folder), size, options.only) as made:
        quickest = measure(made, times)
        rows = [row for one in made for row in one.rows()]
        restless = sum(not is_calm(page, quickest) for one in made for page in one.pages)
    print("\n".join(table(rows)))
    print(f"{LOOP} additions take {quickest:.1f} ms in quiet; {restless} of {len(rows)} pages never had quiet")
    slowest = max(rows, key=lambda row: row["of_limit"])
    print(f"slowest: {slowest['page']} on {slowest['database']}, {slowest['of_limit']:.2f} of its limit")
    if options.json:
        found = {
            "ratio": slowest["of_limit"],
            "baseline": f"its limit for the slowest page: {LIMIT_MS:.0f} ms, {MONTH_MS:.0f} ms for a month of the calendar, "
            f"{FILE_MS:.0f} ms for a report as a file",
            "figures": figures(rows, size),
        }
        print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
