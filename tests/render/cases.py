"""Cards of every kind of scene, from the shortest words to the longest: fictional, in our own words."""

from dataclasses import replace
from datetime import date

from distributor.render.content import CardContent
from distributor.render.scene import Scene, SceneKind

UNIT = "Sở Tư pháp tỉnh Hương Giang"
LONG_UNIT = "Trung tâm Trợ giúp pháp lý nhà nước, Sở Tư pháp tỉnh Hương Giang"
ADDRESS = "https://pbgdpl.huonggiang.example/l/7kqm2xd"
DAY = date(2026, 12, 6)


def card(
    title: str, kind: str = "new_law", label: str = "Văn bản mới", unit: str = UNIT, *, sample: bool = True
) -> CardContent:
    return CardContent(kind, label, title, unit, "24/11/2026", sample)


def scene_card(scene: Scene, topic: str = "Đất đai, nhà ở", title: str = "") -> CardContent:
    return replace(card(title or scene.statement), scene=scene, topic=topic, address=ADDRESS)


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
    "one endless word": card("PhuLuc." + "BieuMauSo27QDUBND-" * 6, "unknown"),
    "English": card(
        "Legal aid for foreigners: where to ask, what it costs and which papers to bring along", "legal_aid"
    ),
    "emoji": card("⚖️ Trợ giúp pháp lý 👨‍👩‍👧 miễn phí ✅ cho hộ nghèo 🏠", "legal_aid", "Trợ giúp pháp lý"),
    "empty": CardContent("", "", "", "", ""),
}

FORTY_WORDS = (
    "Người lao động làm việc không trọn thời gian có tiền lương trong tháng bằng hoặc cao hơn mức lương làm căn cứ đóng bảo "
    "hiểm xã hội bắt buộc thấp nhất thì thuộc đối tượng tham gia bảo hiểm xã hội bắt buộc."
)
LONG_PLACE = (
    "Phòng tiếp công dân, tầng 2, Trung tâm Phục vụ hành chính công xã Thạch Hương, số 17 đường Trần Quang Khải, "
    "tỉnh Hương Giang"
)

