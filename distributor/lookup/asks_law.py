"""How likely a message asks anything of the law or of a procedure at all: a sum of weights over its words. Pure.

Most words of talk ("mai ra đồng sớm nhé") also stand in examples of some matter, of which `asked.py` then takes the likeliest.
These weights tell talk from all matters together: words that nobody ever asked with leave a message unlikely to ask anything.
They stand in `config/asks_law.toml`, learnt by `bench/learn_asks_law.py`.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER


class AsksLawWeights(BaseModel):
    """`least`: the likelihood below which a message that names no document and does not begin like a look-up is not looked up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    least: float = Field(ge=0, lt=1)
    bias: float
    weights: Mapping[str, float]


@cache
def asks_law_weights(file: Path = CONFIG_FOLDER / "asks_law.toml") -> AsksLawWeights:
    """Read the weights. Raises `SettingsError` that names the file."""
    return read_config(AsksLawWeights, file)


def asks_law_signs(words: Sequence[str]) -> frozenset[str]:
    """Return the words, as they were meant and without accents, and two of them in a row, with beginning and end."""
    return frozenset([*words, *(f"{one} {other}" for one, other in pairwise(("^", *words, "$")))])


def asks_law_likelihood(words: Sequence[str], known: AsksLawWeights | None = None) -> float:
    """Return how likely the words ask for something, 0 to 1."""
    known = known or asks_law_weights()
    total = known.bias + sum(known.weights.get(sign, 0.0) for sign in sorted(asks_law_signs(words)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
