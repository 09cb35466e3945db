"""One API request and its answer as plain values, and the reading of a request from ASGI."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

# Base64 of X's largest segment and a Graph photo both fit; anything larger is refused unread.
LARGEST_BODY = 40 * 1024 * 1024
LARGEST_PART = 16 * 1024 * 1024

Json = dict[str, object]
Pairs = tuple[tuple[str, str], ...]


class BodyTooLarge(Exception):
    """The body passes LARGEST_BODY."""


@dataclass(frozen=True)
class Call:
    """`path` is without the platform's prefix; `form` holds url-encoded or multipart text fields."""

    method: str
    path: str
    full_path: str
    host: str
    headers: Mapping[str, str]
    query: Pairs
    form: Pairs = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    json: object = None
    broken_body: bool = False
    encoded_form: bool = False

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Query and form fields together; the form wins."""
        return {**dict(self.query), **dict(self.form)}

    @property
    def bearer(self) -> str:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() in ("bearer", "oauth") and "oauth_" not in token else ""

    def names(self) -> list[str]:
        """Names of parameters and fields, nested JSON one level deep; never values."""
        found = [name for name, _ in self.query] + [name for name, _ in self.form] + list(self.files)
        if isinstance(self.json, dict):
            for name, value in self.json.items():
                found.extend(f"{name}.{inner}" for inner in value) if isinstance(value, dict) else found.append(name)
        return sorted(set(found))


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json; charset=UTF-8"

    @classmethod
    def of(cls, value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        return cls(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), headers)

    def with_headers(self, headers: tuple[tuple[str, str], ...]) -> Answer:
        return Answer(self.status, self.body, self.headers + headers, self.content_type)


async def read_call(scope: Scope, receive: Receive, prefix: str) -> Call:
    """Reads the whole request. Raises BodyTooLarge."""
    body = await _read_body(receive)
    raw = scope["headers"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
    form: Pairs = ()
    files: Mapping[str, bytes] = {}
    document: object = None
    broken = encoded = False
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind == "application/x-www-form-urlencoded":
        encoded = True
        form = _pairs(body.decode("utf-8", "replace"))
    elif body and kind == "multipart/form-data":
        try:
            form, files = await _multipart(Headers(raw=raw), body)
        except (MultiPartException, KeyError, ValueError):
            broken = True
    elif body:
        try:
            document = json.loads(body)
        except ValueError:
            broken = True
    path: str = scope["path"]
    return Call(
        method=scope["method"],
        path=path[len(prefix) :] or "/",
        full_path=path,
        host=headers.get("host", ""),
        headers=headers,
        query=_pairs(scope["query_string"].decode("latin-1")),
        form=form,
        files=files,
        json=document,
        broken_body=broken,
        encoded_form=encoded,
    )


def _pairs(text: str) -> Pairs:
    return tuple(urllib.parse.parse_qsl(text, keep_blank_values=True)) if text else ()


async def _read_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body", False):
            break
    return b"".join(parts)


async def _multipart(headers: Headers, body: bytes) -> tuple[Pairs, dict[str, bytes]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    form = await MultiPartParser(headers, stream(), max_part_size=LARGEST_PART).parse()
    fields: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
        else:
            fields.append((name, value))
    await form.close()
    return tuple(fields), files
