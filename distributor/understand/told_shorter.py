"""A sentence of news or of a notice that is too long to be told, in fewer words: who does what, from when, where stay. Pure.

What goes first says least: the day of the week, an act's number in brackets, why it is done, who helps. Then goes what the post
says beside it: by which act, who announces. What binds ("trừ …", "đoạn từ … đến …") never goes.
"""

import re
from collections.abc import Iterator

from distributor.understand.dates import DAY
from distributor.understand.leaning import parts_people
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.statements import MOST_WORDS, fit
from distributor.understand.wording import count

LEAST_LEFT = 8
MOST_OF_LABEL = 6
_TELLS = re.compile(
    r"(?<!\w)(?:trả lời|cho biết|thông báo|khẳng định|nhấn mạnh|nêu rõ|lưu ý|đề nghị|khuyến cáo|nhắc)(?: [^:]{2,30})?\Z",
    re.IGNORECASE,
)
_MUST = re.compile(r"(?<!\w)(?:cần|phải|gồm|như sau|điều kiện)\Z", re.IGNORECASE)
_ACT = r"(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kế hoạch|Công văn|Thông báo|Chương trình)"
_OFFICE = (
    r"(?:UBND|Ủy ban|Uỷ ban|HĐND|Hội|Hội đồng|Sở|Công an|Phòng|Trung tâm|Ban|Chi cục|Cục|Trạm|Trường|Văn phòng|Thuế|Tòa án|"
    r"Công ty|Điện lực|Bệnh viện|Hạt|Bảo hiểm|Kho bạc|Đoàn|Tổ|Ngân hàng|Viện|Thanh tra|Đội|Bộ|Liên đoàn|Mặt trận|Hợp tác xã)"
)
_DOES = (
    r"(?:tổ chức|khám|cấp|mở|tuyển|tạm (?:dừng|ngừng)|ngừng|tiếp nhận|thu nhận|cấm|điều chỉnh|tiêm|phun|bán|đấu giá|nhận|"
    r"tư vấn|khai giảng|chi trả|thu hồi|kiểm tra|phát|trao|đo đạc|chuyển|thay đổi|công bố|lấy ý kiến|mời)"
)
_FILLING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"\A\([^()]{1,30}\)\s*[-–]\s*", ""),
        (r"\s?\((?:(?:sáng|chiều|tối)\s)?(?:thứ \w+|chủ nhật)(?:,\s(?:thứ \w+|chủ nhật))*\)", ""),
        (r"(?<!\w)(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),?\s(?=(?:ngày\s)?\d)", ""),
        (r"(?<!\w)(?:xin )?(?:trân trọng|kính) (?=thông báo|kính mời|mời|đề nghị)", ""),
        (r"(?<!\w)(?:toàn thể |quý )?bà con (?:nhân dân|cô bác)(?!\w)", "bà con"),
        (r"(?<!\w)trong (?:vòng )?(?:\d{1,2}|hai|ba|bốn|năm) ngày:\s(?=\d)", "ngày "),
        (r"(?<!\w)với mức (?=tối đa|tối thiểu|từ|không quá|cao nhất)", ""),
        (r"(?<!\w)(?:các )?loại phương tiện(?!\w)", "phương tiện"),
        (r"(?<!\w)tổng đài điện thoại(?!\w)", "tổng đài"),
        (r"(?<=nhà ở) thuộc (?:quyền )?sở hữu của mình(?!\w)", ""),
        (r"(?<!\w)trên các tuyến: đường (?=[^:;.]*, đường )", "trên các đường: "),
        (
            r"(?<![^:.]\s)(?<!\w)(?:trong )?(?:thời gian (?:gần đây|vừa qua|qua)|gần đây|vừa qua|hiện nay|những ngày qua),\s",
            "",
        ),
        (
            r"(?<!\w)(?:trên địa bàn [^,;.:]{2,30}? )?(?:đã |đang )?xuất hiện (?:tình trạng|thủ đoạn|hiện tượng|nhiều "
            r"trường hợp) "
            r"(?=(?:các |một số |nhiều )?(?:đối tượng|kẻ|người|nhóm))",
            "",
        ),
    )
)
_NAMED_ALIKE = (
    rf"(?:đường|phố|xã|phường|thôn|bản|ấp|khu phố|tổ dân phố)(?= [{VIETNAMESE_UPPER}\d])|"
    r"(?:cán bộ|nhân viên|chi phí)(?= \w)"
)
_OF_A_NAME = r"(?: (?!\d+/)[^\s,;.:()]+){1,4}"
_SAID_ONCE = re.compile(
    rf"(?<!\w)(?P<what>{_NAMED_ALIKE}){_OF_A_NAME}(?:\s\([^()]*\))?(?:,{_OF_A_NAME}(?:\s\([^()]*\))?)*?,"
    rf"(?P<again> (?P=what))(?={_OF_A_NAME}(?:[,;.:()]|\s\(|\Z|\s(?:và|nộp|từ|vào|tại|trên|liên|yêu)\s))"
)
"""`đường Ven Hồ, đường Trần Phú`."""
_OF_AN_ACT = re.compile(rf"\s\((?:{_ACT} )?(?:số )?\d+/[\w/-]+(?: ngày {DAY})?(?: của [^()]{{2,60}})?\)")
_DAY_OF_ACT = re.compile(
    rf"(?P<number>\d+/[A-ZĐ\d][\w/-]*) ngày {DAY}(?: của [^,;.:()]{{2,60}}?)?(?=[,;.:)]|\s(?:về|quy định)(?!\w))"
)
_PASSED = re.compile(
    r"\s(?:đã |vừa |mới )+được [^,;:]{0,60}?(?:thông qua|ban hành|ký ban hành)(?: tại [^,;:]{3,60}?| ngày [\d/]+)?(?=,)",
    re.IGNORECASE,
)
_WHY = re.compile(r"(?P<before>\A|:\s|;\s)(?:để|nhằm)\s[^;:.]{6,160}?,\s+(?=\w)", re.IGNORECASE)
"""Why, before what: its commas belong to it as long as no office, person or time begins behind them."""
_BEGINS = re.compile(
    rf"(?:{_OFFICE}(?!\w)|(?:[Kk]ể )?[Tt]ừ (?:ngày|năm|tháng|\d)|[Tt]rong|[Nn]gày|[Cc]ác|[Nn]gười|[Hh]ộ|[Hh]ệ thống|"
    rf"[Cc]ông dân|[Hh]ọc sinh|"
    r"[Cc]ha mẹ|[Đđ]ơn vị|[Cc]hủ|[Nn]hà|[Mm]ỗi|[Tt]ạm|[Cc]ấm)(?!\w)"
)
_BY_ACT = re.compile(
    r"\A(?:(?:thực hiện|căn cứ|triển khai|tiếp tục thực hiện|nhằm thực hiện)|"
    r"theo(?= (?:\w+ ){0,2}(?:luật|bộ luật|nghị định|nghị quyết|quyết định|thông tư|quy định|điều|khoản|thông báo)(?!\w)))"
    r"\s(?:(?!dự thảo|tờ trình|đề xuất|phương án)[^;:]){4,220}?,\s+",
    re.IGNORECASE,
)
"""By which act that is passed: what a draft says would be no rule without it."""
_HELPS = re.compile(
    rf",? (?:chủ trì,? )?phối hợp (?:(?:với|cùng) )?[^;.\d]{{3,140}}? (?=(?:sẽ )?{_DOES} )", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    rf"\A{_OFFICE}(?!\w)[^.;:“”]{{2,140}}? (?:thông báo|cho biết|nhắc(?: nhở)?|lưu ý|khuyến cáo|cảnh báo|công bố|đề nghị|"
    rf"yêu cầu)"
    r"(?: (?:đến|tới|rộng rãi|cho))?(?P<whom> (?:toàn thể |các |quý )?(?:người|bà con|nhân dân|phụ huynh|khách hàng|hộ|"
    r"công dân|tổ chức|"
    r"cán bộ|doanh nghiệp|cử tri|đơn vị)[^:;.]{0,90}?)?"
    rf"(?::\s+|,\s+(?=từ )|\s(?={_DOES} ))",
)
_WARNS_OF = re.compile(
    rf"\A{_OFFICE}(?!\w)[^.;:“”]{{2,160}}? (?=cảnh báo (?:về )?(?:tình trạng|thủ đoạn|việc|hành vi|hình thức|chiêu trò) )",
    re.IGNORECASE,
)
_TELLS_WHOM = re.compile(
    rf"\A{_OFFICE}(?!\w)[^.;:,“”]{{2,90}}? (?:nhắc|lưu ý|đề nghị|yêu cầu|khuyến cáo) (?=(?:các |những )?(?:hộ|người|cá "
    rf"nhân|tổ chức|chủ|phụ huynh|bà con))"
)
_WHO_HOLDS = re.compile(rf"\A{_OFFICE}(?!\w)[^.;:,“”]{{2,140}}? (?:sẽ )?(?={_DOES} [^;]*\d)")
_HOLDS = re.compile(r"\A(?:sẽ )?tổ chức (?=(?:tiêm|khám|cấp|phát|thu gom|tư vấn|tuyển) )", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s\((?![^()]*(?<!\w)(?:trừ|đoạn|chỉ|nếu|không|phần|kể cả|từ|đến|gồm)(?!\w))[^()]*\)", re.IGNORECASE
)
_BINDING = re.compile(r"\((?:trừ|đoạn|chỉ|nếu|không|riêng|kể cả)\s[^()]*\)", re.IGNORECASE)
_EXCEPTS = re.compile(r"(?<!\w)(?<!khấu )(?<!loại )(?:trừ|ngoại trừ)(?= (?!vào|đi|điểm|tiền|\d))", re.IGNORECASE)
_BRACKET = re.compile(r"\s?\([^()]*\)")
_NEXT_RULE = re.compile(
    r";\s+(?=(?:không|cấm|nghiêm cấm|người|hộ|các trường hợp|trường hợp|chủ|cha mẹ|phụ huynh|học sinh|công dân|bà con|tổ "
    r"chức|cá nhân|"
    r"doanh nghiệp|mức|giá|tiền|nếu|việc|hồ sơ|cơ quan|đơn vị)(?!\w))",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"(?:nếu|trừ|trường hợp|trong trường hợp)\s|(?:hồ sơ|đơn)\s[^,;:.]{3,60}\sthì\s",
    re.IGNORECASE,
)
_OF_A_TRICK = re.compile(r"(?<!\w)(?:giả danh|mạo danh|giả mạo|lừa|thủ đoạn)(?!\w)", re.IGNORECASE)
_WHAT_BECOMES = re.compile(r",\s(?:rồi|sau đó|từ đó|qua đó|sau khi)\s[^;:]{6,120}\Z", re.IGNORECASE)
"""What the swindler does in the end, which everybody knows."""
_BESIDES = re.compile(
    r",\s(?:có (?:người|cán bộ|luật sư|phiên dịch)|góp phần|qua đó|nhằm|để (?:bà con|người dân|nhân dân)|với sự|cùng với|"
    r"bên cạnh)\s(?:(?!trừ|nếu|chỉ|không)[^;:,])*"
    r"(?:,\s(?!(?:trừ|nếu|chỉ|không|từ|đến|trước)\s)[^;:,\s]+(?:\s[^;:,\s]+)?)*\Z",
    re.IGNORECASE,
)
"""What comes besides, at the end: ", có người dịch tiếng Mông, Dao, Thái"."""
_PLACE = re.compile(rf"(?<!\w)(?:xã|phường|thôn|bản|ấp|khu phố|tỉnh) [{VIETNAMESE_UPPER}\d]")


