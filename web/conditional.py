"""Conditional GET: whoever has the newest bytes already gets 304 and no body."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request
from fastapi.responses import Response


def answer_bytes(
    request: Request, content: bytes, media_type: str, *, cache_control: str, modified: datetime | None = None
) -> Response:
    """Return `content` with a strong ETag over its bytes and, where known, Last-Modified.

    If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2): a date has seconds, bytes may change within one.
    """
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": cache_control}
    if modified is not None:
        modified = modified.astimezone(UTC).replace(microsecond=0)
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    if _has_it(request, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def _has_it(request: Request, etag: str, modified: datetime | None) -> bool:
    # Several fields of one name are one list (RFC 9110, 5.3).
    if tags := request.headers.getlist("if-none-match"):
        held = {tag.strip().removeprefix("W/") for tag in ",".join(tags).split(",")}
        return etag in held or "*" in held
    since = request.headers.get("if-modified-since")
    if modified is None or since is None:
        return False
    try:
        held_since = parsedate_to_datetime(since)
    except ValueError:
        return False
    if held_since.tzinfo is None:
        held_since = held_since.replace(tzinfo=UTC)
    return modified <= held_since
