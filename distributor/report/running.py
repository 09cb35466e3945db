"""How the house runs just now, in numbers for a monitor: what waits, what is not known, what failed, which sources are behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, case
from sqlmodel import Session, col, func, select

from distributor.broadcast.standing import health_of_house
from distributor.deliver.health import Health
from distributor.ingest.read import FAILURES_BEFORE_NOTICE
from distributor.models import Account, Attempt, Notice, Post, PostState, Source

OPEN_STATES = (
    PostState.AWAITING_REVIEW,
    PostState.PLANNED,
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.UNKNOWN,
    PostState.FAILED,
)
NEWEST_ATTEMPTS = 20_000
"""Among which those of the last hour are counted."""
HOUR = timedelta(hours=1)
BEHIND = timedelta(minutes=5)
"""Overdue by so much, a source is behind."""


@dataclass(frozen=True)
class Running:
    """`health`: as the database tells it. `posts`: state → how many. `attempts`: (channel, outcome) → tries that ended in the
    last hour; an outcome is `published`, `next`, or the class of an error. `sources`: reading, behind, failing, resting → how
    many.
    """

    health: Health = field(default_factory=Health)
    posts: Mapping[str, int] = field(default_factory=dict)
    attempts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    notices: int = 0


def running(session: Session, now: datetime) -> Running:
    return Running(
        health=health_of_house(session, now),
        posts=_posts(session),
        attempts=_attempts(session, now),
        sources=_sources(session, now),
        notices=session.exec(select(func.count()).where(col(Notice.closed_at).is_(None))).one(),
    )


def _posts(session: Session) -> dict[str, int]:
    rows = session.exec(
        select(Post.state, func.count()).where(col(Post.state).in_(OPEN_STATES)).group_by(col(Post.state))
    )
    counted = dict(rows.all())
    return {state.value: counted.get(state, 0) for state in OPEN_STATES}


def _attempts(session: Session, now: datetime) -> dict[tuple[str, str], int]:
    newest = select(Attempt).order_by(col(Attempt.id).desc()).limit(NEWEST_ATTEMPTS).subquery()
    rows = session.exec(
        select(Account.channel, newest.c.outcome, func.count())
        .join(Post, col(Post.account_id) == col(Account.id))
        .join(newest, newest.c.post_id == col(Post.id))
        .where(newest.c.ended_at >= now - HOUR, newest.c.outcome != "")
        .group_by(col(Account.channel), newest.c.outcome)
    )
    return {(channel, outcome): count for channel, outcome, count in rows.all()}


def _sources(session: Session, now: datetime) -> dict[str, int]:
    active = col(Source.active).is_(True)
    told = {
        "reading": active,
        "behind": and_(active, col(Source.next_read_at) < now - BEHIND),
        "failing": and_(active, col(Source.failures) >= FAILURES_BEFORE_NOTICE),
        "resting": col(Source.active).is_(False),
    }
    row = session.execute(select(*(func.sum(case((one, 1), else_=0)) for one in told.values()))).one()
    return {name: int(count or 0) for name, count in zip(told, row, strict=True)}
