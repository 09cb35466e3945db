"""What staff set of an SMS account's network: the name it sends in, what its texts may hold, and how a bind speaks to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from channels.errors import Misconfigured
from channels.sms.account import (
    FALLBACK,
    LEAST_GSM_PART,
    LEAST_UCS2_PART,
    MOST_HEADER,
    MOST_HOURS,
    MOST_PER_SECOND,
    MOST_WINDOW,
    PRICE,
    ROUTE,
    SMPP,
    check_reply_number,
    check_sender,
    gateway_of,
)
from channels.sms.encoding import ASCII_CODING, GSM_CODING, LATIN_CODING
from channels.sms.receipt import FORMS
from channels.sms.templates import MOST_LETTERS, ONLY, TEMPLATES, check_templates
from channels.sms_text import USUAL_COUNT
from distributor.audience_terms import WARNINGS_ONLY
from distributor.connect.own_setting import AS_CHANNEL, OwnSetting
from distributor.phone_numbers import network_names
from phrases import phrase

TONS = ("unknown", "international", "national", "network specific", "subscriber", "alphanumeric", "abbreviated")
NPIS = {0: "unknown", 1: "ISDN, E.164", 3: "data, X.121", 4: "telex", 6: "land mobile", 8: "national", 9: "private"}
"""As SMPP v3.4 issue 1.2 (5.2.5, 5.2.6) and the networks' papers name them."""
MOST_PRICE = 1_000_000
_TONS = {str(value): f"{value} {name}" for value, name in enumerate(TONS)}
_NPIS = {str(value): f"{value} {name}" for value, name in NPIS.items()}
_CODINGS = {str(GSM_CODING): "0 GSM 03.38", str(ASCII_CODING): "1 ASCII", str(LATIN_CODING): "3 Latin-1"}


def network_settings(has: Mapping[str, object], siblings: Sequence[tuple[int, str]]) -> list[OwnSetting]:
    """Return the settings that an SMS account's network has. `has`: the account's settings. `siblings`: the unit's other SMS
    accounts, which may carry messages for this one."""
    found = [
        _text(has, "sender", longest=15, check=check_sender),
        _text(has, "reply_to", longest=16, check=_check_reply_number),
        _whole(has, "reply_price", 0, MOST_PRICE),
        _flag(has, "names_reply"),
        _flag(has, WARNINGS_ONLY),
        _flag(has, "plain_only"),
        _text(has, "forbidden", longest=60),
        _text(has, TEMPLATES, longest=MOST_LETTERS, check=check_templates, kind="lines"),
        _flag(has, ONLY),
    ]
    is_bind = _is_bind(has)
    fine = [
        _whole(has, "header", 0, MOST_HEADER),
        _whole(has, "gsm_part", LEAST_GSM_PART, USUAL_COUNT.gsm_part),
        _whole(has, "ucs2_part", LEAST_UCS2_PART, USUAL_COUNT.ucs2_part),
    ]
    fine += _bind_settings(has) if is_bind else []
    if siblings:
        others = {str(account_id): name for account_id, name in siblings}
        fallback = _choice(has, FALLBACK, phrase("connect.network.no-fallback"), others)
        fine.append(replace(fallback, hint=_hint(FALLBACK)))
        own = phrase("connect.network.own-way")
        fine += [
            _choice(has, f"{ROUTE}{network}", own, others, label=phrase("connect.network.route", network=name))
            for network, name in network_names().items()
        ]
    fine += [_price(has, network, name) for network, name in network_names().items()]
    return found + [replace(setting, is_folded=True) for setting in fine]


def _price(has: Mapping[str, object], network: str, name: str) -> OwnSetting:
    label, hint = phrase("connect.network.price", network=name), phrase("connect.network.price-hint")
    return _whole(has, f"{PRICE}{network}", 0, MOST_PRICE, label=label, hint=hint)


def _check_reply_number(value: str) -> None:
    if value:
        check_reply_number(value)


def _is_bind(has: Mapping[str, object]) -> bool:
    try:
        return gateway_of(has) == SMPP
    except Misconfigured:
        return False


def _bind_settings(has: Mapping[str, object]) -> list[OwnSetting]:
    forms = {form: phrase(f"connect.network.ids-{form}") for form in FORMS}
    return [
        _whole(has, "window", 1, MOST_WINDOW),
        _whole(has, "per_second", 0, MOST_PER_SECOND),
        _whole(has, "validity_hours", 0, MOST_HOURS),
        _choice(has, "receipt_ids", phrase("connect.network.ids-auto"), forms, is_whole=False),
        _choice(has, "source_ton", "5, 0", _TONS),
        _choice(has, "source_npi", "0, 1", _NPIS),
        _choice(has, "dest_ton", "1", _TONS),
        _choice(has, "dest_npi", "1", _NPIS),
        _flag(has, "national"),
        _choice(has, "gsm_coding", "0", _CODINGS),
    ]


def _text(
    has: Mapping[str, object],
    name: str,
    longest: int,
    check: Callable[[str], object] | None = None,
    kind: str = "text",
) -> OwnSetting:
    return OwnSetting(name, _label(name), kind, str(has.get(name) or ""), _hint(name), longest=longest, check=check)


def _whole(
    has: Mapping[str, object], name: str, least: int, most: int, *, label: str = "", hint: str = ""
) -> OwnSetting:
    return OwnSetting(
        name,
        label or _label(name),
        "text",
        str(has.get(name, "")),
        hint or _hint(name),
        longest=9,
        is_whole=True,
        least=least,
        most=most,
    )


def _flag(has: Mapping[str, object], name: str) -> OwnSetting:
    return OwnSetting(name, _label(name), "flag", "1" if has.get(name) is True else "", _hint(name))


def _choice(
    has: Mapping[str, object],
    name: str,
    usual: str,
    choices: Mapping[str, str],
    *,
    is_whole: bool = True,
    label: str = "",
) -> OwnSetting:
    first = (AS_CHANNEL, phrase("connect.own.usual", usual=usual))
    value = str(has.get(name, AS_CHANNEL))
    return OwnSetting(
        name, label or _label(name), "choice", value, choices=(first, *choices.items()), is_whole=is_whole
    )


def _label(name: str) -> str:
    return phrase(f"connect.network.{name}")


def _hint(name: str) -> str:
    return phrase(f"connect.network.{name}-hint")
