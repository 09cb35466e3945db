"""What a query asks for, and which rows say it: pure."""

import pytest

from distributor.lookup.followed import topic_asked
from distributor.lookup.numbers import DocumentNumber, number_in, own_number
from distributor.lookup.search import SearchRow, is_chance, ranked
from distributor.lookup.terms import sought_in, terms_of


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("vé đò ngang", ["ve do", "do ngang"]),
        ("luật giao dịch điện tử", ["luat", "giao dich dien tu"]),
        ("dá đất", ["gia dat"]),
        ("đá đất", ["da", "dat"]),
        ("chia thua ke", ["chia", "thua ke"]),
        ("xe bus", ["xe bus"]),
        ("hàng xóm lấn đất", ["hang xom", "lan dat"]),
        ("bao lau thi phai khai bao tam tru", ["khai", "bao", "tam tru"]),
        ("bốc thăm ở chợ", ["boc tham", "cho"]),
        ("chưa khai báo tạm trú", ["khai", "bao", "tam tru"]),
        ("đổi họ cho con theo họ mẹ", ["doi", "ho", "theo", "ho", "me"]),
        ("tạm chú", ["tam tru"]),
        ("giấy khai sing", ["giay", "khai sinh"]),
        ("alo", []),
        ("chủ hụi", ["chu hui"]),
        ("nha m lop 3", ["m", "lop", "3"]),
    ],
)
def test_words_that_belong_together_are_one_thing(query: str, things: list[str]) -> None:
    assert [" ".join(each.words) for each in sought_in(query)] == things


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("quyet dinh 22/26", "22/2026/QĐ-UBND"),
        ("QD so hai bay nam 2026", "27/2026/QĐ-UBND"),
        ("nghị quyết mười tám năm 2026", "18/2026/NQ-HĐND"),
        ("quyết định hai mươi năm 2026", "20/2026/QĐ-UBND"),
        ("nghị quyết mười tám năm hai không hai sáu", "18/2026/NQ-HĐND"),
        ("nghi dinh mot tram le hai nam 2025", "102/2025/NĐ-CP"),
        ("N.Q 19/2026", "19/2026/NQ-HĐND"),
        ("30,2026 qđ ub tỉnh", "30/2026/QĐ-UBND"),
        ("quyết định số 3l/2026", "31/2026/QĐ-UBND"),
        ("thuê 2l/2 nhà", ""),
        ("tháng 4,2026", ""),
        ("năm hai ba người", ""),
        ("học phí năm học 2025 - 2026", ""),
        ("2025/2026/QĐ-UBND", "2025/2026/QĐ-UBND"),
        ("30/4", ""),
    ],
)
def test_a_number_in_any_writing(text: str, number: str) -> None:
    assert str(number_in(text) or "") == number


def test_a_decision_is_no_law_of_the_same_number() -> None:
    asked, law = number_in("quyết định 14/2017"), own_number("14/2017/QH14")
    assert asked is not None
    assert law is not None
    assert not asked.fits(law)
    assert DocumentNumber(14, 2017).fits(law)


@pytest.mark.parametrize("query", ["bạn tên gì", "zalo ở đâu", "online"])
def test_a_lone_syllable_among_others_and_a_way_of_doing_ask_nothing(query: str) -> None:
    assert is_chance(sought_in(query), query)


@pytest.mark.parametrize("query", ["chợ", "thuế bao nhiêu", "mức phạt karaoke"])
def test_a_matter_is_asked_by_one_word_too(query: str) -> None:
    assert not is_chance(sought_in(query), query)


def test_what_a_story_ends_with_is_asked_for_too() -> None:
    story = "nha em o duoi que len day lam an may nam nay roi ma chua biet phai lam sao cho con be khai sinh"
    assert ("khai", "sinh") in sought_in(story)[-1].ways


def test_an_everyday_word_may_mean_several() -> None:
    [thing] = sought_in("trợ cấp")
    assert [" ".join(way) for way in thing.ways] == [
        "tro cap",
        "muc chuan tro giup xa hoi",
        "tro giup xa hoi",
        "tro cap",
    ]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("chia dat cho hai dua con", "Đất đai, nhà ở"),
        ("hàng xóm lấn đất nhà tôi", "Đất đai, nhà ở"),
        ("toi muon ly hon va chia tai san", "Hôn nhân, gia đình"),
        ("con tôi đánh mất thẻ bảo hiểm y tế", "Y tế"),
        ("xin chào", ""),
    ],
)
def test_a_question_is_of_the_topic_that_its_matters_are_of(text: str, topic: str) -> None:
    assert topic_asked(text) == topic


def row(key: int, title: str) -> SearchRow:
    terms = frozenset(terms_of(title.split()))
    return SearchRow(key, terms, terms)


def test_what_names_no_matter_of_the_query_is_no_answer() -> None:
    """Its words apart, or one beside it, answer nothing: a loan is no parcel."""
    rows = [row(1, "ket hon phap ly giay to"), row(2, "ly hon can giay to")]
    sought = sought_in("ly hôn cần giấy tờ gì")
    rare = {term: 2.0 for each in sought for way in each.ways for term in terms_of(way)}
    assert [key for key, _ in ranked(sought, rows, rare)] == [2]


def test_a_syllable_beside_a_named_matter_asks_less_than_the_matter() -> None:
    sought = sought_in("nghi viec dot xuat")
    rare = {term: 4.0 for each in sought for way in each.ways for term in terms_of(way)}
    tells = frozenset({"nghi", "viec", "nghiviec"})
    assert [key for key, _ in ranked(sought, [SearchRow(1, tells, tells)], rare)] == [1]


@pytest.mark.parametrize("query", ["sao y giấy khai sinh", "photo cong chung can cuoc", "đóng dấu sao y bằng lái xe"])
def test_a_paper_that_is_copied_is_not_what_is_asked_for(query: str) -> None:
    [asked] = [each for each in sought_in(query) if each.is_matter]
    assert ("chung", "thuc", "ban", "sao") in asked.ways


def test_a_paper_of_which_no_copy_is_asked_is() -> None:
    assert [" ".join(each.words) for each in sought_in("giấy khai sinh") if each.is_matter] == ["khai sinh"]
