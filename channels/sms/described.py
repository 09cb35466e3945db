"""An HTTP gateway as `config/sms.toml` describes it (eSMS, SpeedSMS, any other): one request a message, sent once.

`accepted` is not `delivered`. An answer whose code the description does not list, that cannot be read, or that never came is an
unknown outcome; only what certainly did not leave, or what the gateway plainly did not take, may go out again.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, quote_plus, urlsplit

import requests

from channels.errors import Misconfigured
from channels.http import Transport, certainly_not_sent, retry_after
from channels.messenger import Message, Outcome, Taken, Verdict
from channels.redaction import Redactor
from channels.sms.configuration import GatewayConfiguration
from channels.sms.credentials import SmsCredentials
from channels.sms_text import Encoding, encoding_of
from phrases import phrase

_PLACE = re.compile(r"\{(\w+)\}")
_SECRETS = ("api_key", "secret_key", "access_token")
_KNOWN = {"phone", "text", "sender", "key", "unicode", "callback", *_SECRETS}
TROUBLE_S = 30.0
"""How long the account rests after something that only a person or time can mend."""


class DescribedMessenger:
    """A `Messenger`. Raises Misconfigured when it is made, naming the secret that is missing or the placeholder that is wrong.

    `callback`: the address at which the gateway reports. `stopping`: the process was asked to end; the rest is not sent.
    """

    def __init__(
        self,
        described: GatewayConfiguration,
        credentials: SmsCredentials,
        transport: Transport,
        *,
        callback: str = "",
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._described = described
        self._transport = transport
        self._callback = callback
        self._stopping = stopping
        self._secrets = {name: credentials.secret(name) for name in _SECRETS}
        self._redactor = Redactor.of(credentials)
        for place in sorted(self._places()):
            if place not in _KNOWN:
                written = f"{{{place}}}"
                raise Misconfigured(phrase("sms.unknown-placeholder", gateway=described.label, placeholder=written))
            if place in _SECRETS and not self._secrets[place]:
                raise Misconfigured(phrase("sms.secret-missing", gateway=described.label, secret=place))

    def _places(self) -> set[str]:
        described = self._described
        texts = (described.url, described.body, described.basic, *described.headers.values())
        return {place for text in texts for place in _PLACE.findall(text)}

    @property
    def batch_size(self) -> int:
        return self._described.batch

    def submit(self, batch: Sequence[Message]) -> list[Outcome]:
        """One after the other. After trouble with the whole account the rest of the batch is not sent."""
        outcomes: list[Outcome] = []
        trouble: Outcome | None = None
        for message in batch:
            if trouble is None and self._stopping():
                trouble = Outcome(Verdict.NOT_TAKEN, words=phrase("sms.stopping-unsent"))
            outcome = trouble or self._send(message)
            outcomes.append(outcome)
            if outcome.verdict is Verdict.NOT_TAKEN:
                trouble = outcome
        return outcomes

    def close(self) -> None:
        self._transport.close()

    def _send(self, message: Message) -> Outcome:
        described = self._described
        headers = {name: self._filled(value, message, str) for name, value in described.headers.items()}
        if described.basic:
            pair = self._filled(described.basic, message, str)
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        body = b""
        if described.body:
            escape = _as_json if described.content_type == "application/json" else quote_plus
            body = self._filled(described.body, message, escape).encode()
            headers["Content-Type"] = described.content_type
        url = self._filled(described.url, message, lambda value: quote(value, safe=""))
        try:
            with self._transport.deadline(described.deadline_s):
                answer = self._transport.session.request(
                    described.method, url, data=body, headers=headers, allow_redirects=False
                )
        except requests.RequestException as error:
            return self._not_answered(error)
        return self._read(answer, message)

    def _filled(self, template: str, message: Message, escape: Callable[[str], str]) -> str:
        unicode = "1" if encoding_of(message.text) is Encoding.UCS2 else "0"
        values = {
            "phone": _phone(message.to, self._described.phone),
            "text": message.text,
            "sender": message.sender,
            "key": message.key,
            "unicode": unicode,
            "callback": self._callback,
            **self._secrets,
        }
        return _PLACE.sub(lambda place: escape(values[place[1]]), template)

    def _not_answered(self, error: requests.RequestException) -> Outcome:
        label, evidence = self._described.label, self._redactor.evidence(type(error).__name__, str(error))
        if certainly_not_sent(error):
            return Outcome(
                Verdict.NOT_TAKEN,
                words=phrase("sms.unconnected", gateway=label),
                evidence=evidence,
                after=TROUBLE_S,
                is_down=True,
            )
        return Outcome(Verdict.UNKNOWN, words=phrase("sms.no-answer", gateway=label), evidence=evidence)

    def _read(self, answer: requests.Response, message: Message) -> Outcome:
        described = self._described
        text = answer.content.decode("utf-8", "replace")
        evidence = self._redactor.evidence(f"HTTP {answer.status_code}", text.replace(message.text, "[text]"))
        document = _document(text)
        code = _at(document, described.result)
        wish = retry_after(answer.headers)
        if not code and answer.status_code in (401, 403):
            return Outcome(
                Verdict.NOT_TAKEN,
                words=phrase("sms.sign-in-refused", gateway=described.label),
                code=str(answer.status_code),
                evidence=evidence,
                after=TROUBLE_S,
                is_down=True,
            )
        if not code and answer.status_code == 429:
            return Outcome(
                Verdict.NOT_TAKEN,
                words=phrase("sms.too-fast", gateway=described.label),
                code="429",
                evidence=evidence,
                after=TROUBLE_S if wish is None else min(wish, 3600.0),
            )
        if code in described.success and answer.status_code < 400:
            message_id = _at(document, described.id) if described.id else ""
            # The gateway parts a long text itself and reports on the whole.
            return Outcome(Verdict.TAKEN, (Taken(1, message_id[:100]),), code=code, evidence=evidence)
        said = _at(document, described.words) if described.words else ""
        for table, verdict, after in (
            (described.account, Verdict.NOT_TAKEN, TROUBLE_S),
            (described.throttled, Verdict.NOT_TAKEN, 2.0),
            (described.refused, Verdict.REFUSED, None),
        ):
            if code in table:
                return Outcome(
                    verdict,
                    words=phrase("sms.gateway-says", gateway=described.label, why=table[code]),
                    code=code,
                    evidence=evidence,
                    after=after,
                    is_down=table is described.account,
                )
        reason = described.unknown.get(code) or self._redactor.clean(said)[:120] or f"HTTP {answer.status_code}"
        words = phrase("sms.unclear", gateway=described.label, why=reason)
        return Outcome(Verdict.UNKNOWN, words=words, code=code, evidence=evidence)


def origin_of(described: GatewayConfiguration) -> str:
    """Return what an account's setting `endpoint` stands in for."""
    address = urlsplit(described.url)
    return f"{address.scheme}://{address.netloc}"


def _phone(number: str, form: str) -> str:
    return f"{form}{number.removeprefix('+84')}" if number.startswith("+84") else number


def _as_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _document(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _at(document: object, path: str) -> str:
    """The scalar at `a.b.c`, as text; empty if there is none."""
    for name in path.split("."):
        if not isinstance(document, Mapping):
            return ""
        document = document.get(name)
    return str(document) if isinstance(document, str | int) and not isinstance(document, bool) else ""
