"""What is told to the discredit of somebody known: of a private person in any words, of others by hearsay or as open. Pure.

A crime's name is not needed: who "trộn đất sét vào bao" or "nhận của mỗi hộ 5 triệu đồng" is accused. Not meant: who says it, who
receives the complaint, whom one should call, and what is said in praise. A charge or a dismissal needs no name.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from distributor.ingest.holds.known import Neighbour, lettered
from distributor.text.cued import Cued, SearchedText

_PEOPLE = (
    r"(?:người(?:\s+dân)?|bà\s+con|các\s+hộ|hộ(?:\s+dân)?|phụ\s+huynh|cử\s+tri|công\s+nhân|khách(?:\s+hàng)?|hàng\s+xóm"
    r"|học\s+sinh|tiểu\s+thương|xã\s+viên|dân)"
)
_HEARD = Cued(
    r"(?<!\w)(?:cho\s+rằng|nghi(?:\s+ngờ|\s+vấn|\s+là)?(?!\s+(?:thức|lễ|phạm|án))|đồn(?!\s+(?:điền|công|biên))|nghe\s+(?:nói|đâu)|kể(?:\s+lại)?\s+rằng|có\s+ý\s+kiến\s+(?:là|nói|phản)"
    r"|dư\s+luận|bức\s+xúc|phản\s+ánh|phàn\s+nàn|thắc\s+mắc|tố(?:\s+(?:cáo|giác|là))?(?!\s+(?:tụng|chất))|khiếu\s+nại"
    r"|(?:theo|trong)\s+(?:nội\s+dung\s+)?(?:lá\s+)?đơn|theo\s+(?:lời|phản\s+ánh|tố\s+cáo"
    rf"|(?:nhiều\s+|một\s+số\s+|các\s+)?{_PEOPLE})|được\s+cho\s+là|có\s+(?:thông\s+tin|tin|dấu\s+hiệu)"
    rf"|(?:nhiều|một\s+số|có|mấy|vài)\s+{_PEOPLE}(?:\s+[^\W\d_]+){{0,4}}?"
    r"\s+(?:nói|kể|bảo|khẳng\s+định|cho\s+biết|xì\s+xào|thấy|tin)"
    r"|(?:đề\s+nghị|yêu\s+cầu|mong)(?:\s+[^\W\d_,]+){0,7}\s+(?:làm\s+rõ|xác\s+minh|vào\s+cuộc|kiểm\s+tra))(?!\w)",
    "cho rằng| nghi|đồn|nghe|dư luận|bức xúc|ý kiến|phản ánh|phàn nàn|thắc mắc| tố|khiếu nại|đơn|theo|được cho là| tin"
    "|dấu hiệu|nói|kể|bảo|khẳng định|cho biết|xì xào|thấy|làm rõ|xác minh|vào cuộc|kiểm tra",
)
_UNSETTLED = Cued(
    r"(?<!\w)(?:chưa\s+(?:có|ra|rõ)\s+(?:kết\s+(?:quả|luận)|thực\s+hư)|(?:chờ|đợi)\s+(?:\w+\s+){0,3}?(?:kết\s+quả|kết\s+luận|xác\s+minh|làm\s+rõ|kiểm\s+tra|giải\s+quyết)"
    r"|(?:đang|sẽ|để|tiếp\s+tục)\s+(?:\w+\s+){0,3}?(?:xác\s+minh|làm\s+rõ|kiểm\s+tra|điều\s+tra|xem\s+xét)|đã\s+lấy\s+mẫu|chưa\s+(?:được\s+)?(?:xác\s+minh|kiểm\s+chứng|làm\s+rõ)"
    r"|chuyển\s+(?:\w+\s+){0,4}(?:thanh\s+tra|công\s+an|cơ\s+quan)|vào\s+cuộc|thực\s+hư)(?!\w)",
    "chưa|chờ|đợi|xác minh|làm rõ|kiểm tra|điều tra|xem xét|lấy mẫu|chuyển|vào cuộc|thực hư",
)
_GAIN = re.compile(
    r"(?<!\w)(?:(?:nhận|lấy|thu|góp|đóng|nộp|đòi|vòi|gợi\s+ý|vay|giữ|bỏ\s+túi|ăn|xin|ép)(?!\s+(?:bằng|giấy|danh|giải))(?:[^.;\n]|\.(?=\d)){0,40}?(?:tiền|triệu|\d\s*đồng|cọc|phong\s+bì|quà|cây\s+vàng|bồi\s+dưỡng|lót\s+tay)"
    r"|(?:xếp|chia|cấp|giao|dành|bán|cho|ưu\s+tiên|đưa|tuyển|ký)(?:[^.;\n]|\.(?=\d)){0,40}?(?:người\s+nhà|người\s+thân|người\s+quen|em\s+vợ|anh\s+vợ|em\s+trai|em\s+gái|con\s+rể|con\s+dâu|họ\s+hàng|vợ\s+mình|con\s+(?:trai\s+)?mình))(?!\w)",
    re.IGNORECASE,
)
"""A gain from an office, or money taken: wrong where it is hearsay."""
_WRONG = re.compile(
    r"(?<!\w)(?:trộn|pha\s+(?:thêm|nước|tạp)|(?:đánh\s+)?tráo|làm\s+giả|(?:hàng|thuốc|phân|giống|sổ|giấy|thức\s+ăn)(?:\s+[^\W\d_]+)?\s+giả|dán\s+lại|kém\s+chất\s+lượng|cân\s+(?:thiếu|điêu|gian)|bớt\s+xén|găm|gian\s+(?:dối|lận)|không\s+trung\s+thực"
    r"|lấn|chiếm|rào\s+(?:lối|đường|ngõ)|tranh\s+chấp|trộm|lấy\s+cắp|đổ\s+(?:trộm|phế|rác|chất)|xả(?=\s)|gây\s+ô\s+nhiễm|phá\s+(?:rừng|mương|bờ|hoại)|chặt\s+(?:cây|phá|trộm)|bỏ\s+(?:thuốc|độc)|đầu\s+độc|đánh\s+bả|đánh(?!\s+(?:giá|dấu|số|máy|bắt|rơi|mất|thức|trống|chiêng|cồng|cá|vần|thuế))"
    r"|chửi|dọa|hành\s+hạ|ngược\s+đãi|bạo\s+hành|quấy\s+rối|sàm\s+sỡ|quỵt|(?:không|chậm|chưa)\s+trả|bùng|bỏ\s+trốn|ôm\s+(?:tiền|hụi)|lừa|dụ|trốn|bao\s+che|làm\s+ngơ|ưu\s+ái|chạy\s+(?:chức|việc|tội|điểm|án)"
    r"|gây\s+khó|hạch\s+sách|nhũng\s+nhiễu|khai\s+(?:khống|man|sai)|nâng\s+(?:khống|điểm)|sửa\s+điểm|lập\s+(?:khống|quỹ)|sai\s+(?:phạm|quy\s+định|đối\s+tượng|mục\s+đích|sự\s+thật)|trái\s+(?:phép|quy\s+định|luật|thẩm\s+quyền)"
    r"|không\s+đúng\s+(?:quy\s+định|đối\s+tượng)|khuất\s+tất|thiếu\s+minh\s+bạch|vi\s+phạm|làm\s+sai|ngoại\s+tình|cặp\s+bồ|nghiện|mại\s+dâm|chứa\s+(?:chấp|bạc)|cờ\s+bạc|số\s+đề|lô\s+đề|cho\s+vay|lãi\s+(?:nặng|cắt\s+cổ)|bỏ\s+bùa|ma\s+lai|thuốc\s+thư)(?!\w)",
    re.IGNORECASE,
)
"""What would be wrong, told in plain words."""
_OF_WHOM = re.compile(
    r"(?:(?:đơn|phản\s+ánh|kiến\s+nghị|ý\s+kiến|đề\s+nghị|lời|khiếu\s+nại|tố\s+cáo|trình\s+báo|thắc\s+mắc|câu\s+hỏi|yêu\s+cầu|quyền\s+lợi|giúp|hỗ\s+trợ)(?:\s+[^\W\d_]+){0,2}?\s+(?:của|từ|cho)"
    r"|(?:gửi|báo|gọi|liên\s+hệ|gặp|mời)[^.;\n]{0,90}?(?:cho|tới|đến|,|:|số)|liên\s+hệ|gặp|bởi|cùng|vụ(?:\s+án)?|bị\s+hại|nạn\s+nhân|hỏi)(?:\s+(?:là|hộ|gia\s+đình|ông|bà|anh|chị|vợ\s+chồng|luật\s+sư|luật\s+gia|cử\s+tri))*\s*$",
    re.IGNORECASE,
)
"""Before who complains, is called, or has suffered."""
_SAYS = re.compile(
    r"^[^.;\n]{0,90}?(?<!\w)(?:cho\s+(?:biết|hay|rằng)|khẳng\s+định|phát\s+biểu|nhấn\s+mạnh|chia\s+sẻ|thông\s+tin|đề\s+nghị|nêu|trao\s+đổi|nói|kể|hỏi|trả\s+lời|phản\s+ánh|kiến\s+nghị|thắc\s+mắc"
    r"|trình\s+báo|khiếu\s+nại|tố(?:\s+cáo|\s+giác)?|gửi\s+đơn|bức\s+xúc|khuyến\s+cáo|cảnh\s+báo|giải\s+thích|yêu\s+cầu|chủ\s+trì|nghi\s+ngờ|kiểm\s+tra|xác\s+minh|tiếp\s+nhận|hòa\s+giải|vận\s+động|nhắc|tuyên\s+truyền|bị\s+(?:lừa|mất|chiếm|kẻ|đánh))(?!\w)",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?<!\w)(?<!trao\sđổi\s)(?<!làm\sviệc\s)(?:cho|với|của|nhà|hộ|về|việc|do|bị)(?:\s+(?:nhà|hộ|gia\s+đình|vợ\s+chồng|ông|bà|anh|chị|cô|thầy|chú|bác))*\s*$",
    re.IGNORECASE,
)
"""Before somebody of whom the sentence tells, and who does not speak in it."""
_FAIR = re.compile(
    r"(?<!\w)(?:khen|biểu\s+dương|tuyên\s+dương|gương|tấm\s+lòng|giải\s+(?:nhất|nhì|ba|khuyến)|hòa\s+giải|hoà\s+giải|trao|tặng|chúc|danh\s+hiệu|công\s+nhận|bổ\s+nhiệm|bầu|liệt\s+sĩ|cảm\s+ơn|khéo|nể|giỏi|tận\s+tình"
    r"|học\s+bổng|thủ\s+khoa|kính|hỏi|cự\s+ly|nhuận\s+bút|tác\s+giả|ảnh|thực\s+hiện|đại\s+diện|chỉ\s+đạo|không\s+gian\s+lận)(?!\w)",
    re.IGNORECASE,
)
"""What is told in praise, or of who asked, wrote, led."""
_TO_BE_CALLED = re.compile(
    r"(?<!\w)(?:gọi|liên\s+hệ|gặp|điện\s+thoại|đăng\s+ký|đầu\s+mối|phụ\s+trách|hướng\s+dẫn|tiếp\s+nhận|số\s+máy|hotline)(?!\w)(?:[^.;\n]|\.(?=\d)){0,80}$|^\W*(?:nộp|gửi|đóng)\s[^.;\n]{0,60}\scho\s(?:[^\W\d_]+\s){0,3}$",
    re.IGNORECASE,
)
_ITS_NUMBER = re.compile(r"(?<![\d.])0\d{2,3}[ .]?\d{3}")
_OWES = re.compile(
    r"(?<!\w)(?:nợ|thiếu(?!\s+(?:niên|nhi|tá|úy))|chưa\s+(?:nộp|trả|đóng)|quá\s+hạn|hụt|khất|thất\s+hứa|chây\s+ì|bỏ\s+qua|biếu|đút|xử\s+phạt|bị\s+(?:phạt|xử|lập|bắt|tạm)|cưỡng\s+chế|đình\s+chỉ|kỷ\s+luật|kiểm\s+điểm)(?!\w)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<!\b\w)[.!?]+(?=\s+[\"“(]?[A-ZĐÀ-Ỹ\d])|\n|;")
_RUMOUR = Cued(
    r"(?<!\w)(?:rỉ\s+tai(?:\s+nhau)?|xôn\s+xao\s+(?:chuyện|việc|tin)|xì\s+xào|kháo\s+nhau|đồn\s+(?:rằng|nhau|ầm|thổi)|ai\s+(?:cũng|nấy)\s+(?:đều\s+)?(?:nói|bảo|kháo|kể)"
    r"|một\s+mực\s+(?:chối|phủ\s+nhận)|chưa\s+thể\s+khẳng\s+định|chưa\s+(?:có|thấy)\s+(?:đoàn|cơ\s+quan|cán\s+bộ|ai)(?:\s+nào)?\s+(?:xuống|đến|về|vào)\s+(?:lấy\s+mẫu|kiểm\s+tra|làm\s+việc|xác\s+minh))(?!\w)",
    "rỉ tai|xôn xao|xì xào|kháo nhau|đồn|ai cũng|ai nấy|một mực chối|một mực phủ|chưa thể khẳng định|chưa có|chưa thấy",
    begins="rỉ|xôn|xì|kháo|đồn|ai|một|chưa",
)
_DENIED = re.compile(
    r"(?<!\w)(?:bác\s+bỏ|sai\s+sự\s+thật|không\s+đúng(?:\s+sự\s+thật)?|bịa\s+đặt|thất\s+thiệt|tin\s+giả|xuyên\s+tạc)(?!\w)",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"(?<!\w)(?:tiệm|quán|cửa\s+hàng|cơ\s+sở|đại\s+lý|lò|xưởng|nhà\s+thuốc|phòng\s+khám|công\s+ty)(?:\s+[a-zà-ỹđ]+){0,3}?\s+[A-ZÀ-ỸĐ]\w+"
)
_BEFORE, _BEHIND, _MOST_PEOPLE = 220, 420, 200


class Standing(StrEnum):
    """The standing of somebody in a text: named in full, in an office, or known to neighbours alone."""

    PRIVATE = "private"
    OFFICE = "office"
    NEIGHBOUR = "neighbour"


def is_spoken_ill_of(read: SearchedText, places: Iterable[tuple[int, int, Standing]]) -> bool:
    """Return True if anything bad is told of somebody: of a private person in any words, of others by hearsay or as open.
    `places`: where they stand, from and to."""
    return any(_is_spoken_ill_of(read.written, *place) for place, _ in zip(places, range(_MOST_PEOPLE), strict=False))


def is_rumoured(read: SearchedText, *, names_somebody: bool) -> bool:
    """Return True if the text passes on what people whisper of somebody or of a shop that is named, and no office denies it."""
    rumoured = _RUMOUR.may_stand(read) and next(iter(_RUMOUR.finditer(read)), None) is not None
    return (
        rumoured and _DENIED.search(read.written) is None and (names_somebody or _SHOP.search(read.written) is not None)
    )


def sentence_parts(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return what stands in the sentence before a place and behind it, and the next two sentences."""
    before = _END.split(text[max(0, start - _BEFORE) : start + 1])[-1][:-1]
    here, *later = _END.split(text[end : end + _BEHIND])
    return before, here, " . ".join(later[:2])


