"""Papers under a level of secrecy, by their stamp, line, label or copy's number, however spaced or misread. Pure.

"Bí mật", "bảo mật", "mật khẩu", "mật độ", "mật ong" are ordinary words; a law may list the levels ("ba độ mật: Tuyệt mật, …").
"""

import re

from distributor.ingest.holds.words import spaced_out, without_quoted_fakes
from distributor.text.cued import Cued, SearchedText, matches, searched, searched_whole

_LEVEL = r"(?:tuyệt\s+mật|tối\s+mật|mật)"
_WRITTEN = r"(?-i:Mật|MẬT|[Tt]ối\s+mật|Tối\s+Mật|TỐI\s+MẬT|[Tt]uyệt\s+mật|Tuyệt\s+Mật|TUYỆT\s+MẬT)"
_NO_LIST = rf"(?!\W{{0,6}}(?:,|và|hoặc|hay)\W{{0,4}}{_LEVEL})"
_STANDALONE = Cued(
    rf"""
      (?<!ba\ )(?<!các\ )(?<!cấp\ ) (?:độ|mức) \s+ (?:bảo\s+)? (?:mật|độ) \s* [:：] \s* \W{{0,3}}
      (?P<labelled>{_LEVEL}) \b {_NO_LIST}
    | [(\[] \s* (?P<bracketed>{_LEVEL}) \s* [)\]]
    | [(\[] \s* (?P<opened>(?-i:(?:TUYỆT[ ]+|TỐI[ ]+)?MẬT)) \s* [-–—,;:]
    | (?: ^ | \| ) [^\w\n|]* (?P<alone>{_LEVEL}) [^\w\n|]* (?: $ | (?=\|) )
    | ^ [^\w\n]* (?P<leading>(?-i:MẬT|TỐI\s+MẬT|TUYỆT\s+MẬT)) \s* [-–—:|] (?!\w)
    | (?P<shouted>(?-i:\b(?:TUYỆT|TỐI)\s+MẬT\b)) {_NO_LIST}
    | (?:đóng|mang|có) \s+ (?:con\s+)? (?:dấu|độ|mức) \s+ (?:chỉ \s+ )? (?:(?:độ|mức) \s+ (?:độ \s+)? )? (?:mật \s+ )? \W{{0,2}}
      (?P<stamped>{_WRITTEN}) \b
      (?! \s+ (?:khẩu|độ|mã|ong|thiết)) {_NO_LIST}
    """,
    "mật",
    flags=re.IGNORECASE | re.MULTILINE | re.VERBOSE,
    as_written=True,
)
_MISREAD = re.compile(r"(?P<level>t[oôố][iìí1l]|tuy[eêệ]t)?m[aăâậặấầ]t", re.IGNORECASE)
_LINE = Cued(
    r"^[^\w\n]{0,60}(?P<words>(?:T[OÔỐoôố][IÌÍiíl1]|TUY[EÊỆeêệ]T)?[ \t]{0,6}M[ ]{0,3}[AÂẬẶaâậặ][ ]{0,3}T)[^\w\n]{0,60}$",
    "mat|m at|ma t|m a t|mât|m ât|mâ t|m â t|mật|m ật|mậ t|m ậ t|mặt|m ặt|mặ t|m ặ t",
    flags=re.MULTILINE,
    as_written=True,
)
_LISTED = re.compile(r"[;|]\s*(Mật|Tối\s+mật|Tuyệt\s+mật|MẬT|TỐI\s+MẬT)\s*[;|]")
_PAPER = (
    r"(?<!\w)(?:tài\s+liệu|văn\s+bản|công\s+văn|sơ\s+đồ|phương\s+án|kế\s+hoạch|nội\s+dung|báo\s+cáo|danh\s+sách|hồ\s+sơ|bản\s+(?:này|đồ|tin)"
    r"|thông\s+tin\s+này)"
)
_SIGNS = tuple(
    Cued(*each, flags=re.MULTILINE)
    for each in (
        (
            r"^[^\w\n]*(?:bản\s+s[ốôo]|s[ốôo]\s+b[ảa]n)\s*[:：]?\s*\d{1,3}(?:\s*/\s*\d{1,3})?[^\w\n]*$",
            "bản số|bản sô|bản so|số bản|số ban|sô bản|sô ban|so bản|so ban",
        ),
        (
            r"(?<!\w)s[ốôo]\s+(?:b[ảa]n|lượng)\s*:\s*\d{1,3}(?:\s+bản)?\s*[,.;]\s*b[ảa]n\s+s[ốôo]\s*:?\s*\d{1,3}",
            "số bản|số ban|sô bản|sô ban|so bản|so ban|số lượng|sô lượng|so lượng",
        ),
        (r"bản(?<!\wbản)\s+số\s*:?\s*\d{1,3}\s*/\s*\d{1,3}(?![\d/])", "bản số"),
        (r"thời\s+hạn\s+bảo\s+(?:vệ|mật)\s*:\s*\d+\s+năm", "thời hạn bảo"),
        (r"(?:gửi|chuyển|báo\s+cáo|qua)[^.\n]{0,40}(?<!\w)(?:đường|mạng|điện)\s+(?:cơ\s+yếu|mật)(?!\w)", "cơ yếu|mật"),
        (r"không\s+(?:chuyển|truyền)\s+qua\s+mạng", "qua mạng"),
        (
            r"(?:xem|đọc|sử\s+dụng)\s+xong\s+(?:hủy|huỷ|đốt|trả\s+lại|thu\s+hồi)|không\s+đưa\s+ra\s+khỏi\s+phòng",
            "xong|không đưa ra khỏi phòng",
        ),
        (r"số\s*:?\s*\w*/[\w-]+\(m\)|số\s*:?\s*\w*/\w+(?:-\w+)?-m(?!\w)", "(m)|-m"),
        (
            r"(?<!\w)(?:mật\s+danh\s+(?:của|các)|mật\s+khẩu\s+nhận\s+biết|khóa\s+mã\s+phiên|tổ\s+mật\s+mã)(?!\w)",
            "mật danh|mật khẩu nhận biết|khóa mã phiên|tổ mật mã",
        ),
        (r"tuyệt\s+đối\s+(?:giữ\s+)?bí\s+mật\s*[.;!)\n]", "bí mật"),
        (rf"(?<!không\sphải\slà\s){_PAPER}\s+(?:này\s+)?(?:là\s+|thuộc\s+(?:loại\s+)?)?mật\s*[.,;:!)\n–-]", "mật"),
        (
            rf"(?<!về\s)(?<!các\s)(?<!những\s){_PAPER}\s+(?:này|trên|kèm\s+theo)?\s*(?:\w+\s+){{0,2}}?(?:thuộc|chứa|mang|có)\s+(?:nội\s+dung\s+|thông\s+tin\s+|danh\s+mục\s+|phạm\s+vi\s+)?"
            r"bí\s+mật\s+(?:nhà\s+nước|công\s+tác)(?!\s+(?:được|phải|thì|bị|do|theo|khi|mà|trong|trên|lên|vào|qua))",
            "bí mật",
        ),
        (
            r"(?<!\w)chỉ\s+(?:\w+\s+){0,2}?(?:thành\s+viên|anh\s+em|lãnh\s+đạo|người\s+trong|tổ|đội|ban|chúng\s+ta|nội\s+bộ)(?:\s+[^\W\d_]+){0,4}?\s+(?:được\s+)?(?:biết|đọc|xem|giữ)(?!\w)"
            r"|(?<!\w)(?<!tiết\s)lộ\s+(?:ra|tin|kế\s+hoạch|thông\s+tin)\s+(?:là|thì|sẽ|coi)(?!\w)|(?:không|tránh|đừng)\s+(?:được\s+)?(?:để\s+)?lộ\s+(?:giờ|kế\s+hoạch|phương\s+án|việc|địa\s+điểm|lịch)",
            " chỉ | lộ ",
            "chỉ|lộ|không|tránh|đừng",
        ),
        (r"thuộc\s+danh\s+mục\s+(?:bí\s+mật\s+nhà\s+nước|mật)\s*[.;!)\n]", "danh mục"),
        (rf"{_PAPER}[^.\n]{{0,60}}(?:thời\s+hạn\s+bảo\s+vệ|bảo\s+vệ)\s+(?:bí\s+mật\s+)?(?:là\s+)?\d+\s+năm", "bảo vệ"),
        (
            r"(?:đề\s+nghị|yêu\s+cầu|mong|xin|phải|cần|nhớ|,|tuyệt\s+đối|tự)\s+(?:\w+\s+){0,5}?(?<!được\s)giữ\s+(?:thật\s+)?(?:kín|bí\s+mật)"
            r"(?=\s*[.,;!)\n]|\s+(?:nội\s+dung|tài\s+liệu|phương\s+án|kế\s+hoạch|giờ|việc\s+này|đến|cho\s+đến|tới|trong\s+(?:đội|tổ|nội))|\s*$)",
            "giữ kín|giữ bí mật|giữ thật kín|giữ thật bí mật",
        ),
        (
            rf"{_PAPER}(?:\s+này)?[^.\n]{{0,40}}(?:giữ|bảo\s+đảm)\s+(?:kín|bí\s+mật)(?!\s+(?:về\s+)?(?:thông\s+tin|danh\s+tính|đời|cá\s+nhân|người))(?=\s*[.,;!)\n])",
            "giữ kín|giữ bí mật|bảo đảm kín|bảo đảm bí mật",
        ),
    )
)
_LEVEL_WRITTEN = Cued(r"(?<!\w)(?i:mức\s+độ\s+mật)(?!\w)[^.\n]{0,20}MẬT", "mức độ mật", as_written=True)
_OTHERS_SECRET = Cued(
    r"(?:danh\s+tính|họ\s+tên|hồ\s+sơ\s+bệnh\s+án|thông\s+tin\s+(?:về\s+|của\s+)?(?:người|cá\s+nhân|khách|bệnh)|người\s+(?:báo|tố|phản|cung\s+cấp)|kết\s+quả|mã\s|mật\s+khẩu|otp|tài\s+khoản|đời\s+(?:tư|sống)|lá\s+phiếu|phiếu\s+bầu|di\s+chúc)"
    r"[^.\n]{0,80}giữ\s+(?:kín|bí\s+mật)|giữ\s+(?:kín|bí\s+mật)[^.\n]{0,60}(?:danh\s+tính|họ\s+tên|người\s+(?:báo|tố|phản|cung)|mật\s+khẩu|otp|cá\s+nhân|đời\s+tư)"
    r"|(?:người\s+(?:nhiễm|bệnh)|bệnh\s+nhân|khám\s+chữa\s+bệnh)[^.\n]{0,160}giữ\s+(?:kín|bí\s+mật)",
    "giữ kín|giữ bí mật",
)
"""What is kept from others for a citizen's sake."""
_STAMP_ENDED = Cued(
    r"(?<!chưa\s)(?<!sẽ\s)(?:đã\s+(?:được\s+)?|được\s+)giải\s+mật\s+toàn\s+bộ(?!\w)", "giải mật toàn bộ"
)
_WHOEVER_FINDS = re.compile(
    r"(?<!\w)(?:nhặt\s+được|phát\s+hiện|thấy\s+ai|một\s+tấm\s+ảnh|một\s+bức\s+ảnh|người\s+nào|ai\s+(?:đăng|gửi|chụp))(?!\w)[^.\n]*\Z",
    re.IGNORECASE,
)
"""Before a stamp in advice to everybody; of the paper itself nobody says so."""
_GUARDS = tuple(
    Cued(pattern, cues)
    for pattern, cues in (
        (
            r"(?:chốt|cửa|cổng|vòng|vị\s+trí|điểm|tuyến|hướng|mũi)(?:\s+[\w,]+){0,5}\s*[:,]?\s+\d{1,3}\s+(?:cảnh\s+sát|chiến\s+sĩ|đồng\s+chí|dân\s+quân|bảo\s+vệ|công\s+an|cán\s+bộ|người|tay\s+súng|quân)"
            r"|(?:gác|canh|chốt\s+giữ|túc\s+trực)[^.\n]{0,40}\s\d{1,3}\s+(?:cảnh\s+sát|chiến\s+sĩ|đồng\s+chí|dân\s+quân|bảo\s+vệ|người)"
            r"|\d{1,3}\s+(?:cảnh\s+sát|chiến\s+sĩ|đồng\s+chí|dân\s+quân|bảo\s+vệ)[^.\n]{0,40}(?:gác|canh|chốt|mặc\s+thường\s+phục|túc\s+trực)"
            r"|(?<!\w)(?:chỉ\s+(?:còn|có)\s+)?(?:\d{1,3}|một|hai|ba|bốn|năm|sáu)\s+(?:người|bảo\s+vệ|công\s+an|cảnh\s+sát|dân\s+quân)\s+(?:gác|canh|ngủ|nằm)(?!\w)",
            "cảnh sát|chiến sĩ|đồng chí|dân quân|bảo vệ|công an|cán bộ|người|tay súng|quân",
        ),
        (
            r"(?:xe|đoàn|đường|lộ\s+trình)\s+(?:chở|áp\s+giải|dẫn\s+giải|đưa|di\s+chuyển)[^.\n]{0,40}(?:bị\s+cáo|bị\s+can|phạm\s+nhân|lãnh\s+đạo|đại\s+biểu|tiền|vũ\s+khí|đề\s+thi|phiếu|khách)"
            r"|đoàn\s+xe\s+số\s+\d|xe\s+(?:chở\s+)?(?:tiền|quỹ|đề\s+thi)\s+(?:đi|vào|ra|về)",
            "xe |đoàn |đường |lộ trình&chở|áp giải|dẫn giải|đưa|di chuyển|đoàn xe số|xe tiền|xe quỹ|xe đề thi",
        ),
        (
            r"kho\s+(?:vật\s+chứng|vũ\s+khí|súng|tiền|đạn|quỹ|đề)[^.\n]{0,60}(?:đặt|ở|tại|phòng|tầng|khóa)|chìa\s+(?:do|giao|gửi|cất|để)\s|(?:mã|chìa)\s+(?:khóa|khoá|két|cửa|dự\s+phòng)[^.\n]{0,60}(?:giao|do|để|là|cất|giấu|trong|dưới)",
            "kho |mã |chìa ",
        ),
        (
            r"(?:đổi|thay|giao)\s+(?:ca\s+)?gác[^.\n]{0,30}\d|ca\s+(?:gác|đêm)[^.\n]{0,20}(?:\d|một|hai)|ca\s+gác|thay\s+phiên\s+(?:lúc|hồi|vào)\s+\d|điểm\s+mù|(?:camera|giám\s+sát|báo\s+động|đèn\s+pha)[^.\n]{0,40}(?:hỏng|không\s+quay|tắt|mất\s+tín|chờ\s+thay)|tuần\s+tra\s+(?:lúc|hồi|vào)\s+\d|mật\s+phục|thường\s+phục",
            "gác|ca đêm|thay phiên|điểm mù|camera|giám sát|báo động|đèn pha|tuần tra|mật phục|thường phục",
        ),
    )
)
"""What a plan of guards tells: posts with their strength, who or what is driven where, stores and keys, watches."""
_LEAST_OF_A_PLAN = 2
_SHORT, _HEAD, _TAIL = 12_000, 3_000, 2_000
_SENTENCE = 160


