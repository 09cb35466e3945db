"""One article's page: words, date, picture, documents, address; and what is not the article."""

import json
import time
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.clock import VIETNAM
from distributor.errors import SettingsError
from distributor.ingest.address import canonical_address
from distributor.ingest.article import read_page
from distributor.ingest.dates import page_instant
from distributor.ingest.entry import Article, Enclosure, UnreadableSource
from distributor.ingest.fetch import Fetched
from distributor.ingest.furniture import is_furniture_line
from distributor.ingest.listing import rows_of
from distributor.ingest.markup import parse_page
from distributor.ingest.page_files import attached_files
from distributor.ingest.pictures import picture_identity
from distributor.ingest.profiles import read_profiles
from distributor.ingest.selectors import BadSelector, selector
from distributor.settings import CONFIG_FOLDER
from tests.ingest.support import real

ADDRESS = "https://stp.huonggiang.example/tin/bai.html"
LONG = (
    "Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã, không phải trả bất kỳ khoản tiền nào cho việc này."
)


def read(markup: str | bytes, address: str = ADDRESS, *, site_pictures: Collection[str] = ()) -> Article:
    body = markup if isinstance(markup, bytes) else markup.encode()
    return read_page(Fetched(body, "text/html", "", "", "", address), site_pictures=site_pictures)


def page(body: str, head: str = "", title: str = "Bài viết về đất đai") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


# --- words


def test_only_the_article_is_left() -> None:
    found = read(
        page(
            "<nav><a href='/'>Trang chủ</a></nav><div id='left-menu'><a href='/a'>Giới thiệu</a></div>"
            "<h1>Bài viết về đất đai</h1><div>Xem cỡ chữ: A- A A+ | Đọc bài viết | In | Gửi email</div>"
            "<span>Thứ Ba, 24/11/2026 08:15</span>"
            f"<div class='noi-dung'><p>{LONG}</p><p>Câu thứ hai ngắn.</p><table><tr><td>Đất ở</td><td>50 m²</td></tr></table>"
            "</div><p>Lượt xem: 1.234</p><p>Nguồn: Sở Tư pháp</p><div class='share'><a href='#'>Chia sẻ Facebook</a></div>"
            "<h3>Các tin khác</h3><ul><li><a href='/x'>Tin khác hôm qua của trang</a></li></ul>"
            "<footer>Bản quyền thuộc Sở</footer>"
        )
    )
    assert found.title == "Bài viết về đất đai"
    assert found.text == f"{LONG}\n\nCâu thứ hai ngắn.\n\nĐất ở | 50 m²"
    assert found.published == datetime(2026, 11, 24, 1, 15, tzinfo=UTC)


def test_a_page_laid_out_in_tables_keeps_its_order_and_its_lead() -> None:
    found = read(
        page(
            "<table><tr><td><b>CỔNG THÔNG TIN</b></td></tr><tr><td><h1>Bài viết về đất đai</h1>"
            f"<div><b>Đoạn mở đầu nằm trong thẻ đậm, đứng ngoài mọi đoạn văn.</b><p>{LONG}<table border=1><tr><td>Loại</td>"
            f"<td>Mức</td></tr><tr><td>Đất ở</td><td>50 m²</td></tr></table><p>Đoạn cuối. {LONG}</p></div></td></tr></table>"
        )
    )
    parts = ["Đoạn mở đầu", LONG, "Loại | Mức", "Đất ở | 50 m²", "Đoạn cuối."]
    assert [found.text.index(part) for part in parts] == sorted(found.text.index(part) for part in parts)


@pytest.mark.parametrize(
    ("body", "title", "start"),
    [
        pytest.param("<p>Chào</p>", "Bài viết về đất đai", "Chào", id="one word"),
        pytest.param(f"<h1>THÔNG BÁO</h1><p>{LONG.upper()}</p>", "Bài viết về đất đai", LONG.upper(), id="capitals"),
        pytest.param("<p>The council will hold a hearing on Monday.", "Bài viết về đất đai", "The council", id="English"),
        pytest.param(f"<div><p>{LONG}<table><td>x</div></b></p>", "Bài viết về đất đai", LONG, id="broken"),
        pytest.param("".join(f"<p>{number}. {LONG}</p>" for number in range(2000)), "Bài viết về đất đai", "0. Người", id="long"),
    ],
)  # fmt: skip
def test_odd_articles(body: str, title: str, start: str) -> None:
    found = read(page(body))
    assert found.title == title
    assert found.text.startswith(start)
    if "1999. " in body:
        assert all(f"{number}. {LONG}" in found.text for number in range(2000))


