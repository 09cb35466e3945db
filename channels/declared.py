"""The metrics that are asked, as `config/metrics.toml` declares them: the one list, read by the adapters and by the engine.

An adapter knows how a metric is asked; whether it is asked at all, and until when, stands there. A test holds that the two agree.
Raises `Misconfigured` naming file, table and key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from channels.errors import Misconfigured
from channels.metric import ACCOUNT, POST, Metric, metric_of
from channels.outside import all_brought
from channels.tables import CHANNELS_FILE, Table, content_of
from phrases import phrase

__all__ = [
    "ACCOUNT",
    "POST",
    "Declared",
    "Metric",
    "MetricChange",
    "asked_on",
    "changes_of",
    "declared",
    "metrics_of",
    "read_declared",
]

METRICS_FILE = CHANNELS_FILE.parent / "metrics.toml"
EVERY_CHANNEL = "*"


@dataclass(frozen=True)
class MetricChange:
    """A change of a metric's meaning: from `on` the number says something else, although its name stays. `words`: for staff."""

    channel: str
    metric: str
    on: date
    words: str
    source: str


@dataclass(frozen=True)
class Declared:
    """All of the file. `as_of`: what had begun by then is asked on any clock."""

    as_of: date
    metrics: tuple[Metric, ...]
    changes: tuple[MetricChange, ...]


def read_declared(file: Path) -> Declared:
    """Read and check the declarations in `file`. Raises Misconfigured."""
    table = Table(content_of(file), file, "metrics")
    metrics = tuple(metric_of(entry, entry.text("channel")) for entry in table.tables("metric"))
    keys = [(metric.channel, metric.name, metric.of) for metric in metrics]
    if len(set(keys)) < len(keys):
        double = next(key for key in keys if keys.count(key) > 1)
        raise Misconfigured(phrase("channels.file.metric-twice", file=file.name, metric=f"{double[0]}/{double[1]}"))
    return Declared(table.day("as_of"), metrics, tuple(_change(entry) for entry in table.tables("change")))


def _change(entry: Table) -> MetricChange:
    return MetricChange(
        channel=entry.text("channel"),
        metric=entry.text("metric"),
        on=entry.day("on"),
        words=entry.text("words"),
        source=entry.text("source"),
    )


@cache
def _ours() -> Declared:
    return read_declared(METRICS_FILE)


def declared() -> Declared:
    """Return what `config/metrics.toml` declares, read once a process, and what channels of third parties bring."""
    theirs = tuple(metric for brought in all_brought().values() for metric in brought.metrics)
    return replace(_ours(), metrics=(*_ours().metrics, *theirs)) if theirs else _ours()


@cache
def metrics_of(channel: str, of: str = POST) -> Mapping[str, Metric]:
    """Name → metric of a channel's posts, or of its accounts, Loa's own among them."""
    return {
        metric.name: metric
        for metric in declared().metrics
        if metric.channel in (channel, EVERY_CHANNEL) and metric.of == of
    }


def asked_on(channel: str, day: date, of: str = POST, *, listed: Declared | None = None) -> tuple[Metric, ...]:
    """The metrics that the platform is asked for on `day`, in the file's order."""
    listed = listed or declared()
    return tuple(
        metric
        for metric in listed.metrics
        if metric.channel == channel and metric.of == of and not metric.is_own and _holds(metric, day, listed.as_of)
    )


def _holds(metric: Metric, day: date, as_of: date) -> bool:
    return metric.valid_from <= max(day, as_of) and (metric.valid_to is None or day < metric.valid_to)


@cache
def changes_of(channel: str, metric: str) -> tuple[MetricChange, ...]:
    """Return the days on which the number changed its meaning, oldest first."""
    found = [change for change in declared().changes if (change.channel, change.metric) == (channel, metric)]
    return tuple(sorted(found, key=lambda change: change.on))
