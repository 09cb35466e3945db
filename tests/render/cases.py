"""Cards from the shortest title to the longest, and with everything that a card can show: fictional, in our own words."""

from dataclasses import replace
from datetime import date

from distributor.render.content import CardContent, FactLine, Figure

UNIT = "Sở Tư pháp tỉnh Hương Giang"
LONG_UNIT = "Trung tâm Trợ giúp pháp lý nhà nước, Sở Tư pháp tỉnh Hương Giang"
ADDRESS = "https://pbgdpl.huonggiang.example/l/7kqm2xd"


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
    "English": card(
        "Legal aid for foreigners: where to ask, what it costs and which papers to bring along", "legal_aid"
    ),
    "emoji": card("⚖️ Trợ giúp pháp lý 👨‍👩‍👧 miễn phí ✅ cho hộ nghèo 🏠", "legal_aid", "Trợ giúp pháp lý"),
    "empty": CardContent("", "", "", "", ""),
}

EVERYTHING = replace(
    CARDS["usual"],
    topic="Đất đai, nhà ở",
    kicker="Quyết định số 27/2026/QĐ-UBND",
    lead="Đất ở tại phường tách thửa phải còn ít nhất 50 m², tại xã 80 m²; cạnh tiếp giáp đường không dưới 4 m.",
    facts=(FactLine("Có hiệu lực từ", "06/12/2026"), FactLine("Ngày ban hành", "23/11/2026")),
    figures=(
        Figure("Đất ở tại phường tách thửa phải còn ít nhất", "50 m²"),
        Figure("tại xã", "80 m²"),
        Figure("cạnh tiếp giáp đường không dưới", "4 m"),
    ),
    points=(
        "Doanh nghiệp tỉnh Hương Giang hỏi nhiều về hợp đồng thuê đất, hóa đơn điện tử và thủ tục phòng cháy.",
        "Bảy kiến nghị còn lại sẽ được trả lời bằng văn bản trước ngày 09/12/2026.",
        "Doanh nghiệp nhỏ và vừa có thể gửi câu hỏi đến mạng lưới tư vấn viên pháp luật của tỉnh.",
    ),
    question="Con sinh đã hơn ba tháng chưa đăng ký khai sinh thì làm thế nào?",
    answer="Quá 60 ngày vẫn đăng ký khai sinh được, không ai được từ chối. Cha mẹ nộp hồ sơ tại Ủy ban nhân dân cấp xã.",
    wrong="cạnh tiếp giáp đường không nhỏ hơn 5 m",
    right="cạnh tiếp giáp đường không nhỏ hơn 4 m",
    action="Nhận cuộc gọi như vậy, hãy dừng lại và báo công an xã, phường.",
    date_label="Có hiệu lực từ",
    date_on=date(2026, 12, 6),
    date_meaning="effect",
    address=ADDRESS,
)
"""Every layout finds what it shows."""


def with_title(content: CardContent, title: str) -> CardContent:
    """The same content under another title."""
    return replace(content, title=title, kicker="", subject="", question=title if content.question else "")


def everything(title: str) -> CardContent:
    return with_title(EVERYTHING, title)