@pytest.mark.parametrize(
    "body", ["", "   ", "\x89PNG\r\n\x00\x00", "chỉ có chữ, không có thẻ", "<html><body></body></html>"]
)
def test_what_is_no_article_is_named(body: str) -> None:
    with pytest.raises(UnreadableSource, match="huonggiang"):
        read(body)


def test_a_stamp_of_secrecy_is_not_taken_for_furniture() -> None:
    body = f"<article><h1>Bài viết về đất đai</h1><div class='mark'>LƯU HÀNH NỘI BỘ</div><p>{LONG}</p></article>"
    stamped = read(page(body))
    assert stamped.text.startswith("LƯU HÀNH NỘI BỘ")
    other = "<h3>Tin liên quan</h3><ul><li><a href='/x'>Hướng dẫn (lưu hành nội bộ)</a></li></ul>"
    assert "nội bộ" not in read(page(body.replace("LƯU HÀNH NỘI BỘ", "") + other)).text.lower()


def test_scripts_do_not_get_through() -> None:
    found = read(page(f"<p onclick='x()'>{LONG}<script>alert(1)</script><a href='javascript:x()'>x</a></p>"))
    assert "script" not in found.html
    assert "onclick" not in found.html


@pytest.mark.parametrize(
    "declared", ["<meta charset='windows-1258'>", '<meta http-equiv="x" content="text/html; charset=windows-1258">']
)
def test_the_charset_that_a_page_declares(declared: str) -> None:
    assert "Trà Vinh" in read(page("<p>Trà Vinh</p>", declared, "Tin").encode("windows-1258")).text


# --- what it says of itself


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            '<meta property="og:title" content="Tin A - Cổng thông tin điện tử tỉnh">',
            "<h1>Cổng thông tin</h1>",
            "Tin A",
        ),
        ("", "<h1>Sở Tư pháp tỉnh</h1><h1>Bài viết về đất đai</h1>", "Bài viết về đất đai"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Tin &amp; B"}]}</script>',
            "<p>x</p>",
            "Tin & B",
        ),
        (
            '<meta property="og:title" content="Cổng thông tin xã">',
            '<div class="tdtin">Thông báo họp thôn sáng thứ Bảy</div>',
            "Thông báo họp thôn sáng thứ Bảy",
        ),
    ],
)
def test_titles(head: str, body: str, title: str) -> None:
    own = "" if "og:title" in head or "json" in head else "Bài viết về đất đai"
    assert read(page(f"{body}<p>{LONG}</p>", head, own)).title == title


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2026-11-24T08:15:00+07:00">', "", "24/11 08:15"),
        (
            '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-11-24"}</script>',
            "",
            "24/11 00:00",
        ),
        ("", '<time datetime="2026-11-24 08:15">hôm nay</time>', "24/11 08:15"),
        ("", "<p>Ngày đăng: 24-11-2026</p>", "24/11 00:00"),
        ("", "<p>Cập nhật lúc: 24/11/2026 2:15 CH</p>", "24/11 14:15"),
        ("", "<p>Quyết định có hiệu lực từ ngày 24/11/2026, thay thế quyết định cũ.</p>", ""),
    ],
)
def test_dates(head: str, body: str, day: str) -> None:
    published = read(page(f"{body}<p>{LONG}</p>", head)).published
    assert (f"{published.astimezone(VIETNAM):%d/%m %H:%M}" if published else "") == day


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Thứ Ba, 24/11/2026 08:15", "2026-11-24T01:15"),
        ("24-11-2026", "2026-11-23T17:00"),
        ("08:15 24.11.2026", "2026-11-24T01:15"),
        ("(24/11/2026 | 8h15)", "2026-11-24T01:15"),
        ("ngày 24 tháng 11 năm 2026", "2026-11-23T17:00"),
        ("2026-11-24T08:15:00Z", "2026-11-24T08:15"),
        ("31/02/2026", ""),
        ("01/01/1970", ""),
        ("Số 27/2026/QĐ-UBND", ""),
        ("2 giờ trước", ""),
    ],
)
def test_dates_in_words(written: str, expected: str) -> None:
    found = page_instant(written)
    assert (found.isoformat()[:16] if found else "") == expected


@given(st.text(max_size=200))
def test_any_words_may_stand_where_a_date_is_looked_for(written: str) -> None:
    found = page_instant(written)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize("text", ["a " * 59 + "b", "in " * 39 + "x", "gửi email " * 11 + "y", "a- a+ " * 19 + "?"])
def test_furniture_is_told_in_bounded_time(text: str) -> None:
    started = time.thread_time()
    assert not is_furniture_line(text)
    assert time.thread_time() - started < 1


