"""What worked and what did not: each post beside the middle of its own account, so that small accounts are heard, too."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, select
from sqlmodel import Session, col

from distributor.measure.figures import FIGURES
from distributor.models import Account, Item, Media, Post, PostFigures, PostMedia, PostState
from distributor.report.engagement.chosen import engagement, joined, went_out
from distributor.report.engagement.shapes import Judged, Wish
from distributor.report.words import channel_label, kind_label

Table = NDArray[np.int64]
MOST = 5
"""How many are shown of each."""
ENOUGH = 5
"""With fewer measured posts an account has no middle that means anything."""
SETTLED = timedelta(days=3)
"""A younger post is not said to have failed: people are still finding it."""


def read_judged(session: Session, wish: Wish, now: datetime) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """Best and worst, at most MOST of each. Three queries; the middles are found here, for SQLite sorts slowly."""
    rows = _measured(session, wish, now - SETTLED)
    typical = _typical(rows)
    rows, typical = rows[~np.isnan(typical)], typical[~np.isnan(typical)]
    # So that one reaction on a silent account is not said to be without measure.
    times = rows[:, ENGAGED] / np.maximum(typical, 1.0)
    best = np.lexsort((rows[:, ID], -rows[:, ENGAGED], -times))[:MOST]
    # Where the usual is nothing, a post without a reaction has not failed.
    settled = np.flatnonzero(rows[:, IS_SETTLED] * (rows[:, ENGAGED] < typical))
    # Of equal ones, those of accounts that can do more.
    worst = settled[np.lexsort((-rows[settled, ID], -typical[settled], times[settled]))][:MOST]
    best, worst = best[times[best] > 1], worst[times[worst] < 1]
    scores = {int(rows[at, ID]): (int(rows[at, ENGAGED]), float(typical[at])) for at in (*best, *worst)}
    found = _described(session, scores)
    return tuple(found[int(rows[at, ID])] for at in best), tuple(found[int(rows[at, ID])] for at in worst)


ID, ACCOUNT, ENGAGED, IS_SETTLED = range(4)


def _measured(session: Session, wish: Wish, settled_before: datetime) -> Table:
    """A row a post that is still out and states something."""
    engaged = engagement()
    settled = case((col(Post.published_at) < settled_before, 1), else_=0)
    statement = (
        select(col(Post.id), col(Post.account_id), engaged, settled)
        .select_from(Post)
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id))
        .where(*went_out(wish, wish.span), col(Post.state) != PostState.WITHDRAWN, engaged.is_not(None))
    )
    numbers = chain.from_iterable(session.execute(joined(statement, wish)))
    return np.fromiter(numbers, np.int64).reshape(-1, 4)


def _typical(rows: Table) -> NDArray[np.float64]:
    """Of each row its account's median; NaN where too few posts are measured."""
    typical = np.full(len(rows), np.nan)
    order = np.lexsort((rows[:, ENGAGED], rows[:, ACCOUNT]))
    _, starts = np.unique(rows[order, ACCOUNT], return_index=True)
    for one in np.split(order, starts[1:]) if len(rows) else ():
        if len(one) >= ENOUGH:
            typical[one] = np.median(rows[one, ENGAGED])
    return typical


def _described(session: Session, scores: Mapping[int, tuple[int, float]]) -> dict[int, Judged]:
    pictures = _pictures(session, scores)
    rows = session.execute(
        select(Post, Item, Account, PostFigures)
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id))
        .where(col(Post.id).in_(list(scores)))
    )
    return {
        post.id or 0: _judged(post, item, account, figures, scores[post.id or 0], pictures.get(post.id or 0))
        for post, item, account, figures in rows
    }


def _judged(
    post: Post,
    item: Item,
    account: Account,
    figures: PostFigures,
    score: tuple[int, float],
    picture: tuple[str, str, str] | None,
) -> Judged:
    engaged, typical = score
    sha256, alt_text, mime = picture or ("", "", "")
    return Judged(
        post_id=post.id or 0,
        item_id=post.item_id,
        title=post.title or item.title,
        kind_label=kind_label(item.kind),
        account=account.name,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        published_at=post.published_at or figures.at,
        url=post.external_url,
        picture=sha256,
        picture_alt=alt_text,
        **{name: getattr(figures, name) for name in FIGURES},
        engagement=engaged,
        typical=typical,
        times=engaged / max(typical, 1.0),
        picture_mime=mime,
    )


def _pictures(session: Session, post_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Post → its first picture and what that shows."""
    rows = session.execute(
        select(col(PostMedia.post_id), col(PostMedia.sha256), col(PostMedia.alt_text), col(Media.mime))
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_(list(post_ids)), col(Media.mime).startswith("image/"))
        .order_by(col(PostMedia.position).desc())
    )
    return {post_id: (sha256, alt_text, mime) for post_id, sha256, alt_text, mime in rows}
