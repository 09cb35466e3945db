"""The console's navigation: what stands in the bar, and what under "Thêm". A page says where it is: `{% set here = "…" %}`."""

from dataclasses import dataclass

from distributor.models import Staff
from distributor.staff.permissions import may
from web.language import mark


@dataclass(frozen=True)
class Link:
    """`right`: who lacks it does not see the link. `waits`: which count of `Waits`, of which `unit`, and who decides it."""

    path: str
    label: str
    right: str = ""
    waits: str = ""
    unit: str = ""
    decides: str = ""


FIRST = (
    Link("/", mark("Tổng quan")),
    Link("/lich", mark("Lịch")),
    Link("/chien-dich", mark("Chiến dịch")),
    Link("/cho-duyet", mark("Chờ duyệt"), waits="review", unit=mark("bài"), decides="approve"),
    Link("/can-phan-hoi", mark("Cần phản hồi"), waits="cases", unit=mark("vụ việc"), decides="handle_case"),
    Link("/dinh-chinh", mark("Đính chính"), waits="corrections", unit=mark("việc"), decides="correct"),
    Link("/ban-giao", mark("Bàn giao"), waits="hand_over", unit=mark("bài"), decides="hand_over"),
)
FURTHER = (
    Link("/bai-moi", mark("Bài tự soạn"), right="write"),
    Link("/dan-lien-ket", mark("Dán liên kết"), right="paste"),
    Link("/chua-nhan", mark("Tin chưa nhận"), right="take"),
    Link("/bai-dung-chung", mark("Bài dùng chung"), waits="offers", unit=mark("lời mời"), decides="accept"),
    Link("/tam-dung", mark("Tạm dừng")),
    Link("/uy-quyen", mark("Ủy quyền duyệt")),
    Link("/quy-tac-duyet", mark("Quy tắc duyệt"), right="rules"),
    Link("/mau-tra-loi", mark("Mẫu trả lời")),
    Link("/nguoi-phat-ngon", mark("Người phát ngôn")),
    Link("/tai-khoan", mark("Tài khoản kênh")),
    Link("/tin-nhan", mark("Tin nhắn")),
    Link("/thu-vien", mark("Thư viện")),
    Link("/mau-bai", mark("Mẫu bài đăng")),
    Link("/nhap", mark("Nhập từ Excel hoặc CSV"), right="import"),
    Link("/nguoi-dung", mark("Người dùng")),
    Link("/don-vi", mark("Đơn vị")),
    Link("/nhat-ky", mark("Nhật ký thao tác"), right="see_log"),
    Link("/khoa-api", mark("Khóa API"), right="keys"),
    Link("/cai-dat", mark("Cài đặt"), right="settings"),
    Link("/ca-nhan", mark("Tài khoản của tôi")),
    Link("/webhook", mark("Webhook"), right="webhook"),
)


class Navigation:
    first = FIRST

    @staticmethod
    def further_for(staff: Staff) -> list[Link]:
        return [link for link in FURTHER if not link.right or may(staff, link.right)]
