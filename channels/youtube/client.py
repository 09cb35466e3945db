"""The one typed wrapper round google-api-python-client: JSON objects come out, `channels.errors` are raised, nothing else.

Each call is given the account's own transport (`channels.youtube.http2`). Failures are read from the
transport's answer, for the SDK's exceptions fail on unexpected JSON.

**Resumable uploads.** The SDK's `next_chunk` does two things in one call: it opens or probes a session and then sends bytes. A
step of ours is one request, and the session must be stored before a byte is sent. So `sdk.VideoChunk` stops the SDK where it asks
for bytes that we do not want to send yet.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from channels.answers import JsonObject, object_in, parsed, words_in
from channels.base import Clock
from channels.errors import Rejected, Retryable
from channels.http import Transport
from channels.outcome import Stage
from channels.redaction import REMOVED, Redactor
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.credentials import YouTubeCredentials
from channels.youtube.failures import failure_of, no_token
from channels.youtube.http2 import OneRequest

if TYPE_CHECKING:
    from channels.youtube.sdk import Bytes, VideoChunk

API = "https://youtube.googleapis.com"
TOKENS = "https://oauth2.googleapis.com"
_GONE = (404, 410)
HOSTS = (API, "https://www.googleapis.com", TOKENS)

_UPLOAD_ID = re.compile(r"(?i)\b(upload_?id)(\"?'?\s*(?:=|:|%3D)\s*[\"']?)[\w\-.~%]+")


@dataclass(frozen=True)
class Uploaded:
    """The progress of an upload session: the next byte that the platform wants, the `video` that it has become, or that it is
    gone."""

    offset: int
    video: JsonObject
    is_gone: bool = False


class YouTubeClient:
    """Calls of one channel. Every method is one request."""

    def __init__(
        self, credentials: YouTubeCredentials, transport: Transport, clock: Clock, settings: YouTubeConfiguration
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._settings = settings
        self._credentials = credentials
        self._session = ""
        token = credentials.access_token
        self._token = token.get_secret_value() if token is not None else ""
        self._http = OneRequest(transport, self._token)

    def read(self, operation: str, /, **parameters: object) -> JsonObject:
        """A call that changes nothing. `operation`: as in the description, `videos.list`."""
        return self._call(Stage.REVERSIBLE, lambda: self._request(operation, parameters).execute(http=self._http))

    def change(self, operation: str, body: Mapping[str, object] | None, /, **parameters: object) -> JsonObject:
        """A call that makes nothing public, or may safely be repeated."""
        given = parameters if body is None else {**parameters, "body": dict(body)}
        return self._call(Stage.REVERSIBLE, lambda: self._request(operation, given).execute(http=self._http))

    def publish(self, operation: str, body: Mapping[str, object], /, **parameters: object) -> JsonObject:
        """A call that makes something public: whatever is unclear about it is an unknown outcome."""
        given = {**parameters, "body": dict(body)}
        return self._call(Stage.PUBLISHING, lambda: self._request(operation, given).execute(http=self._http))

    def send_file(
        self, operation: str, content: bytes, mime: str, body: Mapping[str, object] | None, /, **parameters: object
    ) -> JsonObject:
        """A small file in one request, such as a cover or captions, with what `body` says of it."""
        media = _sdk().small_file(content, mime)
        given = {**parameters, "media_body": media, **({} if body is None else {"body": dict(body)})}
        return self._call(Stage.REVERSIBLE, lambda: self._request(operation, given).execute(http=self._http))

    def start_upload(self, body: Mapping[str, object], part: str, mime: str, size: int, **parameters: object) -> str:
        """Open a session for a video of `size` bytes. Answers its address, which is a secret: who knows it may write to it."""
        piece = _sdk().VideoChunk(mime, size, self._settings.upload.chunk_bytes, None)
        given = {**parameters, "part": part, "body": dict(body), "media_body": piece}
        opened: list[str] = []

        def start() -> object:
            request = self._request("videos.insert", given)
            try:
                request.next_chunk(http=self._http)
            except _sdk().Enough:
                opened.append(str(request.resumable_uri))
            return {}

        self._call(Stage.REVERSIBLE, start)
        self._session = opened[0] if opened else ""
        return self._session

    def probe_upload(self, session: str, mime: str, size: int) -> Uploaded:
        """Ask how far a session is; sends no byte of the video."""
        return self._upload(
            session, _sdk().VideoChunk(mime, size, self._settings.upload.chunk_bytes, None), 0, probe=True
        )

    def send_chunk(self, session: str, mime: str, size: int, offset: int, read: "Bytes") -> Uploaded:
        """Send the chunk that begins at `offset`."""
        return self._upload(
            session, _sdk().VideoChunk(mime, size, self._settings.upload.chunk_bytes, read), offset, probe=False
        )

    def _upload(self, session: str, piece: "VideoChunk", offset: int, *, probe: bool) -> Uploaded:
        self._session = session
        reached = [offset]

        def go_on() -> object:
            request = self._request("videos.insert", {"part": "id", "body": {}, "media_body": piece})
            # What `from_json` forgets; `_in_error_state` makes the SDK ask before it sends.
            request.resumable_uri, request.resumable_progress, request._in_error_state = session, offset, probe
            try:
                _status, video = request.next_chunk(http=self._http)
            except _sdk().Enough:
                video = None
            reached[0] = int(request.resumable_progress)
            return video or {}

        try:
            video = self._call(Stage.REVERSIBLE, go_on)
        except (Rejected, Retryable):
            # The upload server says it in plain text, so the status alone must do.
            if self._transport.last_status not in _GONE:
                raise
            return Uploaded(offset, {}, is_gone=True)
        return Uploaded(reached[0], video)

    def _request(self, operation: str, parameters: Mapping[str, object]) -> Any:
        collection, _, method = operation.partition(".")
        return getattr(getattr(_sdk().service(), collection)(), method)(**parameters)

    def _call(self, stage: Stage, request: Callable[[], object]) -> JsonObject:
        if not self._token:
            raise no_token()
        self._transport.forget()
        error: Exception | None = None
        result: object = None
        try:
            result = request()
        except Exception as raised:  # the SDK lets requests, JSON, type and its own errors through
            error = raised
        # What is no JSON, such as a proxy's page beside a 200, the SDK hands on as a text; some calls end with nothing at all.
        if error is None and (not result or not isinstance(result, str)):
            return object_in(result)
        # Raised outside the `except`: the exceptions of the SDK and of requests hold tokens and addresses.
        answer = self._transport.last
        failure = failure_of(error, answer, stage, self.now(), self._settings, self.evidence(error))
        raise failure.quoting(self.clean(words_in(parsed(answer.body)) if answer is not None else ""))

    def now(self) -> datetime:
        return self._clock.now()

    def evidence(self, error: Exception | None = None) -> str:
        """Return what the platform answered, without secrets: the account's own, and the address of the upload."""
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        status = f"HTTP {answer.status}" if answer else ""
        raised = f"{type(error).__name__}: {error}" if error and not parsed(answer.body if answer else b"") else ""
        return self._redactor().evidence(status, _hide_uploads(raised), _hide_uploads(said))

    def clean(self, text: str) -> str:
        """Return `text` without secrets."""
        return self._redactor().clean(_hide_uploads(text))

    def _redactor(self) -> Redactor:
        return Redactor.of(self._credentials, self._session, *_secrets_in(self._session))


def _hide_uploads(text: str) -> str:
    return _UPLOAD_ID.sub(rf"\1\2{REMOVED}", text)


def _sdk() -> ModuleType:
    """The SDK takes half a second to load, which commands that never call YouTube should not wait for."""
    from channels.youtube import sdk  # noqa: PLC0415

    return sdk


def is_session(address: str) -> bool:
    """Return True if `address` is one of Google's own: the bearer token must go nowhere else."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" in HOSTS


def _secrets_in(session: str) -> list[str]:
    return [value for values in parse_qs(urlsplit(session).query).values() for value in values if len(value) > 15]
