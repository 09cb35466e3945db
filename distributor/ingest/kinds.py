"""Content kinds: what a source's categories say an item is, by `config/kinds.toml`. Unsure is '' and a person decides."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from distributor.ingest.text import squeeze
from distributor.settings import CONFIG_FOLDER

GENERAL_KIND = "new_law"
"""A correction or a repeal is itself a new document: beside a narrower kind this one says nothing more."""


class KindEntry(BaseModel):
    """One table of the file. `post` "never": such items are not announced at all."""

    model_config = ConfigDict(extra="allow", frozen=True)

    label: str
    categories: list[str] = Field(default_factory=list)
    post: str = ""


@dataclass(frozen=True)
class Kinds:
    by_category: Mapping[str, str]

    def kind_of(self, categories: Iterable[str]) -> str:
        """The one kind these categories name; '' if they name none or contradict one another."""
        named = {self.by_category[key] for value in categories if (key := _folded(value)) in self.by_category}
        if len(named) > 1:
            named.discard(GENERAL_KIND)
        return named.pop() if len(named) == 1 else ""


def read_kinds(file: Path) -> Kinds:
    entries = TypeAdapter(dict[str, KindEntry]).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    return Kinds({_folded(name): kind for kind, entry in entries.items() for name in entry.categories})


@cache
def default_kinds() -> Kinds:
    return read_kinds(CONFIG_FOLDER / "kinds.toml")


def _folded(value: str) -> str:
    return squeeze(value).casefold()
