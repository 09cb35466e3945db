"""What a clause's words signal: whom it is about, what it grants, asks or forbids, its figures and days. One pass over the words.

Each signal is a feature of the ranking (`config/points.toml` weighs it), so that a person can read why a clause was chosen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from distributor.understand.dates import DAY

_LISTED = {
    "citizen": """người dân | công dân | cá nhân | hộ gia đình | hộ nghèo | hộ cận nghèo | hộ kinh doanh | người lao động | lao
        động | doanh nghiệp | hợp tác xã | học sinh | sinh viên | học viên | trẻ em | người cao tuổi | người khuyết tật
        | người có công | thương binh | bệnh binh | liệt sĩ | liệt sỹ | phụ nữ | cha mẹ | vợ | chồng | con | người sử
        dụng đất | người nộp thuế | chủ xe | người yêu cầu | người đề nghị | người thuê | người mua | người bán | chủ hộ
        | chủ sở hữu | người điều khiển | nhân dân | người được | người bị | người nộp | đối tượng | thành viên | gia
        đình | người tố cáo | người khiếu nại | người tham gia | cử tri | tổ chức, cá nhân | người tiêu dùng | người
        bệnh | người dùng | người đã | người hưởng | người khai | đương sự""",
    "office": """cơ quan | ủy ban nhân dân | uỷ ban nhân dân | sở | bộ trưởng | bộ | chính phủ | thủ tướng | hội đồng nhân dân |
        chủ tịch | giám đốc | thủ trưởng | cơ quan có thẩm quyền | tòa án | toà án | viện kiểm sát | quốc hội | công
        chức | cán bộ | đơn vị | kiểm toán | thanh tra | ubnd | hđnd | văn phòng | hội đồng""",
    "grant": """có quyền | được quyền | được hưởng | được hỗ trợ | được cấp | được trợ cấp | được nhận | được bồi thường | được
        bảo đảm | được tiếp tục | được phép | được lựa chọn | được giảm | được vay | được xét | được miễn | hỗ trợ | trợ
        cấp | trợ giúp | tặng quà | quyền yêu cầu | bồi hoàn | được thưởng | được rút | được sử dụng | được giao | được
        mua | được thuê | được hoàn""",
    "relief": """miễn | miễn phí | giảm | không phải nộp | không thu | không phải | không chịu thuế | được miễn | hoàn trả | hoàn
        thuế""",
    "duty": """phải | có nghĩa vụ | có trách nhiệm | chịu trách nhiệm | bắt buộc | nghĩa vụ | tự chịu | cần phải""",
    "ban": """không được | nghiêm cấm | cấm | bị cấm | không chấp nhận | không áp dụng""",
    "penalty": """phạt tiền | bị phạt | xử phạt | truy cứu | thu hồi | tịch thu | buộc | bị xử lý | mức phạt | bị truy cứu | đình
        chỉ | phạt cảnh cáo | tước quyền""",
    "papers": """hồ sơ | giấy đề nghị | đơn đề nghị | tờ khai | bản sao | bản chính | giấy tờ | bộ hồ sơ | giấy chứng nhận | mẫu
        đơn | đơn""",
    "where": """nộp tại | bộ phận một cửa | phục vụ hành chính công | cổng dịch vụ công | nơi cư trú | ủy ban nhân dân cấp xã |
        bưu chính | trực tuyến | nơi có đất | trụ sở | trang thông tin điện tử | cơ quan thuế | nơi tiếp nhận | nơi
        thường trú""",
    "how": """nộp | gửi | đăng ký | kê khai | khai | nộp hồ sơ | thông báo | cung cấp | xuất trình | lập | tự nguyện | bằng
        văn bản""",
    "term": """trong thời hạn | thời hạn | chậm nhất | trước ngày | kể từ ngày | thời hiệu | không quá | hằng tháng | hàng
        tháng | hằng năm | đến hết ngày | ngày làm việc | trước khi | trong vòng | thời gian | bắt đầu""",
    "change": """sửa đổi | bổ sung | thay thế | bãi bỏ | hết hiệu lực | bổ sung cụm từ | thay cụm từ | ban hành kèm theo | công
        bố""",
    "condition": """trừ trường hợp | trừ | nếu | với điều kiện | trường hợp | khi""",
    "rate": """mức | mức thu | mức hỗ trợ | mức trợ cấp | giá | thuế suất | lãi suất | phí | lệ phí | học phí | tiền | mức phạt
        | mức giảm""",
    "work": """chủ trì | phối hợp | tham mưu | hướng dẫn | tổng hợp | báo cáo | thẩm định | kiểm tra | thanh tra | chỉ đạo |
        triển khai | tổ chức thực hiện | xây dựng | quản lý nhà nước | theo dõi | đôn đốc | phê duyệt | trình | bố trí
        kinh phí | dự toán | ngân sách nhà nước | quyết định thành lập | quy định chi tiết | ban hành""",
    "general": """mức độ
        | theo quy định của pháp luật | theo quy định | tuyên truyền | phổ biến | nâng cao | tăng cường | bảo đảm | khuyến
        khích | nguyên tắc | phát triển""",
    "effect": """có hiệu lực | hết hiệu lực | tiếp tục áp dụng | tiếp tục thực hiện""",
    "least": """tối thiểu | tối đa | không dưới | không vượt quá | ít nhất | từ đủ | trở lên | trở xuống | không quá""",
}  # fmt: skip
_MONEY = re.compile(r"\d\s?(?:đồng|đ/|triệu|tỷ|nghìn đồng)|\d[\d.,]*\s?(?:vnđ|vnd)", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s?%")
_SPAN = re.compile(r"\d\)?\s(?:\([^()]{1,30}\)\s)?(?:ngày|tháng|năm|giờ|tuổi|lần)(?!\w)", re.IGNORECASE)
_DAY = re.compile(DAY)
_FIGURE = re.compile(r"(?<![\w/.])\d[\d.,]*(?![\w/])")
_REFERENCE = re.compile(r"(?<!\w)(?:khoản|điểm|điều|chương|mục)\s+(?:\d|[a-zđ]\s|này)", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?<!\w)(?:nghị định|thông tư|quyết định|luật|nghị quyết|pháp lệnh)(?!\w)", re.IGNORECASE)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    known: dict[str, list[str]] = {}
    for name, listed in _LISTED.items():
        for phrase in listed.split("|"):
            known.setdefault(" ".join(phrase.split()), []).append(name)
    groups: dict[str, list[str]] = {}
    for phrase in sorted(known, key=lambda each: (-len(each), each)):
        first, _, rest = phrase.partition(" ")
        groups.setdefault(first, []).append(rest)
    branches = [
        f"{re.escape(first)}(?:{'|'.join(re.escape(f' {rest}' if rest else '') for rest in rests)})(?!\\w)"
        for first, rests in groups.items()
    ]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(branches)})")
    return pattern, {phrase: tuple(names) for phrase, names in known.items()}


RULES = ("grant", "duty", "ban", "penalty", "relief")
_FAR = 45
"""Characters up to which a clause's first word of this kind is its subject."""


