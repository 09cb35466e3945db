"""The common view on top of the platforms' own numbers, as `config/metrics.toml` derives it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import and_, case
from sqlalchemy import select as select_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, func, select

from channels.outside import brought_by
from distributor.db import Database
from distributor.measure.judge import MetricState
from distributor.models import APART, Account, Doubt, Post, PostFigures, Sample
from distributor.settings import CONFIG_FOLDER

FIGURES = ("reach", "views", "reactions", "comments", "shares", "clicks")


@dataclass(frozen=True)
class Figures:
    """None: nobody said, which is not 0."""

    reach: int | None = None
    views: int | None = None
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None
    clicks: int | None = None


@cache
def derivations() -> dict[str, dict[str, tuple[str, ...]]]:
    """Channel → figure → the metrics whose sum it is; a channel without an entry has those of `*`."""
    table = tomllib.loads((CONFIG_FOLDER / "metrics.toml").read_text(encoding="utf-8"))["figures"]
    return {channel: {name: tuple(row.get(name, ())) for name in FIGURES} for channel, row in table.items()}


def figures_of(channel: str, values: Mapping[str, int | None]) -> Figures:
    """Add up a post's figures. `values`: metric → newest value. A part that nobody stated is left out of a sum; with none
    stated there is no figure."""
    brought = brought_by(channel).figures
    parts = (
        {name: brought.get(name, ()) for name in FIGURES} if brought else derivations().get(channel, derivations()["*"])
    )
    return Figures(**{name: _sum(values.get(metric) for metric in metrics) for name, metrics in parts.items()})


def _sum(values: Iterable[int | None]) -> int | None:
    stated = [value for value in values if value is not None]
    return sum(stated) if stated else None


def said_of(session: Session, post_ids: Sequence[int]) -> dict[int, dict[str, MetricState]]:
    """Post → metric → what was said of it last, and the newest number that counts."""
    counts = (col(Sample.value).is_not(None), col(Sample.doubt).not_in(APART))
    ends = (
        select(
            func.max(Sample.id).label("newest"),
            func.max(case((and_(*counts), col(Sample.id)), else_=None)).label("good"),
        )
        .where(col(Sample.post_id).in_(post_ids))
        .group_by(col(Sample.post_id), col(Sample.metric))
        .subquery()
    )
    good = aliased(Sample)
    rows = session.execute(
        select_(col(Sample.post_id), col(Sample.metric), col(Sample.value), col(Sample.doubt), col(good.value))
        .join(ends, col(Sample.id) == ends.c.newest)
        .join(good, col(good.id) == ends.c.good, isouter=True)
    )
    found: dict[int, dict[str, MetricState]] = {}
    for post_id, metric, value, doubt, stands in rows:
        found.setdefault(post_id, {})[metric] = MetricState(value, Doubt(doubt), stands)
    return found


def newest_values(session: Session, post_ids: Sequence[int]) -> dict[int, dict[str, int | None]]:
    """Post → metric → its newest number that counts; None if there never was one."""
    said = said_of(session, post_ids)
    return {post_id: {metric: each.good for metric, each in known.items()} for post_id, known in said.items()}


def keep_figures(session: Session, post_ids: Sequence[int], now: datetime) -> None:
    """Keep the figures of posts whose samples were just kept, in the same transaction. Never commits."""
    write_figures(session, newest_values(session, post_ids), now)


def write_figures(session: Session, values: Mapping[int, Mapping[str, int | None]], now: datetime) -> None:
    """Write figures. `values`: post → metric → its newest number that counts, of all its metrics. Never commits."""
    channels = dict(
        session.exec(
            select(Post.id, Account.channel)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(col(Post.id).in_(list(values)))
        ).all()
    )
    rows = [
        {"post_id": post_id, "at": now, **asdict(figures_of(channels[post_id], said))}
        for post_id, said in values.items()
    ]
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(PostFigures)
    changed = {name: statement.excluded[name] for name in ("at", *FIGURES)}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["post_id"], set_=changed), rows)


def make_lacking_figures(database: Database, now: datetime) -> None:
    """Figures of posts that have none yet, a few hundred in a transaction."""

    def lacking() -> list[int]:
        with database.read() as session:
            return without_figures(session)

    while found := lacking():
        with database.write() as session:
            keep_figures(session, found, now)


def without_figures(session: Session, most: int = 500) -> list[int]:
    """Posts that were measured before there were any rows of figures."""
    measured = exists().where(col(Sample.post_id) == col(Post.id))
    kept = exists().where(col(PostFigures.post_id) == col(Post.id))
    found = session.exec(select(Post.id).where(~kept, measured).order_by(col(Post.id)).limit(most)).all()
    return [post_id for post_id in found if post_id is not None]