def praised(words: str) -> bool:
    """Return True if the words praise, thank or elect, or name who asked, wrote or led."""
    return _FAIR.search(words) is not None


def takes_part(before: str, here: str) -> bool:
    """Return True if whom a sentence names between `before` and `here` complains, is called, praised, or speaks in it."""
    return (
        _OF_WHOM.search(before) is not None
        or _TO_BE_CALLED.search(before) is not None
        or _ITS_NUMBER.search(here) is not None
        or praised(before + here)
        or (_SAYS.match(here) is not None and _OBJECT.search(before) is None)
    )


def _is_spoken_ill_of(text: str, start: int, end: int, standing: Standing) -> bool:
    before, here, following = sentence_parts(text, start, end)
    if takes_part(before, here):
        return False
    told = f"{here} . {following}" if _REFERS.search(following) else here
    if _ASKS.search(f"{before} {told}"):
        return False
    wrong = _WRONG.search(told) or _OWES.search(told)
    if standing is Standing.PRIVATE and (wrong or _WRONG.search(before)):
        return True
    wrong = wrong or _GAIN.search(told)
    if _heard(before) or (standing is Standing.PRIVATE and _OBJECT.search(before) and _heard(here)):
        return standing is not Standing.NEIGHBOUR or wrong is not None
    return wrong is not None and (
        _heard(told) or _UNSETTLED.pattern.search(f"{before} {here} {following}".lower()) is not None
    )


