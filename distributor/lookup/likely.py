"""How likely a row answers what is asked, whatever its matter: by how much of the words that tell something it has. Pure.

Examples (`asked.py`) know matters that somebody wrote examples of; of all others only the words of the item itself can be
believed. How much a word tells is learnt from the examples, too: what is asked with of many matters tells little.
The weights stand in `config/likely.toml`, learnt by `bench/learn_likely.py` from the examples of matters that were left out.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.lookup.asked import telling
from distributor.lookup.terms import Sought, terms_of
from distributor.settings import CONFIG_FOLDER

RAREST = 4.8
"""The natural logarithm of what is rare: a word of one row among some hundred, and of a larger home's whatever is as rare."""
LEAST_TELLING = 0.15
"""What a word tells at least: what is asked with of all matters distinguishes rows all the same."""
NAMED, SAID = 0.6, 0.5
"""The share of a thing's words that a title names it by, and that any place says it by."""
SIGNS = ("titled", "said", "of title", "of text", "pair in title", "pair")
"""What is weighed: the share of all that is asked, in the title and anywhere; its sum; the most telling two words in a row."""


class LikelyWeights(BaseModel):
    """`least`: the likelihood from which a row is an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    least: float = Field(gt=0, lt=1)
    bias: float
    weights: Mapping[str, float]


@cache
def likely_weights(file: Path = CONFIG_FOLDER / "likely.toml") -> LikelyWeights:
    """Read the weights. Raises `SettingsError` that names the file."""
    return read_config(LikelyWeights, file)


@dataclass(frozen=True)
class AskedThings:
    """The things that a query asks for. `things`: each its weight and the terms of each way to say it; `pairs`: two words in a
    row as they were written, each with its weight."""

    things: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]
    pairs: tuple[tuple[str, float], ...]

    def signs(self, title: Collection[str], words: Collection[str]) -> dict[str, float]:
        """Return the signs of a row that has these terms in its title and anywhere."""
        whole = sum(weight for weight, _ in self.things) or 1.0
        titled = sum(weight for weight, ways in self.things if any(_has(way, title) >= NAMED for way in ways))
        said = sum(weight for weight, ways in self.things if any(_has(way, words) >= SAID for way in ways))
        in_title, anywhere = (
            max((weight for pair, weight in self.pairs if pair in terms), default=0.0) for terms in (title, words)
        )
        return dict(zip(SIGNS, (titled / whole, said / whole, titled, said, in_title, anywhere), strict=True))


def asked_things(sought: Sequence[Sought], words: Sequence[str], rare: Mapping[str, float]) -> AskedThings:
    """Weigh what is asked for. `words`: of the whole query; `rare`: how rare each term is."""
    things = []
    for each in sought:
        ways = tuple(tuple(terms_of(way)[len(way) :] or way) for way in each.ways)
        tells = max(
            map(telling, each.words if len(each.words) == 1 else map(" ".join, pairwise(each.words))), default=1.0
        )
        rarest = max((rare.get(term, 0.0) for way in ways for term in way), default=0.0)
        things.append((min(1.0, rarest / RAREST) * max(LEAST_TELLING, tells), ways))
    pairs = {
        one + other: min(1.0, rare.get(one + other, 0.0) / RAREST) * telling(f"{one} {other}")
        for one, other in pairwise(words)
    }
    return AskedThings(tuple(things), tuple(pairs.items()))


def likelihood(signs: Mapping[str, float], known: LikelyWeights | None = None) -> float:
    """Return how likely a row with these signs answers, 0 to 1."""
    known = known or likely_weights()
    total = known.bias + sum(weight * signs[sign] for sign, weight in known.weights.items())
    return 1.0 / (1.0 + math.exp(-total))


def _has(way: Sequence[str], terms: Collection[str]) -> float:
    return sum(1 for term in way if term in terms) / len(way)
