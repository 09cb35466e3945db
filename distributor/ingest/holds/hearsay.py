"""What is only said of somebody who is known: "bà con cho rằng", "theo đơn", "chưa có kết quả", and a wrong or a gain. Pure.

A crime's name is not needed: who "trộn đất sét vào bao" or "nhận của mỗi hộ 5 triệu đồng" is accused. Not meant: who says it, who
receives the complaint, whom one should call, and what is said in praise.
"""

import re
from collections.abc import Iterable

from distributor.ingest.holds.known import Neighbour
from distributor.text.cued import Cued, SearchedText

_PEOPLE = (
    r"(?:người(?:\s+dân)?|bà\s+con|các\s+hộ|hộ(?:\s+dân)?|phụ\s+huynh|cử\s+tri|công\s+nhân|khách(?:\s+hàng)?|hàng\s+xóm"
    r"|học\s+sinh|tiểu\s+thương|xã\s+viên|dân)"
)
_HEARD = Cued(
    r"(?<!\w)(?:cho\s+rằng|nghi(?:\s+ngờ|\s+vấn|\s+là)?(?!\s+(?:thức|lễ|phạm|án))|đồn(?!\s+(?:điền|công|biên))|nghe\s+(?:nói|đâu)"
    r"|dư\s+luận|bức\s+xúc|phản\s+ánh|phàn\s+nàn|thắc\s+mắc|tố(?:\s+(?:cáo|giác|là))?(?!\s+(?:tụng|chất))|khiếu\s+nại"
    r"|(?:theo|trong)\s+(?:nội\s+dung\s+)?(?:lá\s+)?đơn|theo\s+(?:lời|phản\s+ánh|tố\s+cáo"
    rf"|(?:nhiều\s+|một\s+số\s+|các\s+)?{_PEOPLE})|được\s+cho\s+là|có\s+(?:thông\s+tin|tin|dấu\s+hiệu)"
    rf"|(?:nhiều|một\s+số|có|mấy|vài)\s+{_PEOPLE}(?:\s+[^\W\d_]+){{0,4}}?"
    r"\s+(?:nói|kể|bảo|khẳng\s+định|cho\s+biết|xì\s+xào|thấy|tin)"
    r"|(?:đề\s+nghị|yêu\s+cầu|mong)(?:\s+[^\W\d_,]+){0,7}\s+(?:làm\s+rõ|xác\s+minh|vào\s+cuộc|kiểm\s+tra))(?!\w)",
    "cho rằng|nghi|đồn|nghe|dư luận|bức xúc|phản ánh|phàn nàn|thắc mắc|tố|khiếu nại|đơn|theo|được cho là|thông tin|tin"
    "|dấu hiệu|nói|kể|bảo|khẳng định|cho biết|xì xào|thấy|làm rõ|xác minh|vào cuộc|kiểm tra",
)
_UNSETTLED = Cued(
    r"(?<!\w)(?:chưa\s+(?:có|ra|rõ)\s+(?:kết\s+(?:quả|luận)|thực\s+hư)|(?:chờ|đợi)\s+(?:\w+\s+){0,3}?(?:kết\s+quả|kết\s+luận|xác\s+minh|làm\s+rõ|kiểm\s+tra|giải\s+quyết)"
    r"|(?:đang|sẽ|để|tiếp\s+tục)\s+(?:\w+\s+){0,3}?(?:xác\s+minh|làm\s+rõ|kiểm\s+tra|điều\s+tra|xem\s+xét)|đã\s+lấy\s+mẫu|chưa\s+(?:được\s+)?(?:xác\s+minh|kiểm\s+chứng|làm\s+rõ)"
    r"|chuyển\s+(?:\w+\s+){0,4}(?:thanh\s+tra|công\s+an|cơ\s+quan)|vào\s+cuộc|thực\s+hư)(?!\w)",
    "chưa|chờ|đợi|xác minh|làm rõ|kiểm tra|điều tra|xem xét|lấy mẫu|chuyển|vào cuộc|thực hư",
)
_WRONG = re.compile(
    r"(?<!\w)(?:(?:nhận|lấy|thu|góp|đóng|nộp|đòi|vòi|gợi\s+ý|vay|giữ|bỏ\s+túi|ăn|xin|ép)(?!\s+(?:bằng|giấy|danh|giải))(?:[^.;\n]|\.(?=\d)){0,40}?(?:tiền|triệu|\d\s*đồng|cọc|phong\s+bì|quà|cây\s+vàng|bồi\s+dưỡng|lót\s+tay)"
    r"|(?:xếp|chia|cấp|giao|dành|bán|cho|ưu\s+tiên|đưa|tuyển|ký)(?:[^.;\n]|\.(?=\d)){0,40}?(?:người\s+nhà|người\s+thân|người\s+quen|em\s+vợ|anh\s+vợ|em\s+trai|em\s+gái|con\s+rể|con\s+dâu|họ\s+hàng|vợ\s+mình|con\s+(?:trai\s+)?mình)"
    r"|trộn|pha\s+(?:thêm|nước|tạp)|(?:đánh\s+)?tráo|làm\s+giả|(?:hàng|thuốc|phân|giống|sổ|giấy|thức\s+ăn)(?:\s+[^\W\d_]+)?\s+giả|dán\s+lại|kém\s+chất\s+lượng|cân\s+(?:thiếu|điêu|gian)|bớt\s+xén|găm|gian\s+(?:dối|lận)|không\s+trung\s+thực"
    r"|lấn|chiếm|rào\s+(?:lối|đường|ngõ)|tranh\s+chấp|trộm|lấy\s+cắp|đổ\s+(?:trộm|phế|rác|chất)|xả(?=\s)|gây\s+ô\s+nhiễm|phá\s+(?:rừng|mương|bờ|hoại)|chặt\s+(?:cây|phá|trộm)|bỏ\s+(?:thuốc|độc)|đầu\s+độc|đánh\s+bả|đánh(?!\s+(?:giá|dấu|số|máy|bắt))"
    r"|chửi|dọa|hành\s+hạ|ngược\s+đãi|bạo\s+hành|quấy\s+rối|sàm\s+sỡ|quỵt|(?:không|chậm|chưa)\s+trả|bùng|bỏ\s+trốn|ôm\s+(?:tiền|hụi)|lừa|dụ|trốn|bao\s+che|làm\s+ngơ|ưu\s+ái|chạy\s+(?:chức|việc|tội|điểm|án)"
    r"|gây\s+khó|hạch\s+sách|nhũng\s+nhiễu|khai\s+(?:khống|man|sai)|nâng\s+(?:khống|điểm)|sửa\s+điểm|lập\s+(?:khống|quỹ)|sai\s+(?:phạm|quy\s+định|đối\s+tượng|mục\s+đích|sự\s+thật)|trái\s+(?:phép|quy\s+định|luật|thẩm\s+quyền)"
    r"|không\s+đúng\s+(?:quy\s+định|đối\s+tượng)|khuất\s+tất|thiếu\s+minh\s+bạch|vi\s+phạm|làm\s+sai|ngoại\s+tình|cặp\s+bồ|nghiện|mại\s+dâm|chứa\s+(?:chấp|bạc)|cờ\s+bạc|số\s+đề|lô\s+đề|cho\s+vay|lãi\s+(?:nặng|cắt\s+cổ)|bỏ\s+bùa|ma\s+lai|thuốc\s+thư)(?!\w)",
    re.IGNORECASE,
)
"""What would be wrong, or a gain from an office; told in plain words."""
_OF_WHOM = re.compile(
    r"(?:(?:đơn|phản\s+ánh|kiến\s+nghị|ý\s+kiến|đề\s+nghị|lời|khiếu\s+nại|tố\s+cáo|trình\s+báo|thắc\s+mắc|câu\s+hỏi|yêu\s+cầu|quyền\s+lợi|giúp|hỗ\s+trợ)(?:\s+[^\W\d_]+){0,2}?\s+(?:của|từ|cho)"
    r"|(?:gửi|báo|gọi|liên\s+hệ|gặp|mời)[^.;\n]{0,90}?(?:cho|tới|đến|,|:|số)|liên\s+hệ|gặp|bởi|cùng|vụ(?:\s+án)?|bị\s+hại|nạn\s+nhân|hỏi)(?:\s+(?:là|hộ|gia\s+đình|ông|bà|anh|chị|vợ\s+chồng))*\s*$",
    re.IGNORECASE,
)
"""Before who complains, is called, or has suffered."""
_SAYS = re.compile(
    r"^[^.;\n]{0,90}?(?<!\w)(?:cho\s+(?:biết|hay|rằng)|khẳng\s+định|phát\s+biểu|nhấn\s+mạnh|chia\s+sẻ|thông\s+tin|đề\s+nghị|nêu|trao\s+đổi|nói|kể|hỏi|trả\s+lời|phản\s+ánh|kiến\s+nghị|thắc\s+mắc"
    r"|trình\s+báo|khiếu\s+nại|tố(?:\s+cáo|\s+giác)?|gửi\s+đơn|bức\s+xúc|khuyến\s+cáo|cảnh\s+báo|giải\s+thích|yêu\s+cầu|chủ\s+trì|nghi\s+ngờ|kiểm\s+tra|xác\s+minh|tiếp\s+nhận|hòa\s+giải|vận\s+động|nhắc|tuyên\s+truyền|bị\s+(?:lừa|mất|chiếm|kẻ|đánh))(?!\w)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<!\b\w)[.!?]+(?=\s+[\"“(]?[A-ZĐÀ-Ỹ\d])|\n|;")
