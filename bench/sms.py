"""A broadcast through one bind, against a bare loop over smpplib with the same window, to the same message centre.

    npm install --prefix FOLDER smpp@0.5.1
    python bench/sms.py --smpp FOLDER [--quick] [--json]

The message centre is npm's `smpp` (`smsc.js`), on loopback: neither its code nor smpplib's client is ours. Ours is the whole
way: a broadcast in the database, `loa gateway` as a process, rows checked, marked durably, answered, recorded. Bare: submit_sm in
a window, nothing is kept. Seconds are the message centre's own, from the first segment to the last that it took.

Targets: where a network limits, at least 95 % of its limit; without a limit at most 1.4 × the bare loop on PostgreSQL; twice 0.
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
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from smpplib import client, consts
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from distributor import migrate
from distributor.broadcast.audience import make_audience
from distributor.broadcast.store import BroadcastRequest, approve, create, manifest_of
from distributor.db import Database
from distributor.models import Account, AudienceMember, Broadcast, BroadcastState, Recipient, Subscriber
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.support import province, servers
from tests.support.orders import order_now

TARGET_SHARE, TARGET_RATIO = 0.95, 1.4
BODY = "UBND tinh Huong Giang: tu 01/01/2027 dien tich tach thua dat o toi thieu la 50 m2. Du lieu mau."
CHUNK = 5_000


@contextmanager
def message_centre(folder: Path, port: int, per_second: int, receipts: bool) -> Iterator[dict[str, Any]]:
    """What it counted stands in the dictionary at the end."""
    counted: dict[str, Any] = {}
    program = [str(Path(__file__).with_name("smsc.js")), str(port), str(per_second), str(int(receipts))]
    process = subprocess.Popen(
        ["node", *program],
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    try:
        yield counted
    finally:
        process.send_signal(signal.SIGTERM)
        counted |= json.loads(process.communicate(timeout=20)[0].splitlines()[-1])


def bare(port: int, count: int, window: int) -> None:
    """smpplib alone: so many in flight, an answer for another."""
    link = client.Client("127.0.0.1", port, allow_unknown_opt_params=True)
    answered: list[object] = []

    def take(*, pdu: object) -> None:
        answered.append(pdu)

    link.set_message_sent_handler(take)
    link.connect()
    link.bind_transceiver(system_id="loa", password="demo2026")
    sent = 0
    while len(answered) < count:
        while sent < count and sent - len(answered) < window:
            link.send_message(
                source_addr_ton=consts.SMPP_TON_ALNUM,
                source_addr="STP-HGIANG",
                dest_addr_ton=consts.SMPP_TON_INTL,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=f"849{sent:08d}",
                short_message=BODY.encode("ascii"),
                registered_delivery=True,
            )
            sent += 1
        link.read_once()
    link.unbind()
    link.disconnect()


def prepared(home: Path, url: str, port: int, count: int, window: int) -> tuple[Database, int, int]:
    """A home with an SMS account, that many subscribers, and an approved broadcast to them. Database, account, broadcast."""
    database = Database(url, home=home)
    migrate.upgrade(database, home / "run")
    now = datetime.now(UTC)
    vault = open_vault(home, database=database)
    numbers = Numbers(vault)
    with database.write() as session:
        seeded = province.seed_unit(session)
        settings = {"gateway": "smpp", "sender": "STP-HGIANG", "host": "127.0.0.1", "port": port, "window": window}
        sealed = vault.seal({"system_id": "loa", "password": "demo2026"})
        account = Account(
            unit_id=seeded.unit_id,
            channel="sms",
            name="Tin nhắn",
            settings=settings,
            credentials=sealed,
            credentials_version=1,
        )
        session.add(account)
        audience = make_audience(session, seeded.unit_id, "Hộ dân", now)
        session.flush()
        for begin in range(0, count, CHUNK):
            texts = [f"+849{place:08d}" for place in range(begin, min(count, begin + CHUNK))]
            rows = [
                {
                    "unit_id": seeded.unit_id,
                    "number_sealed": numbers.seal(text),
                    "number_hash": numbers.hash(text),
                    "created_at": now,
                }
                for text in texts
            ]
            session.connection().execute(insert(Subscriber), rows)
        ids = session.exec(select(Subscriber.id)).all()
        members = [{"audience_id": audience.id, "subscriber_id": each, "added_at": now} for each in ids]
        session.connection().execute(insert(AudienceMember), members)
        wish = BroadcastRequest(account.id or 0, audience.id or 0, BODY, now, now + timedelta(hours=9), consent=False)
        made = create(session, wish, now)
        made.audience_rule = {"consent": False}
        session.add(made)
        session.flush()
        approve(session, made, seen=manifest_of(made), staff_id=seeded.staff_id, now=now)
        order_now(session, made, seeded.staff_id, now)
        return database, account.id or 0, made.id or 0


def ours(home: Path, url: str, port: int, count: int, window: int) -> None:
    """`loa gateway` until the broadcast is done."""
    database, account, broadcast = prepared(home, url, port, count, window)
    environment = {**os.environ, "LOA_HOME": str(home), "LOA_DATABASE_URL": url, "LOA_ALLOWED_HOSTS": "127.0.0.0/8"}
    environment["PYTHONPATH"] = f"{servers.ROOT}:{servers.ROOT / 'queue'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "loa", "gateway", "--account", str(account)], env=environment, cwd=servers.ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        servers.wait_until(
            lambda: is_done(database, broadcast), lambda: progress(database, broadcast), patience_s=3_600, look_s=0.5
        )
    finally:
        servers.end(process)
        database.dispose()


def is_done(database: Database, broadcast: int) -> bool:
    with database.read() as session:
        return session.get_one(Broadcast, broadcast).state == BroadcastState.DONE


def progress(database: Database, broadcast: int) -> str:
    def count(session: Session) -> str:
        states = select(Recipient.state, func.count()).where(Recipient.broadcast_id == broadcast)
        return str(session.exec(states.group_by(col(Recipient.state))).all())

    with database.read() as session:
        return count(session)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measured(
    folder: Path, kind: str, count: int, *, window: int, per_second: int = 0, receipts: bool = False
) -> dict[str, Any]:
    """One run. `kind`: bare, sqlite, postgresql."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name, message_centre(folder, port, per_second, receipts) as counted:
        home = Path(name) / "home"
        home.mkdir()
        if kind == "bare":
            bare(port, count, window)
        elif kind == "sqlite":
            ours(home, f"sqlite:///{home / 'loa.db'}", port, count, window)
        else:
            with servers.postgres() as address:
                ours(home, address.format(name="postgres"), port, count, window)
    counted["a second"] = round(counted["taken"] / max(counted["seconds"], 1e-9), 1)
    return counted


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument(
        "--smpp",
        type=Path,
        default=os.environ.get("LOA_SMPP"),
        help="the folder in which npm installed smpp (or LOA_SMPP)",
    )
    arguments.add_argument("--quick", action="store_true", help="fewer messages, on PostgreSQL only")
    arguments.add_argument("--window", type=int, default=10)
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    if options.smpp is None:
        sys.exit("No message centre: npm install --prefix FOLDER smpp@0.5.1, then --smpp FOLDER.")
    count = 5_000 if options.quick else 100_000
    figures: dict[str, Any] = {}
    for per_second in (20, 100, 500):
        for kind in ("postgresql",) if options.quick else ("sqlite", "postgresql"):
            found = measured(
                options.smpp,
                kind,
                per_second * (20 if options.quick else 60),
                window=options.window,
                per_second=per_second,
            )
            figures[f"{kind}, {per_second} a second"] = found
            print(
                f"{kind:11} limit {per_second:4}: {found['a second']:7.1f} a second "
                f"({found['a second'] / per_second:.0%}, ≥ {TARGET_SHARE:.0%}); "
                f"refused {found['refused']}, twice {found['twice']}",
                flush=True,
            )
    for kind in ("bare", "postgresql") if options.quick else ("bare", "sqlite", "postgresql"):
        found = figures[kind] = measured(options.smpp, kind, count, window=options.window)
        print(f"{kind:11} no limit  : {found['a second']:7.1f} a second; twice {found['twice']}", flush=True)
    found = figures["postgresql, receipts"] = measured(
        options.smpp, "postgresql", count, window=options.window, receipts=True
    )
    print(f"postgresql  receipts  : {found['a second']:7.1f} a second; twice {found['twice']}", flush=True)
    ratio = figures["postgresql"]["seconds"] / figures["bare"]["seconds"]
    print(f"ratio {ratio:.2f} (≤ {TARGET_RATIO}); {count} messages, window {options.window}")
    if options.json:
        machine = {
            "python": platform.python_version(),
            "processors": os.cpu_count(),
            "at": datetime.now(UTC).isoformat(),
        }
        baseline = "submit_sm in a window over smpplib, nothing kept, to the same message centre"
        print(
            json.dumps({"bench": "sms", "ratio": ratio, "baseline": baseline, "figures": figures, "machine": machine})
        )


if __name__ == "__main__":
    main()
