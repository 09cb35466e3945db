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
    Link("/cho-duyet", mark("Chờ duyệt"), waits="review", unit=mark("bài"), decides="approve"),
    Link("/dinh-chinh", mark("Đính chính"), waits="corrections", unit=mark("việc"), decides="correct"),
    Link("/ban-giao", mark("Bàn giao"), waits="hand_over", unit=mark("bài"), decides="hand_over"),
)
FURTHER = (
    Link("/bai-dung-chung", mark("Bài dùng chung"), waits="offers", unit=mark("lời mời"), decides="accept"),
    Link("/tam-dung", mark("Tạm dừng")),
    Link("/uy-quyen", mark("Ủy quyền duyệt")),
    Link("/quy-tac-duyet", mark("Quy tắc duyệt"), right="rules"),
    Link("/ket-noi", mark("Kết nối tài khoản"), right="connect"),
)


class Navigation:
    first = FIRST

    @staticmethod
    def further_for(staff: Staff) -> list[Link]:
        return [link for link in FURTHER if not link.right or may(staff, link.right)]
