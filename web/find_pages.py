"""Pages of the console and what one does there, found by what they are called in the reader's language, or in Vietnamese."""

from distributor.finding import fold
from distributor.models import Staff
from distributor.staff.permissions import may
from web.formats import translated
from web.language import mark
from web.navigation import FIRST, FURTHER, NavigationLink

DEEDS = (
    NavigationLink("/bai-moi", mark("Soạn bài mới"), "write"),
    NavigationLink("/tam-dung", mark("Tạm dừng đăng bài"), "hold"),
    NavigationLink("/chien-dich/moi", mark("Lập chiến dịch"), "campaign"),
    NavigationLink("/tai-khoan/them", mark("Nối tài khoản kênh"), "connect"),
    NavigationLink("/nguoi-dung/moi", mark("Thêm người dùng"), "people"),
    NavigationLink("/don-vi/moi", mark("Thêm đơn vị"), "units"),
    NavigationLink("/bao-cao/lich-gui", mark("Gửi báo cáo theo lịch"), "mail_report"),
    NavigationLink("/cho-duyet/bi-tra-lai", mark("Bài bị trả lại")),
    NavigationLink("/chua-ro", mark("Bài chưa rõ kết quả")),
    NavigationLink("/bai-cham", mark("Bài đã qua giờ")),
    NavigationLink("/ca-nhan/mat-khau", mark("Đổi mật khẩu")),
    NavigationLink("/ca-nhan/hai-buoc", mark("Xác nhận hai bước")),
    NavigationLink("/nhap?loai=thue-bao", mark("Nhập danh sách số điện thoại"), "import"),
)
MOST = 6


def pages_named(staff: Staff, asked: str) -> list[NavigationLink]:
    """Deeds first; none where nothing is asked."""
    words = fold(asked).split()
    if not words:
        return []
    found: dict[str, NavigationLink] = {}
    for link in (*DEEDS, *FIRST, *FURTHER):
        named = fold(f"{link.label} {translated(link.label)}")
        if (not link.right or may(staff, link.right)) and all(word in named for word in words):
            found.setdefault(link.path, link)
    return list(found.values())[:MOST]