def test_the_address_a_page_calls_its_own() -> None:
    def own(canonical: str, address: str) -> str:
        return read(page(f"<p>{LONG}</p>", f'<link rel="canonical" href="{canonical}">'), address).address

    site = "https://stp.huonggiang.example"
    assert own("/", f"{site}/?cn=28&gd=26&tc=9371") == f"{site}/?cn=28&gd=26&tc=9371"
    assert own("/default.aspx", f"{site}/default.aspx?tc=1&fbclid=x") == f"{site}/default.aspx?tc=1"
    assert own("/bai-viet", f"{site}/?p=12") == f"{site}/bai-viet"
    assert own("https://khac.example/bai", f"{site}/bai") == f"{site}/bai"
    assert own(f"{site}/bai?id=2", f"{site}/bai?id=2&utm_source=fb") == f"{site}/bai?id=2"


def test_real_addresses_keep_their_identity_and_lose_what_tracks() -> None:
    addresses = [each["url"] for each in json.loads(real("legal-education-pages.json").read_text(encoding="utf-8"))]
    plain = [canonical_address(each) for each in addresses]
    assert len(set(plain)) == len(addresses)
    for address, canonical in zip(addresses, plain, strict=True):
        tracked = f"{address}{'&' if '?' in address else '?'}utm_source=facebook&fbclid=abc"
        assert canonical_address(tracked) == canonical
        shown = page(f"<h1>Bài viết về đất đai</h1><p>{LONG}</p>", '<link rel="canonical" href="/">')
        assert read(shown, tracked).address == canonical
    assert plain[0] == "https://stp.thuathienhue.gov.vn/?cn=28&gd=26&tc=9371"


# --- pictures and documents


@pytest.mark.parametrize(
    ("head", "body", "picture"),
    [
        ('<meta property="og:image" content="/anh/le-ky.jpg">', "", "/anh/le-ky.jpg"),
        ('<meta property="og:image" content="/anh/logo.png">', "", ""),
        ('<meta property="og:image" content="/anh/Banner_2026.jpg?v=2">', "", ""),
        ('<meta property="og:image" content="/default-share.png">', "", ""),
        ('<meta property="og:image" content="/no-image.png">', "", ""),
        ('<meta property="og:image" content="data:image/png;base64,AAAA">', "", ""),
        ('<meta property="og:image" content="/a.jpg"><meta property="og:image:width" content="80">', "", ""),
        ('<meta property="og:image" content="/cong.jpg">', '<img src="/anh/hop.jpg" width="600">', "/anh/hop.jpg"),
        ("", '<img src="/anh/nut.jpg" width="16" height="16"><img src="/anh/hop.jpg">', "/anh/hop.jpg"),
        ('<meta property="og:image" content="/anh/silicon.jpg">', "", "/anh/silicon.jpg"),
        ('<meta property="og:image" content="/emblem.jpg?size=2">', "", ""),
    ],
)
def test_pictures(head: str, body: str, picture: str) -> None:
    site = {picture_identity("https://stp.huonggiang.example/emblem.jpg")}
    found = read(
        page(f"<h1>Bài viết về đất đai</h1><div><p>{LONG}</p>{body}<p>{LONG}</p></div>", head), site_pictures=site
    )
    assert found.picture == (f"https://stp.huonggiang.example{picture}" if picture else "")


def test_documents_of_the_article_and_no_others() -> None:
    found = read(
        page(
            "<div class='sidebar'><a href='/van-ban-moi.pdf'>Văn bản mới của tỉnh</a></div>"
            f"<div class='khung'><h1>Bài viết về đất đai</h1><p>{LONG} <a href='../tep/qd 27.pdf'>Quyết định 27</a></p>"
            "<iframe src='https://docs.google.com/viewer?url=https%3A%2F%2Fa.example%2Fphu-luc.docx'></iframe>"
            "<a href='/anh.jpg'>Ảnh</a></div>"
            "<div><b>Tệp đính kèm:</b><ul><li><a href='/download?file=bieu.xls'>Tải về</a></li></ul></div>"
            "<h3>Văn bản khác</h3><ul><li><a href='/cu.pdf'>Văn bản cũ</a></li></ul>"
        )
    )
    assert [(each.address, each.title) for each in found.attachments] == [
        ("https://stp.huonggiang.example/tep/qd 27.pdf", "Quyết định 27"),
        ("https://a.example/phu-luc.docx", "phu-luc.docx"),
        ("https://stp.huonggiang.example/download?file=bieu.xls", "download"),
    ]


def test_documents_are_bounded_and_each_once() -> None:
    many = [Enclosure(f"https://a.example/{number}.pdf") for number in range(50)]
    assert len(attached_files([*many, *many])) == 10
    twice = [Enclosure("https://a.example/1.pdf#page=2"), Enclosure("https://A.example/1.pdf")]
    assert len(attached_files(twice)) == 1
    odd = [
        Enclosure(f"https://a.example/{'x' * 2000}.pdf"),
        Enclosure("ftp://a/1.pdf"),
        Enclosure("https://a.example/1.jpg"),
    ]
    assert attached_files(odd) == ()
    assert attached_files([Enclosure("https://a.example/tai/12", "application/pdf; x=1")])[0].mime == "application/pdf"


