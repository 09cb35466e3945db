"""Vietnamese first, English for whoever asks; each reader their own."""

import re
from datetime import date, time

import pytest
from fastapi.testclient import TestClient

from channels.base import Quota
from distributor.calendar.lunar import LunarDate
from distributor.calendar.period import Period, View
from distributor.campaigns.forecast import _span
from distributor.events import EVENTS
from distributor.labels import PURPOSE_LABELS
from distributor.plan.hours import OpenHours
from distributor.report.account_desk import _window_words
from distributor.report.engagement.periods import free_span, periods, span_of_day, span_of_key
from phrases import in_language, phrase
from tests.web.forms import form_token
from tests.web.province import NOON, Province
from web import formats
from web.language import _, language, ngettext, speaking
from web.likeness import size_text


def test_the_console_speaks_vietnamese_unless_asked(signed_in: TestClient) -> None:
    page = signed_in.get("/").text
    assert '<html lang="vi">' in page
    assert ">Tổng quan<" in page


def test_english_is_a_choice_that_stays(signed_in: TestClient) -> None:
    answer = signed_in.post("/ngon-ngu", data={"ngon_ngu": "en", "ve": "/tam-dung"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tam-dung")
    page = signed_in.get("/").text
    assert '<html lang="en">' in page
    assert ">Overview<" in page
    signed_in.post("/ngon-ngu", data={"ngon_ngu": "vi"})
    assert '<html lang="vi">' in signed_in.get("/").text


def test_whoever_chooses_a_language_stays_on_the_page(signed_in: TestClient, province: Province) -> None:
    place = f"/lich/bai/{next(iter(province.posts.values()))}"
    assert f'name="ve" value="{place}"' in signed_in.get(f"{place}?ve=/lich").text
    sent = signed_in.post("/tam-dung", data={"viec": "dat", "form_token": form_token(signed_in.get("/tam-dung").text)})
    assert sent.status_code == 400
    assert 'name="ve" value="/tam-dung"' in sent.text


def test_a_public_page_in_the_readers_language_is_not_anothers(client: TestClient, province: Province) -> None:
    item_id = province.items["Cảnh báo: giả danh công an gọi điện yêu cầu cập nhật VNeID"]
    answer = client.get(f"/tin/{item_id}")
    assert answer.headers["cache-control"].startswith("public")
    assert "Cookie" in answer.headers["vary"]


def test_a_language_that_we_lack_is_vietnamese_and_nobody_is_led_away(signed_in: TestClient) -> None:
    answer = signed_in.post("/ngon-ngu", data={"ngon_ngu": "fr", "ve": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers
    with speaking("fr"):
        assert (language(), _("Lịch")) == ("vi", "Lịch")


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    with speaking("en"):
        assert (_("Lịch"), _("Chưa ai dịch câu này")) == ("Calendar", "Chưa ai dịch câu này")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("vi", ["24/11/2026 12:00", "24/11/2026", "/11/2026", "1.200.000", "0,20 USD", "theo hợp đồng", "3,2 MB"]),
        ("en", ["24 Nov 2026 12:00", "24 Nov 2026", " Nov 2026", "1,200,000", "0.20 USD", "by contract", "3.2 MB"]),
    ],
)
def test_times_numbers_and_prices_as_the_language_writes_them(wanted: str, said: list[str]) -> None:
    day = date(2026, 11, 24)
    with speaking(wanted):
        assert said == [
            formats.time(NOON),
            formats.day(day),
            formats.month_of_day(day),
            formats.number(1_200_000),
            formats.price(0.2),
            formats.price(None),
            size_text(3_200_000),
        ]
        assert formats.day(None) == ""


@pytest.mark.parametrize(
    ("view", "vietnamese", "english"),
    [
        (View.MONTH, "Tháng 11 năm 2026", "November 2026"),
        (View.WEEK, "Tuần 23/11 – 29/11/2026", "23 Nov 2026 – 29 Nov 2026"),
        (View.DAY, "Thứ Ba 24/11/2026", "Tuesday 24 Nov 2026"),
    ],
)
def test_a_period_in_both_languages(view: View, vietnamese: str, english: str) -> None:
    period = Period(view, date(2026, 11, 24))
    assert (period.title, in_language(period.title, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("key", "english"),
    [
        ("month:2026-11", "November 2026"),
        ("quarter:2026-4", "Quarter 4 of 2026"),
        ("half_year:2026-2", "Second half of 2026"),
        ("year:2026", "2026"),
        ("administrative_month:2026-1", "January 2026 (15 Dec 2025 – 14 Jan 2026)"),
        ("administrative_quarter:2026-1", "Quarter 1 of 2026 (15 Dec 2025 – 14 Mar 2026)"),
        ("administrative_half_year:2026-1", "First half of 2026 (15 Dec 2025 – 14 Jun 2026)"),
        ("administrative_year:2026", "2026 (15 Dec 2025 – 14 Dec 2026)"),
    ],
)
def test_each_period_of_a_report_has_its_english_title(key: str, english: str) -> None:
    assert in_language(span_of_key(key).title, "en") == english


def test_each_period_that_is_configured_has_its_words() -> None:
    for period in periods():
        span = span_of_day(period.name, date(2026, 11, 24))
        for said in (period.label, span.title):
            assert in_language(said, "en") not in ("", said), period.name


def test_any_days_are_told_by_the_first_and_the_last() -> None:
    assert in_language(free_span(date(2026, 11, 1), date(2026, 11, 25)).title, "en") == "1 Nov 2026 – 25 Nov 2026"


@pytest.mark.parametrize(
    ("seconds", "vietnamese", "english"),
    [(900, "15 phút", "15 minutes"), (3600, "một giờ", "1 hour"), (86_400, "một ngày", "1 day")],
)
def test_the_window_of_a_quota_in_both_languages(seconds: int, vietnamese: str, english: str) -> None:
    assert _span(seconds) == vietnamese
    with speaking("en"):
        assert _(_span(seconds)) == english


@pytest.mark.parametrize("seconds", [45, 60, 900, 3600, 10_800, 86_400, 604_800])
def test_no_window_that_the_engine_words_stays_vietnamese(seconds: int) -> None:
    """As a forecast words it, and as an account's card does."""
    card = [_window_words(Quota("posts", 1, seconds, zone), NOON) for zone in ("", "Asia/Ho_Chi_Minh")]
    with speaking("en"):
        for words in map(_, (_span(seconds), *card)):
            assert re.search(r"ngày|giờ|phút|giây|một|từ|qua", words) is None


def test_one_vietnamese_text_has_one_english_meaning() -> None:
    with speaking("en"):
        said = [
            _(text)
            for text in (
                phrase("report.column.posts"),
                EVENTS["post.published"],
                phrase("report.table.by_campaign"),
                PURPOSE_LABELS["campaign"],
            )
        ]
    assert said == ["Posts published", "A post was published", "By campaign", "Of a campaign"]


def test_hours_of_a_channel_in_english() -> None:
    said = [in_language(OpenHours(*each).words, "en") for each in ((time(8), time(22)), (time(7, 30), None))]
    assert said == ["from 8:00 to 22:00", "from 7:30 to 24:00"]


def test_lunar_days_in_english() -> None:
    leap, plain = LunarDate(1, 6, 2025, is_leap=True), LunarDate(15, 10, 2026)
    assert [in_language(each.short, "en") for each in (leap, plain)] == ["1/6 leap", "15/10"]
    assert in_language(leap.spoken, "en") == "day 1 of leap month 6 of the lunar calendar"
    assert in_language(plain.spoken, "en") == "day 15 of month 10 of the lunar calendar"


def test_a_label_that_a_template_has_as_a_constant_is_said_in_each_readers_language(signed_in: TestClient) -> None:
    """Jinja works constants out when it compiles a template: the first reader's language would stay for everybody."""
    assert "Không đăng" in signed_in.get("/").text
    signed_in.cookies.set("loa_ngon_ngu", "en")
    page = signed_in.get("/").text
    assert "Not posted" in page
    assert "Không đăng</p>" not in page


def test_counts_take_the_form_that_english_has_for_them() -> None:
    with speaking("en"):
        assert ngettext("%(num)s phút", "%(num)s phút", 1, num=1) == "1 minute"
        assert ngettext("%(num)s phút", "%(num)s phút", 2, num=2) == "2 minutes"
    with speaking("vi"):
        assert ngettext("%(num)s phút", "%(num)s phút", 2, num=2) == "2 phút"


def test_errors_are_in_the_readers_language_too(signed_in: TestClient) -> None:
    signed_in.cookies.set("loa_ngon_ngu", "en")
    assert "Page not found" in signed_in.get("/khong-co").text


def test_even_where_the_program_itself_failed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("web.routes.sign_in.person_of", fail)
    client.cookies.set("loa_ngon_ngu", "en")
    answer = client.get("/dang-nhap")
    assert answer.status_code == 500
    assert "The system met an error" in answer.text
