"""A record of what is said to a platform and answered, without a secret: JSON lines, for whoever must judge a connection.

A line is one request: method, address, what it asked, status, what was answered, and how long it took. Files are told by their
type and length. Of headers only those stand there that hold no secret and say how close a limit is.
"""

import json
import re
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any, TextIO

import requests

from channels.http import Transport
from channels.redaction import REMOVED, Redactor

LONGEST = 4_000
"""Characters of a body that are kept."""
LONGEST_READ = 200_000
_TOLD = re.compile(
    r"content-type|content-length|retry-after|date|x-(?:app|page|business-use-case)-usage|x-rate-limit-.*"
)
_TEXT = re.compile(r"application/(?:json|x-www-form-urlencoded|problem\+json)|text/")
# Whoever knows the address of an upload may write to it.
_SESSIONS = re.compile(r"(?i)\b(upload_id=)[^&\s\"\\]+")


class ExchangeRecord:
    """Writes each request of the transports that it listens to, once it was answered or failed, in their order."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._secrets: set[str] = set()
        self.count = 0

    def hide(self, secrets: Iterable[str]) -> None:
        """Keep these secret from now on, as those before stay."""
        self._secrets.update(secrets)

    def note(self, **facts: object) -> None:
        """Write a line of our own: which step began, and what came of it."""
        self._file.write(self._clean(json.dumps(facts, ensure_ascii=False)) + "\n")
        self._file.flush()

    def listen(self, transport: Transport) -> None:
        """Record what goes through its session, sent by us or by a platform's SDK."""
        send = transport.session.send

        def recorded(request: requests.PreparedRequest, **options: Any) -> requests.Response:
            begun = monotonic()
            # As it was asked: sending rewrites the address where a stand-in answers.
            asked = {"method": request.method or "", "address": request.url or "", "said": self._body(request)}
            try:
                response = send(request, **options)
            except Exception as error:
                self._line(asked, begun, failed=type(error).__name__)
                raise
            told = {name.lower(): value for name, value in response.headers.items()}
            answered = self._text(response.content, told.get("content-type", ""))
            self._line(asked, begun, status=response.status_code, headers=_headers(told), answered=answered)
            return response

        transport.session.send = recorded  # type: ignore[method-assign]

    def _line(self, asked: Mapping[str, str], begun: float, **came: object) -> None:
        self.count += 1
        self.note(request=self.count, **asked, seconds=round(monotonic() - begun, 3), **came)

    def _clean(self, line: str) -> str:
        return _SESSIONS.sub(rf"\1{REMOVED}", Redactor(self._secrets).clean(line))

    def _body(self, request: requests.PreparedRequest) -> str:
        return self._text(request.body, str(request.headers.get("Content-Type") or "application/x-www-form-urlencoded"))

    def _text(self, body: object, kind: str) -> str:
        """Cleaned, then cut: cutting first could leave half a secret."""
        if not body:
            return ""
        content = body.encode() if isinstance(body, str) else body
        kind = kind.partition(";")[0].strip()
        if not isinstance(content, bytes):
            return f"({kind}, streamed)"
        if not _TEXT.match(kind):
            return f"({kind}, {len(content)} bytes)"
        return self._clean(content[:LONGEST_READ].decode("utf-8", "replace"))[:LONGEST]


def _headers(told: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if _TOLD.fullmatch(name)}
