"""Vietnamese first, English for whoever asks; each reader their own."""

from fastapi.testclient import TestClient

from web.language import _, language, speaking


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


def test_a_language_that_we_lack_is_vietnamese_and_nobody_is_led_away(signed_in: TestClient) -> None:
    answer = signed_in.post("/ngon-ngu", data={"ngon_ngu": "fr", "ve": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers
    with speaking("fr"):
        assert (language(), _("Lịch")) == ("vi", "Lịch")


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    with speaking("en"):
        assert (_("Lịch"), _("Chưa ai dịch câu này")) == ("Calendar", "Chưa ai dịch câu này")
