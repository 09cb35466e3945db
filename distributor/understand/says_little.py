"""Which finished statements of a document say nothing to whom they are told: true, not worth a citizen's minute. Patterns only.

Each class was counted on labels of 103 documents before it stood: of what falls by it, editors had chosen next to nothing
(docs/editorial.md). A statement with a day of its own, a sum or a share stays where the class says so.
"""

import re

_FIGURE = re.compile(
    r"\d[\d.,]*\s?(?:đồng|%|triệu|tỷ|m2|m²|ha(?!\w)|tháng|năm(?! \d{4})|ngày|giờ)|ngày \d", re.IGNORECASE
)
_LAW = r"(?:(?:điểm|khoản|điều|mục|chương)\s\S+|(?:bộ )?luật|nghị định|thông tư|pháp luật|pháp lệnh|nghị quyết)(?!\w)"
_REFERS = re.compile(
    rf"(?<!không )(?:thực hiện|áp dụng|giải quyết|tuân thủ|chấp hành)(?: theo)?(?: (?:các )?(?:trình tự|thủ tục|quy trình)"
    rf"(?:, (?:trình tự|thủ tục))?)? (?:theo )?(?:(?:các |đúng )?(?:quy|qui) định|hướng dẫn) (?:tại|của) {_LAW}[^;:]*\Z",
    re.IGNORECASE,
)
"""Does what another text says, and not what that is."""
_TURN_OF_LAWS = re.compile(r"(?:trước|sau|đến hết|kể từ|từ) ngày|hiệu lực|tiếp tục", re.IGNORECASE)
"""Which law holds for what began before: the one referral that tells something."""
_GIVES = r"(?<!\w)(?:được|phải|bị|không|thì|miễn|là|gồm)(?!\w)"
_ELSEWHERE = re.compile(
    r"(?:quyền|nghĩa vụ|trách nhiệm)[^:;.]{0,60}(?: quy định tại)?: (?:(?:mục|phần|điều|khoản|chương) \d+)(?!\d)[^.;:]*\.?\Z|"
    rf"^(?:các |những )?(?:tình tiết|hành vi|trường hợp|nội dung|biện pháp|hình thức) (?:(?!{_GIVES})[^;:.])*? quy định tại "
    rf"{_LAW}(?:(?!{_GIVES})[^:])*\Z|"
    rf": đối với (?:(?!{_GIVES})[^;:.])*? quy định tại {_LAW}(?:(?!{_GIVES})[^:])*\Z|"
    r": thông tin về [^.;:]*\.?\Z",
    re.IGNORECASE,
)
"""Whose rights and duties stand where, of what there is news."""
_DANGLES = re.compile(
    r"(?:(?:quy định|nêu|nói|hướng dẫn) tại|vi phạm) (?:các )?(?:(?:điểm|khoản|mục)\s[^,;:.]{1,30}?)(?:điều|khoản|"
    r"mục) này"
    r"(?!\s*:)",
    re.IGNORECASE,
)
"""Leans on another clause of the same article, which nobody is shown; an exception ("trừ …") may."""
_BEFORE = 40
_EXCEPT = re.compile(r"(?<!\w)trừ(?!\w)[^.;]*\Z", re.IGNORECASE)
_OF_CITED = re.compile(
    r"(?:thời (?:hiệu|hạn|điểm)|mức|thủ tục|hồ sơ|nguyên tắc)[^.;:]{0,60} (?:đối với|với|của|cho) (?:các )?(?:thu nhập|"
    r"trường hợp|"
    r"đối tượng) (?:được )?(?:quy định|nêu|nói) tại (?:các )?(?:điểm|khoản|điều)(?!\w)",
    re.IGNORECASE,
)
"""A term or measure of what only a citation names."""
_PRINCIPLE = re.compile(
    r"là trách nhiệm chung|(?:quyền|lợi ích)[^.;:]{0,60} được (?:nhà nước |pháp luật )?(?:tôn trọng|công nhận)(?:,|"
    r" và)[^.;:]*bảo vệ|"
    r"^(?:nhà nước )?(?:có chính sách )?tạo điều kiện thuận lợi|^nguyên tắc (?!.*(?:không|được|phải))|^tự nguyện (?:đối với|của)|"
    r"^(?:việc )?(?:hỗ trợ|chi trả|xét|thực hiện)(?: [^\s,;:.]+){0,3},? (?:đúng đối tượng|đúng mục đích)[^.;:\d]*\Z|"
    r"^[^.;:]{3,60} phải (?:bảo đảm|đảm bảo) (?:tính )?(?:công khai|khách quan|dân chủ|minh bạch|nguyên tắc)[^.;:]*\Z|"
    r"^(?:yêu cầu|đề nghị) (?:các |thủ trưởng |giám đốc )[^.;:]{3,80} (?:nghiêm túc|khẩn trương|tổ chức) "
    r"(?:triển khai |thực hiện)[^.;:]{0,40}\W*\Z|"
    r"(?<!\w)trân trọng (?:thông báo|kính báo)[^.;:]{0,20}\W*\Z|"
    r"(?<!\w)tuyên truyền, phổ biến|^không để xảy ra|"
    r"^(?:nâng cao|tăng cường|đẩy mạnh|tiếp tục (?:đổi mới|đẩy mạnh|nâng cao|tăng cường)|củng cố|phát huy|quán triệt|chú trọng|"
    r"kiện toàn|chấp hành nghiêm|bố trí (?:nguồn lực|kinh phí))[\s,]|"
    r"^(?:công an|sở|ubnd|ủy ban|uỷ ban|văn phòng|ban|đề nghị sở)[^:;.]{0,60}: (?:chủ trì|phối hợp|tham mưu|hướng dẫn|"
    r"thẩm định|tổng hợp|"
    r"theo dõi|đôn đốc|tiếp tục|tăng cường|triển khai)(?!\w)|"
    r"^(?:cơ quan|sở|ubnd|ủy ban|uỷ ban)[^.;:]{0,50} (?:hướng dẫn|căn cứ|có ý kiến)(?!\w)|"
    r"^ban hành (?:quy định|quy chế|danh mục|chính sách|mức)(?!\w)|"
    r"^(?:chủ động|thường xuyên|kịp thời|chủ trì|nghiên cứu)(?!\w)[^.;:]{0,60}(?:khắc phục (?:những )?tồn tại|tham mưu|"
    r"thực hiện tốt vai trò|xây dựng và ban hành)(?!\w)|"
    r"^(?:ubnd|ủy ban nhân dân)[^.;:]{0,30} ban hành (?:kế hoạch|chương trình)(?: triển khai)? thực hiện[^.;:]{0,60}\Z|"
    r"^công bố (?:kèm theo [^.;:]{0,40} )?danh mục (?:\d+ )?thủ tục|"
    r"(?:^|: )[^.;:]{3,60} thông báo (?:rộng rãi )?để (?:[^.;:]{3,60} )?(?:được )?biết(?:(?:,"
    r"| và)[^.;:]{0,30}(?:thực hiện|chấp hành))?\W*\Z|"
    r"^(?:bãi bỏ|áp dụng|công bố) (?:các |một số )?(?:văn bản|quyết định|nghị quyết) (?!.*\d+/)|"
    r"áp dụng (?:đối )?với: người nộp (?:thuế|phí|"
    r"lệ phí); (?:tổ chức|cơ quan)[^;]{0,20} thu",
    re.IGNORECASE,
)
"""What everybody agrees to, and what offices call upon each other to do."""
_STATE = re.compile(
    r"^thẩm quyền (?:xử phạt|của)(?!\w)|^tịch thu tang vật[^.;]*có giá trị không (?:vượt )?quá |"
    r"(?:thực hiện (?:chức năng )?|thống nhất )quản lý nhà nước|có trách nhiệm kiểm tra việc thực hiện|"
    r"chịu trách nhiệm trước pháp luật về tính (?:trung thực|chính xác)|"
    r"(?:văn phòng|ủy ban|uỷ ban|ubnd|sở|bộ)[^.;]{0,60} thông báo để [^.;]{0,120} biết",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"(?:luật|nghị định|nghị quyết|thông tư|quyết định|quy định) này áp dụng đối với:? (?:người|tổ chức|cá nhân)[^;:.]{0,40}"
    r"(?:nộp|thu) (?:phí|lệ phí)[^;:.]{0,20}\W*\Z|tổ chức thu (?:phí|lệ phí)[^;:.]{0,60} là (?:cơ quan|đơn vị|tổ chức)\s",
    re.IGNORECASE,
)
"""That who pays, pays, and that an office takes it."""
_NARRATES = re.compile(
    r"cơ bản đã |đã cơ bản |đã bộc lộ|đã được quan tâm|(?:nhiều|một số) (?:bất cập|hạn chế)|bất cập, hạn chế|"
    r"(?<!\w)gần như(?!\w)|"
    r"^(?:vì vậy|do đó|thời gian qua|trong thời gian qua|những năm qua)(?:,|\s)[^.;]*(?<!\w)đã(?!\w)|^có (?:trên|hơn|"
    r"khoảng) \d+\s?%|"
    r"^(?:nên|song|tuy nhiên|bên cạnh đó)(?:,|\s)|xếp vị trí|tổng tài sản là|này là quá (?:lớn|nhỏ|cao|thấp)",
    re.IGNORECASE,
)
"""Why a document was needed, and the persons of its examples."""
_DEFINES = re.compile(r"^[^,;:.]{3,60} là (?:số tiền|tổn thất|người không đáp ứng) (?!\d)", re.IGNORECASE)
_STEP = re.compile(
    r"^trong (?:thời hạn |thời gian )?\d{1,3} ngày.{0,120}?(?:ủy ban|uỷ ban|ubnd|sở|cơ quan|bộ|phòng|chi cục|cục|"
    r"công an)(?!\w)[^.;:]{0,60}?"
    r"(?:tổ chức thẩm định|thẩm định|xác minh|lấy ý kiến|xin ý kiến|gửi văn bản đề nghị|có văn bản đề nghị)"
    r"(?![^.;]*(?:trả kết quả|cấp giấy|cấp phép|thông báo cho|trả lời|quyết định))",
    re.IGNORECASE,
)
"""What offices do with each other before anybody outside them hears of it."""
_TORN = re.compile(
    r"(?:\s[x×]){2}(?:\s|\.|\Z)|\s[x×]\.?\Z|\s[x×] hoặc|^<|^(?:các )?hình thức xử phạt[^:]{0,40}: (?:cảnh cáo|phạt tiền)\.?\Z|"
    r"^PHỤ LỤC(?! [IVX\d]+:)|^bổ sung cụm từ [^.;]* sau cụm từ|"
    r"^trong (?:thời hạn |thời gian )?\d{1,3} (?:ngày|tháng)[^.;]*, nếu (?!.*(?<!\w)(?:thì|được|phải|bị|không|chấm dứt|"
    r"thu hồi)(?!\w))|"
    r"^đối với [^,;:]*(?<!\w)mà (?:chưa|không)(?!\w)(?!.*(?:,|(?<!\w)(?:thì|phải|bị)(?!\w)))",
    re.IGNORECASE,
)
"""A formula that lost a factor, a blank of a form, a kind of penalty without a deed, a case without what holds for it."""
_WAS_PRINTED = re.compile(
    r"(?<!\w)(?:mục|điểm|khoản|điều|trang|dòng|thông báo|quyết định|công văn|nghị quyết|kế hoạch|phụ lục)(?!\w)"
    r"[^;“”\"]{0,160}?(?<!\w)(?:có|đã) (?:ghi|in|nêu|viết)(?!\w)[^.;“”\"]{0,80}[“\"][^“”\"]{1,200}[”\"]\s*[.;]?\s*\Z",
    re.IGNORECASE,
)
_ADDRESSEES = re.compile(
    r"^(?:như trên|các sở|sở|công an|ủy ban|uỷ ban|ubnd|văn phòng|cục|chi cục|ban)[^;:.\d]{0,60}(?:; - [^;:.\d]{4,60})+\.?\Z",
    re.IGNORECASE,
)
"""Who gets a letter."""
_PHRASES = re.compile(
    r"^(?:thay(?: thế)?|bỏ|bổ sung|sửa(?: đổi)?) (?:một số |các )?(?:cụm từ|từ|chữ|từ ngữ)\s*[:“\"‘']", re.IGNORECASE
)
"""A phrase that takes another's place somewhere in another document: nobody reads what the rule is now."""
_REPORTS = re.compile(
    r"(?:thống kê thông tin, số liệu|báo cáo (?:định kỳ|kết quả kiểm phiếu|thống kê))(?!\w)", re.IGNORECASE
)


def tells_what_was_printed(text: str) -> bool:
    """Return True if it says what stands in another paper, and no more: mostly what was wrong there."""
    return _WAS_PRINTED.search(text) is not None


def says_little(statement: str) -> bool:
    """Return True if an editor would not spend a line on it."""
    text = statement.strip(" ./")
    if (
        _TORN.search(statement)
        or _PHRASES.match(statement)
        or _ADDRESSEES.search(statement)
        or _ELSEWHERE.search(text)
        or _STATE.search(text)
        or _OF_CITED.search(text)
        or tells_what_was_printed(text)
    ):
        return True
    if any(
        not _EXCEPT.search(text[max(0, found.start() - _BEFORE) : found.start()]) for found in _DANGLES.finditer(text)
    ):
        return True
    if (
        _PAYS.match(text)
        or _NARRATES.search(text)
        or _DEFINES.search(text)
        or _STEP.search(text)
        or _REPORTS.search(text)
    ):
        return True
    if _FIGURE.search(text):
        return False
    return _PRINCIPLE.search(text) is not None or (
        _REFERS.search(text) is not None and _TURN_OF_LAWS.search(text) is None
    )
