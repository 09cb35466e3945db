"""The provincial page: its feed, its articles and its files."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

import feedparser
import requests

from sandbox.huonggiang.items import Programme
from tests.sandbox.running import Sandbox, until


def test_the_feed_is_sound_and_holds_what_a_test_needs(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10)
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert len(parsed.entries) >= 6
    titles = " ".join(entry.title for entry in parsed.entries)
    for word in ("27/2026/QĐ-UBND", "lưu hành nội bộ", "khai sinh", "Cảnh báo"):
        assert word in titles
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
    for entry in parsed.entries:
        assert entry.link.startswith(sandbox.base_url)
        assert entry.category
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0700", entry.published)
        assert entry.title == unicodedata.normalize("NFC", entry.title)
    enclosure = next(entry for entry in parsed.entries if "27/2026" in entry.title).enclosures[0]
    content = requests.get(enclosure.href, timeout=10).content
    assert content.startswith(b"%PDF-")
    assert len(content) == int(enclosure.length)


def test_conditional_gets_are_honest(sandbox: Sandbox) -> None:
    address = f"{sandbox.base_url}/huonggiang/rss.xml"
    first = requests.get(address, timeout=10)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert requests.get(address, headers={"If-None-Match": tag}, timeout=10).status_code == 304
    assert requests.get(address, headers={"If-Modified-Since": modified}, timeout=10).status_code == 304
    both = {"If-None-Match": '"khac"', "If-Modified-Since": modified}
    assert requests.get(address, headers=both, timeout=10).status_code == 200
    sandbox.control("POST", "/huonggiang/publish")
    changed = requests.get(address, headers={"If-None-Match": tag, "If-Modified-Since": modified}, timeout=10)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert changed.text.count("<item>") == first.text.count("<item>") + 1


def test_articles_look_like_those_of_a_province(sandbox: Sandbox) -> None:
    for entry in feedparser.parse(requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).content).entries:
        page = requests.get(entry.link, timeout=10).text
        for furniture in ("Dữ liệu mẫu", "Xem cỡ chữ", "Gửi email", "<h1>"):
            assert furniture in page
        if "lưu hành nội bộ" in entry.title:
            assert "LƯU HÀNH NỘI BỘ" in page
    home = requests.get(f"{sandbox.base_url}/huonggiang/", timeout=10).text
    assert "Dữ liệu mẫu" in home
    assert requests.get(f"{sandbox.base_url}/huonggiang/tin/khong-co.html", timeout=10).status_code == 404


def test_the_draft_comes_as_docx(sandbox: Sandbox) -> None:
    draft = "du-thao-nghi-quyet-ho-tro-hoa-giai-vien-co-so"
    address_of_page = f"{sandbox.base_url}/huonggiang/tin/{draft}.html"
    while requests.get(address_of_page, timeout=10).status_code == 404:
        sandbox.control("POST", "/huonggiang/publish")
    page = requests.get(address_of_page, timeout=10).text
    address = re.search(r'href="([^"]+\.docx)"', page)
    assert address
    content = requests.get(address[1], timeout=10).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "Dự thảo" in archive.read("word/document.xml").decode()
        assert any("DỮ LIỆU MẪU" in archive.read(name).decode() for name in archive.namelist() if "header" in name)


def test_items_come_by_themselves_at_the_wished_pace(sandbox: Sandbox) -> None:
    def count() -> int:
        return requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).text.count("<item>")

    before = count()
    sandbox.control("PUT", "/clock", {"publish_every": 0.2})
    until(lambda: count() >= before + 2)
    sandbox.control("PUT", "/clock", {"publish_every": 0})


def test_prepared_items_cover_every_kind_and_generated_ones_differ() -> None:
    programme = Programme()
    kinds = {item.kind for item in programme.prepared}
    assert kinds >= {
        "Quyết định",
        "Đính chính",
        "Bãi bỏ",
        "Chương trình phối hợp",
        "Dự thảo lấy ý kiến",
        "Hướng dẫn",
        "Báo cáo thống kê",
        "Hỏi đáp pháp luật",
        "Tiểu phẩm",
        "Đối thoại chính sách",
        "Cảnh báo lừa đảo",
        "Thông cáo báo chí",
    }
    same_number = [item.title for item in programme.prepared if "01/2026/QĐ-UBND" in item.title]
    assert len(same_number) == 2
    items = [programme.item(number).dated(1_800_000_000) for number in range(120)]
    assert len({item.slug for item in items}) == 120
    assert len({item.title for item in items}) == 120
    for item in items:
        text = f"{item.title} {item.summary} {item.body}"
        assert text == unicodedata.normalize("NFC", text)
        assert 2 <= len(item.paragraphs) <= 5
        assert not re.search(r"[{}]", text)
        assert not re.search(r"\b(huyện|quận|thị xã)\b", text), item.slug
