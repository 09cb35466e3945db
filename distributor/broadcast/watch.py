"""A light look at which SMS accounts want an SMPP bind, for the process that waits for the first: no ORM, no channel is loaded.

With them that process would take nearly three times the memory (measured: 95 MB, without 35 MB), and most homes have no bind.
"""

import json
import sqlite3
from contextlib import closing, suppress
from urllib.parse import quote

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
QUERY = "SELECT id, settings FROM account WHERE channel = 'sms' AND state <> 'closed' ORDER BY id"
SMPP = "smpp"
PATIENCE_S = 2.0


def wanted_binds(database_url: str) -> list[int] | None:
    """Accounts by id. None: the database does not say now (not there yet, its schema being changed, away)."""
    if database_url.startswith(SQLITE):
        file = f"file:{quote(database_url.removeprefix(SQLITE))}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, uri=True, timeout=PATIENCE_S)) as connection:
            return _smpp(connection.execute(QUERY).fetchall())
        return None
    return _ask_postgresql(database_url)


def _ask_postgresql(database_url: str) -> list[int] | None:
    import psycopg  # noqa: PLC0415 - only a home that has it pays for it

    address = database_url.replace(POSTGRESQL, "postgresql://", 1)
    with suppress(psycopg.Error), psycopg.connect(address, connect_timeout=2) as connection:
        return _smpp(connection.execute(QUERY).fetchall())
    return None


def _smpp(rows: list[tuple[int, object]]) -> list[int]:
    """SQLite gives JSON as text, PostgreSQL as what it holds."""
    found = []
    for account_id, settings in rows:
        with suppress(ValueError):
            told = json.loads(settings) if isinstance(settings, str) else settings
            if isinstance(told, dict) and told.get("gateway") == SMPP:
                found.append(account_id)
    return found
