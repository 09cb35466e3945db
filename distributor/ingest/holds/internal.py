"""Papers for inside, in their many wordings and spacings, and letters from office to office. Pure.

"Kiểm soát nội bộ", "quy chế chi tiêu nội bộ", "quy trình nội bộ" are trades and topics; a warning not to give one's codes away is
advice. What counts is what a paper says of itself: who may read it, and that it may not be passed on.
"""

import re

from distributor.ingest.holds.secrets import stamped_part
from distributor.ingest.holds.words import spaced_out, without_quoted_fakes
from distributor.text.cued import Cued, SearchedText, first_of, searched, searched_whole

_PAPER = (
    r"(?:tài\s+liệu|văn\s+bản|công\s+văn|biên\s+bản|lịch|báo\s+cáo|danh\s+sách|thông\s+báo|số\s+liệu|tệp|file|phương\s+án|kế\s+hoạch"
    r"|đề\s+cương|bảng(?:\s+\w+)?|phiếu|kịch\s+bản|bản\s+(?:này|mềm|ghi|tin)|hồ\s+sơ|kết\s+luận|nội\s+dung\s+này|thông\s+tin\s+này|bài\s+này|tin\s+này)"
)
_DOING = (
    r"(?:đăng(?:\s+tải)?|công\s+khai|công\s+bố|phát\s+tán|phát\s+hành|chuyển(?:\s+tiếp)?|sao\s+chụp|sao\s+chép|sao\s+gửi|cung\s+cấp|chia\s+sẻ"
    r"|phổ\s+biến|đưa|gửi|trích\s+dẫn|tiết\s+lộ|trao\s+đổi|lan\s+truyền|photo|chụp|truyền|để\s+lộ|post|up)"
)
_OUT = (
    r"(?:ra\s+ngoài|bên\s+ngoài|ra\s+bên|ngoài\s+(?:cơ\s+quan|phạm\s+vi|đơn\s+vị|hội|phòng|ngành|chi\s+bộ)|cổng(?:\s+thông\s+tin|\s+ttđt)?"
    r"|trang\s+(?:thông\s+tin|web|tin)|(?:trên|lên)\s+(?:mạng|cổng|trang|internet|zalo|facebook|web\w*)|internet|website|báo\s+chí"
    r"|dưới\s+(?:bất\s+cứ|mọi)|rộng\s+rãi|cho\s+(?:người\s+ngoài|báo|các\s+đội)|phương\s+tiện\s+thông)"
)
_READERS = (
    r"(?:cơ\s+quan|đơn\s+vị|ngành|phòng|cuộc\s+họp|hội\s+nghị|buổi\s+họp|họp|lãnh\s+đạo|thành\s+viên|bộ\s+phận|đảng\s+viên|chi\s+bộ|tổ\s+công\s+tác"
    r"|ban\s+chỉ\s+đạo|các\s+đồng\s+chí|nhóm|cán\s+bộ|đội(?!\s+ngũ)|tổ(?!\s+(?:chức|quốc|dân))|kíp|lực\s+lượng|ban\s+(?:tổ\s+chức|giám|chấp))"
)
_NO_READER = (
    r"(?!\s+(?:công\s+an|điều\s+tra|chức\s+(?:năng|trách)|có\s+thẩm\s+quyền|thuế|bảo\s+hiểm|nhà\s+nước"
    r"|cảnh\s+sát|thi\s+hành))"
)
"""Behind "để cung cấp cho cơ quan": whom a citizen hands his proof to."""
_COLLEAGUES = (
    r"các\s+đồng\s+chí|đồng\s+chí(?:\s+[^\W\d_]+){1,3}|các\s+đ/c|đ/c|anh\s+(?:chị\s+)?em|các\s+anh(?:,)?\s+chị|chị\s+em"
    r"|mọi\s+người\s+trong\s+(?:phòng|tổ|cơ\s+quan)"
)
_NO_COLLEAGUES = (
    r"(?:là|cựu\s+chiến\s+binh|thương\s+binh|hội\s+viên|đoàn\s+viên|công\s+nhân|lao\s+động|phụ\s+nữ|nông\s+dân"
    r"|lãnh\s+đạo|nguyên)(?!\w)"
)
_ORDER = (
    r"(?:chuẩn\s+bị\s+(?:lực\s+lượng|nội\s+dung|phương\s+án|báo\s+cáo|số\s+liệu)|báo\s+cáo(?:\s+(?:về|lại|kết\s+quả|văn\s+phòng|phòng|tôi|chánh|lãnh|trước))|nắm\s+(?:tình\s+hình|chắc|địa\s+bàn)|tổng\s+hợp\s+(?:kết|số|báo|danh|gửi)"
    r"|tham\s+mưu|phân\s+loại|bố\s+trí\s+(?:lực|người|\d|anh|trực)|đôn\s+đốc|chốt\s+(?:lại|danh|số)|rà\s+soát\s+(?:lại|trước|danh|hồ)|gửi\s+(?:lại|về)\s+(?:văn\s+phòng|phòng|tổ|phiếu)|không\s+(?:trả\s+lời|phát\s+ngôn|chuyển\s+tiếp|bình\s+luận)|thống\s+nhất\s+(?:cách|nội|trả)|trực\s+(?:điện|từ|\d)|chủ\s+động\s+(?:vận|gặp|nắm)|trả\s+lời\s+là)"
)
"""Who is spoken to among themselves, and with what; not those whom an office serves."""
_BAN = r"(?:không|chưa|đừng|cấm|nghiêm\s+cấm)"
_BAN_BEGINS = "không|chưa|đừng|cấm|nghiêm"


