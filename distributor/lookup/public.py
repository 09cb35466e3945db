"""Which items a look-up may tell of: only what some account of ours is saying to the public, as its source says it now; never
what was held, for its own words nobody approved."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from distributor.models import PUBLIC_STATES, Intake, Item, Post

ANNOUNCEMENT = "announcement"


def public_items(
    session: Session,
    *,
    items: Sequence[int] = (),
    documents: Sequence[int] = (),
    unit_ids: Sequence[int] | None = None,
) -> dict[int, Item]:
    """Of these items by their ids; of these documents, each one's newest announcement by the document's id."""
    told = (
        col(Post.item_id) == col(Item.id),
        col(Post.state).in_(PUBLIC_STATES),
        col(Post.revision) >= col(Item.revision),
    )
    is_public = select(Post.id).where(*told).exists()
    wanted = select(Item).where(is_public, Item.intake == Intake.TAKEN).order_by(col(Item.id))
    if unit_ids is not None:
        wanted = wanted.where(col(Item.unit_id).in_(unit_ids))
    if documents:
        of_acts = wanted.where(col(Item.document_id).in_(documents), Item.document_role == ANNOUNCEMENT)
        return {item.document_id or 0: item for item in session.exec(of_acts)}
    return {item.id or 0: item for item in session.exec(wanted.where(col(Item.id).in_(items)))} if items else {}


def has_items(session: Session, documents: Sequence[int]) -> set[int]:
    """Those of these documents that some item announces, public or not."""
    found = select(Item.document_id).where(col(Item.document_id).in_(documents), Item.document_role != "")
    return {document for document in session.exec(found) if document is not None}
