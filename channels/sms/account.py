"""An SMS account: its plain settings, and the link or the messenger that they lead to.

Settings: `gateway` ("smpp", or a name in `config/sms.toml`), `sender` (brand name or short code), `reply_to` (the number citizens
answer to), `names_reply` (a text written by hand ends with that number), `plain_only` (the network takes no accents), `forbidden`
(characters that it does not take); for SMPP also `host`, `port`, `system_type`, `tls`, `window`, `per_second`, `receipt_ids` (of
`receipt`), `source_ton`, `source_npi`, `dest_ton`, `dest_npi`, `national`, `gsm_coding` (of `place.NumberForms`),
`validity_hours`; how the network counts (`gsm_part`, `ucs2_part`, `header`); `templates`, `templates_only` (`sms.templates`);
`reply_price` (what a message to `reply_to` costs, in đồng; 0: nothing); for an HTTP gateway `endpoint`, which stands in for its
address.
"""

import re
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

from channels.addresses import WayOut, is_address
from channels.base import Credentials
from channels.errors import Misconfigured
from channels.http import Transport
from channels.messenger import Messenger
from channels.settings import credentials_as, endpoint_of
from channels.sms.configuration import gateway_configurations, reserved_senders, smpp_configuration
from channels.sms.credentials import SmsCredentials
from channels.sms.described import DescribedMessenger, origin_of
from channels.sms.encoding import GSM_CODING
from channels.sms.link import Link, OnArrival
from channels.sms.place import BindPlace, NumberForms
from channels.sms.receipt import AUTO, FORMS
from channels.sms.templates import ONLY, unregistered
from channels.sms.traffic import Witness
from channels.sms_text import USUAL_COUNT, Encoding, NetworkCount, encoding_of
from phrases import phrase

SMPP = "smpp"
LABEL = "SMS"
ROUTE, FALLBACK, PRICE = "route_", "fallback", "price_"
"""The ids of the account that carries a network's numbers (`route_viettel`), and of the one that does while this bind is down;
what a segment to that network costs, in đồng."""
MOST_WINDOW, MOST_PER_SECOND, MOST_HOURS = 1_000, 100_000, 28 * 24
LEAST_GSM_PART, LEAST_UCS2_PART, MOST_HEADER = 100, 50, 45
LEAST_NAME = 6
"""Letters of a network's name that is nobody else's part ("itel" is of "digitel")."""
_BRAND = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._\-]{1,11}")
_CODE = re.compile(r"\+?\d{3,15}", re.ASCII)
_HOST = re.compile(r"[\w.\-]{1,253}", re.ASCII)


def gateway_of(settings: Mapping[str, object]) -> str:
    """ "smpp" or the name of an HTTP gateway. Raises Misconfigured."""
    name = settings.get("gateway", "")
    known = (SMPP, *gateway_configurations())
    if name not in known:
        raise Misconfigured(phrase("sms.gateway-unknown", known=", ".join(known)))
    return str(name)


def check_sender(sender: str) -> str:
    """A brand name (at most 11 characters, without accents) or a number. Raises Misconfigured."""
    if not (_BRAND.fullmatch(sender) or _CODE.fullmatch(sender)):
        raise Misconfigured(phrase("sms.sender-wrong", sender=sender))
    if sender in reserved_senders()[1] or _is_of_a_network(sender):
        raise Misconfigured(phrase("sms.sender-reserved", sender=sender))
    return sender


def _is_of_a_network(sender: str) -> bool:
    """`VIETTEL`, `Viettel-HG`, `V1ettel`: a short name only by itself."""
    said = _as_it_looks(sender)
    names = map(_as_it_looks, reserved_senders()[0])
    return any(name == said or (len(name) >= LEAST_NAME and name in said) for name in names)


def _as_it_looks(name: str) -> str:
    """Letters and digits, those that look alike as one."""
    return "".join(sign for sign in name.lower() if sign.isalnum()).translate(str.maketrans("01l", "oii"))


def check_reply_number(number: str) -> str:
    """Return what citizens answer to. Raises Misconfigured."""
    if not _CODE.fullmatch(number):
        raise Misconfigured(phrase("sms.reply-number-wrong", number=number))
    if number in reserved_senders()[1]:
        raise Misconfigured(phrase("sms.reply-number-reserved", number=number))
    return number


def counting_of(settings: Mapping[str, object]) -> NetworkCount:
    """Return how the account's network counts. Raises Misconfigured."""
    usual = USUAL_COUNT
    return NetworkCount(
        _whole(settings, "gsm_part", usual.gsm_part, usual.gsm_part, LEAST_GSM_PART),
        _whole(settings, "ucs2_part", usual.ucs2_part, usual.ucs2_part, LEAST_UCS2_PART),
        _whole(settings, "header", usual.header, MOST_HEADER, least=0),
    )


