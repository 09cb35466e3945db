"""The calls in which consent becomes tokens: each sent once, and told without a secret when it fails."""

from collections.abc import Callable, Iterable

from channels.answers import JsonObject, parsed, words_in
from channels.connect import ConnectSpec, no_answer
from channels.errors import ChannelError
from channels.http import Answer, Transport
from channels.redaction import Redactor

Judge = Callable[[Answer, str], ChannelError | None]
"""Given an answer and evidence: what the platform's own refusal in it means; None if it holds none."""


class Exchange:
    """Calls of one consent. `secrets`: what must never show; more of them come with `hide`."""

    def __init__(self, spec: ConnectSpec, transport: Transport, secrets: Iterable[str]) -> None:
        self._spec = spec
        self._transport = transport
        self._secrets = {secret for secret in secrets if secret}

    def hide(self, *secrets: str) -> None:
        """Keep these secret from now on."""
        self._secrets.update(secret for secret in secrets if secret)

    def evidence(self, error: BaseException | None = None) -> str:
        answer = self._transport.last
        return Redactor(self._secrets).evidence(
            f"HTTP {answer.status}" if answer else "",
            type(error).__name__ if error else "",
            answer.body.decode("utf-8", "replace") if answer else "",
        )

    def call(self, request: Callable[[], object], judge: Judge) -> JsonObject:
        """The JSON of a successful answer; empty if it is no JSON. Raises ChannelError."""
        self._transport.forget()
        error: Exception | None = None
        try:
            request()
        except Exception as raised:  # SDKs let requests, JSON, key and their own errors through
            error = raised
        answer = self._transport.last
        refusal = judge(answer, self.evidence(error)) if answer is not None else None
        if refusal is None and error is None and answer is not None and 200 <= answer.status < 300:
            return parsed(answer.body)
        # Raised outside the `except`: the exceptions hold tokens and codes.
        failure = refusal or no_answer(self._spec, error, answer, self.evidence(error))
        said = words_in(parsed(answer.body)) if answer is not None else ""
        raise failure.quoting(Redactor(self._secrets).clean(said))
