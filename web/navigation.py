"""The console's navigation: what stands in the bar, and what under "Thêm". A page says where it is: `{% set here = "…" %}`."""

from dataclasses import dataclass

from distributor.models import Staff
from distributor.staff.permissions import may
from web.language import mark


@dataclass(frozen=True)
class Link:
    """`right`: who lacks it does not see the link. `group`: under which heading of "Thêm" it stands.

    `waits`: which count of `Waits`, of which `unit`, and who decides it.
    """

    path: str
    label: str
    right: str = ""
    group: str = ""
    waits: str = ""
    unit: str = ""
    decides: str = ""


CONTENT, CITIZENS, CHANNELS, OFFICE = GROUPS = (mark("Nội dung"), mark("Công dân"), mark("Kênh"), mark("Quản trị"))
"""The headings under "Thêm", in order."""

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
    Link("/bai-moi", mark("Bài tự soạn"), "write", CONTENT),
    Link("/dan-lien-ket", mark("Dán liên kết"), "paste", CONTENT),
    Link("/nguon", mark("Nguồn tin"), "", CONTENT),
    Link("/nhap", mark("Nhập từ Excel hoặc CSV"), "import", CONTENT),
    Link("/chua-nhan", mark("Tin chưa nhận"), "take", CONTENT),
    Link(
        "/bai-dung-chung", mark("Bài dùng chung"), "", CONTENT, waits="offers", unit=mark("lời mời"), decides="accept"
    ),
    Link("/bao-cao", mark("Báo cáo"), "", CONTENT),
    Link("/thu-vien", mark("Thư viện"), "", CONTENT),
    Link("/mau-bai", mark("Mẫu bài đăng"), "", CONTENT),
    Link("/mau-tra-loi", mark("Mẫu trả lời"), "", CITIZENS),
    Link("/nguoi-phat-ngon", mark("Người phát ngôn"), "", CITIZENS),
    Link("/tin-nhan", mark("Tin nhắn"), "", CITIZENS),
    Link("/tai-khoan", mark("Tài khoản kênh"), "", CHANNELS),
    Link("/gio-dang", mark("Giờ đăng gợi ý"), "", CHANNELS),
    Link("/tam-dung", mark("Tạm dừng"), "", CHANNELS),
    Link("/webhook", mark("Webhook"), "webhook", CHANNELS),
    Link("/khoa-api", mark("Khóa API"), "keys", CHANNELS),
    Link("/quy-tac-duyet", mark("Quy tắc duyệt"), "rules", OFFICE),
    Link("/uy-quyen", mark("Ủy quyền duyệt"), "", OFFICE),
    Link("/nguoi-dung", mark("Người dùng"), "", OFFICE),
    Link("/don-vi", mark("Các đơn vị"), "", OFFICE),
    Link("/nhat-ky", mark("Nhật ký thao tác"), "see_log", OFFICE),
    Link("/cai-dat", mark("Cài đặt"), "settings", OFFICE),
    Link("/ca-nhan", mark("Tài khoản của tôi"), "", OFFICE),
)


class Navigation:
    first = FIRST
    further_paths = frozenset(link.path for link in FURTHER)

    @staticmethod
    def further_for(staff: Staff) -> list[tuple[str, list[Link]]]:
        """Heading → links. What has no heading, or one that is not among GROUPS, stands under the last."""
        seen = [link for link in FURTHER if not link.right or may(staff, link.right)]
        grouped = {group: [link for link in seen if link.group == group] for group in GROUPS}
        grouped[OFFICE] += [link for link in seen if link.group not in GROUPS]
        return [(group, links) for group, links in grouped.items() if links]
