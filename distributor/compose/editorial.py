"""The editorial rules as data: house rules, the words of each kind, and the blocks of each channel (`config/editorial.toml`).

Validated once, when read; a wrong entry is named in words.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from distributor.compose.fit import Keep
from distributor.errors import SettingsError
from distributor.settings import CONFIG_FOLDER


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class House(_Entry):
    """What holds on every channel."""

    as_of: date
    source: str
    reminder: str
    max_hashtags: int = Field(ge=0)
    max_emoji: int = Field(ge=0)
    hashtags: tuple[str, ...] = ()
    card_label: str
    call: str
    sober_words: tuple[str, ...] = ()


class KindWords(_Entry):
    """The words of one content kind. `call`: the words before the link.

    `whole_lead`: the lead is shown whole or not at all, for half of a correction may say what is wrong and not what is right.
    """

    emoji: str = ""
    hashtags: tuple[str, ...] = ()
    call: str = ""
    whole_lead: bool = False


class BlockRule(_Entry):
    """See `fit.Block`."""

    label: str
    keep: Keep
    rank: int = 0
    at_most: int | None = Field(default=None, gt=0)
    at_least: int = Field(default=0, ge=0)
    needs: str = ""


class ChannelRules(_Entry):
    as_of: date
    source: str
    hashtags: int = Field(ge=0)
    blocks: dict[str, BlockRule]


class Editorial(_Entry):
    """`kind_labels` come from `config/kinds.toml`."""

    house: House
    kinds: dict[str, KindWords]
    channels: dict[str, ChannelRules]
    kind_labels: dict[str, str]

    def words_of(self, kind: str) -> KindWords:
        return self.kinds.get(kind, KindWords())

    def label_of(self, kind: str) -> str:
        return self.kind_labels.get(kind, "")

    def card_label_of(self, kind: str) -> str:
        return self.label_of(kind) or self.house.card_label


@cache
def load_editorial(folder: Path = CONFIG_FOLDER) -> Editorial:
    """Raises `SettingsError` that names the file and the entry."""
    rules = _read(folder / "editorial.toml")
    kinds = _read(folder / "kinds.toml")
    labels = {
        name: str(entry["label"]) for name, entry in kinds.items() if isinstance(entry, dict) and "label" in entry
    }
    try:
        return Editorial.model_validate({**rules, "kind_labels": labels})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Quy tắc biên tập «{name}» không hợp lệ ({first['msg']}). Hãy sửa trong {folder / 'editorial.toml'}."
        ) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"Không đọc được {file}: {error}. Hãy kiểm tra tệp và cú pháp TOML.") from error
