"""Suspicions against a person whom the text names, told as open: a headline that accuses, doubts, "chưa có kết luận". Pure.

`harm.py` looks at the words beside a name; here the whole text tells that somebody is suspected and that nothing is settled.
"""

import re
from collections.abc import Sequence

from distributor.ingest.holds.people import WORD, Person
from distributor.text.cued import Cued, searched, searched_whole

_TITLE_ACCUSES = Cued(
    r"(?<!\w)(?:bị\s+)?tố(?:\s+(?:cáo|giác|khổ))?\s+(?:ông|bà|anh|chị|cô|thầy|chủ|giám\s+đốc|cán\s+bộ|trưởng|phó|hiệu\s+trưởng|bác\s+sĩ|công\s+ty|chồng|vợ|con|hàng\s+xóm|là|đã)(?!\w)"
    r"|(?<!\w)bị\s+(?:[^\W\d]+\s+){0,3}tố(?!\w)(?!\s+(?:tụng|chất))|có\s+hay\s+không\s+(?:chuyện|việc)|nghi\s+vấn|bộ\s+mặt\s+thật|dấu\s+hiệu\s+(?:sai\s+phạm|vi\s+phạm|tiêu\s+cực|tham\s+nhũng)",
    "tố |có hay không|nghi vấn|bộ mặt thật|dấu hiệu",
)
_OPEN = Cued(
    r"chưa\s+(?:có|ra)\s+kết\s+luận|chưa\s+(?:khởi\s+tố|làm\s+việc\s+với)|(?:lấy\s+mẫu|chờ(?:\s+kết\s+quả)?)\s+giám\s+định|chưa\s+được\s+(?:xác\s+minh|làm\s+rõ)|đang\s+(?:được\s+)?(?:điều\s+tra|xác\s+minh|làm\s+rõ|thụ\s+lý\s+đơn|củng\s+cố\s+hồ\s+sơ)"
    r"|(?:để|tiến\s+hành|tiếp\s+tục)\s+(?:điều\s+tra|xác\s+minh|làm\s+rõ)|xin\s+ghi\s+nhận|(?:không|chưa)\s+(?:nghe\s+máy|trả\s+lời\s+(?:báo|phóng|câu))|sẽ\s+trả\s+lời\s+sau|trả\s+lời\s+sau",
    "kết luận|chưa khởi tố|chưa làm việc|giám định|chưa được|điều tra|xác minh"
    "|làm rõ|thụ lý đơn|hồ sơ|xin ghi nhận|nghe máy|trả lời",
    begins="chưa|lấy|chờ|đang|để|tiến|tiếp|xin|không|sẽ|trả",
)
_SUSPECTS = Cued(
    r"cho\s+rằng|tố\s+(?:cáo|giác|ông|bà)|thắc\s+mắc|nghi\s+(?:ngờ|vấn|là)|lót\s+tay|chạy\s+chọt|bật\s+đèn\s+xanh|có\s+hay\s+không|dư\s+luận|bức\s+xúc|cáo\s+buộc|nghi\s+phạm|nghi\s+can|bị\s+tố|bao\s+che|ưu\s+ái"
    r"|hành\s+vi\s+(?:lừa|chiếm|giết|trộm|cướp|tham|nhận|đưa|hiếp|dâm|cố\s+ý|mua\s+bán)|nhiều\s+người\s+khẳng\s+định|không\s+còn\s+nghi\s+ngờ|(?:phải\s+)?(?:bị\s+trừng\s+trị|trả\s+giá)|ăn\s+(?:chặn|bớt)|khuất\s+tất|mờ\s+ám",
    "cho rằng|tố|thắc mắc|nghi |lót tay|chạy chọt|bật đèn xanh|có hay không|dư luận|bức xúc|cáo buộc"
    "|bao che|ưu ái|hành vi|khẳng định|trừng trị|trả giá|ăn chặn|ăn bớt|khuất tất|mờ ám",
)
_INITIALED = Cued(
    r"(?<!\w)(?i:ông|bà|anh|chị|cô|thầy)\s+(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]?[\s,(]{1,3}(?i:là\s+)?(?i:giáo\s+viên|hiệu\s+trưởng|chủ|cán\s+bộ|giám\s+đốc"
    r"|nhân\s+viên|bác\s+sĩ|bảo\s+mẫu|trưởng|phó)(?!\w)",
    " ông | bà | anh | chị | cô | thầy ",
    as_written=True,
)
"""Whom the office or place behind the initials makes known."""
_BLAMED = Cued(
    r"(?i:kiểm\s+điểm\s+trách\s+nhiệm|xử\s+lý\s+trách\s+nhiệm|kỷ\s+luật|khởi\s+tố|bắt\s+(?:tạm\s+)?giam|sai\s+phạm\s+của|trách\s+nhiệm\s+của)(?:,[^.\n]{0,40})?\s+(?:đối\s+với\s+)?"
    r"(?i:ông|bà|anh|chị)\s+(?:[A-ZĐ]\w*\s+){0,3}(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]?[\s,(]{1,3}(?i:(?:là|nguyên)\s+)?(?i:chủ\s+tịch|phó|bí\s+thư|trưởng"
    r"|giám\s+đốc|hiệu\s+trưởng|kế\s+toán|công\s+chức|cán\s+bộ)(?!\w)",
    "kiểm điểm|xử lý trách nhiệm|kỷ luật|khởi tố|bắt giam|bắt tạm giam|sai phạm|trách nhiệm của",
    as_written=True,
    begins="kiểm|xử|kỷ|khởi|bắt|sai|trách",
)
"""Whose office tells who "ông Lò Văn P." is, and what he is blamed for."""
_AT_WORK_INITIALED = Cued(
    r"(?i:cô\s+giáo|thầy\s+giáo|giáo\s+viên|bảo\s+mẫu|hiệu\s+trưởng|bác\s+sĩ|y\s+tá|điều\s+dưỡng|kế\s+toán|cán\s+bộ|công\s+chức"
    r"|trưởng\s+thôn|chủ\s+tịch|giám\s+đốc|hướng\s+dẫn\s+viên|chủ\s+quán|quán|cửa\s+hàng|tiệm|công\s+ty|doanh\s+nghiệp)(?:\s+[^\W\d_A-ZĐ][^\W\d_]*){0,3}\s+(?<!tại\s)(?<!ở\s)"
    r"(?!(?:P|Q|TP|TX)\.\s?(?:\d|[A-ZĐ][^\W\d_]+\s+[A-ZĐ]))(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]?(?!\w)",
    "cô giáo|thầy giáo|giáo viên|bảo mẫu|hiệu trưởng|bác sĩ|y tá|điều dưỡng|kế toán|cán bộ|công chức|trưởng thôn"
    "|chủ tịch|giám đốc|hướng dẫn viên|quán|cửa hàng|tiệm|công ty|doanh nghiệp",
    as_written=True,
    begins="cô|thầy|giáo|bảo|hiệu|bác|y|điều|kế|cán|công|trưởng|chủ|giám|hướng|quán|cửa|tiệm|doanh",
)
"""Whom the letters of the name and the work make known to all who live there; a ward is none ("tại P. Xuân Phú")."""
_COMPLAINED_OF = Cued(r"(?<!\w)(?:phản\s+ánh|bức\s+xúc|tố|khiếu\s+nại)(?!\w)", "phản ánh|bức xúc| tố |khiếu nại")
_NOT_SETTLED = Cued(
    r"(?:đang\s+)?chờ\s+kết\s+quả|sẽ\s+(?:làm\s+rõ|xác\s+minh|kiểm\s+tra|xử\s+lý)|(?:vào\s+cuộc|yêu\s+cầu[^.\n]{0,60}(?:báo\s+cáo|giải\s+trình))|nếu\s+(?:đúng|sai)(?!\w)",
    "sẽ|vào cuộc|yêu cầu|nếu|chờ kết quả",
)
_SPEAKS = re.compile(
    r"^[^.;\n]{0,90}?(?<!\w)(?:cho\s+(?:biết|hay)|khẳng\s+định|phát\s+biểu|nói|thông\s+tin|trao\s+đổi|chia\s+sẻ|khuyến\s+cáo)(?!\w)"
)
_DENOUNCED = Cued(
    rf"(?i:danh\s+tính|điểm\s+mặt|nhận\s+diện|bóc\s+phốt)[^.:\n]{{0,60}}(?i:lừa\s+đảo|trộm|chiếm\s+đoạt|quỵt|bịp)[^.:\n]{{0,40}}:\s*{WORD}\s+{WORD}"
    rf"|(?<!\w)(?!Đây|Đó|Họ|Ai|Hắn|Chúng){WORD}\s+(?:chính\s+|đích\s+thị\s+)?là\s+(?:một\s+)?(?:kẻ|tên|đồ|đứa)\s+(?i:lừa|trộm|cướp|gian|quỵt|bịp|lưu\s+manh)",
    "danh tính|điểm mặt|nhận diện|bóc phốt|kẻ|tên|đồ|đứa",
    as_written=True,
)
"""Who is called a swindler by name: a verdict of the crowd."""
_MOST_READ = 30_000


def is_suspected(title: str, text: str, people: Sequence[Person]) -> bool:
    """Return True if one of `people`, of title and text, who does not merely speak, is under a suspicion that nobody has
    settled."""
    heading, whole = searched(title), searched_whole(title, text[:_MOST_READ])
    told_of = [person for person in people if not _SPEAKS.match(whole.written[person.end : person.end + 120])]
    accuses = _TITLE_ACCUSES.search(heading) is not None
    if _BLAMED.search(whole) is not None or (told_of and _DENOUNCED.search(whole) is not None):
        return True
    if (
        _COMPLAINED_OF.search(whole) is not None
        and (_OPEN.search(whole) is not None or _NOT_SETTLED.search(whole) is not None)
        and _AT_WORK_INITIALED.search(whole) is not None
    ):
        return True
    if not told_of:
        return accuses and _OPEN.search(whole) is not None and _INITIALED.search(whole) is not None
    return accuses or (_OPEN.search(whole) is not None and _SUSPECTS.search(whole) is not None)