@dataclass(frozen=True)
class Signs:
    """`named`: which signals stand in the words; `figures`: how many of each sort of figure.

    `subject`: whom it begins with, "citizen", "office" or "".
    """

    named: frozenset[str]
    figures: Mapping[str, int]
    subject: str = ""

    def has(self, *names: str) -> bool:
        return any(name in self.named for name in names)

    def count(self, *names: str) -> int:
        return sum(self.figures.get(name, 0) for name in names)

    @property
    def rules(self) -> bool:
        """Return True if it says by itself whom it grants, asks or forbids something."""
        return bool(self.subject) and self.has(*RULES)


@lru_cache(maxsize=4096)
def signs(text: str) -> Signs:
    """Return what the words of a clause signal."""
    pattern, known = _pattern()
    named: set[str] = set()
    subject = ""
    for match in pattern.finditer(text.casefold()):
        names = known[match[0]]
        named.update(names)
        if not subject and match.start() <= _FAR:
            subject = next((name for name in names if name in ("citizen", "office")), "")
    return Signs(frozenset(named), _figures(text), subject)


def _figures(text: str) -> dict[str, int]:
    found = {"reference": len(_REFERENCE.findall(text))}
    if any(letter.isdigit() for letter in text):
        found |= {
            "money": len(_MONEY.findall(text)),
            "percent": len(_PERCENT.findall(text)),
            "span": len(_SPAN.findall(text)),
            "day": len(_DAY.findall(text)),
            "figure": len(_FIGURE.findall(text)),
            "act": len(_DOCUMENT.findall(text)),
        }
    return found


_COMMON = frozenset(
    """và của các cho theo quy định về việc tại trên trong đối với là được có số một không này từ đến năm tỉnh thành phố
    địa bàn ban hành quyết nghị luật thông tư điều những do để khi người""".split()  # noqa: SIM905
)


def telling_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that tell what a title is about, without those that every title has."""
    return frozenset(
        word
        for text in texts
        for word in re.findall(r"[^\W\d_]+", text.casefold())
        if len(word) > 1 and word not in _COMMON
    )
