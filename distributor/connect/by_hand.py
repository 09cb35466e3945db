"""Accounts without consent: feeds, hand-over, SMS. What is given is checked as its adapter would, in words; nothing is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr
from sqlmodel import Session, col, select

from channels.base import Credentials
from channels.errors import Misconfigured
from channels.registry import open_adapter, parse_credentials, spec_of
from channels.sms.account import (
    SMPP,
    check_host,
    check_reply_number,
    check_sender,
    gateway_of,
    open_messenger,
    place_of,
)
from channels.sms.configuration import gateway_configurations
from channels.sms.credentials import SmsCredentials
from distributor.clock import SystemClock
from distributor.connect.listing import by_hand_channels
from distributor.errors import LoaError
from distributor.models import Account, AccountState
from distributor.settings import Settings
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see
from distributor.vault import Vault
from phrases import phrase

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,58}[a-z0-9])?")
LONGEST_NAME = 200
_MORE_OF_SMS = ("gateway", "host", "port", "system_type", "tls", "system_id")
"""What each gateway needs besides. `system_id` belongs to the credentials, though it is no secret."""


def field_names(channel: str) -> tuple[str, ...]:
    """Return what may be given besides the name."""
    names = tuple(field.name for field in spec_of(channel).fields)
    return (*names, *_MORE_OF_SMS) if channel == "sms" else names


@dataclass(frozen=True)
class TypedAccount:
    """An account as a person typed it. `values`: of `field_names`. `secrets`: the credentials' own names."""

    channel: str
    name: str
    values: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def check_channel(channel: str) -> None:
    """Check that the channel is set up by hand. Raises LoaError for a channel that is not set up by hand."""
    if channel not in by_hand_channels():
        raise LoaError(phrase("connect.not-by-hand", channel=channel, channels=", ".join(by_hand_channels())))


def wanted_secrets(channel: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The secrets that must be asked for: name and title. Raises Misconfigured for a gateway that there is not."""
    if channel != "sms":
        fields = spec_of(channel).credentials.model_fields.items()
        return [(name, one.title or name) for name, one in fields]
    gateway = gateway_of({"gateway": values.get("gateway", "")})
    if gateway == SMPP:
        names = ["password"]
    else:
        described = gateway_configurations()[gateway]
        places = " ".join([described.url, described.body, described.basic, *described.headers.values()])
        names = [
            name
            for name, one in SmsCredentials.model_fields.items()
            if one.annotation is SecretStr and f"{{{name}}}" in places
        ]
    return [(name, SmsCredentials.model_fields[name].title or name) for name in names]


def may_be_left_out(channel: str, name: str) -> bool:
    """Return True if this secret is one that the channel works without."""
    return channel != "sms" and not spec_of(channel).credentials.model_fields[name].is_required()


@deed("connect")
def add_by_hand(
    session: Session, actor: Actor, vault: Vault, settings: Settings, given: TypedAccount, unit_id: int
) -> Account:
    """The new account. Raises NotThere, LoaError and Misconfigured, which name what is wrong. Never commits."""
    must_see(session, actor.staff, unit_id)
    check_channel(given.channel)
    name = " ".join(given.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise LoaError(phrase("connect.name-length", longest=LONGEST_NAME))
    if unknown := {key for key, value in given.values.items() if value} - set(field_names(given.channel)):
        known = ", ".join(f"--{one.replace('_', '-')}" for one in field_names(given.channel))
        raise LoaError(
            phrase("connect.not-used", channel=given.channel, unknown=min(unknown).replace("_", "-"), known=known)
        )
    facts, credentials = _CHECKS.get(given.channel, _typed)(session, settings, given)
    plain = {
        key: value.get_secret_value() if isinstance(value, SecretStr) else str(value) for key, value in credentials
    }
    account = Account(
        unit_id=unit_id,
        channel=given.channel,
        name=name,
        settings={**facts, "connected_at": actor.now.isoformat(timespec="seconds"), "connected_by": actor.login},
        credentials=vault.seal(plain) if any(plain.values()) else b"",
        credentials_version=1 if any(plain.values()) else 0,
    )
    session.add(account)
    session.flush()
    actor.note(session, "connect", f"account:{account.id}", "credentials", unit_id=unit_id)
    return account


Checked = tuple[dict[str, object], Credentials]


def _rss(session: Session, settings: Settings, given: TypedAccount) -> Checked:
    slug = given.values.get("slug", "")
    if not SLUG.fullmatch(slug):
        raise LoaError(phrase("connect.slug-wrong"))
    for other in session.exec(select(Account).where(Account.channel == "rss").order_by(col(Account.id))):
        if slug in (other.settings.get("slug"), str(other.id)):
            raise LoaError(phrase("connect.slug-taken", slug=slug, name=other.name, id=other.id))
    facts = {"slug": slug, "feed_url": f"{settings.public_url}/feeds/{slug}.rss"}
    return dict(facts), parse_credentials(spec_of("rss"), {})


def _manual(session: Session, settings: Settings, given: TypedAccount) -> Checked:  # noqa: ARG001 - as all
    place = " ".join(given.values.get("place", "").split())
    if not place:
        raise LoaError(phrase("connect.place-missing"))
    facts: dict[str, object] = {"place": place}
    if instructions := given.values.get("instructions", "").strip():
        facts["instructions"] = instructions
    return facts, parse_credentials(spec_of("manual"), {})


def _sms(session: Session, settings: Settings, given: TypedAccount) -> Checked:  # noqa: ARG001 - as all
    values = {key: value for key, value in given.values.items() if value}
    system_id = values.pop("system_id", "")
    facts: dict[str, object] = dict(values)
    if "port" in values:
        port = values["port"]
        facts["port"] = int(port) if port.isascii() and port.isdigit() else port
    if "tls" in values:
        facts["tls"] = values["tls"] == "yes"
    gateway = gateway_of(facts)
    check_sender(values.get("sender", ""))
    if "reply_to" in values:
        check_reply_number(values["reply_to"])
    credentials = parse_credentials(spec_of("sms"), {"system_id": system_id, **given.secrets})
    if not isinstance(credentials, SmsCredentials):
        raise Misconfigured(phrase("connect.sms-replaced"))
    if gateway == SMPP:
        place = place_of(facts, credentials)
        check_host(place.host, place.port, settings.way_out)
        if not credentials.system_id or not credentials.secret("password"):
            raise Misconfigured(phrase("connect.smpp-incomplete"))
    else:
        open_messenger(credentials, facts, way_out=settings.way_out).close()
    return facts, credentials


def _typed(session: Session, settings: Settings, given: TypedAccount) -> Checked:
    """Check what was typed for a third party's channel: its adapter is opened with what was typed, and says what is wrong;
    nothing is called."""
    spec = spec_of(given.channel)
    values = {name: " ".join(value.split()) for name, value in given.values.items() if value.strip()}
    for each in spec.fields:
        if each.is_needed and each.name not in values:
            raise LoaError(phrase("connect.field-missing", label=each.label, name=each.name))
    if spec.identity:
        for other in session.exec(
            select(Account).where(Account.channel == spec.name, Account.state != AccountState.CLOSED)
        ):
            if other.settings.get(spec.identity) == values.get(spec.identity):
                raise LoaError(phrase("connect.there-already", name=other.name, id=other.id))
    credentials = parse_credentials(spec, {name: value for name, value in given.secrets.items() if value})
    open_adapter(spec, credentials, SystemClock(), values, way_out=settings.way_out).close()
    return dict(values), credentials


_CHECKS = {"rss": _rss, "manual": _manual, "sms": _sms}
