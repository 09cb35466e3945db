"""How likely a message asks anything of the law or of a procedure at all: a sum of weights over its words. Pure.

Most words of talk ("mai ra đồng sớm nhé") also stand in examples of some matter, of which `asked.py` then takes the likeliest.
These weights tell talk from all matters together: words that nobody ever asked with leave a message unlikely to ask anything, but
a matter that it names speaks for it, as does how much likelier any matter is than talk.
They stand in `config/asks_law.toml`, learnt by `bench/learn_asks_law.py`.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.lookup.asked import AskedMatter
from distributor.lookup.rules import look_up_rules, topic_words
from distributor.lookup.terms import named_places, sought_in, typed_words
from distributor.settings import CONFIG_FOLDER

AHEAD, EVIDENCE = tuple(range(-8, 20, 3)), tuple(range(0, 30, 4))
"""The steps of `AskedMatter.ahead_of_talk` and `evidence` that are weighed."""


class AsksLawWeights(BaseModel):
    """`least`: the likelihood below which a message that names no document and does not begin like a look-up is not looked up;
    `least_of_questions`: below which a question is not, though it is asked like a matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    least: float = Field(ge=0, lt=1)
    least_of_questions: float = Field(ge=0, lt=1)
    bias: float
    weights: Mapping[str, float]


@cache
def asks_law_weights(file: Path = CONFIG_FOLDER / "asks_law.toml") -> AsksLawWeights:
    """Read the weights. Raises `SettingsError` that names the file."""
    return read_config(AsksLawWeights, file)


def asks_law_signs(message: str, asked: AskedMatter | None) -> frozenset[str]:
    """Return what is weighed: the words, as they were meant and without accents, and two of them in a row, with beginning and
    end; what names of matters stand there (`@…`), and how much it is `asked` like a matter, as far as each of some steps."""
    words, rules = typed_words(message), look_up_rules()
    found = {*words, *(f"{one} {other}" for one, other in pairwise(("^", *words, "$")))}
    named = named_places(words)
    for name in (" ".join(words[place] for place in sorted(places)) for places in named):
        kind = "matter" if " " in name else "word"
        found.add(f"@{kind}")
        if name in rules.named:
            found.add(f"@{kind} of ours")
        if name in topic_words():
            found.add("@followed")
    covered = sum(len(places) for places in named if len(places) > 1)
    found.add(f"@named of 4: {round(4 * covered / max(1, len(words)))}")
    sought = sought_in(message)
    found |= {f"@said otherwise {' '.join(each.words)}" for each in sought if len(each.words) > 1}
    found |= {"@said otherwise" for each in sought if len(each.ways) > 1}
    found.add(f"@matters: {min(2, sum(each.is_matter for each in sought))}")
    if asked is not None:
        found |= {f"@ahead of talk by {step}" for step in AHEAD if asked.ahead_of_talk > step}
        found |= {f"@evidence of {step}" for step in EVIDENCE if asked.evidence > step}
    return frozenset(found)


def asks_law_likelihood(signs: frozenset[str], known: AsksLawWeights | None = None) -> float:
    """Return how likely a message with these signs asks for something, 0 to 1."""
    known = known or asks_law_weights()
    total = known.bias + sum(known.weights.get(sign, 0.0) for sign in sorted(signs))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