_WHOM = re.compile(
    r"(?:những |các )?(?P<whom>(?:người|đối tượng|hộ|trường hợp)\s[^:;,.]{4,80}?) (?:gồm|bao gồm)(?: có)?:?\s+"
    r"(?P<who>[^:;.]{60,}?)\W*\Z",
    re.IGNORECASE,
)
_POSES_AS = re.compile(
    r"\A[^.;]{12,220}?[\s,](?=(?:có người|có đối tượng|người gọi|kẻ gian|kẻ xấu|(?:các )?đối tượng|người lạ|chúng) "
    r"(?:gọi điện |nhắn tin )?(?:tự )?(?:xưng|giả danh|mạo danh|giả làm)(?!\w))",
    re.IGNORECASE,
)
"""Before how a swindler goes about it: how many heard of it, since when."""


def shorter(text: str) -> str:
    """Return it as a statement; empty where even its least is too long."""
    for words in _in_fewer_words(text):
        for each in (words, _without_what_stands_alone(words)):
            statement = fit(each) if each else ""
            if statement and _keeps_all(each, statement):
                return statement
    return ""


def some_of_whom(words: str) -> str:
    """Return whom something is for, where they are too many to be named: "Người được …, trong đó có: …"; empty of other texts."""
    found = _WHOM.match(words)
    if found is None or "trừ" in found["who"]:
        return ""
    head = f"{_capital_kept(found['whom'])}, trong đó có: "
    named: list[str] = []
    for each in re.split(r",\s+|\s+và\s+(?=người|nạn nhân|trẻ|hộ)", found["who"]):
        if count(f"{head}{', '.join([*named, each])}") > MOST_WORDS:
            break
        named.append(each)
    return f"{head}{', '.join(named)}." if len(named) > 1 else ""