# --- rows by general rules


def test_rows_without_a_profile() -> None:
    markup = (
        "<div id='menu'><a href='/gioi-thieu/chuc-nang.html'>Chức năng nhiệm vụ của Sở Tư pháp</a></div>"
        "<div class='x'><a href='/tin/1.html'><img src='a.jpg'></a><a href='/tin/1.html'>Hội nghị phổ biến pháp luật quý IV</a>"
        "<p>Sáng 24/11, Sở Tư pháp tổ chức hội nghị phổ biến pháp luật cho cán bộ xã, phường.</p><i>24/11/2026</i></div>"
        "<div class='x'><a href='/tin/2.html' title='Tập huấn hòa giải viên ở cơ sở năm 2026'>Tập huấn…</a>"
        "<a href='/tin/2.html'>Xem chi tiết</a></div>"
        "<div class='x'><a href='https://khac.example/tin/3.html'>Bài viết ở một trang hoàn toàn khác</a></div>"
        "<div class='x'><a href='/tin/bieu.pdf'>Biểu mẫu đăng ký khai sinh trực tuyến</a></div>"
        "<footer><a href='/tin/9.html'>Cơ quan chủ quản Sở Tư pháp tỉnh</a></footer>"
    )
    rows = rows_of(parse_page(markup, ADDRESS), "https://stp.huonggiang.example/", None)
    assert [(row.link.rpartition("/")[2], row.title) for row in rows] == [
        ("1.html", "Hội nghị phổ biến pháp luật quý IV"),
        ("2.html", "Tập huấn hòa giải viên ở cơ sở năm 2026"),
    ]
    assert rows[0].published == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert rows[0].summary.startswith("Sáng 24/11")


# --- selectors and profiles


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("b", ["một", "hai"]), (".x", ["một"]), ("#y", ["hai"]), ("div > b", ["một"]), ("p b", ["hai"]), (".//b[2]", []),
        ("b.x, p", ["một", "hai"]), ("a@href", ["/đây"]), ("a[href^='/']", ["ba"]), ("[title*=gợi]", ["ba"]),
        ("//p/b", ["hai"]), ("*.x", ["một"]), ("b:first-child", ["một", "hai"]), ("div + p > b", ["hai"]),
        ("div, p > b@id", ["y"]),
    ],
)  # fmt: skip
def test_selectors(written: str, found: list[str]) -> None:
    tree = parse_page(
        "<div><b class='a x'>một</b></div><p><b id='y'>hai</b></p><a href='/đây' title='một gợi ý'>ba</a>", ""
    )
    assert tree.words(selector(written)) == found


@pytest.mark.parametrize("written", ["", "b >", ".//b[", "b:nowhere", "b[", "b::before"])
def test_selectors_that_cannot_be_read(written: str) -> None:
    with pytest.raises(BadSelector):
        selector(written)


SITE = '[site.x]\nlabel = "X"\nchecked = 2026-11-24\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[site.x", "TOML"),
        ('[site.x]\nlabel = "X"\n', r"\[site\.x\] thiếu «checked»"),
        (SITE + "[site.x.listing]\n", r"\[site\.x\.listing\] thiếu «entries»"),
        (
            SITE + '[site.x.listing]\nentries = "b:nowhere"\n',
            r"«site\.x\.listing\.entries» sai: «b:nowhere» không phải CSS",
        ),
        (SITE + '[site.x.listing]\nentries = "b"\nkeep = "("\n', r"site\.x\.listing\.keep.*biểu thức"),
        (SITE + '[site.x.listing]\nentries = "b"\npages = 99\n', r"site\.x\.listing\.pages.*quá lớn"),
        (SITE + 'bogus = "b"\n', r"«bogus» không dùng đến"),
        (SITE.replace("2026-11-24", '"hôm qua"'), r"site\.x\.checked.*ngày dạng"),
        (SITE + "[site.x.article]\ntitle = 5\n", r"site\.x\.article\.title"),
    ],
)
def test_a_wrong_entry_is_named(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=words) as raised:
        read_profiles(file)
    assert "sources.toml" in str(raised.value)


def test_profiles_are_found_by_name_and_by_address() -> None:
    profiles = read_profiles(CONFIG_FOLDER / "sources.toml")
    demo = profiles.named("huonggiang-xa")
    assert profiles.of_address("http://127.0.0.1:8081/huonggiang/xa/default.aspx?tc=1") is demo
    assert profiles.of_address("http://127.0.0.1:8081/huonggiang/tin/x.html") is None
