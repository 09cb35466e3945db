"""How long after the page a channel said an item: the middle, and what nine in ten stay within."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, select
from sqlmodel import Session, col, func

from distributor.models import Account, Item, Post
from distributor.report.engagement.chosen import announces, seconds_between, went_out
from distributor.report.engagement.shapes import Punctuality, Wish
from distributor.report.words import channel_label, channel_labels

ALL_CHANNELS = "Mọi kênh"


def read_punctuality(session: Session, wish: Wish) -> tuple[Punctuality, ...]:
    """All channels first, then each; nothing without a post. One query.

    The middle of n is the one in place (n + 1) / 2, rounded down; nine in ten stay within the one in place 0.9 n, rounded up.
    """
    waited = seconds_between(session, Item.published_at, Post.published_at)
    kind_of = case((waited.is_(None), 2), (waited < 0, 1), else_=0).label("kind_of")
    rows = (
        select(
            col(Account.channel),
            kind_of,
            waited.label("waited"),
            func.row_number().over(partition_by=[Account.channel, kind_of], order_by=waited).label("place"),
            func.count().over(partition_by=[Account.channel, kind_of]).label("posts"),
            func.row_number().over(partition_by=kind_of, order_by=waited).label("place_of_all"),
            func.count().over(partition_by=kind_of).label("all_posts"),
        )
        .select_from(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(*went_out(wish, wish.span), announces())
        .cte("waited")
    )

    def value_at(place: Any, wanted: Any) -> Any:
        return func.max(case((place == wanted, rows.c.waited), else_=None))

    counted = session.execute(
        select(
            rows.c.channel,
            rows.c.kind_of,
            func.count(),
            value_at(rows.c.place, (rows.c.posts + 1) // 2),
            value_at(rows.c.place, (rows.c.posts * 9 + 9) // 10),
            value_at(rows.c.place_of_all, (rows.c.all_posts + 1) // 2),
            value_at(rows.c.place_of_all, (rows.c.all_posts * 9 + 9) // 10),
        ).group_by(rows.c.channel, rows.c.kind_of)
    ).all()
    if not counted:
        return ()
    timed = [row for row in counted if row[1] == 0]
    middle, ninety = (next((row[place] for row in timed if row[place] is not None), None) for place in (5, 6))
    channels = [name for name in channel_labels() if any(row[0] == name for row in counted)]
    return (
        _punctuality("", counted, middle, ninety),
        *(_of_channel(name, [row for row in counted if row[0] == name]) for name in channels),
    )


def _of_channel(channel: str, rows: list[Any]) -> Punctuality:
    middle, ninety = next(((row[3], row[4]) for row in rows if row[1] == 0), (None, None))
    return _punctuality(channel, rows, middle, ninety)


def _punctuality(channel: str, rows: Iterable[Any], middle: int | None, ninety: int | None) -> Punctuality:
    counts = [0, 0, 0]
    for row in rows:
        counts[row[1]] += row[2]
    return Punctuality(
        channel,
        channel_label(channel) if channel else ALL_CHANNELS,
        posts=counts[0],
        earlier=counts[1],
        untimed=counts[2],
        median_min=None if middle is None else middle / 60,
        p90_min=None if ninety is None else ninety / 60,
    )
