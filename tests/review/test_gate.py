"""The gate: what the words of a post and the reasons of its item hold back, and what a reminder may still say."""

from datetime import UTC, datetime

import pytest

from channels.sms_text import unaccent
from distributor.facts import Facts, Point, Reason, Role
from distributor.models import Item, Post, PostState
from distributor.review.gate import GatedPost, gate
from distributor.review.store import gate_of

TITLE = "Quyết định số 88/2026/QĐ-UBND quy định mức hỗ trợ học phí cho học viên học nghề"
SOURCE = "Mức hỗ trợ học phí là 60 % cho học viên thuộc hộ nghèo, nộp hồ sơ trước ngày 30/9/2026 tại nhà trường."
TEXT = (
    f"{TITLE}\n\nHọc viên thuộc hộ nghèo được hỗ trợ 60 % học phí; nộp hồ sơ tại nhà trường trước ngày 30/9/2026.\n\n"
    "Xem toàn văn: https://loa.example/l/abc"
)


def codes(
    text: str = TEXT, *, facts: Facts | None = None, title: str = TITLE, source: str = SOURCE, purpose: str = "announce"
) -> list[str]:
    return [reason.code for reason in gate(facts or Facts(kind="new_law"), GatedPost(purpose, title, text, source))]


def test_a_plain_post_goes_out() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc", "letterhead"),
        ("ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG", "letterhead"),
        ("ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG. Số: 88/2026/QĐ-UBND", "letterhead"),
        ("Hương Giang, ngày … tháng … năm 2026", "blank_day"),
        ("Quyết định có hiệu lực từ ngày ... tháng ... năm ...", "blank_day"),
        ("<p>Mức hỗ trợ</p>", "html"),
        ("Hỗ trợ A &amp; B", "html"),
        ("Lượt xem: 318 | Cỡ chữ: A- A A+", "furniture"),
    ],
)
def test_what_is_no_content(line: str, code: str) -> None:
    assert code in codes(f"{TEXT}\n{line}")


def test_a_message_without_accents_says_the_words_of_its_source() -> None:
    assert codes(unaccent(f"{TITLE}\n{TEXT}")) == []
    assert codes(unaccent(f"{TITLE}\nXem tại đây")) == ["echo"]


def test_an_echo_of_the_title() -> None:
    assert codes(f"{TITLE}\n\nXem toàn văn: https://loa.example/l/abc #VănBảnMới") == ["echo"]
    assert codes(TITLE, source="") == ["echo"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("Điều 3. Mức hỗ trợ", "heading"),
        ("II. TỔ CHỨC THỰC HIỆN", "heading"),
        ("Hồ sơ gồm các giấy tờ sau:", "fragment"),
        ("và các trường hợp khác theo quy định", "fragment"),
        ("tại nhà trường", "fragment"),
    ],
)
def test_headings_and_fragments_are_no_points(statement: str, code: str) -> None:
    assert codes(facts=Facts(message=(Point(Role.AMOUNT, statement),))) == [code]


def test_points_that_are_sentences_pass() -> None:
    point = Point(Role.AMOUNT, "Học viên thuộc hộ nghèo được hỗ trợ 60 % học phí.")
    assert codes(facts=Facts(message=(point,))) == []


def test_the_askers_name_stays_out() -> None:
    asked = (
        "Bạn đọc Hoàng Văn Tài (xã Nam Bình) hỏi: Tôi có được hỗ trợ học phí không? Trả lời: Có, nếu thuộc hộ nghèo."
    )
    text = "Hoàng Văn Tài có được hỗ trợ học phí không?\nCó, nếu thuộc hộ nghèo theo trả lời của Sở."
    question = Facts(kind="question")
    assert "asker_name" in codes(text, facts=question, title="Hỏi đáp", source=asked)
    assert "asker_name" not in codes(
        text.replace("Hoàng Văn Tài", "Học viên"), facts=question, title="Hỏi đáp", source=asked
    )


def test_the_items_reasons_hold_and_marks_are_the_intakes() -> None:
    facts = Facts(kind="new_law", gate=(Reason("secret", "Mật"), Reason("not_legal"), Reason("not_new", "2016")))
    assert codes(facts=facts) == ["not_legal", "not_new"]
    # A reminder comes on its day, however old the act is; an act that is not true any more is never said.
    assert codes(facts=facts, purpose="effective") == ["not_legal"]
    assert codes(facts=Facts(gate=(Reason("untrue_now"),)), purpose="before_effect") == ["untrue_now"]
    assert codes(facts=facts, purpose="erratum:2") == []


def test_what_came_as_an_article_behind_a_bare_entry_is_no_echo_of_its_title() -> None:
    """A feed that brings a title alone: the words stand in the article that was fetched, and in its quotes."""
    quote = "Công dân ở từ 30 ngày trở lên thì phải đăng ký tạm trú tại công an cấp xã, không mất lệ phí khi nộp trực tuyến."
    facts = Facts(kind="guidance", message=(Point(Role.DUTY, quote, (quote,)),))
    item = Item(
        unit_id=1, title="Đăng ký tạm trú", first_seen_at=datetime(2026, 11, 27, tzinfo=UTC), facts=facts.to_json()
    )
    post = Post(
        unit_id=1,
        account_id=1,
        item_id=1,
        purpose="announce",
        state=PostState.DRAFT,
        created_at=datetime(2026, 11, 27, tzinfo=UTC),
        text=f"Đăng ký tạm trú\n{quote}",
    )
    assert gate_of(item, post) == ()
    post.text = "Đăng ký tạm trú\nXem hướng dẫn đầy đủ."
    assert [reason.code for reason in gate_of(item, post)] == ["echo"]
