"""How likely a row answers what is asked, by its words alone: pure."""

import pytest

from distributor.lookup.asked import matter_asked, telling
from distributor.lookup.likely import LikelyWeights, asked_things, likelihood, likely_weights
from distributor.lookup.meaning import Intent, meaning_of
from distributor.lookup.terms import plain_words, sought_in, terms_in, typed_words

TITLE = "Nuôi chim yến trong khu dân cư: khoảng cách, loa dẫn dụ và mức phạt"
TEXT = "Nhà yến phải cách khu dân cư ít nhất 300 mét. Người vi phạm khoảng cách bị phạt từ 5.000.000 đồng."


def likely(query: str, title: str = TITLE, text: str = TEXT) -> float:
    """Return how likely the item answers, where all of its words are rare."""
    of_title, sought, words = terms_in([title]), sought_in(query), typed_words(query)
    said = of_title | terms_in([text])
    rare = dict.fromkeys({*said, *terms_in([query])}, 4.8)
    return likelihood(asked_things(sought, words, rare).signs(of_title, said))


def test_an_item_of_a_matter_without_examples_answers_by_its_words() -> None:
    assert likely("muon nuoi chim yen phai cach nha dan bao xa") >= likely_weights().least


@pytest.mark.parametrize("query", ["mo phong kham rang can giay gi", "chieu nay di an bun bo ko", "tien phat"])
def test_a_word_or_two_of_many_matters_are_no_answer(query: str) -> None:
    assert likely(query) < likely_weights().least


def test_what_is_asked_with_of_many_matters_tells_little() -> None:
    assert telling("tien") < telling("rung") < telling("flycam") == 1.0


def test_the_title_counts_more_than_the_text() -> None:
    assert likely("nuoi chim yen") > likely("nuoi chim yen", "Thông báo", f"{TITLE}. {TEXT}")


def test_the_likelihood_is_the_sum_of_the_weights_of_what_stands_there() -> None:
    weights = LikelyWeights(as_of=likely_weights().as_of, source="-", least=0.5, bias=-1.0, weights={"said": 1.0})
    assert likelihood({"said": 1.0}, weights) == 0.5


def test_examples_speak_alone_only_where_they_know_nearly_all_of_a_message() -> None:
    known, new = matter_asked("dat 60m2 tach thua duoc khong"), matter_asked("di hien mau cty co cho nghi k")
    assert known is not None
    assert new is not None
    assert (known.is_well_known, new.is_well_known) == (True, False)


def test_a_question_that_likely_asks_of_the_law_is_looked_up_whatever_its_matter() -> None:
    assert meaning_of("trung so thi linh thuong o dau").looks_up
    assert not meaning_of("chieu nay di an bun bo ko ba").looks_up


def test_a_figure_is_no_slip_of_a_letter() -> None:
    """ "đứa thứ 2" is no "thú y"."""
    assert ["thu", "y"] not in [list(each.words) for each in sought_in("sinh dua thu 2 duoc ho tro gi")]
    assert plain_words("thứ 2") == ["thu", "2"]


def test_what_begins_with_tra_is_looked_up_and_subscribes_to_nothing() -> None:
    heard = meaning_of("TRA cưới xin đăng ký")
    assert heard.looks_up
    assert heard.means is Intent.LOOKUP
    assert meaning_of("đăng ký nhận tin").means is Intent.START
