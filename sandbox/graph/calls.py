"""A call to Graph. The bytes of a reel come as they are, so they are kept as they came, and so is whether they broke
off. Of a file of captions its name is kept: the language stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.types import Message, Receive, Scope

from sandbox.calls import BodyTooLarge, Call, read_call
from sandbox.gateway import Gateway

LARGEST_REEL = 512 * 1024 * 1024
UPLOADS, SESSIONS = "/video-upload/", "/upload:"
_NAME = re.compile(rb'name="captions_file"; filename="([^"\r\n]{1,200})"')


@dataclass(frozen=True)
class GraphCall(Call):
    """`raw`: what arrived of a file's upload. `captions_name`: of a file of captions."""

    raw: bytes = b""
    captions_name: str = ""


class GraphGateway(Gateway):
    """The door of the stand-in Graph, and of the host where reels are uploaded."""

    async def read(self, scope: Scope, receive: Receive) -> Call:
        path: str = scope["path"]
        is_upload = UPLOADS in path or SESSIONS in path
        if not is_upload and not path.endswith("/captions"):
            return await read_call(scope, receive, self._prefix)
        content = await _body(receive)

        async def again() -> Message:
            return {"type": "http.request", "body": b"" if is_upload else content, "more_body": False}

        call = await read_call(scope, again, self._prefix)
        named = _NAME.search(content) if not is_upload else None
        return GraphCall(
            call.method, call.path, call.full_path, call.host, call.headers, call.query, call.form, call.files,
            call.json, call.broken_body, call.encoded_form,
            content if is_upload else b"", named[1].decode("utf-8", "replace") if named else "",
        )  # fmt: skip


async def _body(receive: Receive) -> bytes:
    """What arrives until the end, or until the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_REEL:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
