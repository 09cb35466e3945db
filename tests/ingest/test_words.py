"""Text, addresses, dates, kinds, marks: tables of cases."""

import re
from datetime import UTC, datetime
from time import gmtime, struct_time, thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.ingest.address import canonical_address
from distributor.ingest.charset import decode
from distributor.ingest.dates import instant
from distributor.ingest.kinds import default_kinds
from distributor.ingest.marks import find_marks
from distributor.ingest.pictures import is_generic_picture
from distributor.ingest.revise import ComparedText, classify
from distributor.ingest.source_kind import kind_of_source
from distributor.models import RevisionKind, SourceKind
from distributor.text.tidy import first_sentence, on_one_line, one_line, plain, sanitise, shorten, squeeze
from tests.ingest.support import decomposed


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Www.Huong-Giang.example:443/Tin#dau", "https://www.huong-giang.example/Tin"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://a.example/?cn=28&gd=26&tc=9371", "https://a.example/?cn=28&gd=26&tc=9371"),
        ("https://a.example/?utm_source=rss&cn=28&fbclid=x&tc=9371", "https://a.example/?cn=28&tc=9371"),
        ("https://a.example/x?gclid=1", "https://a.example/x"),
        ("https://a.example/a/../b/./c", "https://a.example/b/c"),
        ("https://a.example/%7Emot/%e1%ba%a1", "https://a.example/~mot/%E1%BA%A1"),
        ("https://a.example/tin bài", "https://a.example/tin%20b%C3%A0i"),
        (decomposed("https://a.example/tin-bài"), "https://a.example/tin-b%C3%A0i"),
        ("https://a.example/#/van-ban/12", "https://a.example/#/van-ban/12"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("javascript:alert(1)", ""),
        ("https://[::1/", ""),
        ("", ""),
    ],
)
def test_canonical_address(written: str, canonical: str) -> None:
    assert canonical_address(written) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    "address", ["https://a.example/" + "a" * 50_000 + "!?", "https://a.example/" + "a/" * 20_000 + "%zz"]
)
def test_a_long_address_is_no_trap(address: str) -> None:
    started = thread_time()
    canonical_address(address)
    assert thread_time() - started < 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Quy\u1ebft \n định\t số 1 ", "Quyết định số 1"),
        ("Đ&atilde; c&oacute; nh&acirc;n vi&ecirc;n", "Đã có nhân viên"),
        ("&amp;aacute; &amp;amp; b", "á & b"),
        ("<b>Luật</b> Đất đai<br/>2024", "Luật Đất đai 2024"),
        ("Điểm < 5 và > 3", "Điểm < 5 và > 3"),
        ("R&D; AT&T", "R&D; AT&T"),
        (decomposed("Ủy ban nhân dân tỉnh"), "Ủy ban nhân dân tỉnh"),
    ],
)
def test_one_line(written: str, read: str) -> None:
    assert one_line(written) == read


def test_sanitise_and_plain() -> None:
    markup = (
        '<p onclick="x()">Một &amp; hai<script>alert(1)</script></p><p>Ba<br>bốn</p><img src="/a.jpg" onerror=x>'
        '<a href="javascript:x()">k</a><p>In</p><p>Xem cỡ chữ</p>'
    )
    safe = sanitise(markup, "https://a.example/tin/1")
    assert "script" not in safe
    assert "onclick" not in safe
    assert "onerror" not in safe
    assert 'src="https://a.example/a.jpg"' in safe
    assert plain(safe) == "Một & hai\n\nBa\nbốn\n\nk"
    assert (plain("GỬI QUA EMAIL"), plain("Gửi qua email ai")) == ("", "Gửi qua email ai")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('<a href="b">x</a>', "https://a.example/c/b"),
        ("<a HREF = 'b'>x</a>", "https://a.example/c/b"),
        ("<a hReF\n=b>x</a>", "https://a.example/c/b"),
        ('<a href="">x</a><img SRC=/b>', "https://a.example/b"),
        ('<a href="https://b.example/d/../e">x</a>', "https://b.example/d/../e"),
        ('<a href="mailto:a@b.example">x</a>', "mailto:a@b.example"),
    ],
)
def test_links_are_absolute(written: str, read: str) -> None:
    assert f'"{read}"' in sanitise(written, "https://a.example/c/")


@pytest.mark.parametrize(
    ("address", "generic"),
    [
        ("https://a.example/anh/LOGO-tinh.PNG", True),
        ("https://a.example/Icons/a.png", True),
        ("https://a.example/logo/hop-bao.jpg", False),
        ("https://a.example/anh/silicon.jpg", False),
        ("https://a.example/anh/hop.jpg?from=logo", False),
    ],
)
def test_pictures_of_nothing(address: str, generic: bool) -> None:
    assert is_generic_picture(address) is generic


