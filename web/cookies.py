"""Our cookies: for the server only, sent over TLS only where the site has it, and there bound to this very host (`__Host-`).

A cookie of that name cannot be set by another host of the same domain, nor over plain HTTP, so nobody slips a session in.
"""

from typing import Literal

from fastapi import Request, Response

from web.surroundings import Surroundings, surroundings


def cookie(request: Request, name: str) -> str | None:
    """None if the browser sent none."""
    return request.cookies.get(_named(surroundings(request), name))


def set_cookie(
    around: Surroundings,
    response: Response,
    name: str,
    value: str,
    *,
    max_age: int | None = None,
    samesite: Literal["lax", "strict"] = "lax",
) -> None:
    """Set a cookie. `max_age` in seconds; None: until the browser is closed."""
    secure = around.is_https
    named = _named(around, name)
    response.set_cookie(named, value, max_age=max_age, httponly=True, samesite=samesite, secure=secure)


def drop_cookie(around: Surroundings, response: Response, name: str) -> None:
    response.delete_cookie(_named(around, name), httponly=True, secure=around.is_https)


def _named(around: Surroundings, name: str) -> str:
    return f"__Host-{name}" if around.is_https else name
