"""What `config/sms.toml` says of SMPP and of the HTTP gateways, checked. Raises Misconfigured, which names the place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.errors import Misconfigured
from channels.tables import CHANNELS_FILE, Table, content_of, table_of
from phrases import phrase, phrase_named

SMS_FILE = CHANNELS_FILE.with_name("sms.toml")

METHODS = ("POST", "GET")
PHONES = ("0", "84", "+84")
STATUSES = ("DELIVRD", "UNDELIV", "EXPIRED", "REJECTD", "ENROUTE")
SECRETS = ("api_key", "secret_key", "access_token")
CONTENT_TYPES = ("application/json", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class SmppConfiguration:
    """Seconds. `throttled`, `account`, `refused`: command_status → words; a code in none of them is not understood."""

    port: int
    window: int
    answer_s: float
    bind_s: float
    enquire_every_s: float
    reconnect_s: tuple[float, ...]
    throttle_s: tuple[float, ...]
    throttle_most_s: float
    throttled: Mapping[int, str]
    account: Mapping[int, str]
    refused: Mapping[int, str]


@dataclass(frozen=True)
class CallbackCase:
    """`status`: as SMPP spells it. `when`: field → value (see `channels.sms.callback`)."""

    status: str
    when: Mapping[str, str]


@dataclass(frozen=True)
class InboundConfiguration:
    """Fields of a citizen's message that the gateway passes on. `to`, `id`: empty where it does not say."""

    when: Mapping[str, str]
    sender: str
    text: str
    to: str
    id: str


@dataclass(frozen=True)
class CallbackConfiguration:
    """The gateway's way of reporting by itself. `signature_secret`: the credential that signs; no header, no signature."""

    id: str
    code: str
    cases: tuple[CallbackCase, ...]
    signature_header: str
    signature_secret: str
    inbound: InboundConfiguration | None


@dataclass(frozen=True)
class GatewayConfiguration:
    """One HTTP gateway. `body`, `url`, `headers`, `basic` hold placeholders; the four tables map its codes to words.

    `success`: values of `result` that mean "accepted", not "delivered". `callback`: None, it reports nothing by itself.
    """

    name: str
    label: str
    method: str
    url: str
    phone: str
    body: str
    content_type: str
    headers: Mapping[str, str]
    basic: str
    result: str
    success: frozenset[str]
    id: str
    words: str
    deadline_s: float
    batch: int
    account: Mapping[str, str]
    refused: Mapping[str, str]
    throttled: Mapping[str, str]
    unknown: Mapping[str, str]
    callback: CallbackConfiguration | None = None


def words_of(content: object, place: str, file: Path = SMS_FILE) -> dict[str, str]:
    """A table of words by code."""
    if not isinstance(content, dict) or not all(isinstance(words, str) for words in content.values()):
        raise Misconfigured(phrase("sms.config.explain", file=file.name, table=place))
    return {str(code): str(words) for code, words in content.items()}


def meanings_of(content: object, place: str, file: Path = SMS_FILE) -> dict[str, str]:
    """A table of words for staff by code; they may be the code of a phrase."""
    return {code: phrase_named(words) for code, words in words_of(content, place, file).items()}


def _codes(content: Mapping[str, object], name: str) -> dict[int, str]:
    smpp = content.get("smpp")
    words = meanings_of(smpp.get(name) if isinstance(smpp, dict) else None, f"smpp.{name}")
    try:
        return {int(code, 16): text for code, text in words.items()}
    except ValueError as error:
        raise Misconfigured(phrase("sms.config.code-form", file=SMS_FILE.name, table=f"smpp.{name}")) from error


def _seconds(table: Table, key: str) -> tuple[float, ...]:
    found = table.list_of(key, float, phrase("sms.config.seconds"))
    return found or (1.0,)


@cache
def smpp_configuration() -> SmppConfiguration:
    content, table = content_of(SMS_FILE), table_of(SMS_FILE, "smpp")
    table.day("as_of")
    table.text("source")
    return SmppConfiguration(
        port=table.whole("port", 1),
        window=table.whole("window", 1),
        answer_s=table.number("answer_s"),
        bind_s=table.number("bind_s"),
        enquire_every_s=table.number("enquire_every_s"),
        reconnect_s=_seconds(table, "reconnect_s"),
        throttle_s=_seconds(table, "throttle_s"),
        throttle_most_s=table.number("throttle_most_s"),
        throttled=_codes(content, "throttled"),
        account=_codes(content, "account"),
        refused=_codes(content, "refused"),
    )


