"""Finding items by words, as `distributor.finding` keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, case, func
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, and_, col, select

from distributor.finding import LACKING, fold, words_now
from distributor.models import ItemWords
from distributor.report.sql.place_of import place_of
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import seen_by

BETWEEN = ","
"""Between numbers that come as one text: twenty thousand rows take longer to hand over than to look through."""


@dataclass(frozen=True)
class Found:
    """Numbers of the items that match, and of all others that were looked at."""

    matching: list[int]
    others: list[int]


def matching_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> list[int] | None:
    """Ids of items whose title or document number holds every word of `search`, newest first; None: nothing is asked."""
    found = search_items(session, search, unit_ids)
    return None if found is None else sorted(found.matching, reverse=True)


def search_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> Found | None:
    """None: nothing is asked. Two queries, as long as all words are kept."""
    words = fold(_sayable(search)).split()
    if not words:
        return None
    units = [] if unit_ids is None else [_seen_by(unit_ids)]
    holds = and_(*(place_of(word, col(ItemWords.words)) > 0 for word in words))
    # In one pass and as one text: those that do not match below zero.
    signed = case((holds, col(ItemWords.item_id)), else_=-col(ItemWords.item_id))
    kept = select(func.aggregate_strings(sql_cast(signed, String), BETWEEN)).where(~LACKING, *units)
    told = session.exec(kept).one()
    numbers = [int(number) for number in told.split(BETWEEN)] if told else []
    matching, others = [number for number in numbers if number > 0], [-number for number in numbers if number < 0]
    for item_id, said in words_now(session, session.exec(select(ItemWords.item_id).where(LACKING, *units)).all()):
        (matching if all(word in said for word in words) else others).append(item_id)
    return Found(matching, others)


def _sayable(search: str) -> str:
    """Signs that no database takes become one that stands in no title."""
    return search.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _seen_by(unit_ids: Sequence[int]) -> ColumnElement[bool]:
    if len(unit_ids) == 1:
        return seen_by(unit_ids, ItemWords)
    # Whoever sees several units sees those that offer, too; nearly all items are looked at, so no index helps.
    return unindexed(col(ItemWords.unit_id)).in_(unit_ids)
