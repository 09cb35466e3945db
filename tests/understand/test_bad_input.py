"""Input that is odd, broken or far too long: a clear outcome each, nothing false, in bounded time."""

from datetime import date
from time import thread_time
from unicodedata import normalize

import pytest

from distributor.facts import Facts, Role
from distributor.text.tidy import tidy
from tests.understand.sources import understood

HEAD = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/QĐ-UBND
Hương Giang, ngày 24 tháng 11 năm 2026
QUYẾT ĐỊNH
"""
ACT = (
    HEAD
    + """Quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Đối tượng áp dụng
Học sinh trường ngoài công lập trên địa bàn tỉnh được hỗ trợ học phí.
Điều 2. Mức hỗ trợ
Mỗi học sinh được hỗ trợ 240.000 đồng một tháng, tối đa 9 tháng trong một năm học.
Điều 3. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 10 tháng 12 năm 2026 và thay thế Quyết định số {old}/QĐ-UBND.
Nơi nhận: - Như Điều 3; - Lưu: VT."""
)
ONE = ACT.format(number="88/2026", old="12/2020")
TITLE = "Quyết định số 88/2026/QĐ-UBND quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang"


def read(title: str, text: str, *files: str) -> Facts:
    return understood(title, text, files=files, on=date(2026, 11, 27))


def waits(facts: Facts) -> bool:
    return bool(facts.marks or facts.questions or facts.gate)


def says_nothing(facts: Facts) -> bool:
    points = facts.points
    return not (facts.message or facts.answer or points.changes or points.action or points.deadline or points.affected)


def test_two_documents_in_one_page_are_asked_and_nothing_is_said() -> None:
    facts = read(
        "Hai quyết định mới", f"{ONE}\n{ACT.format(number='89/2026', old='13/2020').replace('240.000', '8.000')}"
    )
    assert "two_documents:88/2026/QĐ-UBND, 89/2026/QĐ-UBND" in facts.marks
    assert facts.document is None
    assert says_nothing(facts)


@pytest.mark.parametrize(
    ("title", "apart"),
    [
        ("Quyết định số 88/2026/QĐ-UBND quy định giá dịch vụ trông giữ xe tại chợ", True),
        ("Quyết định số 88/2026/QĐ-UBND về mức thu phí tham quan hồ Ngọc Lâm", True),
        ("Quyết định 88/2026/QĐ-UBND hỗ trợ học phí cho học sinh trường ngoài công lập", False),
        ("Quyết định số 88/2026/QĐ-UBND", False),
        ("Quyết định số 88/2026/QĐ-UBND tuyển quân", True),
        ("Quyết định số 88/2026/QĐ-UBND về học phí", False),
        ("Quyết định số 88/2026/QĐ-UBND: bà con chú ý", False),
        ("Thông báo tuyển chọn, gọi công dân nhập ngũ năm 2027", True),
        ("Quyết định quy định mức thu, quản lý và sử dụng phí thẩm định cấp giấy phép môi trường", True),
        ("Con đi học trường tư ở Hương Giang: mỗi tháng đỡ được 240.000 đồng", False),
        ("Tin vui cho phụ huynh: năm học này đỡ một khoản tiền lớn mỗi tháng", False),
        (TITLE, False),
    ],
)
def test_a_title_of_another_act_holds(title: str, apart: bool) -> None:
    assert any(mark.startswith("contradiction") for mark in read(title, ONE).marks) is apart


def test_forms_in_an_annex_are_no_second_document() -> None:
    form = "\nMẫu số 01\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: …/ĐN\n…, ngày … tháng … năm …\nĐƠN ĐỀ NGHỊ"
    facts = read(TITLE, ONE + form)
    assert not any("two_documents" in mark for mark in facts.marks)
    assert facts.document is not None
    assert facts.document.number == "88/2026/QĐ-UBND"


@pytest.mark.parametrize("dots", [" ......... ", "……… ", "\t", "     "])
def test_a_table_of_contents_tells_nothing(dots: str) -> None:
    facts = read(
        TITLE, "MỤC LỤC\n" + "\n".join(f"Điều {each}. Mức hỗ trợ thứ {each}{dots}{each + 3}" for each in range(1, 14))
    )
    assert "contents_only" in facts.marks
    assert says_nothing(facts)


def test_a_document_that_refers_to_itself_ends_nothing() -> None:
    facts = read(TITLE, ACT.format(number="88/2026", old="88/2026"))
    assert facts.document is not None
    assert facts.document.relations == ()


def test_a_document_in_capitals_is_known_and_waits() -> None:
    facts = read(TITLE.upper(), ONE.upper())
    document = facts.document
    assert document is not None
    assert (document.kind, document.number) == ("quyết định", "88/2026/QĐ-UBND")
    assert document.issuers == ("Ủy ban nhân dân tỉnh Hương Giang",)
    assert document.issued_on in (None, date(2026, 11, 24))
    assert not any(relation.number not in ("12/2020/QĐ-UBND",) for relation in document.relations)
    assert waits(facts)


def test_a_bad_scan_waits() -> None:
    text = (
        ONE.replace("24 tháng", "l4 tháng")
        .replace("2026", "2O26")
        .replace("QUYẾT ĐỊNH", "QUYÊT ĐlNH")
        .replace("tháng,", "thá-\nng,")
    )
    assert "scan" in read("Quyết định về học phí", text).marks


def test_a_sum_that_a_line_breaks_off_keeps_its_unit() -> None:
    facts = read(TITLE, ONE.replace("240.000 đồng một tháng", "240.000\nđồng/tháng"))
    assert any("240.000 đồng/tháng" in point.statement for point in facts.message)
    assert not any(point.statement.startswith("Đồng") for point in facts.message)


def test_of_two_thousand_rows_none_is_told_and_the_subject_ends_before_them() -> None:
    rows = "\n".join(f"{each} | Đường số {each} | 1 | {each}.000" for each in range(1, 2001))
    table = f"Điều 1. Bảng giá đất\nTT | Tên đường | Vị trí | Giá (đồng/m2)\n{rows}\nĐiều 2. Hiệu lực thi hành\n"
    text = (
        HEAD.format(number="88/2026")
        + f"Quy định bảng giá đất\n{table}Quyết định này có hiệu lực từ ngày 01 tháng 01 năm 2027."
    )
    facts = read("QUYẾT ĐỊNH SỐ 88/2026/QĐ-UBND", text)
    assert facts.document is not None
    assert facts.document.subject == "quy định bảng giá đất"
    assert [point.role for point in facts.message] == [Role.EFFECT]


def test_letters_that_nobody_sees_change_nothing() -> None:
    plain = read(TITLE, ONE)
    odd = ONE.replace("sinh", "s\u200binh").replace("hỗ trợ", "hỗ\u00ad trợ").replace("mức", "\ufeffmức")
    assert read(TITLE, tidy(odd)).document == plain.document
    decomposed = normalize("NFD", ONE)
    assert read(normalize("NFD", TITLE), decomposed) == plain


def test_glyphs_of_a_lost_font_wait() -> None:
    assert "glyphs" in read(TITLE, ONE.replace("240.000", "\ue034\ue030\ue030.000")).marks
    assert "glyphs" not in read(TITLE, tidy(ONE.replace("Mỗi học sinh", "\uf0b7 Mỗi học sinh"))).marks


@pytest.mark.parametrize(("text", "font"), [(
    "§iÒu 1. QuyÕt ®Þnh nµy quy ®Þnh møc hç trî cña tØnh ®èi víi nh©n d©n. C¸c c¬ quan thùc hiÖn quyÕt ®Þnh nµy.", "TCVN3",
), (
    "Ñieàu 1. Quyeát ñònh naøy quy ñònh möùc hoã trôï cuûa tænh ñoái vôùi nhaân daân. Caùc cô quan thöïc hieän.", "VNI",
)])  # fmt: skip
def test_fonts_of_the_old_days_hold(text: str, font: str) -> None:
    facts = read("Quyết định mới của tỉnh", text)
    assert any(font in mark for mark in facts.marks)


@pytest.mark.parametrize("text", ["Quyết", "", ".", "88/2026/QĐ-UBND", "???", "Điều 1."])
def test_a_word_is_nothing_to_tell(text: str) -> None:
    facts = read("Thông báo", text)
    assert says_nothing(facts)
    assert waits(facts)


TABLE = "\n".join(f"{each} | Đường số {each} | {each}.000 | {each * 700} đồng/m2" for each in range(2000))
LONG = (
    ONE
    + "\n"
    + "\n".join(
        f"{each}. Học sinh nộp đơn tại trường trước ngày 30/9/2027; mức {each}.000 đồng." for each in range(9000)
    )
)[:500_000]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LONG, id="long"),
        pytest.param(LONG.replace("\n", " "), id="one line"),
        pytest.param(LONG.replace(" ", ""), id="no blanks"),
        pytest.param(LONG.upper(), id="capitals"),
        pytest.param(ONE + "\n" + TABLE, id="table"),
        pytest.param("\n" * 500_000, id="line ends"),
        pytest.param("“" * 500_000, id="quotes"),
        pytest.param("(" * 500_000, id="brackets"),
        pytest.param("số 1/" * 100_000, id="numbers"),
        pytest.param("ngày 1/1/2026 " * 35_000, id="days"),
        pytest.param("UBND " * 100_000, id="capital words"),
        pytest.param("Điều 1. " * 62_500, id="articles"),
        pytest.param("a" * 500_000, id="one word"),
        pytest.param(". " * 250_000, id="stops"),
        pytest.param("- a\n" * 125_000, id="bullets"),
        pytest.param("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n" * 13_000, id="mottoes"),
    ],
)
def test_half_a_million_characters_take_little_time(text: str) -> None:
    started = thread_time()
    read(TITLE, text)
    # Measured: at most 1.5 s of an idle core; the machine that tests may be slow and busy.
    assert thread_time() - started < 10


def test_two_documents_without_their_mottoes_are_two_as_well() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố: {number}/2026/QĐ-UBND\nHương Giang, ngày 10 tháng 11 năm 2026\nQUYẾT ĐỊNH\n"
        "Quy định {what}\nĐiều 1. {rule}\nĐiều 2. Quyết định này có hiệu lực từ ngày 20/11/2026.\nCHỦ TỊCH\n"
    )
    first = text.format(number=70, what="hạn mức giao đất ở", rule="Hạn mức giao đất ở tại xã là 300 m2.")
    second = text.format(number=71, what="giá nước sạch", rule="Giá nước sạch sinh hoạt là 8.500 đồng/m3.")
    facts = read("Hai văn bản", first + second)
    assert any(mark.startswith("two_documents") for mark in facts.marks)
    assert says_nothing(facts)
    assert not any(mark.startswith("two_documents") for mark in read("Hạn mức giao đất ở", first).marks)
