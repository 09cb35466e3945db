"""Kinds of documents and offices that issue them, from `config/documents.toml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentKind(_Entry):
    """`name`: in lower case. `symbols`: in numbers. `normative`: binds everybody, so that its day of effect matters.

    `content`: the content kind of an item that announces one.
    """

    name: str
    symbols: tuple[str, ...] = ()
    normative: bool = False
    content: str = ""


class OfficeKind(_Entry):
    """`place`: "" the name is whole, "province" or "any" (also a commune) must follow. `also`: other names in texts."""

    name: str
    abbreviations: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    place: str = Field(default="", pattern="^(|province|any)$")


class _File(_Entry):
    kind: tuple[DocumentKind, ...]
    issuer: tuple[OfficeKind, ...]


@dataclass(frozen=True)
class Vocabulary:
    """All keys are case-folded. `spelling`: how a part of a symbol is written ("ttg" → "TTg")."""

    kinds: Mapping[str, DocumentKind]
    kind_by_symbol: Mapping[str, DocumentKind]
    office_by_abbreviation: Mapping[str, OfficeKind]
    office_by_name: Mapping[str, OfficeKind]
    spelling: Mapping[str, str]

    @property
    def kind_words(self) -> str:
        return alternatives(self.kinds)

    @property
    def office_words(self) -> str:
        return alternatives(self.office_by_name)


def alternatives(names: Iterable[str]) -> str:
    """Return names as alternatives of a pattern: longest first, any white space between the words."""
    return "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))


def read_vocabulary(file: Path) -> Vocabulary:
    """Read the vocabulary. Raises `SettingsError` that names the file."""
    entries = read_config(_File, file)
    symbols = [symbol for kind in entries.kind for symbol in kind.symbols]
    abbreviations = [short for office in entries.issuer for short in office.abbreviations]
    return Vocabulary(
        kinds={kind.name.casefold(): kind for kind in entries.kind},
        kind_by_symbol={symbol.casefold(): kind for kind in entries.kind for symbol in kind.symbols},
        office_by_abbreviation={
            short.casefold(): office for office in entries.issuer for short in office.abbreviations
        },
        office_by_name={name.casefold(): office for office in entries.issuer for name in (office.name, *office.also)},
        spelling={each.casefold(): each for each in (*abbreviations, *symbols)},
    )


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary(CONFIG_FOLDER / "documents.toml")
