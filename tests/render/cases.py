"""Cards from the shortest title to the longest: fictional tỉnh Hương Giang, in our own words."""

from distributor.render.content import CardContent

UNIT = "Sở Tư pháp tỉnh Hương Giang"
LONG_UNIT = "Trung tâm Trợ giúp pháp lý nhà nước, Sở Tư pháp tỉnh Hương Giang"


def card(
    title: str, kind: str = "new_law", label: str = "Văn bản mới", unit: str = UNIT, *, sample: bool = True
) -> CardContent:
    return CardContent(kind, label, title, unit, "24/11/2026", sample)


CARDS = {
    "one letter": card("A"),
    "one word": card("Thông báo", "press_release", "Thông cáo báo chí"),
    "usual": card("Quy định diện tích đất tối thiểu được tách thửa trên địa bàn tỉnh Hương Giang"),
    "question": card(
        "Đăng ký khai sinh cho con quá hạn 60 ngày có bị phạt không?", "question", "Hỏi đáp pháp luật", sample=False
    ),
    "capitals": card(
        "BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND VỀ PHÍ CÔNG NHẬN CÂY ĐẦU DÒNG, VƯỜN CÂY ĐẦU DÒNG " * 2, "repeal"
    ),
    "long label and unit": card(
        "Họp tổng kết", "council_activity", "Hoạt động Hội đồng phối hợp PBGDPL", LONG_UNIT * 2
    ),
    "230 letters": card(
        "Đính chính Quyết định số 27/2026/QĐ-UBND ngày 15 tháng 9 năm 2026 của Ủy ban nhân dân tỉnh Hương Giang quy định diện "
        "tích tối thiểu được tách thửa đối với đất ở và đất nông nghiệp trên địa bàn các phường, xã thuộc tỉnh Hương Giang",
        "correction",
        "Đính chính văn bản",
    ),
    "1,000 letters": card(
        "Kế hoạch phối hợp phổ biến, giáo dục pháp luật cho người dân các xã vùng cao năm 2027 " * 12, "plan"
    ),
    "one endless word": card("PhuLuc." + "BieuMauSo27QDUBND-" * 12, "unknown"),
    "empty": CardContent("", "", "", "", ""),
}
