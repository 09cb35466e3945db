"""Which channels there are, and how an account's adapter is opened.

Our own channels are listed here; a third party adds one through the entry-point group `loa.channels`, whose entry loads to a
`ChannelSpec`. A third party's broken or doubled entry is reported in `faults()` and in the log, and holds nothing else back.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import TracebackType

from pydantic import ValidationError

from channels.addresses import WayOut
from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.errors import Misconfigured
from channels.facebook.spec import SPEC as FACEBOOK
from channels.http import Transport
from channels.manual.spec import SPEC as MANUAL
from channels.rss.spec import SPEC as RSS
from channels.settings import endpoint_of
from channels.sms.spec import SPEC as SMS
from channels.x.spec import SPEC as X
from channels.youtube.spec import SPEC as YOUTUBE
from channels.zalo.spec import SPEC as ZALO

ENTRY_POINT_GROUP = "loa.channels"

_log = logging.getLogger(__name__)


class _Registry:
    def __init__(self, built_in: tuple[ChannelSpec, ...]) -> None:
        self.specs = {spec.name: spec for spec in built_in}
        self.faults: list[str] = []
        self.looked_outside = False

    def add_third_parties(self, entries: Iterator[EntryPoint]) -> None:
        for entry in entries:
            try:
                spec = entry.load()
            except Exception as error:  # a third party's code may fail in any way
                self._report(f"{entry.name} ({entry.value}): {type(error).__name__}: {error}")
                continue
            if not isinstance(spec, ChannelSpec):
                self._report(f"{entry.name} ({entry.value}): not a ChannelSpec")
            elif spec.name in self.specs:
                self._report(f"{entry.name} ({entry.value}): the name {spec.name} is taken")
            else:
                self.specs[spec.name] = spec

    def _report(self, fault: str) -> None:
        self.faults.append(fault)
        _log.warning("a channel of a third party cannot be used: %s", fault)


_registry = _Registry((FACEBOOK, YOUTUBE, X, RSS, SMS, ZALO, MANUAL))


def _complete() -> _Registry:
    if not _registry.looked_outside:
        _registry.looked_outside = True
        _registry.add_third_parties(iter(entry_points(group=ENTRY_POINT_GROUP)))
    return _registry


def specs() -> Mapping[str, ChannelSpec]:
    """All channels by name."""
    return dict(_complete().specs)


def faults() -> tuple[str, ...]:
    """Third parties' channels that cannot be used, and why; for `loa doctor`."""
    return tuple(_complete().faults)


def spec_of(name: str) -> ChannelSpec:
    """The channel `name`. Raises Misconfigured, which names those there are."""
    known = _complete().specs
    if name not in known:
        raise Misconfigured(f"Không có kênh “{name}”. Các kênh đang có: {', '.join(sorted(known))}.")
    return known[name]


@contextmanager
def register(spec: ChannelSpec) -> Iterator[ChannelSpec]:
    """Make `spec` known, or stand in for the one of its name, inside a `with`; for tests."""
    known = _complete().specs
    before = known.get(spec.name)
    known[spec.name] = spec
    try:
        yield spec
    finally:
        if before is None:
            known.pop(spec.name, None)
        else:
            known[spec.name] = before


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
    """`mapping` as the channel's credentials. Raises Misconfigured, which names the fields but never a value."""
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
    wrong = "; ".join(faults) or "sai dạng"
    raise Misconfigured(f"Thông tin đăng nhập {spec.label} chưa đúng: {wrong}. Hãy sửa trong phần Tài khoản.")


def _fault(spec: ChannelSpec, kind: str, name: str) -> str:
    field = spec.credentials.model_fields.get(name)
    words = f"{field.title} (`{name}`)" if field is not None and field.title else f"`{name}`"
    if kind in ("missing", "string_too_short", "too_short"):
        return f"thiếu {words}"
    if kind == "extra_forbidden":
        return f"thừa {words}"
    return f"{words} sai dạng"
