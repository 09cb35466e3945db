"""What kind a piece of news is, and whether it is worth a citizen's minute: sums of readable weights over its signs. Pure.

The signs are words (`kind_cues.py`), forms (`kind_forms.py`), the sums of `news_kind.py`,
and what `notices.py` and the kinds' own words say.
Their weights stand in `config/kind_weights.toml`, learnt by `bench/learn_kinds.py` from labels of careful readers. For what
an item is worth its pairs of words count, too ("bị phạt", "mang theo", "chào mừng"), each far less than a sign.
"""

import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.ingest.kinds import Kinds, default_kinds
from distributor.settings import CONFIG_FOLDER
from distributor.understand.kind_cues import cues_of
from distributor.understand.kind_forms import forms_of
from distributor.understand.news_kind import News
from distributor.understand.notices import announces, is_notice

_MOST_PAIRED = 3_000
"""Characters of a text whose pairs of words count."""
_TENTH, _MOST = 10.0, 3.0
"""A sum of cue weights is a sign of a tenth of it, at most so much."""


class _Weighed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: Mapping[str, float]


class KindWeights(BaseModel):
    """`kind`: by kind. `worth`: of what an office would say by itself; `least_worth`: the likelihood from which it does.

    `worth_pairs`: what each pair of words adds to that sum where it stands.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    least_worth: float = Field(gt=0, lt=1)
    surely_worth: float = Field(gt=0, lt=1)
    worth: _Weighed
    worth_pairs: Mapping[str, float] = Field(default_factory=dict)
    kind: Mapping[str, _Weighed]


@dataclass(frozen=True)
class JudgedKind:
    """`kind`: the likeliest, `likelihood` of all kinds. `worth`: how likely an office would publish it without being asked."""

    kind: str
    likelihood: Mapping[str, float]
    worth: float

    def likeliest_but(self, out: Set[str]) -> str:
        return max((kind for kind in self.likelihood if kind not in out), key=lambda kind: self.likelihood[kind])


@cache
def kind_weights(file: Path = CONFIG_FOLDER / "kind_weights.toml") -> KindWeights:
    """Read the weights of kinds. Raises `SettingsError` that names the file."""
    return read_config(KindWeights, file)


_WORD = re.compile(r"[^\W\d_]+|\d+")


def pairs_of(title: str, text: str) -> frozenset[str]:
    """All pairs of neighbouring words of the title and of the beginning of the text, in lower case."""
    words = _WORD.findall(f"{title}\n{text[:_MOST_PAIRED]}".casefold())
    return frozenset(map(" ".join, pairwise(words)))


def signs_of(title: str, text: str, news: News, kinds: Kinds | None = None) -> dict[str, float]:
    """All signs of an item. `news`: what `read_news` says of it."""
    kinds = kinds or default_kinds()
    signs = dict.fromkeys((*cues_of(title, text), *forms_of(title, text)), 1.0)
    signs |= {f"news-{kind}": min(score / _TENTH, _MOST) for kind, score in news.scores.items() if score}
    signs["legal"] = min(news.said / _TENTH, _MOST)
    named = {"other": news.other, "begins": kinds.kind_of_beginning(title), "titled": kinds.kind_of_title(title)}
    signs |= {f"{what}-{name}": 1.0 for what, name in named.items() if name}
    if is_notice(title, text):
        signs["notice"] = 1.0
    return signs | dict.fromkeys((f"notice-{what}" for what in announces(title, text)), 1.0)


def judge(
    signs: Mapping[str, float], pairs: frozenset[str] = frozenset(), known: KindWeights | None = None
) -> JudgedKind:
    """Likelihoods from the sums of weights; of equal kinds the first of the file. `pairs`: of `pairs_of`."""
    known = known or kind_weights()
    sums = {kind: _sum(weighed, signs) for kind, weighed in known.kind.items()}
    most = max(sums.values())
    powers = {kind: math.exp(value - most) for kind, value in sums.items()}
    whole = sum(powers.values())
    likelihood = {kind: power / whole for kind, power in powers.items()}
    summed = _sum(known.worth, signs) + sum(map(known.worth_pairs.__getitem__, known.worth_pairs.keys() & pairs))
    worth = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, summed))))
    return JudgedKind(max(likelihood, key=lambda kind: likelihood[kind]), likelihood, worth)


def _sum(weighed: _Weighed, signs: Mapping[str, float]) -> float:
    return weighed.bias + sum(weighed.weights.get(name, 0.0) * value for name, value in signs.items())
