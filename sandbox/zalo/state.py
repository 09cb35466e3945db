"""What the stand-in Zalo holds: an index in memory over one journal.

A change is written to the journal first and applied second; a restart applies the journal again. Nothing here judges a request.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.rules import TestersRules


@dataclass(frozen=True)
class Article:
    """`ready`: when its creation is over, in seconds since 1970. `content`: the fields as they were sent."""

    id: str
    account: str
    content: Mapping[str, Any]
    created: float
    updated: float
    ready: float
    refused: bool = False
    deleted: float | None = None

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def status(self) -> str:
        return str(self.content["status"])

    def is_shown(self, moment: float) -> bool:
        """Whether a citizen finds it on the Official Account's page."""
        return self.deleted is None and not self.refused and self.ready <= moment and self.status == "show"


@dataclass(frozen=True)
class Operation:
    """A creation or an update on its way: what its token answers for."""

    token: str
    article: str
    ready: float


@dataclass(frozen=True)
class Broadcast:
    """A message to all followers. Times in seconds since 1970."""

    id: str
    account: str
    article: str
    sent: float


@dataclass(frozen=True)
class Token:
    """An access or a refresh token. `used`: a refresh token that has been exchanged."""

    value: str
    account: str
    kind: str
    expires: float
    used: bool = False


@dataclass(frozen=True)
class PersonMessage:
    """A private message between the account and a person. `quoted`: the id of that which it answers."""

    id: str
    account: str
    person: str
    text: str
    written: float
    by_us: bool = False
    quoted: str = ""


@dataclass(frozen=True)
class Rules(TestersRules):
    """What a tester may change. Seconds; `refuse_next`: the next article's creation ends in an error; `hours`: broadcasts are
    refused outside 8 to 22 o'clock in Vietnam."""

    processing_s: float = 2.0
    token_s: float = 90_000.0
    refresh_s: float = 7_776_000.0
    refuse_next: bool = False
    hours: bool = False


Kept = TypeVar("Kept", Article, Operation, Broadcast, Token, PersonMessage)


@dataclass
class State:
    """All of it. `folder` is the sandbox's."""

    folder: Path
    articles: dict[str, Article] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    broadcasts: dict[str, Broadcast] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    messages: dict[str, PersonMessage] = field(default_factory=dict)
    callback: str = ""
    rules: Rules = field(default_factory=Rules)
    dead_before: float = 0.0
    """Access tokens given before this moment are old."""

    def __post_init__(self) -> None:
        self._journal = Journal(self.folder / "zalo.jsonl")
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def keep(self, value: Kept) -> Kept:
        """Add it, or replace the one of its id."""
        self._write({"event": type(value).__name__, **asdict(value)})
        return value

    def set_rules(self, rules: Rules) -> None:
        self._write({"event": "rules", "rules": asdict(rules)})

    def subscribe(self, callback: str) -> None:
        """Where events are told; empty: nowhere."""
        self._write({"event": "subscribe", "callback": callback})

    def messages_with(self, account: str, person: str) -> list[PersonMessage]:
        """Oldest first."""
        return [one for one in self.messages.values() if (one.account, one.person) == (account, person)]

    def age(self) -> None:
        """End all access tokens at once."""
        self._write({"event": "age", "time": now()})

    def forget(self) -> None:
        """Forget all but tokens."""
        self._write({"event": "reset"})

    def articles_of(self, account: str) -> list[Article]:
        """Those that are there, newest first."""
        moment = now()
        mine = [
            one
            for one in self.articles.values()
            if one.account == account and one.deleted is None and one.ready <= moment and not one.refused
        ]
        return mine[::-1]

    def broadcasts_of(self, account: str) -> list[Broadcast]:
        """Newest first."""
        return [one for one in self.broadcasts.values() if one.account == account][::-1]

    def sent_since(self, account: str, moment: float) -> int:
        return sum(1 for one in self.broadcasts.values() if one.account == account and one.sent >= moment)

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        values: dict[str, Any] = {name: value for name, value in record.items() if name != "event"}
        match record["event"]:
            case "Article":
                self.articles[values["id"]] = Article(**values)
            case "Operation":
                self.operations[values["token"]] = Operation(**values)
            case "Broadcast":
                self.broadcasts[values["id"]] = Broadcast(**values)
            case "Token":
                self.tokens[values["value"]] = Token(**values)
            case "PersonMessage":
                self.messages[values["id"]] = PersonMessage(**values)
            case "subscribe":
                self.callback = values["callback"]
            case "rules":
                self.rules = Rules().changed(values["rules"])
            case "age":
                self.dead_before = values["time"]
                self.tokens = {
                    name: replace(token, expires=min(token.expires, values["time"]))
                    if token.kind == "access"
                    else token
                    for name, token in self.tokens.items()
                }
            case "reset":
                for held in (self.articles, self.operations, self.broadcasts, self.messages):
                    held.clear()
                self.rules = Rules()
            case unknown:
                raise ValueError(f"a journal line of unknown kind {unknown!r}")


def new_id(length: int) -> str:
    """Hexadecimal, as in Zalo's ids; never the same twice."""
    return os.urandom((length + 1) // 2).hex()[:length]
