"""From an item to what its picture shows; the same facts that the alternative text tells. Pure."""

from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.lead import headline
from distributor.compose.plain import one_line
from distributor.render.content import CardContent


def card_content(item: ItemView, editorial: Editorial, *, sample: bool = False) -> CardContent:
    """`sample`: demonstration data, which the picture says."""
    return CardContent(
        kind=item.kind,
        kind_label=editorial.card_label_of(item.kind),
        title=headline(item.title),
        unit_name=one_line(item.unit_name),
        date_text=item.date_text,
        sample=sample,
    )