_BEFORE, _BEHIND, _MOST_PEOPLE = 220, 420, 200


def is_heard_of(read: SearchedText, places: Iterable[tuple[int, int, bool]]) -> bool:
    """Return True if somebody is said to have done wrong by hearsay. `places`: where persons stand, from and to, and whether
    they hold an office."""
    if not (_HEARD.may_stand(read) or _UNSETTLED.may_stand(read)):
        return False
    return any(_is_said(read, *place) for place, _ in zip(places, range(_MOST_PEOPLE), strict=False))


def _is_said(read: SearchedText, start: int, end: int, in_function: bool) -> bool:
    before = _END.split(read.written[max(0, start - _BEFORE) : start])[-1]
    behind = read.written[end : end + _BEHIND]
    sentences = _END.split(behind)
    if _OF_WHOM.search(before):
        return False
    heard_before = _HEARD.pattern.search(before.lower()) is not None
    if not heard_before and _SAYS.match(sentences[0]):
        return False
    about = f"{before} {sentences[0]}".lower()
    following = " . ".join(sentences[1:3]).lower()
    wrong_here = _WRONG.search(sentences[0]) is not None or (not in_function and _WRONG.search(before) is not None)
    if heard_before or _HEARD.pattern.search(about):
        return wrong_here or (_refers(following) and _WRONG.search(following) is not None)
    wrong = wrong_here or (_refers(following) and _WRONG.search(following) is not None)
    return (
        wrong
        and (
            _HEARD.pattern.search(following) is not None
            or _UNSETTLED.pattern.search(f"{about} {following}") is not None
        )
        and not in_function
    )


