"""What `config/metrics.toml` says of alerts and of feeds, read once a process."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from distributor.settings import CONFIG_FOLDER


@dataclass(frozen=True)
class Alerts:
    """Limits from which staff are told. Seconds; `times`, `spreads`: how far from the account's own earlier posts is far."""

    at_age_s: float
    enough_posts: int
    compared_posts: int
    spreads: float
    at_least_spread: float
    times: float
    least_views: int
    over_after_s: float
    wave_comments: int
    wave_s: float
    wave_over_s: float
    silent_s: float


@dataclass(frozen=True)
class Feeds:
    """Programs that fetch for many people and say for how many; more than `most_readers` is not believed.

    `most_counted`: single readers and downloads that are told apart, a feed and day; what comes beyond is not counted.
    """

    aggregators: tuple[str, ...]
    most_readers: int
    most_counted: int


def table() -> dict[str, Any]:
    return tomllib.loads((CONFIG_FOLDER / "metrics.toml").read_text(encoding="utf-8"))


@cache
def alerts() -> Alerts:
    row = {key: value for key, value in table()["alerts"].items() if key not in ("as_of", "source")}
    return Alerts(**row)


@cache
def feeds() -> Feeds:
    row = table()["feeds"]
    return Feeds(tuple(row["aggregators"]), int(row["most_readers"]), int(row["most_counted"]))


@cache
def accounts_every_s(sandbox: bool) -> float:
    """Return how often an account's own numbers are asked."""
    content = table()
    return float((content["sandbox"] if sandbox else content)["accounts_every_s"])
