"""What an office has to do by an article, and what a citizen files by it. Pure."""

import re

from distributor.facts import Role
from distributor.understand.candidate import Candidate

_ENACTS = re.compile(r"(?:ủy quyền|uỷ quyền|phân cấp|bãi bỏ|áp dụng|công bố|phê duyệt|ban hành)(?!\w)", re.IGNORECASE)
"""What a document itself does by its words, though an office has work by it."""
_OFFICE = r"(?:các )?(?:sở|bộ|ủy ban|uỷ ban|ubnd|ban|cơ quan|chi cục|cục|văn phòng|công an|đơn vị|thủ trưởng|chủ tịch|giám đốc)"
_DUTY_OF_OFFICE = re.compile(
    rf"(?:trách nhiệm|nhiệm vụ)[^:;.]{{0,30}} của {_OFFICE}(?!\w)|{_OFFICE}\s[^:;.]{{0,80}}(?:có|chịu) trách nhiệm",
    re.IGNORECASE,
)
_OFFICE_WORK = re.compile(
    r"(?:chủ trì|phối hợp|hướng dẫn|thẩm định|tổng hợp|tham mưu|kiểm tra|rà soát|báo cáo|bố trí|theo dõi|đôn đốc|tổ chức|"
    r"triển khai|thực hiện việc|trực tiếp thực hiện|phân công|điều hành|xây dựng|quản lý|cập nhật|trình|lập)(?!\w)",
    re.IGNORECASE,
)
"""What an office does for citizens' files and for other offices; what it must publish, pay or answer is not of this kind."""
_HEAD_ANSWERS = re.compile(
    r"(?:các )?(?:hiệu trưởng|thủ trưởng|người đứng đầu|giám đốc|chủ tịch|trưởng [^\s,;:.]+)(?: [^\s,;:.]+){0,8}? chịu "
    r"trách nhiệm (?:về|trước|quản lý|tổ chức|chỉ đạo|toàn diện|kiểm tra|nếu)(?!\w)",
    re.IGNORECASE,
)
"""Who answers for the work of his office: "Hiệu trưởng chịu trách nhiệm về việc quản lý giáo viên …"."""
_FILES = re.compile(
    r"(?<!\w)(?:hộ|người|chủ|cha|mẹ|cá nhân|công dân|cơ sở|hợp tác xã)(?: [^\s;:.]+){0,6} "
    r"(?:nộp|gửi|khai|đăng ký|làm)(?: hồ sơ| (?:\d+|một) bộ)? (?:đơn|hồ sơ|tờ khai|bản)"
    r"(?!\w)|(?<!\w)(?:hộ|người dân|công dân) nộp(?!\w)",
    re.IGNORECASE,
)
"""What a citizen files, though the sentence goes on to what the office does with it."""
_OFFICE_ACTS = re.compile(
    rf"(?:\A|, )(?:{_OFFICE}|cơ sở|nhà trường|trường|trung tâm|phòng|hội đồng)(?!\w)[^,;:.]{{0,60}} "
    r"(?:lập|niêm yết|quyết định|xét|phê duyệt|xác nhận|kiểm tra|thẩm định|trả|cấp|chi|gửi|giải quyết|trình|thông báo|"
    r"tổng hợp)(?!\w)",
    re.IGNORECASE,
)


_OFFICE_PREPARES = re.compile(
    rf"(?:\A|, )(?:{_OFFICE}|cơ sở|nhà trường|trường|trung tâm|phòng|hội đồng)(?!\w)[^,;:.]{{0,60}}? "
    r"(?:lập|niêm yết|xét|kiểm tra|thẩm định|trình|tổng hợp|rà soát|chuyển|phân công)(?!\w)",
    re.IGNORECASE,
)
_OFFICE_GIVES = re.compile(
    r"(?<!\w)(?:trả (?:kết quả|lời|tiền)|chi trả|cấp (?:giấy|thẻ|lại|đổi|phép)|thông báo|giải quyết|nộp|công khai kết quả)(?!\w)",
    re.IGNORECASE,
)
_PREPARES, _JUST_LESS = 0.5, 0.001
"""Of the likelihood that an office's time for a step of its own keeps; and what another has less."""
_FILED_BY_A_DAY = re.compile(
    r"(?<!\w)(?<!đã )(?:nộp|gửi|nhận|làm)(?: \d+ bộ)? (?:hồ sơ|đơn|tờ khai|bài)(?!\w)[^.;]{0,120}?(?:chậm nhất|đến|trước)"
    r"(?: (?:là|hết|hết ngày|ngày|hết giờ|ngày hết)){0,3} \d{1,2}/\d{1,2}/\d{4}(?![^.;]{0,60} (?:thì|mà|nhưng)(?!\w))",
    re.IGNORECASE,
)
"""Not who "đã nộp hồ sơ trước ngày …", nor of whose file "thì …" is ruled."""
_MAY_FINE = re.compile(
    rf"(?:{_OFFICE}|trưởng|chánh|cục trưởng)(?!\w)[^;:.]{{0,90}} có (?:thẩm )?quyền (?:xử )?phạt(?!\w)", re.IGNORECASE
)
"""How much an office may fine is no fine: "Chủ tịch Ủy ban nhân dân cấp xã có quyền phạt tiền đến …"."""


