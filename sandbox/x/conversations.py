"""Conversations under an account's posts: what citizens wrote there (a tester adds it), and whom the account may answer.

Citizens' posts are kept here, in a journal of their own; an account's answers are publications like its other posts. A program
answers only posts that mention its account: X's refusal of all others has been met in three senders' own tests
("… because you have not been mentioned or otherwise engaged by the author of the post you are replying to").
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.accounts import Account
from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.x import problems, weighted

GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
UNASKED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the "
    "post you are replying to."
)
REPLY_FIELDS = frozenset({"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"})
_ID = re.compile(r"[0-9]{1,19}")
_LONGEST_HANDLE = 15


@dataclass(frozen=True)
class CitizensPost:
    """What a citizen wrote in a conversation. `answers`: to which post; `conversation`: the id of its first one."""

    id: str
    conversation: str
    answers: str
    author_id: str
    author: str
    text: str
    written: float
    deleted: bool = False


@dataclass
class Conversations:
    """All of them. `charged`: how many posts of others were told to a program, each of which X is paid for."""

    folder: Path
    store: Store
    posts: dict[str, CitizensPost] = field(default_factory=dict)
    charged: int = 0

    def __post_init__(self) -> None:
        self._journal = Journal(self.folder / "x-conversations.jsonl")
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def forget(self) -> None:
        self._write({"event": "reset"})

    def say(self, answered: str, text: str, author: str, *, mentions: bool) -> CitizensPost:
        """A citizen answers a post; X puts names before the words, but for one taken out. Raises ValueError."""
        first = self.first_of(answered)
        if first is None or not text.strip():
            raise ValueError("post is one that stands in a conversation of an account, and text says something")
        handle = handle_of(author)
        named = [f"@{name}" for name in self._names(answered, first, mentions=mentions) if name != handle]
        said = CitizensPost(
            self.store.x_ids.next(), first, answered, citizen(handle), handle, " ".join([*named, text.strip()]), now()
        )
        return self._keep(said)

    def take_back(self, identifier: str) -> None:
        if (said := self.posts.get(identifier)) is not None:
            self._keep(replace(said, deleted=True))

    def of(self, conversation: str) -> list[CitizensPost | Publication]:
        """What stands in a conversation, answers of the account among it, oldest first; without its first post."""
        said = [one for one in self.posts.values() if one.conversation == conversation and not one.deleted]
        first = self.store.publication(conversation)
        own = [one for one in self.store.newest_of(first.account) if one.conversation == conversation] if first else []
        standing: list[CitizensPost | Publication] = [*said, *(one for one in own if one.deleted is None)]
        return sorted(standing, key=lambda one: int(one.id))

    def first_of(self, identifier: str) -> str | None:
        """The conversation that a standing post is in; None where there is no such post."""
        if (said := self.posts.get(identifier)) is not None:
            return None if said.deleted else said.conversation
        post = self.store.publication(identifier)
        if post is None or post.platform != "x" or post.deleted is not None:
            return None
        return post.conversation or post.id

    def answering(self, given: object, account: Account) -> tuple[str, str, str]:
        """Of a post that answers: to which, in which conversation, and the names before its words. Raises Refused."""
        if given is None:
            return "", "", ""
        if not isinstance(given, dict) or set(given) - REPLY_FIELDS:
            raise problems.invalid("$.reply: has fields that are not defined in the schema", "$.reply")
        wanted = given.get("in_reply_to_tweet_id")
        if not isinstance(wanted, str) or not _ID.fullmatch(wanted):
            raise problems.invalid("$.reply.in_reply_to_tweet_id: does not match the pattern", "$.reply")
        first = self.first_of(wanted)
        if first is None:
            raise problems.forbidden(GONE)
        said = self.posts.get(wanted)
        if said is None:
            return wanted, first, ""
        if account.handle.lower() not in mentioned(said.text):
            raise problems.forbidden(UNASKED)
        return wanted, first, f"@{said.author} "

    def _names(self, answered: str, first: str, *, mentions: bool) -> list[str]:
        said = self.posts.get(answered)
        post = self.store.publication(first)
        account = self.store.accounts[post.account].handle if post is not None else ""
        return [*([said.author] if said else []), *([account] if mentions else [])]

    def _keep(self, said: CitizensPost) -> CitizensPost:
        self._write({"event": "said", **asdict(said)})
        return said

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        values: dict[str, Any] = {name: value for name, value in record.items() if name != "event"}
        if record["event"] == "reset":
            self.posts.clear()
            self.charged = 0
            return
        self.posts[values["id"]] = CitizensPost(**values)
        self.store.x_ids.seen(values["id"])


def mentioned(text: str) -> set[str]:
    return {str(one["username"]).lower() for one in weighted.show("", text).mentions}


def citizen(handle: str) -> str:
    """Who writes under the same name is the same user."""
    return str(1_500_000_000_000_000_000 + int(hashlib.sha256(handle.encode()).hexdigest()[:10], 16))


def handle_of(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"\W", "", plain.encode("ascii", "ignore").decode())[:_LONGEST_HANDLE] or "nguoidan"
