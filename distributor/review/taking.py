"""Staff want items that were left aside: backlog, flood, held, duplicate. Never commits."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from distributor.errors import NotThere
from distributor.ingest.sources import take_items
from distributor.models import Item, Post, PostState
from distributor.review.redo import send_back
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase


@deed("take")
def take_left_aside(session: Session, actor: Actor, item_ids: Sequence[int]) -> list[int]:
    """All of them or none, each noted in the log of its unit. Returns the ids that were waiting.

    Raises NotThere for an item that this person may not see.
    """
    theirs = visible_to(session, actor.staff)
    of_unit = select(Item.id, Item.unit_id).where(col(Item.id).in_(item_ids), col(Item.unit_id).in_(theirs))
    known = dict(session.exec(of_unit).all())
    if unknown := [str(item_id) for item_id in item_ids if item_id not in known]:
        raise NotThere(phrase("review.no-such-items", items=", ".join(unknown)))
    taken = take_items(session, item_ids, actor.login, actor.now)
    for post_id in session.exec(
        select(Post.id).where(col(Post.item_id).in_(taken), Post.state == PostState.AWAITING_REVIEW)
    ).all():
        # What waited only because its item was held is composed, drawn and reviewed again.
        send_back(session, post_id or 0, by=actor.login, now=actor.now)
    for item_id in taken:
        actor.note(session, "take", f"item:{item_id}", unit_id=known[item_id])
    return taken
