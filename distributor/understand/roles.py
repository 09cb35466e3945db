"""Which role a clause has: by the words that rule in it, and by the part of the document that it stands in."""

import re

from distributor.facts import Role
from distributor.understand.candidates_words import (
    A_TIME,
    BEGUN_BEFORE,
    CONCERNED,
    EXCLUDES,
    IS_GIVEN,
    NAMES_PAPERS,
    NAMES_PLACE,
    OF_AN_OFFICE,
    REFUSES,
)
from distributor.understand.dates import DAY
from distributor.understand.sections import Section
from distributor.understand.signals import Signs
from distributor.understand.statements import sentences

_BY_SECTION: dict[Section, Role] = {
    "ban": Role.BAN, "papers": Role.PAPERS, "addressees": Role.WHO, "right": Role.RIGHT, "duty": Role.DUTY,
    "penalty": Role.PENALTY, "relief": Role.RIGHT, "procedure": Role.HOW, "deadline": Role.DEADLINE,
}  # fmt: skip

_UNTIL_A_DAY = re.compile(
    r"(?<!\w)(?:thời hạn|hạn|thời gian (?:tiếp )?nhận)(?!\w)[^;.]{0,80}(?:đến|trước)\s(?:hết\s)?(?:ngày\s)?"
    rf"(?:{DAY}|\d{{1,2}} tháng \d)",
    re.IGNORECASE,
)
_OF_THE_PAST = re.compile(
    r"(?<!\w)đã [^;.]{3,140}?(?:trước|sau|đến) (?:ngày|năm|tháng) [^;.]{1,60}?(?<!\w)(?:được|không phải)(?!\w)",
    re.IGNORECASE,
)
"""`Phần đã xây dựng trước ngày 01/7/2014 thì được công nhận`: of whom or what, not by when."""
_LASTS = re.compile(r"không (?:quá|vượt quá) \d+\)? (?:ngày|giờ|tháng|năm|phút)(?!\w)", re.IGNORECASE)
_BY_WHEN = re.compile(
    r"(?<!\w)(?:trong|trước|chậm nhất|đến|kể từ|từ khi|từ ngày|sau|hạn|thời gian)(?!\w)", re.IGNORECASE
)
_FREES = re.compile(r"(?:không thu|miễn|giảm|được miễn|được giảm)(?!\w)", re.IGNORECASE)
FIRMS_DUTY = re.compile(
    r"(?:các )?(?:công ty|đơn vị|doanh nghiệp|ngân hàng|trung tâm|hợp tác xã|nhà máy"
    r"|điện lực)\s[^:;.]{0,90}? có trách nhiệm(?!\w)",
    re.IGNORECASE,
)
"""By when a firm must do something is no day of the reader's."""


_FORBIDS_MEANWHILE = re.compile(
    rf"(?<!\w)từ (?:ngày )?{DAY} đến (?:hết )?(?:ngày )?{DAY}[^.;]{{0,20}}?,? "
    r"(?:không(?! (?:quá|thu|phải|mất|tính))|cấm|nghiêm cấm)(?!\w)",
    re.IGNORECASE,
)
"""Forbids something for a time: "từ ngày 15/12/2026 đến hết ngày 30/4/2027, không đốt nương"."""


