"""What worked and what did not: each post beside the middle of its own account, so that small accounts are heard, too."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlmodel import Session, col

from distributor.labels import channel_label, kind_label
from distributor.measure.figures import FIGURES
from distributor.models import Account, Item, Media, Post, PostFigures, PostMedia
from distributor.report.engagement.posts import Posts, whole_seconds
from distributor.report.engagement.shapes import Judged

MOST = 5
"""How many are shown of each."""
ENOUGH = 5
"""With fewer measured posts an account has no middle that means anything."""
SETTLED = timedelta(days=3)
"""A younger post is not said to have failed: people are still finding it."""


def read_judged(session: Session, posts: Posts, now: datetime) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """Best and worst of those that are still out and state something, at most MOST of each. Two queries."""
    typical = _typical(posts)
    engaged, settled = posts.engagement.values, posts.at < whole_seconds(now - SETTLED)
    # So that one reaction on a silent account is not said to be without measure.
    times = engaged / np.maximum(typical, 1.0)
    known = np.flatnonzero(~np.isnan(typical))
    best = known[np.lexsort((posts.id[known], -engaged[known], -times[known]))][:MOST]
    # Where the usual is nothing, a post without a reaction has not failed.
    below = np.flatnonzero(settled & (engaged < typical))
    # Of equal ones, those of accounts that can do more.
    worst = below[np.lexsort((-posts.id[below], -typical[below], times[below]))][:MOST]
    best, worst = best[times[best] > 1], worst[times[worst] < 1]
    scores = {int(posts.id[at]): (int(engaged[at]), float(typical[at])) for at in (*best, *worst)}
    found = _described(session, scores)
    return tuple(found[int(posts.id[at])] for at in best), tuple(found[int(posts.id[at])] for at in worst)


def _typical(posts: Posts) -> NDArray[np.float64]:
    """Return of each post its account's median; NaN for those that are not out or state nothing, or where too few are
    measured."""
    typical = np.full(len(posts.id), np.nan)
    rows = np.flatnonzero(posts.engagement.told & ~posts.withdrawn)
    order = rows[np.argsort(posts.account[rows], kind="stable")]
    _, starts = np.unique(posts.account[order], return_index=True)
    for one in np.split(order, starts[1:]) if len(order) else ():
        if len(one) >= ENOUGH:
            typical[one] = np.median(posts.engagement.values[one])
    return typical


def _described(session: Session, scores: Mapping[int, tuple[int, float]]) -> dict[int, Judged]:
    pictures = _pictures(session, scores)
    named = {name: col(getattr(PostFigures, name)) for name in FIGURES}
    rows = session.execute(
        select(
            *(col(Post.id), col(Post.item_id), col(Post.title), col(Item.title), col(Item.kind)),
            *(col(Account.name), col(Account.channel), col(Post.published_at), col(Post.external_url)),
            *named.values(),
        )
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id))
        .where(col(Post.id).in_(list(scores)))
    )
    found = {}
    for post_id, item_id, title, item_title, kind, account, channel, published_at, url, *figures in rows:
        engaged, typical = scores[post_id]
        sha256, alt_text, mime = pictures.get(post_id, ("", "", ""))
        found[post_id] = Judged(
            post_id=post_id,
            item_id=item_id,
            title=title or item_title,
            kind_label=kind_label(kind),
            account=account,
            channel=channel,
            channel_label=channel_label(channel),
            published_at=published_at,
            url=url,
            picture=sha256,
            picture_alt=alt_text,
            **dict(zip(named, figures, strict=True)),
            engagement=engaged,
            typical=typical,
            times=engaged / max(typical, 1.0),
            picture_mime=mime,
        )
    return found


def _pictures(session: Session, post_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Post → its first picture and what that shows."""
    rows = session.execute(
        select(col(PostMedia.post_id), col(PostMedia.sha256), col(PostMedia.alt_text), col(Media.mime))
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_(list(post_ids)), col(Media.mime).startswith("image/"))
        .order_by(col(PostMedia.position).desc())
    )
    return {post_id: (sha256, alt_text, mime) for post_id, sha256, alt_text, mime in rows}