def _banned(*what: str) -> str:
    """Return the cues of a ban on something. `what`: first words of it."""
    return "|".join(f"{ban} {each}" for ban in ("không", "chưa", "đừng", "cấm") for each in ("được", *what))


_BANNED = _banned(
    "phép", "đăng", "công", "phát", "chuyển", "sao", "cung", "chia", "phổ", "đưa", "gửi", "trích", "tiết", "trao", "lan", "photo",
    "chụp", "truyền", "để", "post", "up",
)  # fmt: skip


def _wording(pattern: str, cues: str, begins: str = "") -> Cued:
    return Cued(pattern, cues, begins, flags=re.MULTILINE)


_INTERNAL = (
    # nội bộ
    _wording(
        r"(?:chỉ|để)\s+(?:\w+\s+){0,2}?(?:dùng|sử\s+dụng|lưu\s+hành|phổ\s+biến|trao\s+đổi|gửi|phục\s+vụ|thông\s+báo)\s+(?:trong\s+|cho\s+)?nội\s+bộ",
        "nội bộ",
    ),
    _wording(
        r"(?:tài\s+liệu|văn\s+bản|công\s+văn|(?<!công\s)sử\s+dụng|dùng|thông\s+báo|lưu\s+hành|tham\s+khảo|phục\s+vụ)\s+(?:trong\s+)?nội\s+bộ"
        r"(?!\s+(?:của\s+(?:doanh|tổ\s+chức|công\s+ty|ngân|các)|doanh|công\s+ty|tổ\s+chức))",
        "nội bộ",
    ),
    _wording(
        r"[(\[]\s*(?:tài\s+liệu\s+)?nội\s+bộ[^()\[\]\n]{0,60}[)\]]",
        "nội bộ",
    ),
    _wording(
        r"^[^\w\n]*(?:tài\s+liệu\s+|tin\s+)?nội\s+bộ[^\w\n]*$",
        "nội bộ",
    ),
    _wording(
        rf"nội\s+bộ\s*[-–—,.;:]\s*{_BAN}\s",
        "nội bộ",
    ),
    _wording(
        r"góp\s+ý\s+nội\s+bộ|nội\s+bộ\s+thôi|trao\s+đổi\s+nội\s+bộ",
        "góp ý nội bộ|nội bộ thôi|trao đổi nội bộ",
    ),
    # not before an hour that is still to come
    _wording(
        r"(?:không|chưa|đừng|cấm)(?:\s+được)?\s+(?:đăng(?!\s+ký)|phát(?!\s+hành|\s+hiện|\s+sinh)|đưa\s+tin|xuất\s+bản)[^.;\n]{0,30}?"
        r"\s+trước\s+(?:\d{1,2}\s*(?:giờ|h|g)|giờ|thời\s+điểm|(?:khi|lúc)\s+(?:họp\s+báo|công\s+bố|có\s+thông\s+cáo))",
        _banned("đăng", "phát", "đưa", "xuất"),
    ),
    _wording(
        r"chỉ\s+(?:được\s+)?(?:phép\s+)?(?:phát\s+hành|đăng(?:\s+tải)?|phát(?:\s+sóng)?|xuất\s+bản|đưa\s+tin)\s+(?:sau|từ)\s+"
        r"(?:khi\s+họp|\d{1,2}\s*(?:giờ|h|g)(?!\w))|(?:không|chưa|đừng)\s+(?:được\s+)?trích\s+đăng"
        r"|(?:đề\s+nghị|yêu\s+cầu|mong)\s+(?:các\s+)?(?:tòa\s+soạn|toà\s+soạn|báo,?\s+đài|cơ\s+quan\s+báo\s+chí|trang\s+tin)"
        r"[^.\n]{0,60}\s(?:giữ|hoãn|chưa\s+đăng|không\s+đăng)",
        "chỉ|trích đăng|giữ|hoãn|chưa đăng|không đăng",
    ),
    _wording(
        r"(?:gửi|cung\s+cấp|chuyển)\s+trước\s+(?:\w+\s+){0,4}?cho\s+(?:các\s+)?(?:cơ\s+quan\s+báo|báo|phóng\s+viên|nhà\s+báo)",
        "gửi trước|cung cấp trước|chuyển trước",
    ),
    _wording(r"(?<!\w)embargo(?!\w)|cấm\s+vận\s+(?:thông\s+)?tin(?!\w)", "embargo|cấm vận"),
    # who may read it
    _wording(
        rf"lưu\s+hành\s+(?:trong\s+)?{_READERS}",
        "lưu hành",
    ),
    _wording(
        rf"(?:chỉ|để)\s+(?:dùng|sử\s+dụng|lưu\s+hành|gửi|phổ\s+biến|cung\s+cấp)\s+(?:trong|cho|tại|đến|các)?\s*(?:phạm\s+vi\s+|các\s+|nội\s+)?{_READERS}{_NO_READER}",
        "cung cấp|dùng|gửi|lưu hành|phổ biến|sử dụng&chỉ dùng|để dùng|chỉ sử dụng|để sử dụng|chỉ lưu hành|để lưu hành"
        "|chỉ gửi|để gửi|chỉ phổ biến"
        "|để phổ biến|chỉ cung cấp|để cung cấp",
    ),
    _wording(
        r"(?:dùng|sử\s+dụng)\s+(?:để\s+|cho\s+|tại\s+|trong\s+)(?:cuộc\s+|buổi\s+)?(?:họp|thảo\s+luận|hội\s+ý)(?!\s+trực)",
        "họp|hội ý|thảo luận",
    ),
    _wording(
        r"tài\s+liệu\s+(?:phục\s+vụ\s+)?(?:cuộc\s+)?(?:họp|hội\s+ý)(?=\s*[)\].,;-])[^.\n]{0,40}(?:không|thu)",
        "tài liệu",
    ),
    _wording(
        r"(?:dùng|sử\s+dụng|lưu\s+hành|phổ\s+biến|trao\s+đổi)\s+trong\s+(?:đoàn|tổ|đội|ban|phòng)(?=\s*[,.;)\n]|\s+(?:kiểm|thanh|công))"
        r"|chưa\s+(?:được\s+)?(?:thông\s+báo|báo)\s+(?:cho\s+)?(?:các\s+)?(?:cơ\s+sở|đối\s+tượng|doanh\s+nghiệp|đơn\s+vị\s+được)",
        "trong đoàn|trong tổ|trong đội|trong ban|trong phòng|chưa thông báo|chưa được thông|chưa báo|chưa được báo",
    ),
    _wording(
        r"(?:ai|người\s+nào|đồng\s+chí\s+nào|cá\s+nhân\s+nào)\s+(?:\w+\s+)?(?:để\s+)?lộ\s+(?:lịch|kế\s+hoạch|thông\s+tin\s+này|nội\s+dung\s+này|danh\s+sách)",
        "lộ lịch|lộ kế hoạch|lộ thông tin này|lộ nội dung này|lộ danh sách",
    ),
    # that it may not be passed on
    _wording(
        rf"{_PAPER}(?:\s+này)?(?:\s+\w+){{0,4}}\s+{_BAN}\s+(?:được\s+)?(?:phép\s+)?{_DOING}(?:[^.\n]{{0,40}}?\s{_OUT}|\s*[.,;)\n])",
        "chia sẻ|chuyển|chụp|cung cấp|công bố|công khai|gửi|photo|phát hành|phát tán|phổ biến|post|sao chép|tiết lộ|trao đổi"
        f"|truyền|trích dẫn| up|đăng|đưa|để lộ&{_BANNED}",
    ),
    _wording(
        rf"{_BAN}\s+(?:được\s+)?{_DOING}(?:\s+\w+){{0,2}}\s+(?:{_PAPER}|tin|bài|ảnh|nội\s+dung)\s+này",
        f"này&{_BANNED}",
        _BAN_BEGINS,
    ),
    _wording(
        r"(?:đề\s+nghị|yêu\s+cầu|lưu\s+ý|ghi\s+chú|chú\s+ý)\s*[:,]?\s+(?:\w+\s+){0,4}không\s+(?:được\s+)?"
        r"(?:đăng\s+(?:tải|trang|cổng|lên)|sao\s+chụp|sao\s+chép|phát\s+tán|phổ\s+biến|chuyển\s+tiếp|công\s+khai|công\s+bố|chụp)",
        "chú ý|ghi chú|lưu ý|yêu cầu|đề nghị&không đăng|không sao ch|không phát|không phổ|không chuyển|không công"
        "|không chụp|không được",
    ),
    _wording(
        r"không\s+(?:được\s+)?(?:sao\s+chụp|sao\s+chép|phát\s+tán|chuyển\s+tiếp)\s*(?:,|và|hoặc|;)\s*(?:không\s+)?"
        r"(?:sao\s+chụp|sao\s+chép|phát\s+tán|chuyển\s+tiếp|đăng|phổ\s+biến|chụp)(?!\s+(?:các\s+)?(?:hình\s+ảnh|ảnh\s+của|dữ\s+liệu\s+cá|tin\s+giả|phần\s+mềm))",
        "chuyển tiếp|phát tán|sao chép|sao chụp",
    ),
    _wording(
        r"(?:không|chưa)\s+(?:được\s+)?cung\s+cấp\s+(?:cho\s+)?(?:các\s+cơ\s+quan\s+|phóng\s+viên\s*,?\s*)?báo\s+chí",
        "báo chí",
    ),
    _wording(
        r"không\s+sao\s+(?:chụp|chép)\s+dưới|không\s+dẫn\s+nguồn",
        "dẫn nguồn|sao ch",
    ),
    _wording(
        r"(?:xin|mong|đề\s+nghị|yêu\s+cầu|vui\s+lòng)\s+(?:\w+\s+){0,3}(?:không|đừng)\s+(?:lan\s+truyền|phát\s+tán|để\s+lộ|nói\s+ra)"
        r"(?!\s+(?:tin\s+giả|thông\s+tin\s+(?:giả|sai|xấu)|(?:tên|danh\s+tính|hình\s+ảnh)(?!\w)))|chưa\s+phải\s+(?:là\s+)?quyết\s+định(?!\s+cuối)",
        "chưa phải|lan truyền|nói ra|phát tán|để lộ",
    ),
    _wording(
        rf"{_BAN}\s+(?:được\s+)?{_DOING}\s+(?:ra\s+ngoài|ra\s+bên\s+ngoài|ngoài|cho\s+người\s+ngoài)(?:\s+(?:cơ\s+quan|phòng|đơn\s+vị|phạm\s+vi|ngành))?\s*[.,;)\n]",
        f"ngoài&{_BANNED}",
        _BAN_BEGINS,
    ),
    _wording(
        r"[(\[][^()\[\]\n]{0,80}(?:không|chưa|đừng)\s+(?:được\s+)?"
        r"(?:công\s+bố|đăng|công\s+khai|phát\s+hành|phổ\s+biến|phát\s+tán|cung\s+cấp|sao\s+chụp|chuyển(?!\s+(?:đổi|nhượng|mục|hóa)))[^()\[\]\n]{0,60}[)\]]",
        "chuyển|cung cấp|công bố|công khai|phát hành|phát tán|phổ biến|sao chụp|đăng&(|[&không|chưa|đừng",
    ),
    _wording(
        r"^[^\w\n]*(?:tài\s+liệu\s+)?(?:không\s+(?:phổ\s+biến|công\s+khai|công\s+bố|đăng\s+tải|sao\s+chụp|phát\s+tán)"
        r"|chưa\s+(?:phát\s+hành|công\s+bố|công\s+khai))[^\n]{0,50}$",
        "không phổ|không công|không đăng|không sao|không phát|chưa phát|chưa công",
    ),
    _wording(
        r"(?:tài\s+liệu|tai\s+lieu|văn\s+bản|báo\s+cáo|kết\s+luận)\s+(?:này\s+)?(?:mang[^.\n]{0,20},\s*)?"
        r"(?:(?:không|khong)\s+(?:phổ\s+biến|pho\s+bien|công\s+khai|công\s+bố)|chưa\s+(?:được\s+)?(?:phát\s+hành|công\s+bố|công\s+khai))",
        "công bố|công khai|pho bien|phát hành|phổ biến",
    ),
    _wording(
        r"(?:đồng\s+chí|đ/c|anh\s+chị|chị\s+em|anh\s+em|mọi\s+người)\s+(?:không|đừng)\s+(?:trao\s+đổi|tiết\s+lộ|cung\s+cấp|phát\s+tán|chia\s+sẻ|đăng)",
        "anh chị|anh em|chị em|mọi người|đ/c|đồng chí",
    ),
    _wording(
        r"(?:bài|tin)\s+này\s+(?:đừng|chưa|không)(?:\s+được)?\s+(?:đăng|duyệt|phát)|chưa\s+được\s+duyệt(?:\s+đăng)?\s*[;.,)]",
        "bài này|chưa được duyệt|tin này",
    ),
    _wording(
        r"(?:^|[.;(\n]\s*|đề\s+nghị\s+|lưu\s+ý:?\s+|xin\s+|,\s+(?=không\s+(?:đưa|đăng)))không\s+(?:đăng|đưa|gửi)\s+(?:lên\s+|trên\s+|qua\s+)?(?:cổng|trang\s+thông\s+tin|zalo|nhóm)"
        r"[^.\n]{0,30}[.,;)\n]",
        "không gửi|không đăng|không đưa",
    ),
    # without accents
    _wording(
        r"(?<!\w)(?:tai\s+lieu|luu\s+hanh|su\s+dung|dung|thong\s+bao)\s+noi\s+bo(?!\w)|^\W*noi\s+bo(?!\w)",
        "noi bo",
    ),
    # who is spoken to inside
    _wording(
        r"^[^\w\n]*\(?gửi\s+(?:trong\s+)?nhóm\s|(?:gửi|nhắn)\s+(?:trong|vào|lên)\s+nhóm\s+(?:cơ\s+quan|trung\s+tâm|phòng|tổ|văn\s+phòng|chi\s+bộ|nội)",
        "nhóm",
    ),
    _wording(
        rf"(?:^|[.!?:\n]\s*)(?:kính\s+gửi|gửi|mong|đề\s+nghị|yêu\s+cầu|lưu\s+ý)?\s*(?:{_COLLEAGUES})(?!\s+(?:{_NO_COLLEAGUES}))[^.!?\n]{{0,80}}?[\s,:]{_ORDER}(?!\w)",
        "đồng chí|đ/c|anh em|chị em|anh chị|các anh|mọi người",
    ),
    _wording(
        rf"kính\s+gửi\s*:?\s+các\s+đồng\s+chí(?!\s+(?:{_NO_COLLEAGUES}))[^.!?\n]{{0,80}}!",
        "đồng chí",
    ),
    _wording(
        r"chưa\s+(?:nói|báo|cho|thông\s+báo|thông\s+tin|phổ\s+biến)(?:\s+(?:với|cho|tới|đến|để))?\s+(?:các\s+hộ|(?:người\s+)?dân|bà\s+con|gia\s+đình|báo\s+chí|phụ\s+huynh|công\s+nhân|tiểu\s+thương|ai)(?=\s+biết|\s*[.,;!)\n])"
        r"|chưa\s+có\s+(?:thông\s+báo|văn\s+bản)\s+(?:bằng\s+văn\s+bản|chính\s+thức)",
        "chưa",
    ),
    _wording(
        r"(?<!yêu\scầu\s)(?:xem|đọc|nhận|biết)\s+(?:xong|rồi)\s+(?:thì\s+|rồi\s+|nhớ\s+|là\s+|xin\s+|các\s+\w+\s+){0,2}(?:xóa|xoá|gỡ|hủy|huỷ|đốt)",
        "xong|rồi&xóa|xoá|gỡ|hủy|huỷ|đốt",
    ),
    _wording(
        r"(?:hỏi|gặp|gọi|đòi\s+gặp)[^.\n]{0,40}\sthì\s+(?:cứ\s+)?(?:nói|trả\s+lời|bảo)\s+(?:là\s+)?(?!rõ|thật|đúng|ngay|không)"
        r"|(?:đoàn|thanh\s+tra)(?:\s+[^\W\d_]+){0,5}\s+(?:sẽ\s+)?(?:xuống|đến|về)\s+(?:kiểm\s+tra\s+)?(?:bất\s+ngờ|đột\s+xuất)"
        r"|gửi\s+(?:vào\s+|lên\s+)?nhóm\s+trước\s+khi\s+đăng|(?:tránh|đừng|không)\s+nhắc\s+(?:tới|đến|chuyện|gì)|(?:soạn|chuẩn\s+bị)\s+sẵn\s+(?:các\s+|mấy\s+)?câu\s+hỏi",
        "thì nói|thì trả lời|thì bảo|thì cứ|bất ngờ|đột xuất|trước khi đăng|tránh nhắc|đừng nhắc|không nhắc|sẵn",
    ),
    _wording(
        r"chưa\s+(?:trao\s+đổi|nói|bàn|thống\s+nhất)\s+(?:[^\W\d_]+\s+){1,3}với\s+(?:mặt\s+trận|dân|các|bà\s+con|báo|hội|đoàn|chủ|gia\s+đình)",
        "chưa",
    ),
    _wording(
        rf"{_BAN}\s+(?:được\s+)?(?:đưa|để\s+lộ|lộ|nói|tiết\s+lộ|để)\s+(?:thông\s+tin|tin|việc|chuyện|số\s+liệu|nội\s+dung)(?:\s+này)?\s+(?:ra\s+(?:ngoài|bên)|cho\s+(?:dân|người\s+ngoài|báo)|với\s+(?:dân|người\s+ngoài|báo))"
        rf"|{_BAN}\s+(?:để|cho)\s+(?:các\s+hộ|(?:người\s+)?dân|bà\s+con|báo\s+chí|phụ\s+huynh)\s+biết",
        f" tin|việc|chuyện|số liệu|nội dung|biết&{_banned('đưa', 'để', 'lộ', 'nói', 'tiết', 'cho')}",
        _BAN_BEGINS,
    ),
    _wording(
        r"dành\s+riêng\s+cho\s+(?:thành\s+viên|cán\s+bộ|giám\s+khảo|hội\s+đồng|tổ|ban)(?!\s+(?:bhyt|câu))",
        "dành riêng cho",
    ),
    _wording(
        r"chưa\s+báo\s+(?:lên|cáo\s+lên)\s+(?:phường|xã|sở|trên|cấp\s+trên)|xử\s+lý\s+nhẹ\s+nhàng|đừng\s+(?:in|đăng|gửi|đưa)\s+vội",
        "chưa báo|vội|xử lý nhẹ nhàng",
    ),
    _wording(
        r"(?:thu\s+(?:hồi|lại)|nộp\s+lại|trả\s+lại)\s+(?:toàn\s+bộ\s+)?(?:tài\s+liệu|sau\s+(?:khi\s+)?(?:họp|hội\s+nghị|buổi|cuộc|sử\s+dụng|sinh\s+hoạt))",
        "thu hồi|thu lại|nộp lại|trả lại&tài liệu|sau",
    ),
    _wording(
        r"(?:tài\s+liệu|văn\s+bản)\s+(?:được\s+|sẽ\s+)?thu\s+(?:hồi|lại)\s+(?:sau|ngay|tại)",
        "thu hồi|thu lại",
    ),
    _wording(
        r"tuyệt\s+đối\s+không\s+(?:được\s+)?(?:cung\s+cấp|tiết\s+lộ|để\s+lộ|phát\s+tán)\s+(?:cho\s+(?:các\s+đội|thí\s+sinh|người\s+ngoài|bên)"
        r"|ra\s+ngoài|đề|đáp|nội\s+dung)",
        "tuyệt đối không",
    ),
    _wording(
        r"định\s+hướng\s+(?:phát\s+ngôn|trả\s+lời|dư\s+luận)|thống\s+nhất\s+nội\s+dung\s+phát\s+ngôn",
        "thống nhất nội dung phát ngôn|định hướng",
    ),
)
_INSIDE_TITLE = Cued(
    r"^\W*(?:biên\s+bản\s+(?:họp|cuộc\s+họp|giao\s+ban|bàn\s+giao|kiểm\s+điểm|làm\s+việc)|gửi\s+các\s+bộ\s+phận|(?:bảng|lịch)\s+phân\s+công"
    r"|phân\s+công\s+trực|danh\s+mục\s+văn\s+bản\s+đến|sổ\s+(?:đăng\s+ký\s+)?văn\s+bản|bảng\s+(?:chấm\s+công|lương)|nhật\s+ký\s+công\s+tác"
    r"|phiếu\s+trình|đề\s+thi\s+và\s+đáp\s+án|đáp\s+án\s+|tài\s+liệu\s+sinh\s+hoạt\s+chi\s+bộ|ghi\s+chú\s+|kịch\s+bản\s+kiểm\s+tra)",
    "biên bản|bộ phận|phân công|danh mục|sổ|bảng|nhật ký|phiếu trình|đề thi|đáp án|tài liệu|ghi chú|kịch bản",
)
_OCTET = r"(?:0|[1-9]\d{0,2})"
_NETWORK = Cued(
    rf"(?<![\d.])(?:10\.{_OCTET}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.{_OCTET}\.{_OCTET}(?![\d.]\d|\d|\s*(?:đồng|đ\b))"
    r"|mật\s+khẩu\s*(?:(?:tạm|quản\s+trị|mặc\s+định|đăng\s+nhập|chung|lần\s+đầu|ban\s+đầu|khởi\s+tạo)\s*){0,3}(?::|là)?\s+(?=\S*\d)(?=\S*[^\W\d_])[^\s.,]{6,}"
    r"|tài\s+khoản\s+(?:quản\s+trị\s*:?\s*)?(?:admin|root)\w*|mã\s+khóa\s+(?:cổng|két|cửa|phòng)",
    "10.|192.168|172.|mật khẩu|admin|root|mã khóa",
)
_TO = re.compile(r"^[^\w\n]*kính\s+gửi(?!\w)\s*:?\s*", re.IGNORECASE | re.MULTILINE)
_BODY = re.compile(
    r"\n\s*\n|\n(?=[^\n]{110})|(?:^|\n|[.;]\s)(?=(?:thực\s+hiện|căn\s+cứ|ngày\s+\d|để\s|đến\s|trong\s|theo\s|qua\s|hiện\s|vừa\s+qua|sau\s|nhằm\s|đề\s+nghị\s))",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?<!\w)(?:các\s+(?:sở|ban|ngành|bộ|phòng|đơn\s+vị|cơ\s+quan|chi\s+cục|cục|đồng\s+chí|đ/c|thành\s+viên)|sở|ubnd|ủy\s+ban|uỷ\s+ban|hđnd"
    r"|hội\s+đồng|công\s+an|bộ|cục|chi\s+cục|văn\s+phòng|đảng\s+ủy|ban|chủ\s+tịch|thủ\s+trưởng|giám\s+đốc|phòng|trung\s+tâm|viện|tòa\s+án|tổ"
    r"|trưởng|hiệu\s+trưởng)(?!\w)",
    re.IGNORECASE,
)
_TO_CITIZENS = re.compile(
    r"(?i:(?<!hội\sđồng\s)(?<!ủy\sban\s)(?<!uỷ\sban\s)(?<!tòa\sán\s)(?<!công\san\s)(?<!quân\sđội\s)nhân\s+dân(?!\s+tối)|bà\s+con|công\s+dân"
    r"|người\s+(?:tham\s+gia|lao\s+động|nộp|sử\s+dụng|bệnh|cao\s+tuổi|khuyết\s+tật)|đơn\s+vị\s+sử\s+dụng\s+lao\s+động|khách\s+hàng"
    r"|chủ\s+(?:xe|hộ|phương\s+tiện|cơ\s+sở|rừng|tàu)|hộ\s+gia\s+đình|người\s+dân|doanh\s+nghiệp|phụ\s+huynh|các\s+hộ|cử\s+tri|bạn\s+đọc)|(?<!\w)(?:[ÔO]ng|[Bb]à|ông)\s+(?:bà|[A-ZĐ])"
)
_ASKER = re.compile(r"(?<!\w)(?:tôi|em|cháu|gia\s+đình\s+tôi|xin\s+hỏi)(?!\w)", re.IGNORECASE)