_STOPS = re.compile(
    r"(?:thời (?:gian|hạn) )?(?:tạm )?(?:ngưng|ngừng|đình chỉ) (?:hiệu lực|thi hành)(?!\w)", re.IGNORECASE
)
TELLS_STORY = re.compile(
    r"(?:gần đây|mới đây|vừa qua|(?:trong )?thời gian (?:qua|gần đây|vừa qua)|qua (?:nắm|theo dõi|phản ánh))(?!\w)",
    re.IGNORECASE,
)
"""What happened to others is nothing to do."""
_DONE = ("how", "papers", "where", "duty", "work")
"""Signals of something that somebody does; what only rules ("diện tích tối thiểu là 50 m2") is not led by "Cần làm"."""
_NOT_ASKED_FOR = re.compile(r"không (?:phải|cần|yêu cầu)(?!\w)", re.IGNORECASE)
_TELLS_OFFICES = re.compile(
    r"(?:đề nghị|yêu cầu|giao) (?:các )?(?:tổ dân phố|thôn|bản|khu phố|đơn vị|cơ quan|phòng|ban|sở|ubnd|ủy ban|xã|phường|"
    r"trường|doanh nghiệp|hội|đoàn)(?!\w)",
    re.IGNORECASE,
)
"""Neither sends a citizen anywhere."""
_OFFICE_ANSWERS = re.compile(
    r"(?:sở|ủy ban nhân dân|ubnd|công an|chi cục|cơ quan|bộ|cục)(?!\w)[^:;.]{0,90} (?:chịu|có) trách nhiệm(?!\w)(?!.*tiếp nhận)",
    re.IGNORECASE,
)
_WHAT_A_PAPER_SAYS = re.compile(
    r"(?:đơn|giấy|tờ khai|hồ sơ|danh sách|điều lệ|biên bản|hợp đồng|thông báo)(?: [^\s,;:.]+){0,10} (?:bao gồm|gồm|phải có|ghi)"
    r"(?!\w)(?!.*(?<!\w)(?:nộp|gửi|tiếp nhận)(?!\w))",
    re.IGNORECASE,
)
"""An address that stands in a paper is no place to go to."""


_MUST_BY = re.compile(
    r"(?<!không )(?<!\w)(?:phải (?!là |được )[^.;]{3,160}?|(?<!đã )nộp (?:\d+ bộ )?(?:hồ sơ|đơn|tờ khai)(?!\w)[^.;]{0,120}?)"
    r"(?:trước|chậm nhất(?: là)?|đến hết) ngày \d(?![^.;]{0,60} (?:thì|mà|nhưng)(?!\w))",
    re.IGNORECASE,
)
"""What somebody must do, or files, and by which day."""


def role_of(own: Signs, led: Signs | None, section: Section = "") -> Role:
    """The role of what these words tell; `led`: the words that they stand under."""

    def has(*names: str) -> bool:
        return own.has(*names) or (led is not None and led.has(*names))

    if section == "ban" or own.has("ban") or (led is not None and led.has("ban")):
        return Role.BAN
    if own.has("effect") and own.count("day") and section in ("effect", ""):
        return Role.EFFECT
    if has("penalty") and (own.count("money") or section == "penalty" or own.subject == "citizen"):
        return Role.PENALTY
    if section == "papers" and has("papers"):
        return Role.PAPERS
    if own.count("money", "percent") or (has("rate") and own.count("figure") > own.count("span", "day")):
        return Role.AMOUNT
    if has("term") and own.count("span", "day"):
        return Role.DEADLINE
    if section == "addressees":
        return Role.WHO
    if has("where") and has("how", "papers"):
        return Role.WHERE
    if has("papers") and has("how"):
        return Role.PAPERS
    if has("relief", "grant"):
        return Role.RIGHT
    if has("duty"):
        return Role.DUTY
    if has("change"):
        return Role.CHANGE
    return _BY_SECTION.get(section, Role.HOW)


_BEGINS_TO_DO = re.compile(
    r"(?:hãy |cần |nên |có thể )?(?:nộp|gửi|đăng ký|kê khai|khai|mang|đến|tới|liên hệ|gọi|truy cập|tải|điền|chuẩn bị|xuất trình|"
    r"lập|làm|báo|trình báo|thực hiện|cung cấp|đề nghị|mời|tra cứu|đăng nhập|cài đặt|giữ|kiểm tra|thông báo)(?!\w)",
    re.IGNORECASE,
)
_TELLS_WHERE = re.compile(
    r"(?<!\w)(?:tại|ở|đến|tới|qua|trên|vào|địa chỉ|địa điểm|trụ sở|gửi về|hộp thư|liên hệ|trực tuyến|số \d)(?!\w)",
    re.IGNORECASE,
)