def _refers(following: str) -> bool:
    return (
        re.search(r"(?<!\w)(?:ông|bà|anh|chị|cô|thầy|người\s+này|cơ\s+sở|cửa\s+hàng|quán)(?!\w)", following) is not None
    )


_CHARGED = Cued(
    r"(?<!\w)(?:khởi\s+tố|bị\s+can|tạm\s+(?:giam|giữ)|bắt\s+(?:giữ|giam|khẩn|quả|tạm|người|đối|được|nhóm)|truy\s+(?:tố|nã)|điều\s+tra\s+về\s+(?:tội|hành)|đầu\s+thú|tự\s+thú|bị\s+(?:bắt|cáo))(?!\w)",
    "khởi tố|bị can|tạm gi|bắt|truy|điều tra|thú|bị cáo",
)
_HEAD_OF = re.compile(
    r"(?<!\w)(?:(?:phó\s+)?(?:tổng\s+)?giám\s+đốc|(?:phó\s+)?chủ\s+tịch|(?:phó\s+)?hiệu\s+trưởng|kế\s+toán(?:\s+trưởng)?|chủ\s+(?:doanh\s+nghiệp|cơ\s+sở|cửa\s+hàng|quán|tiệm)|trưởng\s+(?:thôn|phòng|ban|trạm|công\s+an)|thủ\s+quỹ)"
    r"[^.,;:\n]{0,30}?\s(?-i:Công\s+ty|Trường|UBND|Trung\s+tâm|Bệnh\s+viện|Hợp\s+tác\s+xã|HTX|Quỹ|Trạm|Phòng|Ban|xã|phường|thôn)\s+(?:[^\W\d_]+\s+){0,5}?(?-i:[A-ZĐ])",
    re.IGNORECASE,
)
_FEIGNED = re.compile(r"(?<!\w)(?:giả|mạo|tự\s+xưng|lừa|mạo\s+danh|giả\s+danh)(?:\s+[^\W\d_]+){0,5}\s*$", re.IGNORECASE)
_BESIDE = 170


def is_charged(read: SearchedText, letters: Iterable[Neighbour]) -> bool:
    """Return True if somebody whom letters and birth, home or office make known, or the head of a house that is named, is
    arrested or charged."""
    if not _CHARGED.may_stand(read):
        return False
    for each in letters:
        around = read.written[max(0, each.start - _BESIDE) : each.behind + _BESIDE].lower()
        if _CHARGED.pattern.search(around):
            return True
    for match in _CHARGED.finditer(read):
        clause = _END.split(read.written[match.end() : match.end() + _BESIDE])[0]
        head = _HEAD_OF.search(clause)
        if head and _FEIGNED.search(clause[: head.start()]) is None:
            return True
    return False
