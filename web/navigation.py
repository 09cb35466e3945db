"""The console's navigation: what stands in the bar, and what under "Thêm". A page says where it is: `{% set here = "…" %}`."""

from dataclasses import dataclass

from distributor.models import Staff
from distributor.staff.permissions import may
from web.language import mark


@dataclass(frozen=True)
class NavigationLink:
    """`right`: who lacks it does not see the link. `group`: under which heading of "Thêm" it stands.

    `waits`: which count of `Waits`, of which `unit`, and who decides it. `icon`: its drawing in a phone's bar, where only what
    has one stands; the rest is under "Thêm".
    """

    path: str
    label: str
    right: str = ""
    group: str = ""
    waits: str = ""
    unit: str = ""
    decides: str = ""
    icon: str = ""


CONTENT, CITIZENS, CHANNELS, OFFICE = GROUPS = (mark("Nội dung"), mark("Công dân"), mark("Kênh"), mark("Quản trị"))
"""The headings under "Thêm", in order."""

FIRST = (
    NavigationLink("/", mark("Tổng quan"), icon="M4 11l8-7 8 7v9h-5v-6H9v6H4z"),
    NavigationLink("/lich", mark("Lịch"), icon="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"),
    NavigationLink("/chien-dich", mark("Chiến dịch")),
    NavigationLink(
        "/cho-duyet", mark("Chờ duyệt"), waits="review", unit=mark("bài"), decides="approve", icon="M4 12.5l5 5L20 6.5"
    ),
    NavigationLink(
        "/can-phan-hoi",
        mark("Cần phản hồi"),
        waits="cases",
        unit=mark("vụ việc"),
        decides="handle_case",
        icon="M4 5h16v11H11l-5 4v-4H4z",
    ),
    NavigationLink("/dinh-chinh", mark("Đính chính"), waits="corrections", unit=mark("việc"), decides="correct"),
    NavigationLink("/ban-giao", mark("Bàn giao"), waits="hand_over", unit=mark("bài"), decides="hand_over"),
)
FURTHER = (
    NavigationLink("/bai-moi", mark("Bài tự soạn"), "write", CONTENT),
    NavigationLink("/dan-lien-ket", mark("Dán liên kết"), "paste", CONTENT),
    NavigationLink("/nguon", mark("Nguồn tin"), "", CONTENT),
    NavigationLink("/nhap", mark("Nhập từ Excel hoặc CSV"), "import", CONTENT),
    NavigationLink("/chua-nhan", mark("Tin chưa nhận"), "take", CONTENT),
    NavigationLink(
        "/bai-dung-chung", mark("Bài dùng chung"), "", CONTENT, waits="offers", unit=mark("lời mời"), decides="accept"
    ),
    NavigationLink("/bao-cao", mark("Báo cáo"), "", CONTENT),
    NavigationLink("/bao-cao-nam", mark("Báo cáo năm"), "", CONTENT),
    NavigationLink("/thu-vien", mark("Thư viện"), "", CONTENT),
    NavigationLink("/mau-bai", mark("Mẫu bài đăng"), "", CONTENT),
    NavigationLink("/mau-tra-loi", mark("Mẫu trả lời"), "", CITIZENS),
    NavigationLink("/nguoi-phat-ngon", mark("Người phát ngôn"), "", CITIZENS),
    NavigationLink("/tin-nhan", mark("Tin nhắn"), "", CITIZENS),
    NavigationLink("/bieu-ngu-trang", mark("Biểu ngữ"), "", CITIZENS),
    NavigationLink("/phat-song", mark("Phát thanh, truyền hình"), "", CITIZENS),
    NavigationLink("/khao-sat-cong-dan", mark("Khảo sát"), "", CITIZENS),
    NavigationLink("/tai-khoan", mark("Tài khoản kênh"), "", CHANNELS),
    NavigationLink("/gio-dang", mark("Giờ đăng gợi ý"), "", CHANNELS),
    NavigationLink("/tam-dung", mark("Tạm dừng"), "", CHANNELS),
    NavigationLink("/webhook", mark("Webhook"), "webhook", CHANNELS),
    NavigationLink("/khoa-api", mark("Khóa API"), "keys", CHANNELS),
    NavigationLink("/quy-tac-duyet", mark("Quy tắc duyệt"), "rules", OFFICE),
    NavigationLink("/uy-quyen", mark("Ủy quyền duyệt"), "", OFFICE),
    NavigationLink("/nguoi-dung", mark("Người dùng"), "", OFFICE),
    NavigationLink("/don-vi", mark("Các đơn vị"), "", OFFICE),
    NavigationLink("/nhat-ky", mark("Nhật ký thao tác"), "see_log", OFFICE),
    NavigationLink("/cai-dat", mark("Cài đặt"), "settings", OFFICE),
    NavigationLink("/ca-nhan", mark("Tài khoản của tôi"), "", OFFICE),
)


class Navigation:
    first = FIRST
    more_icon = "M4 7h16M4 12h16M4 17h16"
    further_paths = frozenset(link.path for link in FURTHER)

    @staticmethod
    def further_for(staff: Staff) -> list[tuple[str, list[NavigationLink]]]:
        """Heading → links. What has no heading, or one that is not among GROUPS, stands under the last."""
        seen = [link for link in FURTHER if not link.right or may(staff, link.right)]
        grouped = {group: [link for link in seen if link.group == group] for group in GROUPS}
        grouped[OFFICE] += [link for link in seen if link.group not in GROUPS]
        return [(group, links) for group, links in grouped.items() if links]
