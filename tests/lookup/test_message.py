"""An answer as a message: what the act is, and what it will be, stands in it however little room there is."""

from datetime import date
from itertools import product

import pytest

from distributor.law.status import ComingChange, LegalStatus
from distributor.lookup.answers import LookedUp
from distributor.lookup.message import BY_CHAT, BY_SMS, MessageForm, first_message, more_message, papers_message
from distributor.lookup.told import LawAnswer, QuotedFact
from distributor.reading_states import DocumentStatusKind

BY = "Quyết định số 33/2026/QĐ-UBND"
PARTS = "khoản 3 Điều 5; khoản 1, khoản 2 và điểm b khoản 4 Điều 11; Điều 14 và Phụ lục số 02 ban hành kèm theo"
CLAUSE = ComingChange(
    date(2026, 12, 9),
    f"Từ ngày 09/12/2026, {PARTS} không còn áp dụng ({BY})",
    "Từ ngày 09/12/2026, một phần văn bản không còn áp dụng",
    2,
)
END = ComingChange(
    date(2027, 1, 1), "Từ ngày 01/01/2027, văn bản hết hiệu lực", "Từ ngày 01/01/2027, văn bản hết hiệu lực"
)
SHORT, LONG = "Mức thu lệ phí hộ tịch", "Quy định mức thu, chế độ thu, nộp, quản lý và sử dụng lệ phí hộ tịch " * 6
FACT = QuotedFact("Lệ phí đăng ký khai sinh là 8.000 đồng một lượt, nộp tại bộ phận một cửa của xã, phường nơi cư trú.")


def said(title: str, coming: tuple[ComingChange, ...], form: MessageForm) -> str:
    status = LegalStatus(DocumentStatusKind.IN_FORCE, date(2023, 6, 1), coming=coming)
    answer = LawAnswer(title, "Quyết định số 15/2023/QĐ-UBND", status=status, facts=(FACT, FACT), item_id=12)
    return first_message(LookedUp(answers=(answer,)), "https://phapluat.huonggiang.gov.vn", form)


@pytest.mark.parametrize(("title", "form"), [*product((SHORT, LONG), (BY_SMS, BY_CHAT))])
def test_a_coming_end_of_a_part_is_told_as_such(title: str, form: MessageForm) -> None:
    text = said(title, (CLAUSE,), form)
    assert form.fits(text), text
    assert form.said("Còn hiệu lực từ 01/06/2023") in text
    assert form.said("Từ ngày 09/12/2026, ") in text
    assert form.said("không còn áp dụng") in text
    assert form.said("văn bản hết hiệu lực") not in text
    assert "/tin/12" in text


@pytest.mark.parametrize("form", [BY_SMS, BY_CHAT])
def test_a_nearer_and_the_whole_end_are_both_told(form: MessageForm) -> None:
    text = said(SHORT, (CLAUSE, END), form)
    assert form.fits(text), text
    assert text.index(form.said("09/12/2026")) < text.index(form.said("Từ ngày 01/01/2027, văn bản hết hiệu lực"))


def test_where_there_is_room_the_parts_are_named() -> None:
    assert f"{PARTS} không còn áp dụng ({BY})" in said(SHORT, (CLAUSE,), BY_CHAT)
    assert "mot phan van ban khong con ap dung" in said(LONG, (CLAUSE,), BY_SMS)


def test_of_nothing_to_come_nothing_is_said() -> None:
    assert "Tu ngay" not in said(SHORT, (), BY_SMS)


def test_what_is_known_by_its_number_alone_is_named_once() -> None:
    known = LawAnswer("Văn bản số 14/2017/QĐ-UBND", "Văn bản số 14/2017/QĐ-UBND")
    assert first_message(LookedUp(answers=(known,)), "", BY_SMS).count("14/2017") == 1


def test_a_title_beside_a_number_leaves_the_fact_its_room() -> None:
    text = said(LONG, (CLAUSE,), BY_SMS)
    assert "Le phi dang ky khai sinh la 8.000 dong mot luot, nop tai bo phan" in text


@pytest.mark.parametrize("form", [BY_SMS, BY_CHAT])
def test_an_answer_without_a_page_sends_nobody_to_one(form: MessageForm) -> None:
    alone = LookedUp(answers=(LawAnswer(SHORT, "Quyết định số 15/2023/QĐ-UBND", facts=(FACT,)),))
    for told in (more_message(alone, 3, "https://phapluat.huonggiang.gov.vn", form), papers_message(alone, "", form)):
        assert told.endswith("."), told
        assert "-" not in told


def test_what_answers_little_of_what_is_asked_is_told_as_the_nearest() -> None:
    sure, guess = (
        first_message(LookedUp(answers=(LawAnswer(SHORT, share=share),)), "", BY_CHAT) for share in (0.6, 0.2)
    )
    assert sure == f"{SHORT}."
    assert guess == f"Gần nhất với điều bạn hỏi: {SHORT}."


def test_an_act_that_never_takes_effect_tells_nothing_but_that() -> None:
    never = LegalStatus(DocumentStatusKind.ENDED, date(2026, 12, 1), never=True, by=BY)
    found = LookedUp(
        answers=(LawAnswer(SHORT, "Quyết định số 25/2026/QĐ-UBND", status=never, facts=(FACT, FACT), places=(FACT,)),)
    )
    told = (first_message(found, "", BY_CHAT), more_message(found, 1, "", BY_CHAT), papers_message(found, "", BY_CHAT))
    assert BY in told[0]
    assert all(FACT.text not in each for each in told)
    assert "(1:" not in told[0]


def test_of_an_act_that_was_put_right_no_fact_is_told() -> None:
    right = LegalStatus(DocumentStatusKind.IN_FORCE, date(2026, 12, 1), corrected=True, by=BY)
    found = LookedUp(answers=(LawAnswer(SHORT, "Quyết định số 25/2026/QĐ-UBND", status=right, facts=(FACT, FACT)),))
    told = (first_message(found, "", BY_CHAT), more_message(found, 1, "", BY_CHAT))
    assert all(FACT.text not in each for each in told)
    assert SHORT in told[0]


def test_a_fact_that_would_lose_its_number_waits_behind_one_that_fits() -> None:
    long = QuotedFact(f"Thửa đất hình thành sau khi tách {'và thửa đất còn lại ' * 12}có diện tích tối thiểu 50 m²")
    found = LookedUp(answers=(LawAnswer(SHORT, facts=(long, FACT)),))
    assert BY_SMS.said(FACT.text) in first_message(found, "")
    assert "dien tich toi thieu" not in first_message(found, "")
    assert more_message(found, 1, "").startswith("Thua dat hinh thanh")
