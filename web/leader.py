"""The links of the leader's page: where each thing to do is done."""

from urllib.parse import urlencode

from web.language import mark

LINKS = {
    "failed": ("/?trang_thai=failed", mark("Xem bài thất bại")),
    "unknown": ("/chua-ro", mark("Ghi kết quả")),
    "waiting": ("/cho-duyet", mark("Mở trang duyệt")),
    "unposted": ("/?trang_thai=none", mark("Xem tin không đăng")),
    "fallen": ("/gio-dang", mark("Xem giờ đăng gợi ý")),
    "nothing": (f"/lich?{urlencode({'xem': 'danh-sach'})}", mark("Xem lịch đăng tới")),
}
"""By the code of a `ToDo`: address and words."""
