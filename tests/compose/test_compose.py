"""What compose promises beyond the words of the golden files."""

import time
import unicodedata
from datetime import UTC, datetime

import pytest

from channels.forms import TextForm
from channels.registry import spec_of
from distributor.compose.ornaments import EMOJI, count_hashtags, hashtags
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose
from distributor.text.place import place_tag
from tests.compose.demo_items import DEMO, LINK, item

FACEBOOK = spec_of("facebook")


def say(
    title: str, spec: TextForm = FACEBOOK, *, summary: str = "", text: str = "", kind: str = "new_law"
) -> Composition:
    return compose(item(title, summary=summary, text=text, kind=kind), spec, "announce", LINK, Templates())


@pytest.mark.parametrize("name", DEMO)
def test_link_stands_once_where_the_channel_shows_links(name: str, spec: TextForm, templates: Templates) -> None:
    composed = compose(DEMO[name], spec, "announce", LINK, templates)
    assert composed.text.count(LINK) == (0 if spec.name == "rss" else 1)
    assert composed.count == spec.count(composed.text) <= composed.limit == spec.text_limit


@pytest.mark.parametrize(
    "summary",
    [
        "Cấp bản sao trích lục hộ tịch",
        "CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH.",
        "Cấp bản sao",
        "Cấp bản sao trích lục hộ tịch: ",
        unicodedata.normalize("NFD", "Cấp bản sao trích lục hộ tịch"),
    ],
)
def test_a_summary_that_only_repeats_the_title_is_left_out(summary: str) -> None:
    composed = say("Cấp bản sao trích lục hộ tịch", summary=summary)
    assert composed.text.casefold().count("cấp bản sao") == 1
    assert "tóm tắt" not in composed.text


def test_a_summary_that_begins_with_the_title_goes_on_after_it() -> None:
    composed = say("Hộ tịch", summary="Hộ tịch: Người dân nộp hồ sơ tại phường, xã.")
    assert "\n\nNgười dân nộp hồ sơ tại phường, xã.\n\n" in composed.text
    assert "Hộ tịch viên được bổ nhiệm" in say("Hộ tịch", summary="Hộ tịch viên được bổ nhiệm mới.").text


def test_everything_is_nfc_and_nothing_hidden_comes_through(spec: TextForm) -> None:
    title = unicodedata.normalize("NFD", "Nghị quyết về hỗ trợ học phí") + "\u200b\u202e\x00"
    composed = say(
        title, spec, summary=unicodedata.normalize("NFD", "Mức hỗ trợ 1.200.000 đồng.\r\nÁp dụng từ 24/11/2026.")
    )
    for said in (composed.title, composed.text, composed.alt_text):
        assert said == unicodedata.normalize("NFC", said)
        assert not set(said) & {"\u200b", "\u202e", "\x00", "\r"}
    assert composed.title == "Nghị quyết về hỗ trợ học phí"


def test_numbers_and_dates_stay_as_the_source_has_them() -> None:
    text = say("Lệ phí", summary="Mức thu 1.200.000 đồng, 0,5 % và 12,50 m2 từ 24/11/2026.").text
    assert "Mức thu 1.200.000 đồng, 0,5 % và 12,50 m2 từ 24/11/2026." in text


def test_capitals_stay_capitals() -> None:
    assert say("THÔNG BÁO LỊCH TIẾP CÔNG DÂN").title == "THÔNG BÁO LỊCH TIẾP CÔNG DÂN"


@pytest.mark.parametrize(
    "title", ["Mức xử phạt hành vi đổ rác", "Lễ viếng nguyên Chủ tịch xã", "Thông tin về vụ 3 người tử vong"]
)
def test_no_emoji_on_penalties_and_mourning(title: str, spec: TextForm) -> None:
    assert not EMOJI.search(say(f"{title} 😀", spec, kind="guidance", summary="Chi tiết 🙏 kèm theo văn bản.").text)


def test_house_limits_hold_for_what_the_source_brings(spec: TextForm) -> None:
    composed = say(
        "Ngày Pháp luật 🎉🎉 #NgàyPhápLuật #HươngGiang",
        spec,
        summary="Mời bà con 🎈 #một #hai #ba tham gia.",
        kind="guidance",
    )
    assert len(EMOJI.findall(composed.text)) <= 1
    assert count_hashtags(composed.text) <= 3


@pytest.mark.parametrize(
    "text", ["", "Văn", "a" * 200_000, "Người dân được hưởng chính sách. " * 6_000, "1 " * 100_000]
)
def test_any_length_of_text_and_fast(text: str, spec: TextForm) -> None:
    composed = say("Chính sách mới", spec, text=text)
    before = time.thread_time()
    assert composed == say("Chính sách mới", spec, text=text)
    assert time.thread_time() - before < 0.5
    assert 0 < composed.count <= composed.limit


def test_any_length_of_title(spec: TextForm) -> None:
    for title in ("Tin", "Kế hoạch số 112/KH-UBND " * 9_000, "b" * 200_000):
        composed = say(title, spec)
        assert 0 < composed.count <= composed.limit
        assert len(composed.title) <= 1000
        assert len(composed.alt_text) <= spec.media.alt_text_limit


def test_day_is_vietnams() -> None:
    late = item("Tin", published_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    assert late.date_text == "24/11/2026"


def test_hashtags_are_few_and_each_once() -> None:
    assert (
        hashtags(["VănBảnMới", "PhápLuật", "HươngGiang"], "Sở Tư pháp tỉnh Hương Giang", 3)
        == "#VănBảnMới #HươngGiang #PhápLuật"
    )
    assert hashtags(["A", "B"], "", 0) == ""
    assert place_tag("Ủy ban nhân dân phường Bến Ngự, thành phố Hương Giang trực thuộc") == "HươngGiang"
    assert place_tag("Sở Tư pháp") == ""


def test_an_address_may_stand_on_the_picture_alone() -> None:
    """X asks thirteen times the price for a post with an address."""
    said = compose(DEMO["decision"], spec_of("x"), "announce", LINK, Templates(), link_in_text=False)
    assert "http" not in said.text
    assert LINK.partition("://")[2] not in said.text
    assert said.settings["address_in_picture"] is True
    assert compose(DEMO["decision"], spec_of("x"), "announce", LINK, Templates()).text.count(LINK) == 1