def test_shortening_ends_between_words() -> None:
    assert shorten("Quyết định số 27/2026/QĐ-UBND", 20) == "Quyết định số…"
    assert (
        first_sentence("Luật có hiệu lực từ 01.12.2026 tại tỉnh. Câu hai.", 150)
        == "Luật có hiệu lực từ 01.12.2026 tại tỉnh"
    )


@pytest.mark.parametrize(
    ("body", "header", "text", "warned"),
    [
        ("ạ".encode(), "", "ạ", False),
        ("ạ".encode(), "iso-8859-1", "ạ", True),
        ("\ufeffạ".encode("utf-16-le"), "", "ạ", False),
        (b"\xef\xbb\xbf\xe1\xba\xa1", "utf-8", "ạ", False),
        ("é".encode("latin-1"), "iso-8859-1", "é", False),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9", "", "<?xml version='1.0' encoding='iso-8859-1'?>é", False),
        ("đ".encode("cp1258"), "no-such-charset", "đ", False),
    ],
)  # fmt: skip
def test_charset(body: bytes, header: str, text: str, warned: bool) -> None:
    decoded = decode(body, header)
    assert decoded.text == text
    assert bool(decoded.warning) is warned


@pytest.mark.parametrize(
    ("written", "parsed", "read"),
    [
        ("Sat, 27 Jan 2024 14:15:00 +0700", gmtime(1706339700), datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("27/01/2024 14:15", None, datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("Thứ bảy, 27/1/2024, 2:15 CH", None, datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("14:15 27/01/2024", None, datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("2024-01-27T14:15:00", gmtime(1706364900), datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("2024-01-27T07:15:00Z", gmtime(1706339700), datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("2024-01-27T14:15:00+07:00", gmtime(1706339700), datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("Sat, 27 Jan 2024 07:15:00 GMT", gmtime(1706339700), datetime(2024, 1, 27, 7, 15, tzinfo=UTC)),
        ("Mon, 01 Jan 0001 00:00:00 +0000", struct_time((1, 1, 1, 0, 0, 0, 0, 1, 0)), None),
        ("32/13/2024", None, None),
        ("hôm qua", None, None),
        ("", None, None),
    ],
)
def test_dates(written: str, parsed: struct_time | None, read: datetime | None) -> None:
    assert instant(written, parsed) == read


@pytest.mark.parametrize(
    ("categories", "kind"),
    [
        (["Văn bản mới"], "new_law"),
        (["  văn BẢN mới "], "new_law"),
        ([decomposed("Hỏi đáp")], "question"),
        (["Quyết định", "Đính chính"], "correction"),
        (["Hướng dẫn", "Hỏi đáp"], ""),
        (["Thể thao"], ""),
        ([], ""),
    ],
)
def test_kinds(categories: list[str], kind: str) -> None:
    assert default_kinds().kind_of(categories) == kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Độ mật: Tối mật", "Tối mật"),
        ("Độ mật : MẬT", "Mật"),
        ("(MẬT) Báo cáo tháng", "Mật"),
        ("[Tuyệt mật]", "Tuyệt mật"),
        ("MẬT\n\nSố: 12/BC-STP", "Mật"),
        ("Số 12 | MẬT | Hương Giang", "Mật"),
        ("MẬT: Báo cáo tháng", "Mật"),
        ("Văn bản đóng dấu Mật", "Mật"),
        ("TỐI MẬT, không sao chép", "Tối mật"),
        ("Tài liệu lưu hành nội bộ", "lưu hành nội bộ"),
        ("Tài liệu LƯU HÀNH NỘI BỘ.", "lưu hành nội bộ"),
        ("Liên hệ ông A, số 0912 345 678.", "số điện thoại cá nhân (…678)"),
        ("0912.345.678", "số điện thoại cá nhân (…678)"),
        ("+84 912 345 678", "số điện thoại cá nhân (…678)"),
        ("Đường dây nóng: bà Lan 0912345678", "số điện thoại cá nhân (…678)"),
        ("Căn cước số 046099012345", "số căn cước"),
        ("CCCD: 046 099 012 345", "số căn cước"),
        ("CMND 191234567 cấp ngày", "số căn cước"),
    ],
)
def test_marks_that_hold(text: str, reason: str) -> None:
    (mark,) = find_marks("Tin", text)
    assert reason in mark
    assert find_marks(text, "") == (mark,)
    assert "0912" not in mark
    assert "046099" not in mark


@pytest.mark.parametrize(
    "text",
    [
        "Bảo vệ bí mật đời tư", "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Đặt mật khẩu mạnh", "MẬT ĐỘ DÂN SỐ", "Mật độ xây dựng",
        "Mật ong rừng", "MẬT ONG - ĐẶC SẢN", "thân mật, bảo mật, cơ mật", "Luật quy định độ mật của tài liệu",
        "Tổng đài 1900 1234 hoặc 1800 5678", "Gọi 113, 114, 115", "Điện thoại 0234 3822 345", "(0234) 3.822.345",
        "Đường dây nóng: 0912345678", "Hotline Sở Tư pháp 0912 345 678", "Số tiền 912.345.678 đồng",
        "84.912.345.678 đồng", "https://a.example/tin-0912345678.html", "Số 012/2026/QĐ-UBND ngày 01/12/2026",
        "Tiếp công dân tại 12 đường Nguyễn Du, phường Trung Tâm", "Hộp thư pbgdpl@huonggiang.example",
    ],
)  # fmt: skip
def test_ordinary_words_do_not_hold(text: str) -> None:
    assert find_marks("Tin", text) == ()
    assert find_marks(text, "") == ()


OLD = "Mức hỗ trợ là 5 triệu đồng mỗi hộ, nộp hồ sơ trước ngày 01/12/2026 tại bộ phận một cửa."


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (OLD.replace(" ", "  \n"), RevisionKind.TRIVIAL),
        (decomposed(OLD), RevisionKind.TRIVIAL),
        (OLD.replace("hồ sơ", "giấy tờ"), RevisionKind.CORRECTION),
        (OLD.replace("Mức", "mức"), RevisionKind.CORRECTION),
        (OLD.replace("5 triệu", "6 triệu"), RevisionKind.SUBSTANTIVE),
        (OLD.replace("5 triệu", "5 tỷ"), RevisionKind.SUBSTANTIVE),
        (OLD.replace("01/12", "02/12"), RevisionKind.SUBSTANTIVE),
        (OLD.replace("nộp", "không nộp"), RevisionKind.SUBSTANTIVE),
        (OLD.replace("một cửa", "hai cửa"), RevisionKind.SUBSTANTIVE),
        (
            OLD + " Người dân có thể gửi qua bưu điện, dịch vụ công hoặc nhờ người thân nộp thay.",
            RevisionKind.SUBSTANTIVE,
        ),
    ],
)
def test_classes_of_change(new: str, kind: RevisionKind) -> None:
    change = classify(ComparedText("Tin", "", OLD), ComparedText("Tin", "", new))
    assert change.kind is kind
    assert bool(change.changes) is (kind is not RevisionKind.TRIVIAL)


@pytest.mark.parametrize(
    ("address", "content_type", "head", "kind"),
    [
        ("https://a.example/rss", "text/xml", b"<?xml", SourceKind.FEED),
        ("https://a.example/rss", "application/json", b"<rss>", SourceKind.FEED),
        ("/a/b.json", "", b"", SourceKind.QUESTIONS),
        ("/a/b", "", b' [{"url": 1}]', SourceKind.QUESTIONS),
        ("/a/b.txt", "", b"", SourceKind.TEXT),
        ("/a/b", "", "KẾ HOẠCH".encode(), SourceKind.TEXT),
        ("https://a.example/", "text/html", b"<!DOCTYPE html>", SourceKind.LISTING),
        ("https://a.example/", "", b"", SourceKind.FEED),
        ("https://a.example/sitemap-tin.xml.gz", "", b"", SourceKind.SITEMAP),
        ("https://a.example/x", "text/xml", b"<?xml version='1.0'?><!-- x --><urlset xmlns='a'>", SourceKind.SITEMAP),
        ("https://a.example/x", "text/html", b"%PDF-1.7", SourceKind.PAGE),
        ("https://a.example/x", "", b"<html><meta property='og:type' content='article'><p>x</html>", SourceKind.PAGE),
        ("https://a.example/x", "", b"<?xml version='1.0'?><rss><description>&lt;html>", SourceKind.FEED),
    ],
)
def test_kind_of_source(address: str, content_type: str, head: bytes, kind: SourceKind) -> None:
    assert kind_of_source(address, content_type, head) is kind


@given(st.text(st.sampled_from(" \n\t\r\x1c\x85\u00a0\u2003\u2028\u200bạA."), max_size=12))
def test_a_line_is_what_taking_it_apart_would_make_of_it(text: str) -> None:
    assert on_one_line(text) == " ".join(text.split())
    visible = re.sub("[\u200b\x1c]", "", text)
    assert squeeze(text) == " ".join(visible.split())
