"""Everything understood of an item: content kind, marks, questions, the whole. Our own texts; persons are invented."""

import subprocess
from datetime import date
from shutil import which

import pytest

from distributor.facts import DocumentFacts, Facts, facts_from_json
from distributor.ingest.marks import find_holds_of_file, find_marks
from distributor.reasons import all_words, mark_words
from distributor.understand.content_kind import UNSURE, content_kind
from distributor.understand.legacy import font_mark, language_questions, old_font
from distributor.understand.understand import understand

TODAY = date(2026, 11, 24)


def read(title: str, text: str = "Tin.", *, kind: str = "", attachments: tuple[str, ...] = ()) -> Facts:
    return understand(
        title=title,
        summary="",
        text=text,
        categories_kind=kind,
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=attachments,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Hỏi đáp: Những ai được trợ giúp pháp lý miễn phí?", "question"),
        ("Thừa kế nhà đất khi không có di chúc được chia thế nào?", "question"),
        ("Trợ giúp pháp lý lưu động tại xã Thạch Hương, đợt 3", "legal_aid"),
        ("Cuộc thi trực tuyến tìm hiểu pháp luật tuần 4", "contest"),
        ("Cảnh báo: giả danh cán bộ tư pháp gọi điện", "scam_warning"),
        ("Đối thoại chính sách pháp luật với doanh nghiệp quý IV", "policy_dialogue"),
        ("Lấy ý kiến dự thảo Nghị quyết quy định mức chi", "draft_for_comment"),
        ("Thông cáo báo chí về văn bản ban hành trong tháng", "press_release"),
        ("Tiểu phẩm pháp luật: “Hàng rào râm bụt”", "sketch"),
        ("Video: Ba bước đăng ký khai sinh trực tuyến", "video"),
        ("Hướng dẫn hưởng ứng Ngày Pháp luật 9/11", "guidance"),
        ("Thủ tục đăng ký kết hôn", "procedure"),
        ("Quyết định số 27/2026/QĐ-UBND quy định về tách thửa", "new_law"),
        ("Quyết định số 29/2026/QĐ-UBND bãi bỏ hai quyết định cũ", "repeal"),
        ("Đính chính Quyết định số 27/2026/QĐ-UBND", "correction"),
        ("Báo cáo số 214/BC-STP thống kê công tác hộ tịch", "statistics"),
        ("Kế hoạch số 79/KH-UBND về công tác tư pháp", "plan"),
        ("Phiên họp Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh", "council_activity"),
        ("Tổ hòa giải xã Thạch Hương giữ trọn tình làng nghĩa xóm", ""),
    ],
)
def test_content_kinds_by_words(title: str, kind: str) -> None:
    facts = read(title)
    assert facts.kind == kind
    assert (UNSURE in facts.questions) is (not kind)


def test_the_source_knows_best() -> None:
    assert content_kind("Cảnh báo lừa đảo", "", "guidance", None, "") == "guidance"
    assert content_kind("Tin", "", "", DocumentFacts(kind="nghị định"), "announcement") == "new_law"
    assert content_kind("Tin", "", "", DocumentFacts(kind="nghị định"), "") == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Ông Nguyễn Văn Bình, trú tại thôn 3, xã Thạch Hương khiếu nại.",
            "có họ tên (hoặc chữ viết tắt) kèm nơi ở của 1 người",
        ),
        (
            "bà Trần Thị Hoa, hộ khẩu thường trú: số 12 đường Lê Lợi",
            "có họ tên (hoặc chữ viết tắt) kèm nơi ở của 1 người",
        ),
        ("Họ và tên: Lê Thị Mai\nĐịa chỉ: Số 12, ngõ 5", "có họ tên (hoặc chữ viết tắt) kèm nơi ở của 1 người"),
        (
            "| 1 | Nguyễn Văn Bình | Thôn 3 |\n| 2 | Lê Thị Mai | Thôn 4 |",
            "có họ tên (hoặc chữ viết tắt) kèm nơi ở của 2 người",
        ),
        ("ông Nguyễn Văn Bình (sinh ngày 12/3/1980) được tuyên dương", "có họ tên kèm ngày sinh của 1 người"),
        ("Ủng hộ qua số tài khoản 0123456789, chủ tài khoản: Nguyễn Văn Bình", "có 1 số tài khoản kèm tên cá nhân"),
    ],
)
def test_a_private_persons_data_holds(text: str, reason: str) -> None:
    assert find_marks("Tin", text) == (reason,)
    assert all_words(find_holds_of_file("tệp đính kèm 2", text)) == (f"{reason} (trong tệp đính kèm 2)",)
    for name in ("Bình", "Hoa", "Mai", "0123456789"):
        assert name not in reason


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Văn A, trú tại thôn 2, hỏi về thừa kế.", "Câu hỏi của anh V (Gia Lai).",
        "Ông Nguyễn Văn An, Chủ tịch Ủy ban nhân dân xã, địa chỉ: số 5 đường Trần Phú.",
        "Luật sư Trần Văn Hùng, địa chỉ: số 7 đường Lê Lợi", "Trường THPT Nguyễn Trãi, địa chỉ: số 7 đường Lê Lợi",
        "Sở Tư pháp tỉnh, địa chỉ: số 5 đường Trần Phú, phường Trung Tâm", "Công dân cư trú tại xã Thạch Hương",
        "UBND phường Nguyễn Du, địa chỉ: số 3 đường Lê Lai", "Chủ tịch Hồ Chí Minh sinh ngày 19/5/1890",
        "Nộp vào tài khoản số 3511.0.1234567, chủ tài khoản: Kho bạc Nhà nước", "Đồng chí Lê Văn Nam, Giám đốc Sở, dự họp.",
    ],
)  # fmt: skip
def test_officials_offices_and_nameless_persons_do_not_hold(text: str) -> None:
    assert find_marks("Tin", text) == ()


