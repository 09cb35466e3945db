"""From when and until when an act has effect, as it says; what cannot be told is asked. Our own texts."""

from datetime import date

import pytest

from distributor.models import DocumentStatusKind
from distributor.understand.effect import DocumentSubject, Effect, find_effect, status_on

SIGNED = date(2026, 3, 25)


def effect(words: str, kind: str = "quyết định") -> Effect:
    return find_effect([words], DocumentSubject(kind, "3/2026/QĐ-UBND", SIGNED, itself=True))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2026.", date(2026, 6, 1)),
        ("Quyết định này có hiệu lực thi hành kể từ 00 giờ 00 phút ngày 01/6/2026.", date(2026, 6, 1)),
        ("QUYẾT ĐỊNH NÀY CÓ HIỆU LỰC TỪ NGÀY 22 THÁNG 5 NĂM 2026.", date(2026, 5, 22)),
        ("Quyết định này có hiệu lực kể từ ngày ký ban hành và thay thế Quyết định số 1/2020/QĐ-UBND.", SIGNED),
        ("Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký và thay thế Quyết định số 1/2020/QĐ-UBND.", date(2026, 4, 4)),
        ("Quyết định này có hiệu lực sau 07 ngày kể từ ngày ký ban hành.", date(2026, 4, 1)),
        ("Quyết định này có hiệu lực thi hành sau 15 (mười lăm) ngày, kể từ ngày ký.", date(2026, 4, 9)),
        ("Quyết định này có hiệu lực sau mười ngày kể từ ngày ký.", date(2026, 4, 4)),
        ("Quyết định này thay thế Quyết định số 1/2020/QĐ-UBND và có hiệu lực từ ngày 01/6/2026.", date(2026, 6, 1)),
        ("Quyết định này có hiệu lực từ ngày 01/7/2026, trừ khoản 2 có hiệu lực từ ngày 01/01/2027.", date(2026, 7, 1)),
        ("Quyết định này có hiệu lực sau 45 ngày kể từ ngày ký ban hành.", date(2026, 5, 9)),
    ],
)  # fmt: skip
def test_the_first_day(words: str, day: date) -> None:
    assert effect(words).effective_on == day


def test_ten_days_from_the_signing() -> None:
    old = DocumentSubject("quyết định", "02/2010/QĐ-UBND", date(2010, 1, 14), itself=True)
    assert find_effect(["Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký."], old).effective_on == date(2010, 1, 24)


@pytest.mark.parametrize(
    "words",
    [
        "Quyết định này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.",
        "Quyết định này có hiệu lực sau 10 ngày làm việc kể từ ngày ký.",
        "Quyết định này có hiệu lực kể từ ngày đăng trên Cổng thông tin điện tử tỉnh.",
    ],
)
def test_what_cannot_be_counted_is_asked(words: str) -> None:
    found = effect(words)
    assert found.effective_on is None
    assert "Không chắc ngày có hiệu lực" in found.question


@pytest.mark.parametrize(
    ("excepted", "part", "asks"),
    [
        ("khoản 2 Điều này", "Quy định tại Điều 17 của Luật này", False),
        ("trường hợp quy định tại khoản 2 Điều này", "Khoản 3 Điều 1 Luật này", False),
        ("khoản 2 Điều này", "Các quy định về phí", True),
        ("khoản 2 và khoản 3 Điều này", "Quy định tại Điều 17 của Luật này", True),
        ("các quy định về phí", "Luật này", True),
    ],
)
def test_a_part_with_a_day_of_its_own_leaves_the_main_day(excepted: str, part: str, asks: bool) -> None:
    """What is named is told with its own day (`own_days.py`); what is not named is asked."""
    found = effect(
        f"1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026, trừ {excepted}.\n"
        f"2. {part} có hiệu lực từ ngày 01 tháng {1 if part != 'Luật này' else 7} năm {2027 if part != 'Luật này' else 2026}.",
        "luật",
    )
    assert found.effective_on == date(2026, 7, 1)
    assert ("01/07/2026" in found.question and "trừ" in found.question) is asks


def test_a_joint_circular_calls_itself_a_circular() -> None:
    found = effect("Thông tư này có hiệu lực sau 45 ngày kể từ ngày ký ban hành.", "thông tư liên tịch")
    assert found.effective_on == date(2026, 5, 9)


def test_a_resolution_has_effect_from_its_adoption() -> None:
    found = effect(
        "Nghị quyết này được HĐND thông qua ngày 20 tháng 3 năm 2026 và có hiệu lực từ ngày được thông qua.",
        "nghị quyết",
    )
    assert (found.effective_on, found.question) == (date(2026, 3, 20), "")


@pytest.mark.parametrize(
    ("words", "first_without"),
    [
        ("Quyết định này có hiệu lực từ ngày 01/6/2026 đến hết ngày 31/10/2026.", date(2026, 11, 1)),
        ("Quyết định này có hiệu lực từ ngày 01/6/2026 và được thực hiện đến hết năm 2027.", date(2028, 1, 1)),
        ("Quyết định này có hiệu lực từ ngày 01/6/2026 đến hết tháng 6 năm 2027.", date(2027, 7, 1)),
        ("Quyết định này có hiệu lực từ ngày 01/6/2026 và hết hiệu lực từ ngày 01/01/2027.", date(2027, 1, 1)),
        ("Quyết định này có hiệu lực từ ngày 01/6/2026, thực hiện trong năm học 2026-2027.", None),
        ("Quyết định này có hiệu lực từ ngày 01/6/2026. Hồ sơ được nhận đến hết ngày 31/10/2026.", None),
    ],
)
def test_an_act_ends_by_its_own_term(words: str, first_without: date | None) -> None:
    found = effect(words)
    assert (found.effective_on, found.ended_on) == (date(2026, 6, 1), first_without)


def test_a_form_in_an_annex_sets_no_day() -> None:
    found = effect(
        "Điều 3. Quyết định này có hiệu lực từ ngày 01/6/2026.\nNơi nhận:\n- Lưu: VT.\nMẫu 01\n"
        "Quyết định này có hiệu lực kể từ ngày ký."
    )
    assert found.effective_on == date(2026, 6, 1)


def test_status_by_its_own_words() -> None:
    first, last = date(2026, 6, 1), date(2026, 11, 1)
    assert status_on(date(2026, 5, 31), first, last) is DocumentStatusKind.NOT_YET
    assert status_on(date(2026, 10, 31), first, last) is DocumentStatusKind.IN_FORCE
    assert status_on(last, first, last) is DocumentStatusKind.ENDED
    assert status_on(last, None, None) is None


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("riêng khoản 3 Điều 5 có hiệu lực từ ngày 01/9/2026", False),
        ("Điều 4 có hiệu lực từ ngày 01/9/2026", False),
        ("riêng điểm b khoản 3 Điều 5 có hiệu lực từ ngày 01/9/2026", True),
        ("riêng mức thu của hộ nghèo có hiệu lực từ ngày 01/9/2026", True),
    ],
)
def test_a_part_that_is_named_by_its_article_has_its_own_day_and_asks_nobody(part: str, asks: bool) -> None:
    found = effect(f"Quyết định này có hiệu lực từ ngày 01/6/2026; {part}.")
    assert found.effective_on == date(2026, 6, 1)
    assert bool(found.question) is asks