_ASKS = re.compile(
    r"(?<!\w)(?:(?:ông|bà|anh|chị|bạn)\s+(?:muốn\s+)?hỏi|xin\s+hỏi|hỏi\s*:|có\s+(?:phải|được)[^.?\n]{0,60}không(?!\w)|nếu\s+(?:ông|bà|anh|chị))",
    re.IGNORECASE,
)


def _heard(words: str) -> bool:
    return _HEARD.pattern.search(words.lower()) is not None


_REFERS = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|cô|thầy|người\s+này|cơ\s+sở|cửa\s+hàng|quán)(?!\w)", re.IGNORECASE)
_CHARGE_CUES = "khởi tố|bị can|tạm gi|bắt|truy|điều tra| thú |bị cáo"
_CHARGED = Cued(
    r"(?<!\w)(?:khởi\s+tố|bị\s+can|tạm\s+(?:giam|giữ)|bắt\s+(?:giữ|giam|khẩn|quả|tạm|người|đối|được|nhóm)|truy\s+(?:tố|nã)|điều\s+tra\s+về\s+(?:tội|hành)|đầu\s+thú|tự\s+thú|bị\s+(?:bắt|cáo))(?!\w)",
    _CHARGE_CUES,
    begins="khởi|bị|tạm|bắt|truy|điều|đầu|tự",
)
_CRIME = Cued(
    rf"{_CHARGED.pattern.pattern}|(?<!\w)(?:đối\s+tượng|làm\s+rõ|phạm\s+tội|nghi\s+phạm|nghi\s+can|tang\s+vật|khám\s+xét|thu\s+giữ)(?!\w)",
    f"{_CHARGE_CUES}|đối tượng|làm rõ|phạm tội|nghi phạm|nghi can|tang vật|khám xét|thu giữ",
)
_SUFFERED = re.compile(
    r"(?<!\w)(?:bị\s+hại|nạn\s+nhân|của|cho|giúp|trợ\s+giúp)(?:\s+(?:là|ông|bà|anh|chị))*\s*\(?$", re.IGNORECASE
)
_DISMISSED = Cued(
    r"(?<!\w)(?:đình\s+chỉ(?:\s+công\s+tác)?|cách\s+chức|kỷ\s+luật|khai\s+trừ|buộc\s+thôi\s+việc|kiểm\s+điểm|cảnh\s+cáo|khiển\s+trách|bãi\s+nhiệm)(?!\w)",
    "đình chỉ|cách chức|kỷ luật|khai trừ|thôi việc|kiểm điểm|cảnh cáo|khiển trách|bãi nhiệm",
)
_HEAD_OF = re.compile(
    r"(?<!\w)(?:(?:phó\s+)?(?:tổng\s+)?giám\s+đốc|(?:phó\s+)?chủ\s+tịch|(?:phó\s+)?hiệu\s+trưởng|kế\s+toán(?:\s+trưởng)?|chủ\s+(?:doanh\s+nghiệp|cơ\s+sở|cửa\s+hàng|quán|tiệm)|trưởng\s+(?:thôn|phòng|ban|trạm|công\s+an)|thủ\s+quỹ)"
    r"[^.,;:\n]{0,30}?\s(?-i:Công\s+ty|Trường|UBND|Trung\s+tâm|Bệnh\s+viện|Hợp\s+tác\s+xã|HTX|Quỹ|Trạm|Phòng|Ban|xã|phường|thôn)\s+(?:[^\W\d_]+\s+){0,5}?(?-i:[A-ZĐ])",
    re.IGNORECASE,
)
_FEIGNED = re.compile(r"(?<!\w)(?:giả|mạo|tự\s+xưng|lừa|mạo\s+danh|giả\s+danh)(?:\s+[^\W\d_]+){0,5}\s*$", re.IGNORECASE)
_BESIDE = 170


