"""Watches every test: each move of a post that is remembered must stand in the state table, and no other way leads to a state.

Two ears, both in this process: what is written to `post_transition`, and what sets `Post.state` on a row in hand (code of ours
may not; tests may).
"""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, event
from sqlalchemy.sql.dml import Insert

from distributor.models import Post, PostState, PostTransition
from distributor.states import FOLLOWING

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(f"{ROOT / folder}{os.sep}" for folder in ("distributor", "commands", "web", "queue", "supervisor"))

STATES = str(ROOT / "distributor" / "states.py")


class Watch:
    """`seen`: how often each move was remembered. `wrong`: what nobody may do, in words, until it is taken."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []

    def remembered(self, before: str, after: str) -> None:
        self.seen[before, after] += 1
        if PostState(after) not in FOLLOWING[PostState(before)]:
            self.wrong.append(f"{before} → {after} is not in the state table")

    def set_in_hand(self, file: str, line: int) -> None:
        if file.startswith(OURS):
            self.wrong.append(f"{file.removeprefix(f'{ROOT}{os.sep}')}:{line} sets a post's state without move_post")

    def take(self) -> list[str]:
        taken, self.wrong = self.wrong, []
        return taken


WATCH = Watch()


def begin() -> None:
    """Listen, for the rest of this process."""
    event.listen(Engine, "before_execute", _hear)
    event.listen(Post.state, "set", _hear_set)


def _hear(
    _connection: Connection, statement: Executable, many: list[dict[str, Any]], one: dict[str, Any], _options: object
) -> None:
    if isinstance(statement, Insert) and statement.table.name == PostTransition.__tablename__ and _by_the_engine():
        for row in many or [one]:
            if row:
                WATCH.remembered(str(row["from_state"]), str(row["to_state"]))


def _by_the_engine() -> bool:
    """Whether `distributor/states.py` writes it. Rows that a test lays out as its past are no moves of ours."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        if frame.f_code.co_filename == STATES:
            return True
        frame = frame.f_back
    return False


def _hear_set(_post: Post, _value: object, _before: object, _initiator: object) -> None:
    frame = sys._getframe(1)
    while frame.f_back is not None and "site-packages" in frame.f_code.co_filename:
        frame = frame.f_back
    WATCH.set_in_hand(frame.f_code.co_filename, frame.f_lineno)