_HYPHENED = Cued(r"(?<!\w)n[ộo]i[-_–]b[ộo](?!\w)|l[ưu]u[-_–]h[àa]nh", "i-b|i_b|i–b|u-h|u_h|u–h")
_EXAM_TITLE = Cued(
    r"^\W*(?:(?:gửi|chuyển|kính\s+chuyển)[^\n]{0,40}\s)?(?:bộ\s+)?(?:câu\s+hỏi\s+(?:sát\s+hạch|thi|kiểm\s+tra)|đề\s+(?:thi|kiểm\s+tra|sát\s+hạch|chính\s+thức)|đáp\s+án|hướng\s+dẫn\s+chấm|ngân\s+hàng\s+(?:câu\s+hỏi|đề))(?!\w)",
    "câu hỏi|đề |đáp án|hướng dẫn chấm",
)
_SEALED = Cued(
    r"niêm\s+phong|chưa\s+(?:mở|thi|công\s+bố)|đáp\s+án\s+(?:kèm|đính|như\s+sau|:)|câu\s+\d+\s*[.:(]?\s*(?:\(\d+\s+điểm|\d?[a-d](?!\w))|hội\s+đồng\s+ra\s+đề|không\s+gửi\s+qua|thang\s+điểm",
    "niêm phong|chưa|đáp án|câu|hội đồng ra đề|không gửi qua|thang điểm",
)


