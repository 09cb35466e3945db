"""What an item is called: a document that is not announced as new is never called new. Pure."""

from distributor.compose.editorial import HouseStyle
from distributor.compose.item import ItemView
from distributor.reading_states import RelationKind

NEW_LAW = "new_law"
KNOWN_LAW = "known_law"
"""Words for a document that was known before, or is in force no more."""
IN_FORCE = "law_in_force"
"""Words for a document that is in force and told, but new no more."""
CONSOLIDATED = "consolidated"
"""Words for a consolidated text, which rules nothing new; the gate's code for it, too."""


def kind_of_words(item: ItemView, house: HouseStyle) -> str:
    """The entry of `config/editorial.toml` by whose words the item is told; the item's kind but for documents that are not
    new."""
    if item.kind != NEW_LAW:
        return item.kind
    codes = {reason.code for reason in item.facts.gate}
    if CONSOLIDATED in codes or is_consolidated(item):
        return CONSOLIDATED
    if codes & set(house.not_new):
        return KNOWN_LAW
    return IN_FORCE if item.facts.still_told else item.kind


def is_consolidated(item: ItemView) -> bool:
    document = item.facts.document
    return document is not None and (
        document.kind.casefold() == "văn bản hợp nhất"
        or any(one.kind is RelationKind.CONSOLIDATES for one in document.relations)
    )
