"""How likely words refuse: a sum of readable weights over the words and pairs of words of a message. Pure.

A second opinion beside the rules of `meaning.py`, for refusals in words that no rule names: what it is sure of refuses, what it
holds for likely is asked back. The weights (`config/refusal_weights.toml`) are learnt by `bench/learn_refusals.py`.
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

MOST_WORDS, SHORT, LONG = 40, 3, 7


class RefusalWeights(BaseModel):
    """`sure`: the likelihood from which a message of that meaning refuses. `least`: from which it is asked back. `unlike`: the
    one below which what the rules take for a refusal is asked back too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    sure: Mapping[str, float]
    least: Mapping[str, float]
    unlike: float = Field(ge=0, lt=1)
    bias: float
    weights: Mapping[str, float]


@cache
def refusal_weights(file: Path = CONFIG_FOLDER / "refusal_weights.toml") -> RefusalWeights:
    """Raises `SettingsError` that names the file."""
    return read_config(RefusalWeights, file)


def refusal_signs(plain: Sequence[str], kinds: Mapping[str, Sequence[str]], *, asks: bool) -> frozenset[str]:
    """`plain`: the words without accents. `kinds`: of words that stand for others of their kind (`@people`). `asks`: a question
    mark stands there."""
    words = plain[:MOST_WORDS]
    length = "of many words" if len(words) >= LONG else "of few words" if len(words) <= SHORT else "of some words"
    said = ("^", *words, "$")
    kinded = [kinds.get(word, (word,)) for word in said]
    pairs = {f"{one} {other}" for one, other in pairwise(said)}
    pairs |= {f"{one} {other}" for here, next_ in pairwise(kinded) for one in here for other in next_}
    of_kinds = (kind for word in words for kind in kinds.get(word, ()))
    return frozenset((*words, *pairs, *of_kinds, length, *("?" for _ in range(asks))))


def refusal_likelihood(signs: frozenset[str], known: RefusalWeights | None = None) -> float:
    known = known or refusal_weights()
    total = known.bias + sum(known.weights.get(sign, 0.0) for sign in sorted(signs))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
