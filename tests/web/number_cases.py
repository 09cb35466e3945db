"""A published post that has been measured for days: numbers, a gap, a number kept apart, and one that is not told any more."""

from datetime import datetime, timedelta

from sqlmodel import Session

from distributor.measure.figures import keep_figures
from distributor.models import Doubt, MeasureGap, Post, Sample


def add_numbers(session: Session, post_id: int, now: datetime) -> None:
    """Of a post on Facebook, ten days old by then."""
    post = session.get_one(Post, post_id)
    born = now - timedelta(days=10)
    post.published_at, post.measure_at = born, now + timedelta(days=1)
    session.add(post)
    hours = [0.1, 0.5, 1, 2, 4, 7, 12, 24, 48, 72, 150, 200]
    for hour in hours:
        values = {"post_media_view": int(1_240 * (1 - 0.5 ** (hour / 9))), "reactions": int(hour**0.5 * 3)}
        session.add_all(
            Sample(post_id=post_id, metric=name, api_version="v26.0", at=born + timedelta(hours=hour), value=value)
            for name, value in values.items()
        )
    fell = born + timedelta(hours=210)
    session.add(
        Sample(post_id=post_id, metric="post_media_view", api_version="v26.0", at=fell, value=7, doubt=Doubt.FALLING)
    )
    session.add(
        MeasureGap(
            account_id=post.account_id,
            since=born + timedelta(hours=80),
            until=born + timedelta(hours=150),
            code="timeout",
        )
    )
    session.flush()
    keep_figures(session, [post_id], now)