SCENES: dict[str, tuple[Scene, ...]] = {
    "figure": (
        Scene(SceneKind.FIGURE, "Hỗ trợ 60 %.", figure="60 %", pictogram="school"),
        Scene(
            SceneKind.FIGURE,
            FORTY_WORDS,
            figure="không quá 999.999.999.999 đồng/người/tháng",
            of_what="mức lương",
            pictogram="money",
        ),
    ),
    "comparison": (
        Scene(SceneKind.COMPARISON, "Nay 15, trước 30.", of_what="hạn", before="30", after="15", pictogram="house"),
        Scene(
            SceneKind.COMPARISON,
            FORTY_WORDS,
            of_what="Cấp giấy chứng nhận quyền sử dụng đất lần đầu cho hộ gia đình và cá nhân ở vùng cao",
            before="không quá 30 ngày làm việc",
            after="không quá 15 ngày làm việc",
            note="không tính thời gian công khai, thời gian thực hiện nghĩa vụ tài chính của người sử dụng đất",
            pictogram="land",
        ),
    ),
    "deadline": (
        Scene(SceneKind.DEADLINE, "Góp ý.", day=DAY, day_label="Hạn cuối", pictogram="consultation"),
        Scene(SceneKind.DEADLINE, FORTY_WORDS, day=date(2007, 1, 31), day_label="Góp ý đến hết ngày", pictogram="deadline"),
    ),
    "effect": (
        Scene(SceneKind.EFFECT, "Luật có hiệu lực.", day=DAY, day_label="Có hiệu lực từ", pictogram="law"),
        Scene(SceneKind.EFFECT, FORTY_WORDS, day=DAY, day_label="Có hiệu lực từ", pictogram="law"),
    ),
    "place": (
        Scene(
            SceneKind.PLACE,
            "Tư vấn tại xã.",
            of_what="tư vấn",
            hours="sáng thứ Hai",
            place="Ủy ban nhân dân xã",
            pictogram="office",
        ),
        Scene(
            SceneKind.PLACE,
            FORTY_WORDS,
            of_what="trợ giúp pháp lý lưu động miễn phí cho người dân các thôn",
            place=LONG_PLACE,
            hours="từ 7 giờ 30 đến 11 giờ và từ 13 giờ 30 đến 16 giờ 30",
            day=DAY,
            bring=("căn cước", "giấy tờ vụ việc"),
            pictogram="legal_aid",
        ),
    ),
    "steps": (
        Scene(SceneKind.STEPS, "Khai, nộp.", of_what="khai sinh", steps=("Khai", "Nộp"), pictogram="birth"),
        Scene(
            SceneKind.STEPS,
            FORTY_WORDS,
            of_what="hồ sơ đăng ký",
            steps=(
                "giấy đề nghị theo mẫu",
                "điều lệ",
                "danh sách thành viên và chủ sở hữu hưởng lợi (nếu có)",
                "bản sao giấy tờ",
                "lệ phí",
            ),
            pictogram="document",
        ),
    ),
    "who": (
        Scene(SceneKind.WHO, "Trẻ em, người già.", of_what="đối tượng", steps=("trẻ em", "người già"), pictogram="who"),
        Scene(
            SceneKind.WHO,
            FORTY_WORDS,
            of_what="người được miễn học phí",
            steps=("trẻ em học mẫu giáo 5 tuổi", "con thương binh, bệnh binh", "học sinh khuyết tật thuộc hộ cận nghèo"),
            pictogram="school",
        ),
    ),
    "answer": (
        Scene(SceneKind.ANSWER, "Không.", question="Có phạt không?", answer="Không.", pictogram="question"),
        Scene(
            SceneKind.ANSWER,
            f"{FORTY_WORDS} Quá hạn vẫn đăng ký được.",
            question="Con sinh đã hơn ba tháng chưa đăng ký khai sinh thì làm thế nào, có bị phạt không, nộp hồ sơ ở đâu?",
            answer=f"{FORTY_WORDS} Quá hạn vẫn đăng ký được.",
            pictogram="birth",
        ),
    ),
    "ban": (
        Scene(SceneKind.BAN, "Cấm đốt.", pictogram="flame"),
        Scene(
            SceneKind.BAN,
            FORTY_WORDS,
            figure="phạt từ 400.000 đến 600.000 đồng",
            note="Vi phạm lần đầu bị phạt từ 400.000 đến 600.000 đồng.",
            pictogram="ban",
        ),
    ),
    "warning": (
        Scene(SceneKind.WARNING, "Giả danh.", todo="Hãy báo.", pictogram="warning"),
        Scene(
            SceneKind.WARNING,
            FORTY_WORDS,
            todo="Không bấm vào đường dẫn lạ; không cung cấp mã OTP; gọi lại số công khai của xã để kiểm tra.",
            pictogram="scam_call",
        ),
    ),
    "alert": (
        Scene(SceneKind.WARNING, "Giả danh.", pictogram="warning"),
        Scene(SceneKind.WARNING, FORTY_WORDS, pictogram="scam_call"),
    ),
    "correction": (
        Scene(SceneKind.CORRECTION, "Đọc đúng là 4 m.", before="5 m", after="4 m", pictogram="correction"),
        Scene(
            SceneKind.CORRECTION,
            FORTY_WORDS,
            before="cạnh của thửa đất tiếp giáp với đường giao thông không nhỏ hơn 5 m",
            after="cạnh của thửa đất tiếp giáp với đường giao thông không nhỏ hơn 4 m",
            pictogram="correction",
        ),
    ),
    "statement": (
        Scene(SceneKind.STATEMENT, "Có.", pictogram="law"),
        Scene(SceneKind.STATEMENT, FORTY_WORDS, pictogram="insurance"),
    ),
}  # fmt: skip
"""By layout: the shortest and the longest."""


def ends(layout: str) -> tuple[CardContent, ...]:
    """The shortest and the longest card of a layout."""
    return tuple(scene_card(scene) for scene in SCENES["statement" if layout in {"photo", "long"} else layout])


FIGURE = scene_card(
    Scene(
        SceneKind.FIGURE,
        "Con hộ nghèo được hỗ trợ 60 % học phí năm học 2026–2027.",
        figure="60 %",
        of_what="học phí",
        for_whom="con hộ nghèo",
        pictogram="school",
    ),
    "Giáo dục",
)
