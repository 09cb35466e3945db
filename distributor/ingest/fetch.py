"""The bounded, polite fetcher: one GET of a source, or the reading of a file in its place.

Bounds: bytes on the wire and after decompression, total time, five redirects, each checked again. Manners: conditional GET,
an honest User-Agent, no cookies, `Retry-After` handed on. Only http and https; addresses inside the office's own network are
refused unless the settings name them (`allowed_hosts`) or they are the sandbox's.
"""

import re
import ssl
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urljoin, urlsplit

import requests
from urllib3.exceptions import NameResolutionError

from channels.addresses import OPEN_INTERNET, WayOut
from channels.deadline import Deadline
from channels.http import (
    UNUSABLE_ADDRESS,
    AddressRefused,
    Answer,
    AnswerTooLarge,
    DeadlineExceeded,
    Transport,
    innermost,
    moment_in_http,
    retry_after,
    why_unconnected,
)
from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.settings import Settings
from phrases import phrase

MOST_REDIRECTS = 5
USER_AGENT = "Loa/0.1 (official feed reader of a Vietnamese public office; one conditional GET per interval)"
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_REDIRECTS = {301, 302, 303, 307, 308}
_PIECE = 4096


class FetchError(LoaError):
    """A source could not be fetched. `wait_s`: how long its server asks to be left alone, None if it does not say.

    `status`: of the server's answer, 0 if there was none.
    """

    def __init__(self, message: str, *, wait_s: float | None = None, status: int = 0) -> None:
        super().__init__(message)
        self.wait_s = wait_s
        self.status = status

    @property
    def is_final(self) -> bool:
        """Return True if asking again soon would bring the same answer: the page is gone or closed."""
        return 400 <= self.status < 500 and self.status not in {408, 425, 429}


@dataclass(frozen=True)
class Fetched:
    """`charset`: of the Content-Type header, '' if none. `final_address`: after redirects. `dated`: what time it is there."""

    body: bytes
    content_type: str
    charset: str
    etag: str
    last_modified: str
    final_address: str
    dated: datetime | None = None


@dataclass(frozen=True)
class NotModified:
    """The source says it is as it was at the last reading."""


class Fetcher:
    """`max_bytes`: of a body, after decompression. `timeout_s`: of a whole fetch, redirects included.

    `way_out`: where it may go (`channels.addresses`).
    """

    def __init__(
        self,
        *,
        max_bytes: int = 10_000_000,
        timeout_s: float = 20.0,
        way_out: WayOut = OPEN_INTERNET,
        user_agent: str = USER_AGENT,
    ) -> None:
        self.max_bytes = max_bytes
        self.timeout_s = timeout_s
        self._way_out = way_out
        self._user_agent = user_agent

    @classmethod
    def from_settings(cls, settings: Settings) -> "Fetcher":
        values = settings.values
        return cls(
            max_bytes=values.feed_max_bytes,
            timeout_s=values.feed_timeout,
            way_out=settings.way_out_to_sources,
        )

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        """GET an http(s) address, or read a file. Raises `FetchError` with words for staff; nothing else."""
        if not is_web_address(address):
            return self._read_file(address)
        conditions = {"If-None-Match": etag} if etag else {}
        if last_modified:
            conditions["If-Modified-Since"] = last_modified
        transport = Transport(
            default_deadline_s=self.timeout_s,
            answer_limit=self.max_bytes,
            body="raw",
            user_agent=self._user_agent,
            way_out=self._way_out,
        )
        transport.session.headers.update({"Accept": ACCEPT, "Accept-Encoding": "gzip"})
        transport.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        try:
            with transport.deadline(self.timeout_s):
                return self._follow(transport, address, conditions)
        except DeadlineExceeded:
            raise FetchError(self._too_slow(address)) from None
        finally:
            transport.close()

    def _follow(self, transport: Transport, address: str, conditions: dict[str, str]) -> Fetched | NotModified:
        visited = [address]
        while True:
            answer = self._get(transport, visited[-1], conditions)
            if not isinstance(answer, _Redirect):
                return answer
            if not is_web_address(answer.target):
                raise FetchError(phrase("ingest.fetch.redirect-elsewhere", address=address, target=answer.target[:200]))
            if answer.target in visited or len(visited) > MOST_REDIRECTS:
                raise FetchError(phrase("ingest.fetch.redirect-loop", address=address, most=MOST_REDIRECTS))
            visited.append(answer.target)

    def _get(
        self, transport: Transport, address: str, conditions: dict[str, str]
    ) -> "Fetched | NotModified | _Redirect":
        try:
            transport.session.get(address, headers=conditions)
        except UNUSABLE_ADDRESS as error:
            raise FetchError(phrase("ingest.fetch.not-valid-because", address=address, error=str(error))) from error
        except requests.RequestException as error:
            # What only a body was the matter with has said enough, unless it is the body that we want.
            if transport.last_status in {0, 200}:
                self._fail(address, error)
        answer = transport.last
        assert answer is not None  # noqa: S101 - else there was an error
        return self._answer(address, answer, transport.running)

    def _fail(self, address: str, error: requests.RequestException) -> NoReturn:
        if isinstance(error, DeadlineExceeded):
            raise error
        if isinstance(error, AnswerTooLarge):
            raise FetchError(self._too_large(address)) from None
        unconnected = why_unconnected(error)
        if isinstance(unconnected, AddressRefused):
            raise FetchError(phrase("ingest.fetch.private", address=address)) from None
        if isinstance(unconnected, NameResolutionError):
            raise FetchError(phrase("ingest.fetch.no-host", address=address)) from None
        raise FetchError(_unreachable(address, innermost(error), connected=unconnected is None)) from error

    def _answer(self, address: str, answer: Answer, deadline: Deadline | None) -> "Fetched | NotModified | _Redirect":
        status, headers = answer.status, answer.headers
        if status == 304:
            return NotModified()
        if status in _REDIRECTS and (location := headers.get("location")):
            # As browsers read it: bytes beyond ASCII are UTF-8.
            target = location.encode("latin-1", "replace").decode("utf-8", "replace")
            return _Redirect(urljoin(address, target.strip()))
        if status != 200:
            raise FetchError(_refusal(address, status), wait_s=retry_after(headers), status=status)
        content_type = headers.get("content-type", "")
        return Fetched(
            body=self._body(address, answer, deadline),
            content_type=content_type.split(";")[0].strip().lower(),
            charset=_charset(content_type),
            etag=headers.get("etag", "")[:500],
            last_modified=headers.get("last-modified", "")[:100],
            final_address=address,
            dated=moment_in_http(headers.get("date", "")),
        )

    def _body(self, address: str, answer: Answer, deadline: Deadline | None) -> bytes:
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        if encoding in {"", "identity"}:
            return answer.body
        if encoding not in {"gzip", "x-gzip", "deflate"}:
            raise FetchError(phrase("ingest.fetch.encoding", address=address, encoding=encoding[:40]))
        body = bytearray()
        try:
            for piece in _inflated(answer.body, self.max_bytes):
                if deadline and not deadline.remaining():
                    raise DeadlineExceeded("no time left to unpack the answer", sent=True)
                body += piece
                if len(body) > self.max_bytes:
                    raise FetchError(self._too_large(address))
        except zlib.error as error:
            raise FetchError(phrase("ingest.fetch.compressed-damaged", address=address, error=str(error))) from error
        except EOFError as error:
            raise FetchError(_unreachable(address, error, connected=True)) from error
        return bytes(body)

    def _read_file(self, address: str) -> Fetched:
        path = Path(unquote(urlsplit(address).path)) if address.lower().startswith("file:") else Path(address)
        try:
            # Opened only after the check: a named pipe would wait for ever.
            if not stat.S_ISREG(path.stat().st_mode):
                raise FetchError(phrase("ingest.fetch.no-file", path=str(path)))
            with path.open("rb") as file:
                body = file.read(self.max_bytes + 1)
        except FileNotFoundError:
            raise FetchError(phrase("ingest.fetch.file-missing", path=str(path))) from None
        except PermissionError:
            raise FetchError(phrase("ingest.fetch.file-forbidden", path=str(path))) from None
        except (OSError, ValueError) as error:
            raise FetchError(phrase("ingest.fetch.file-unreadable", path=str(path), error=str(error))) from error
        if len(body) > self.max_bytes:
            raise FetchError(self._too_large(str(path)))
        return Fetched(body, "", "", "", "", str(path))

    def _too_large(self, address: str) -> str:
        return phrase("ingest.fetch.too-large", address=address, size=_size(self.max_bytes))

    def _too_slow(self, address: str) -> str:
        return phrase("ingest.fetch.too-slow", address=address, seconds=self.timeout_s)


