"""The screens for people and the form that sets the weather."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.running import Page, Profile, Sandbox, picture


def test_timelines_show_what_was_published(page: Page, profile: Profile) -> None:
    page.call(
        "POST",
        f"{page.id}/photos",
        data={"caption": "Dòng một\nDòng hai <b>", "alt_text_custom": 'Ảnh "mẫu"'},
        files={"source": picture()},
    )
    profile.tweet("Trên X: http://127.0.0.1:9/l/abc.")
    facebook = requests.get(f"{page.sandbox.base_url}/man-hinh/facebook/{page.id}", timeout=10).text
    assert "Dòng một\nDòng hai &lt;b&gt;" in facebook
    assert 'alt="Ảnh &#34;mẫu&#34;"' in facebook
    assert "Dữ liệu mẫu" in facebook
    x = requests.get(f"{page.sandbox.base_url}/man-hinh/x/@SoTuPhapHG", timeout=10).text
    assert '<a href="http://127.0.0.1:9/l/abc">http://127.0.0.1:9/l/abc</a>.' in x


@pytest.mark.parametrize(
    "path", ["/", "/doc-bao", "/dieu-khien", "/man-hinh/kieu.css", "/man-hinh/thu", "/huonggiang/"]
)
def test_every_screen_opens(sandbox: Sandbox, path: str) -> None:
    assert requests.get(sandbox.base_url + path, timeout=10).status_code == 200


def test_unknown_accounts_and_files_are_not_found(sandbox: Sandbox) -> None:
    for path in (
        "/man-hinh/facebook/1",
        "/man-hinh/x/khong-co",
        "/man-hinh/media/abc",
        "/man-hinh/media/..%2fjournal.jsonl",
    ):
        assert requests.get(sandbox.base_url + path, timeout=10).status_code == 404


def test_the_form_sets_the_weather(sandbox: Sandbox) -> None:
    form = {"platform": "x", "throttle": "0.25", "seed": "9", "latency_from": "1", "latency_to": "2", "only": "publish"}
    answer = requests.post(f"{sandbox.base_url}/dieu-khien", data=form, timeout=10)
    assert answer.status_code == 200
    weather = sandbox.get("/_sandbox/weather")["x"]
    assert (weather["throttle"], weather["seed"], weather["only"]) == (0.25, 9, "publish")
    bad = requests.post(f"{sandbox.base_url}/dieu-khien", data={**form, "error_500": "0.9"}, timeout=10)
    assert bad.status_code == 400
    assert "add up" in bad.text
