"""A list of a million numbers: read and checked, taken in, and written out as the recipients of a broadcast; on both databases.

    python bench/lists.py [--rows 1000000 | --quick] [--only sqlite] [--json]

Each step is a process of its own, so that its memory is its own; the child that reads the list is counted with it. Seconds are
those of the clock and of both's processor; PostgreSQL works beside them. One in a hundred rows is wrong in some way, one in five
hundred stands there twice.

Targets for 1,000,000: import under 180 s and 300 MB; expansion under 60 s of processor.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlmodel import func, select

from distributor import migrate
from distributor.broadcast.audience import make_audience
from distributor.broadcast.list_file import ListTally, checked
from distributor.broadcast.store import BroadcastRequest, approve, create, expand, manifest_of
from distributor.children import CHILDREN
from distributor.db import Database
from distributor.importing.bounded import people_of
from distributor.importing.take import take_people
from distributor.models import Account, Audience, Broadcast, Recipient, Staff
from distributor.phone_numbers import Numbers
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from tests.support import province, servers

PREFIXES = (
    "32",
    "33",
    "34",
    "36",
    "37",
    "38",
    "70",
    "76",
    "81",
    "83",
    "86",
    "90",
    "91",
    "94",
    "96",
    "97",
    "98",
    "169",
    "121",
)
WRONG = ("02838222222", "+14155552671", "1414", "=A1", "9,12E+08", "khong co")
IMPORT_S, MOST_MB, EXPAND_S = 180, 300, 60


def write_list(place: Path, rows: int) -> None:
    drawn = random.Random(11)
    with place.open("w", encoding="utf-8") as out:
        out.write("Số điện thoại,Ngày đồng ý,Hình thức,Bằng chứng\n")
        last = ""
        for row in range(rows):
            prefix = drawn.choice(PREFIXES)
            number = f"0{prefix}{drawn.randrange(10**7):07d}"
            number = drawn.choice(WRONG) if row % 100 == 50 else last if row % 500 == 1 else number
            out.write(f"{number},24/11/2026,Phiếu đăng ký,Phiếu số {row}\n")
            last = number


def timed(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    began, used = time.monotonic(), time.process_time()
    told = act()
    seconds, used = time.monotonic() - began, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + sum(map(most_memory, CHILDREN.waiting()))
    CHILDREN.close()  # those that ended are counted
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        **told,
        "seconds": round(seconds, 1),
        "processor": round(used + readers.ru_utime + readers.ru_stime, 1),
        "mb": round(most / 1024),
    }


def most_memory(pid: int) -> int:
    """Return how many kB a process that waits has held at its most; `getrusage` would count its parent's."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def prepare(database: Database, home: Path) -> None:
    migrate.upgrade(database, home / "run")
    now = datetime.now(UTC)
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(
            unit_id=seeded.unit_id,
            channel="sms",
            name="Tin nhắn",
            settings={"gateway": "smpp", "sender": "STP-HGIANG", "host": "127.0.0.1", "port": 9},
        )
        session.add(account)
        make_audience(session, seeded.unit_id, "Hộ dân", now)


def take(database: Database, home: Path, file: Path) -> dict[str, Any]:
    numbers, tally, now = Numbers(open_vault(home, database=database)), ListTally(), datetime.now(UTC)
    with database.read() as session:
        audience, staff = session.exec(select(Audience)).one(), session.exec(select(Staff).limit(1)).one()
    with people_of(file) as people:
        lines = checked(people.rows, now.date(), tally)
        made = take_people(database, Actor(staff, now), audience, lines, numbers, digest="x")
    return {"taken": made.new, "refused": tally.wrong, "doubled": tally.doubled, "converted": tally.converted.total()}


def write_out(database: Database) -> dict[str, Any]:
    now = datetime.now(UTC)
    with database.write() as session:
        account, audience = session.exec(select(Account)).one(), session.exec(select(Audience)).one()
        staff = session.exec(select(Staff).limit(1)).one()
        wish = BroadcastRequest(account.id or 0, audience.id or 0, "Thong bao", now, now + timedelta(hours=9))
        made = create(session, wish, now)
        approve(session, made, seen=manifest_of(made), staff_id=staff.id or 0, now=now)
        broadcast_id = made.id or 0
    going, halves = True, list[float]()
    while going:
        began = time.process_time()
        with database.write() as session:
            going = expand(session, broadcast_id, now)
        halves.append(time.process_time() - began)
    with database.read() as session:
        count = session.exec(select(func.count()).select_from(Recipient)).one()
        assert session.get_one(Broadcast, broadcast_id).state.value == "sending"
    middle = len(halves) // 2
    grows = sum(halves[middle : 2 * middle]) / max(sum(halves[:middle]), 1e-9)
    return {"recipients": count, "second half to first": round(grows, 2)}


def child(step: str, url: str, home: Path, file: Path) -> None:
    """One step, its figures as JSON."""
    database = Database(url, home=home)
    steps = {"import": lambda: take(database, home, file), "expand": lambda: write_out(database)}
    if step == "prepare":
        prepare(database, home)
    else:
        print(json.dumps(timed(steps[step])))
    database.dispose()


def measured(url: str, home: Path, file: Path) -> dict[str, Any]:
    figures = {}
    for step in ("prepare", "import", "expand"):
        done = subprocess.run(
            [sys.executable, __file__, "--step", step, "--url", url, "--home", str(home), "--file", str(file)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.stdout:
            figures[step] = json.loads(done.stdout)
    return figures


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--quick", action="store_true", help="50,000 rows")
    arguments.add_argument("--only", choices=("sqlite", "postgresql"))
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    for name in ("--step", "--url", "--home", "--file"):
        arguments.add_argument(name, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.step:
        child(options.step, options.url, Path(options.home), Path(options.file))
        return
    if options.quick:
        options.rows = 50_000
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "list.csv"
        write_list(file, options.rows)
        for kind in ("sqlite", "postgresql"):
            if options.only not in (None, kind):
                continue
            home = Path(name) / kind
            home.mkdir()
            if kind == "sqlite":
                figures[kind] = measured(f"sqlite:///{home / 'loa.db'}", home, file)
            else:
                with servers.postgres() as address:
                    figures[kind] = measured(address.format(name="postgres"), home, file)
            taken, out = figures[kind]["import"], figures[kind]["expand"]
            print(
                f"{kind:10} import of {options.rows} rows: {taken['seconds']} s (≤ {IMPORT_S} for a million), processor "
                f"{taken['processor']} s, {taken['mb']} MB (≤ {MOST_MB}); {taken['refused']} refused"
            )
            print(
                f"{kind:10} expansion to {out['recipients']}: processor {out['processor']} s (≤ {EXPAND_S}), {out['seconds']} s; "
                f"second half to first {out['second half to first']}",
                flush=True,
            )
    if options.json:
        print(json.dumps({"bench": "lists", "rows": options.rows, "figures": figures, "load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
