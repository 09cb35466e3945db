"""A worker whose threads are all busy when Valkey is killed: red on eee984a, green here.

It stands on `faults_seen.py`, and is run by name as that is:

    .venv/bin/python -m pytest tests/faults_seen_busy.py -o timeout=600

A minute here; there it gives up after 150 s.
"""

import os
import signal
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis import Redis
from sqlmodel import Session, select

from distributor.clock import SystemClock
from distributor.ingest.sources import add_source
from distributor.models import Account, Post, PostState
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from supervisor.valkey import valkey_answers
from tests.commands.homes import Home
from tests.faults_seen import SOON_S, given, until
from tests.support import province, servers

THREADS = 12
FULL_S = 3.0
HANGING = {
    "LOA_SANDBOX": "0",
    "LOA_ALLOW_PRIVATE_ADDRESSES": "1",
    "LOA_ALLOWED_HOSTS": "127.0.0.1",
    "LOA_WORKER_THREADS": f"{THREADS}",
    "LOA_FEED_TIMEOUT": "100",
}
"""Of a home whose calls go to this machine and, unanswered, take longer than it takes to fill its threads."""
SECRETS = {
    "facebook": ("page_access_token",),
    "x": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
}


def test_a_busy_worker_hears_again_once_valkey_is_back(tmp_path: Path) -> None:
    """Its messages are acknowledged as their tasks begin, and that is tried once. Begin as many as Celery takes beforehand while
    Valkey is away, and it counts them as in hand for ever: it asks for no more, and so never sees that its connection is gone.
    """
    home = Home(tmp_path / "home", HANGING)
    address = Settings(home.path, Values()).valkey_url
    with socket.create_server(("127.0.0.1", 0), backlog=500) as silent, home.up(), Redis.from_url(address) as valkey:
        database = home.database()
        vault = given(open_vault, home.path, database=database)
        place = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with database.write() as session:
            seeded = province.seed_unit(session)
            feed = given(province.seed_rss_account, session, seeded)
            item = province.seed_item(session, seeded, 0, datetime.now(UTC))
            for number in range(1, 2 * THREADS + 1):
                busy = province.seed_item(session, seeded, number, datetime.now(UTC))
                for channel in SECRETS:
                    province.seed_posts(session, seeded, account_at(session, seeded, vault, place, channel), [busy])
                there = f"{place}/{number}"
                add_source(session, seeded.unit_id, there, take_all=True, clock=SystemClock(), interval_s=3600)
        wait_until_full(valkey)
        os.kill(valkey.info("server")["process_id"], signal.SIGKILL)
        silent.close()  # whoever waits for an answer has an error now, and whoever calls
        servers.wait_until(lambda: valkey_answers(address), "Valkey is started anew")
        with database.write() as session:
            [post] = province.seed_posts(session, seeded, session.merge(feed), [item])

        def seen() -> dict[str, object]:
            with database.read() as session:
                state = session.exec(select(Post.state).where(Post.id == post)).one()
            return {"post": state, "waiting": {key: valkey.llen(key) for key in valkey.scan_iter(_type="list")}}

        until(lambda: seen()["post"] == PostState.PUBLISHED, seen)
        database.dispose()


def account_at(session: Session, seeded: province.Seeded, vault: Any, place: str, channel: str) -> Account:
    facts = {"page_id": "1"} if channel == "facebook" else {"user_id": "1", "handle": "a"}
    account = Account(
        unit_id=seeded.unit_id,
        channel=channel,
        name="Sở Tư pháp tỉnh Hương Giang",
        settings={**facts, "endpoint": f"{place}/{channel}"},
        limits={**province.QUICK, "call_deadline_s": SOON_S},
        credentials=vault.seal(dict.fromkeys(SECRETS[channel], "a")),
        credentials_version=1,
    )
    session.add(account)
    session.flush()
    return account


def wait_until_full(valkey: "Redis") -> None:
    """All threads wait, and Celery has taken as many messages beforehand as it ever does."""
    since = time.monotonic()

    def full() -> bool:
        nonlocal since
        if int(valkey.hlen("unacked")) < THREADS:
            since = time.monotonic()
        return time.monotonic() - since > FULL_S

    until(full, lambda: f"{valkey.hlen('unacked')} messages taken")
