"""An error page leads on: with the menu for who is signed in, back where one was, and never into another error."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.forms import form_token
from web.people import Visitor, person_of

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MENU = '<nav aria-label="Chính">'


def came(client: TestClient, path: str) -> dict[str, str]:
    return {**BROWSER, "referer": str(client.base_url).rstrip("/") + path}


@pytest.mark.parametrize("path", ["/noi-dung/999999", "/khong-co"])
def test_who_is_signed_in_keeps_the_menu(signed_in: TestClient, path: str) -> None:
    answer = signed_in.get(path, headers=came(signed_in, "/bao-cao?don_vi=1"))
    assert answer.status_code == 404
    assert MENU in answer.text
    assert "Trần Thị Hà" in answer.text
    assert '<a href="/bao-cao">Quay lại trang trước</a>' in answer.text, "without what was asked there"
    assert '<a href="/">Về Tổng quan</a>' in answer.text


def test_too_large_a_file_leads_back_to_its_form(signed_in: TestClient) -> None:
    fields = {"form_token": form_token(signed_in.get("/nhap").text), "loai": "nguon"}
    files = {"tep": ("nguon.csv", b"x" * 11_000_000, "text/csv")}
    answer = signed_in.post("/nhap", data=fields, files=files, headers=came(signed_in, "/nhap"))
    assert answer.status_code == 413
    assert MENU in answer.text
    assert '<a href="/nhap">Quay lại trang trước</a>' in answer.text


def test_who_is_not_signed_in_sees_the_plain_page_and_a_way_on(client: TestClient) -> None:
    answer = client.get("/khong-co", headers=came(client, "/tin/1"))
    assert MENU not in answer.text
    assert '<a href="/tin/1">Quay lại trang trước</a>' in answer.text
    assert '<a href="/">Trang đầu của Loa</a>' in answer.text


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/bao-cao",
        "{site}//elsewhere.example/",
        "{site}/khong-co",
        "{site}/dang-nhap?next=%2Fkhong-co",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_no_way_back_leads_elsewhere_or_to_the_same_error(signed_in: TestClient, referer: str) -> None:
    site = str(signed_in.base_url).rstrip("/")
    answer = signed_in.get("/khong-co", headers={**BROWSER, "referer": referer.replace("{site}", site)})
    assert answer.status_code == 404
    assert MENU in answer.text
    assert "Quay lại trang trước" not in answer.text


def test_a_person_who_cannot_be_read_sees_the_plain_page(
    signed_in: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail(*_arguments: object, **_more: object) -> None:
        asked.append(1)
        raise RuntimeError("the database went")

    monkeypatch.setattr("web.people.look_at", fail)
    for path, status in (("/khong-co", 404), ("/", 500)):
        asked.clear()
        answer = signed_in.get(path, headers=BROWSER)
        assert answer.status_code == status
        assert MENU not in answer.text
        assert '<a href="/">Trang đầu của Loa</a>' in answer.text
        assert len(asked) <= 2, "once for the page, once for its error"


def test_a_menu_that_fails_is_left_away(signed_in: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("no menu")

    monkeypatch.setattr("web.navigation.Navigation.further_for", fail)
    for path, status in (("/khong-co", 404), ("/bao-cao", 500)):
        answer = signed_in.get(path, headers=BROWSER)
        assert answer.status_code == status
        assert MENU not in answer.text
        assert "Mã lỗi" in answer.text


def test_only_a_page_is_worth_reading_the_person(signed_in: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def watched(*arguments: Any, **more: Any) -> Visitor | None:
        asked.append("")
        return person_of(*arguments, **more)

    monkeypatch.setattr("web.errors.person_of", watched)
    assert signed_in.get("/khong-co.png", headers={"accept": "image/*"}).status_code == 404
    assert asked == []
    assert signed_in.get("/khong-co", headers=BROWSER).status_code == 404
    assert asked == [""]
