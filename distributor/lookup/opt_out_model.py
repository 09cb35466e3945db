"""How likely words are to opt out: a sum of readable weights over the words and pairs of words of a message. Pure.

A second opinion beside the rules of `meaning.py`, for opt-outs in words that no rule names: what it is sure of opts out, what it
holds for likely is asked back. The weights (`config/opt_out_weights.toml`) are learnt by `bench/learn_opt_outs.py`.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER

MOST_WORDS, WHOLE, SHORT, LONG = 40, 5, 3, 7


class OptOutWeights(BaseModel):
    """`sure`: the likelihood from which a message of that meaning opts out (`doubtful`: one that the rules would ask back).
    `least`: from which it is asked back. `unlike`: the one below which what the rules take for an opt-out is asked back too,
    and of what they take for one with less than `weak`, `unlike_weak`; `unlikely`: below which what they hold for doubtful is not
    asked back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    sure: Mapping[str, float]
    least: Mapping[str, float]
    unlike: float = Field(ge=0, lt=1)
    weak: float
    unlike_weak: float = Field(ge=0, lt=1)
    unlikely: float = Field(ge=0, lt=1)
    bias: float
    weights: Mapping[str, float]


@cache
def opt_out_weights(file: Path = CONFIG_FOLDER / "opt_out_weights.toml") -> OptOutWeights:
    """Read the weights. Raises `SettingsError` that names the file."""
    return read_config(OptOutWeights, file)


def opt_out_signs(
    plain: Sequence[str], typed: Sequence[str], kinds: Sequence[Sequence[str]], *, marks: Sequence[str]
) -> frozenset[str]:
    """The words without accents, with them where they have any, the kinds of words (`@people`, `@matter`, `@foreign`), and two
    and three of them in a row. `kinds`: of each word. `marks`: what stands there and is no word (`?`, `stop sign`)."""
    words = ("^", *plain[:MOST_WORDS], "$")
    of_kind = [tuple(each) or (word,) for word, each in zip(words, ((), *kinds[:MOST_WORDS], ()), strict=True)]
    either = [{word, *each} for word, each in zip(words, of_kind, strict=True)]
    found = {
        "of many words" if len(words) >= LONG + 2 else "of few words" if len(words) <= SHORT + 2 else "of some words"
    }
    found |= set(marks) | set(words[1:-1]) | {sign for each in of_kind for sign in each if sign.startswith("@")}
    found |= {f"{one} {other}" for here, next_ in pairwise(either) for one in here for other in next_}
    for place in range(len(words) - 2):
        for second, third in product(of_kind[place + 1], of_kind[place + 2]):
            found |= {f"{first} {second} {third}" for first in either[place]}
    if len(words) <= WHOLE + 2:
        found.add(" ".join(each[0] for each in of_kind) + " ")
    accented = ("^", *typed[:MOST_WORDS], "$")
    found |= {word for word in accented if not word.isascii()}
    found |= {f"{one} {other}" for one, other in pairwise(accented) if not (one + other).isascii()}
    return frozenset(found)


def opt_out_likelihood(signs: frozenset[str], known: OptOutWeights | None = None) -> float:
    known = known or opt_out_weights()
    total = known.bias + sum(known.weights.get(sign, 0.0) for sign in sorted(signs))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
