"""The contract of talking with citizens: what they write under our posts or to the account, and what the account answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Comment:
    """A comment under a post, by a citizen or by us (`by_us`). `parent_id`: of the comment it answers, else empty.

    `author`: as it is shown there. `author_id`: the platform's own for that person; empty where it does not say who it was.
    `url`: where it can be seen; may be empty. `by_hand`: the platform lets people answer it, and no program.
    """

    external_id: str
    post_id: str
    text: str
    author: str
    written_at: datetime
    parent_id: str = ""
    hidden: bool = False
    author_id: str = ""
    url: str = ""
    by_hand: bool = False
    by_us: bool = False


@dataclass(frozen=True)
class Comments:
    """The comments that a reading found, oldest first. `complete`: it reached the newest and lacks nothing; else no absence is
    proved.

    `cost`: what it took, in the unit of `[comments.CHANNEL]` of `config/replies.toml`. `shows_hidden`: hidden ones are among
    them. `lacks_older`: what an incomplete one does not hold is older than what it holds, not newer.
    """

    comments: Sequence[Comment]
    complete: bool
    cost: float = 0.0
    shows_hidden: bool = True
    lacks_older: bool = False


@runtime_checkable
class Converses(Protocol):
    def comments(self, external_id: str, since: datetime) -> Comments:
        """Return what is written under one of our posts since then; the account's own too, where they cost no call more."""
        ...

    def reply(self, comment_id: str, text: str) -> str:
        """Answer a comment in public; the answer's id."""
        ...

    def answers(self, comment_id: str, since: datetime) -> Comments:
        """Return what the account itself wrote under a comment since then: for a reply of which nobody knows whether it went
        out."""
        ...


@runtime_checkable
class Hides(Protocol):
    def hide(self, comment_id: str, *, hidden: bool) -> None:
        """Hide a comment from others, or show it again. Platforms keep it; nothing is deleted."""
        ...


@runtime_checkable
class Chats(Protocol):
    def write(self, person_id: str, text: str, *, answering: str = "") -> str:
        """Write privately to a person who wrote to the account, as the answer to a message of theirs; the new message's id."""
        ...

    def written(self, person_id: str, since: datetime) -> Comments:
        """Return what the account itself wrote to that person since then: for a message of which nobody knows whether it went
        out."""
        ...
