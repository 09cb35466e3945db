"""How long after the page a channel said an item: the middle, and what nine in ten stay within."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

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
    statement = (
        select(col(Account.channel), waited)
        .select_from(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(*went_out(wish, wish.span), announces())
    )
    timed: defaultdict[str, list[int]] = defaultdict(list)
    untimed: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for channel, seconds in session.execute(statement):
        if seconds is None:
            untimed[channel] += 1
        elif seconds < 0:
            earlier[channel] += 1
        else:
            timed[channel].append(seconds)
    if not timed and not untimed and not earlier:
        return ()
    channels = [name for name in channel_labels() if name in timed or name in untimed or name in earlier]
    everything = [seconds for each in timed.values() for seconds in each]
    return (
        _punctuality("", everything, untimed.total(), earlier.total()),
        *(_punctuality(name, timed[name], untimed[name], earlier[name]) for name in channels),
    )


def _punctuality(channel: str, seconds: Sequence[int], untimed: int, earlier: int) -> Punctuality:
    waits, count = sorted(seconds), len(seconds)
    return Punctuality(
        channel,
        channel_label(channel) if channel else ALL_CHANNELS,
        posts=count,
        untimed=untimed,
        earlier=earlier,
        median_min=waits[(count + 1) // 2 - 1] / 60 if waits else None,
        p90_min=waits[(count * 9 + 9) // 10 - 1] / 60 if waits else None,
    )
