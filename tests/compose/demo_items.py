"""Items of the fictional tỉnh Hương Giang, in our own words: what the golden files are made from."""

from datetime import UTC, datetime

from distributor.compose.item import ItemView

DEPARTMENT = "Sở Tư pháp tỉnh Hương Giang"
LINK = "https://loa.huonggiang.example/l/k7m2q9"
PUBLISHED = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def item(
    title: str,
    *,
    summary: str = "",
    text: str = "",
    kind: str = "",
    unit_name: str = DEPARTMENT,
    published_at: datetime | None = PUBLISHED,
) -> ItemView:
    return ItemView(1, title, summary, text, kind, published_at, "", unit_name)


DEMO = {
    "decision": item(
        "Quyết định số 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa trên địa bàn tỉnh Hương Giang",
        summary=(
            "Từ ngày 10/12/2026, thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m² "
            "và cạnh giáp đường không dưới 4 m. Hồ sơ đã nộp trước ngày 10/12/2026 được giải quyết theo quy định cũ. "
            "Người dân nộp hồ sơ tại bộ phận một cửa của phường, xã hoặc trên Cổng dịch vụ công; lệ phí 120.000 đồng/hồ sơ "
            "theo điểm a khoản 1 Điều 5 Quyết định số 27/2026/QĐ-UBND."
        ),
        kind="new_law",
    ),
    "correction": item(
        "Đính chính Quyết định số 19/2026/QĐ-UBND của Ủy ban nhân dân tỉnh Hương Giang",
        summary="Tại khoản 2 Điều 4, cụm từ “30 ngày” được đính chính thành “20 ngày làm việc”. Các nội dung khác không đổi.",
        kind="correction",
    ),
    "repeal": item(
        "BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND VỀ PHÍ BÌNH TUYỂN, CÔNG NHẬN CÂY MẸ, CÂY ĐẦU DÒNG",
        text=(
            "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\n"
            "Số: 31/2026/QĐ-UBND\n"
            "Hương Giang, ngày 20 tháng 11 năm 2026\n"
            "QUYẾT ĐỊNH BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND\n"
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;\n"
            "Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường;\n"
            "Điều 1. Bãi bỏ văn bản\n"
            "Bãi bỏ toàn bộ Quyết định số 08/2019/QĐ-UBND ngày 14 tháng 3 năm 2019 của Ủy ban nhân dân tỉnh Hương Giang.\n"
            "Điều 2. Hiệu lực thi hành\n"
            "Quyết định này có hiệu lực từ ngày 05 tháng 12 năm 2026."
        ),
        kind="repeal",
    ),
    "draft": item(
        "Lấy ý kiến dự thảo Nghị quyết quy định mức chi hỗ trợ hòa giải viên ở cơ sở",
        summary=(
            "Dự thảo nâng mức hỗ trợ lên 400.000 đồng cho một vụ hòa giải thành. "
            "Ý kiến góp ý được nhận đến hết ngày 25/12/2026."
        ),
        kind="draft_for_comment",
    ),
    "question": item(
        "Đăng ký khai sinh quá hạn 60 ngày thì làm thế nào?",
        summary=(
            "Đăng ký khai sinh quá hạn 60 ngày thì làm thế nào? Cha, mẹ vẫn được đăng ký khai sinh cho con tại Ủy ban nhân dân "
            "cấp xã nơi cư trú và không phải nộp lệ phí nếu đăng ký đúng hạn."
        ),
        kind="question",
    ),
    "scam_warning": item(
        "Cảnh báo: giả danh cán bộ tư pháp gọi điện yêu cầu nộp tiền để “xóa hồ sơ vi phạm”",
        summary=(
            "Cơ quan tư pháp không thu tiền qua điện thoại và không gửi đường dẫn yêu cầu cài ứng dụng. "
            "Nếu nhận cuộc gọi như vậy, bà con hãy dừng máy và báo ngay cho công an phường, xã."
        ),
        kind="scam_warning",
    ),
    "penalty": item(
        "Mức xử phạt hành vi đốt rơm rạ gần đường giao thông từ ngày 01/01/2027",
        summary="Người đốt rơm rạ gây cản trở giao thông bị phạt tiền từ 2.000.000 đồng đến 3.000.000 đồng. 🔥🔥",
        kind="new_law",
    ),
    "one_word": item("Thông báo", kind="", unit_name="", published_at=None),
    "long_title": item(
        "Kế hoạch phối hợp giữa Sở Tư pháp, Tỉnh đoàn, Hội Liên hiệp Phụ nữ và Hội Nông dân tỉnh Hương Giang về phổ biến, giáo "
        "dục pháp luật cho thanh niên, phụ nữ và nông dân ở các xã vùng sâu, vùng xa giai đoạn 2026-2030 theo Kế hoạch số "
        "112/KH-UBND ngày 03 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh",
        kind="plan",
    ),
}
