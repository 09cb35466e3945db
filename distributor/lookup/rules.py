"""What `config/inbound.toml` and `config/lookup.toml` say, read once and put into the forms that are compared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.lookup.asking_words import CopyWords, ProcedureWords
from distributor.settings import CONFIG_FOLDER
from distributor.text.typed import bare, syllables


class WordList(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str

    def __contains__(self, word: object) -> bool:
        return word in self.alone

    def places(self, words: Sequence[str]) -> frozenset[int]:
        """Return which of these words are of the list, alone or together."""
        found = {place for place, word in enumerate(words) if word in self.alone}
        for length in (2, 3):
            for place in range(len(words) - length + 1):
                if tuple(words[place : place + length]) in self.phrases:
                    found |= set(range(place, place + length))
        return frozenset(found)

    @cached_property
    def set(self) -> frozenset[str]:
        return frozenset(self.words.replace("_", " ").split())

    @cached_property
    def alone(self) -> frozenset[str]:
        """The words without those that count only together (`dien_thoai`)."""
        return frozenset(word for word in self.words.split() if "_" not in word)

    @cached_property
    def phrases(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(word.split("_")) for word in self.words.split() if "_" in word)


class WeightedCue(BaseModel):
    """Words that speak for a meaning, or against it where `weight` is below zero. `object`: `ours`: no foreign word follows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    means: str
    weight: float
    object: Literal["", "ours"] = ""
    words: tuple[str, ...]


class AskingCues(BaseModel):
    """`wishes`: those of the cues that also say what somebody wants."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cues: tuple[str, ...]
    wishes: tuple[str, ...]


class WishWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    no: str
    ours: str

    @cached_property
    def sets(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(self.no.split()), frozenset(self.ours.replace("_", " ").split())


class ClauseWords(WordList):
    """The words that a clause that opts out is made of; read the file."""

    will: str
    no: str
    never: str

    @cached_property
    def wished(self) -> WordList:
        return WordList(words=self.will)

    @cached_property
    def unwilling(self) -> re.Pattern[str]:
        no, will = "|".join(self.no.split()), "|".join(word.replace("_", " ") for word in self.will.split())
        return re.compile(rf" (?:{no})(?: \S+){{0,2}} (?:{will})(?= |$)")


class PraiseWords(WordList):
    """The words that may stand beside thanks. `patterns`: as in cues. `names`: after these, capital letters begin a name."""

    patterns: tuple[str, ...]
    names: str


class MeaningRules(BaseModel):
    """Read the file's head for what each entry does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    stop_least: float
    doubt_least: float
    doubt_margin: float
    helping: str
    things: str
    short_forms: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    wish: WishWords
    clause: ClauseWords
    chat: WordList
    others: WordList
    features: Mapping[str, Mapping[str, float]]
    praise: PraiseWords
    asks: AskingCues
    cue: tuple[WeightedCue, ...]

    @cached_property
    def kinds_of(self) -> Mapping[str, Sequence[str]]:
        """Return the classes and kinds of each word, and of each two in a row, that stand in any."""
        found: dict[str, list[str]] = {}
        kinds = {name: [word.replace("_", " ") for word in words.split()] for name, words in self.kinds.items()}
        for name, words in sorted((dict(self.classes) | kinds).items()):
            for word in words:
                found.setdefault(word, []).append(f"@{name}")
        return found

    @cached_property
    def opting_out(self) -> frozenset[str]:
        """Single words that opt out."""
        return frozenset((*self.classes["refuse"], *self.classes["cease"]))

    @cached_property
    def long_forms(self) -> Mapping[str, str]:
        """A short form → what it stands for."""
        return {short: long for long, shorts in self.short_forms.items() for short in shorts.split()}

    @cached_property
    def patterns(self) -> tuple[tuple[WeightedCue, tuple[re.Pattern[str], ...]], ...]:
        """Each cue with its patterns, looked for in ` word word …`."""
        return tuple((cue, tuple(map(self._pattern, cue.words))) for cue in self.cue)

    @cached_property
    def praising(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(self._pattern, self.praise.patterns))

    @cached_property
    def asking(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(self._pattern, self.asks.cues))

    @cached_property
    def asking_how(self) -> tuple[re.Pattern[str], ...]:
        return tuple(self._pattern(cue) for cue in self.asks.cues if cue not in self.asks.wishes)

    def _pattern(self, words: str) -> re.Pattern[str]:
        return re.compile("".join(map(self._part, words.split())))

    def _part(self, part: str) -> str:
        if part in ("^", "$"):
            return r"\A" if part == "^" else r"\Z"
        if part == "*":
            return r"(?: [^ ,]+){0,2}"
        optional = "?" if part.endswith("?") else ""
        choices = [
            word
            for each in part.rstrip("?").split("|")
            for word in (self.classes[each[1:]] if each.startswith("@") else (each,))
        ]
        longest_first = sorted(
            {bare(choice).replace("_", " ") for choice in choices}, key=lambda word: (-len(word), word)
        )
        return f"(?: (?:{'|'.join(map(re.escape, longest_first))})(?= |$)){optional}"

    @cached_property
    def known(self) -> frozenset[str]:
        """Every plain word of the cues and classes."""
        return self._said(self.cue) | frozenset(
            bare(word) for words in self.classes.values() for each in words for word in each.split()
        )

    @cached_property
    def meant(self) -> frozenset[str]:
        """Return what a slip may have meant: the words of opting out and subscribing."""
        told = self._said(tuple(cue for cue in self.cue if cue.means in ("stop", "start") and cue.weight > 0))
        of_classes = {
            bare(word)
            for name in ("refuse", "cease", "send", "message")
            for each in self.classes[name]
            for word in each.split()
        }
        return frozenset(word for word in told | of_classes if word.isalpha() and len(word) > 2)

    def _said(self, cues: tuple[WeightedCue, ...]) -> frozenset[str]:
        words = (bare(word) for cue in cues for words in cue.words for word in re.split(r"[ |_]", words))
        return frozenset(word for word in words if word.isalpha())


class LookUpRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    phrases: tuple[str, ...]
    subscriptions: tuple[str, ...]
    procedures: tuple[str, ...]
    together: tuple[str, ...]
    ways: tuple[str, ...]
    people: tuple[str, ...]
    empty: str
    copies: CopyWords
    procedure: ProcedureWords
    same: Mapping[str, str]
    laws: Mapping[str, str]

    @cached_property
    def named(self) -> Mapping[str, str]:
        """A matter without accents → its name."""
        return {key_of(name): name for name in (*self.subscriptions, *self.phrases)}

    @cached_property
    def followed(self) -> frozenset[str]:
        return frozenset(map(key_of, self.subscriptions))

    def is_empty(self, plain: str, typed: str) -> bool:
        """Return True if a word tells nothing of the matter. One with accents is not taken for one without."""
        return (plain if typed.isascii() else typed) in self._empty_words

    @cached_property
    def _empty_words(self) -> frozenset[str]:
        return frozenset(self.empty.split()) | frozenset(map(bare, self.empty.split()))

    @cached_property
    def empty_phrases(self) -> frozenset[str]:
        return frozenset(bare(word).replace("_", " ") for word in self.empty.split() if "_" in word)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every matter and everyday word for one, without accents."""
        together = frozenset(name for name in map(key_of, self.together) if " " in name)
        return frozenset(lexicon().names) | frozenset(self.same) | together | self.empty_phrases

    @cached_property
    def groups(self) -> frozenset[str]:
        """Return `people` without accents."""
        return frozenset(map(key_of, self.people))

    @cached_property
    def copied(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Return what asks for a copy, and the papers that are copied, without accents."""
        acts, papers = (
            "|".join(sorted(map(key_of, each), key=len, reverse=True))
            for each in (self.copies.acts, self.copies.papers)
        )
        return re.compile(rf"\b(?:{acts})\b"), re.compile(rf"\b(?:{papers})\b")

    @cached_property
    def accented(self) -> Mapping[str, str]:
        """A name without accents → the name, where it is written with them."""
        return {key_of(name): name for name in self.together} | dict(lexicon().names)

    @cached_property
    def matters(self) -> frozenset[str]:
        """Return what a query may be about: what papers it takes is asked of a matter, and is none."""
        asked = {*self.procedure.asks_papers, *self.procedure.asks_places}
        named = (name for name in self.known if " " in name)
        foreign = (name for name in self.same if name not in syllables() and " " not in name)
        return frozenset((*named, *foreign)) - asked - self.empty_phrases - self.manners

    @cached_property
    def manners(self) -> frozenset[str]:
        """Return `ways` without accents."""
        return frozenset(map(key_of, self.ways))

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The words of all that is known: no slips, though some are no Vietnamese ("bus")."""
        return frozenset(word for name in (*self.known, *map(key_of, self.together)) for word in name.split())

    @cached_property
    def pairs(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The known words of two syllables, by each of their syllables."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name in self.known:
            one, _, other = name.partition(" ")
            if other and " " not in other:
                for syllable in {one, other}:
                    found.setdefault(syllable, []).append((one, other))
        return {syllable: tuple(names) for syllable, names in found.items()}


class _Topic(BaseModel):
    model_config = ConfigDict(extra="ignore")

    label: str = ""
    events: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class _Topics(BaseModel):
    model_config = ConfigDict(extra="ignore")

    topic: tuple[_Topic, ...] = Field(default=())


class _Compounds(BaseModel):
    model_config = ConfigDict(extra="ignore")

    words: str


@dataclass(frozen=True)
class Lexicon:
    """Matters of the law. `names`: without accents → with them."""

    names: Mapping[str, str]
    words: frozenset[str]
    longest: int


@cache
def meaning_rules(file: Path = CONFIG_FOLDER / "inbound.toml") -> MeaningRules:
    """Read the rules of meaning. Raises `SettingsError` that names the file."""
    return read_config(MeaningRules, file)


@cache
def look_up_rules(file: Path = CONFIG_FOLDER / "lookup.toml") -> LookUpRules:
    """Read the rules of look-ups. Raises `SettingsError` that names the file."""
    return read_config(LookUpRules, file)


@cache
def lexicon() -> Lexicon:
    """The matters that `lookup.toml` and `topics.toml` name, and the words of legal texts (`compounds.toml`)."""
    topics = read_config(_Topics, CONFIG_FOLDER / "topics.toml")
    compounds = read_config(_Compounds, CONFIG_FOLDER / "compounds.toml").words.replace("\n", " ").split(",")
    chat = meaning_rules().chat.set | meaning_rules().known
    of_law = (word.strip() for word in compounds if not chat.issuperset(key_of(word).split()))
    said = [word for topic in topics.topic for word in (*topic.telling, *topic.words)] + list(of_law)
    # One syllable without its accent may be any word.
    names = {key_of(word): word for word in said if " " in word} | dict(look_up_rules().named)
    words = frozenset(word for name in names for word in name.split() if word.isalpha())
    return Lexicon(names, words, max(len(name.split()) for name in names))


def key_of(name: str) -> str:
    """Return a name as names are compared: small, without accents and marks."""
    return " ".join(re.findall(r"\w+", bare(name)))


LEAST_TOPIC = 4
"""Letters of a name without accents by which a topic is known: "phí" may be "mien phi"."""


@cache
def topic_words() -> Mapping[str, tuple[str, str]]:
    """Return what one can follow, without accents → its name and the topic that has it; no topic: it is followed by itself.

    "bảng giá đất" is of the topic that has "giá đất".
    """
    topics = read_config(_Topics, CONFIG_FOLDER / "topics.toml").topic
    found: dict[str, tuple[str, str]] = {}
    for topic in topics:
        parts = [part.strip() for said in (topic.label, *topic.events) for part in said.split(",")]
        for word in (topic.label, *parts, *topic.telling, *topic.words):
            if len(key_of(word)) >= LEAST_TOPIC:
                found.setdefault(key_of(word), (word, topic.label))
    for name in sorted(look_up_rules().subscriptions, key=len):
        within = [each for each in found if f" {each} " in f" {key_of(name)} "]
        if key_of(name) not in found:
            found[key_of(name)] = found[max(within, key=len)] if within else (name, "")
    return found
