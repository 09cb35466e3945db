"""The lists of `config/holds.toml`, and words that a scanner or a typist has spaced out. Pure."""

import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER
from distributor.text.cued import Cued, SearchedText, searched

_SINGLES = re.compile(r"[^\w\n]*(?:[^\W_][^\w\n]{1,3}){3,40}[^\W_]?[^\w\n]*")
"""A whole line of them."""
_A_ROW = re.compile(r" [^\W\d_] {1,3}[^\W\d_](?!\w)")
"""Cheaper to look for: two letters alone, behind a blank; in a text without tabs."""
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
    rows = _SPACED.finditer(text) if _A_ROW.search(text.replace("\t", " ")) else ()
    found = {_SPACE.sub("", match[0]).casefold() for match in rows}
    lines = {re.sub(r"[\W_]", "", line).casefold() for line in text.split("\n") if _SINGLES.fullmatch(line)}
    return frozenset(found | lines)


_SPACE = re.compile(r"\s")


_WARNS = Cued(
    r"(?<!\w)(?:cảnh\s+báo|cảnh\s+giác|giả\s+mạo|mạo\s+danh|giả\s+danh|thủ\s+đoạn|lừa\s+đảo)(?!\w)",
    "cảnh báo|cảnh giác|giả mạo|mạo danh|giả danh|thủ đoạn|lừa đảo",
)
_SWINDLES = Cued(
    r"(?<!\w)(?:kẻ\s+gian|kẻ\s+xấu|lừa\s+đảo|đối\s+tượng|giả\s+mạo|mạo\s+danh|giả\s+danh)(?!\w)",
    "kẻ gian|kẻ xấu|lừa đảo|đối tượng|giả mạo|mạo danh|giả danh",
)
_QUOTED = Cued(
    r"“[^“”\n]{2,90}”|\"[^\"\n]{2,90}\"|‘[^‘’\n]{2,90}’|(?<!\w)'[^'\n]{2,90}'(?!\w)", "“|\"|‘|'", as_written=True
)


def without_quoted_fakes(title: str, text: str) -> tuple[str, str]:
    """Return title and text of a warning of swindlers without what their papers say: the stamp on a forged warrant is no stamp of
    the page that shows it."""
    heading, body = searched(title), searched(text)
    if not _WARNS.search(heading) or not _SWINDLES.search(body):
        return title, text
    return _without_quoted(heading), _without_quoted(body)


def _without_quoted(read: SearchedText) -> str:
    return _QUOTED.pattern.sub(" ", read.written) if _QUOTED.may_stand(read) else read.written