def find_internal(title: str, text: str) -> list[str]:
    """Return what says that the paper is for inside, in its own words; [""] where its kind says so."""
    title, text = without_quoted_fakes(title, stamped_part(text))
    heading, read = searched(title), searched_whole(title, text)
    whole = SearchedText(f"{read.written}\n", f"{read.lower}\n", read.line, read.cued)
    spaced = spaced_out(read.written)
    if _HYPHENED.may_stand(whole):
        whole = searched(_HYPHENED.pattern.sub(lambda match: re.sub(r"[-_–]", " ", match[0]), whole.lower))
        spaced |= spaced_out(whole.written)
    if spaced & {"nộibộ", "lưuhànhnộibộ", "tàiliệunộibộ"}:
        return ["lưu hành nội bộ"]
    if match := first_of(_INTERNAL, whole):
        said = " ".join(match[0].split()).strip(" .,;:()[]-–|").casefold()
        return ["lưu hành nội bộ" if "lưu hành nội bộ" in said else said[:60].rstrip()]
    if _EXAM_TITLE.match(heading) and _SEALED.search(whole):
        return [""]
    return [""] if _INSIDE_TITLE.match(heading) or _NETWORK.search(whole) else []


def is_office_letter(text: str) -> bool:
    """Return True if it is a letter from office to office: it is addressed, and to nobody but offices and those who lead them."""
    match = _TO.search(text[:2_500])
    if match is None:
        return False
    rest = text[match.end() : match.end() + 1_200]
    cut = _BODY.search(rest)
    to = rest[: cut.start() if cut else 300]
    asks = _ASKER.search(rest[:400]) is not None
    return _OFFICE.search(to) is not None and _TO_CITIZENS.search(to) is None and not asks
