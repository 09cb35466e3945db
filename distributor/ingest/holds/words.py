"""The lists of `config/holds.toml`, and words that a scanner or a typist has spaced out. Pure."""

import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER

_SINGLES = re.compile(r"^[^\w\n]*(?:[^\W_][^\w\n]{1,3}){3,40}[^\W_]?[^\w\n]*$", re.MULTILINE)
_A_ROW = re.compile(r"[ \t][^\W\d_][ \t]{1,3}[^\W\d_](?!\w)")
"""Cheaper to look for: two letters alone, behind a blank."""
_SPACED = re.compile(r"(?<![^\s(\[|])(?:[^\W\d_][ \t]{1,3}){2,14}[^\W\d_](?![^\s)\]|.,])")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    illness: tuple[str, ...]
    hurts_a_child: tuple[str, ...]
    accuses: tuple[str, ...]


@cache
def hold_words(file: Path = CONFIG_FOLDER / "holds.toml") -> _File:
    """Read the words of holds. Raises `SettingsError` that names the file."""
    return read_config(_File, file)


@lru_cache(maxsize=4)
def spaced_out(text: str) -> frozenset[str]:
    """Words written letter by letter ("D Ự  T H Ả O"), put together, in lower case."""
    rows = _SPACED.finditer(text) if _A_ROW.search(text) else ()
    found = {_SPACE.sub("", match[0]).casefold() for match in rows}
    lines = {re.sub(r"[\W_]", "", match[0]).casefold() for match in _SINGLES.finditer(text)}
    return frozenset(found | lines)


_SPACE = re.compile(r"\s")
