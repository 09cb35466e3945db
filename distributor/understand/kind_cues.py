"""The signs by which a piece of news tells its kind: words of its title, opening and text, its form. Pure, bounded.

Each sign is there or not (`config/kind_cues.toml`); what it weighs for each kind is another matter (`kind_model.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER
from distributor.text.cue_words import plain, whole_words
from distributor.understand.questions import title_asks

LEAD, MOST_READ = 600, 4_000
"""Characters of a text that are its opening, and that are read at all."""
_SPOKEN_LINES = re.compile(r"(?m)^[^\W\d_][^\n:.]{1,30}:\s*[-–(“\"]?\s*\S")
_LEAST_SPOKEN = 3
_DOCUMENT_NUMBER = re.compile(r"\d{1,5}(?:/20\d\d)?/(?:nđ-cp|tt-\w|qđ-\w|nq-\w|qh\d\d|ttlt)")
_QUOTED = re.compile(r"[\"“'‘].{3,80}?[\"”'’]")
_TOGETHER: Mapping[str, tuple[frozenset[str], ...]] = {
    "both-arrested": (frozenset({"title-crime"}), frozenset({"lead-police"})),
    "both-fraudster_caught": (
        frozenset({"title-fraud", "lead-fraud"}),
        frozenset({"title-crime", "lead-police", "text-accused", "lead-court"}),
        frozenset({"text-accused", "title-crime", "lead-court"}),
    ),
    "both-fraud_warned": (frozenset({"title-fraud", "title-warns"}), frozenset({"lead-warned"})),
    "both-issued_by_number": (frozenset({"lead-issued", "lead-in_force"}), frozenset({"text-law_number"})),
    "both-new_since": (frozenset({"title-new", "title-changes"}), frozenset({"title-since", "lead-in_force"})),
    "both-asks_of_law": (frozenset({"form-asks", "title-advice"}), frozenset({"lead-by_law"})),
    "both-asked_and_answered": (frozenset({"lead-asks"}), frozenset({"text-answered"})),
    "both-fined_by_office": (
        frozenset({"title-penalty", "title-fined"}),
        frozenset({"lead-orders", "lead-police", "text-fined"}),
    ),
    "both-fine_by_law": (frozenset({"title-penalty"}), frozenset({"lead-by_law", "lead-in_force"})),
    "both-abroad": (frozenset({"title-abroad"}), frozenset({"lead-abroad"})),
    "both-draft_of_law": (
        frozenset({"title-draft", "title-proposes", "title-congress"}),
        frozenset({"lead-draft"}),
        frozenset({"title-law", "title-penalty", "title-rights", "title-procedure", "text-still_open"}),
    ),
    "both-meeting_of_council": (frozenset({"title-council"}), frozenset({"lead-meets", "lead-council"})),
    "both-steps": (frozenset({"title-procedure"}), frozenset({"text-steps", "lead-papers"})),
    "both-campaign": (frozenset({"title-campaign"}), frozenset({"title-law", "lead-council", "text-law_number"})),
}
"""Signs that tell more together than each alone: one of each group must be there."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    title: Mapping[str, tuple[str, ...]]
    lead: Mapping[str, tuple[str, ...]]
    text: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class KindCues:
    """Patterns by sign, for each part of an item."""

    title: Mapping[str, re.Pattern[str]]
    lead: Mapping[str, re.Pattern[str]]
    text: Mapping[str, re.Pattern[str]]


@cache
def kind_cues(file: Path = CONFIG_FOLDER / "kind_cues.toml") -> KindCues:
    """Read the cues of kinds. Raises `SettingsError` that names the file."""
    read = read_config(_File, file)
    return KindCues(
        *({name: whole_words(words) for name, words in part.items()} for part in (read.title, read.lead, read.text))
    )


