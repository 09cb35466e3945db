"""A month in one post, and corrections of our own posts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from channels.forms import TextForm, form_of
from channels.sms_text import unaccent
from distributor.compose.digest_words import NothingToSay
from distributor.compose.erratum import Erratum
from distributor.compose.occasions import load_occasions
from distributor.compose.templates import Templates
from distributor.draft.compose import compose, compose_digest
from distributor.errors import LoaError
from tests.compose.demo_items import DEMO, DIGEST, LINK, PERIOD, item

TEMPLATES = Templates()


def test_documents_stand_in_the_order_of_their_days_each_once() -> None:
    post = compose_digest([*reversed(DIGEST), DIGEST[0]], PERIOD, form_of("facebook"), LINK, TEMPLATES)
    days = [line[2:12] for line in post.text.split("\n") if line.startswith("• ")]
    assert days == ["01/12/2026", "04/12/2026", "05/12/2026", "10/12/2026"]
    assert post.title == "Chính sách có hiệu lực từ tháng 12/2026"
    assert post.text.startswith("🗓️ Chính sách có hiệu lực từ tháng 12/2026")


def test_two_communes_with_one_number_are_told_apart() -> None:
    text = compose_digest(DIGEST, PERIOD, form_of("facebook"), LINK, TEMPLATES).text
    assert text.count("01/2026/QĐ-UBND") == 2
    assert "của Ủy ban nhân dân xã Thạch Hương)" in text
    assert "của Ủy ban nhân dân phường Vĩnh Giang)" in text


def test_unit_and_day_are_the_digests_own() -> None:
    at = datetime(2026, 11, 25, 1, tzinfo=UTC)
    post = compose_digest(
        DIGEST, PERIOD, form_of("facebook"), LINK, TEMPLATES, unit_name="Ủy ban nhân dân xã A", published_at=at
    )
    assert "Ủy ban nhân dân xã A, 25/11/2026" in post.text


def test_a_month_with_a_penalty_is_sober() -> None:
    assert "🗓️" not in compose_digest([*DIGEST, DEMO["penalty"]], PERIOD, form_of("facebook"), LINK, TEMPLATES).text


def test_as_many_as_the_rules_show() -> None:
    many = [
        replace(DIGEST[0], title=f"Quyết định số {number}/2026/QĐ-UBND về việc số {number}", item_id=number)
        for number in range(1, 40)
    ]
    text = compose_digest(many, PERIOD, form_of("facebook"), LINK, TEMPLATES).text
    assert text.count("• ") == load_occasions().digest.most


def test_any_month_fits_every_channel_in_whole_lines(spec: TextForm) -> None:
    long = [replace(one, title=one.title + " và nội dung khác" * 20) for one in DIGEST]
    post = compose_digest(long, PERIOD, spec, LINK, TEMPLATES)
    assert 0 < post.count <= post.limit
    whole = compose_digest(long, PERIOD, form_of("rss"), LINK, TEMPLATES).text.split("\n")
    for line in post.text.split("\n"):
        if line.startswith("• ") and spec.name in {"facebook", "youtube", "zalo"}:
            assert line in whole


@pytest.mark.parametrize("period", ["2026-13", "2026", "12/2026", "", "2026-W48"])
def test_a_period_is_a_month(period: str) -> None:
    with pytest.raises(NothingToSay, match="năm và tháng"):
        compose_digest(DIGEST, period, form_of("x"), LINK, TEMPLATES)


def test_a_month_without_documents_is_no_post() -> None:
    with pytest.raises(NothingToSay, match="Không có văn bản nào"):
        compose_digest([], PERIOD, form_of("x"), LINK, TEMPLATES)


@pytest.mark.parametrize("purpose", ["before_effect", "effective"])
def test_without_a_day_of_effect_nothing_is_said_of_it(purpose: str, spec: TextForm) -> None:
    with pytest.raises(NothingToSay, match="ngày có hiệu lực"):
        compose(DEMO["question"], spec, purpose, LINK, TEMPLATES)


def erratum(channel: str, wrong: str, right: str, title: str = "Mức hỗ trợ hòa giải viên") -> str:
    said = Erratum(wrong, right, date(2026, 11, 24), date(2026, 11, 27))
    return compose(item(title, kind="correction"), form_of(channel), "erratum:2", LINK, TEMPLATES, erratum=said).text


def test_an_erratum_is_of_our_post_and_a_correction_of_a_document(spec: TextForm) -> None:
    said = compose(
        DEMO["correction"], spec, "erratum:2", LINK, TEMPLATES, erratum=Erratum("30 ngày", "20 ngày làm việc")
    )
    assert "đính chính" in f"{said.title}\n{said.text}".casefold()
    assert "đính chính văn bản" not in f"{said.title}\n{said.text}".casefold()
    announced = compose(DEMO["correction"], spec, "announce", LINK, TEMPLATES)
    assert "bài đăng" not in f"{announced.title}\n{announced.text}".casefold()


def test_what_is_right_is_said_whole_or_not_at_all(spec: TextForm) -> None:
    right = "Mức hỗ trợ là 400.000 đồng cho một vụ hòa giải thành, không phải 40.000 đồng. " * 4
    text = erratum(spec.name, "40.000 đồng", right)
    assert right.strip() in text or ("400.000" not in text and "40.000" not in text)
    # A wrong figure never stands alone.
    assert "40.000 đồng»" not in text or "Nội dung đúng:" in text


def test_what_is_right_comes_before_a_long_title() -> None:
    for channel in ("x", "sms"):
        assert "Nội dung đúng: 400.000 đồng" in erratum(
            channel, "40.000 đồng", "400.000 đồng", DEMO["long_title"].title
        )


@pytest.mark.parametrize("variant", ["", "unaccented"])
@pytest.mark.parametrize("name", sorted(DEMO))
def test_a_message_beside_an_older_one_says_whose_place_it_takes(name: str, variant: str) -> None:
    def said(replaces: date) -> list[str]:
        sms = form_of("sms")
        return compose(
            DEMO[name], sms, "announce", LINK, TEMPLATES, variant=variant, replaces=replaces
        ).text.splitlines()

    second = said(date(2026, 11, 24))
    start = "Tin sua lai: "
    assert unaccent(second[0]).startswith(start)
    assert len(second[0]) > len(start)
    assert len(second) < 4 or unaccent(second[1]) == "Thay tin ngay 24/11/2026.", "what may go goes first"
    assert second[-1] == LINK


@pytest.mark.parametrize(("wrong", "right"), [("a", ""), ("a", "  "), ("a", "a")])
def test_an_erratum_puts_something_right(wrong: str, right: str) -> None:
    with pytest.raises(LoaError, match="nội dung đúng"):
        erratum("facebook", wrong, right)


def test_an_erratum_needs_to_be_told_what_is_wrong() -> None:
    with pytest.raises(NothingToSay, match="cần nội dung sai"):
        compose(DEMO["decision"], form_of("x"), "erratum:2", LINK, TEMPLATES)