def test_marks_of_files_say_in_which() -> None:
    facts = read("Hướng dẫn nghiệp vụ", attachments=("Phụ lục", "Tài liệu lưu hành nội bộ"))
    assert mark_words(facts.marks) == ("có ghi «lưu hành nội bộ» (trong tệp đính kèm 2)",)


def test_a_draft_holds_even_as_a_call_for_comments() -> None:
    facts = read("Lấy ý kiến dự thảo Nghị quyết quy định mức chi", kind="draft_for_comment")
    assert facts.role == "draft"
    assert facts.document is not None
    assert facts.document.number == ""
    assert mark_words(facts.marks) == ("tiêu đề nói về một dự thảo",)
    hidden = read(
        "Luật về hội", "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLuật số: … /2016/QH14 DỰ THẢO LUẬT VỀ HỘI\nCăn cứ"
    )
    assert hidden.role == "draft"
    assert mark_words(hidden.marks) == ("văn bản là dự thảo, chưa ban hành",)


VNI = "UÛy ban nhaân daân tænh ban haønh quyeát ñònh veà vieäc thöïc hieän phaùp luaät cuûa caùc toå chöùc"
VIETNAMESE = (
    "Ủy ban nhân dân tỉnh ban hành quyết định về việc thực hiện pháp luật đất đai của các tổ chức, người dân được hỏi"
)


@pytest.mark.skipif(which("iconv") is None, reason="iconv writes the old encoding for us")
def test_tcvn3_as_another_program_writes_it() -> None:
    written = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"], input=VIETNAMESE.encode(), capture_output=True, check=True
    ).stdout.decode("latin-1")
    assert old_font(written) == "TCVN3"
    assert old_font(written.replace("\u00ad", "")) == "TCVN3"


def test_old_fonts_hold_and_are_named() -> None:
    said = "Văn bản dùng phông chữ cũ VNI, chưa đọc được đúng. Hãy nhập lại bằng Unicode."
    assert said in mark_words(read("Tin", VNI).marks)
    assert font_mark(VNI, "trong tệp đính kèm 1").endswith("(trong tệp đính kèm 1)")
    for text in (VIETNAMESE, "Résumé à la carte, voilà là các", "", "µ = 5 µm ± 2 ©"):
        assert old_font(text) == ""


def test_letters_that_staff_are_asked_about() -> None:
    english = "The decision of the committee is to be published in the portal and it will have effect from January."
    plain = "Uy ban nhan dan tinh ban hanh quyet dinh ve viec thuc hien phap luat dat dai cua cac to chuc va nguoi dan"
    assert language_questions("QUYẾT ĐỊNH VỀ TÁCH THỬA", VIETNAMESE) == [
        "Tiêu đề viết toàn chữ in hoa. Hãy viết lại chữ thường trước khi đăng."
    ]
    assert language_questions("Tin", english) == [
        "Bài viết bằng tiếng Anh, không phải tiếng Việt. Hãy xem có đăng không."
    ]
    assert language_questions("Tin", plain) == ["Bài viết tiếng Việt không dấu. Hãy nhập lại có dấu."]
    assert language_questions("Tin", VIETNAMESE) == []


def test_the_whole_travels_as_json() -> None:
    facts = read(
        "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của UBND tỉnh về đất",
        "Quyết định có hiệu lực từ ngày 01/01/2027.",
    )
    assert facts.document is not None
    assert facts.document.is_identified
    assert facts.role == "announcement"
    assert facts.kind == "new_law"
    assert facts.questions == ()
    assert facts_from_json(facts.to_json()) == facts


def test_one_word_and_a_very_long_text() -> None:
    assert read("Tin", "").document is None
    assert read("Tin", "Luật " * 40_000).document is None
