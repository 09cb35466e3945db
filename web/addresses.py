"""Addresses that no page of ours leads to and no database could look up; and the page of ours that a request comes from."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from web.forms import local_path

LARGEST_ID = 2**31 - 1
"""PostgreSQL's whole numbers go no further."""


async def check_address(request: Request) -> None:
    """404 for an id in the path that is larger than any; 400 for NUL."""
    await refuse_nul(request)
    for name, value in request.path_params.items():
        digits = str(value).removeprefix("-")
        if name.endswith("_id") and digits.isdecimal() and (len(digits) > 10 or int(digits) > LARGEST_ID):
            raise HTTPException(404)


async def refuse_nul(request: Request) -> None:
    """PostgreSQL takes it in no text."""
    told = (*request.path_params.values(), *request.query_params.keys(), *request.query_params.values())
    if any("\0" in str(value) for value in told):
        raise HTTPException(400)


def came_from(request: Request, *, with_query: bool = False) -> str:
    """The path of the page that led here, if it is of this very site and not the sign-in; else empty."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.netloc != request.headers.get("host"):
        return ""
    path = parts.path or "/"
    if local_path(path) != path or path.startswith("/dang-nhap"):
        return ""
    return f"{path}?{parts.query}" if with_query and parts.query.isprintable() and parts.query else path
