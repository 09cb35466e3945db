"""The editorial rules as data: house rules, the words of each kind, and the blocks of each channel (`config/editorial.toml`).

Validated once, when read; a wrong entry is named in words.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from channels.outside import brought_by, likeness
from distributor.compose.fit import Keep
from distributor.config_files import checked, read_toml
from distributor.labels import kinds
from distributor.settings import CONFIG_FOLDER


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HouseStyle(_Entry):
    """The house's style, which holds on every channel. `question`: of a post that is led by one. `deadline`: what a deadline is
    called.

    `reminder_brief`: where not even the reminder has room. `not_new`: codes of the gate by which a document is none that is
    announced as new. `forbidden_words`: never in words of ours. `footer`: the block of what staff would have below a post."""

    as_of: date
    source: str
    reminder: str
    reminder_brief: str = ""
    not_new: tuple[str, ...] = ()
    max_hashtags: int = Field(ge=0)
    max_emoji: int = Field(ge=0)
    hashtags: tuple[str, ...] = ()
    card_label: str
    call: str
    question: str
    deadline: str
    sober_words: tuple[str, ...] = ()
    forbidden_words: tuple[str, ...] = ()
    footer: "BlockRule"


class KindWords(_Entry):
    """The words of one content kind. `call`: the words before the link. `question`: see `HouseStyle`.

    `deadline`: what its deadline is called. `change_leads`: where room is short, what changes may stand in the headline's place.
    `label`: of what is no content kind itself. `note`: what is said of every item of it. `invitation`: to take part.
    `own_title`: the headline is the source's title even where it is little more than a document's name.
    `whole_lead`: the lead is shown whole or not at all, for half of a correction may say what is wrong and not what is right.
    `footer`: what stands below the post. `hashtags_alone`: none of the house's beside them, nor the place.
    """

    emoji: str = ""
    hashtags: tuple[str, ...] = ()
    call: str = ""
    question: str = ""
    deadline: str = ""
    label: str = ""
    note: str = ""
    invitation: str = ""
    own_title: bool = False
    change_leads: bool = False
    whole_lead: bool = False
    footer: str = ""
    hashtags_alone: bool = False


class BlockRule(_Entry):
    """See `fit.Block`."""

    label: str = ""
    part: Literal["text", "title", "lead"] = "text"
    keep: Keep
    rank: int = 0
    at_most: int | None = Field(default=None, gt=0)
    at_least: int = Field(default=0, ge=0)
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class ChannelRules(_Entry):
    """`emoji`: at most so many, within the house's limit. `lengths`: what `at_most` and `at_least` are counted in.

    `most`: what an editor allows a post, where the platform would take more; by the channel's count. 0: as the platform.
    `footer`: whether what staff would have below a post stands there.
    """

    as_of: date
    source: str
    hashtags: int = Field(ge=0)
    emoji: int = Field(default=1, ge=0)
    lengths: Literal["count", "characters"] = "count"
    most: int = Field(default=0, ge=0)
    footer: bool = True
    blocks: dict[str, BlockRule]


class Editorial(_Entry):
    """`kind_labels`: of every content kind. `standings`: words in the place of a kind's, of documents that are not new.
    `otherwise`: of what is neither."""

    house: HouseStyle
    kinds: dict[str, KindWords]
    standings: dict[str, KindWords]
    channels: dict[str, ChannelRules]
    kind_labels: dict[str, str]
    otherwise: KindWords = KindWords()

    def __hash__(self) -> int:
        """Hash by identity, so that what was made by one set of rules can be remembered."""
        return id(self)

    def words_of(self, kind: str) -> KindWords:
        return self.kinds.get(kind) or self.standings.get(kind) or self.otherwise

    def label_of(self, kind: str) -> str:
        return self.kind_labels.get(kind, "") or self.words_of(kind).label

    def card_label_of(self, kind: str) -> str:
        return self.label_of(kind) or self.house.card_label


@cache
def load_editorial(folder: Path = CONFIG_FOLDER) -> Editorial:
    """Read the editorial rules. Raises `SettingsError` that names the file and the entry."""
    file = folder / "editorial.toml"
    labels = {name: kind.label for name, kind in kinds().items()}
    return checked(Editorial, {**read_toml(file), "kind_labels": labels}, file)


def rules_outside(channel: str, editorial: Editorial) -> ChannelRules | None:
    """Return the rules of a third party's channel: its package's own, else those of the channel that it writes like. Raises
    `SettingsError`."""
    brought = brought_by(channel)
    if brought.editorial:
        return checked(ChannelRules, brought.editorial, brought.file)
    return editorial.channels.get(likeness(channel))
