"""Attachments read from real files: words, scans, locks, bombs, lies, and what a crash or a hang may cost."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from distributor.ingest import attachments
from distributor.ingest.attachments import pages_to_text, read_attachment
from distributor.ingest.bounded import in_child
from distributor.models import AttachmentState

LINES = (
    "QUYET DINH so 27/2026/QD-UBND",
    "Dieu 1. Pham vi dieu chinh cua quyet dinh nay",
    "Dieu 2. Hieu luc tu ngay 06/12/2026",
)


def pdf(*pages: Callable[[FPDF], None], **how: Any) -> bytes:
    document = FPDF()
    document.set_font("Helvetica", "", 12)
    if how.get("password"):
        document.set_encryption(owner_password="chu", user_password=how["password"])
    for draw in pages:
        document.add_page()
        draw(document)
    return bytes(document.output())


def words(document: FPDF) -> None:
    for line in LINES:
        document.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")


def scan(document: FPDF) -> None:
    picture = io.BytesIO()
    Image.new("L", (500, 700), 240).save(picture, "JPEG")
    document.image(picture, 0, 0, 210)


def word_file(fill: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    fill(document)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def test_a_pdf_with_words() -> None:
    read = read_attachment(pdf(words), "application/pdf", "https://a.example/qd.pdf")
    assert (read.state, read.pages, read.problem, read.mime) == (AttachmentState.READ, 1, "", "application/pdf")
    assert read.text.split("\n\n") == list(LINES)
    assert (read.bytes > 500, len(read.sha256)) == (True, 64)


def test_a_scan_is_recognised_and_said_so() -> None:
    read = read_attachment(pdf(scan, scan, scan), "", "a.pdf")
    assert (read.state, read.pages, read.text) == (AttachmentState.SCAN, 3, "")
    assert read.problem == "là bản quét 3 trang không có lớp chữ; cần người đọc"


def test_a_stamp_on_a_scan_makes_it_no_text() -> None:
    def stamped(document: FPDF) -> None:
        scan(document)
        document.cell(0, 8, "Trang 1")

    assert read_attachment(pdf(stamped, scan), "", "a.pdf").state is AttachmentState.SCAN


def test_a_scanned_appendix_is_told() -> None:
    read = read_attachment(pdf(words, words, scan), "", "a.pdf")
    assert (read.state, read.problem) == (AttachmentState.READ, "1 trong 3 trang là ảnh quét, chưa đọc được (trang 3)")


def test_a_word_file_with_its_tables_in_order() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("KẾ HOẠCH")
        table = document.add_table(rows=2, cols=2)
        for row, texts in zip(table.rows, (("Thôn", "Ngày"), ("Đông", "29/11/2026")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("Kết thúc.")

    read = read_attachment(word_file(fill), "", "kh.docx")
    assert (read.state, read.pages) == (AttachmentState.READ, 0)
    assert read.text == "KẾ HOẠCH\n\nThôn | Ngày\n\nĐông | 29/11/2026\n\nKết thúc."


def test_a_word_file_of_pictures_is_a_scan() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 60)).save(picture, "PNG")
    picture.seek(0)
    assert (
        read_attachment(word_file(lambda file: file.add_picture(picture)), "", "a.docx").state is AttachmentState.SCAN
    )
    assert read_attachment(word_file(lambda _: None), "", "a.docx").state is AttachmentState.UNREADABLE


def bomb() -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 250_000_000)
    return stored.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "address", "problem"),
    [
        (b"", "a.pdf", "rỗng"),
        (OLD, "a.doc", r"\.doc"),
        (OLD, "a.xls", r"\.xls"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.docx", "mật khẩu"),
        (b"<!DOCTYPE html><html>Hay dang nhap</html>", "a.pdf", r"tên là \.pdf nhưng nội dung là trang web"),
        (b"\xff\xd8\xff\xe0anh", "a.pdf", r"tên là \.pdf nhưng nội dung là ảnh JPEG"),
        (b"{\\rtf1 x}", "a.doc", "RTF"),
        (b"PK\x03\x04" + bytes(60), "a.docx", "ZIP"),
        (b"nonsense", "a.pdf", "không phải PDF"),
        (b"nonsense", "a.txt", "chỉ đọc được"),
        (b"%PDF-1.7\nnothing more", "a.pdf", "hỏng hoặc tải về chưa đủ"),
        (b"PK\x03\x04" + bytes(20) + b"word/document.xml", "a.docx", "hỏng hoặc tải về chưa đủ"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, address: str, problem: str) -> None:
    read = read_attachment(content, "", f"https://a.example/{address}")
    assert read.state is not AttachmentState.READ
    assert re.search(problem, read.problem), read.problem


def test_locked_truncated_and_lying_files() -> None:
    assert "mật khẩu" in read_attachment(pdf(words, password="x"), "", "a.pdf").problem
    whole = pdf(words, words)
    assert read_attachment(whole[: len(whole) // 3], "", "a.pdf").state is AttachmentState.UNREADABLE
    lying = read_attachment(whole, "application/msword", "https://a.example/a.docx")
    assert (lying.state, lying.mime) == (AttachmentState.READ, "application/pdf")
    document = word_file(lambda file: file.add_paragraph("Chữ."))
    assert read_attachment(document, "application/pdf", "a.pdf").text == "Chữ."
    assert "hỏng" in read_attachment(document[: len(document) // 2], "", "a.docx").problem


def test_bombs_are_not_opened() -> None:
    started = time.monotonic()
    assert "bom nén" in read_attachment(bomb(), "", "a.docx").problem
    many = pypdfium2.PdfDocument.new()
    for _ in range(400):
        many.new_page(200, 200)
    stored = io.BytesIO()
    many.save(stored)
    many.close()
    assert "không có chữ" in read_attachment(stored.getvalue(), "", "a.pdf").problem
    assert time.monotonic() - started < 60, "as far as it goes on the busiest machine; a bomb takes gigabytes"


@pytest.mark.parametrize(
    ("deed", "problem"),
    [
        ("abort", "làm hỏng chương trình đọc"),
        ("eat_memory", "MB bộ nhớ"),
        ("spin", "giây xử lý"),
        ("answer_nonsense", "làm hỏng chương trình đọc"),
        ("fail", "làm hỏng chương trình đọc"),
    ],
)
def test_a_reader_that_crashes_or_hangs_costs_its_file_only(
    deed: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(attachments, "TIME_S", 1.0)
        patch.setattr(
            "distributor.ingest.attachments.in_child",
            lambda _function, *_values, bounds: in_child(f"tests.support.misbehaving:{deed}", bounds=bounds),
        )
        read = read_attachment(pdf(words), "", "a.pdf")
    assert (read.state, problem in read.problem) == (AttachmentState.UNREADABLE, True), read.problem
    assert read_attachment(pdf(words), "", "a.pdf").state is AttachmentState.READ


# --- lines to paragraphs


FULL = "Quyết định này quy định điều kiện tách thửa, hợp thửa đất và diện tích tối thiểu được tách thửa trên"


def test_lines_become_paragraphs_again() -> None:
    page = "\n".join(
        [
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 27/2026/QĐ-UBND Hương Giang, ngày 23 tháng 11 năm 2026",
            "Điều 1. Phạm vi",
            FULL,
            "địa bàn tỉnh Hương Giang.",
            "1. Kinh phí thực hiện năm đầu bố trí trong dự toán đã giao cho các cơ quan, đơn vị của tỉnh từ đầu năm;",
            "không huy động đóng góp. Giai đoạn thực hiện của chương trình này là các năm trong khoảng từ năm 2026",
            "- 2030 theo kế hoạch chung của cả tỉnh.",
            "a) Điểm thứ nhất",
            "- Gạch đầu dòng",
        ]
    )
    assert pages_to_text([page]).split("\n\n") == [
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 27/2026/QĐ-UBND",
        "Hương Giang, ngày 23 tháng 11 năm 2026",
        "Điều 1. Phạm vi",
        f"{FULL} địa bàn tỉnh Hương Giang.",
        "1. Kinh phí thực hiện năm đầu bố trí trong dự toán đã giao cho các cơ quan, đơn vị của tỉnh từ đầu năm; không huy "
        "động đóng góp. Giai đoạn thực hiện của chương trình này là các năm trong khoảng từ năm 2026 - 2030 theo kế hoạch "
        "chung của cả tỉnh.",
        "a) Điểm thứ nhất",
        "- Gạch đầu dòng",
    ]


def test_running_heads_and_page_numbers_go_and_a_sentence_goes_on_over_the_page() -> None:
    pages = [
        f"CÔNG BÁO số 12\n{number}\n{FULL} xã {number},\nđịa bàn {number} thôn.\n- {number} -" for number in (1, 2, 3)
    ]
    expected = [f"{FULL} xã {number}, địa bàn {number} thôn." for number in (1, 2, 3)]
    assert pages_to_text(pages).split("\n\n") == expected
    assert pages_to_text([f"{FULL}\n3", "phường trong tỉnh.\n4"]) == f"{FULL} phường trong tỉnh."


@settings(max_examples=50)
@given(st.lists(st.text(alphabet="aĐ1. -;\n", max_size=60), max_size=4))
def test_no_word_is_lost_or_made_up(pages: list[str]) -> None:
    """But for running heads and page numbers, which this alphabet makes seldom; never a letter that was not there."""
    text = pages_to_text(pages)
    for letter in "aĐ":
        assert text.count(letter) <= sum(page.count(letter) for page in pages)
