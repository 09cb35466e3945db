"""Pagination of a list: so many at once, and a cursor that leads on. New rows do not shift what follows."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field

from web.addresses import LARGEST_ID
from web.api.problems import ApiProblem, FieldProblem

Row = TypeVar("Row")
MOST = 100

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
WantedId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Số dòng mỗi trang.")]
Cursor = Annotated[str, Query(max_length=200, description="next_cursor của trang trước; bỏ trống: trang đầu.")]


class Page(BaseModel, Generic[Row]):
    """Một trang. next_cursor null: hết."""

    results: list[Row]
    next_cursor: str | None = Field(description="Gửi lại trong cursor để lấy trang sau.")


def page_of(rows: Sequence[Row], limit: int, place: Callable[[Row], str]) -> Page[Row]:
    """Return a page of rows. `rows`: one more than `limit` were asked for. `place`: of a row, what the next page begins
    behind."""
    shown = list(rows[:limit])
    return Page(results=shown, next_cursor=packed(place(shown[-1])) if len(rows) > limit else None)


def place_of(cursor: str) -> str:
    """Return what `page_of` packed; empty for none. Raises Problem 422."""
    if not cursor:
        return ""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except ValueError as error:
        raise unreadable_cursor() from error


def id_of(cursor: str) -> int | None:
    place = place_of(cursor)
    if not place:
        return None
    if not place.isdecimal() or len(place) > 10 or int(place) > LARGEST_ID:
        raise unreadable_cursor()
    return int(place)


def number_in(cursor: str) -> int:
    """Return the page's number in lists that are read page by page; from 1."""
    return id_of(cursor) or 1


def numbered_page(rows: list[Row], number: int, *, more: bool) -> Page[Row]:
    """Return a numbered page. `more`: there is a page behind this one, which is the `number`th."""
    return Page(results=rows, next_cursor=packed(str(number + 1)) if more else None)


def packed(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode("ascii")).decode("ascii").rstrip("=")


def unreadable_cursor() -> ApiProblem:
    return ApiProblem(422, errors=[FieldProblem(field="query.cursor", detail="Không phải next_cursor của một trang.")])
