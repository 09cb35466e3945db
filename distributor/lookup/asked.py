"""Which matter a message asks for, by examples (`config/asked.toml`): for words that no list of ours names. Pure.

A naive Bayes classifier over words and pairs of words without accents, counted from the examples when they are first needed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.lookup.rules import look_up_rules
from distributor.lookup.terms import plain_words, typed_words
from distributor.settings import CONFIG_FOLDER

SMOOTHED = 1.0
"""What every sign counts beforehand, shared out among matters as among all examples."""
PRIOR = 0.3
"""What it counts that a matter has more examples than another."""
LEAST_SAYING = -1.5
"""The most that one word may speak against a matter: stories hold many words that no example of it has."""
SURE, CERTAIN = 0.6, 0.9
"""How likely a matter is, from which it may be acted on, and held against what the words say."""
LEAST, MORE, PLAIN = 4.0, 6.0, 10.0
"""The evidence for that: of a message most of whose words are known, of others, and beside another matter that is named."""
MOSTLY, LEAST_WORDS = 0.5, 2
"""The share of a message's words that is "most", and how many known words it takes to count a share at all."""


class MatterExamples(BaseModel):
    """One matter with what people write of it.

    `names`: how texts say the matter, ways apart by `|`; empty for what no law tells. `asked`: messages, one a line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: str
    asked: str


class AskedExamples(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    matter: tuple[MatterExamples, ...]


@dataclass(frozen=True)
class AskedMatter:
    """The matter that a message asks for.

    `names`: each the words of one way to say it, none for what no law tells. `sure`: how likely it is meant, 0 to 1, of all
    matters that have examples. `known`: the share of the message's telling words that any example of it has, if two have.
    `evidence`: how much oftener its examples have these words than all do, as a sum of natural logarithms.
    """

    names: tuple[tuple[str, ...], ...]
    sure: float
    known: float
    evidence: float

    @property
    def is_sure(self) -> bool:
        """Return True if it may be acted on."""
        return self.sure >= SURE and self.evidence >= (LEAST if self.known >= MOSTLY else MORE)

    @property
    def is_certain(self) -> bool:
        """Return True if it may be held against what the words say."""
        return self.is_sure and self.sure >= CERTAIN and self.evidence >= MORE

    @property
    def is_plainly_asked(self) -> bool:
        """Return True if the message is a look-up of a matter, though nothing else says so."""
        return self.is_sure and bool(self.names) and (self.known > 0 or self.evidence >= MORE)

    @property
    def is_plain(self) -> bool:
        """Return True if it is meant even where another matter is named beside it."""
        return self.is_certain and self.evidence >= PLAIN


@dataclass(frozen=True)
class _Model:
    """Counted examples.

    `signs`: sign → in how many examples of each matter, by its place. `many`: how many examples each matter has.
    """

    matters: tuple[tuple[tuple[str, ...], ...], ...]
    signs: Mapping[str, Mapping[int, int]]
    many: Sequence[int]


def matter_asked(message: str) -> AskedMatter | None:
    """Return the likeliest matter; None where the message has no word that any example has."""
    model, words = _model(), typed_words(message)
    signs = [sign for sign in dict.fromkeys(_signs(words)) if sign in model.signs]
    if not signs:
        return None
    whole = sum(model.many)
    shares = [(model.signs[sign], sum(model.signs[sign].values()) / whole) for sign in signs]
    likely = [
        PRIOR * math.log(many / whole)
        + sum(
            max(LEAST_SAYING, math.log((found.get(place, 0) + SMOOTHED * share) / ((many + SMOOTHED) * share)))
            for found, share in shares
        )
        for place, many in enumerate(model.many)
    ]
    best = max(range(len(likely)), key=likely.__getitem__)
    sure = 1 / sum(math.exp(each - likely[best]) for each in likely)
    telling = set(_telling(words))
    said = sum(1 for word in telling if best in model.signs.get(word, {}))
    evidence = likely[best] - PRIOR * math.log(model.many[best] / whole)
    return AskedMatter(model.matters[best], sure, said / len(telling) if said >= LEAST_WORDS else 0.0, evidence)


def _signs(words: Sequence[str]) -> list[str]:
    return [*_telling(words), *(f"{one} {other}" for one, other in pairwise(words))]


def _telling(words: Sequence[str]) -> list[str]:
    """Return the words without those that tell nothing, alone or two together ("thủ tục")."""
    rules = look_up_rules()
    empty = {place for place, pair in enumerate(pairwise(words)) if " ".join(pair) in rules.empty_phrases}
    return [
        word
        for place, word in enumerate(words)
        if not rules.is_empty(word, word) and empty.isdisjoint({place - 1, place})
    ]


@cache
def asked_examples(file: Path = CONFIG_FOLDER / "asked.toml") -> AskedExamples:
    """Return the examples. Raises `SettingsError` that names the file."""
    return read_config(AskedExamples, file)


@cache
def _model() -> _Model:
    matters = asked_examples().matter
    signs: defaultdict[str, Counter[int]] = defaultdict(Counter)
    many = []
    for place, matter in enumerate(matters):
        messages = matter.asked.strip().splitlines()
        many.append(len(messages))
        for message in messages:
            for sign in set(_signs(typed_words(message))):
                signs[sign][place] += 1
    names = tuple(
        tuple(tuple(words) for name in matter.names.split("|") if (words := plain_words(name))) for matter in matters
    )
    return _Model(names, dict(signs), many)
