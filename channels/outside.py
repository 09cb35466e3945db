"""Channels of third parties: found through the entry points of `loa.channels`, with what each brings beside its adapter.

An entry loads to a `ChannelSpec`. Its `folder` may hold `channel.toml`, `templates/` and `icon.svg`. The tables of
`channel.toml` say of this channel what Loa's own files say of ours, in the same words:

| table | as in |
|---|---|
| `[editorial]`, `[editorial.blocks]` | `config/editorial.toml`, `[channels.NAME]` |
| `[card]` `format` | `config/cards.toml`, `[formats]` |
| `[links]` `medium` | `config/links.toml`, `[utm.medium]` |
| `[[metric]]`, `[reads]`, `[figures]`, `[learning]` `seen` | `config/metrics.toml`, `config/learning.toml`, `[seen]` |
| `[english]` | Vietnamese words of the package → English |

A broken entry is a fault in words (`loa doctor`, `loa channels`), and holds nothing else back.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from channels.base import ChannelSpec
from channels.errors import Misconfigured
from channels.metric import Metric, metric_of
from channels.tables import CHANNELS_FILE, Table, content_of
from phrases import phrase

ENTRY_POINT_GROUP = "loa.channels"
CHANNEL_FILE = "channel.toml"
TABLES = frozenset({"editorial", "card", "links", "metric", "reads", "figures", "learning", "english"})

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
"""Of folders of templates, addresses of pages, symbols of icons."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PackageTables:
    """The tables of a package's `channel.toml`. Where it says nothing, what holds for `writes_like`, or for all, does."""

    file: Path = Path()
    editorial: Mapping[str, Any] = field(default_factory=dict)
    card_format: str = ""
    link_medium: str = ""
    seen: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    reads: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)


NOTHING = PackageTables()


def read_brought(spec: ChannelSpec) -> PackageTables:
    """Read the tables that the channel's package brings. Raises Misconfigured, which names file, table and entry."""
    file = spec.folder / CHANNEL_FILE if spec.folder is not None else None
    if file is None or not file.is_file():
        return NOTHING
    content = content_of(file)
    table = Table(content, file, spec.name)
    if unknown := set(content) - TABLES:
        known = ", ".join(sorted(TABLES))
        raise Misconfigured(phrase("channels.file.strange-table", file=file.name, table=min(unknown), known=known))
    return PackageTables(
        file,
        _mapping(content, "editorial"),
        table.table("card").text("format") if table.has("card") else "",
        table.table("links").text("medium") if table.has("links") else "",
        table.table("learning").texts("seen") if table.has("learning") else (),
        tuple(metric_of(entry, spec.name) for entry in table.tables("metric")) if table.has("metric") else (),
        _reads(table.table("reads")) if table.has("reads") else {},
        {name: table.table("figures").texts(name) for name in _mapping(content, "figures")},
        {name: table.table("english").text(name) for name in _mapping(content, "english")},
    )


def _reads(table: Table) -> dict[str, Any]:
    numbers = {name: table.number(name) for name in ("batch", "a_call", "a_post", "a_day", "fill_ahead_s")}
    return {**numbers, "unit": table.text("unit"), "resets_in": table.text("resets_in")}


def _mapping(content: Mapping[str, object], key: str) -> dict[str, Any]:
    table = content.get(key)
    return table if isinstance(table, dict) else {}


class _Outside:
    def __init__(self) -> None:
        self.specs: dict[str, ChannelSpec] = {}
        self.brought: dict[str, PackageTables] = {}
        self.packages: dict[str, str] = {}
        self.faults: list[str] = []

    def add(self, entries: Iterable[EntryPoint], taken: frozenset[str]) -> None:
        for entry in entries:
            try:
                spec = entry.load()
                brought = read_brought(spec) if isinstance(spec, ChannelSpec) else NOTHING
            except Misconfigured as error:
                self._report(entry, error.message)
                continue
            except Exception as error:  # a third party's code may fail in any way
                self._report(entry, f"{type(error).__name__}: {error}")
                continue
            if not isinstance(spec, ChannelSpec):
                self._report(entry, "not a ChannelSpec")
            elif not _NAME.fullmatch(spec.name):
                self._report(entry, f"the name {spec.name!r} is not of small letters, digits and _")
            elif spec.name in taken or spec.name in self.specs:
                self._report(entry, f"the name {spec.name} is taken")
            else:
                self.specs[spec.name], self.brought[spec.name] = spec, brought
                self.packages[spec.name] = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value

    def _report(self, entry: EntryPoint, fault: str) -> None:
        self.faults.append(f"{entry.name} ({entry.value}): {fault}")
        _log.warning("a channel of a third party cannot be used: %s", self.faults[-1])


_found: _Outside | None = None


def _outside() -> _Outside:
    global _found  # noqa: PLW0603 - installed packages are looked for once a process
    if _found is None:
        _found = _Outside()
        _found.add(entry_points(group=ENTRY_POINT_GROUP), own_names())
    return _found


def own_names() -> frozenset[str]:
    """Channels that Loa brings itself, and those of which it knows the form alone: taken."""
    return frozenset(name for name, table in content_of(CHANNELS_FILE).items() if isinstance(table, dict))


def outside_specs() -> Mapping[str, ChannelSpec]:
    """Return the channels of third parties by name."""
    return _outside().specs


def faults() -> tuple[str, ...]:
    """Packages whose channel cannot be used, and why."""
    return tuple(_outside().faults)


def package_of(name: str) -> str:
    """The distribution and its version, `loa-channel-telegram 0.1.0`; empty for a channel of ours."""
    return _outside().packages.get(name, "")


def brought_by(name: str) -> PackageTables:
    """Return what the channel's package says; nothing for a channel of ours."""
    return _outside().brought.get(name, NOTHING)


def all_brought() -> Mapping[str, PackageTables]:
    """Channel → what its package says."""
    return _outside().brought


def likeness(name: str) -> str:
    """The channel like which this one is written where it brings no words of its own; itself, for one that names none."""
    spec = outside_specs().get(name)
    return spec.writes_like or name if spec is not None else name


@contextmanager
def beside(spec: ChannelSpec) -> Iterator[None]:
    """Act as if the package of `spec` were installed, inside a `with`; for tests. Raises Misconfigured."""
    found = _outside()
    found.specs[spec.name], found.brought[spec.name] = spec, read_brought(spec)
    try:
        yield
    finally:
        del found.specs[spec.name], found.brought[spec.name]
