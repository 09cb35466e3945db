"""What SQLAlchemy has made of a statement for one test's database serves those of all other tests.

A process of Loa has one database and compiles each statement once. A run of tests has thousands of databases, and would compile
everything anew for each.
"""

from typing import Any

import sqlmodel
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache

from distributor import db

MOST = 4_000
"""Statements. All that one room's tests say, and that of all rooms' fixtures."""
_known: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def share() -> None:
    """From here on engines of one kind have one dialect, of which what is compiled is a part, and one cache."""
    real = sqlmodel.create_engine

    def create_engine(url: str, **how: Any) -> Engine:
        engine = real(url, **how)
        kind = engine.dialect.name
        if kind in _known:
            engine.dialect, engine._compiled_cache = _known[kind]
            return engine

        def keep(_connection: object, _record: object) -> None:
            """The dialect has looked at its server by now."""
            _known.setdefault(kind, (engine.dialect, LRUCache(MOST)))

        event.listen(engine, "connect", keep, once=True)
        return engine

    vars(db)["create_engine"] = create_engine
