"""Reading forms: small, plain, and only from our own pages."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, HTTPException, Request

LARGEST, MOST_FIELDS = 16_384, 50
"""Bytes and fields of a whole form."""
LARGEST_LONG, MOST_FIELDS_LONG = 65_536, 1_000
"""Of a form with tables of fields."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; a body that is too large is not read to its end."""
    return await _read(request, LARGEST, MOST_FIELDS)


async def read_long_form(request: Request) -> dict[str, str]:
    return await _read(request, LARGEST_LONG, MOST_FIELDS_LONG)


async def _read(request: Request, largest: int, most_fields: int) -> dict[str, str]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413)
    try:
        return dict(
            parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=most_fields, errors="strict")
        )
    except ValueError as error:
        raise HTTPException(400) from error


Form = Annotated[dict[str, str], Depends(read_form)]
LongForm = Annotated[dict[str, str], Depends(read_long_form)]


def form_token(secret: str) -> str:
    """What a form of ours carries. `secret`: a cookie that no other site can read, so none can make the token."""
    return hashlib.sha256(f"loa form {secret}".encode()).hexdigest()


def is_our_form(request: Request, form: Mapping[str, str], secret: str | None) -> bool:
    """Whether this form was filled in on a page that we gave to this very browser."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    return secret is not None and hmac.compare_digest(form.get("form_token", "").encode(), form_token(secret).encode())


def local_path(wanted: str) -> str:
    """`wanted` if it is a path on this very site, else `/`: a sign-in must not lead elsewhere."""
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted and not wanted.startswith("//")
    return wanted if wanted.startswith("/") and plain and not parts.netloc and not parts.scheme else "/"
