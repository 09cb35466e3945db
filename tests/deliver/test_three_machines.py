"""Three machines on one database: one is cut off from it and from Valkey again and again, one has not got the media folder.
Every post goes out once.

Each is a home of its own with a worker by Celery's own command. They share PostgreSQL, Valkey, the key, and two the folder.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from distributor.db import Database
from distributor.models import Attempt, PostState
from distributor.settings import Settings, Values
from distributor.vault import Vault
from tests.support import province, servers
from tests.support.fates import publications
from tests.support.wire import wire
from tests.support.workers import Running, by_celery

POSTS = 45
CUTS = 3
# What comes once the first machine has gone: only the one that was cut off can send it.
LATER = 6


def seed(session: Session, media: Path, vault: Vault, sandbox_url: str) -> Callable[[Session, int], None]:
    """Return what seeds posts, a third for each of three accounts.

    All with a picture: a machine that looked for it in another folder would send the post back to people.
    """
    seeded, now = province.seed_unit(session), datetime.now(UTC)
    picture = province.seed_picture(session, media, now)
    accounts = [province.seed_sandbox_account(session, seeded, vault, sandbox_url, "facebook") for _account in range(3)]

    def posts(session: Session, count: int) -> None:
        items = [province.seed_item(session, seeded, number, now) for number in range(count // 3)]
        for account in accounts:
            province.seed_posts(session, seeded, account, items, picture=picture)

    return posts


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_three_machines_share_the_work(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    url, key = make_url(database_url), Fernet.generate_key()
    database = Database(database_url)
    socket = Path(str(url.query["host"])) / ".s.PGSQL.5432"
    with ExitStack() as stack:
        sandbox_url = stack.enter_context(servers.sandbox(tmp_path / "sandbox", "--no-clicks"))
        valkey = stack.enter_context(servers.valkey(tmp_path / "valkey"))
        steady, shaky = stack.enter_context(wire(socket)), stack.enter_context(wire(socket))
        broker = Path(valkey.broker_url.removeprefix("redis+socket://"))
        steady_broker, shaky_broker = stack.enter_context(wire(broker)), stack.enter_context(wire(broker))
        weather = {"facebook": {"latency_ms": [20, 60], "only": "publish", "seed": 5}}
        province.call("PUT", f"{sandbox_url}/_sandbox/weather", weather)
        shared = {
            # The same address on every machine, for the keys in Valkey are named after it; each has a line of its own.
            "LOA_DATABASE_URL": f"postgresql+psycopg://loa@127.0.0.1/{url.database}",
            "LOA_SECRET_KEY": key.decode(),
            "LOA_SANDBOX": "0",
            "LOA_VIDEOS": "0",
            "LOA_ALLOWED_HOSTS": servers.LOOPBACK,
            "LOA_WORKER_THREADS": "4",
        }
        near = {"PGPORT": str(steady.port), "LOA_BROKER_URL": f"redis://127.0.0.1:{steady_broker.port}/0"}
        here = {"LOA_MEDIA_FOLDER": str(tmp_path / "media"), **near}
        cut_off = {**here, "PGPORT": str(shaky.port), "LOA_BROKER_URL": f"redis://127.0.0.1:{shaky_broker.port}/0"}
        blind = near
        with database.write() as session:
            seed_posts = seed(session, tmp_path / "media", Vault([key]), sandbox_url)
            seed_posts(session, POSTS)
        first, *_others = [
            stack.enter_context(by_celery(tmp_path / name, {**shared, **own}, "worker", "-n", f"{name}@%h"))
            for name, own in (("a", here), ("b", cut_off), ("c", blind))
        ]
        stack.enter_context(by_celery(tmp_path / "a", {**shared, **here}, "beat"))
        run = Running(Settings(tmp_path / "a", Values()), database, sandbox_url, {})
        for number in range(CUTS):
            wanted = (number + 1) * POSTS // (CUTS + 2)
            servers.wait_until(
                lambda wanted=wanted: run.states()[PostState.PUBLISHED] >= wanted,  # type: ignore[misc]
                lambda: f"posts go out: {run.states()}",
            )
            shaky.cut()
            shaky_broker.cut()
            before = run.states()[PostState.PUBLISHED]
            servers.wait_until(
                lambda before=before: run.states()[PostState.PUBLISHED] > before,  # type: ignore[misc]
                lambda: f"the others go on: {run.states()}",
            )
            shaky.mend()
            shaky_broker.mend()
        servers.wait_until(
            lambda: run.states() == {PostState.PUBLISHED: POSTS},
            lambda: f"all out: {run.states()}",
            look_s=0.2,
        )
        servers.end(first)
        with database.write() as session:
            seed_posts(session, LATER)
        servers.wait_until(
            lambda: run.states() == {PostState.PUBLISHED: POSTS + LATER},
            lambda: f"all out: {run.states()}",
            look_s=0.2,
        )
        published = publications(sandbox_url)
        with database.read() as session:
            by = set(session.exec(select(Attempt.incarnation_id)))
    record_property("posts", POSTS + LATER)
    record_property("twice", sum(count > 1 for count in published.values()))
    record_property("machines that sent", len(by))
    assert set(published.values()) == {1}
    assert len(published) == POSTS + LATER
    assert len(by) == 2, "the one without the folder sends nothing, the others share"
    assert "the media folder is not the database's" in (tmp_path / "c" / "worker.log").read_text()
    database.dispose()
