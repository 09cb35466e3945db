"""What platforms say of posts, newest value of each metric, and how often their short links were opened."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, and_, col, func, select

from distributor.measure.clicks import Opened, opened
from distributor.models import Account, Post, Sample, ShortLink
from distributor.post_states import EVER_SHOWN_STATES
from distributor.report.exchange.post_shapes import ClicksShape, MetricShape, PostMetricsShape
from distributor.report.sql.unindexed import unindexed


def metrics_page(
    session: Session,
    unit_ids: Sequence[int],
    *,
    post_ids: Sequence[int] = (),
    published_from: datetime | None = None,
    before: int | None,
    limit: int,
) -> list[PostMetricsShape]:
    """The numbers of posts that went out, newest id first; four queries. `post_ids` empty: all."""
    statement = (
        select(Post, Account.channel)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(unindexed(col(Post.unit_id)).in_(unit_ids), col(Post.state).in_(EVER_SHOWN_STATES))
    )
    if post_ids:
        statement = statement.where(col(Post.id).in_(post_ids))
    if published_from is not None:
        statement = statement.where(col(Post.published_at) >= published_from)
    if before is not None:
        statement = statement.where(col(Post.id) < before)
    rows = session.exec(statement.order_by(col(Post.id).desc()).limit(limit)).all()
    ids = [post.id for post, _ in rows if post.id is not None]
    clicks, samples = _clicks(session, ids), _newest(session, ids)
    return [
        PostMetricsShape(
            post_id=post.id or 0,
            account_id=post.account_id,
            channel=channel,
            published_at=post.published_at,
            clicks=clicks.get(post.id or 0),
            metrics=tuple(samples[post.id or 0]),
        )
        for post, channel in rows
    ]


def metric_history(session: Session, post_id: int) -> list[MetricShape]:
    """Every value that was asked for, by metric and time."""
    rows = session.exec(
        select(Sample).where(Sample.post_id == post_id).order_by(col(Sample.metric), col(Sample.at), col(Sample.id))
    )
    return [_shape(each) for each in rows]


def _newest(session: Session, post_ids: Sequence[int]) -> defaultdict[int, list[MetricShape]]:
    newest = (
        select(Sample.post_id, Sample.metric, func.max(col(Sample.at)).label("at"))
        .where(col(Sample.post_id).in_(post_ids))
        .group_by(col(Sample.post_id), col(Sample.metric))
        .subquery()
    )
    found: dict[tuple[int, str], Sample] = {}
    for sample in session.exec(
        select(Sample)
        .join(
            newest,
            and_(
                newest.c.post_id == col(Sample.post_id),
                newest.c.metric == col(Sample.metric),
                newest.c.at == col(Sample.at),
            ),
        )
        .order_by(col(Sample.post_id), col(Sample.metric), col(Sample.id))
    ):
        found[sample.post_id, sample.metric] = sample
    told: defaultdict[int, list[MetricShape]] = defaultdict(list)
    for (post_id, _), sample in found.items():
        told[post_id].append(_shape(sample))
    return told


def _clicks(session: Session, post_ids: Sequence[int]) -> dict[int, ClicksShape]:
    """Posts with a short link; one that nobody opened has 0, for our own count is complete."""
    linked = set(session.exec(select(ShortLink.post_id).where(col(ShortLink.post_id).in_(post_ids))))
    counted = opened(session, post_ids)
    seen = {post_id: counted.get(post_id, Opened()) for post_id in linked}
    return {post_id: ClicksShape(each.openings, each.robots) for post_id, each in seen.items()}


def _shape(sample: Sample) -> MetricShape:
    return MetricShape(sample.metric, sample.api_version, sample.at, sample.value)
