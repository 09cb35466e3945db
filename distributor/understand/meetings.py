"""What is told of a meeting or of a speech to citizens: not that it took place, who came, what was talked about or asked, nor a
greeting, but what somebody gets by it. Pure."""

import re

_MEETING = r"(?:phiên họp|cuộc họp|kỳ họp|hội nghị|buổi (?:họp|lễ|làm việc)|hội đồng)"
_TAKES_PLACE = re.compile(
    rf"(?<!\w){_MEETING}(?!\w)[^.;]{{0,140}}(?<!\w)(?:diễn ra|khai mạc|bế mạc|chủ trì|"
    r"(?:tổ chức|họp) (?:phiên|quý|thường|cuối|đầu|bàn|đánh)|thống nhất (?:một số|nhiều) (?:việc|nội dung))(?!\w)|"
    rf"(?<!\w)(?:khai mạc|bế mạc|chủ trì) {_MEETING}(?!\w)",
    re.IGNORECASE,
)
_TALKS = re.compile(
    r"(?<!\w)(?:(?:cùng |đến |tham )?dự (?:họp|phiên họp|hội nghị|buổi|có|còn có)|"
    r"(?:đại biểu|thành viên)[^.;]{0,60}? (?:đã )?(?:nghe|báo cáo|thảo luận|phát biểu|trao đổi)|"
    r"(?:cũng|đã) (?:thảo luận|bàn|cho ý kiến|rút kinh nghiệm)|ghi nhận, biểu dương|"
    r"không khí (?:cởi mở|dân chủ|sôi nổi|trang trọng|vui tươi|phấn khởi)|"
    r"(?:nhiều|một số|các) (?:đại biểu|ý kiến) (?:cho rằng|đề nghị|băn khoăn))(?!\w)",
    re.IGNORECASE,
)
_FOR_SOMEBODY = re.compile(
    r"\d\s?(?:%|đồng|triệu|nghìn)|(?<!\w)(?:miễn phí|không thu|người dân|bà con|công dân|hộ|học sinh|thông qua|ban hành|"
    r"nghị quyết|quyết định)(?!\w)",
    re.IGNORECASE,
)
_CITIZENS_HAVE = r"(?:miễn phí|không thu|người dân|bà con|công dân|nhân dân)"
CHARGES = re.compile(
    r"(?:[^,.;:“”]{0,40},\s)?(?:[^,.;:“”]{3,120}\s)?"
    r"(?=(?:yêu cầu|giao|đề nghị)\s(?:mỗi|từng|các|tất cả)\s(?:xã|phường|trường|cơ sở|cơ quan|đơn vị|trạm|chợ)(?!\w)"
    rf"[^.;]*(?<!\w){_CITIZENS_HAVE}(?!\w))",
    re.IGNORECASE,
)
"""Who it is that charges somebody with what citizens then have: "yêu cầu mỗi xã duy trì một buổi tư vấn miễn phí …"."""


_GREETS = re.compile(
    r"^(?:kính |xin )?(?:thưa|chào|gửi) (?:toàn thể |các |quý )?(?:bà con|nhân dân|cô bác|đồng bào|quý vị|anh chị|bạn)"
    r"[^.;:]{0,60}[!.]*\Z|"
    r"(?<!\w)(?:nhiều|một số|không ít|có|các) (?:bà con|người(?: dân)?|bạn đọc|cử tri|hộ|ý kiến)(?: \w+){0,3} "
    r"(?:hỏi|thắc mắc|băn khoăn)(?!\w)|"
    r"^(?:ông|bà|anh|chị|cô|chú|bác)(?-i:(?: [A-ZĐÀ-Ỹ]\w*){1,5})(?: \([^()]{2,60}\))? (?:hỏi(?! thăm)|thắc mắc|băn khoăn)(?!\w)|"
    r"(?<!\w)(?:ghi nhận và|hứa) (?:hứa |sẽ )?(?:trả lời|xem xét|tiếp thu)(?!\w)|"
    r"^(?:một số|nhiều|các) (?:kiến nghị|ý kiến|câu hỏi)(?: \w+){0,4} (?:đã )?được (?:ghi (?:lại|nhận)|tổng hợp|chuyển)(?!\w)",
    re.IGNORECASE,
)


def only_greets_or_asks(text: str) -> bool:
    """Return True if a sentence greets its readers, or tells that somebody has asked, or will be answered."""
    return _GREETS.search(text) is not None


def only_meets(text: str) -> bool:
    """Return True if a sentence tells that people met and talked, and of nothing that anybody gets or must do."""
    return (_TAKES_PLACE.search(text) or _TALKS.search(text)) is not None and _FOR_SOMEBODY.search(text) is None
