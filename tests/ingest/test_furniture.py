"""Lines that are page and not article, and lines that are a document's form; and whole texts without them."""

from datetime import date
from time import thread_time

import pytest

from distributor.ingest.content import content_of
from distributor.ingest.entry import Entry
from distributor.ingest.furniture import is_furniture_line, is_letterhead_line, without_furniture
from distributor.ingest.kinds import default_kinds
from distributor.understand.understand import understand

PROSE = "Từ ngày 01/01/2027, hộ nghèo trên địa bàn tỉnh được hỗ trợ 60% mức đóng bảo hiểm y tế theo Nghị quyết mới."
SECOND = (
    "Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã, không phải trả bất kỳ khoản tiền nào cho việc này."
)


@pytest.mark.parametrize(
    "line",
    [
        "Xem cỡ chữ", "Đọc bài viết", "A- A A+ | In | Gửi email", "Chia sẻ Facebook Zalo",
        "[Gửi góp ý] [Tải về] Số ý kiến: 12", "Trang chủ > Tin tức > Phổ biến pháp luật",
        "Trang chủ / Văn bản / Văn bản tỉnh", "Bạn đang ở: Trang chủ » Hỏi đáp",
        "Trang chủ | Giới thiệu | Tin tức | Văn bản | Dịch vụ công | Liên hệ", "Pháp luật › Đời sống pháp luật",
        "Thứ Năm, 05/11/2026 - 09:30 | Lượt xem: 1.024 | A- A A+", "Cập nhật: 05/11/2026 09:30:12 SA - Nguồn: Sở Tư pháp",
        "Đăng lúc 09:30 ngày 05/11/2026 - Đọc: 17", "Ngày hỏi: 05/11/2026 | Lượt xem: 88 | Cỡ chữ: A- A A+", "12 lượt xem",
        "3,2k lượt xem", "Lượt truy cập hôm nay: 8 | Tổng: 91.204", "Đang trực tuyến: 5", "Đánh giá bài viết",
        "Bình luận (3)", "Tổng số điểm của bài viết là: 5 trong 1 đánh giá",
        "Toàn văn | Thuộc tính | Lược đồ | VB liên quan | Tải về", "Lược đồ", "Thuộc tính", "Các tin khác",
        "Tin cùng chuyên mục", "TIN LIÊN QUAN", ">> Xem thêm: Tỉnh hỗ trợ học nghề cho lao động nông thôn",
        "Các tin khác: Lịch cắt nước | Giá vật liệu tháng 11", "Từ khóa: bảo hiểm y tế, hộ nghèo", "#phapluat #huonggiang",
        "Nguồn: Sở Tư pháp", "Ảnh: Thu Hà", "Bài, ảnh: Thu Hà", "Tác giả: Thu Hà (Phòng Phổ biến)", "Theo TTXVN",
        "(Ảnh minh họa)", "Người dân làm thủ tục tại một cửa (Ảnh minh họa)", "https://stp.huonggiang.example/anh/hop.jpg",
        "Tệp đính kèm: 1. Quyet dinh 12.pdf 2. Phu luc.xlsx", "QD-12-2026.pdf (340 KB)", "Xem toàn văn tại đây",
        "© 2026 Cổng thông tin điện tử tỉnh Hương Giang", "Giấy phép số 12/GP-TTĐT ngày 02/3/2026",
        "Chịu trách nhiệm chính: Ông Giám đốc Sở", "Ghi rõ nguồn \"stp.huonggiang.example\" khi phát hành lại thông tin",
        "Mã số thuế: 0400123456", "Thiết kế bởi VNPT Hương Giang",
        "Trang web này sử dụng cookie để cải thiện trải nghiệm của bạn.", "Vui lòng bật JavaScript để xem trang này.",
        "Bạn cần đăng nhập để gửi bình luận", "Tên đăng nhập", "Mã bảo vệ *", "Họ và tên (*)",
        "Bài viết này có hữu ích với bạn không?", "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH HƯƠNG GIANG",
        "Công an tỉnh - Trang thông tin điện tử", "Chuyên mục Hỏi đáp pháp luật (số 3/2026)", "Báo Hương Giang điện tử",
        "<< Bài trước | Bài tiếp >>", "0:00 / 3:21", "Mục lục [Ẩn]",
        "Cổng Dịch vụ công - Góc hỏi đáp | Cập nhật ngày 02/11/2026 | Trung tâm Phục vụ hành chính công phường An Hòa",
    ],
)  # fmt: skip
def test_lines_that_are_furniture(line: str) -> None:
    assert is_furniture_line(line)


