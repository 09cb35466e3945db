"""A scene of each kind, in our own words, and the worst that a slot may hold: what the pictures are tested with."""

from datetime import date

from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind
from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.settings import video_settings
from distributor.render.video.storyboard import where_scene
from tests.compose.demo_items import LINK

PLACE = "Nhà văn hóa thôn Đông, xã Thạch Hương, tỉnh Hương Giang, cạnh trường tiểu học, đối diện trạm y tế và chợ mới của xã"

SHOWN: dict[str, Shown] = {
    "figure": Shown(
        SceneKind.FIGURE,
        "Học sinh hộ nghèo được hỗ trợ 60 % học phí.",
        figure="60 %",
        of_what="học phí",
        pictogram="school",
    ),
    "twelve digits": Shown(
        SceneKind.FIGURE,
        "Tổng vốn hỗ trợ không quá 120.000.000.000 đồng/năm.",
        figure="không quá 120.000.000.000 đồng/năm",
        of_what="tổng vốn hỗ trợ",
        pictogram="money",
    ),
    "two figures": Shown(
        SceneKind.FIGURE,
        "Người cao tuổi được hỗ trợ từ 400.000 đến 600.000 đồng mỗi tháng.",
        figure="từ 400.000 đến 600.000 đồng",
        of_what="mỗi tháng",
        pictogram="elderly",
    ),
    "comparison": Shown(
        SceneKind.COMPARISON,
        "Lệ phí giảm từ 120.000 đồng xuống 60.000 đồng.",
        before="120.000 đồng",
        after="60.000 đồng",
        of_what="Lệ phí",
        pictogram="fee",
    ),
    "correction": Shown(
        SceneKind.CORRECTION,
        "Đính chính khoản 2 Điều 4",
        before="trong thời hạn 30 ngày kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định " * 2,
        after="trong thời hạn 20 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định " * 2,
        pictogram="correction",
    ),
    "deadline": Shown(
        SceneKind.DEADLINE,
        "Nộp đơn tại nhà trường trước ngày 30/9/2027.",
        day=date(2027, 9, 30),
        day_label="Trước ngày",
        for_whom="cha mẹ học sinh thuộc hộ nghèo, hộ cận nghèo",
        pictogram="document",
    ),
    "first day": Shown(
        SceneKind.EFFECT, "Có hiệu lực từ ngày 01/01/0001.", day=date(1, 1, 1), day_label="Có hiệu lực từ"
    ),
    "place": Shown(
        SceneKind.PLACE,
        f"Trợ giúp pháp lý từ 7h30 đến 11h ngày 12/12/2026 tại {PLACE}.",
        day=date(2026, 12, 12),
        hours="từ 7h30 đến 11h và từ 13h30 đến 16h30",
        place=PLACE,
        pictogram="legal_aid",
    ),
    "place alone": Shown(SceneKind.PLACE, "Nộp tại bộ phận một cửa.", place="bộ phận một cửa", pictogram="office"),
    "five steps": Shown(
        SceneKind.STEPS,
        "Nộp hồ sơ; nhận phiếu hẹn; nộp lệ phí; chờ kết quả; nhận giấy.",
        steps=(
            "Nộp hồ sơ tại bộ phận một cửa của phường, xã nơi có đất",
            "Nhận phiếu hẹn",
            "Nộp lệ phí",
            "Chờ kết quả",
            "Nhận giấy",
        ),
        pictogram="steps",
    ),
    "who": Shown(
        SceneKind.WHO, "Người cao tuổi, trẻ em mồ côi.", steps=("Người cao tuổi", "Trẻ em mồ côi"), pictogram="who"
    ),
    "answer": Shown(
        SceneKind.ANSWER,
        "",
        question="Con sinh ở bệnh viện, cha mẹ có phải về quê đăng ký khai sinh không?",
        answer="Không. Cha mẹ đăng ký tại Ủy ban nhân dân xã nơi đang cư trú, trong 60 ngày kể từ ngày sinh con. " * 2,
        pictogram="birth",
    ),
    "warning": Shown(SceneKind.WARNING, "Kẻ gian giả danh cán bộ, gọi điện đòi chuyển tiền.", pictogram="scam_call"),
    "ban": Shown(
        SceneKind.BAN,
        "Đổ rác thải không đúng nơi quy định bị phạt từ 1.000.000 đến 2.000.000 đồng.",
        of_what="Đổ rác thải không đúng nơi quy định",
        figure="từ 1.000.000 đến 2.000.000 đồng",
        pictogram="waste",
    ),
    "ban without a fine": Shown(SceneKind.BAN, "Cấm đốt rơm rạ.", of_what="Đốt rơm rạ", pictogram="no such picture"),
    "one word": Shown(SceneKind.STATEMENT, "Miễn.", pictogram="law"),
    "forty words": Shown(SceneKind.STATEMENT, "Người dân " + "được miễn lệ phí " * 9 + "theo.", pictogram="fee"),
}


def scene_of(name: str, look: str = "new_law") -> Scene:
    shown = SHOWN[name]
    text = shown.statement or f"{shown.question} {shown.answer}"
    return Scene("point", text, shown, look=look, label="Văn bản mới")


def board_with(*names: str, shape: str = "9x16", look: str = "new_law") -> Storyboard:
    """These scenes in this order, and where to read on."""
    return _board(tuple(scene_of(name, look) for name in names), shape)


def with_scene(shown: Shown, shape: str = "9x16") -> Storyboard:
    return _board((Scene("point", shown.statement, shown, look="new_law", label="Văn bản mới"),), shape)


def _board(told: tuple[Scene, ...], shape: str) -> Storyboard:
    closing = where_scene("Xem toàn văn", LINK, "", video_settings(), note="Quyết định số 88/2026/QĐ-UBND")
    scenes = (*told, closing)
    return Storyboard(
        shape,
        "Tiêu đề",
        "Sở Tư pháp tỉnh Hương Giang",
        "24/11/2026",
        "Nội dung tóm tắt, không thay thế văn bản gốc.",
        scenes,
        True,
    )
