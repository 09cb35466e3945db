"""What worked and what did not: each post beside the middle of its own account, so that small accounts are heard, too."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Float, Select, case, cast, select
from sqlmodel import Session, col, func

from distributor.measure.figures import FIGURES
from distributor.models import Account, Item, Media, Post, PostFigures, PostMedia, PostState
from distributor.report.engagement.chosen import engagement, went_out
from distributor.report.engagement.shapes import Judged, Wish
from distributor.report.words import channel_label, kind_label

MOST = 5
"""How many are shown of each."""
ENOUGH = 5
"""With fewer measured posts an account has no middle that means anything."""
SETTLED = timedelta(days=3)
"""A younger post is not said to have failed: people are still finding it."""


def read_judged(session: Session, wish: Wish, now: datetime) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """Best and worst, at most MOST of each. Four queries."""
    best = session.execute(_ranked(wish)).all()
    worst = session.execute(_ranked(wish, settled_before=now - SETTLED)).all()
    scores = {row.id: (row.engagement, float(row.typical)) for row in (*best, *worst)}
    found = _described(session, scores)
    return tuple(found[row.id] for row in best), tuple(found[row.id] for row in worst)


def _ranked(wish: Wish, *, settled_before: datetime | None = None) -> Select[Any]:
    """Post, its engagement, its account's median: the best, or of those settled the worst."""
    engaged = engagement()
    measured = (
        select(
            col(Post.id),
            col(Post.account_id),
            col(Post.published_at),
            engaged.label("engagement"),
            func.row_number().over(partition_by=col(Post.account_id), order_by=engaged).label("place"),
            func.count().over(partition_by=col(Post.account_id)).label("posts"),
        )
        .select_from(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(PostFigures, col(PostFigures.post_id) == col(Post.id))
        .where(*went_out(wish, wish.span), col(Post.state) != PostState.WITHDRAWN, engaged.is_not(None))
        .cte("measured")
    )
    middle = (
        select(measured.c.account_id, cast(func.avg(measured.c.engagement), Float).label("typical"))
        .where(
            measured.c.posts >= ENOUGH,
            measured.c.place.in_([(measured.c.posts + 1) // 2, (measured.c.posts + 2) // 2]),
        )
        .group_by(measured.c.account_id)
        .cte("middle")
    )
    times = measured.c.engagement / _at_least_one(middle.c.typical)
    ranked = select(measured.c.id, measured.c.engagement, middle.c.typical).join(
        middle, middle.c.account_id == measured.c.account_id
    )
    if settled_before is None:
        ranked = ranked.where(times > 1).order_by(times.desc(), measured.c.engagement.desc(), measured.c.id)
    else:
        ranked = ranked.where(times < 1, measured.c.published_at < settled_before)
        # Of equal ones, those of accounts that can do more.
        ranked = ranked.order_by(times, middle.c.typical.desc(), measured.c.id.desc())
    return ranked.limit(MOST)


def _at_least_one(typical: Any) -> Any:
    """So that one reaction on a silent account is not said to be without measure."""
    return case((typical < 1, 1.0), else_=typical)


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
    picture: tuple[str, str] | None,
) -> Judged:
    engaged, typical = score
    sha256, alt_text = picture or ("", "")
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
    )


def _pictures(session: Session, post_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Post → its first picture and what that shows."""
    rows = session.execute(
        select(col(PostMedia.post_id), col(PostMedia.sha256), col(PostMedia.alt_text))
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_(list(post_ids)), col(Media.mime).startswith("image/"))
        .order_by(col(PostMedia.position).desc())
    )
    return {post_id: (sha256, alt_text) for post_id, sha256, alt_text in rows}