@pytest.mark.parametrize(
    "line",
    [
        PROSE, SECOND, "Điều 1. Phạm vi điều chỉnh", "1. Đối tượng: Công dân từ đủ 14 tuổi trở lên.",
        "In ấn phẩm tuyên truyền", "Trang chủ của Cổng dịch vụ công có mục hướng dẫn.",
        "Địa chỉ: số 15 đường Bờ Hồ, phường Trung Tâm", "Điện thoại liên hệ: 0200.3777.456", "Đường dây nóng: 0200.3888.123",
        "03/6/2026 (thứ Tư) | Pa Lin | Nhà văn hóa bản", "| 03/6/2026 | 08:00 |", "Tổng: 84.310",
        "Theo khoản 2 Điều 14 Luật Cư trú", "Theo Luật Đất đai", "Nguồn kinh phí: ngân sách tỉnh",
        "Hồ sơ gồm: tờ khai; giấy khai sinh", "Văn bản này thay thế Quyết định số 12/2020/QĐ-UBND.", "Báo cáo thuế điện tử",
        "Giảm 30% học phí", "Mức chi: 300.000 đồng/vụ", "Lưu ý: không nộp tiền cho người lạ.", "Tìm kiếm cứu nạn trên sông",
        "Gửi hồ sơ qua bưu chính", "Tiếng Việt và tiếng dân tộc thiểu số", "Đăng ký kết hôn",
        "Tài khoản định danh điện tử mức độ 2", "Quảng cáo ngoài trời", "Nội dung", "Hiệu lực thi hành", "x > 5 và y > 3",
        "Bảng giá | Cập nhật ngày 02/11/2026 | Giá 5.000 đồng", "Hạn nộp | 02/11/2026 | Nhà văn hóa thôn",
        "Đất ở > 100 m2", "Số: 88/2026/QĐ-UBND", "Hương Giang, ngày 05 tháng 11 năm 2026",
    ],
)  # fmt: skip
def test_lines_that_are_not(line: str) -> None:
    assert not is_furniture_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Độc lập – Tự do – Hạnh phúc", "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG",
        "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG. Số: 88/2026/QĐ-UBND.", "Số: 88/2026/QĐ-UBND", "Số:      /2026/NQ-HĐND",
        "Số: …/KH-UBND Hương Giang, ngày … tháng … năm 2026", "Hương Giang, ngày 05 tháng 11 năm 2026",
        "CHÍNH PHỦ ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ---------------",
        "SỞ TƯ PHÁP TỈNH HƯƠNG GIANG - Số: 640/STP-HCTP - V/v rà soát hồ sơ", "Kính gửi: Ủy ban nhân dân các xã, phường",
        "QUYẾT ĐỊNH:", "NGHỊ QUYẾT", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Đã ký)",
        "TM. BAN TỔ CHỨC - Phó Giám đốc Sở (đã ký) Lê Văn Nam", "Nơi nhận: - Như Điều 3; - Lưu: VT, NC.", "Lưu: VT, NC",
        "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/11/2026 của UBND tỉnh)",
        "UBND PHƯỜNG TRUNG TÂM - Cộng hòa xã hội chủ nghĩa Việt Nam", "DỰ THẢO 2",
        "HỘI ĐỒNG NHÂN DÂN XÃ AN BÌNH | Độc lập - Tự do - Hạnh phúc", "GIÁM ĐỐC Nguyễn Văn An", "PHỤ LỤC II",
    ],
)  # fmt: skip
def test_lines_that_are_form(line: str) -> None:
    assert is_letterhead_line(line)


@pytest.mark.parametrize(
    "line",
    [
        PROSE, "Số tiền hỗ trợ: 240.000 đồng", "Số: 5 giải Nhất, 3 giải Nhì", "QUYẾT ĐỊNH QUY ĐỊNH MỨC HỖ TRỢ HỌC PHÍ",
        "MỨC HỖ TRỢ HỌC PHÍ", "Điều 1. Phạm vi điều chỉnh", "Ủy ban nhân dân tỉnh ban hành quyết định.",
        "CHÍNH PHỦ quy định mức lương tối thiểu vùng từ 01/7/2026.",
        "Ngày 05 tháng 11 năm 2026, Sở Tư pháp tổ chức hội nghị.", "", "---", "KẾ HOẠCH Phổ biến pháp luật năm 2026",
        "HỎI - ĐÁP",
        "Về việc làm thay: cá nhân có thể ủy quyền cho người khác.",
    ],
)  # fmt: skip
def test_lines_that_are_not_form(line: str) -> None:
    assert not is_letterhead_line(line)