_KEEPS = re.compile(
    rf"(?:{_OFFICE}|phòng|trung tâm|trưởng (?:thôn|bản|ấp|khu phố)|đội)(?!\w)[^;:.]{{0,70}}? "
    r"(?:lập (?:sổ|danh sách)|niêm yết|hướng dẫn|kiểm tra|rà soát|báo cáo|hoạt động theo)(?!\w)",
    re.IGNORECASE,
)
_COMPANY_WORKS = re.compile(
    r"(?:(?:Tổng )?[Cc]ông ty|Tập đoàn)(?: [^\s,;:.]+){1,14}? (?:vận hành|nạo vét|bảo đảm|bố trí|phối hợp|chủ trì|duy tu|kiểm "
    r"tra|rà soát|báo cáo|xây dựng)(?!\w)"
)
"""What a named company does, as offices do theirs: "Công ty Điện lực Lam Thủy bảo đảm điện cho 186 trạm bơm …"."""
_FOR_CITIZENS = re.compile(
    r"(?<!\w)(?:người|công dân|hộ|cá nhân|tổ chức|chủ|tiếp nhận|đăng tải|chi trả|thanh toán|không thu|không được)(?!\w)",
    re.IGNORECASE,
)
"""Whom an office's work concerns, or what of it does: not its own lists, notice boards and checks."""
_NOT_FOR_CITIZENS = frozenset({Role.WHERE, Role.HOW, Role.CHANGE, Role.DUTY})


_BETWEEN_OFFICES = re.compile(
    rf"(?:giao )?{_OFFICE}(?!\w)(?![^.]*(?:cao điểm|tiếp nhận|miễn phí|không thu|chi trả|trợ cấp|cấp phát|tặng))[^.]*?(?<!\w)(?:"
    r"(?:báo cáo|đôn đốc|tổng hợp|chủ trì|phối hợp|tổng kiểm tra|chỉ đạo|thẩm định|tham mưu)(?!\w)|kiểm tra(?: \d|, xử lý))|"
    r"(?:báo cáo (?:kết quả|tiến độ|tình hình)|tham mưu|đề xuất (?:biểu dương|khen)|cử \d{1,3} |trường hợp vượt (?:quá )?thẩm "
    r"quyền)",
    re.IGNORECASE,
)
"""What an order has offices do for each other: "Công an tỉnh: tổng kiểm tra …; báo cáo trước ngày 25/01/2027"."""


_DRAFTS_AN_ACT = re.compile(
    rf"{_OFFICE}(?!\w)[^;:.]{{0,90}} (?:trình|xây dựng|soạn thảo)(?!\w)[^;:.]{{0,60}}(?<!\w)(?:dự thảo|ban hành|sửa đổi)(?!\w)",
    re.IGNORECASE,
)
"""Prepares the act that is to take this one's place."""


def between_offices(statement: str) -> bool:
    """Return True if one office reports to another by it, leads or sends people."""
    return _BETWEEN_OFFICES.match(statement) is not None


def is_work(candidate: Candidate) -> bool:
    """Return True if an article only gives an office work to do; a letter's orders are what it says."""
    signs = candidate.signs
    led = candidate.led.subject if candidate.led is not None and not signs.subject else signs.subject
    works = led == "office" and signs.has("work") and not signs.has("citizen", "grant", "relief", "ban")
    if _ENACTS.match(candidate.lead or candidate.words) or _FILES.search(candidate.words):
        return False
    if _DUTY_OF_OFFICE.match(candidate.lead) and _OFFICE_WORK.match(candidate.words):
        return True
    if any(each.match(candidate.words) for each in (_HEAD_ANSWERS, _MAY_FINE, _DRAFTS_AN_ACT)):
        return True
    if _keeps_its_own(candidate) or ("Điều" not in candidate.citation and between_offices(candidate.statement)):
        return True
    if _COMPANY_WORKS.match(candidate.words) and not _FOR_CITIZENS.search(candidate.words):
        return True
    return works and "Điều" in candidate.citation


def _keeps_its_own(candidate: Candidate) -> bool:
    """Return True if an office keeps lists, puts up notices, checks, and no citizen is named: "UBND xã lập sổ …"."""
    return (
        candidate.role in _NOT_FOR_CITIZENS
        and "Điều" in candidate.citation
        and _KEEPS.match(candidate.words) is not None
        and _FOR_CITIZENS.search(candidate.words) is None
    )


def is_filed(words: str) -> bool:
    """Return True if a citizen files something by it."""
    return _FILES.search(words) is not None


def for_citizens(candidate: Candidate, likelihood: float, filed: float, latest: float) -> float:
    """Return how likely a deadline is told among the others. `filed`: how likely what citizens file by its article is; `latest`:
    the likeliest deadline of all.

    A day of the calendar by which something is filed goes before every time that is counted from something; an office's time for
    its work is less than what citizens file, and for a step of its own ("lập danh sách, trình … phê duyệt") hardly anything.
    """
    statement = candidate.statement
    if candidate.role is not Role.DEADLINE:
        return likelihood
    if not office_acts(statement):
        return max(likelihood, latest) if _FILED_BY_A_DAY.search(statement) else likelihood
    if _OFFICE_PREPARES.search(statement) and not _OFFICE_GIVES.search(statement):
        return likelihood * _PREPARES
    return likelihood if is_filed(candidate.words) else min(likelihood, filed - _JUST_LESS)


def office_acts(statement: str) -> bool:
    """Return True if it begins with what an office does, or with by when."""
    return _OFFICE_ACTS.search(statement) is not None
