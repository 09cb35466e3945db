"""An instant as a whole number, as each database reckons it: numbers are read by the hundred thousand, instants are not."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, type_coerce
from sqlalchemy.types import String
from sqlmodel import Session, func


def seconds_of(session: Session, at: Any) -> ColumnElement[int]:
    """Return the seconds of an instant. `at`: a column of instants. Whole seconds since 1970, begun ones not counted; NULL
    where there is none."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", type_coerce(at, String)), BigInteger)
    return cast(func.floor(func.date_part("epoch", at)), BigInteger)
