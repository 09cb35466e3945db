"""What ends, what only in part, what nothing: `drafting/cases.txt`, a table of closing articles, announcements and lists."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from distributor.facts import DocumentFacts
from distributor.understand.numbers import find_numbers
from distributor.understand.recognise import recognise
from distributor.understand.relations import find_relations
from distributor.understand.voice import ActingDocument

CASES = Path(__file__).parent / "drafting" / "cases.txt"
NUMBERS = {
    "luật": "30/2026/QH16",
    "nghị định": "15/2026/NĐ-CP",
    "thông tư": "9/2026/TT-BTP",
    "nghị quyết": "9/2026/NQ-HĐND",
}
NOTHING = "–"


def cases() -> Iterator[tuple[str, str, set[str]]]:
    """Kind of the acting document, its words, what they do."""
    kind = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            words, _, does = line.partition(" => ")
            expected = set() if does == NOTHING else {each.strip() for each in does.split(";")}
            yield kind, words.replace(" ⏎ ", "\n"), expected


def said(kind: str, words: str) -> set[str]:
    kind = kind if kind in NUMBERS else "quyết định"
    actor = ActingDocument(kind, NUMBERS.get(kind, "40/2026/QĐ-UBND"), itself=True, issued_on=date(2026, 5, 12))
    found = find_relations(["Quy định về bến bãi", f"Căn cứ Luật số 72/2025/QH15;\nĐiều 1. Phạm vi\n{words}\n"], actor)
    return {
        f"ends {each.number}"
        if each.scope.value == "whole" and each.kind.value in {"repeals", "replaces"}
        else f"{each.kind.value} {each.scope.value} {each.number}"
        for each in found
    }


@pytest.mark.parametrize(
    ("kind", "words", "expected"), list(cases()), ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_the_words_do_this_and_no_more(kind: str, words: str, expected: set[str]) -> None:
    assert said(kind, words) == expected


HEAD = """{office}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{label} {number}
Hương Giang, ngày 12 tháng 5 năm 2026
QUYẾT ĐỊNH
Về việc quản lý bến bãi
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Điều 1. Phạm vi điều chỉnh.
Điều 2. {closing}
Nơi nhận:
"""


def head(
    closing: str, *, label: str = "Số:", number: str = "40/QĐ-UBND", office: str = "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG"
) -> DocumentFacts:
    text = HEAD.format(office=office, label=label, number=number, closing=closing)
    found = recognise("Văn bản mới", text, today=date(2026, 11, 24)).document
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("closing", "effective_on"),
    [
        (
            "Quyết định có hiệu lực kể từ ngày ký ban hành, đồng thời thay thế Quyết định số 3/QĐ-UBND.",
            date(2026, 5, 12),
        ),
        ("Quyết định có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2026.", date(2026, 6, 1)),
        ("Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.", date(2026, 5, 12)),
        ("Bản án, Quyết định có hiệu lực kể từ ngày ký thì được thi hành.", None),
    ],
)
def test_the_day_of_effect_without_this(closing: str, effective_on: date | None) -> None:
    assert head(closing).effective_on == effective_on


def test_heads_without_a_colon_of_a_chair_and_of_an_office_with_a_comma() -> None:
    assert head("Thi hành.", label="Số").number == "40/QĐ-UBND"
    chair = head("Thi hành.", number="36/2026/QĐ-CTUBND")
    assert chair.issuers == ("Chủ tịch Ủy ban nhân dân tỉnh Hương Giang",)
    ministry = head("Thi hành.", number="9/QĐ-BVHTTDL", office="BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH")
    assert ministry.issuers == ("Bộ Văn hóa, Thể thao và Du lịch",)


def test_a_form_is_no_act() -> None:
    text = "Mẫu số 01a/TB-TSDĐ, Phụ lục số 02/QĐ-UBND, theo Quyết định số 03/QĐ-UBND"
    assert [each.text for each in find_numbers(text)] == ["03/QĐ-UBND"]
