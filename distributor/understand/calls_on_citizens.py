"""A notice known by what it says: an office tells citizens what they must do or may have, what follows, and when. Pure.

No heading, no kind of matter and no law's name is needed: "Chủ nuôi chó, mèo không tiêm phòng dại bị phạt tiền từ 1 triệu đồng
…", "Học phí miễn toàn bộ; hồ sơ gồm …; nhận đến ngày …". What was done, counted or fined already calls on nobody.
"""

import re

from distributor.text.cue_words import plain
from distributor.understand.office_news import is_office_news

_MOST_READ, _BESIDE = 6_000, 500
_OFFICE = re.compile(
    r"(?<!\w)(?:ubnd|hđnd|ủy ban|uỷ ban|công an|sở(?! hữu| thích| dĩ| trường)|chi cục|cục|trạm y tế|thuế (?:tỉnh|cơ sở)"
    r"|trung tâm(?! thương mại| anh ngữ| ngoại ngữ| tiệc| mua sắm)|bảo hiểm xã hội|tòa án|toà án|viện kiểm sát|thi hành án"
    r"|ban (?:thanh tra|chỉ huy|quản lý|tiếp|chấp hành)|biên phòng|quản lý thị trường|kiểm lâm|mặt trận|thư viện|bệnh viện"
    r"|liên đoàn lao động|hội (?:nông dân|liên hiệp|chữ thập|luật gia|cựu chiến binh|người)|trường|văn phòng đăng ký|kho bạc"
    r"|ngân hàng chính sách|phòng (?:tư pháp|kinh tế|văn hóa|giáo dục|cảnh sát|lao động))(?!\w)"
)
_REPORTS = re.compile(
    r"^\W*(?:báo cáo|kết quả|sơ kết|tổng kết|biên bản|kế hoạch|tờ trình|công văn|kính gửi|giấy mời)(?!\w)"
)
_JOURNALISTS = re.compile(r"(?<!\w)(?:phóng viên|pv|tòa soạn|toà soạn|ảnh minh họa|bạn đọc)(?!\w)")
_SELLS = re.compile(
    r"(?<!\w)(?:khuyến mãi|khuyến mại|ưu đãi|giảm giá|khai trương|voucher|quà tặng|trả góp|mở bán|doanh số)(?!\w)"
)
_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_])|[\n;]")
_SANCTION = re.compile(
    r"(?<!\w)(?:(?<!đã )bị (?:phạt (?:tiền|từ|đến|tới|cảnh cáo|\d)|xử phạt|xử lý|lập biên bản|tạm (?:dừng|đình chỉ|ngừng)"
    r"|đình chỉ|thu hồi|tịch thu|cưỡng chế|cắt|truy thu|khóa)|phạt (?:tiền )?(?:từ|đến|tới) \d)(?!\w)"
)
_DONE = re.compile(
    r"(?<!\w)(?:đã (?:bị )?(?:xử|phạt|lập|kiểm|phát|bắt)|so với|cùng kỳ|vừa (?:bị|ra|có quyết)|bị cáo|khởi tố"
    r"|\d[\d.]* (?:trường hợp|vụ|hộ|người|lượt|đối tượng|phương tiện|cơ sở|bị can))(?!\w)"
)
"""What was found and fined, and figures."""
_BOUND = re.compile(
    r"(?<!\w)(?:phải(?! chăng)|không được|mới được|chỉ (?:được|đi|nhận)|lưu ý|nhắc|khuyến cáo|nghiêm cấm|cấm|đề nghị"
    r"|yêu cầu|có trách nhiệm|cần"
    r"|dừng (?:bán|đốt|sử dụng)|ngừng (?:bán|dùng)|không (?:tiêm|lập|chấp hành|đến|nộp|khắc phục|đốt|thả|để|đăng|tự ý))(?!\w)"
)
_RIGHT = re.compile(
    r"(?<!\w)(?:miễn (?:phí|học phí|lệ phí|toàn bộ|hoàn toàn|giảm)|không (?:thu (?:phí|tiền|lệ phí)|mất tiền)"
    r"|(?:học phí|lệ phí) miễn|được (?:hỗ trợ|miễn|hưởng|nhận|cấp|vay|giảm|xem|trợ giúp|quyền)|có quyền|ai cũng được)(?!\w)"
)
_PAPERS = re.compile(
    r"(?<!\w)(?:hồ sơ (?:gồm|nộp|cần)|nộp hồ sơ|nhận hồ sơ|mang theo|đơn (?:đăng ký|đề nghị)|đăng ký (?:tại|với|qua|trước)"
    r"|bằng văn bản|nộp (?:đơn|tại|trước))(?!\w)"
)
_WHEN_OR_CALL = re.compile(
    r"(?<!\w)(?:từ|đến|trước|hết|vào|chậm nhất|ngày|sáng|chiều)\s(?:hết |ngày |hôm )?\d{1,2}/\d{1,2}|(?<!\w)từ \d{1,2} giờ"
    r"|(?<!\w)trong (?:vòng |thời hạn )?\d{1,3} (?:ngày|tháng)|(?<!\w)từ thứ (?:hai|ba|tư|năm)"
    r"|(?<![\d.])(?:0\d{2,3}[ .]?\d{3,4}[ .]?\d{3,4}|1[89]00[ .]?\d{4})(?!\d)"
)


def calls_on_citizens(title: str, text: str) -> bool:
    """Return True if an office binds citizens under a sanction, or gives them something for papers, at a time or on a call."""
    heading, beginning = plain(title), plain(text[:_BESIDE])
    if _REPORTS.search(heading) or _JOURNALISTS.search(beginning) or is_office_news(title, text):
        return False
    body = "\n".join(map(plain, text[:_MOST_READ].splitlines()))
    if not _OFFICE.search(beginning) or _SELLS.search(f"{heading} {body}") or not _WHEN_OR_CALL.search(body):
        return False
    sentences = _SENTENCE.split(body)
    if any(_BOUND.search(each) for each in sentences) and any(
        _SANCTION.search(each) and not _DONE.search(each) for each in sentences
    ):
        return True
    return any(_RIGHT.search(each) for each in sentences) and _PAPERS.search(body) is not None
