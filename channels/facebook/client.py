"""The one typed wrapper round facebook-sdk: JSON objects come out, `channels.errors` are raised, nothing else.

The SDK is untyped and hides what matters (HTTP status, headers, subcodes), so failures are read from the transport's
answer. It also knows no host but graph.facebook.com: videos go through its session to theirs.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO

import facebook

from channels.answers import JsonObject, object_in, parsed, value_in, words_in
from channels.base import Clock, Rest
from channels.errors import ChannelError
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.credentials import FacebookCredentials
from channels.facebook.failures import failure_of
from channels.facebook.usage import rest_of, tells
from channels.http import Transport
from channels.outcome import Stage
from channels.redaction import Redactor

GRAPH = "https://graph.facebook.com"
GRAPH_VIDEO = "https://graph-video.facebook.com"
RUPLOAD = "https://rupload.facebook.com"
HOSTS = (GRAPH, GRAPH_VIDEO, RUPLOAD)

Fields = Mapping[str, str]
File = tuple[str, bytes, str]
"""Name, bytes, MIME type."""


class GraphClient:
    """Calls of one Page. Every method is one request."""

    def __init__(
        self,
        credentials: FacebookCredentials,
        transport: Transport,
        clock: Clock,
        settings: FacebookConfiguration,
    ) -> None:
        self._token = credentials.page_access_token.get_secret_value()
        self._secret = credentials.app_secret.get_secret_value() if credentials.app_secret is not None else ""
        self._proof = credentials.proof()
        self._transport = transport
        self._clock = clock
        self._settings = settings
        self._redactor = Redactor.of(credentials, self._proof)
        self._rest: Rest | None = None
        self._graph = facebook.GraphAPI(access_token=self._token, session=transport.session)
        # The constructor knows no version newer than 3.1.
        self._graph.version = settings.common.api_version

    def get(self, path: str, fields: Fields) -> JsonObject:
        """Read `path` ("" for the root, as in `?ids=`)."""
        return self._call(
            Stage.REVERSIBLE, lambda: self._graph.request(self._versioned(path), args=self._signed(fields))
        )

    def described_token(self, app_id: str) -> JsonObject:
        """Return what Graph says of the Page's token to the application that it was given to; empty without the application's
        secret."""
        if not self._secret:
            return {}
        return self._call(Stage.REVERSIBLE, lambda: self._graph.debug_access_token(self._token, app_id, self._secret))

    def publish(self, path: str, fields: Fields, files: Mapping[str, File] | None = None) -> JsonObject:
        """POST that makes something public: whatever is unclear about it is an unknown outcome."""
        return self._post(Stage.PUBLISHING, path, fields, files)

    def change(self, path: str, fields: Fields, files: Mapping[str, File] | None = None) -> JsonObject:
        """POST that may safely be repeated."""
        return self._post(Stage.REVERSIBLE, path, fields, files)

    def delete(self, path: str) -> JsonObject:
        return self._call(
            Stage.REVERSIBLE,
            lambda: self._graph.request(self._versioned(path), args=self._signed({}), method="DELETE"),
        )

    def video(self, stage: Stage, path: str, fields: Fields, files: Mapping[str, File] | None = None) -> JsonObject:
        """POST to the host of videos."""
        address = f"{GRAPH_VIDEO}/{self._versioned(path)}"
        body = {**self._signed(fields), "access_token": self._token}
        return self._call(stage, lambda: self._direct(address, data=body, files=files))

    def send_rest(self, video_id: str, content: BinaryIO, offset: int, size: int) -> JsonObject:
        """All bytes of a reel from `offset` on, where `content` stands. The platform keeps what came of a request that broke."""
        address = f"{RUPLOAD}/video-upload/{self._versioned(video_id)}"
        told = {"offset": str(offset), "file_size": str(size), "Content-Type": "application/octet-stream"}
        headers, proof = {**self._bearing(), **told}, self._signed({}) or None
        return self._call(Stage.REVERSIBLE, lambda: self._direct(address, data=content, headers=headers, params=proof))

    def session(self, session: str) -> JsonObject:
        """Return how far an upload is."""
        return self._call(Stage.REVERSIBLE, lambda: self._read_direct(f"{GRAPH}/{self._versioned(session)}"))

    def send_session(self, session: str, content: BinaryIO, offset: int) -> JsonObject:
        """All bytes of an upload from `offset` on, where `content` stands."""
        address = f"{GRAPH}/{self._versioned(session)}"
        headers = {**self._bearing(), "file_offset": str(offset), "Content-Type": "application/octet-stream"}
        proof = self._signed({}) or None
        return self._call(Stage.REVERSIBLE, lambda: self._direct(address, data=content, headers=headers, params=proof))

    def _bearing(self) -> dict[str, str]:
        return {"Authorization": f"OAuth {self._token}"}

    def _read_direct(self, address: str) -> JsonObject:
        self._graph.session.get(address, headers=self._bearing(), params=self._signed({}) or None)
        return self._successful()

    def rest(self) -> Rest | None:
        """Return what the latest answer that told of usage asks for, until that time has come."""
        return self._rest if self._rest is not None and self._rest.until > self.now() else None

    def _direct(self, address: str, **what: object) -> JsonObject:
        self._graph.session.post(address, **what)
        return self._successful()

    def _successful(self) -> JsonObject:
        answer = self._transport.last
        found = parsed(answer.body) if answer is not None else {}
        if not found or value_in(found, "error") is not None:
            raise ValueError("not a success")
        return found

    def _post(self, stage: Stage, path: str, fields: Fields, files: Mapping[str, File] | None) -> JsonObject:
        return self._call(
            stage,
            lambda: self._graph.request(
                self._versioned(path), post_args=self._signed(fields), files=files, method="POST"
            ),
        )

    def _versioned(self, path: str) -> str:
        return f"{self._settings.common.api_version}/{path}"

    def _signed(self, fields: Fields) -> dict[str, str]:
        return {**fields, "appsecret_proof": self._proof} if self._proof else dict(fields)

    def _call(self, stage: Stage, request: Callable[[], object]) -> JsonObject:
        self._transport.forget()
        error: Exception | None = None
        result: object = None
        try:
            result = request()
        except Exception as raised:  # the SDK lets KeyError, JSON and requests errors through
            error = raised
        answer = self._transport.last
        if answer is not None and tells(answer.headers):
            self._rest = rest_of(answer.headers, self.now(), self._settings.usage)
        # The SDK does not look at the status, and takes any JSON without `error` for a success.
        if error is None and answer is not None and 200 <= answer.status < 300:
            return object_in(result)
        # Raised outside the `except`: the SDK's exception holds the token in its address and must not be chained.
        raise self._failure(error, stage)

    def _failure(self, error: Exception | None, stage: Stage) -> ChannelError:
        failure = failure_of(error, self._transport.last, stage, self.now(), self._settings, self.evidence(error))
        return failure.quoting(self._redactor.clean(words_in(parsed(self.body()))))

    def now(self) -> datetime:
        return self._clock.now()

    def body(self) -> bytes:
        """The latest answer as it came; empty if the latest request had none."""
        return self._transport.last.body if self._transport.last else b""

    def evidence(self, error: Exception | None = None) -> str:
        """Return what the platform answered, without secrets."""
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        status = f"HTTP {answer.status}" if answer else ""
        raised = f"{type(error).__name__}: {error}" if error and not parsed(answer.body if answer else b"") else ""
        return self._redactor.evidence(status, raised, said)
