"""What `config/learning.toml` says, typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

from channels.outside import brought_by, likeness
from distributor.settings import CONFIG_FOLDER


@dataclass(frozen=True)
class Settling:
    """The age at which a post is valued, and from how far away a reading still says what stood then. `config/learning.toml`
    explains each."""

    age_s: float
    rest_s: float
    longest_wait_s: float
    near_s: float
    least_certain: float
    fall: float
    look_back_days: float
    late_counts: bool


@dataclass(frozen=True)
class Peak:
    """A peak at this hour of the day (19.75 is 19:45), so many hours wide."""

    at: float
    width: float
    height: float


@dataclass(frozen=True)
class ModelSettings:
    """Spreads and noise in logarithms; `of_day` and `whole_day` shares; days and hours as named."""

    hour_width: float
    province: float
    channel: float
    account: float
    kind: float
    of_day: float
    whole_day: float
    noise: tuple[float, ...]
    level_spread: float
    memory_days: float
    drift_days: float
    most_own: int
    most_of_channel: int
    most_others: int
    assumed: tuple[Peak, ...]
    wording_channel: float
    wording_account: float


@dataclass(frozen=True)
class Choosing:
    floor: float
    boldness: float
    boldness_of_wording: float
    within_hours: float


@dataclass(frozen=True)
class Telling:
    least_posts: int
    least_of_wording: int
    sure: float
    opens: time
    closes: time
    shown: int
    apart_hours: float


@dataclass(frozen=True)
class LearningSettings:
    settling: Settling
    sandbox_settling: Settling
    seen: Mapping[str, tuple[str, ...]]
    model: ModelSettings
    choosing: Choosing
    telling: Telling

    def settles(self, *, sandbox: bool) -> Settling:
        return self.sandbox_settling if sandbox else self.settling

    def seen_on(self, channel: str) -> tuple[str, ...]:
        """Figures, the preferred one first."""
        return brought_by(channel).seen or self.seen.get(likeness(channel), self.seen["*"])


@cache
def learning_settings() -> LearningSettings:
    return read_settings(tomllib.loads((CONFIG_FOLDER / "learning.toml").read_text(encoding="utf-8")))


def read_settings(table: Mapping[str, Any]) -> LearningSettings:
    settling = table["settling"]
    model, spread, telling = table["model"], table["model"]["spread"], table["telling"]
    wording, assumed = table["wording"], table["assumed"]
    opens, closes = (time.fromisoformat(text) for text in telling["day"])
    return LearningSettings(
        settling=Settling(**settling),
        sandbox_settling=Settling(**{**settling, **table["sandbox"]["settling"]}),
        seen={channel: tuple(names) for channel, names in table["seen"].items()},
        model=ModelSettings(
            hour_width=model["hour_width"],
            province=spread["province"],
            channel=spread["channel"],
            account=spread["account"],
            kind=spread["kind"],
            of_day=model["of_day"],
            whole_day=model["whole_day"],
            noise=tuple(model["noise"]),
            level_spread=model["level_spread"],
            memory_days=model["memory_days"],
            drift_days=model["drift_days"],
            most_own=model["most_own"],
            most_of_channel=model["most_of_channel"],
            most_others=model["most_others"],
            assumed=tuple(
                Peak(peak["at"], peak["width"], peak["height"] * assumed["height"]) for peak in assumed["peaks"]
            ),
            wording_channel=wording["spread"]["channel"],
            wording_account=wording["spread"]["account"],
        ),
        choosing=Choosing(**table["choice"]),
        telling=Telling(
            telling["least_posts"],
            wording["least_posts"],
            telling["sure"],
            opens,
            closes,
            telling["shown"],
            telling["apart_hours"],
        ),
    )
