"""Telling a WebSub hub that feeds have changed, so that their subscribers need not wait for their next reading.

The ping is a convention and no part of the standard (PubSubHubbub 0.3, 7.1, which lets `hub.url` be repeated): one POST
`hub.mode=publish&hub.url=…`. It publishes nothing and may be repeated. The hub fetches the feed itself, so the ping belongs after
the record of what changed. What fails is `Retryable`, or `Rejected` where the hub says no; neither says anything about a post.
"""

from collections.abc import Mapping
from typing import Any

from channels.checks import is_absolute_link
from channels.errors import Misconfigured, Rejected, Retryable
from channels.http import Transport, retry_after
from channels.outcome import Stage, not_answered, unclear
from channels.redaction import Redactor
from phrases import phrase

FORMS = ("rss", "atom", "json")
_HUB = phrase("rss.hub")


def hub_of(settings: Mapping[str, Any]) -> str | None:
    """The account's hub; None if it has none, or one that no feed could name."""
    hub = settings.get("hub")
    return hub if isinstance(hub, str) and is_absolute_link(hub) else None


def topics_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses under which a hub knows the account's feed: `feed_url`, and the same feed in its other forms."""
    address = settings.get("feed_url")
    if not isinstance(address, str) or not is_absolute_link(address):
        return ()
    stem, _, ending = address.rpartition(".")
    return tuple(f"{stem}.{form}" for form in FORMS) if ending in FORMS else (address,)


class HubPing:
    """Pings of one account."""

    def __init__(self, transport: Transport, settings: Mapping[str, Any]) -> None:
        self._transport = transport
        self._settings = settings
        self._redactor = Redactor()

    def send(self) -> None:
        """Ping the hub by one request; do nothing for an account without a hub. Raises Misconfigured, Retryable or Rejected."""
        if not self._settings.get("hub"):
            return
        hub, topics = hub_of(self._settings), topics_of(self._settings)
        if hub is None:
            raise Misconfigured(phrase("rss.hub-address"))
        if not topics:
            raise Misconfigured(phrase("rss.hub-without-feed"))
        form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
        self._transport.forget()
        error: Exception | None = None
        try:
            self._transport.session.post(hub, data=form)
        except Exception as raised:  # whatever requests lets through
            error = raised
        self._judge(error)

    def _judge(self, error: Exception | None) -> None:
        answer = self._transport.last
        if error is None and answer is not None and 200 <= answer.status < 300:
            return
        if answer is None:
            evidence = self._redactor.evidence(f"{type(error).__name__}")
            raise not_answered(error or RuntimeError("no answer"), Stage.REVERSIBLE, _HUB, evidence)
        said = answer.body.decode("utf-8", "replace")
        code, evidence = str(answer.status), self._redactor.evidence(f"HTTP {answer.status}", said)
        after = retry_after(answer.headers)
        if answer.status == 429:
            # Of the hub, and not of the feed: no post waits for it.
            raise Retryable(phrase("rss.hub-throttled"), after=after, code=code)
        if 400 <= answer.status < 500 and error is None:
            raise Rejected(phrase("rss.hub-refused", status=answer.status), code=code, evidence=evidence)
        raise unclear(Stage.REVERSIBLE, _HUB, after=after, code=code, evidence=evidence)
