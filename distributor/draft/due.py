"""What the sweep asks for of drafts: items to compose, again where a post waits with older words, and cards to draw."""

from sqlalchemy import exists, update
from sqlmodel import col, select

from distributor.draft.targets import ERRATA, renewable
from distributor.models import Item, Post, PostState
from distributor.outgoing.carrier import Carrier
from distributor.scheduler.due import MOST_NUDGES, NOW, Due
from distributor.understand.due import COMPOSABLE

_STALE = exists().where(
    col(Post.item_id) == col(Item.id),
    col(Post.revision) < col(Item.revision),
    col(Post.state).in_([PostState.PLANNED, PostState.AWAITING_REVIEW, PostState.DRAFT, PostState.PROCESSING]),
    renewable(),
    col(Post.purpose).not_like(f"{ERRATA}%"),
    col(Item.composed_revision) >= col(Item.revision),
    COMPOSABLE,
)


def renew_stale(carrier: Carrier) -> None:
    """Compose posts again that wait with words their item no longer says, however it came to wait."""
    with carrier.database.read() as session:
        found = session.exec(select(Item.id).where(_STALE).limit(MOST_NUDGES)).all()
    if found:
        with carrier.database.write() as session:
            session.connection().execute(
                update(Item).where(col(Item.id).in_(found)).values(composed_revision=col(Item.revision) - 1)
            )


STALE = Due("stale", lambda carrier, *_: renew_stale(carrier), _STALE)
TO_COMPOSE = (
    select(Item.id)
    .where(
        col(Item.composed_revision) < col(Item.revision),
        col(Item.understood_revision) >= col(Item.revision),
        COMPOSABLE,
    )
    .order_by(col(Item.id))
    .limit(MOST_NUDGES)
)
TO_RENDER = (
    select(Post.id)
    .where(Post.state == PostState.DRAFT, col(Post.rendered).is_(False), col(Post.due_at) <= NOW)
    .order_by(col(Post.due_at), col(Post.id))
    .limit(MOST_NUDGES)
)
