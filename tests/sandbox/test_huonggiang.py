"""The provincial page: its feed, its articles and its files."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from calendar import timegm
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import feedparser
import pypdfium2
import requests

from sandbox.clock import VIETNAM
from sandbox.huonggiang.attachments import make_attachment
from sandbox.huonggiang.documents import document_of
from sandbox.huonggiang.items import Attachment, Item, Programme, day_after, load
from sandbox.huonggiang.province import Province
from sandbox.store import Store
from tests.sandbox.running import PATIENCE_S, Sandbox, Starter, until


def test_the_feed_is_sound_and_holds_what_a_test_needs(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=PATIENCE_S)
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
    content = requests.get(enclosure.href, timeout=PATIENCE_S).content
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
        assert "DỰ THẢO" in archive.read("word/document.xml").decode()
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


def test_the_old_portal_is_as_such_portals_are(sandbox: Sandbox) -> None:
    listing = requests.get(f"{sandbox.base_url}/huonggiang/xa/", timeout=10).text
    assert "Dữ liệu mẫu" in listing
    assert "rss" not in listing.lower()
    links = re.findall(r'<A class="tieude" href="([^"]+)"', listing)
    own = [link.replace("&amp;", "&") for link in links if link.startswith("default.aspx?")]
    assert len(own) >= 2
    for link in own:
        page = requests.get(f"{sandbox.base_url}/huonggiang/xa/{link}", timeout=10).text
        for part in ("Dữ liệu mẫu", "Xem cỡ chữ", "Các tin khác", 'content="/huonggiang/xa/anh/dai-dien.png"'):
            assert part in page
        for name in re.findall(r'"tep/([^"]+)"', page):
            answer = requests.get(f"{sandbox.base_url}/huonggiang/xa/tep/{name}", timeout=10)
            assert answer.content[:4] in {b"%PDF", b"PK\x03\x04"}
    for path in ("default.aspx?cn=28&tc=1", "default.aspx?cn=99", "tep/khong-co.pdf", "anh/khong-co.png"):
        assert requests.get(f"{sandbox.base_url}/huonggiang/xa/{path}", timeout=10).status_code == 404
    emblem = requests.get(f"{sandbox.base_url}/huonggiang/xa/anh/dai-dien.png", timeout=10)
    assert emblem.content.startswith(b"\x89PNG")


def test_the_old_portal_links_to_what_the_province_published(sandbox: Sandbox) -> None:
    slug = "xa-thach-huong-quyet-dinh-01-2026"
    address = f"{sandbox.base_url}/huonggiang/tin/{slug}.html"
    while requests.get(address, timeout=10).status_code == 404:
        sandbox.control("POST", "/huonggiang/publish")
    assert f'href="{address}"' in requests.get(f"{sandbox.base_url}/huonggiang/xa/?cn=28", timeout=10).text
    older = requests.get(f"{sandbox.base_url}/huonggiang/xa/default.aspx?trang=2", timeout=10)
    assert older.status_code == 200


def test_the_sitemap_names_every_article(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/huonggiang/sitemap.xml", timeout=10)
    feed = feedparser.parse(requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).content)
    named = set(re.findall(r"<loc>([^<]+)</loc>", answer.text))
    assert {entry.link for entry in feed.entries} <= named
    again = requests.get(answer.url, headers={"If-None-Match": answer.headers["etag"]}, timeout=10)
    assert again.status_code == 304


def test_documents_have_the_form_of_decree_30(tmp_path: Path) -> None:
    files = [entry["file"] for entry in load("documents.toml")["document"]]
    published = datetime(2026, 11, 24, 8, tzinfo=VIETNAM)
    item = Item("x", "x", "x", "x", "x")
    for name in files:
        path = make_attachment(tmp_path, item, Attachment(name, name), published)
        document = document_of(name, published)
        assert document is not None
        text = words_of(path)
        if document.scan:
            assert text.strip() == ""
            continue
        for part in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            document.number.strip(),
            document.kind,
            "Nơi nhận:",
            "DỮ LIỆU MẪU",
        ):
            assert part in text, (name, part)
        assert text == unicodedata.normalize("NFC", text)
    text = words_of(tmp_path / "quyet-dinh-27-2026-qd-ubnd.pdf")
    for part in (
        "ngày 23 tháng 11 năm 2026",
        "Điều 9.",
        "từ ngày 06 tháng 12 năm 2026",
        "không nhỏ hơn 5 m",
        "1.000 m²",
    ):
        assert part in " ".join(text.split())


def test_every_attachment_of_a_document_has_its_full_text() -> None:
    attached = {attachment.name for item in Programme().prepared for attachment in item.attachments}
    attached |= {each["name"] for entry in load("communes.toml")["entry"] for each in entry.get("attachments", [])}
    written = {entry["file"] for entry in load("documents.toml")["document"]}
    assert written <= attached
    assert attached - written == {"bao-cao-214-bc-stp.pdf", "to-trinh-du-thao-thu-lao-hoa-giai-vien.pdf"}


def words_of(path: Path) -> str:
    if path.suffix == ".docx":
        file = docx.Document(str(path))
        tables = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        header = file.sections[0].header.paragraphs[0].text
        return "\n".join([header, *(paragraph.text for paragraph in file.paragraphs), *tables])
    file = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in file)
    file.close()
    return text


def test_a_province_with_a_past_goes_on_where_its_programme_stands(start: Starter) -> None:
    sandbox = start("--past", "8")
    feed = feedparser.parse(requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).content)
    days = [datetime.fromtimestamp(timegm(entry.published_parsed), UTC) for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    old = [day for day in days if datetime.now(UTC) - day > timedelta(days=3)]
    assert len(old) == 8 + 1, "of the series, and a decision whose day of effect is near"
    assert all(datetime.now(UTC) - day < timedelta(days=22) for day in old)
    slugs = {sandbox.control("POST", "/huonggiang/publish")["slug"] for _ in range(20)}
    assert len(slugs | {entry.id.rpartition(":")[2] for entry in feed.entries}) == len(feed.entries) + 20


def test_every_fourth_announcement_of_the_series_is_a_warning_and_none_is_repeated_soon() -> None:
    programme = Programme()
    first = len(programme.prepared)
    said = [programme.item(first + number) for number in range(68)]
    announced = said[1::2]
    assert [item.kind == "Cảnh báo lừa đảo" for item in announced] == [turn % 4 == 3 for turn in range(34)]
    assert len({item.title for item in announced}) == 34
    assert len({item.summary for item in announced[3:17:4]}) == 4, "four different ones in the demo's weeks behind"
    assert not any("{" in text for item in said for text in (item.title, item.summary.replace("{{", ""), item.slug))


def test_only_facebook_and_x_have_a_past_and_it_ends_now(sandbox: Sandbox) -> None:
    accounts = sandbox.get("/_sandbox/accounts.json")
    then = datetime.now(UTC) - timedelta(days=5)

    def say(platform: str, moment: datetime) -> requests.Response:
        wishes = {"account": accounts[platform]["id"], "text": "Tin của tuần trước", "time": moment.isoformat()}
        return requests.post(f"{sandbox.base_url}/_sandbox/past", json=wishes, timeout=10)

    for platform in ("facebook", "x"):
        assert say(platform, then).status_code == 201
        assert say(platform, datetime.now(UTC) + timedelta(hours=1)).status_code == 400
    assert say("zalo", then).status_code == 400
    published = sandbox.get("/_sandbox/ledger.json")["publications"]
    assert {each["time"][:16] for each in published} == {then.isoformat()[:16]}
    screen = requests.get(f"{sandbox.base_url}/man-hinh/x/{accounts['x']['handle']}", timeout=10).text
    assert "Tin của tuần trước" in screen


def test_what_was_said_in_the_past_is_said_once(sandbox: Sandbox) -> None:
    """One who was interrupted asks again; another text, link, day or account is another publication."""
    accounts = sandbox.get("/_sandbox/accounts.json")
    then = datetime.now(UTC) - timedelta(days=5)
    first = {
        "account": accounts["x"]["id"],
        "text": "Tin cũ",
        "link": "https://loa.example/c1",
        "time": then.isoformat(),
    }

    def say(**other: object) -> requests.Response:
        return requests.post(f"{sandbox.base_url}/_sandbox/past", json={**first, **other}, timeout=10)

    told, again = say(), say()
    assert (told.status_code, again.status_code) == (201, 200)
    assert told.json() == again.json()
    for other in (
        {"text": "Tin khác"},
        {"link": "https://loa.example/c2"},
        {"time": (then - timedelta(days=1)).isoformat()},
        {"account": accounts["facebook"]["id"]},
    ):
        assert say(**other).status_code == 201
    assert len(sandbox.ledger()) == 5


def test_a_past_that_cannot_be_is_refused_and_nothing_is_kept(sandbox: Sandbox) -> None:
    account = sandbox.get("/_sandbox/accounts.json")["x"]["id"]
    sound: dict[str, object] = {"account": account, "text": "Tin", "link": "", "time": "2026-11-01T08:00:00+07:00"}
    wrong: list[object] = [
        {**sound, "text": 7},
        {**sound, "text": None},
        {**sound, "text": " "},
        {**sound, "link": ["https://loa.example"]},
        {**sound, "time": 1_790_000_000},
        {**sound, "time": "hôm qua"},
        {**sound, "time": "1999-01-01T00:00:00+07:00"},
        {**sound, "account": 1},
        {key: value for key, value in sound.items() if key != "text"},
        [sound],
        "Tin",
    ]
    for wishes in wrong:
        answer = requests.post(f"{sandbox.base_url}/_sandbox/past", json=wishes, timeout=10)
        assert answer.status_code == 400, wishes
        assert answer.json()["error"]
    assert sandbox.ledger() == []


def test_a_correction_moves_the_day_of_what_it_corrects(tmp_path: Path) -> None:
    """Both say the same days, and the earlier item the right one from then on; a restart finds it so."""
    programme = Programme()
    slug = "tro-giup-phap-ly-luu-dong-xa-binh-lang"
    corrected = next(item for item in programme.prepared if item.moves_day and item.moves_day["slug"] == slug)
    province = Province(tmp_path, "http://127.0.0.1:1", Store(tmp_path / "store"))
    while province.issue(corrected.slug) is None:
        before = province.issue(slug)
        province.publish_next()
    after, correction = province.issue(slug), province.issue(corrected.slug)
    assert before is not None
    assert after is not None
    assert correction is not None
    wrong, right = (day_after(after.time, days) for days in (9, 11))
    assert wrong in before.item.body
    assert wrong not in after.item.body
    assert right in after.item.title
    assert right in after.item.body
    assert f"“ngày {wrong}” nay đọc đúng là “ngày {right}”" in correction.item.summary
    province.close()
    again = Province(tmp_path, "http://127.0.0.1:1", Store(tmp_path / "store"))
    assert again.issue(slug) == after
    again.close()
