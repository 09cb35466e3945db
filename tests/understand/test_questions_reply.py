"""Staff choose the answer where none is sure: it stands over what is found, also in later revisions, and opens the gate."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.errors import LoaError
from distributor.facts import Answer, Answers, Facts, Reason, facts_from_json
from distributor.ingest.fetch import Fetcher
from distributor.media.store import MediaStore
from distributor.models import Item
from distributor.understand.answering import NO_ANSWER
from distributor.understand.answers import answer_item, answered, chosen_reply
from distributor.understand.store import understand_item
from distributor.understand.understand import understand
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TITLE = "Hỏi đáp: Nuôi ong trong khu dân cư có phải xin phép không, bị phạt thế nào?"
TEXT = (
    "Hỏi: Nhà bên nuôi hai mươi đàn ong sát tường nhà tôi. Nuôi ong như vậy có phải xin phép không? Bị phạt thế nào?\n"
    "Trả lời: Hộ nuôi ong phải kê khai hoạt động chăn nuôi với Ủy ban nhân dân cấp xã. Khi ong gây hại cho người khác, "
    "chủ đàn ong phải bồi thường.\n"
)


def read(text: str = TEXT) -> Facts:
    return understand(
        title=TITLE,
        summary="",
        text=text,
        categories_kind="question",
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=[],
        today=date(2026, 11, 24),
    )


def test_an_unsure_question_waits_with_its_candidates() -> None:
    facts = read()
    assert [each.code for each in facts.gate] == [NO_ANSWER]
    assert 1 <= len(facts.candidates) <= 2
    assert all(each.quotes and not each.sure for each in facts.candidates)
    assert facts_from_json(facts.to_json()) == facts


def test_a_chosen_answer_opens_the_gate() -> None:
    facts = read()
    chosen = chosen_reply(facts, number=1)
    after = answered(facts, Answers("bientap", reply=chosen))
    assert after.answer is not None
    assert (after.answer.text, after.answer.sure) == (chosen.text, True)
    assert (after.gate, after.candidates) == ((), ())
    assert any(chosen.text == point.statement for point in after.message), "cards and posts say what was chosen"
    assert facts_from_json(after.to_json()) == after


def test_an_article_that_only_its_title_asks_is_told_by_its_points() -> None:
    facts = understand(
        title="Trẻ mồ côi được hỗ trợ thế nào?",
        summary="",
        text="Trẻ mồ côi dưới 16 tuổi được trợ cấp hằng tháng. Mức chuẩn là 500.000 đồng. Người chăm sóc nộp tờ khai tại xã.",
        categories_kind="",
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=[],
        today=date(2026, 11, 24),
    )
    assert (facts.kind, facts.gate, facts.candidates) == ("guidance", (), ())


def test_what_is_no_question_after_all_needs_no_answer() -> None:
    facts = Facts(kind="question", gate=(Reason("no_answer"), Reason("other")))
    assert [each.code for each in answered(facts, Answers("bientap", kind="guidance")).gate] == ["other"]


@pytest.mark.parametrize(("number", "text"), [(3, ""), (0, ""), (0, "Câu của bản trước.")])
def test_only_what_is_shown_can_be_chosen(number: int, text: str) -> None:
    facts = Facts(candidates=(Answer("Được.", ("Được.",)), Answer("Không.", ("Không.",))))
    with pytest.raises(LoaError):
        chosen_reply(facts, number=number, text=text)
    with pytest.raises(LoaError, match="không có câu trả lời nào"):
        chosen_reply(Facts(), number=1)


def test_the_choice_stands_over_a_later_revision(database: Database, tmp_path: Path) -> None:
    store = MediaStore(tmp_path)

    def understand_again() -> Facts:
        assert understand_item(database, item_id, fetcher=Fetcher(), store=store, now=lambda: NOW)
        with database.read() as session:
            return facts_from_json(session.get_one(Item, item_id).facts)

    with database.write() as session:
        item_id = province.seed_item(session, province.seed_unit(session), 1, NOW)
        item = session.get_one(Item, item_id)
        item.title, item.text, item.kind, item.address = TITLE, TEXT, "question", ""
        item.understood_revision = 0
    facts = understand_again()
    chosen = chosen_reply(facts, number=1)
    with database.write() as session:
        answer_item(session, province.actor(item.unit_id, "bientap", NOW), item_id, Answers(reply=chosen))
    assert understand_again().answer is not None
    with database.write() as session:
        item = session.get_one(Item, item_id)
        item.revision += 1
        item.text = TEXT + "Bài được cập nhật."
    again = understand_again()
    assert again.answer is not None
    assert (again.answer.text, again.answer.sure, again.gate) == (chosen.text, True, ())


def test_a_rule_for_another_measure_than_the_askers_waits() -> None:
    def sure(reply: str) -> bool:
        facts = understand(
            title="Đi xe máy điện có cần bằng lái không?",
            summary="",
            text=f"Hỏi: Tôi mua xe máy điện công suất 3 kW. Tôi có cần bằng lái không?\nTrả lời: {reply}\n",
            categories_kind="question",
            publisher="Sở Tư pháp tỉnh Hương Giang",
            attachments=[],
            today=date(2026, 11, 24),
        )
        return facts.answer is not None and facts.answer.sure

    over = "Người lái xe máy điện trên 4 kW phải có bằng lái hạng A1."
    under = "Người lái xe máy điện không quá 4 kW không cần bằng lái."
    assert sure(f"{over} {under}"), "both sides are told"
    assert not sure(f"{over} Xe dưới 1,5 kW không thuộc loại này.")
    assert sure("Không. Người lái xe máy điện không quá 4 kW không cần bằng lái.")
