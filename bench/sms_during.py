"""What else must hold while a broadcast goes out: an emergency, opt-outs, look-ups, a flood of messages, the console's pages.

    npm install --prefix FOLDER smpp@0.5.1
    python bench/sms_during.py --smpp FOLDER [--waiting 1000000] [--quick] [--json]

A province that has worked for years (`worked_years.py`), a broadcast of news to so many on PostgreSQL, `loa gateway` as a
process, the message centre of `bench/sms.py`. While news goes out, one after the other: an emergency to 10,000 is approved; for
30 s people look the law up, 20 a second, others write HUY, 2 a second, and one person opens pages; 10,000 people write within
10 s, one in ten of them HUY.

Targets: the emergency's first message within 2 s; HUY kept within 1 s; look-ups answered within 2 s, pages within 100 ms (95 of
100); all of the flood kept.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent.parent / "queue")]

from sqlalchemy import insert
from sqlmodel import SQLModel, col, func, select

from bench.sms import BODY, free_port, is_done, message_centre, prepared, running, used_by
from bench.web import p95, signed_in
from bench.worked_years import QUICK, SMALL, fill
from distributor.broadcast.audience import make_audience
from distributor.broadcast.store import BroadcastRequest, approve, create, manifest_of
from distributor.db import Database
from distributor.lookup.index import keep_look_up_words
from distributor.models import AudienceMember, Broadcast, Inbound, OptOut, Recipient, RecipientState, Staff, Subscriber
from tests.support import province, servers
from tests.support.orders import order_now

URGENT, ALERTED = "KHAN CAP: nuoc song Huong len bao dong 3, ba con xa Ben Loi di chuyen ngay.", 10_000
LOOK_UPS, STOPS = ("TRA 12/2026", "ho tro", "TRA ho tro nguoi dan", "quyet dinh 7/2026"), ("HUY",)
PAGES = ("/", "/tra-cuu?q=ho+tro", "/lich", "/tin-nhan", "/bao-cao")
A_SECOND, WALK_S, FLOOD = 20, 30, 10_000


def worked(home: Path, quick: bool) -> Any:
    def years(database: Database) -> province.Seeded:
        fill(database, SMALL if quick else QUICK, datetime.now(UTC), home)
        with database.engine.begin() as connection:  # its rows have numbers of their own
            for table in SQLModel.metadata.tables.values():
                if "id" in table.c and table.c.id.autoincrement:
                    last = connection.execute(select(func.max(table.c.id))).scalar()
                    if isinstance(last, int):
                        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
        while keep_look_up_words(database):
            pass
        with database.read() as session:
            staff = session.exec(select(Staff).order_by(col(Staff.id)).limit(1)).one()
        return province.Seeded(staff.unit_id, staff.id or 0)

    return years


def alert(database: Database, account: int) -> tuple[int, float]:
    """An approved emergency to the first of those whom the news is for, and the moment of its approval."""
    now = datetime.now(UTC)
    with database.write() as session:
        staff = session.exec(select(Staff).order_by(col(Staff.id)).limit(1)).one()
        audience = make_audience(session, staff.unit_id, "Vùng lũ", now)
        session.flush()
        mine = select(Subscriber.id).where(Subscriber.unit_id == staff.unit_id, col(Subscriber.number_sealed) != b"")
        rows = [
            {"audience_id": audience.id, "subscriber_id": each, "added_at": now}
            for each in session.exec(mine.limit(ALERTED))
        ]
        session.connection().execute(insert(AudienceMember), rows)
        wish = BroadcastRequest(account, audience.id or 0, URGENT, now, now + timedelta(hours=9), consent=False)
        made = create(session, wish, now)
        made.audience_rule = {"consent": False}
        session.flush()
        broadcast = made.id or 0
    with database.write() as session:
        made, now = session.get_one(Broadcast, broadcast), datetime.now(UTC)
        approve(session, made, seen=manifest_of(made), staff_id=staff.id or 0, now=now)
        order_now(session, made, staff.id or 0, now)
    return broadcast, time.time()


def sent(database: Database, text: str) -> int:
    with database.read() as session:
        of = (
            select(func.count())
            .select_from(Recipient)
            .join(Broadcast, col(Broadcast.id) == col(Recipient.broadcast_id))
        )
        return session.exec(of.where(Broadcast.body == text, Recipient.state == RecipientState.SENT)).one()


def tell(words: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", flush=True)


def kept(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(Inbound).where(col(Inbound.number_sealed) != b"")).one()


def opened(home: Path, database: Database, seconds: float) -> dict[str, float]:
    """Pages, one after the other, as one person opens them; milliseconds."""
    taken: dict[str, list[float]] = {page: [] for page in PAGES}
    with signed_in(home, database) as client:
        for page in PAGES:
            client.get(page)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for page, times in taken.items():
                began = time.perf_counter()
                client.get(page)
                times.append((time.perf_counter() - began) * 1000)
                time.sleep(0.2)
    return {page: round(p95(sorted(times)), 1) for page, times in taken.items()}


def measured(folder: Path, waiting: int, quick: bool) -> dict[str, Any]:
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as name,
        message_centre(folder, port, 0, False) as counted,
        servers.postgres() as server,
    ):
        home, url = Path(name) / "home", server.format(name="postgres")
        home.mkdir()
        database, account, _ = prepared(home, url, port, waiting, 10, worked(home, quick))
        before = kept(database)
        tell(f"{waiting} numbers are there")
        with running(home, url, account) as gateway:
            servers.wait_until(lambda: sent(database, BODY) >= 1_000, "the news begins", look_s=0.2)
            tell("news goes out")
            counted["tell"]({"urgent": URGENT[:9]})
            alerted, ordered = alert(database, account)
            servers.wait_until(lambda: is_done(database, alerted), "the emergency is out", look_s=0.2)
            tell("the emergency is out")
            left = waiting - sent(database, BODY)
            walks = (("look-ups", LOOK_UPS, "8497", A_SECOND), ("HUY", STOPS, "8496", A_SECOND // 10))
            for of, texts, prefix, rate in walks:
                counted["tell"](
                    {"name": of, "texts": texts, "count": rate * WALK_S, "perSecond": rate, "prefix": prefix}
                )
            pages = opened(home, database, WALK_S)
            tell("pages were opened")
            walked = before + sum(rate * WALK_S for *_, rate in walks)
            servers.wait_until(lambda: kept(database) >= walked, "the walk is kept", look_s=0.2)
            for of, texts, prefix, count in (
                ("flood", LOOK_UPS, "8498", FLOOD * 9 // 10), ("HUY in the flood", STOPS, "8486", FLOOD // 10),
            ):  # fmt: skip
                counted["tell"]({"name": of, "texts": texts, "count": count, "perSecond": count / 10, "prefix": prefix})
            servers.wait_until(lambda: kept(database) >= walked + FLOOD, "the flood is kept", look_s=0.2)
            tell("the flood is kept")
            stored = kept(database) - before
            with database.read() as session:
                refused = session.exec(select(func.count()).select_from(OptOut)).one()
            time.sleep(WALK_S / 3)  # answers to the flood, for a while
            still = waiting - sent(database, BODY)
            used = used_by(gateway)
        database.dispose()
    urgent = counted["urgent"]
    return {
        "emergency_first_s": round(urgent["first"] / 1000 - ordered, 2),
        "emergency_last_s": round(urgent["last"] / 1000 - ordered, 2),
        "emergency_taken": urgent["taken"],
        "news_waiting_then": left,
        "news_waiting_at_the_end": still,
        "pages_p95_ms": pages,
        "written_ms": counted["written"],
        "stored": stored,
        "refused": refused,
        "twice": counted["twice"],
        **used,
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--smpp", type=Path, required=True, help="the folder in which npm installed smpp")
    arguments.add_argument("--waiting", type=int, default=1_000_000, help="whom the news is for")
    arguments.add_argument("--quick", action="store_true", help="100,000 of them, and a small province")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    found = measured(options.smpp, 100_000 if options.quick else options.waiting, options.quick)
    for name, value in found.items():
        print(f"{name}: {value}")
    if options.json:
        ratio = found["emergency_first_s"] / 2
        print(
            json.dumps(
                {
                    "bench": "sms_during",
                    "ratio": ratio,
                    "baseline": "2 s to an emergency's first message",
                    "figures": found,
                }
            )
        )


if __name__ == "__main__":
    main()
