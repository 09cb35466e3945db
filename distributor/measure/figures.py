"""The common view on top of the platforms' own numbers, as `config/metrics.toml` derives it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from distributor.models import Account, Post, PostFigures, Sample
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
    """`values`: metric → newest value. A part that nobody stated is left out of a sum; with none stated there is no figure."""
    parts = derivations().get(channel, derivations()["*"])
    return Figures(**{name: _sum(values.get(metric) for metric in metrics) for name, metrics in parts.items()})


def _sum(values: Iterable[int | None]) -> int | None:
    stated = [value for value in values if value is not None]
    return sum(stated) if stated else None


def newest_values(session: Session, post_ids: Sequence[int]) -> dict[int, dict[str, int | None]]:
    """Post → metric → what was said of it last."""
    newest = (
        select(Sample.post_id, Sample.metric, func.max(Sample.id).label("id"))
        .where(col(Sample.post_id).in_(post_ids))
        .group_by(col(Sample.post_id), col(Sample.metric))
        .subquery()
    )
    found: dict[int, dict[str, int | None]] = {}
    for sample in session.exec(select(Sample).join(newest, col(Sample.id) == newest.c.id)):
        found.setdefault(sample.post_id, {})[sample.metric] = sample.value
    return found


def keep_figures(session: Session, post_ids: Sequence[int], now: datetime) -> None:
    """After samples of these posts were kept, in the same transaction. Never commits."""
    values = newest_values(session, post_ids)
    channels = dict(
        session.exec(
            select(Post.id, Account.channel)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(col(Post.id).in_(post_ids))
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
