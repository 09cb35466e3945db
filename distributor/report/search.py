"""Finding items by words, as `distributor.finding` keeps them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, and_, col, select

from distributor.finding import LACKING, fold, words_now
from distributor.models import ItemWords
from distributor.report.sql.as_text import BETWEEN, numbers_as_text, read_numbers
from distributor.report.sql.place_of import place_of
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import seen_by


@dataclass(frozen=True)
class SearchResult:
    """`told`: numbers of all items that were looked at, below zero those that do not match; a text for each unit, read only when
    somebody asks which: of a search that thousands match, mostly the fewer. `matches`: how many. `of_unit`: the same by unit.
    """

    told: tuple[str, ...]
    looked_at: int
    matches: int
    of_unit: dict[int, int]

    @property
    def matching(self) -> list[int]:
        return [number for number in read_numbers(*self.told) if number > 0]

    @property
    def others(self) -> list[int]:
        return [-number for number in read_numbers(*self.told) if number < 0]


def matching_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> list[int] | None:
    """Ids of items whose title or document number holds every word of `search`, newest first; None: nothing is asked."""
    found = search_items(session, search, unit_ids)
    return None if found is None else sorted(found.matching, reverse=True)


def search_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> SearchResult | None:
    """None: nothing is asked. Two queries, as long as all words are kept."""
    words = fold(_sayable(search)).split()
    if not words:
        return None
    units = [] if unit_ids is None else [_seen_by(unit_ids)]
    holds = and_(*(place_of(word, col(ItemWords.words)) > 0 for word in words))
    # In one pass and as one text: those that do not match below zero.
    signed = case((holds, col(ItemWords.item_id)), else_=-col(ItemWords.item_id))
    kept = select(ItemWords.unit_id, numbers_as_text(signed)).where(~LACKING, *units)
    told = [(unit, said or "") for unit, said in session.exec(kept.group_by(col(ItemWords.unit_id)))]
    lacking = dict(session.exec(select(ItemWords.item_id, ItemWords.unit_id).where(LACKING, *units)).all())
    for item_id, said in words_now(session, list(lacking)):
        told.append((lacking[item_id], str(item_id if all(word in said for word in words) else -item_id)))
    of_unit, looked_at = Counter[int](), 0
    for unit_id, numbers in told:
        here = numbers.count(BETWEEN) + 1
        looked_at += here
        of_unit[unit_id] += here - numbers.count("-")
    return SearchResult(tuple(numbers for _unit, numbers in told), looked_at, of_unit.total(), +of_unit)


def _sayable(search: str) -> str:
    """Signs that no database takes become one that stands in no title."""
    return search.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _seen_by(unit_ids: Sequence[int]) -> ColumnElement[bool]:
    if len(unit_ids) == 1:
        return seen_by(unit_ids, ItemWords)
    # Whoever sees several units sees those that offer, too; nearly all items are looked at, so no index helps.
    return unindexed(col(ItemWords.unit_id)).in_(unit_ids)
