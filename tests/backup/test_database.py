"""PostgreSQL's own programs reach the very server that Loa reaches, and none is waited for without end."""

import sys

import pytest
from sqlalchemy.engine import make_url

from distributor.backup import database
from distributor.backup.database import connection_of
from distributor.backup.folder import BackupProblem

SERVER = make_url(
    "postgresql+psycopg://loa:m%40t@db.example:5433/loa?sslmode=verify-full&sslrootcert=/etc/ca.pem&keepalives_idle=30"
)


def test_all_of_the_address_reaches_them_and_the_password_only_by_the_environment() -> None:
    environment, address = connection_of(SERVER)
    assert environment == {
        "PGHOST": "db.example", "PGPORT": "5433", "PGUSER": "loa", "PGPASSWORD": "m@t",
        "PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/etc/ca.pem",
    }  # fmt: skip
    assert sorted(address.split()) == ["dbname=loa", "keepalives_idle=30"]


def test_of_several_servers_all_are_named() -> None:
    environment, _ = connection_of(make_url("postgresql+psycopg://loa@/loa?host=a:5432&host=b:5433"))
    assert (environment["PGHOST"], environment["PGPORT"]) == ("a,b", "5432,5433")


def test_one_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONGEST_S", 0.05)
    with pytest.raises(BackupProblem, match="đã bị dừng"):
        database._run([sys.executable, "-c", "import signal; signal.pause()"], SERVER)
