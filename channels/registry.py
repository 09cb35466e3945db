"""Which channels there are, and how an account's adapter is opened.

Our own channels are listed here; a third party's is found by `channels.outside`, and is one like ours.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from pydantic import ValidationError

from channels.addresses import WayOut
from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.errors import Misconfigured
from channels.facebook.spec import SPEC as FACEBOOK
from channels.http import Transport
from channels.manual.spec import SPEC as MANUAL
from channels.outside import outside_specs
from channels.rss.spec import SPEC as RSS
from channels.settings import endpoint_of
from channels.sms.spec import SPEC as SMS
from channels.x.spec import SPEC as X
from channels.youtube.spec import SPEC as YOUTUBE
from channels.zalo.spec import SPEC as ZALO
from phrases import listed, phrase

_OWN: Mapping[str, ChannelSpec] = {spec.name: spec for spec in (FACEBOOK, YOUTUBE, X, RSS, SMS, ZALO, MANUAL)}
_stand_ins: dict[str, ChannelSpec] = {}


def specs() -> Mapping[str, ChannelSpec]:
    """All channels by name, ours first."""
    return {**_OWN, **outside_specs(), **_stand_ins}


def spec_of(name: str) -> ChannelSpec:
    """The channel `name`. Raises Misconfigured, which names those there are."""
    known = specs()
    if name not in known:
        raise Misconfigured(phrase("channels.no-channel", name=name, known=", ".join(sorted(known))))
    return known[name]


@contextmanager
def register(spec: ChannelSpec) -> Iterator[ChannelSpec]:
    """Make `spec` known, or stand in for the one of its name, inside a `with`; for tests."""
    before = _stand_ins.get(spec.name)
    _stand_ins[spec.name] = spec
    try:
        yield spec
    finally:
        if before is None:
            _stand_ins.pop(spec.name, None)
        else:
            _stand_ins[spec.name] = before


@dataclass(frozen=True)
class OpenedAccount:
    """An account ready to publish, and its HTTP, whose connections `close` (or leaving a `with`) gives back."""

    adapter: Adapter
    transport: Transport

    def close(self) -> None:
        self.transport.close()

    def __enter__(self) -> "OpenedAccount":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def open_adapter(
    spec: ChannelSpec,
    credentials: Credentials,
    clock: Clock,
    settings: Mapping[str, object],
    *,
    way_out: WayOut | None = None,
) -> OpenedAccount:
    """The adapter of one account. `settings`: its plain facts, as its channel's `spec` module names them. `way_out`: where its
    requests may go, for staff enter some of its addresses; None: anywhere.

    With the setting `endpoint` everything meant for `spec.hosts` goes there instead, and nothing anywhere else.
    Raises Misconfigured.
    """
    endpoint = endpoint_of(spec.label, settings)
    transport = Transport(
        rebase={} if endpoint is None else dict.fromkeys(spec.hosts, endpoint),
        default_deadline_s=spec.call_deadline_s,
        way_out=way_out,
    )
    return OpenedAccount(spec.open(credentials, transport, clock, settings), transport)


def parse_credentials(spec: ChannelSpec, mapping: Mapping[str, object]) -> Credentials:
    """Return `mapping` as the channel's credentials. Raises Misconfigured, which names the fields but never a value."""
    faults: list[str] = []
    try:
        return spec.credentials.model_validate(dict(mapping))
    except ValidationError as error:
        faults = [
            _fault(spec, problem["type"], str(problem["loc"][0]))
            if problem["loc"]
            # Said of the whole: a set of secrets lacks the one that the model names.
            else _fault(spec, "missing", str(problem["ctx"]["error"]))
            for problem in error.errors()
        ]
    # Raised outside the `except`: pydantic's own error repeats the values.
    wrong = listed(faults, "; ") or phrase("channels.credentials-wrong")
    raise Misconfigured(phrase("channels.credentials", label=spec.label, wrong=wrong))


def _fault(spec: ChannelSpec, kind: str, name: str) -> str:
    field = spec.credentials.model_fields.get(name)
    title = field.title if field is not None else ""
    words = phrase("channels.field-named", title=title, name=name) if title else f"`{name}`"
    if kind in ("missing", "string_too_short", "too_short"):
        return phrase("channels.field-missing", field=words)
    if kind == "extra_forbidden":
        return phrase("channels.field-too-many", field=words)
    return phrase("channels.field-wrong", field=words)