def is_dismissed(read: SearchedText, holders: Iterable[Neighbour]) -> bool:
    """Return True if who alone has such an office at such a place is told to be suspended, disciplined or handed over."""
    if not (_DISMISSED.may_stand(read) or "chuyển" in read.line):
        return False
    for each in holders:
        before = _END.split(read.written[max(0, each.start - _BESIDE) : each.start + 1])[-1]
        behind = _END.split(read.written[each.behind : each.behind + _BESIDE])[0]
        if _HANDED_OVER.search(read.lower[each.behind : each.behind + _BEHIND]):
            return True
        if (found := _DISMISSED.pattern.search(before.lower())) and _ISSUES.search(before[found.end() :]) is None:
            return True
        if re.match(r"[^,;]{0,30}\s(?:bị|đã bị|vừa bị)\s", behind) and _DISMISSED.pattern.search(behind.lower()):
            return True
    return False


_HANDED_OVER = re.compile(
    r"(?<!\w)chuyển\s+(?:[^\W\d_]+\s+){0,4}?(?:cơ\s+quan\s+(?:cảnh\s+sát\s+|an\s+ninh\s+)?điều\s+tra|viện\s+kiểm\s+sát)(?!\w)"
)
_ISSUES = re.compile(r"(?<!\w)(?:thẩm\s+quyền|do|theo|quyết\s+định\s+của|hình\s+thức)(?!\w)", re.IGNORECASE)
"""Between the word and the office: who disciplines, not who is disciplined."""


def is_charged(read: SearchedText) -> bool:
    """Return True if somebody whom letters and birth, home or office make known, or the head of a house that is named, is
    arrested or charged."""
    if not _CRIME.may_stand(read):
        return False
    for each in lettered(read):
        before = read.written[max(0, each.start - _BESIDE) : each.start]
        around = f"{before} {read.written[each.start : each.behind + _BESIDE]}".lower()
        if _CRIME.pattern.search(around) and not _SUFFERED.search(before):
            return True
    for match in _CHARGED.finditer(read):
        clause = _END.split(read.written[match.end() : match.end() + _BESIDE])[0]
        head = _HEAD_OF.search(clause)
        if head and _FEIGNED.search(clause[: head.start()]) is None:
            return True
    return False