def trick_told(text: str) -> str:
    """Return how a swindler goes about it, without what stands before; empty of other texts."""
    found = _POSES_AS.match(text)
    return text[found.end() :] if found else ""


def is_case(half: str) -> bool:
    """Return True if a half tells in which case it is otherwise than the half before it says."""
    return _CASE.match(half) is not None


def is_labelled_list(text: str) -> bool:
    """Return True if it is a list behind a label or behind what must be done: "Điều kiện: …; …", "người mua cần: …; …"."""
    label, colon, _ = text.partition(";")[0].partition(": ")
    if not colon or ";" not in text or _TELLS.search(label):
        return False
    return count(label) <= MOST_OF_LABEL or _MUST.search(label) is not None


def warned_of(text: str) -> str:
    """Return what an office warns of, without the letter that does: "Sở … vừa có Công văn số … cảnh báo tình trạng …"."""
    found = _WARNS_OF.match(text)
    return text[found.end() :] if found else ""


def without_act(text: str) -> str:
    """Return a text without the act that it begins with: "Theo Luật … và Nghị định …, người từ đủ 75 tuổi …"."""
    found = _BY_ACT.match(text)
    return _from_beginning(text[found.end() :]) if found else text


def is_announced(text: str) -> bool:
    """Return True if an office tells or holds it."""
    return _ANNOUNCED.match(text) is not None or _WHO_HOLDS.match(text) is not None


