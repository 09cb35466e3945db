"""What an office asks of citizens or gives them is a notice without a heading; figures, firms and meetings are none."""

import pytest

from distributor.understand.calls_on_citizens import calls_on_citizens
from distributor.understand.content_kind import read_kind
from distributor.understand.notices import is_pastime


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Tiêm phòng dại cho chó, mèo đợt 2",
            "UBND phường Đông Thành tổ chức tiêm từ 05/12 đến 12/12/2026. Chủ nuôi không tiêm phòng dại bị phạt tiền từ "
            "1 triệu đồng đến 2 triệu đồng. Chó thả nơi công cộng phải đeo rọ mõm.",
        ),
        (
            "Thu hồi lô nước mắm Hương Biển",
            "Chi cục An toàn thực phẩm yêu cầu cửa hàng dừng bán lô số 0417 trước ngày 10/12/2026. Nơi còn bán bị phạt đến 40 "
            "triệu đồng. Ai đã mua thì mang đến trả, lấy lại tiền. Gọi 0232 3824 115.",
        ),
        (
            "Lớp sửa xe máy cho thanh niên xuất ngũ",
            "Trung tâm Giáo dục nghề nghiệp Hòa An mở lớp từ ngày 04/01/2027. Học phí miễn toàn bộ. Hồ sơ gồm đơn và bản sao "
            "quyết định xuất ngũ; nhận đến ngày 25/12/2026.",
        ),
        (
            "Khai báo tìm việc hằng tháng",
            "Trung tâm Dịch vụ việc làm tỉnh nhận khai báo từ thứ hai đến thứ sáu. Người đang hưởng phải đến khai báo "
            "hằng tháng; không đến bị tạm dừng trợ cấp tháng đó.",
        ),
        (
            "Không giao xe máy cho con dưới 16 tuổi",
            "Công an phường nhắc: cha mẹ giao xe mô tô cho con chưa đủ tuổi bị phạt từ 8 triệu đồng đến 10 triệu đồng, xe bị tạm "
            "giữ. Học sinh đủ 16 tuổi chỉ đi xe dưới 50 cm3. Trường học ký cam kết trước ngày 15/12/2026.",
        ),
        (
            "Bản kê khai tài sản được dán ở trụ sở xã",
            "Ban Thanh tra nhân dân xã nhắc bà con: bản kê khai được niêm yết từ ngày 01/12/2026, ai cũng được xem. Phản ánh "
            "bằng văn bản. Người cố tình đưa thông tin sai thì bị xử lý.",
        ),
    ],
)
def test_a_call_on_citizens_is_told(title: str, text: str) -> None:
    assert calls_on_citizens(title, text)
    assert read_kind(title, text, "", None, "").relevant


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Kết quả xử lý vi phạm tháng 11",
            "Công an tỉnh đã xử phạt 412 trường hợp từ ngày 01/11 đến 30/11/2026. Người lái xe phải chấp hành.",
        ),
        (
            "Tuần lễ vàng chăm sóc mắt",
            "Bệnh viện Mắt Ánh Dương ưu đãi: khám miễn phí, đăng ký qua 1900 1234 trước ngày 10/12/2026.",
        ),
        (
            "Chợ hoa tấp nập",
            "Sáng 20/12, nhiều nhà vườn đưa hoa xuống chợ. Người mua cần xem kỹ; giá cây từ 300.000 đồng.",
        ),
        (
            "Đoàn công tác thăm trường nội trú",
            "Sở Giáo dục và Đào tạo trao 50 suất quà ngày 05/12/2026; học sinh được nhận áo ấm.",
        ),
        (
            "Xe tải vượt đèn đỏ bị phạt",
            "Phóng viên ghi nhận: Công an phường lập biên bản lái xe ngày 02/12/2026. Người vi phạm bị phạt từ 4 triệu đồng.",
        ),
    ],
)
def test_figures_firms_meetings_and_newspapers_call_on_nobody(title: str, text: str) -> None:
    assert not calls_on_citizens(title, text)


def test_a_road_closed_for_a_race_is_no_pastime() -> None:
    text = (
        "Phòng Cảnh sát giao thông cấm các loại xe trên đường Hùng Vương, Ven Hồ từ 3 giờ đến 9 giờ ngày 13/12/2026. Xe buýt "
        "đi đường tránh. Người không chấp hành bị xử phạt theo quy định. Cần cấp cứu gọi 0226.3820.115."
    )
    assert not is_pastime("Cấm đường phục vụ Giải chạy Marathon", text)
    assert read_kind("Cấm đường phục vụ Giải chạy Marathon", text, "", None, "").relevant
    assert is_pastime("Sôi nổi Giải chạy Marathon", "Hơn 2.000 vận động viên tranh tài.")
