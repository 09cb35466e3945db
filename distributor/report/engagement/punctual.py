"""How long after the page a channel said an item: the middle, and what nine in ten stay within. Pure."""

from collections.abc import Mapping

import numpy as np

from distributor.labels import channel_label, channel_labels
from distributor.report.engagement.posts import UNTOLD, Posts, Whole
from distributor.report.engagement.shapes import Punctuality
from phrases import phrase


def punctuality_of(posts: Posts, accounts: Mapping[int, tuple[str, str]]) -> tuple[Punctuality, ...]:
    """All channels first, then each; nothing without a post. `accounts`: id → (name, channel).

    The middle of n is the one in place (n + 1) / 2, rounded down; nine in ten stay within the one in place 0.9 n, rounded up.
    """
    rows = np.flatnonzero(posts.announces)
    if not len(rows):
        return ()
    account = posts.account[rows]
    channel_of = {int(number): accounts[int(number)][1] for number in np.unique(account)}
    by_channel = {
        name: rows[np.isin(account, [number for number, channel in channel_of.items() if channel == name])]
        for name in channel_labels()
        if name in channel_of.values()
    }
    return (_punctuality("", posts, rows), *(_punctuality(name, posts, own) for name, own in by_channel.items()))


def _punctuality(channel: str, posts: Posts, rows: Whole) -> Punctuality:
    timed = rows[posts.source_at[rows] != UNTOLD]
    waited = posts.at[timed] - posts.source_at[timed]
    waits = np.sort(waited[waited >= 0])
    count = len(waits)
    return Punctuality(
        channel,
        channel_label(channel) if channel else phrase("report.every-channel"),
        posts=count,
        untimed=len(rows) - len(timed),
        earlier=len(timed) - count,
        median_min=float(waits[(count + 1) // 2 - 1]) / 60 if count else None,
        p90_min=float(waits[(count * 9 + 9) // 10 - 1]) / 60 if count else None,
    )
