"""What is known of an item just pasted: as understood, or, until what came along is read too, from its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.compose.view import unit_name
from distributor.facts import Facts, facts_from_json
from distributor.models import Attachment, Item
from distributor.report.left_aside import INTAKE_LABELS
from distributor.staff.visibility import item_of_units
from distributor.understand.understand import understand


@dataclass(frozen=True)
class ReadSoFar:
    """`settled`: what came along was read too. `intake`: why it is left aside, empty if it is not."""

    item: Item
    facts: Facts
    settled: bool
    intake: str
    attachments: tuple[str, ...]


def read_so_far(session: Session, item_id: int, unit_ids: Sequence[int], now: datetime) -> ReadSoFar | None:
    """None if there is no such item among those of these units. Stores nothing."""
    item = item_of_units(session, item_id, unit_ids)
    if item is None:
        return None
    titles = session.exec(
        select(Attachment.title, Attachment.address)
        .where(Attachment.item_id == item_id, col(Attachment.position) >= 0)
        .order_by(col(Attachment.position))
    ).all()
    settled = item.understood_revision >= item.revision
    facts = (
        facts_from_json(item.facts)
        if settled
        else understand(
            title=item.title,
            summary=item.summary,
            text=item.text,
            categories_kind=item.kind,
            publisher=unit_name(session, item.unit_id),
            attachments=[],
            today=now.astimezone(VIETNAM).date(),
        )
    )
    return ReadSoFar(
        item, facts, settled, INTAKE_LABELS.get(item.intake, ""), tuple(title or address for title, address in titles)
    )
