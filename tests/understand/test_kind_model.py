"""Kinds told by the weights of signs, in texts of our own."""

import pytest

from distributor.understand.content_kind import read_kind
from distributor.understand.kind_cues import cues_of, is_all_abroad
from distributor.understand.kind_model import judge, kind_weights, signs_of
from distributor.understand.news_kind import read_news

NEWS = [
    (
        "Bắt nhóm giả danh nhân viên ngân hàng chiếm đoạt tiền của người già",
        "Công an tỉnh Hương Giang vừa bắt giữ ba đối tượng giả danh nhân viên ngân hàng để lừa đảo chiếm đoạt tài sản. "
        "Bước đầu các bị can khai nhận đã gọi cho hàng trăm người già; cơ quan điều tra đã khởi tố vụ án và tạm giam các bị can.",
        "other_legal",
    ),
    (
        "Thượng viện Mỹ bỏ phiếu về dự luật ngân sách",
        "Theo AFP, Thượng viện Mỹ hôm qua bỏ phiếu thông qua dự luật ngân sách; Tổng thống dự kiến ký trong tuần tới. "
        "Các hãng tin cho biết dự luật đã qua nhiều vòng tranh luận gay gắt giữa đảng Dân chủ và đảng Cộng hòa ở Hạ viện.",
        "not_legal",
    ),
    (
        "Cảnh báo chiêu giả danh cán bộ thuế gọi điện đòi nộp phạt",
        "Thời gian gần đây, Thuế tỉnh Hương Giang nhận nhiều phản ánh về các cuộc gọi tự xưng cán bộ thuế, "
        "yêu cầu người dân chuyển khoản nộp phạt hoặc cài ứng dụng qua đường link lạ. "
        "Cơ quan thuế khuyến cáo người dân cảnh giác, không cung cấp mã OTP cho bất kỳ ai.",
        "scam_warning",
    ),
]


@pytest.mark.parametrize(("title", "text", "kind"), NEWS)
def test_kinds_by_weighed_signs(title: str, text: str, kind: str) -> None:
    assert read_kind(title, text, "", None, "").kind == kind


def test_a_cut_of_water_is_no_swindle() -> None:
    title = "Thông báo cắt nước sinh hoạt khu vực phường Tân An"
    text = (
        "Công ty Cấp nước thông báo tạm ngừng cấp nước để đấu nối đường ống. Thời gian: từ 22 giờ ngày 03/12/2026 đến 5 giờ ngày "
        "04/12/2026. Khu vực: các tổ dân phố 3, 4, 5. Đề nghị khách hàng dự trữ nước. Điện thoại: 0234 3890 890."
    )
    assert read_kind(title, text, "", None, "").kind != "scam_warning"


def test_news_from_abroad_is_no_legal_education() -> None:
    title, text, _ = NEWS[1]
    assert not read_kind(title, text, "", None, "").relevant


def test_another_countrys_law_is_no_legal_education_whatever_the_title_says() -> None:
    title = "Tòa án công bố ngày ra tòa của nam ca sĩ"
    text = (
        "Tòa án Trung tâm Seoul (Hàn Quốc) cho hay phiên xử đầu tiên sẽ diễn ra vào ngày 29/6. Theo luật Hàn Quốc, người sử dụng "
        "ma túy bị phạt tù đến 5 năm. Hàn Quốc là đất nước xử lý nghiêm việc này."
    )
    assert is_all_abroad(title, text)
    assert not read_kind(title, text, "", None, "").relevant
    assert not is_all_abroad(title, f"{text} Người Việt Nam sang Hàn Quốc cũng phải tuân theo.")
    assert not is_all_abroad(
        "Cảnh báo lừa đảo", "Công an tỉnh bắt nhóm người Trung Quốc; cảnh sát Trung Quốc, Thái Lan phối hợp."
    )


@pytest.mark.parametrize(
    ("title", "there"), [("Thủ tướng Anh thăm Nhật Bản", True), ("UBND phường Tân Mỹ Giang họp dân", False)]
)
def test_a_communes_name_is_no_country(title: str, there: bool) -> None:
    assert ("title-abroad" in cues_of(title, "")) is there


