"""Notices of an office to its citizens (schedules, hotlines, days of vaccination, auctions), by `config/notices.toml`. Pure.

A notice is worth a citizen's minute although it is no lesson in law; sports, feasts and mourning are none, whoever tells of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER
from distributor.text.cue_words import plain, whole_words

_LEAD = 500
_BESIDE = 400
"""How far into the text an office's voice is looked for."""
_JOURNALISTS = re.compile(
    r"phóng\s+viên|(?<!\w)PV(?!\w)|mạng\s+xã\s+hội|clip|tòa\s+soạn|dân\s+trí\)|\(ảnh|ảnh\s+minh\s+họa", re.IGNORECASE
)
"""A newspaper reports of a notice in its own words, mostly later."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _File(_Entry):
    as_of: date
    source: str
    most_sports: int = Field(gt=0)
    offices: tuple[str, ...]
    voice: tuple[str, ...]
    decided: tuple[str, ...]
    titles: tuple[str, ...]
    gathering: tuple[str, ...]
    by_decision: frozenset[str]
    by_gathering: frozenset[str]
    never: tuple[str, ...]
    closes: tuple[str, ...]
    tricks: tuple[str, ...]
    sports: tuple[str, ...]
    topic: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Notices:
    """The file as patterns."""

    most_sports: int
    offices: re.Pattern[str]
    voice: re.Pattern[str]
    decided: re.Pattern[str]
    titles: re.Pattern[str]
    gathering: re.Pattern[str]
    never: re.Pattern[str]
    closes: re.Pattern[str]
    tricks: re.Pattern[str]
    sports: re.Pattern[str]
    by_decision: frozenset[str]
    by_gathering: frozenset[str]
    topics: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def notices(file: Path = CONFIG_FOLDER / "notices.toml") -> Notices:
    """Read the rules of notices. Raises `SettingsError` that names the file."""
    read = read_config(_File, file)
    return Notices(
        most_sports=read.most_sports,
        offices=whole_words(read.offices),
        voice=whole_words(read.voice),
        decided=whole_words(read.decided),
        titles=whole_words(read.titles),
        gathering=whole_words(read.gathering),
        never=whole_words(read.never),
        closes=whole_words(read.closes),
        tricks=whole_words(read.tricks),
        sports=whole_words(read.sports),
        by_decision=read.by_decision,
        by_gathering=read.by_gathering,
        topics=tuple((name, whole_words(words)) for name, words in read.topic.items()),
    )


def is_notice(title: str, text: str) -> bool:
    """Return True if an office tells its citizens something to act upon or to know, in a matter of `topic`."""
    known = notices()
    title, lead = plain(title), plain(text[:_LEAD])
    whole = f"{title} {lead}"
    if known.never.search(title) or _JOURNALISTS.search(whole):
        return False
    beginning = lead[:_BESIDE]
    announces = known.titles.match(title) is not None
    speaks = known.offices.search(beginning) is not None
    for name, words in known.topics:
        if not words.search(title):
            continue
        if announces or (speaks and known.voice.search(beginning)):
            return True
        if name in known.by_decision and known.offices.search(whole) and known.decided.search(whole):
            return True
        if name in known.by_gathering and speaks and known.gathering.search(lead):
            return True
    # A title in an office's plain words, and the matter in its first sentence.
    first = beginning[:240]
    spoken = known.offices.search(first) is not None and known.voice.search(first) is not None
    return spoken and any(words.search(first) for _, words in known.topics)


def announces(title: str, text: str) -> frozenset[str]:
    """Return what of a notice the item has: `title` announces, an `office` speaks, its `matter` is a notice's."""
    known = notices()
    title, beginning = plain(title), plain(text[:_BESIDE])
    found = {
        "title": known.titles.match(title),
        "office": known.offices.search(beginning) and known.voice.search(beginning),
        "matter": any(words.search(title) for _, words in known.topics),
    }
    return frozenset(name for name, there in found.items() if there)


def is_pastime(title: str, text: str) -> bool:
    """Return True if it tells of sports, a feast, mourning or an accident, whose branch soever; not of a road closed for one."""
    known = notices()
    title = plain(title)
    if known.closes.search(title):
        return False
    if known.never.search(title) and not known.tricks.search(title):
        return True
    return len(set(known.sports.findall(f"{title} {plain(text[:_LEAD])}"))) >= known.most_sports
