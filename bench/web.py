"""How long the console's pages take in a province that has worked for years: 20,000 items, 100,000 posts, 1,000,000 numbers.

Every page that needs no form is asked for in turn, through the whole application (routes, queries, templates, compression), on
SQLite and on PostgreSQL, with one person signed in. The baseline is the same page in the same run over a hundredth of the rows:
`growth` says how much slower the page is where there is a hundred times as much.

    python bench/web.py [--quick] [--json]

`ratio`: the slowest page's 95th percentile over its limit (100 ms; 150 ms for a month of the calendar).
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, col, select

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.models import (
    Account,
    Audience,
    AudienceMember,
    Delivery,
    Item,
    Post,
    PostState,
    PostTransition,
    ShortLink,
    Sighting,
    Subscriber,
)
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.support.servers import postgres
from tests.web.forms import sign_in
from tests.web.province import Province, build_province
from web.app import create_app

LIMIT_MS, MONTH_MS = 100.0, 150.0
MONTH = "/lich"
DAYS = 730
CHUNK = 5_000
STATES = (
    [PostState.PUBLISHED] * 88
    + [PostState.SKIPPED] * 6
    + [PostState.AWAITING_REVIEW] * 2
    + [PostState.PLANNED] * 2
    + [PostState.FAILED]
    + [PostState.MISSED]
)
NOT_PAGES = re.compile(r"^/(health|static|media|song|webhooks?)|\.(atom|json|csv|xlsx|zip)$")
"""What is not made of rows, or goes on for ever (`/song`), or says the same in another form."""
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class Size:
    items: int
    accounts: int
    numbers: int


WHOLE, SMALL = Size(20_000, 5, 1_000_000), Size(200, 5, 10_000)
QUICK = Size(2_000, 5, 50_000)


def in_chunks(session: Session, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    kept: list[Mapping[str, Any]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == CHUNK:
            session.connection().execute(insert(table), kept)
            kept = []
    if kept:
        session.connection().execute(insert(table), kept)


def state_of(number: int) -> PostState:
    return STATES[number * 37 % len(STATES)]


def fill(database: Database, size: Size, now: datetime) -> Province:
    """Items spread over two years up to two weeks ahead, each on every account; numbers in one audience."""
    SQLModel.metadata.create_all(database.engine)
    with database.write() as session:
        province = build_province(session)
        more = [
            Account(unit_id=province.unit_id, channel=channel, name=f"Kênh {channel}", settings={}, limits={})
            for channel in ("youtube", "zalo")
        ]
        session.add_all(more)
        session.flush()
        accounts = [province.facebook, province.x, province.rss, *(account.id or 0 for account in more)]
        begin = now - timedelta(days=DAYS)
        step = timedelta(days=DAYS + 14) / size.items
        when = [begin + step * number for number in range(size.items)]
        unit = {"unit_id": province.unit_id}
        in_chunks(
            session,
            Item,
            (
                {
                    **unit,
                    "id": number + 1,
                    "title": f"Quyết định số {number + 1}/2026/QĐ-UBND quy định mức hỗ trợ từ ngày {when[number]:%d/%m/%Y}",
                    "kind": ("new_law", "question", "guidance", "scam_warning")[number % 4],
                    "summary": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú.",
                    "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 12,
                    "address": f"https://pbgdpl.huonggiang.example/tin/{number + 1}",
                    "published_at": when[number],
                    "first_seen_at": when[number],
                    "composed_revision": 1,
                    "understood_revision": 1,
                    "facts": {},
                }
                for number in range(size.items)
            ),
        )
        in_chunks(
            session,
            Sighting,
            (
                {
                    "source_id": province.source_id,
                    "item_id": number + 1,
                    "entry_key": f"{number + 1:064x}",
                    "fingerprint": "0" * 32,
                    "first_seen_at": when[number],
                    "duplicate": False,
                }
                for number in range(size.items)
            ),
        )
        posts = [(number, place) for number in range(size.items) for place in range(size.accounts)]
        in_chunks(session, Post, (_post(unit, number, accounts, *each, now, when) for number, each in enumerate(posts)))
        in_chunks(session, Delivery, ({"post_id": number + 1, "progress": {}} for number in range(len(posts))))
        in_chunks(
            session,
            ShortLink,
            (
                {
                    "code": f"c{number + 1}",
                    "post_id": number + 1,
                    "target": f"https://pbgdpl.huonggiang.example/tin/{each[0] + 1}",
                    "created_at": when[each[0]],
                }
                for number, each in enumerate(posts)
            ),
        )
        in_chunks(
            session,
            PostTransition,
            (
                {
                    "post_id": number + 1,
                    "at": when[each[0]],
                    "from_state": before,
                    "to_state": after,
                    "reason": "",
                    "by": "loa",
                }
                for number, each in enumerate(posts)
                for before, after in (("draft", "planned"), ("planned", state_of(number).value))
            ),
        )
        audience = Audience(unit_id=province.unit_id, name="Toàn tỉnh", created_at=now)
        session.add(audience)
        session.flush()
        in_chunks(
            session,
            Subscriber,
            (
                {**unit, "id": number + 1, "number_sealed": b"", "number_hash": f"{number:064x}", "created_at": now}
                for number in range(size.numbers)
            ),
        )
        in_chunks(
            session,
            AudienceMember,
            (
                {"audience_id": audience.id, "subscriber_id": number + 1, "added_at": now}
                for number in range(size.numbers)
            ),
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return province


def _post(
    unit: Mapping[str, int],
    number: int,
    accounts: list[int],
    item: int,
    place: int,
    now: datetime,
    when: list[datetime],
) -> dict[str, Any]:
    at = when[item] + timedelta(minutes=7 * place)
    state = PostState.PLANNED if at > now else state_of(number)
    return {
        **unit,
        "id": number + 1,
        "account_id": accounts[place],
        "item_id": item + 1,
        "purpose": "announce",
        "state": state,
        "reason": "chính sách chiến dịch: phải có người duyệt" if state is PostState.AWAITING_REVIEW else "",
        "title": f"Quyết định số {item + 1}/2026/QĐ-UBND",
        "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 4,
        "link": f"http://127.0.0.1:8600/l/c{number + 1}",
        "external_url": f"https://example.vn/{number + 1}" if state is PostState.PUBLISHED else "",
        "created_at": at,
        "slot_at": at,
        "due_at": at if state is PostState.PLANNED else None,
        "expires_at": at + timedelta(hours=48),
        "published_at": at if state is PostState.PUBLISHED else None,
        "rendered": True,
        "dropped": [],
        "settings": {},
    }


@contextmanager
def signed_in(home: Path, database: Database) -> Iterator[TestClient]:
    open_vault(home)  # makes the home's key
    app = create_app(Settings(home, Values()), database, SystemClock())
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as client:
        answer = sign_in(client)
        if answer.status_code != 303:
            raise RuntimeError(f"signing in: {answer.status_code}")
        yield client


def pages(client: TestClient, database: Database, items: int) -> list[str]:
    """Every page of the application that a form is not needed for; of one that shows a thing, the page of one in the middle."""
    with database.read() as session:
        waiting = session.exec(select(Post.id).where(Post.state == PostState.AWAITING_REVIEW).limit(1)).one()
        middle = session.exec(select(Item.id).where(col(Item.id) == items // 2)).one()
    known = {"item_id": middle, "post_id": waiting, "name": "phap-luat", "form": "rss"}
    found = []
    routes = [route for room in client.app.routes for route in room.original_router.routes]  # type: ignore[attr-defined]
    for route in routes:
        if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()) or NOT_PAGES.search(route.path):
            continue
        if set(PARAMETER.findall(route.path)) <= set(known):
            found.append(PARAMETER.sub(lambda one: str(known[one[1]]), route.path))
    found += [f"{MONTH}?xem=tuan", f"{MONTH}?xem=danh-sach", "/?trang=20", "/?trang_thai=awaiting_review", "/?tim=1234"]
    return [path for path in dict.fromkeys(found) if client.get(path).status_code == 200]


def measured(client: TestClient, path: str, times: int) -> list[float]:
    """Milliseconds, the slowest last."""
    client.get(path)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def p95(taken: list[float]) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * 0.95))]


def limit_of(path: str) -> float:
    return MONTH_MS if path == MONTH else LIMIT_MS


def compare(kind: str, address: str, small_address: str, home: Path, size: Size, times: int) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    whole, small = Database(address), Database(small_address)
    began = time.perf_counter()
    fill(whole, size, now)
    fill(small, SMALL, now)
    print(f"{kind}: filled in {time.perf_counter() - began:.0f} s", flush=True)
    rows = []
    with signed_in(home, whole) as client, signed_in(home, small) as little:
        for path in pages(client, whole, size.items):
            taken, base = measured(client, path, times), measured(little, path, times)
            row = {
                "database": kind,
                "page": path,
                "median_ms": round(statistics.median(taken), 1),
                "p95_ms": round(p95(taken), 1),
                "growth": round(statistics.median(taken) / statistics.median(base), 2),
                "of_limit": round(p95(taken) / limit_of(path), 2),
            }
            rows.append(row)
            print(
                f"{kind:10} {path:34} median {row['median_ms']:7.1f} ms   p95 {row['p95_ms']:7.1f} ms   "
                f"growth {row['growth']:5.2f}",
                flush=True,
            )
    whole.dispose()
    small.dispose()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    size, times = (QUICK, 20) if options.quick else (WHOLE, 60)
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        home = Path(folder)
        rows = compare("SQLite", f"sqlite:///{home / 'whole.db'}", f"sqlite:///{home / 'small.db'}", home, size, times)
        admin = Database(server.format(name="postgres"))
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in ("whole", "small"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        rows += compare("PostgreSQL", server.format(name="whole"), server.format(name="small"), home, size, times)
    slowest = max(rows, key=lambda row: row["of_limit"])
    print(f"slowest: {slowest['page']} on {slowest['database']}, {slowest['of_limit']:.2f} of its limit")
    if options.json:
        print(json.dumps({"ratio": slowest["of_limit"], "size": size.__dict__, "rows": rows}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
