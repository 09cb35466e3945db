"""Which ways to connect there are, and how one is opened. Channels without consent (RSS, SMS, hand-over) are set up by hand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from channels.addresses import WayOut
from channels.base import Clock
from channels.connect import (
    LOST,
    WITHHELD,
    Ability,
    Application,
    Connector,
    ConnectSpec,
    Office,
    lost_of,
    turned_off,
    withheld_of,
)
from channels.errors import Misconfigured
from channels.facebook.connect import SPEC as FACEBOOK
from channels.http import Transport
from channels.outside import outside_specs
from channels.registry import spec_of
from channels.x.connect import OAUTH1, OAUTH2
from channels.youtube.connect import SPEC as YOUTUBE
from channels.zalo.connect import SPEC as ZALO
from phrases import listed, phrase

CONNECTABLE: tuple[ConnectSpec, ...] = (FACEBOOK, YOUTUBE, OAUTH1, OAUTH2, ZALO)
DEADLINE_S = 30.0


def connectable() -> tuple[ConnectSpec, ...]:
    """All ways: ours, and those of channels of third parties."""
    return (*CONNECTABLE, *(way for spec in outside_specs().values() for way in spec.ways))


def connect_specs() -> Mapping[str, ConnectSpec]:
    """All ways by their key (`facebook`, `x-oauth1`)."""
    return {spec.key: spec for spec in connectable()}


def is_understood(spec: ConnectSpec) -> bool:
    """Return True if the channel's adapter can use what this way gives; one that it cannot is offered to nobody."""
    return set(spec.secrets) <= set(spec_of(spec.channel).credentials.model_fields)


def connect_spec_of(channel: str, method: str = "") -> ConnectSpec:
    """The way to connect `channel`; without a method its first. Raises Misconfigured, which names those there are."""
    usable = [spec for spec in connectable() if spec.channel == channel and is_understood(spec)]
    for spec in usable:
        if method in ("", spec.method):
            return spec
    methods = listed((spec.method or phrase("channels.unnamed-way") for spec in usable), ", ")
    if methods:
        raise Misconfigured(phrase("channels.no-such-way", channel=channel, method=method, methods=methods))
    known = ", ".join(sorted({spec.channel for spec in connectable()}))
    raise Misconfigured(phrase("channels.no-consent", channel=channel, known=known))


def turned_off_on(channel: str, settings: Mapping[str, Any]) -> frozenset[Ability]:
    """Return what an account of the channel has no right to."""
    asked = [one for spec in connectable() if spec.channel == channel for one in spec.permissions]
    return turned_off(asked, settings)


def lost_with(channel: str, settings: Mapping[str, Any], abilities: Iterable[Ability]) -> dict[str, Any]:
    """The settings of an account whose platform no longer lets it do this; the same ones where no right is for it."""
    wanted = set(abilities)
    names = {
        one.name
        for spec in connectable()
        if spec.channel == channel
        for one in spec.permissions
        if wanted.intersection(one.serves)
    }
    return {**settings, LOST: sorted(names | lost_of(settings))} if names else dict(settings)


def granted_with(channel: str, settings: Mapping[str, Any], granted: Collection[str]) -> dict[str, Any]:
    """The settings of an account whose platform says which rights its connection has now: given back, they are on again."""
    missing = {one.name for spec in connectable() if spec.channel == channel for one in spec.permissions} - {*granted}
    never = (withheld_of(settings) or frozenset()) & missing
    return {**settings, WITHHELD: sorted(never), LOST: sorted(missing - never)}


@dataclass(frozen=True)
class OpenedConnector:
    """A way to connect, ready, and its HTTP, whose connections leaving a `with` gives back.

    `endpoint`: what stands in for the platform's addresses, its screen included; None for the platform itself.
    """

    spec: ConnectSpec
    connector: Connector
    transport: Transport
    endpoint: str | None

    def screen(self, address: str) -> str:
        """Return the address to which the person's browser really goes."""
        origin = self.spec.consent_origin
        if self.endpoint is None or not address.startswith(f"{origin}/"):
            return address
        return self.endpoint.rstrip("/") + address.removeprefix(origin)

    def __enter__(self) -> "OpenedConnector":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.transport.close()


def open_connector(
    spec: ConnectSpec,
    application: Application,
    office: Office,
    clock: Clock,
    endpoint: str | None = None,
    *,
    way_out: WayOut | None = None,
) -> OpenedConnector:
    """Ready to begin or finish one consent. `way_out`: where its requests may go; None: anywhere."""
    rebase = {} if endpoint is None else dict.fromkeys(spec.hosts, endpoint)
    transport = Transport(rebase=rebase, default_deadline_s=DEADLINE_S, way_out=way_out)
    return OpenedConnector(spec, spec.open(application, office, transport, clock), transport, endpoint)
