"""The day of an instant, as each database reckons it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, String, cast, type_coerce
from sqlmodel import Session, func

from distributor.clock import VIETNAM


def day_of(session: Session, at: Any) -> ColumnElement[Any]:
    """Return the day of an instant. `at`: a column of instants. By Vietnam's clock, which knows no summer time; `date_of` reads
    what comes back."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(type_coerce(at, String), "+7 hours")
    return cast(func.timezone(VIETNAM.key, at), Date)  # a number, where to_char writes letters for every row


def date_of(told: date | str) -> date:
    """SQLite has no dates: it says `2026-11-24`."""
    return told if isinstance(told, date) else date.fromisoformat(told)