def test_only_the_article_stays_of_a_page_dump() -> None:
    page = (
        "Hotline: 1900 0000\nSở Tư pháp tỉnh Hương Giang | Tin chuyên ngành\nTrang chủ > Tin tức\n"
        "Thứ Ba, 03/11/2026 08:00 | Lượt xem: 5\n"
        f"(HGO) - {PROSE}\nQuang cảnh hội nghị (Ảnh: Thu Hà)\nCán bộ hướng dẫn người dân - (Ảnh minh họa) {SECOND}\n"
        "Địa chỉ: số 15 đường Bờ Hồ, phường Trung Tâm.\nTác giả: Thu Hà\n"
        "Tin liên quan\nPhường An Bình mở lớp hòa giải\nXã Phú Vinh đối thoại\n"
        "SỞ TƯ PHÁP TỈNH HƯƠNG GIANG\nĐịa chỉ: số 1 Lê Lợi\nĐiện thoại: 0234 3822 000\n"
        "Mã số thuế: 0400123456\n© 2026 Bản quyền thuộc Sở Tư pháp"
    )
    assert [line for line in without_furniture(page).split("\n") if line] == [
        PROSE,
        SECOND,
        "Địa chỉ: số 15 đường Bờ Hồ, phường Trung Tâm.",
    ]


def test_what_is_left_stands_in_the_source() -> None:
    page = f"Trang chủ > Tin\n(HGO) - {PROSE}\nXem thêm: Tin khác\n{SECOND}"
    for line in without_furniture(page).split("\n"):
        assert line in page


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nSố: 88/2026/QĐ-UBND\nQUYẾT ĐỊNH\nQuy định mức\n{PROSE}\nNơi nhận: - Như Điều 3.",
        f"Độ mật: MẬT | 05/11/2026\n{PROSE}",
        f"Phòng Văn bản - bản thảo để xin ý kiến\n{PROSE}",
        f"{PROSE}\nNgày | Giờ | Địa điểm\n03/6/2026 | 08:00 | Nhà văn hóa\n04/6/2026 | 14:00 | Trụ sở xã\nTổng | 2 | 2",
        f"{PROSE}\nHộ nghèo được miễn lệ phí từ ngày\n01/01/2027\nđến hết ngày 31/12/2027, nếu có\nđăng ký\ntại nơi cư trú.",
        f"{PROSE}\nNgày thi\n05/12/2026\nĐịa điểm\nHội trường xã",
        "Xin chào",
        "",
    ],
)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert without_furniture(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "A " * 150, "- " * 150, "Trang chủ > " * 20, "a@" * 150, "(Ảnh " * 60, "UBND " * 70, "1/" * 190, "Số: " + "-" * 390,
        "tin liên quan:" * 25,
    ],
)  # fmt: skip
def test_odd_lines_take_no_time(line: str) -> None:
    started = thread_time()
    for _ in range(20):
        is_furniture_line(line)
        is_letterhead_line(line)
    without_furniture("\n".join([line] * 200))
    assert thread_time() - started < 2


def test_no_furniture_is_in_an_item_of_a_feed_and_marks_are_found_before_it_is_cut() -> None:
    entry = Entry(
        guid="1",
        link="https://stp.huonggiang.example/tin/1",
        title="Hỗ trợ bảo hiểm y tế",
        content_html=f"<p>Trang chủ &gt; Tin tức</p><p>{PROSE}</p><p>Lượt xem: 12 | In</p><p>Tác giả: Thu Hà</p>"
        "<p>Tin liên quan</p><p>Tài liệu lưu hành nội bộ</p>",
    )
    content = content_of(entry, default_kinds(), "")
    assert content.text.startswith(PROSE)
    assert "Lượt xem" not in content.text
    assert content.marks == ("có ghi «lưu hành nội bộ»",)
    facts = understand(
        title=content.title,
        summary="",
        text=f"Độ mật: MẬT | Lượt xem: 12\n{PROSE}",
        categories_kind="",
        publisher="",
        attachments=[],
        today=date(2026, 11, 27),
    )
    assert any("Mật" in mark for mark in facts.marks)


def test_a_hosts_question_is_no_credit() -> None:
    text = "PV: Vậy chị Hoa có được nghỉ không?\nÔng Minh: Chị Hoa được nghỉ 12 ngày mỗi năm.\nPV: Thu Hà"
    assert (
        without_furniture(text) == "PV: Vậy chị Hoa có được nghỉ không?\nÔng Minh: Chị Hoa được nghỉ 12 ngày mỗi năm."
    )
