"""Articles of laws as people type them and as texts cite them: pure."""

import pytest

from distributor.lookup.articles import ArticleOfLaw, article_in, articles_cited
from distributor.lookup.cited import tells_of
from distributor.lookup.meaning import Intent, meaning_of
from distributor.lookup.numbers import DocumentNumber
from distributor.lookup.told import asks_change

CIVIL = ("dan", "su")


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("dieu 651 blds", ArticleOfLaw(651, CIVIL)),
        ("TRA Đ651 bộ luật dân sự 2015", ArticleOfLaw(651, CIVIL, 2015)),
        ("d.175 blds", ArticleOfLaw(175, CIVIL)),
        ("luat ds dieu 175", ArticleOfLaw(175, CIVIL)),
        ("khoan 1 dieu 27 luat cu tru nam 2020", ArticleOfLaw(27, ("cu", "tru"), 2020)),
        ("luật trợ giúp pháp lý điều 7", ArticleOfLaw(7, ("tro", "giup", "phap", "ly"))),
        ("dieu 9 luat thi hanh an dan su", ArticleOfLaw(9, ("thi", "hanh", "an", *CIVIL))),
        ("nha bi lan dat thi dieu 175 blds noi gi", ArticleOfLaw(175, CIVIL, is_all=False)),
        ("dieu 5 luat", None),
        ("dieu 3 qd 22/2026", None),
        ("luat dat dai", None),
    ],
)
def test_an_article_in_any_writing(text: str, article: ArticleOfLaw | None) -> None:
    assert article_in(text) == article


@pytest.mark.parametrize(
    ("sentence", "asked", "cites"),
    [
        ("Theo Điều 651 Bộ luật Dân sự năm 2015, hàng thừa kế thứ nhất gồm …", "dieu 651 blds", True),
        ("Bộ luật Dân sự năm 2015, Điều 175, nói rõ: ranh giới …", "d175 blds", True),
        ("Theo khoản 1 Điều 27 của Luật Cư trú, công dân …", "dieu 27 luat cu tru", True),
        ("Điều 7 Luật Hôn nhân và gia đình quy định …", "dieu 7 luat hon nhan", True),
        ("Điều 651 Bộ luật Dân sự năm 2015 …", "dieu 651 blds 2005", False),
        ("Điều 652 Bộ luật Dân sự năm 2015 …", "dieu 651 blds", False),
        ("Điều 7 Luật Thi hành án hình sự …", "dieu 7 luat thi hanh an", False),
        ("Điều 35 Bộ luật Lao động …", "dieu 35 bo luat hinh su", False),
    ],
)
def test_a_citation_is_of_one_article_of_one_law(sentence: str, asked: str, cites: bool) -> None:
    article = article_in(asked)
    assert article is not None
    assert any(map(article.fits, articles_cited(sentence))) is cites


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("Nghị quyết số 12/2026/NQ-HĐND quy định mức hỗ trợ học nghề.", True),
        ("12/2026/NQ-HĐND: hỗ trợ học nghề.", True),
        ("Căn cứ Nghị quyết số 12/2026/NQ-HĐND ngày 01/10/2026;", False),
        ("Quyết định số 12/2026/QĐ-UBND quy định giá đất.", False),
    ],
)
def test_only_a_sentence_that_begins_with_an_act_tells_of_it(sentence: str, tells: bool) -> None:
    assert tells_of(DocumentNumber(12, 2026, "NQ"))(sentence) is tells


@pytest.mark.parametrize("text", ["dieu 651 blds", "d.175 blds", "điều 35 bllđ"])
def test_who_names_an_article_of_a_law_looks_it_up(text: str) -> None:
    heard = meaning_of(text)
    assert heard.means is Intent.LOOKUP
    assert heard.looks_up


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("lich tro giup phap ly doi sang ngay nao", True),
        ("hồ sơ còn cần giấy xác nhận không", True),
        ("khai sinh cho con can giay gi", False),
    ],
)
def test_who_asks_whether_it_changed_is_told_from_who_asks_for_a_child(query: str, asks: bool) -> None:
    assert asks_change(query) is asks