def told_role(role: Role, words: str, statement: str, own: Signs) -> Role:
    """The role under which a clause is told. "Cần làm" is said of what a citizen does, "Nơi thực hiện" of what names a place; of
    anything else either would be untrue."""
    if role not in (Role.HOW, Role.WHERE):
        return role
    if _NOT_ASKED_FOR.match(words):
        return Role.RIGHT
    if _TELLS_OFFICES.match(words):
        return Role.DUTY
    if role is Role.WHERE:
        if _OFFICE_ANSWERS.match(statement):
            return Role.DUTY
        goes = _TELLS_WHERE.search(statement) is not None and _WHAT_A_PAPER_SAYS.match(statement) is None
        return role if goes else Role.CHANGE
    done_to = OF_AN_OFFICE.match(words) or IS_GIVEN.match(words) or TELLS_STORY.match(words)
    does = own.has(*_DONE) and (own.subject == "citizen" or _BEGINS_TO_DO.match(words))
    return role if does and not done_to else Role.CHANGE


def _lists_people(section: Section, words: str) -> bool:
    """Return True if a clause only names whom an act is for: "Người có công; …; hộ bị thu hồi đất" fines nobody."""
    return section == "addressees" and words.count(";") > 1


def _role_by_signs(section: Section, words: str, statement: str, own: Signs, led: Signs | None) -> Role:
    if CONCERNED.match(words) or _lists_people(section, words):
        return Role.WHO
    role = role_of(own, led, section)
    # "Người đang nuôi chó trước ngày Nghị định này có hiệu lực phải khai báo trước ngày 15/4/2027"
    return Role.DEADLINE if role in (Role.EFFECT, Role.BAN) and _MUST_BY.search(statement) else role


def role_in(section: Section, words: str, statement: str, own: Signs, led: Signs | None) -> Role:
    """The role of what a clause says, where its words alone would mislead."""
    role = _role_by_signs(section, words, statement, own, led)
    if role is Role.HOW and REFUSES.match(words):
        role = Role.BAN
    if (role is Role.HOW and BEGUN_BEFORE.match(words)) or (role is Role.EFFECT and _STOPS.match(words)):
        role = Role.CHANGE  # how long another document is without effect says not from when this one has it
    if NAMES_PLACE.match(words):
        role = Role.WHERE
    of_no_sum = role is Role.AMOUNT and not own.count("money", "percent")
    if (role is Role.PAPERS or of_no_sum) and _UNTIL_A_DAY.search(statement):
        role = Role.DEADLINE
    if role is Role.DEADLINE and _LASTS.search(statement) and not _BY_WHEN.search(statement):
        role = Role.CHANGE  # "tổ chức tiệc cưới không quá 02 ngày" is no time by which anything is to be done
    if role is Role.PAPERS and (OF_AN_OFFICE.match(words) or not NAMES_PAPERS.match(statement)):
        role = Role.DEADLINE if own.has("term") and own.count("span") else Role.HOW
    if role is Role.DEADLINE and NAMES_PAPERS.match(statement) and not A_TIME.search(statement):
        role = Role.PAPERS  # the days stand in what is not told
    of_what_is = _OF_THE_PAST.search(statement) is not None and _MUST_BY.search(statement) is None
    if role is Role.DEADLINE and (_FREES.match(words) or of_what_is):
        role = Role.RIGHT  # "không thu tiền … với thời gian không quá 02 giờ/ngày": whom it frees, not until when
    if role is Role.DEADLINE and _FORBIDS_MEANWHILE.search(words):
        role = Role.BAN  # by its last day nothing is to be done
    if role is Role.DEADLINE and FIRMS_DUTY.match(statement):
        role = Role.DUTY
    if role is Role.DEADLINE and not A_TIME.search(words):
        role = Role.RIGHT if own.has("grant", "relief") else Role.CHANGE  # "không quá 03 lần" is no time
    if role is Role.WHO and EXCLUDES.search(sentences(statement)[0]):
        role = Role.CHANGE
    return role
