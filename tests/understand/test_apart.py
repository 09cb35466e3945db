"""Understanding in a bounded child: what is too much for it goes to a person, what the machine had no time for is tried again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from distributor.children import Bounds, ChildFault, Children
from distributor.ingest import bounded
from distributor.models import Intake
from distributor.understand import apart
from distributor.understand.apart import LONG, ItemTexts, check_facts, facts_checked, understand_apart, understand_words
from distributor.understand.store import WAITS
from tests.understand.desk import TEXT, TITLE, Desk

WORDS = ItemTexts(TITLE, "", TEXT, "new_law", "Sở Tư pháp", (TEXT,), date(2026, 12, 1), ("van-ban.pdf",))


def test_a_child_understands_the_same() -> None:
    assert understand_apart(WORDS) == understand_words(WORDS)


def test_what_takes_too_long_is_held_for_a_person(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = desk.item(text="\nx" * 1_500_000)
    with monkeypatch.context() as short:
        short.setattr(apart, "BOUNDS", replace(apart.BOUNDS, processor_s=1.0))
        assert desk.understand(item_id), "composed and held, so that a person sees it"
    item = desk.get(item_id)
    assert (item.intake, item.understood_revision) == (Intake.HELD, 1)
    (told,) = desk.notices("held")
    assert "quá dài hoặc quá rối" in told


def test_what_no_child_was_free_for_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = desk.item()
    with monkeypatch.context() as busy:
        busy.setattr(bounded, "CHILDREN", Children(0, patience_s=0.0))
        assert not desk.understand(item_id)
    assert desk.get(item_id).understood_revision == 0
    assert not desk.notices("held")
    assert not desk.understand(item_id), "not at once"
    desk.now += WAITS[0] + timedelta(seconds=1)
    assert desk.understand(item_id)


def test_a_fault_of_ours_names_its_kind_and_its_place() -> None:
    with pytest.raises(ChildFault) as raised:
        understand_apart(replace(WORDS, today="hôm nay"))  # type: ignore[arg-type]
    assert raised.value.kind in {"TypeError", "AttributeError"}
    assert raised.value.at.startswith("distributor/understand/")


def test_a_post_is_compared_with_a_long_source_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    post = "Mức hỗ trợ là 7.000.000 đồng từ ngày 05/12/2026."
    source = TEXT * (LONG // len(TEXT) + 1)
    assert facts_checked(post, source, ()) == check_facts(post, source, ()) != ()
    monkeypatch.setattr(apart, "BOUNDS", Bounds(processor_s=1.0))
    with pytest.raises(bounded.HarmfulSource):
        facts_checked(post, "Mức hỗ trợ là 6.000.000 đồng tại điểm a khoản 1 Điều 5. " * 100_000, ())
