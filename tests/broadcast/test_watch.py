"""The light look for accounts that want a bind, and that the process which waits for the first stays light."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlmodel import Session

from distributor.broadcast.gateway import smpp_accounts
from distributor.broadcast.watch import wanted_binds
from distributor.db import Database
from distributor.models import Account, AccountState
from supervisor.parts import KEEPS_OPEN, kept_open
from tests.support import servers
from tests.support.province import Seeded, seed_unit


def add(session: Session, seeded: Seeded, **values: Any) -> int:
    account = Account(unit_id=seeded.unit_id, name="Tài khoản", **{"channel": "sms", **values})
    session.add(account)
    session.flush()
    assert account.id is not None
    return account.id


def test_it_sees_what_the_engine_sees(database: Database) -> None:
    assert wanted_binds(database.url) == []
    with database.write() as session:
        seeded = seed_unit(session)
        first = add(session, seeded, settings={"gateway": "smpp", "host": "Hương Giang"})
        add(session, seeded, settings={"gateway": "esms"})
        add(session, seeded, settings={})
        add(session, seeded, channel="rss", settings={"gateway": "smpp"})
        add(session, seeded, settings={"gateway": "smpp"}, state=AccountState.CLOSED)
        last = add(session, seeded, settings={"gateway": "smpp"}, state=AccountState.PAUSED)
    assert wanted_binds(database.url) == [first, last] == smpp_accounts(database)


def test_while_the_database_is_not_there_it_says_nothing(tmp_path: Path) -> None:
    home = tmp_path / "nhà ? % #"
    home.mkdir()
    address = f"sqlite:///{home / 'loa.db'}"
    assert wanted_binds(address) is None
    assert list(home.iterdir()) == [], "it makes nothing"
    (home / "loa.db").write_bytes(b"")
    assert wanted_binds(address) is None, "the schema is not there yet"
    assert wanted_binds("postgresql+psycopg://loa@127.0.0.1:9/loa") is None


def test_the_waiting_process_loads_no_orm_and_no_channel() -> None:
    program = (
        "import loa, commands.gateway, sys;"
        "heavy = {'sqlalchemy', 'sqlmodel', 'celery', 'requests', 'alembic', 'channels.registry'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    path = f"{servers.ROOT}:{servers.ROOT / 'queue'}"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_its_own_parts_inherit_what_it_was_told_to_hand_on() -> None:
    assert kept_open({}) == []
    assert kept_open({KEEPS_OPEN: "5,17"}) == [5, 17]
