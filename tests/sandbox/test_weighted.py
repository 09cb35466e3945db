"""The sandbox's own counting of X's weighted length, and the URLs it sees."""

from __future__ import annotations

import pytest

from sandbox.x.weighted import links_in, show, weighted_length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("abc", 3),
        ("áàãăâđêôơưĩũ", 12),
        ("ạảếữ", 8),
        ("…•", 4),
        ("“trích dẫn” – gạch", 20),  # ẫ and ạ weigh 2, typographic quotes and dashes 1
        ("http://127.0.0.1:8000/l/abc", 23),
        ("http://localhost:8000/l/abc.", 24),
        ("xem phapluat.gov.vn nhé", 4 + 23 + 4),
        ("27/2026/QĐ-UBND", 15),
        ("a@sotuphap.gov.vn", 17),
        ("🇻🇳", 2),
        ("👍🏽", 2),
        ("5️⃣", 2),
        ("日本", 4),
        ("©", 1),
    ],
)
def test_weights(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("(xem http://127.0.0.1:8000/a.html)", ["http://127.0.0.1:8000/a.html"]),
        ("http://127.0.0.1:8000/a?b=1&c=2, rồi", ["http://127.0.0.1:8000/a?b=1&c=2"]),
        ("https://vi.wikipedia.org/wiki/Luật_(Việt_Nam)", ["https://vi.wikipedia.org/wiki/Luật_(Việt_Nam)"]),
        ("điểm a khoản 1 Điều 5.Hết", []),
        ("Báo baochinhphu.vn đăng", ["baochinhphu.vn"]),
        ("http://127.0.0.1:8000/l/x.", ["http://127.0.0.1:8000/l/x"]),
    ],
)
def test_links(text: str, urls: list[str]) -> None:
    assert [link.url for link in links_in(text)] == urls


def test_shown_text_has_short_links_where_entities_say() -> None:
    shown = show("1", "A & B: http://127.0.0.1:1/x và example.com.", "https://x.com/a/status/1/photo/1", ("3_9",))
    assert shown.text.startswith("A &amp; B: https://t.co/")
    for entity in shown.urls:
        start, end = entity["start"], entity["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert shown.text[start:end] == entity["url"]
    assert [entity["expanded_url"] for entity in shown.urls][1:] == [
        "http://example.com",
        "https://x.com/a/status/1/photo/1",
    ]
    assert show("1", "a http://127.0.0.1:1/x").text == show("1", "a http://127.0.0.1:1/x").text