_ABROAD = re.compile(
    r"(?<!\w)(?:Brexit|EU|NATO|Trung\sQuốc|Triều\sTiên|Hàn\sQuốc|Nhật\sBản|Syria|Iran|Iraq|Israel|Ukraine|Philippines|Indonesia"
    r"|Malaysia|Thái\sLan|Ấn\sĐộ|Australia|Trump|Putin|Obama|Nhà\sTrắng|Qatar|Venezuela|Campuchia|Italy|Tây\sBan\sNha|Moskva"
    r"|Lầu\sNăm\sGóc|Kremlin|[Cc]hâu\sÂu|Bolivia|G20|G7|Thổ\sNhĩ\sKỳ|Singapore|Canada|Brazil|[Tt]hượng\sviện|[Hh]ạ\sviện|[Tt]ổng\sthống"
    r"|(?:[^\W\d_A-ZĐÀ-Ỹ][^\W\d_]*\s|^)(?:Mỹ|Nga|Anh|Đức|Úc|Nhật|Pháp)(?!\s[A-ZĐÀ-Ỹ])(?!\s(?:luật|lệnh|lý|chế|quyền)(?!\w)))(?!\w)"
)
"""Countries and powers, by their capitals: "Mỹ" is one, the commune "Tân Mỹ Giang" is none."""


_LEAST_ABROAD = 3
_RULED_THERE = re.compile(
    rf"(?:[Ll]uật(?:\spháp)?|[Tt]òa\sán|[Cc]ảnh\ssát|[Cc]hính\s(?:phủ|quyền)|[Nn]hà\schức\strách|[Qq]uốc\shội|[Cc]ơ\squan\sđiều\stra|"
    rf"[Bb]ộ\strưởng)\s(?:[^\W\d_]+\s){{0,3}}?\(?{_ABROAD.pattern}"
)
_HERE = re.compile(
    r"(?<!\w)(?:[Vv]iệt(?:\s?[Nn]am|\skiều)|VN|nước\s(?:ta|nhà)|UBND|HĐND|[Cc]ông\san\s(?:tỉnh|huyện|xã|phường|TP|thành)|"
    r"[Bb]iên\sphòng|dự\s(?:thảo|án)\s[Ll]uật)(?!\w)"
)


def is_all_abroad(title: str, text: str) -> bool:
    """Return True if it tells of another country's law or authorities and not of ours: "theo luật Hàn Quốc" binds nobody here."""
    words = f"{title}\n{text[:MOST_READ]}"
    return (
        len(_ABROAD.findall(words)) >= _LEAST_ABROAD
        and _RULED_THERE.search(words) is not None
        and _HERE.search(words) is None
    )


def cues_of(title: str, text: str, known: KindCues | None = None) -> frozenset[str]:
    """The names of the signs that title and text bear: `title-new`, `lead-police`, `form-asks` …"""
    known = known or kind_cues()
    abroad = _ABROAD.search(title) is not None
    title, body = plain(title), plain(text[:MOST_READ])
    parts = (("title", title, known.title), ("lead", body[:LEAD], known.lead), ("text", body, known.text))
    found = {f"{part}-{name}" for part, words, signs in parts for name, sign in signs.items() if sign.search(words)}
    if abroad:
        found.add("title-abroad")
    found.update(_forms(title, text[:MOST_READ]))
    return frozenset(found.union(name for name, parts in _TOGETHER.items() if all(found & any_of for any_of in parts)))


def _forms(title: str, text: str) -> Iterator[str]:
    """Yield what title and text look like."""
    if not title:
        yield "form-untitled"
    if title_asks(title):
        yield "form-asks"
    if ":" in title:
        yield "form-title_in_two"
    if _QUOTED.search(title):
        yield "form-title_quotes"
    if any(sign.isdigit() for sign in title):
        yield "form-title_has_figure"
    if len(_SPOKEN_LINES.findall(text)) >= _LEAST_SPOKEN:
        yield "form-spoken_lines"
    if _DOCUMENT_NUMBER.search(text.casefold()):
        yield "form-document_number"