def text_fault(settings: Mapping[str, object], text: str, *, is_advertising: bool = False) -> str:
    """Return why the account's network would not take this text, in words for staff; empty where it would. Raises
    Misconfigured."""
    if settings.get("plain_only") is True and encoding_of(text) is not Encoding.GSM:
        return phrase("sms.plain-only")
    found = sorted(set(str(settings.get("forbidden") or "")) & set(text))
    if found:
        return phrase("sms.forbidden", found=" ".join(found))
    return unregistered(settings, text, is_advertising=is_advertising) if settings.get(ONLY) is True else ""


def text_doubt(settings: Mapping[str, object], text: str, *, is_advertising: bool = False) -> str:
    """Return what staff should know of this text before it goes: no registered template is like it. Raises Misconfigured."""
    return "" if settings.get(ONLY) is True else unregistered(settings, text, is_advertising=is_advertising)


def place_of(settings: Mapping[str, object], credentials: SmsCredentials) -> BindPlace:
    """Return where the account's bind leads. Raises Misconfigured."""
    host = settings.get("host", "")
    if not isinstance(host, str) or not _HOST.fullmatch(host):
        raise Misconfigured(phrase("sms.host-wrong"))
    if settings.get("receipt_ids", AUTO) not in (AUTO, *FORMS):
        raise Misconfigured(phrase("sms.receipt-ids-wrong", known=", ".join((AUTO, *FORMS))))
    configured = smpp_configuration()
    return BindPlace(
        host=host,
        port=_whole(settings, "port", configured.port, 65_535),
        system_id=credentials.system_id,
        password=credentials.secret("password"),
        system_type=str(settings.get("system_type", "")),
        tls=settings.get("tls") is True,
        window=_whole(settings, "window", configured.window, MOST_WINDOW),
        per_second=float(_whole(settings, "per_second", 0, MOST_PER_SECOND, least=0)),
        forms=NumberForms(
            source_ton=_octet(settings, "source_ton"),
            source_npi=_octet(settings, "source_npi"),
            dest_ton=_whole(settings, "dest_ton", 1, 255, least=0),
            dest_npi=_whole(settings, "dest_npi", 1, 255, least=0),
            is_national=settings.get("national") is True,
            gsm_coding=_whole(settings, "gsm_coding", GSM_CODING, 255, least=0),
        ),
        valid_most_s=_whole(settings, "validity_hours", 0, MOST_HOURS, least=0) * 3600.0
        if "validity_hours" in settings
        else None,
        counting=counting_of(settings),
    )


def check_host(host: str, port: int, way_out: WayOut) -> None:
    """Check a host that is an address, in whatever way it is written ("0x7f000001"). Raises Misconfigured for one where no bind
    may lead; a name is looked up at the bind, which asks the same."""
    address = host
    with suppress(OSError):
        if host[:1].isdigit():
            address = socket.inet_ntoa(socket.inet_aton(host))
    if is_address(address) and not way_out.allows(host, port, address):
        raise Misconfigured(phrase("sms.bind-private", where=host))


def place_as_set(credentials: Credentials, settings: Mapping[str, object]) -> BindPlace:
    """Return where the bind leads by these settings. Raises Misconfigured."""
    return place_of(settings, credentials_as(SmsCredentials, credentials, LABEL))


def open_link(
    credentials: Credentials,
    settings: Mapping[str, object],
    on_arrival: OnArrival,
    stopping: Callable[[], bool] = lambda: False,
    *,
    way_out: WayOut | None = None,
    witness: Witness | None = None,
    hears: bool = True,
) -> Link:
    """A link that is not bound yet. `way_out`: where it may lead; None: anywhere. `hears`: of `Link`. Raises Misconfigured."""
    place = place_as_set(credentials, settings)
    return Link(place, smpp_configuration(), on_arrival, stopping, way_out=way_out, witness=witness, hears=hears)


def open_messenger(
    credentials: Credentials,
    settings: Mapping[str, object],
    *,
    callback: str = "",
    stopping: Callable[[], bool] = lambda: False,
    way_out: WayOut | None = None,
) -> Messenger:
    """The messenger of an HTTP gateway. Raises Misconfigured; for an SMPP account too, which `loa gateway` carries.

    `callback`: where the gateway shall report what became of a message.
    """
    name = gateway_of(settings)
    if name == SMPP:
        raise Misconfigured(phrase("sms.not-by-http"))
    described = gateway_configurations()[name]
    endpoint = endpoint_of(LABEL, settings)
    rebase = {} if endpoint is None else {origin_of(described): endpoint}
    transport = Transport(rebase=rebase, default_deadline_s=described.deadline_s, way_out=way_out)
    secrets = credentials_as(SmsCredentials, credentials, LABEL)
    return DescribedMessenger(described, secrets, transport, callback=callback, stopping=stopping)


def _octet(settings: Mapping[str, object], name: str) -> int | None:
    return _whole(settings, name, 0, 255, least=0) if name in settings else None


def _whole(settings: Mapping[str, object], name: str, otherwise: int, most: int, least: int = 1) -> int:
    value = settings.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Misconfigured(phrase("sms.whole-number", name=name, least=least, most=most))
    return value
