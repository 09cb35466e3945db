"""The life event that an item concerns, by weighted words of `config/topics.toml`; "" where no topic is clearly ahead. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER

TELLING = 3
PLAIN = 1
MOST_READ = 6_000
"""Characters of a text that tell its topic; what it is about stands at its beginning."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Entry):
    """`telling`, `words`: in lower case; a telling word counts three times a plain one. `events`: what citizens call it."""

    label: str = Field(min_length=1)
    telling: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class _File(_Entry):
    as_of: date
    source: str
    in_title: float = Field(gt=0)
    in_summary: float = Field(gt=0)
    most_of_a_word: int = Field(gt=0)
    of_kind: float = Field(ge=0)
    least: float = Field(gt=0)
    lead: float = Field(ge=1)
    ignore: tuple[str, ...] = ()
    topic: tuple[Topic, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Topics:
    """`weights`: word → label → weight."""

    rules: _File
    weights: Mapping[str, Mapping[str, int]]
    pattern: re.Pattern[str]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(topic.label for topic in self.rules.topic)


def read_topics(file: Path) -> Topics:
    """Read the topics. Raises `SettingsError` that names the file."""
    rules = read_config(_File, file)
    weights: dict[str, dict[str, int]] = {}
    for topic in rules.topic:
        for words, weight in ((topic.words, PLAIN), (topic.telling, TELLING)):
            for word in words:
                weights.setdefault(word.casefold(), {})[topic.label] = weight
    longest_first = sorted({*weights, *(word.casefold() for word in rules.ignore)}, key=lambda word: (-len(word), word))
    return Topics(rules, weights, re.compile(rf"(?<!\w)(?:{_prefix_tree(longest_first)})(?!\w)"))


def _prefix_tree(words: list[str]) -> str:
    """Alternatives grouped by their first syllable, so that a place in the text is compared with few of them."""
    groups: dict[str, list[str]] = {}
    for word in words:
        first, _, rest = word.partition(" ")
        groups.setdefault(first, []).append(rest)
    branches = []
    for first, rests in groups.items():
        tails = "|".join(re.escape(f" {rest}" if rest else "") for rest in rests)
        branches.append(f"{re.escape(first)}(?:{tails})(?!\\w)")
    return "|".join(branches)


@cache
def topics() -> Topics:
    return read_topics(CONFIG_FOLDER / "topics.toml")


def topic_of(title: str, summary: str, text: str, kind: str, known: Topics | None = None) -> str:
    """A label; '' where no topic is clearly ahead."""
    known = known or topics()
    rules = known.rules
    totals: dict[str, float] = defaultdict(float)
    for part, factor in ((title, rules.in_title), (summary, rules.in_summary), (text, 1.0)):
        beginning = " ".join(part[:MOST_READ].casefold().split())
        found = Counter(known.pattern.findall(beginning))
        for word, times in found.items():
            for label, weight in known.weights.get(word, {}).items():
                totals[label] += weight * factor * min(times, rules.most_of_a_word)
    for topic in rules.topic:
        if kind in topic.kinds:
            totals[topic.label] += rules.of_kind
    ranked = sorted(totals.items(), key=lambda entry: -entry[1])[:2]
    if not ranked or ranked[0][1] < rules.least:
        return ""
    if len(ranked) > 1 and ranked[0][1] < rules.lead * ranked[1][1]:
        return ""
    return ranked[0][0]
