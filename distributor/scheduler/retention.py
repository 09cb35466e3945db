"""Rows that only grow, forgotten when they can matter no more: `config/retention.toml` says after how many days.

Done in bounded steps: each looks at the next rows after those that the step before looked at, so that what is kept for ever is
not looked at again and again, and a backlog of years holds the database up nowhere. Takes a session and never commits.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, delete, exists, or_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, SQLModel, col, func, select

from distributor.clock import VIETNAM
from distributor.config_files import read_config
from distributor.models import Attempt, Notice, Post, PostState, PostTransition, SourceReading
from distributor.models.base import table_of
from distributor.settings import CONFIG_FOLDER
from distributor.states import ENGINE

LOOKED = 5_000
"""Rows of a table that one step looks at."""
OVER = (PostState.PUBLISHED, PostState.EDITED, PostState.WITHDRAWN, PostState.CANCELLED, PostState.SKIPPED)
"""Nothing is open about the outcome, and nobody is to do anything."""
PASSING = (PostState.DRAFT, PostState.SENDING, PostState.UNKNOWN, PostState.FAILED, PostState.MISSED)
"""What a post became on its way; nobody asks of it later when."""


class KeptDays(BaseModel):
    """One entry of the file. No less than a quarter: until then a restore, an unknown outcome or a complaint may need a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    source: str
    readings_days: int = Field(ge=90)
    notices_days: int = Field(ge=90)
    attempts_days: int = Field(ge=90)
    moves_days: int = Field(ge=90)


class RetentionRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kept: tuple[KeptDays, ...] = Field(min_length=1)

    def at(self, now: datetime) -> KeptDays | None:
        """Return the entry in force; None: none is yet, and nothing is forgotten."""
        today = now.astimezone(VIETNAM).date()
        return max((each for each in self.kept if each.since <= today), key=lambda each: each.since, default=None)


@cache
def retention_rules(file: Path = CONFIG_FOLDER / "retention.toml") -> RetentionRules:
    """Return the file's rules. Raises `SettingsError` that names the file, and the entry where one is wrong."""
    return read_config(RetentionRules, file)


Condition = Callable[[datetime], ColumnElement[bool]]
_looked_at: dict[str, int] = {}
"""Table → the last row that this process has looked at."""


def forget_rows(session: Session, now: datetime, rules: RetentionRules | None = None) -> int:
    """Do the next step of each table; return how many rows went."""
    kept = (rules or retention_rules()).at(now)
    if kept is None:
        return 0
    return sum(
        _step(session, table, may_go(now - timedelta(days=days)))
        for table, may_go, days in (
            (SourceReading, _reading, kept.readings_days),
            (Notice, _notice, kept.notices_days),
            (Attempt, _attempt, kept.attempts_days),
            (PostTransition, _move, kept.moves_days),
        )
    )


def _step(session: Session, table: type[SQLModel], may_go: ColumnElement[bool]) -> int:
    key, name = table_of(table).c.id, table_of(table).name
    after = _looked_at.get(name, 0)
    looked = session.execute(select(key).where(key > after).order_by(key).limit(LOOKED)).scalars().all()
    if not looked:
        _looked_at[name] = 0
        return 0
    _looked_at[name] = looked[-1]
    # The newest row stays, whatever its age: SQLite would give its number to another.
    newest = select(func.max(key)).scalar_subquery()
    gone = session.connection().execute(delete(table).where(key > after, key <= looked[-1], key < newest, may_go))
    return int(gone.rowcount)


def _reading(before: datetime) -> ColumnElement[bool]:
    later = aliased(SourceReading)
    same = col(later.source_id) == col(SourceReading.source_id)
    newer = and_(same, col(later.id) > col(SourceReading.id))
    return and_(
        col(SourceReading.read_at) < before,
        exists().where(newer),
        or_(col(SourceReading.error) == "", exists().where(newer, col(later.error) != "")),
    )


def _notice(before: datetime) -> ColumnElement[bool]:
    return col(Notice.closed_at) < before


def _of_a_post_that_is_over(post_id: Mapped[int]) -> ColumnElement[bool]:
    return exists().where(col(Post.id) == post_id, col(Post.state).in_(OVER))


def _attempt(before: datetime) -> ColumnElement[bool]:
    later = aliased(Attempt)
    return and_(
        col(Attempt.ended_at) < before,
        exists().where(col(later.post_id) == col(Attempt.post_id), col(later.id) > col(Attempt.id)),
        _of_a_post_that_is_over(col(Attempt.post_id)),
    )


def _move(before: datetime) -> ColumnElement[bool]:
    """Of plans the first is asked for by reports; of those after it the newest, while the post is not over."""
    other = aliased(PostTransition)
    same = col(other.post_id) == col(PostTransition.post_id)
    planned_before = exists().where(
        same, col(other.id) < col(PostTransition.id), col(other.to_state) == PostState.PLANNED.value
    )
    return and_(
        col(PostTransition.at) < before,
        col(PostTransition.by).in_(["", ENGINE]),
        or_(
            col(PostTransition.to_state).in_([state.value for state in PASSING]),
            and_(col(PostTransition.to_state) == PostState.PLANNED.value, planned_before),
        ),
        exists().where(same, col(other.id) > col(PostTransition.id)),
        _of_a_post_that_is_over(col(PostTransition.post_id)),
    )
