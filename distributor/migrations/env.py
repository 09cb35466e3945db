"""How Alembic reaches the database: through the engine that `distributor.migrate` hands over."""

import warnings
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator
from sqlmodel import SQLModel

import distributor.models  # noqa: F401 - makes the tables known


def _plain_type(kind: str, element: Any, _context: Any) -> str | Literal[False]:
    """Our own column types are written as what they are to the database, so that a revision needs no code of today."""
    if kind == "type" and isinstance(element, TypeDecorator):
        return f"sa.{element.impl_instance!r}"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        # The full-text tables of SQLite are no tables of the models.
        include_name=lambda name, _kind, _parents: not str(name).startswith("lookup_text"),
        render_item=_plain_type,
    )
    with context.begin_transaction(), warnings.catch_warnings():
        # Batch mode reads the tables that a copied one refers to; their indexes on expressions it cannot read, and need not.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        context.run_migrations()


run(context.config.attributes["connection"])
