"""Understanding in a bounded child: what is too much for it goes to a person, what the machine had no time for is tried again."""

from dataclasses import replace
from datetime import date

import pytest

from distributor.children import Bounds, ChildFault
from distributor.compose.view import item_view
from distributor.ingest import bounded
from distributor.models import Intake, Item
from distributor.text.long_texts import LONG, MOST_LETTERS
from distributor.understand import bounded as understanding
from distributor.understand.bounded import (
    ItemTexts,
    fact_check_bounded,
    fact_check_here,
    understand_bounded,
    understand_texts,
)
from distributor.understand.store import MOST_TRIES, SOON
from tests.understand.desk import TEXT, TITLE, Desk, Site, word_file

WORDS = ItemTexts(TITLE, "", TEXT, "new_law", "Sở Tư pháp", (TEXT,), date(2026, 12, 1), ("van-ban.pdf",))


def test_a_child_understands_the_same() -> None:
    assert understand_bounded(WORDS) == understand_texts(WORDS)


def test_what_takes_too_long_is_held_for_a_person(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = desk.item(text="\nx" * 900_000)
    with monkeypatch.context() as short:
        short.setattr(understanding, "BOUNDS", replace(understanding.BOUNDS, processor_s=1.0))
        assert desk.understand(item_id), "composed and held, so that a person sees it"
    item = desk.get(item_id)
    assert (item.intake, item.understood_revision) == (Intake.HELD, 1)
    (told,) = desk.notices("held")
    assert "quá dài hoặc quá rối" in told


def test_what_no_child_was_free_for_is_tried_again_and_fetched_once(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = site.put("/van-ban.docx", "application/octet-stream", word_file("Điều 1. Phạm vi điều chỉnh"))
    item_id = desk.item(attachments=(paper,))
    with monkeypatch.context() as busy:
        busy.setattr(understanding, "in_child", no_child)
        for _ in range(MOST_TRIES + 1):  # that is no try
            assert not desk.understand(item_id)
            assert not desk.understand(item_id), "not at once"
            desk.now += SOON
    assert desk.get(item_id).understood_revision == 0
    assert not desk.notices("held")
    assert desk.understand(item_id)
    assert site.asked == ["/van-ban.docx"]


def no_child(*_values: object, **_more: object) -> None:
    raise bounded.NotNow("Máy đang bận.")


def test_of_long_texts_one_has_its_turn(desk: Desk) -> None:
    """So that a child is left for what others bring."""
    long, short = desk.item(text=TEXT * (LONG // len(TEXT) + 1)), desk.item(title="Thông báo lịch tiếp công dân")
    with understanding._turn:
        assert not desk.understand(long)
        assert desk.understand(short)
    desk.now += SOON
    assert desk.understand(long)


def test_what_is_longer_than_any_article_is_held_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = desk.item(text="Hộ nghèo được hỗ trợ 5 triệu đồng. " * (MOST_LETTERS // 35 + 1))
    monkeypatch.setattr(understanding, "in_child", no_child)
    assert desk.understand(item_id), "composed and held, so that a person sees it"
    assert desk.get(item_id).intake is Intake.HELD
    with desk.database.read() as session:
        assert len(item_view(session, session.get_one(Item, item_id)).text) <= LONG


def test_a_fault_of_ours_names_its_kind_and_its_place() -> None:
    with pytest.raises(ChildFault) as raised:
        understand_bounded(replace(WORDS, today="hôm nay"))  # type: ignore[arg-type]
    assert raised.value.kind in {"TypeError", "AttributeError"}
    assert raised.value.at.startswith("distributor/understand/")


def test_a_post_is_compared_with_a_long_source_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    post = "Mức hỗ trợ là 7.000.000 đồng từ ngày 05/12/2026."
    source = TEXT * (LONG // len(TEXT) + 1)
    assert fact_check_bounded(post, source, ()) == fact_check_here(post, source, ()) != ()
    monkeypatch.setattr(understanding, "BOUNDS", Bounds(processor_s=1.0))
    with pytest.raises(bounded.HarmfulSource):
        fact_check_bounded(post, "Mức hỗ trợ là 6.000.000 đồng tại điểm a khoản 1 Điều 5. " * 100_000, ())
