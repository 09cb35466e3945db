"""Which pictogram shows what a scene is about: by its words, the item's topic, its kinds (`config/scenes.toml`). Pure."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.render.scene import SceneKind
from distributor.settings import CONFIG_FOLDER
from distributor.understand.topics import topics

FILE = CONFIG_FOLDER / "scenes.toml"
MOST_READ = 2_000
_OFFICE_NAME = re.compile(
    r"(?<!\w)(?:Sở|Bộ|Phòng|Chi cục|Cục|Tổng cục|Thanh tra Sở)\s+[A-ZĐ]\S*"
    r"(?:\s+(?:và\s+|[-–]\s*)?[A-ZĐ]\S*)*(?:\s+\S+){0,2}?(?=\s|,|\.|\Z)"
)
"""An office is named after what it does for all, not after what the sentence is about."""


class SceneRules(BaseModel):
    """`words`: pictogram → words that tell of it. `dangers`: what may stand for a warning. `forbidden`: what may be crossed out.
    `faint`: words that tell whom it concerns, or by what it is measured, more often than what it is about: any other goes before.
    `hollow`: words that hold one of them and tell nothing of it ("miễn phí" is no fee). The others: name → picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    words: dict[str, tuple[str, ...]] = Field(min_length=1)
    dangers: tuple[str, ...]
    forbidden: frozenset[str]
    faint: frozenset[str]
    hollow: frozenset[str] = frozenset()
    topics: dict[str, str]
    content_kinds: dict[str, str]
    scene_kinds: dict[SceneKind, str]


def picture_of(kind: SceneKind, sentences: tuple[str, ...], topic: str = "", content_kind: str = "") -> str:
    """The longest word of the first sentence that tells of one; of a warning and a correction the sign of the kind itself."""
    rules = load_scene_rules()
    for sentence in sentences:
        name = _by_words(sentence)
        if name and (kind is not SceneKind.WARNING or name in rules.dangers):
            return name
    if kind is SceneKind.WARNING:
        return rules.content_kinds.get(content_kind, "") or rules.scene_kinds[kind]
    return rules.topics.get(topic, "") or rules.content_kinds.get(content_kind, "") or rules.scene_kinds[kind]


def told_topic(topic: str, words: str, content_kind: str = "") -> str:
    """The item's topic where these words tell of it themselves, or its kind does: what is far down in a text is not what a
    headline is about, and none is better than a wrong one."""
    known = topics()
    if any(content_kind in each.kinds for each in known.rules.topic if each.label == topic):
        return topic
    found = known.pattern.findall(" ".join(words[:MOST_READ].casefold().split()))
    return topic if any(topic in known.weights.get(word, {}) for word in found) else ""


def crossed_out(picture: str) -> str:
    """Return what stands within the sign of a ban: the scene's pictogram where that is what is forbidden; empty: the sign
    alone."""
    return picture if picture in load_scene_rules().forbidden else ""


def _by_words(sentence: str) -> str:
    names, pattern = _pattern()
    told = _OFFICE_NAME.sub(" ", sentence[:MOST_READ])
    found = [word for match in pattern.finditer(told) if (word := match.group().casefold()) in names]
    faint = load_scene_rules().faint
    return names[max(found, key=lambda word: (word not in faint, len(word)))] if found else ""


@cache
def _pattern() -> tuple[dict[str, str], re.Pattern[str]]:
    names: dict[str, str] = {}
    for name, words in load_scene_rules().words.items():
        for word in words:
            names.setdefault(word.casefold(), name)
    longest_first = sorted({*names, *load_scene_rules().hollow}, key=lambda word: (-len(word), word))
    return names, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@cache
def load_scene_rules(file: Path = FILE) -> SceneRules:
    """Read the rules of scenes. Raises `SettingsError` that names the file and the entry."""
    return read_config(SceneRules, file)
