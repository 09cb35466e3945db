"""Which layout and which format a card has, by the rules of `config/cards.toml`. Pure and the same each time."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from channels.outside import brought_by, likeness
from distributor.config_files import read_config
from distributor.errors import SettingsError
from distributor.render.arrange import arrange
from distributor.render.content import CardContent
from distributor.render.layout import FORMATS, FormatName, Layout, formats_of, load_layout
from distributor.render.scene import Scene, SceneKind
from distributor.settings import CONFIG_FOLDER
from phrases import phrase

LAST = "long"
"""Where no rule's layout takes all words: one sentence, shortened where even it is too long."""
PARTS = frozenset(Scene.__dataclass_fields__) | {"picture", "when"}
MOST_ENTRIES = 5


class Rule(BaseModel):
    """`scenes`: it holds for these; empty: for all. `needs`: parts of the content that must be there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: str
    scenes: tuple[SceneKind, ...] = ()
    needs: tuple[str, ...] = ()
    least_entries: int = Field(default=0, ge=0)

    def holds(self, content: CardContent) -> bool:
        return (
            (not self.scenes or content.said.kind in self.scenes)
            and self.least_entries <= len(content.said.steps) <= MOST_ENTRIES
            and all(_has(content, need) for need in self.needs)
        )


class CardRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    formats: dict[str, FormatName]
    rule: tuple[Rule, ...] = Field(min_length=1)


def choose_format(channel: str) -> FormatName:
    """Choose the format of the channel, or as its package says; the default for one that nobody names."""
    formats = load_card_rules().formats
    brought = brought_by(channel).card_format
    if brought in FORMATS:
        return FORMATS[brought]
    return formats.get(likeness(channel), formats["default"])


def choose_layout(content: CardContent, channel: str, format: FormatName | None = None) -> str:
    """The name of the first layout whose rule holds, that has the format (the channel's own, if none is given), and in which
    every word has its place: a layout that would leave out words is no honest one."""
    wanted = format or choose_format(channel)
    for rule in load_card_rules().rule:
        if wanted not in formats_of(rule.layout) or not rule.holds(content):
            continue
        if arrange(content, load_layout(rule.layout, wanted)).whole:
            return rule.layout
    return LAST


def layout_for(content: CardContent, channel: str, format: FormatName | None = None) -> Layout:
    """Chosen and loaded. Where the address is to be read it needs a format that has room for it."""
    wanted = format or ("square" if content.address_in_words else choose_format(channel))
    return load_layout(choose_layout(content, channel, wanted), wanted)


@cache
def load_card_rules(file: Path = CONFIG_FOLDER / "cards.toml") -> CardRules:
    """Read the rules of cards. Raises `SettingsError` that names the file and the entry."""
    rules = read_config(CardRules, file)
    if "default" not in rules.formats:
        raise SettingsError(phrase("render.cards.no-default", file=str(file)))
    for number, rule in enumerate(rules.rule, start=1):
        if unknown := set(rule.needs) - PARTS:
            raise SettingsError(phrase("render.cards.unknown-part", number=number, part=min(unknown), file=str(file)))
        formats_of(rule.layout)  # a layout that is not there is told at once
    return rules


def _has(content: CardContent, need: str) -> bool:
    if need == "when":
        return bool(content.said.day or content.said.hours)
    return bool(content.picture if need == "picture" else getattr(content.said, need))
