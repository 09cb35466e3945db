"""A PostgreSQL database while a restore fills it: nobody else writes, and what an interrupted restore left is known.

A worker that is still connected from before would claim posts as soon as they are loaded, before the database is told of the
restore. So whoever is connected is named, and nothing is restored; whoever connects later can only read, until `release`. The
table `loa_restoring` says that whatever stands beside it was laid by a restore: the next one clears it away.
"""

import os
import socket
import time

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from distributor.backup.folder import BackupProblem
from distributor.db import Database
from phrases import phrase

NAMED = 5
LINGERS_S, LOOK_S = 2.0, 0.05
"""So long the server may still show a connection whose program has ended; it is looked at again and again meanwhile."""
ENDED_S = 30.0
"""So long one that is put out may take: it hears of it when it gets a processor, and undoes what it had begun."""
_OUR_OPTION = "-c default_transaction_read_only=off"
_HELD = """
    SELECT format('%%I.%%I', n.nspname, c.relname), c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'S') AND c.relname <> 'loa_restoring'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%%'
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_OTHERS = """
    SELECT usename, host(client_addr), application_name FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND application_name <> current_setting('application_name') ORDER BY backend_start
"""
_PUT_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user
    AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND backend_start >= %s
"""


def address_of_restore(url: str) -> str:
    """Return the address by which a restore connects: it may write where others only read, and is told from them by its name."""
    found = make_url(url)
    given = found.query.get("options", "")
    options = " ".join(filter(None, (given if isinstance(given, str) else " ".join(given), _OUR_OPTION)))
    name = f"loa restore {socket.gethostname()[:30]} {os.getpid()}"
    ours = found.update_query_dict({"options": options, "application_name": name})
    return ours.render_as_string(hide_password=False)


def check_free(database: Database) -> None:
    """Check that nobody else is connected, and that the database holds at most an interrupted restore. Raises BackupProblem."""
    with database.engine.connect() as connection:
        if not _is_marked(connection) and connection.exec_driver_sql(_HELD).first():
            raise BackupProblem(phrase("backup.database-not-empty"))
        until = time.monotonic() + LINGERS_S
        while (others := connection.exec_driver_sql(_OTHERS).all()) and time.monotonic() < until:
            connection.rollback()  # within a transaction the server shows the same list again
            time.sleep(LOOK_S)
    if others:
        named = ", ".join(f"{user}@{host or 'localhost'} ({program or '?'})" for user, host, program in others[:NAMED])
        raise BackupProblem(phrase("backup.others-connected", count=len(others), named=named))


def reserve(database: Database) -> None:
    """Keep the database for this restore, and clear away what an interrupted one left. Raises BackupProblem as `check_free`."""
    check_free(database)
    with database.engine.connect() as connection:
        again = _is_marked(connection)
        try:
            _allow_writes(connection, "SET default_transaction_read_only = on")
        except ProgrammingError as error:  # only its owner may
            raise BackupProblem(phrase("backup.not-owner", user=database.engine.url.username or "")) from error
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS loa_restoring AS SELECT now() AS since")
        connection.commit()
    try:
        check_free(database)  # whoever came in between
    except BackupProblem:
        if not again:
            release(database)
        raise
    with database.engine.begin() as connection:
        for name, kind in connection.exec_driver_sql(_HELD).all():
            if kind == "r":  # the rest goes with the tables
                connection.exec_driver_sql(f"DROP TABLE {name} CASCADE")
        for function in connection.exec_driver_sql(_FUNCTIONS).scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION {function}")


def release(database: Database) -> None:
    """Let others write. Who connected meanwhile is disconnected, for a session goes on as it began.

    The server only asks a session to end, so it is looked until none is left: else a program that asks whether its connection
    stands hears that it does, and loses it in the midst of what it writes next.
    """
    with database.engine.connect() as connection:
        since = connection.exec_driver_sql("SELECT since FROM loa_restoring").scalar_one()
        _allow_writes(connection, "RESET default_transaction_read_only")
        connection.exec_driver_sql("DROP TABLE loa_restoring")
        connection.commit()
        until = time.monotonic() + ENDED_S
        while connection.exec_driver_sql(_PUT_OUT, (since,)).all() and time.monotonic() < until:
            connection.rollback()  # within a transaction the server shows the same list again
            time.sleep(LOOK_S)


def _is_marked(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT to_regclass('loa_restoring')").scalar_one() is not None


def _allow_writes(connection: Connection, how: str) -> None:
    name = connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar_one()
    connection.exec_driver_sql(f"ALTER DATABASE {name} {how}")