def test_a_sign_moves_the_likelihood_the_way_its_weight_says() -> None:
    title, text, _ = NEWS[2]
    signs = signs_of(title, text, read_news(title, text))
    plain = judge(signs)
    kinds = kind_weights().kind
    for kind, signed in kinds.items():
        others = {name for other, group in kinds.items() if other != kind for name in group.weights}
        alone = {name: weight for name, weight in signed.weights.items() if name not in others and name not in signs}
        if alone:
            name, weight = max(alone.items(), key=lambda each: abs(each[1]))
            moved = judge({**signs, name: 1.0}).likelihood[kind]
            assert (moved > plain.likelihood[kind]) is (weight > 0), (kind, name)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Luật Cấp nước: điều cần biết",
            "Sau nhiều lần chỉnh lý dự thảo, Quốc hội đã thông qua Luật Cấp nước. Luật bỏ quy định về đặt cọc mà dự thảo "
            "từng nêu, và cho hộ dân quyền chọn ngày ghi chỉ số. Các địa phương sẽ hướng dẫn trước ngày luật có hiệu lực.",
        ),
        (
            "Góp ý dự thảo quyết định của tỉnh bằng cách nào?",
            "Luật Ban hành văn bản quy phạm pháp luật cho mọi cá nhân quyền góp ý. Dự thảo được đăng ít nhất "
            "20 ngày trên cổng thông tin; người dân gửi ý kiến trực tuyến, qua bưu điện hoặc tại trụ sở cơ quan soạn thảo.",
        ),
    ],
)
def test_what_was_passed_is_no_draft_nor_how_to_comment(title: str, text: str) -> None:
    assert read_kind(title, text, "", None, "").kind != "draft_for_comment"


FIGURES = [
    (
        "Quý III, Công an phường xử lý 318 trường hợp vi phạm trật tự đô thị",
        "Theo báo cáo của Công an phường Vĩnh An, trong quý III năm 2026 lực lượng chức năng đã kiểm tra 1.204 lượt, "
        "lập biên bản 318 trường hợp lấn chiếm lòng đường, vỉa hè, phạt tiền 412 triệu đồng, giảm 12% so với cùng kỳ. "
        "Trong đó 201 trường hợp bày bán hàng hóa, 77 trường hợp để xe sai quy định. Theo Nghị định 168/2024/NĐ-CP, "
        "cá nhân bán hàng rong hoặc bày hàng hóa nhỏ lẻ trên lòng đường bị phạt tiền từ 200.000 đồng đến 250.000 "
        "đồng; tổ chức bị phạt gấp đôi.",
        ("other_legal", True),
    ),
    (
        "Toàn tỉnh có 1.026 người được trợ cấp tuất trong 10 tháng",
        "Bảo hiểm xã hội tỉnh thông tin: 10 tháng năm 2026 cơ quan đã giải quyết 1.026 hồ sơ trợ cấp tuất, 3.410 hồ "
        "sơ thai sản, 12.300 lượt ốm đau, tổng chi 642 tỷ đồng, tăng 8%. Theo Luật Bảo hiểm xã hội năm 2024, lao động "
        "nam được hưởng chế độ thai sản khi vợ sinh con được nghỉ từ 5 đến 14 ngày; hồ sơ phải nộp trong 60 ngày kể "
        "từ ngày vợ sinh con.",
        ("other_legal", True),
    ),
    (
        "Chín tháng, toàn huyện giải quyết 4.512 hồ sơ hộ tịch",
        "Phòng Tư pháp cho biết chín tháng đầu năm toàn huyện tiếp nhận 4.560 hồ sơ hộ tịch, giải quyết 4.512 hồ sơ, "
        "đạt 98,9%, trong đó đăng ký khai sinh 1.870, khai tử 640, kết hôn 902, cải chính 411. Số hồ sơ trực tuyến "
        "đạt 87,4%, tăng 15% so với cùng kỳ năm trước. Phòng đã tổ chức 6 cuộc kiểm tra tại các xã, chấn chỉnh 9 "
        "thiếu sót.",
        ("statistics", False),
    ),
    (
        "Số liệu vi phạm nồng độ cồn 6 tháng: giảm 21%",
        "Sáu tháng đầu năm, Phòng Cảnh sát giao thông xử lý 5.904 trường hợp vi phạm nồng độ cồn, giảm 21% so với "
        "cùng kỳ; tạm giữ 5.650 phương tiện, tước 3.300 giấy phép lái xe. Đã phạt tiền 29,6 tỷ đồng. Có 14 vụ chống "
        "người thi hành công vụ, giảm 3 vụ.",
        ("statistics", False),
    ),
]


@pytest.mark.parametrize(("title", "text", "told"), FIGURES, ids=[title for title, *_ in FIGURES])
def test_figures_round_a_rule_are_news_of_the_rule(title: str, text: str, told: tuple[str, bool]) -> None:
    found = read_kind(title, text, "", None, "")
    assert (found.kind, found.relevant) == told