def announced(text: str) -> str:
    """Return what an office announces, without the office: "UBND xã … nhắc người dân: …"; empty where it announces "
    "nothing so."""
    found = _ANNOUNCED.match(text)
    rest = text[found.end() :] if found and not _names_place_of_readers(found) else ""
    return rest if count(rest) >= LEAST_LEFT else ""


def _without_what_stands_alone(text: str) -> str:
    """The longest beginning behind which another rule begins that names whom it is about, or a ban; empty if there is none, and
    of a list behind a label, which is told whole."""
    if is_labelled_list(text):
        return ""
    for found in reversed(list(_NEXT_RULE.finditer(text))):
        head = text[: found.start()]
        if is_case(text[found.end() :]) and not is_case(head):
            continue
        if count(head) <= MOST_WORDS and not parts_people(_BRACKET.sub("", text)):
            return head if count(head) >= LEAST_LEFT else ""
    return ""


def _in_fewer_words(text: str) -> Iterator[str]:
    yield text
    for pattern, said in _FILLING:
        text = pattern.sub(said, text)
    text = _capital_kept(" ".join(text.split()))
    while found := _SAID_ONCE.search(text):
        text = text[: found.start("again")] + text[found.end("again") :]
    yield text
    for pattern, said in ((_OF_AN_ACT, ""), (_DAY_OF_ACT, r"\g<number>"), (_PASSED, ""), (_HELPS, " ")):
        text = pattern.sub(said, text)
        yield text
    text = _without_why(text)
    yield text
    if count(rest := without_act(text)) >= LEAST_LEFT:
        text = rest
        yield text
    for pattern in (_WARNS_OF, _ANNOUNCED, _TELLS_WHOM, _WHO_HOLDS):
        if (found := pattern.match(text)) and not _names_place_of_readers(found):
            rest = _HOLDS.sub("", text[found.end() :])
            if count(rest) >= LEAST_LEFT:
                text = _without_why(rest)
                yield text
    text = _ASIDE.sub("", text)
    yield text
    while count(text) > MOST_WORDS and (found := _BESIDES.search(text)):
        text = text[: found.start()]
        yield text
    if _OF_A_TRICK.search(text):
        yield _WHAT_BECOMES.sub("", text)


def _names_place_of_readers(found: re.Match[str]) -> bool:
    """Return True if whom it is told to says where it holds: "đến khách hàng phường Hồng Bàng"."""
    whom = found.groupdict().get("whom")
    return bool(whom) and _PLACE.search(str(whom)) is not None


def _without_why(text: str) -> str:
    found = _WHY.search(text)
    if found is None:
        return text
    rest = _from_beginning(text[found.end() :])
    return f"{text[: found.start()]}{found['before']}{rest}" if count(rest) >= LEAST_LEFT else text


def _from_beginning(rest: str) -> str:
    """The rest from where who or when begins, where commas of what went before it stand in between."""
    here = rest
    while here and not _BEGINS.match(here):
        _, comma, here = here.partition(", ")
        if not comma or len(rest) - len(here) > 120:
            return rest
    return here or rest


def _capital_kept(text: str) -> str:
    return text[:1].upper() + text[1:]


def _keeps_all(words: str, statement: str) -> bool:
    """Return True if neither entries of a list, nor an exception, nor a bracket that binds was cut."""
    lost = statement.count(";") < words.rstrip("; .").count(";")
    excepts = len(_EXCEPTS.findall(words)) > len(_EXCEPTS.findall(statement))
    return not lost and not excepts and all(each.strip() in statement for each in _BINDING.findall(words))
