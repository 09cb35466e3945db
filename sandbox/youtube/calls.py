"""A call to YouTube: its body is kept as it came, for an upload is no form and no JSON, and so is whether it broke off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP

from starlette.types import Message, Receive, Scope

from sandbox.calls import BodyTooLarge, Call, Json, read_call
from sandbox.gateway import Gateway

LARGEST_BODY = 64 * 1024 * 1024


@dataclass(frozen=True)
class YouTubeCall(Call):
    """`raw`: what arrived of the body. `whole`: all that the client meant to send. `media`: the file of a multipart body."""

    raw: bytes = b""
    whole: bool = True
    media: bytes = b""

    def one(self, name: str) -> str:
        """A query parameter, empty if it is not there; repeated ones joined by commas, as Google reads them."""
        return ",".join(value for known, value in self.query if known == name)

    @property
    def named(self) -> dict[str, str]:
        return {name: self.one(name) for name, _value in self.query}


class YouTubeGateway(Gateway):
    """The door of the stand-in YouTube."""

    async def read(self, scope: Scope, receive: Receive) -> YouTubeCall:
        raw, whole = await _body(receive)
        sent = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        kind = sent.get("content-type", "").lower()
        plain = kind.startswith(("application/json", "application/x-www-form-urlencoded"))
        content = raw if plain and whole else b""

        async def again() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        call = await read_call(scope, again, self._prefix)
        described, media = _related(kind, sent.get("content-type", ""), raw)
        return YouTubeCall(
            call.method, call.path, call.full_path, call.host, call.headers, call.query, call.form, call.files,
            described if described is not None else call.json, call.broken_body, call.encoded_form, raw, whole, media,
        )  # fmt: skip


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """What arrives until the end, or until the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts), False
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts), True


def _related(kind: str, content_type: str, raw: bytes) -> tuple[Json | None, bytes]:
    """The JSON and the file of a `multipart/related` body."""
    if not kind.startswith("multipart/related"):
        return None, b""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
    parts = [part.get_payload(decode=True) for part in message.iter_parts()]
    if len(parts) != 2 or not isinstance(parts[0], bytes) or not isinstance(parts[1], bytes):
        return None, b""
    try:
        described = json.loads(parts[0])
    except ValueError:
        return None, b""
    return (described if isinstance(described, dict) else None), parts[1]
