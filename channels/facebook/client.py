"""The one typed wrapper round facebook-sdk: JSON objects come out, `channels.errors` are raised, nothing else.

The SDK is untyped and hides what matters (HTTP status, headers, subcodes), so failures are read from the transport's answer.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import facebook

from channels.answers import JsonObject, object_in, parsed
from channels.base import Clock
from channels.configuration import FacebookConfiguration
from channels.facebook.credentials import FacebookCredentials
from channels.facebook.failures import failure_of
from channels.http import Transport
from channels.outcome import Stage
from channels.redaction import Redactor

Fields = Mapping[str, str]


class GraphClient:
    """Calls of one Page. Every method is one request."""

    def __init__(
        self,
        credentials: FacebookCredentials,
        transport: Transport,
        clock: Clock,
        settings: FacebookConfiguration,
    ) -> None:
        self._proof = credentials.proof()
        self._transport = transport
        self._clock = clock
        self._settings = settings
        self._redactor = Redactor.of(credentials, self._proof)
        self._graph = facebook.GraphAPI(
            access_token=credentials.page_access_token.get_secret_value(), session=transport.session
        )
        # The constructor knows no version newer than 3.1.
        self._graph.version = settings.common.api_version

    def get(self, path: str, fields: Fields) -> JsonObject:
        """Read `path` ("" for the root, as in `?ids=`)."""
        return self._call(
            Stage.REVERSIBLE, lambda: self._graph.request(self._versioned(path), args=self._signed(fields))
        )

    def publish(self, path: str, fields: Fields) -> JsonObject:
        """POST that makes something public: whatever is unclear about it is an unknown outcome."""
        return self._post(Stage.PUBLISHING, path, fields, None)

    def publish_picture(self, path: str, fields: Fields, picture: tuple[str, bytes, str]) -> JsonObject:
        """`publish` with a picture: file name, bytes, MIME type."""
        return self._post(Stage.PUBLISHING, path, fields, {"source": picture})

    def change(self, path: str, fields: Fields) -> JsonObject:
        """POST that may safely be repeated."""
        return self._post(Stage.REVERSIBLE, path, fields, None)

    def delete(self, path: str) -> JsonObject:
        return self._call(
            Stage.REVERSIBLE,
            lambda: self._graph.request(self._versioned(path), args=self._signed({}), method="DELETE"),
        )

    def _post(
        self, stage: Stage, path: str, fields: Fields, files: Mapping[str, tuple[str, bytes, str]] | None
    ) -> JsonObject:
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
        # The SDK does not look at the status, and takes any JSON without `error` for a success.
        if error is None and answer is not None and 200 <= answer.status < 300:
            return object_in(result)
        # Raised outside the `except`: the SDK's exception holds the token in its address and must not be chained.
        raise failure_of(error, answer, stage, self.now(), self._settings, self.evidence(error))

    def now(self) -> datetime:
        return self._clock.now()

    def evidence(self, error: Exception | None = None) -> str:
        """What the platform answered, without secrets."""
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        status = f"HTTP {answer.status}" if answer else ""
        raised = f"{type(error).__name__}: {error}" if error and not parsed(answer.body if answer else b"") else ""
        return self._redactor.evidence(status, raised, said)
