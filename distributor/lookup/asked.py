"""Which matter a message asks for, by examples (`config/asked.toml`): for words that no list of ours names. Pure.

A naive Bayes classifier over words, pairs of words and runs of four letters, all without accents, counted from the examples when
they are first needed. The letters know what words do not: slips, and words typed apart or as one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.lookup.rules import look_up_rules
from distributor.lookup.terms import plain_words, typed_words
from distributor.settings import CONFIG_FOLDER

SMOOTHED = 1.0
"""What every sign counts beforehand, shared out among matters as among all examples."""
LETTERS, OF_LETTERS = 4, 0.3
"""How many letters are a run, and what a run says, of what a word says: each word has several."""
PRIOR = 0.3
"""What it counts that a matter has more examples than another."""
LEAST_SAYING = -1.5
"""The most that one word may speak against a matter: stories hold many words that no example of it has."""
SURE, CERTAIN, ALONE, TRUSTED = 0.75, 0.95, 0.97, 0.98
"""How likely a matter is, from which it may be acted on, held against what the words say, has hardly another beside it, and
answers though hardly a word of the message stands there."""
LITTLE, LEAST, MUCH, MORE, BELIEVED, PLAIN = 4.0, 6.0, 8.0, 9.0, 14.0, 20.0
"""The evidence for that: of a matter that has hardly another beside it, of a message most of whose words are known, of what
is trusted, of others, without a word of the message, and beside another matter that is named."""
OF_LETTERS_ALONE = 13.0
"""The evidence by which a message none of whose telling words is known asks for a matter."""
MOSTLY, NEARLY_ALL, LEAST_WORDS = 0.5, 0.75, 2
"""The share of a message's words that is "most" and "nearly all", and how many known words it takes to count a share at all."""
_RUN = "#"
"""Begins the sign of a run of letters."""
MOST_COUNTED, MOST_MATTERS = 255, 256
"""What one byte of `_Model.signs` can say."""


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
    matter: tuple[MatterExamples, ...] = Field(max_length=MOST_MATTERS)


@dataclass(frozen=True)
class AskedMatter:
    """The matter that a message asks for.

    `names`: each the words of one way to say it, none for what no law tells. `sure`: how likely it is meant, 0 to 1, of all
    matters that have examples. `known`: the share of the message's telling words that any example of it has, if two have.
    `evidence`: how much oftener its examples have these words than all do, as a sum of natural logarithms. `ahead_of_talk`: how
    much likelier the likeliest matter of the law is than all talk, as a natural logarithm.
    """

    names: tuple[tuple[str, ...], ...]
    sure: float
    known: float
    evidence: float
    ahead_of_talk: float

    @property
    def is_sure(self) -> bool:
        """Return True if it may be acted on."""
        least = LITTLE if self.sure >= ALONE else LEAST if self.known >= MOSTLY else MORE
        return self.sure >= SURE and self.evidence >= least

    @property
    def is_trusted(self) -> bool:
        """Return True if what is titled as it answers, whatever else of the message stands there: of what was less likely, a
        quarter was wrong (`bench/lookup.py --examples`)."""
        return self.is_sure and self.sure >= TRUSTED and self.evidence >= MUCH

    @property
    def is_certain(self) -> bool:
        """Return True if it may be held against what the words say."""
        return self.is_sure and self.sure >= CERTAIN and self.evidence >= MORE

    @property
    def is_believed(self) -> bool:
        """Return True if what is titled as it answers, though hardly a word of the message stands there: of what had less
        evidence and no word, two thirds were wrong (`bench/lookup.py --examples`)."""
        return self.evidence >= BELIEVED

    @property
    def is_well_known(self) -> bool:
        """Return True if the examples have nearly all that the message says: no other words tell against it."""
        return self.is_plain and self.known >= NEARLY_ALL

    @property
    def is_plainly_asked(self) -> bool:
        """Return True if the message is a look-up of a matter, though nothing else says so."""
        return self.is_sure and bool(self.names) and (self.known > 0 or self.evidence >= OF_LETTERS_ALONE)

    @property
    def is_plain(self) -> bool:
        """Return True if it is meant even where another matter is named beside it."""
        return self.is_certain and self.evidence >= PLAIN


