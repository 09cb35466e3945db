"""The demo province's own items: each layout stands on the card of one that goes out by itself."""

from dataclasses import replace
from datetime import datetime

import pytest

from distributor.clock import VIETNAM
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.compose.occasions import BEFORE_EFFECT, on_occasion
from distributor.ingest.kinds import default_kinds
from distributor.render.card_content import card_content
from distributor.render.choose import LAST, choose_layout, load_card_rules
from distributor.render.content import CardContent
from distributor.understand.understand import understand
from sandbox.huonggiang.documents import document_of
from sandbox.huonggiang.items import Item, Programme

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=VIETNAM)
UNIT = "Sở Tư pháp tỉnh Hương Giang"
ILLUSTRATED = "huong-dan-huong-ung-ngay-phap-luat-viet-nam"
"""As if its page had a picture of its own, as one of the communes' has."""
REMINDED = "quyet-dinh-19-2026-quan-ly-cay-xanh-do-thi"
"""Its day of effect is near when the demo starts."""
CHANNELS = ("facebook", "x", "rss")
"""Each has a format of its own."""


@pytest.fixture(scope="module")
def views() -> dict[str, ItemView]:
    """By slug; without those for which a person is asked."""
    found = {each.slug: view_of(each.dated(NOW.timestamp())) for each in Programme().prepared}
    return {slug: view for slug, view in found.items() if not view.facts.gate}


def view_of(item: Item) -> ItemView:
    text = "\n\n".join(item.paragraphs)
    facts = understand(
        title=item.title,
        summary=item.summary,
        text=text,
        categories_kind=default_kinds().kind_of([item.kind]),
        publisher=UNIT,
        attachments=[words for each in item.attachments if (words := words_of(each.name))],
        today=NOW.date(),
    )
    picture = "0" * 64 if item.slug == ILLUSTRATED else ""
    view = ItemView(1, item.title, item.summary, item.summary, facts.kind, NOW, "", UNIT, facts=facts)
    return replace(view, page=text, picture=picture)


def words_of(file: str) -> str:
    document = document_of(file, NOW)
    if document is None or document.scan:
        return ""
    head = (*document.issuer, f"Số: {document.number}", document.place_and_day, document.kind, document.subject)
    return "\n".join([*head, *document.bases, *(each for each in document.blocks if isinstance(each, str))])


def card_of(view: ItemView, purpose: str = "announce") -> CardContent:
    return card_content(on_occasion(view, purpose), load_editorial(), sample=True)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_layout_stands_on_a_card_of_the_demo(views: dict[str, ItemView], channel: str) -> None:
    chosen = {choose_layout(card_of(view), channel) for view in views.values()}
    chosen.add(choose_layout(card_of(views[REMINDED], BEFORE_EFFECT), channel))
    assert chosen >= {rule.layout for rule in load_card_rules().rule}
    assert LAST not in chosen, "no words of the demo are shortened"
