"""What is known of an item just pasted: as understood, or, until what came along is read too, from its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from distributor.children import ChildFault
from distributor.clock import VIETNAM
from distributor.compose.view import unit_name
from distributor.db import Database
from distributor.errors import LoaError
from distributor.facts import Facts, facts_from_json
from distributor.models import Attachment, Item
from distributor.report.left_aside import INTAKE_LABELS
from distributor.staff.visibility import item_of_units
from distributor.understand.bounded import ItemTexts, understand_bounded
from phrases import phrase


@dataclass(frozen=True)
class ReadSoFar:
    """`settled`: what came along was read too. `intake`: why it is left aside, empty if it is not."""

    item: Item
    facts: Facts
    settled: bool
    intake: str
    attachments: tuple[str, ...]


def read_so_far(database: Database, item_id: int, unit_ids: Sequence[int], now: datetime) -> ReadSoFar | None:
    """None if there is no such item among those of these units. Stores nothing."""
    with database.read() as session:
        item = item_of_units(session, item_id, unit_ids)
        if item is None:
            return None
        titles = session.exec(
            select(Attachment.title, Attachment.address)
            .where(Attachment.item_id == item_id, col(Attachment.position) >= 0)
            .order_by(col(Attachment.position))
        ).all()
        publisher = unit_name(session, item.unit_id)
    settled = item.understood_revision >= item.revision
    facts = facts_from_json(item.facts) if settled else _of_its_own_words(item, publisher, now)
    return ReadSoFar(
        item, facts, settled, INTAKE_LABELS.get(item.intake, ""), tuple(title or address for title, address in titles)
    )


def _of_its_own_words(item: Item, publisher: str, now: datetime) -> Facts:
    """No transaction is open meanwhile. Where they are too much, or nothing can read them now, staff are told so."""
    words = ItemTexts(item.title, item.summary, item.text, item.kind, publisher, (), now.astimezone(VIETNAM).date())
    try:
        return understand_bounded(words)
    except LoaError as error:
        return Facts(kind=item.kind, questions=(error.said,))
    except ChildFault as error:
        return Facts(kind=item.kind, questions=(phrase("understand.fault", error=error.kind),))
