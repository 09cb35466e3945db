"""Content kinds, by `config/kinds.toml`: what a source's categories or the words of an item say it is. Unsure is ''."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from distributor.settings import CONFIG_FOLDER
from distributor.text.tidy import squeeze

GENERAL_KIND = "new_law"
"""A correction or a repeal is itself a new document: beside a narrower kind this one says nothing more."""


class KindEntry(BaseModel):
    """One table of the file. `post` "never": such items are not announced at all. Words are compared without case."""

    model_config = ConfigDict(extra="allow", frozen=True)

    categories: list[str] = Field(default_factory=list)
    post: str = ""
    title_starts: list[str] = Field(default_factory=list)
    title_has: list[str] = Field(default_factory=list)
    text_has: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Kinds:
    """`starts`, `title_words`, `text_words`: a pattern for each kind that has such words."""

    by_category: Mapping[str, str]
    starts: Mapping[str, re.Pattern[str]]
    title_words: Mapping[str, re.Pattern[str]]
    text_words: Mapping[str, re.Pattern[str]]

    def kind_of(self, categories: Iterable[str]) -> str:
        """The one kind these categories name; '' if they name none or contradict one another."""
        return _only({self.by_category[key] for value in categories if (key := _folded(value)) in self.by_category})

    def kind_of_beginning(self, title: str) -> str:
        """The one kind that the title begins with."""
        folded = _folded(title).lstrip("“\"'[( ")
        return _only({kind for kind, pattern in self.starts.items() if pattern.match(folded)})

    def kind_of_title(self, title: str) -> str:
        """The one kind whose words the title holds."""
        folded = _folded(title)
        return _only({kind for kind, pattern in self.title_words.items() if pattern.search(folded)})

    def kind_of_text(self, text: str) -> str:
        """The one kind whose words the text holds."""
        folded = _folded(text)
        return _only({kind for kind, pattern in self.text_words.items() if pattern.search(folded)})


def read_kinds(file: Path) -> Kinds:
    entries = TypeAdapter(dict[str, KindEntry]).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    return Kinds(
        by_category={_folded(name): kind for kind, entry in entries.items() for name in entry.categories},
        starts={kind: _words(entry.title_starts) for kind, entry in entries.items() if entry.title_starts},
        title_words={kind: _words(entry.title_has) for kind, entry in entries.items() if entry.title_has},
        text_words={kind: _words(entry.text_has) for kind, entry in entries.items() if entry.text_has},
    )


@cache
def default_kinds() -> Kinds:
    return read_kinds(CONFIG_FOLDER / "kinds.toml")


def _only(named: set[str]) -> str:
    if len(named) > 1:
        named.discard(GENERAL_KIND)
    return named.pop() if len(named) == 1 else ""


def _words(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_bordered, sorted(map(_folded, phrases), key=len, reverse=True))))


def _bordered(phrase: str) -> str:
    """Whole words only; a phrase that ends in a sign ("hỏi:") has its border there."""
    return r"(?<!\w)" + re.escape(phrase) + (r"(?!\w)" if phrase[-1].isalnum() else "")


def _folded(value: str) -> str:
    return squeeze(value).casefold()