@dataclass(frozen=True)
class _Model:
    """Counted examples.

    `signs`: sign → in how many examples of which matters: their places and how many, by turns. `many`: how many examples each
    matter has. `absent`: what it says against each matter that no example of it has a sign.
    """

    matters: tuple[tuple[tuple[str, ...], ...], ...]
    signs: Mapping[str, bytes]
    many: Sequence[int]
    absent: Sequence[float]


def matter_asked(message: str, *, left_out: int | None = None) -> AskedMatter | None:
    """Return the likeliest matter; None where the message has no word that any example has.

    `left_out`: the place of the matter that the message is an example of, to hear it as if it were none.
    """
    model, words = _model(), typed_words(message)
    signs = [sign for sign in dict.fromkeys(_signs(words)) if sign in model.signs]
    if not signs:
        return None
    whole = sum(model.many)
    before = [PRIOR * math.log(many / whole) for many in model.many]
    weights = [OF_LETTERS if sign[0] == _RUN else 1.0 for sign in signs]
    against = sum(weights)
    likely = [prior + against * absent for prior, absent in zip(before, model.absent, strict=True)]
    for sign, weight in zip(signs, weights, strict=True):
        found = dict(zip(model.signs[sign][::2], model.signs[sign][1::2], strict=True))
        if left_out in found:
            found[left_out] -= 1
        share = sum(found.values()) / whole
        for place, count in found.items():
            if count:
                said = math.log((count + SMOOTHED * share) / ((model.many[place] + SMOOTHED) * share))
                likely[place] += weight * (max(LEAST_SAYING, said) - model.absent[place])
    best = max(range(len(likely)), key=likely.__getitem__)
    sure = 1 / sum(math.exp(each - likely[best]) for each in likely)
    telling = set(_telling(words))
    said_words = sum(1 for word in telling if best in model.signs.get(word, b"")[::2])
    of_law, of_talk = (
        max(each for each, names in zip(likely, model.matters, strict=True) if bool(names) == named)
        for named in (True, False)
    )
    return AskedMatter(
        model.matters[best],
        sure,
        said_words / len(telling) if said_words >= LEAST_WORDS else 0.0,
        likely[best] - before[best],
        of_law - of_talk,
    )


def telling(sign: str) -> float:
    """Return how much a word, or two in a row with a space between, tells of a matter, 0 to 1: the fewer matters it is asked
    with, the more."""
    model = _model()
    return 1.0 - math.log1p(len(model.signs.get(sign, b"")) // 2) / math.log1p(len(model.matters))


def _signs(words: Sequence[str]) -> list[str]:
    line = f" {' '.join(words)} "
    runs = (f"{_RUN}{line[place : place + LETTERS]}" for place in range(len(line) - LETTERS + 1))
    return [*_telling(words), *(f"{one} {other}" for one, other in pairwise(words)), *runs]


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


def known_matters() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the names of each matter, in the order of the examples, as `AskedMatter.names` has them."""
    return _model().matters


@contextmanager
def taught_by(examples: AskedExamples) -> Iterator[None]:
    """Hear messages by these examples alone, in this thread and all others: for benches, which ask what was left out of them."""
    _TAUGHT.append(examples)
    _model.cache_clear()
    yield
    _TAUGHT.pop()
    _model.cache_clear()


_TAUGHT: list[AskedExamples] = []


def read_examples() -> None:
    """Read what matters are told by, if this process has not yet."""
    _model()


@cache
def _model() -> _Model:
    matters = (_TAUGHT[-1] if _TAUGHT else asked_examples()).matter
    signs: defaultdict[str, bytes] = defaultdict(bytes)
    many = []
    for place, matter in enumerate(matters):
        messages = matter.asked.strip().splitlines()
        many.append(len(messages))
        counted = Counter(sign for message in messages for sign in set(_signs(typed_words(message))))
        for sign, count in counted.items():
            signs[sign] += bytes((place, min(count, MOST_COUNTED)))
    names = tuple(
        tuple(tuple(words) for name in matter.names.split("|") if (words := plain_words(name))) for matter in matters
    )
    absent = [max(LEAST_SAYING, math.log(SMOOTHED / (count + SMOOTHED))) for count in many]
    return _Model(names, dict(signs), many, absent)
