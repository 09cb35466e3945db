"""How PostgreSQL is to go about a span's posts: it knows too little of a span to choose well by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlmodel import Session, func

_WANTED = {"plan_cache_mode": "force_custom_plan", "enable_hashjoin": "off"}
_USUAL = {"plan_cache_mode": "auto", "enable_hashjoin": "on"}


@contextmanager
def looked_up(session: Session) -> Iterator[None]:
    """What is asked inside is planned for the values at hand, and what stands beside its rows is looked up by its keys.

    A plan kept for any span takes it for two hundred posts where there are four thousand, and marks all posts of a state first;
    one made for this span reads the figures of all posts for those of a month. SQLite looks rows up as it is.
    """
    if session.get_bind().dialect.name == "sqlite":
        yield
        return
    _set(session, _WANTED)
    yield
    _set(session, _USUAL)


def _set(session: Session, values: dict[str, str]) -> None:
    """For the rest of the transaction at most: an error ends it, and what was set with it."""
    session.execute(select(*(func.set_config(name, value, True) for name, value in values.items())))
