"""What a piece of news is to a citizen, by the words it uses (`config/news_kinds.toml`), and whether it is legal education. Pure.

A sum of cues, readable and the same each time: no cue decides alone, and where no kind has enough of them the answer is "".
"""

import math
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
from distributor.text.tidy import squeeze

LEAD = 500
MOST_READ = 3_000
"""Characters of a text that tell what it is."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cues(_Entry):
    """`strong` cues count more than `plain` ones."""

    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


class _File(_Entry):
    as_of: date
    source: str
    in_title: float = Field(gt=0)
    in_lead: float = Field(gt=0)
    most_of_a_cue: int = Field(gt=0)
    strong: float = Field(gt=0)
    least: float = Field(ge=0)
    legal_least: float = Field(ge=0)
    outweighs: float = Field(gt=0)
    outweighs_title: float = Field(gt=0)
    clearly: float = Field(gt=0)
    most_of_the_rest: float = Field(gt=0)
    floors: Mapping[str, float]
    legal: Cues
    other: Mapping[str, Cues]
    kind: Mapping[str, Cues]


@dataclass(frozen=True)
class NewsKinds:
    """`weights`: cue → (table, weight) of every table that has it, tables being "legal", "other.NAME", "kind.NAME"."""

    rules: _File
    weights: Mapping[str, tuple[tuple[str, float], ...]]
    pattern: re.Pattern[str]
    shapes: tuple[tuple[str, re.Pattern[str]], ...]
    """Cues with a `*` or `#`."""


@dataclass(frozen=True)
class News:
    """`kind`: "" where the words do not tell. `scores`: of every kind. `other`: the group of news that it clearly is of.

    `said`: the weight of legal words in title and lead.
    """

    kind: str
    relevant: bool
    other: str
    scores: Mapping[str, float]
    said: float = 0.0

    def is_for(self, kind: str) -> bool:
        """Return True if the item is legal education if it is of this kind."""
        return self.relevant and self.said >= news_kinds().rules.floors.get(kind, 0.0)


def read_news_kinds(file: Path) -> NewsKinds:
    """Read the kinds of news. Raises `SettingsError` that names the file."""
    rules = read_config(_File, file)
    tables = {"legal": rules.legal, **{f"other.{name}": cues for name, cues in rules.other.items()}}
    tables |= {f"kind.{name}": cues for name, cues in rules.kind.items()}
    weights: dict[str, dict[str, float]] = {}
    for table, cues in tables.items():
        for words, weight in ((cues.plain, 1.0), (cues.strong, rules.strong)):
            for cue in words:
                weights.setdefault(squeeze(cue).casefold(), {})[table] = weight
    plain = [cue for cue in weights if "*" not in cue and "#" not in cue]
    shapes = tuple((cue, _shape(cue)) for cue in weights if "*" in cue or "#" in cue)
    pattern = re.compile(rf"(?<!\w)(?=({_prefix_tree(plain)}))", re.IGNORECASE)
    return NewsKinds(rules, {cue: tuple(found.items()) for cue, found in weights.items()}, pattern, shapes)


def _shape(cue: str) -> re.Pattern[str]:
    words = re.escape(cue).replace(r"\#", r"\d+").replace(r"\*", r"\w+(?:\s\w+){0,2}").replace(r"\ ", r"\s")
    return re.compile(rf"(?<!\w){words}")


def _prefix_tree(cues: list[str]) -> str:
    """Alternatives grouped by their first syllable, longest first, so that a place is compared with few of them."""
    groups: dict[str, list[str]] = {}
    for cue in sorted(cues, key=lambda each: (-len(each), each)):
        first, _, rest = cue.partition(" ")
        groups.setdefault(first, []).append(rest)
    branches = []
    for first, rests in groups.items():
        tails = "|".join(re.escape(f" {rest}") if rest else "" for rest in rests)
        branches.append(rf"{re.escape(first)}(?:{tails})(?!\w)")
    return "|".join(branches)


@cache
def news_kinds() -> NewsKinds:
    return read_news_kinds(CONFIG_FOLDER / "news_kinds.toml")


def read_news(title: str, text: str, known: NewsKinds | None = None) -> News:
    """The kind that the words point to, and whether the item is legal education."""
    known = known or news_kinds()
    rules = known.rules
    text = text[:MOST_READ]
    parts = [
        _sums(part, factor, known)
        for part, factor in ((title, rules.in_title), (text[:LEAD], rules.in_lead), (text[LEAD:], 1.0))
    ]
    limits = (math.inf, math.inf, rules.most_of_the_rest)
    scores = {name: sum(part[f"kind.{name}"] for part in parts) for name in rules.kind}
    others = {
        name: sum(min(part[f"other.{name}"], most) for part, most in zip(parts, limits, strict=True))
        for name in rules.other
    }
    kind, best = max(scores.items(), key=lambda entry: entry[1])
    other, weight = max(others.items(), key=lambda entry: entry[1])
    legal = sum(min(part["legal"], most) for part, most in zip(parts, limits, strict=True))
    said = parts[0]["legal"] + parts[1]["legal"]
    named_other = parts[0][f"other.{other}"] > parts[0]["legal"]
    relevant = legal >= rules.legal_least and weight < legal * (
        rules.outweighs_title if named_other else rules.outweighs
    )
    return News(
        kind if best >= rules.least else "", relevant, "" if relevant else other if weight else "", scores, said
    )


def _sums(part: str, factor: float, known: NewsKinds) -> defaultdict[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for cue, times in _cues(" ".join(part.casefold().split()), known).items():
        for table, weight in known.weights[cue]:
            totals[table] += weight * factor * min(times, known.rules.most_of_a_cue)
    return totals


def _cues(part: str, known: NewsKinds) -> Counter[str]:
    found = Counter(match[1] for match in known.pattern.finditer(part))
    for cue, shape in known.shapes:
        if times := sum(1 for _ in shape.finditer(part)):
            found[cue] = times
    return found