@dataclass(frozen=True)
class _Redirect:
    target: str


def _inflated(packed: bytes, limit: int) -> Iterator[bytes]:
    """Decompressed bytes in bounded pieces: a bomb is noticed after one piece more than the limit, not after gigabytes.

    What is packed is given in small pieces too, for the machine copies the rest of its piece at the end of each member.
    """
    most = min(limit, 1_000_000) + 1
    machine = zlib.decompressobj(47)  # 47: gzip or zlib, whichever the first bytes say
    at = 0
    while at < len(packed):
        if machine.eof:
            if not packed.startswith(b"\x1f\x8b", at):
                return
            machine = zlib.decompressobj(47)
        piece = packed[at : at + _PIECE]
        try:
            yield machine.decompress(piece, most)
        except zlib.error:
            if at:
                raise
            machine = zlib.decompressobj(-15)  # some servers send raw deflate
            yield machine.decompress(piece, most)
        at += len(piece) - len(machine.unused_data if machine.eof else machine.unconsumed_tail)
    if packed and not machine.eof:
        raise EOFError(phrase("ingest.fetch.cut-off"))


def _charset(content_type: str) -> str:
    match = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", content_type, re.IGNORECASE)
    return match[1] if match else ""


def _refusal(address: str, status: int) -> str:
    if status in {404, 410}:
        return phrase("ingest.fetch.not-there", address=address, status=status)
    if status in {401, 403}:
        return phrase("ingest.fetch.forbidden", address=address, status=status)
    if status == 429:
        return phrase("ingest.fetch.too-often", address=address)
    if status >= 500:
        return phrase("ingest.fetch.server-fault", address=address, status=status)
    return phrase("ingest.fetch.answered", address=address, status=status)


def _unreachable(address: str, error: BaseException, *, connected: bool) -> str:
    """Return why an address was not reached. `connected`: there was a connection, and it broke."""
    text = str(error)[:200] or phrase("ingest.fetch.connection-lost")
    if isinstance(error, ssl.SSLError):
        return phrase("ingest.fetch.certificate", address=address, text=text)
    if connected:
        return phrase("ingest.fetch.broke-off", address=address, text=text)
    return phrase("ingest.fetch.unreachable", address=address, text=text)


def _size(count: int) -> str:
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1000:g} KB"