@cache
def reserved_senders() -> tuple[frozenset[str], frozenset[str]]:
    """Names, in small letters, and numbers that are a network's or an authority's."""
    table = table_of(SMS_FILE, "reserved")
    table.day("as_of")
    table.text("source")
    return frozenset(table.texts("names")), frozenset(table.texts("numbers"))


def gateway_configurations(file: Path = SMS_FILE) -> Mapping[str, GatewayConfiguration]:
    """All HTTP gateways that `file` describes, by name."""
    gateways = content_of(file).get("gateways", {})
    if not isinstance(gateways, dict):
        raise Misconfigured(phrase("sms.config.gateways", file=file.name))
    return {name: _gateway(name, content, file) for name, content in gateways.items()}


def _gateway(name: str, content: object, file: Path) -> GatewayConfiguration:
    place = f"gateways.{name}"
    if not isinstance(content, dict):
        raise Misconfigured(phrase("sms.config.table", file=file.name, table=place))
    table = Table(content, file, place)
    table.day("as_of")
    table.text("source")
    return GatewayConfiguration(
        name=name,
        label=table.text("label"),
        method=_one_of(table, "method", METHODS, file, place),
        url=table.text("url"),
        phone=_one_of(table, "phone", PHONES, file, place),
        body=table.text("body") if "body" in content else "",
        content_type=_one_of(table, "content_type", CONTENT_TYPES, file, place),
        headers=words_of(content.get("headers", {}), f"{place}.headers", file),
        basic=table.text("basic") if "basic" in content else "",
        result=table.text("result"),
        success=frozenset(table.texts("success")),
        id=table.text("id") if "id" in content else "",
        words=table.text("words") if "words" in content else "",
        deadline_s=table.number("deadline_s"),
        batch=table.whole("batch", 1),
        account=meanings_of(content.get("account", {}), f"{place}.account", file),
        refused=meanings_of(content.get("refused", {}), f"{place}.refused", file),
        throttled=meanings_of(content.get("throttled", {}), f"{place}.throttled", file),
        unknown=meanings_of(content.get("unknown", {}), f"{place}.unknown", file),
        callback=_callback(content["callback"], f"{place}.callback", file) if "callback" in content else None,
    )


def _callback(content: object, place: str, file: Path) -> CallbackConfiguration:
    if not isinstance(content, dict) or not isinstance(content.get("cases"), list):
        raise Misconfigured(phrase("sms.config.cases", file=file.name, table=place))
    table = Table(content, file, place)
    cases = []
    for case in content["cases"]:
        if not isinstance(case, dict) or case.get("status") not in STATUSES:
            known = ", ".join(STATUSES)
            raise Misconfigured(phrase("sms.config.status", file=file.name, table=place, known=known))
        cases.append(CallbackCase(case["status"], _when(case.get("when"), place, file)))
    signature, inbound = content.get("signature_header", ""), content.get("inbound")
    return CallbackConfiguration(
        id=table.text("id"),
        code=table.text("code") if "code" in content else "",
        cases=tuple(cases),
        signature_header=str(signature),
        signature_secret=_one_of(table, "signature_secret", SECRETS, file, place) if signature else "",
        inbound=_inbound(inbound, f"{place}.inbound", file) if inbound is not None else None,
    )


def _when(content: object, place: str, file: Path) -> dict[str, str]:
    """Read a condition, never empty: a case that always holds would end messages that nobody has reported on."""
    if not isinstance(content, dict) or not content or not all(isinstance(value, str) for value in content.values()):
        raise Misconfigured(phrase("sms.config.when", file=file.name, table=place, example='{ status = "0" }'))
    return {str(name): str(value) for name, value in content.items()}


def _inbound(content: object, place: str, file: Path) -> InboundConfiguration:
    if not isinstance(content, dict):
        raise Misconfigured(phrase("sms.config.table", file=file.name, table=place))
    table = Table(content, file, place)
    return InboundConfiguration(
        when=_when(content.get("when"), place, file),
        sender=table.text("sender"),
        text=table.text("text"),
        to=table.text("to") if "to" in content else "",
        id=table.text("id") if "id" in content else "",
    )


def _one_of(table: Table, key: str, known: tuple[str, ...], file: Path, place: str) -> str:
    value = table.text(key)
    if value not in known:
        wrong = phrase("sms.config.one-of", file=file.name, table=place, key=key, known=", ".join(known))
        raise Misconfigured(wrong)
    return value
