"""The province's prepared and generated items, as data with their dates filled in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from sandbox.clock import VIETNAM

_DATE = re.compile(r"\{\{(ngày )?([+-]?\d+)\}\}")
_FIRST_QUESTION = 41
_WARNING_EVERY = 4


@dataclass(frozen=True)
class Attachment:
    name: str
    title: str


@dataclass(frozen=True)
class Item:
    """One publication of the province. `hours_before` is None for what is not there at the first start.

    `moves_day`: with it the province puts an earlier item right: `slug`, and the days after that item's publication that stood
    there (`wrong`) and that stand there from then on (`right`).
    """

    slug: str
    kind: str
    title: str
    summary: str
    body: str
    mark: str = ""
    attachments: tuple[Attachment, ...] = ()
    hours_before: float | None = None
    moves_day: Mapping[str, Any] | None = None

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.body.strip().split("\n\n")]

    def saying(self, old: str, new: str) -> Item:
        """The item put right."""
        title, summary, body = (text.replace(old, new) for text in (self.title, self.summary, self.body))
        return replace(self, title=title, summary=summary, body=body)

    def dated(self, moment: float) -> Item:
        """The item with its relative dates written out for this time of publication."""
        day = datetime.fromtimestamp(moment, VIETNAM)
        return replace(self, title=dated(self.title, day), summary=dated(self.summary, day), body=dated(self.body, day))


def day_after(moment: float, days: int) -> str:
    """The day so many days after a time, as texts write it."""
    return dated(f"{{{{{days}}}}}", datetime.fromtimestamp(moment, VIETNAM))


def dated(text: str, day: datetime) -> str:
    """Relative dates written out: `{{+20}}` as dd/mm/yyyy, `{{ngày +20}}` in the words of a document."""

    def fill(found: re.Match[str]) -> str:
        there = day + timedelta(days=int(found[2]))
        return in_words(there) if found[1] else f"{there:%d/%m/%Y}"

    return _DATE.sub(fill, text)


def in_words(day: datetime) -> str:
    """As documents write it: two digits for days below 10 and months below 3."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


class Programme:
    """All items in the order of publication: first the prepared ones, then the series without an end."""

    def __init__(self) -> None:
        self.prepared = [_item(entry) for entry in load("items.toml")["item"]]
        series = load("series.toml")
        self._questions: list[Mapping[str, str]] = series["question"]
        self._announcements: list[Mapping[str, str]] = series["announcement"]
        self._warnings: list[Mapping[str, str]] = series["warning"]
        self._communes: list[str] = series["communes"]

    def item(self, number: int) -> Item:
        """The item with this number, from 0."""
        if number < len(self.prepared):
            return self.prepared[number]
        later = number - len(self.prepared)
        turn, is_announcement = divmod(later, 2)
        return self._announcement(turn) if is_announcement else self._question(turn)

    def _question(self, turn: int) -> Item:
        entry = self._questions[turn % len(self._questions)]
        issue = _FIRST_QUESTION + turn
        return Item(
            slug=f"hoi-dap-phap-luat-so-{issue}",
            kind="Hỏi đáp pháp luật",
            title=f"Hỏi đáp pháp luật số {issue}: {entry['title']}",
            summary=entry["summary"],
            body=entry["body"],
        )

    def _announcement(self, turn: int) -> Item:
        before, is_warning = turn // _WARNING_EVERY, turn % _WARNING_EVERY == _WARNING_EVERY - 1
        entries, place = (self._warnings, before) if is_warning else (self._announcements, turn - before)
        entry = entries[place % len(entries)]
        names = {"xa": self._communes[turn % len(self._communes)], "so": str(turn + 3)}

        def fill(text: str) -> str:
            return text.replace("{xa}", names["xa"]).replace("{so}", names["so"])

        return Item(
            slug=f"thong-bao-so-{turn + 3}",
            kind=entry["kind"],
            title=fill(entry["title"]),
            summary=fill(entry["summary"]),
            body=fill(entry["body"]),
        )


def _item(entry: Mapping[str, Any]) -> Item:
    attachments = tuple(Attachment(**attachment) for attachment in entry.get("attachments", []))
    return Item(**{**entry, "attachments": attachments})


def load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("sandbox.huonggiang").joinpath(name).read_text("utf-8"))
