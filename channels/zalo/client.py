"""One Official Account's calls: JSON objects come out, `channels.errors` are raised, nothing else.

Zalo has no SDK in Python, so plain requests are made through the account's own transport. The access token travels in a header
of its own name.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from channels.answers import JsonObject, parsed, words_in
from channels.base import Clock
from channels.http import Transport
from channels.outcome import Stage
from channels.redaction import Redactor
from channels.zalo.configuration import ZaloConfiguration
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.failures import failure_of, is_success, no_token

API = "https://openapi.zalo.me"
TOKENS = "https://oauth.zaloapp.com"
HOSTS = (API, TOKENS)


class ZaloClient:
    """Every method is one request."""

    def __init__(
        self, credentials: ZaloCredentials, transport: Transport, clock: Clock, settings: ZaloConfiguration
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._settings = settings
        self._redactor = Redactor.of(credentials)
        token = credentials.access_token
        self._token = token.get_secret_value() if token is not None else ""

    def read(self, path: str, **parameters: str) -> JsonObject:
        """A call that changes nothing. `path` after the version: `article/getslice`."""
        return self._call(
            Stage.REVERSIBLE,
            lambda: self._transport.session.get(
                self._address(path), params=parameters, headers=self._signed(), allow_redirects=False
            ),
        )

    def change(self, path: str, body: Mapping[str, object]) -> JsonObject:
        """A call that makes nothing public, or may safely be repeated."""
        return self._post(Stage.REVERSIBLE, path, body)

    def publish(self, path: str, body: Mapping[str, object], *, version: str = "") -> JsonObject:
        """A call that makes something public: whatever is unclear about it is an unknown outcome."""
        return self._post(Stage.PUBLISHING, path, body, version)

    def _post(self, stage: Stage, path: str, body: Mapping[str, object], version: str = "") -> JsonObject:
        return self._call(
            stage,
            lambda: self._transport.session.post(
                self._address(path, version), json=dict(body), headers=self._signed(), allow_redirects=False
            ),
        )

    def _address(self, path: str, version: str = "") -> str:
        return f"{API}/{version or self._settings.common.api_version}/{path}"

    def _signed(self) -> dict[str, str]:
        return {"access_token": self._token}

    def _call(self, stage: Stage, request: Callable[[], object]) -> JsonObject:
        if not self._token:
            raise no_token()
        self._transport.forget()
        error: Exception | None = None
        try:
            request()
        except Exception as raised:  # whatever requests lets through
            error = raised
        answer = self._transport.last
        if error is None and answer is not None and is_success(answer):
            return parsed(answer.body)
        # Raised outside the `except`: the exception of requests holds the token in its headers.
        failure = failure_of(error, answer, stage, self.now(), self._settings, self.evidence(error))
        raise failure.quoting(self._redactor.clean(words_in(parsed(answer.body)) if answer is not None else ""))

    def now(self) -> datetime:
        return self._clock.now()

    def evidence(self, error: Exception | None = None) -> str:
        """Return what the platform answered, without secrets."""
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        status = f"HTTP {answer.status}" if answer else ""
        raised = f"{type(error).__name__}: {error}" if error and not parsed(answer.body if answer else b"") else ""
        return self._redactor.evidence(status, raised, said)
