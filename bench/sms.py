"""A broadcast through one bind, against a bare loop over smpplib with the same window, to the same message centre.

    npm install --prefix FOLDER smpp@0.5.1
    python bench/sms.py --smpp FOLDER [--quick] [--json] [--long COUNT]

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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from smpplib import client, consts
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from distributor import migrate
from distributor.broadcast.audience import make_audience
from distributor.broadcast.pipeline import MOST_AHEAD
from distributor.broadcast.store import BroadcastRequest, approve, create, expand, manifest_of
from distributor.db import Database
from distributor.models import Account, AudienceMember, Broadcast, BroadcastState, Recipient, Subscriber
from distributor.phone_numbers import Numbers
from distributor.sms_rules import DEMO_CLOCK
from distributor.vault import open_vault
from tests.support import province, servers
from tests.support.orders import order_now

TARGET_SHARE, TARGET_RATIO = 0.95, 1.4
BODY = "UBND tinh Huong Giang: tu 01/01/2027 dien tich tach thua dat o toi thieu la 50 m2. Du lieu mau."
CHUNK = 5_000
MARKED = (
    "UPDATE sms_recipient SET state = 'submitting', token = %(token)s, incarnation_id = %(token)s, reason = '', "
    "submitted_at = %(now)s, lease_until = %(now)s WHERE id = ANY(%(ids)s)",
)
RECORDED = (
    "UPDATE sms_recipient SET state = 'sent', code = '', reason = '', lease_until = NULL, due_at = NULL, sent_at = %(now)s "
    "WHERE id = ANY(%(ids)s) AND token = %(token)s",
    "INSERT INTO sms_part (recipient_id, account_id, number, message_id, status, taken_at) "
    "SELECT each, %(account)s, 1, lpad(to_hex(each), 10, '0'), '', %(now)s FROM unnest(%(ids)s::int[]) AS each",
)


@contextmanager
def message_centre(folder: Path, port: int, per_second: int, receipts: bool) -> Iterator[dict[str, Any]]:
    """What it counted stands in the dictionary at the end."""
    counted: dict[str, Any] = {}
    program = [str(Path(__file__).with_name("smsc.js")), str(port), str(per_second), str(int(receipts))]
    process = subprocess.Popen(
        ["node", *program],
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    counted["tell"] = lambda told: print(json.dumps(told), file=process.stdin, flush=True)
    try:
        yield counted
    finally:
        counted.pop("tell")
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


def prepared(
    home: Path, url: str, port: int, count: int, window: int, fill: Callable[[Database], province.Seeded] | None = None
) -> tuple[Database, int, int]:
    """A home with an SMS account, that many subscribers, and an approved broadcast to them. Database, account, broadcast.

    `fill`: what else there is; then the broadcast is no emergency, and keeps the hours of a day that is always one.
    """
    database = Database(url, home=home)
    migrate.upgrade(database, home / "run")
    other = fill(database) if fill is not None else None
    now = datetime.now(UTC)
    vault = open_vault(home, database=database)
    numbers = Numbers(vault)
    with database.write() as session:
        seeded = other or province.seed_unit(session)
        settings = {"gateway": "smpp", "sender": "STP-HGIANG", "host": "127.0.0.1", "port": port, "window": window}
        settings |= {"reply_to": "8079", DEMO_CLOCK: other is not None}
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
            texts = [f"+8493{place:07d}" for place in range(begin, min(count, begin + CHUNK))]
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
        ids = session.exec(select(Subscriber.id).where(col(Subscriber.number_sealed) != b"")).all()
        members = [{"audience_id": audience.id, "subscriber_id": each, "added_at": now} for each in ids]
        session.connection().execute(insert(AudienceMember), members)
        wish = BroadcastRequest(account.id or 0, audience.id or 0, BODY, now, now + timedelta(hours=9), consent=False)
        made = create(session, wish, now)
        made.audience_rule = {"consent": False}
        session.add(made)
        session.flush()
        approve(session, made, seen=manifest_of(made), staff_id=seeded.staff_id, now=now)
        if other is None:
            order_now(session, made, seeded.staff_id, now)
        return database, account.id or 0, made.id or 0


def ours(home: Path, url: str, port: int, count: int, window: int) -> dict[str, Any]:
    """`loa gateway` until the broadcast is done; what it used."""
    database, account, broadcast = prepared(home, url, port, count, window)
    try:
        with running(home, url, account) as gateway:
            servers.wait_until(
                lambda: is_done(database, broadcast),
                lambda: progress(database, broadcast),
                patience_s=3_600,
                look_s=0.5,
            )
            return used_by(gateway)
    finally:
        database.dispose()


@contextmanager
def running(home: Path, url: str, account: int) -> Iterator[int]:
    """`loa gateway` for the account; its process."""
    environment = {**os.environ, "LOA_HOME": str(home), "LOA_DATABASE_URL": url, "LOA_ALLOWED_HOSTS": "127.0.0.0/8"}
    environment["PYTHONPATH"] = f"{servers.ROOT}:{servers.ROOT / 'queue'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "loa", "gateway", "--account", str(account)], env=environment, cwd=servers.ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        servers.end(process)


def used_by(process: int) -> dict[str, Any]:
    """Seconds of a processor, and its memory at the most."""
    used = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    most = next(
        line for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines() if "VmHWM" in line
    )
    seconds = (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
    return {"gateway_processor": round(seconds, 1), "gateway_mb": round(int(most.split()[1]) / 1024)}


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
    port, used = free_port(), dict[str, Any]()
    with tempfile.TemporaryDirectory() as name, message_centre(folder, port, per_second, receipts) as counted:
        home = Path(name) / "home"
        home.mkdir()
        if kind == "bare":
            bare(port, count, window)
        elif kind == "sqlite":
            used = ours(home, f"sqlite:///{home / 'loa.db'}", port, count, window)
        else:
            with servers.postgres() as address:
                used = ours(home, address.format(name="postgres"), port, count, window)
    counted |= used
    counted["a second"] = round(counted["taken"] / max(counted["seconds"], 1e-9), 1)
    return counted


def floor(count: int) -> dict[str, Any]:
    """What the same marks cost PostgreSQL by themselves: as many rows written down, then marked in batches by one update that is
    committed durably, and recorded by an update and an insert; no check, no network, no row read. Messages a second."""
    with tempfile.TemporaryDirectory() as name, servers.postgres() as address:
        home, url = Path(name), address.format(name="postgres")
        database, account, broadcast = prepared(home, url, 9, count, 10)
        more = True
        while more:
            with database.write() as session:
                more = expand(session, broadcast, datetime.now(UTC))
        with database.read() as session:
            ids = list(session.exec(select(Recipient.id).order_by(col(Recipient.due_at), col(Recipient.id))))
        database.dispose()
        seconds = dict.fromkeys(("marked", "recorded"), 0.0)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            for begin in range(0, count, MOST_AHEAD):
                batch, now, token = ids[begin : begin + MOST_AHEAD], datetime.now(UTC), f"{begin:032x}"
                for done, statements in (("marked", MARKED), ("recorded", RECORDED)):
                    began = time.perf_counter()
                    with connection.transaction():
                        connection.execute(f"SET LOCAL synchronous_commit = {'on' if done == 'marked' else 'off'}")
                        for statement in statements:
                            given = {"ids": batch, "now": now, "token": token, "account": account}
                            connection.execute(statement, given, prepare=True)
                    seconds[done] += time.perf_counter() - began
    whole = sum(seconds.values())
    return {
        "floor a second": round(count / whole),
        **{name: round(each * 1e6 / count) for name, each in seconds.items()},
    }


def linear(folder: Path, most: int, window: int) -> None:
    """Processor time a message and the gateway's memory, of a tenth of the messages and of all."""
    for count in (most // 10, most):
        found = measured(folder, "postgresql", count, window=window)
        each = found["gateway_processor"] * 1e6 / count
        print(
            f"{count} messages: {found['a second']} a second, {each:.0f} µs of the gateway's processor each, "
            f"{found['gateway_mb']} MB at most; twice {found['twice']}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


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
    arguments.add_argument(
        "--long",
        type=int,
        default=0,
        metavar="COUNT",
        help="only: whether so many go out as a tenth of them, on PostgreSQL",
    )
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    if options.smpp is None:
        sys.exit("No message centre: npm install --prefix FOLDER smpp@0.5.1, then --smpp FOLDER.")
    if options.long:
        linear(options.smpp, options.long, options.window)
        return
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
    found = figures["floor"] = floor(count)
    print(
        f"postgresql  its marks alone: {found['floor a second']} a second "
        f"({found['marked']} µs a message to mark, {found['recorded']} to record)"
    )
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
