"""The metrics that are asked, as `config/metrics.toml` declares them: the one list, read by the adapters and by the engine.

An adapter knows how a metric is asked; whether it is asked at all, and until when, stands there. A test holds that the two agree.
Raises `Misconfigured` naming file, table and key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from channels.errors import Misconfigured
from channels.tables import CHANNELS_FILE, Table, content_of

METRICS_FILE = CHANNELS_FILE.parent / "metrics.toml"
EVERY_CHANNEL = "*"
POST, ACCOUNT = "post", "account"


@dataclass(frozen=True)
class Metric:
    """One number under its platform's own name. `label`: in words for staff. `of`: a post, or the whole account.

    `valid_from`, `valid_to`: the days between which the name holds. `lag_h`: how late the platform tells, in hours.
    `cumulative`: counted since the post came out. `may_fall`: people take it back. `ends_after_days`: told no longer of a post
    so old; 0 if always. `ask`: how, where a channel has several ways.
    """

    channel: str
    name: str
    label: str
    of: str
    ask: str
    api_version: str
    valid_from: date
    valid_to: date | None
    source: str
    lag_h: float
    cumulative: bool
    may_fall: bool
    ends_after_days: int

    @property
    def is_own(self) -> bool:
        """Counted by Loa, not asked of a platform."""
        return self.name.startswith("loa_")


@dataclass(frozen=True)
class MetricChange:
    """From `on` the number says something else, although its name stays. `words`: for staff."""

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
    metrics = tuple(_metric(entry) for entry in table.tables("metric"))
    keys = [(metric.channel, metric.name, metric.of) for metric in metrics]
    if len(set(keys)) < len(keys):
        double = next(key for key in keys if keys.count(key) > 1)
        raise Misconfigured(f"Tệp {file.name}, [[metric]]: {double[0]}/{double[1]} được ghi hai lần.")
    return Declared(table.day("as_of"), metrics, tuple(_change(entry) for entry in table.tables("change")))


def _change(entry: Table) -> MetricChange:
    return MetricChange(
        channel=entry.text("channel"),
        metric=entry.text("metric"),
        on=entry.day("on"),
        words=entry.text("words"),
        source=entry.text("source"),
    )


def _metric(entry: Table) -> Metric:
    return Metric(
        channel=entry.text("channel"),
        name=entry.text("name"),
        label=entry.text("label"),
        of=entry.text("of") if entry.has("of") else POST,
        ask=entry.text("ask") if entry.has("ask") else "",
        api_version=entry.text("api_version"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to") if entry.has("valid_to") else None,
        source=entry.text("source"),
        lag_h=entry.number("lag_h") if entry.has("lag_h") else 0.0,
        cumulative=entry.flag("cumulative") if entry.has("cumulative") else True,
        may_fall=entry.flag("may_fall") if entry.has("may_fall") else False,
        ends_after_days=entry.whole("ends_after_days") if entry.has("ends_after_days") else 0,
    )


@cache
def declared() -> Declared:
    """What `config/metrics.toml` declares, read once a process."""
    return read_declared(METRICS_FILE)


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
    """When the number changed what it says, oldest first."""
    found = [change for change in declared().changes if (change.channel, change.metric) == (channel, metric)]
    return tuple(sorted(found, key=lambda change: change.on))