def stamped_part(text: str) -> str:
    """Return the part where a paper says what it is: all of a short one, the beginning and the end of a long one."""
    return text if len(text) <= _SHORT else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def find_secrets(title: str, text: str) -> list[str]:
    """The levels of secrecy that the paper bears ("Tối mật"), each once; "" where only other signs of a secret paper stand."""
    title, text = without_quoted_fakes(title, stamped_part(text))
    whole = searched_whole(title, text)
    found: dict[str, None] = {}
    ended = _STAMP_ENDED.search(whole) is not None
    for match in _STANDALONE.finditer(whole):
        before = whole.written[max(0, match.start() - _SENTENCE) : match.start()]
        if match["stamped"] and (ended or _WHOEVER_FINDS.search(before)):
            continue
        level = next(value for value in match.groupdict().values() if value)
        found[" ".join(level.split()).capitalize()] = None
    if not found:
        found.update(dict.fromkeys(_misread(whole)))
    if "độ mật" in whole.lower and (listed := _LISTED.search(whole.written)):
        found[" ".join(listed[1].split()).capitalize()] = None
    if not found and (_has_a_sign(whole) or _LEVEL_WRITTEN.search(whole) or _is_plan_of_guards(whole)):
        found[""] = None
    return list(found)


def _has_a_sign(whole: SearchedText) -> bool:
    if _OTHERS_SECRET.may_stand(whole):
        whole = searched(_OTHERS_SECRET.pattern.sub(" ", whole.lower))
    return any(matches(_SIGNS, whole))


def _is_plan_of_guards(whole: SearchedText) -> bool:
    """Return True if the text tells how a place is guarded, with no mark at all."""
    posts, rarer = _GUARDS[0], _GUARDS[1:]
    found = len(list(matches(rarer, whole)))
    return found >= _LEAST_OF_A_PLAN or (found == _LEAST_OF_A_PLAN - 1 and posts.search(whole) is not None)


def _misread(whole: SearchedText) -> list[str]:
    """`M Ậ T`, `TỐl MẬT`, `M Ặ T`: spaced by the typist or misread by a scanner, alone on a line."""
    words = [
        re.sub(r"\s", "", match["words"]) for match in _LINE.finditer(whole) if match["words"] not in ("mặt", "mát")
    ]
    words += [each for each in spaced_out(whole.written) if len(each) <= 10]
    levels = []
    for each in words:
        if match := _MISREAD.fullmatch(each):
            first = (match["level"] or "").casefold()
            levels.append("Tuyệt mật" if first.startswith("tuy") else "Tối mật" if first else "Mật")
    return levels
