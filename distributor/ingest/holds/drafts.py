"""Drafts: a document whose number or day is still blank, or that says so near its head; news of what is not decided yet. Pure.

A text may tell of the draft that a law once was ("so với dự thảo trình tại kỳ họp trước"): where the beginning says that it was
passed, the word holds nothing.
"""

import re

from distributor.ingest.holds.words import spaced_out
from distributor.text.cued import Cued, SearchedText, matches, searched, searched_whole

HEAD = 2_000
_BEGINNING, _OPENING = 1_500, 300
_SYMBOL = r"(?:QĐ|NQ|NĐ|TT|CT|KH|TB|BC|HD|TTr|QC|CTr|ĐA|PA|VBHN|CĐ)"
_BLANK_NUMBER = Cued(
    rf"(?:^|[|\s])(?i:số)\s*[:：]?[ \t.…_]{{0,60}}/[ \t]?(?:20(?:\d\d|[.…_]{{1,6}})[ \t]?/[ \t]?)?{_SYMBOL}(?:-|–)\w",
    "số/|số /|số:|số :|số：|số ：|số.|số .|số…|số …|số_|số _",
    flags=re.MULTILINE,
    as_written=True,
)
_BLANK = "ngày tháng|ngày.|ngày .|ngày…|ngày …|ngày_|ngày _"
_BLANK_DAY = Cued(
    r"(?<!hôm\snay\s)(?<!hôm\snay,\s)ngày[ \t.…_]{1,60}tháng(?:[ \t.…_]|\d){1,60}năm"
    r"|ngày[ \t]?[.…_]{2,20}[ \t.…_]{0,20}/[ \t.…_\d]{1,20}/[ \t.…_\d]{1,12}",
    _BLANK,
)
"""Not of a contract or a record, which begins "Hôm nay, ngày … tháng … năm …": a form to fill in."""
_BLANK_EFFECT = Cued(r"có\s+hiệu\s+lực[^.\n]{0,40}\bngày[ \t.…_]{2,60}(?:tháng|/)", f"có hiệu lực&{_BLANK}|ngày /")
_GAP = Cued(
    r"(?<![\w.…%)])(?:\.{3}|…)[ \t]?%|\(\s*(?:sẽ\s+)?(?:bổ\s+sung|cập\s+nhật|điền|chèn)\s[^()\n]{0,40}(?<!\w)sau\s*\)",
    "%|bổ sung|cập nhật|điền|chèn",
)
"""What is filled in once it has happened: "với ...% đại biểu tán thành", "(bổ sung trích dẫn sau)"."""
_FORMS = Cued(r"(?<!\w)(?:Mẫu\s+(?:số|\d)|MẪU|Phụ\s+lục|PHỤ\s+LỤC|Biểu\s+mẫu)", "mẫu|phụ lục", as_written=True)
_COMPLETE = Cued(r"số\s*:\s*\d{1,5}\s*/", "số:|số :")
_ORDINAL = r"(?:[ \t]*(?:lần|số|v|ver|version)?[ \t.:]*(?:thứ[ \t]+)?[\w/.-]{0,12})"
_STAMP = Cued(
    rf"^[^\w\n]*(?:dự\s+th[ảẩ]o|du\s+thao|bản\s+(?:dự\s+)?thảo|bản\s+nháp){_ORDINAL}{_ORDINAL}"
    r"(?:[ \t]*[-–,(][^\n]{0,60})?[^\w\n]*$",
    "dự th|du thao|bản thảo|bản nháp",
    flags=re.MULTILINE,
)
_LINE_BEGINS = Cued(
    r"^[^\w\n]*(?:bản\s+(?:nháp|thảo)|dự\s+thảo\s+(?:lần|\d))(?!\w)", "bản nháp|bản thảo|dự thảo", flags=re.MULTILINE
)
_BRACKETED = Cued(
    r"[(\[]\s*(?:bản\s+)?(?:dự\s+thảo|bản\s+thảo|bản\s+nháp)(?!\s+(?:này|nghị|luật|thông\s+tư|quyết|kèm|(?:được\s+)?(?:đăng|lấy|gửi)))[^()\[\]\n]{0,60}[)\]]",
    "dự thảo|bản thảo|bản nháp",
)
_CAPITALS = Cued(r"(?<!\w)(?:DỰ\s+THẢO|DU\s+THAO)(?!\w)", "dự thảo|du thao", as_written=True)
_UNSIGNED = Cued(
    r"(?<!\w)(?:chưa\s+(?:ký(?=\s*[)\],;.\n])|trình\s+lãnh\s+đạo|trình\s+ký|ban\s+hành\s+chính\s+thức)|(?:đang\s+)?(?:chờ|để|bản)\s+trình\s+ký"
    r"|trình\s+ký(?:\s+ban\s+hành|\s*:)|bản\s+thảo\s+để|xin\s+ý\s+kiến\s+(?:trước\s+khi(?!\s+trả\s+kết\s+quả)|lần)|bản\s+xin\s+ý\s+kiến(?!\s+(?:hồi|trước\s+(?:đây|đó)|đầu\s+năm|năm\s+(?:ngoái|trước)))"
    r"|bản\s+chưa\s+chính\s+thức|hạn\s+gửi\s+góp\s+ý|bản\s+so\s+sánh\s+dự\s+thảo|đang\s+lấy\s+ý\s+kiến)(?!\w)",
    "chưa|trình ký|bản thảo để|xin ý kiến|hạn gửi góp ý|bản so sánh|đang lấy ý kiến",
    begins="chưa|đang|chờ|để|bản|trình|xin|hạn",
)
_ALTERNATIVES = Cued(r"\[[^\]\n]{0,120}phương\s+án\s+\d|^\s*phương\s+án\s+[12]\s*:", "phương án", flags=re.MULTILINE)
_TRAIL = Cued(
    r"^[^\n]{0,160}[>»›/|][^\n]{0,80}(?:lấy\s+ý\s+kiến|góp\s+ý|dự\s+thảo)[^\n]{0,120}[>»›][^\n]*$"
    r"|tình\s+trạng\s*:\s*(?:đang\s+)?lấy\s+ý\s+kiến|\[\s*gửi\s+(?:ý\s+kiến|góp\s+ý)\s*\]",
    "lấy ý kiến|góp ý|dự thảo|tình trạng|gửi ý kiến",
    flags=re.MULTILINE,
)
_DRAFT_TITLE = Cued(r"dự\s+thảo|(?<!\w)du\s+thao|bản\s+nháp|bản\s+thảo", "dự thảo|du thao|bản nháp|bản thảo")
_PROPOSAL_TITLE = Cued(
    r"(?<!\w)(?:(?:lấy|xin|(?<!nhận\s)(?<!lượt\s)(?<!hết\s)góp|tham\s+gia)\s+ý(?:\s+kiến|(?!\s+kiến))(?!\w)"
    r"(?!\s+(?:về\s+)?(?:cử\s+tri|đánh\s+giá|khách\s+hàng|phản\s+hồi|vị\s+trí|chất\s+lượng|thái\s+độ|mức\s+độ\s+hài\s+lòng))"
    r"|(?:dự\s+kiến\s+)?trình\s+(?:hđnd|hội\s+đồng\s+nhân\s+dân|quốc\s+hội|chính\s+phủ|ubnd|kỳ\s+họp)(?!\w))"
    r"|^\W*tờ\s+trình(?!\w)"
    r"|^\W*dự\s+kiến\s+(?:bảng\s+giá|mức|tăng|giảm|bỏ|quy\s+định|sửa|điều\s+chỉnh|thu|miễn|cấm|phạt|giá|hỗ\s+trợ)(?!\w)",
    "lấy ý|xin ý|góp ý|tham gia ý|trình|dự kiến",
)
_ABOUT_DRAFTING = Cued(
    r"\?\s*$|(?:quyền|cách|hướng\s+dẫn|quy\s+trình|tập\s+huấn|kỹ\s+năng)[^\n]{0,40}(?:góp\s+ý|dự\s+thảo|soạn\s+thảo)"
    r"|dự\s+thảo\s+(?:hợp\s+đồng|di\s+chúc|đơn)|truyền\s+thông\s+(?:chính\s+sách|dự\s+thảo)",
    "?|góp ý|dự thảo|soạn thảo|truyền thông",
)
"""A title that tells how laws are drafted, or how to take part in it; "Truyền thông dự thảo chính sách" is an office's task."""
_HOW_TO_COMMENT = Cued(
    r"góp\s+ý[^\n]{0,60}(?:thế\s+nào|ra\s+sao|(?:bằng\s+)?cách\s+nào|ở\s+đâu)\s*\?\s*$"
    r"|làm\s+(?:sao|thế\s+nào)[^\n]{0,20}góp\s+ý[^\n]{0,60}\?\s*$"
    r"|(?:có\s+phải|khi\s+nào|vì\s+sao|văn\s+bản\s+nào)[^\n]{0,60}lấy\s+ý\s+kiến[^\n]{0,40}\?\s*$",
    "góp ý|lấy ý kiến",
)
"""A title about commenting on any draft."""
_A_SUM = re.compile(r"\d\s?(?:đồng|%|triệu|nghìn|tỷ)")
_ENDED_DRAFT = Cued(
    r"(?:qua|sau|khác|với|từ|hơn)\s+(?:\w+\s+){0,4}(?:lần\s+)?dự\s+thảo|dự\s+thảo\s+(?:ban\s+đầu|trước\s+đó|cũ)",
    "dự thảo",
)
_STILL = Cued(
    r"(?:theo|tại|nêu\s+trong|trong|nội\s+dung(?:\s+chính)?\s+của|toàn\s+văn|hoàn\s+thiện|hồ\s+sơ|xây\s+dựng|vào|đối\s+với|về|công\s+bố"
    r"|trình(?:\s+\w+){0,6}|có|đang|bản|soạn)\s+dự\s+thảo|đang\s+(?:được\s+)?(?:lấy\s+ý\s+kiến|soạn\s+thảo|chủ\s+trì\s+soạn)"
    r"|dự\s+thảo\s+(?:lần|luật|nghị|thông|quyết|quy|đề\s+án|văn\s+bản|này|mới|cũng|nêu|đề|bổ|quy|kế|bộ|chỉ|tờ)",
    "dự thảo|đang",
)
_NOT_PASSED = re.compile(
    r"chưa\s+(?:được\s+)?(?:thông\s+qua|ban\s+hành|phê\s+duyệt|biểu\s+quyết)|(?:sẽ|khi|nếu)\s+được\s+(?:xem\s+xét|trình|thông\s+qua|ban\s+hành)"
    r"|(?:khi|nếu|chờ)\s+được\s+(?:[^\W\d_]+\s+){1,6}?(?:phê\s+duyệt|thông\s+qua|ban\s+hành)"
    r"|(?:được\s+)?ban\s+hành\s+từ\s+năm\s+\d{4}|trước\s+khi\s+(?:trình|ban\s+hành)|(?:sẽ|để|xem\s+xét,?|dự\s+kiến|việc)\s+(?:thông\s+qua|ban\s+hành|trình)"
    r"|lấy\s+ý\s+kiến\s+(?:rộng\s+rãi|trong|đến|từ|góp|nhân\s+dân)|mời[^.\n]{0,40}góp\s+ý|(?:theo|công\s+bố|trình[^.\n]{0,30})\s+dự\s+thảo",
)
_PASSED = re.compile(
    r"(?:đã|vừa|chính\s+thức|mới|được)\s+(?:được\s+)?(?:[^\W\d_]+\s+){0,8}?(?:biểu\s+quyết\s+)?(?:thông\s+qua|phê\s+duyệt|ký\s+ban\s+hành|ban\s+hành"
    r"|ký\s+quyết\s+định|có\s+hiệu\s+lực)(?!\s+(?:dự\s+thảo|tờ\s+trình))"
    r"|(?:thông\s+qua|ban\s+hành)\s+(?:luật|nghị\s+quyết|nghị\s+định|quyết\s+định|thông\s+tư)\s+(?:số\s+)?\d",
)
_PASSED_TITLE = Cued(
    r"(?:thông\s+qua|ban\s+hành|có\s+hiệu\s+lực|công\s+bố|áp\s+dụng\s+từ|chính\s+thức)(?!\s+dự\s+thảo)",
    "thông qua|ban hành|có hiệu lực|công bố|áp dụng từ|chính thức",
)
_PROPOSES = Cued(
    r"(?<!\w)(?:đề\s+xuất|dự\s+kiến|kiến\s+nghị\s+sửa|sẽ|có\s+thể)(?!\w)", "đề xuất|dự kiến|kiến nghị sửa|sẽ|có thể"
)
_DECIDES = (
    r"(?:ubnd|ủy\s+ban|uỷ\s+ban|hđnd|hội\s+đồng|chính\s+phủ|thủ\s+tướng|bộ|sở|tỉnh|chủ\s+tịch|quốc\s+hội|cấp\s+(?:trên|có\s+thẩm\s+quyền)|phòng|lãnh\s+đạo"
    r"|thường\s+trực|thanh\s+tra|tỉnh\s+ủy)(?:\s+[^\W\d_]+){0,6}?"
)
_SUM = r"(?:\d[\d.,]*\s*(?:đồng|nghìn|triệu|%)|mức\s+(?:thu|phí|giá|chi|phạt|hỗ)|(?:giá|phí|lệ\s+phí)\s+(?:mới|này))"
_PENDING = tuple(
    Cued(*each)
    for each in (
        (r"trước\s+khi\s+(?:trình|ký)(?!\s+(?:kết|hợp|giao|thỏa|vào|số|nhận|tên))", "trước khi"),
        (
            r"đăng\s[^.\n]{0,60}(?:để\s+)?(?:lấy|tập\s+hợp|tiếp\s+nhận|thu\s+thập)\s+(?:các\s+)?(?:ý\s+kiến|phản\s+hồi|góp\s+ý)",
            "ý kiến|phản hồi|góp ý",
        ),
        (
            r"(?:sở\s+tư\s+pháp|bộ\s+tư\s+pháp|hội\s+đồng(?:\s+tư\s+vấn)?)\s+(?:đang\s+|đã\s+)?thẩm\s+định"
            r"|(?:đang|còn)\s+(?:nằm\s+)?(?:ở|trên|chờ)\s+(?:bàn\s+)?thẩm\s+định",
            "thẩm định",
        ),
        (
            r"(?:hồ\s+sơ|thẩm\s+định)\s+(?:xây\s+dựng\s+)?(?:nghị\s+quyết|quyết\s+định|nghị\s+định|thông\s+tư)"
            r"(?=[^.\n]{0,120}(?:thẩm\s+định|hoàn\s+thiện|trình))",
            "thẩm định|hoàn thiện|trình",
        ),
        (
            r"(?:đề\s+xuất|kiến\s+nghị)\s+(?:tại|trong)\s+(?:hồ\s+sơ|tờ\s+trình|đề\s+án|phương\s+án)(?!\w)",
            "đề xuất tại|đề xuất trong|kiến nghị tại|kiến nghị trong",
        ),
        (
            r"khi\s+được\s+(?:ban\s+hành|thông\s+qua)"
            rf"|{_SUM}[^.\n]{{0,60}}(?:khi|nếu|sau\s+khi)\s+(?:được\s+)?{_DECIDES}\s+(?:phê\s+duyệt|thông\s+qua|chấp\s+thuận|đồng\s+ý|tán\s+thành|ban\s+hành|ký|cho\s+phép)",
            "khi được ban|khi được thông|khi|nếu&khi được ban|khi được thông|phê duyệt|thông qua|chấp thuận|đồng ý"
            "|tán thành|ban hành|ký|cho phép"
            "&khi được ban|khi được thông|đồng|nghìn|triệu|%|mức thu|mức phí|mức giá|mức chi|mức phạt|mức hỗ|giá mới"
            "|giá này|phí mới|phí này",
        ),
        (
            r"(?:nếu|khi)\s+(?:thuận\s+lợi|được\s+(?:tán\s+thành|chấp\s+thuận|đồng\s+ý))(?:,|\s+(?:thì|sẽ|từ|mức|xã|phường|áp|thu))",
            "thuận lợi|được tán thành|được chấp thuận|được đồng ý&nếu|khi",
        ),
        (
            rf"(?<!khi\s)(?:đang|còn|vẫn|,|hiện)\s+(?:phải\s+)?chờ\s+(?:{_DECIDES}|ý\s+kiến|quyết\s+định|lãnh\s+đạo)[^.\n]{{0,80}}(?:ban\s+hành|phê\s+duyệt|thông\s+qua|ký|chấp\s+thuận|quyết\s+định|ý\s+kiến)"
            r"(?![^.\n]{0,20}(?:danh\s+sách|hồ\s+sơ|đơn))",
            "chờ",
        ),
        (
            r"giao\s+[^.\n]{0,60}hoàn\s+(?:thiện|chỉnh|tất)[^.\n]{0,60}(?<!\w)(?:ban\s+hành|ký|trình|phê\s+duyệt)"
            r"|(?:thống\s+nhất|nhất\s+trí)\s+(?:về\s+)?chủ\s+trương[^.\n]{0,100}(?<!\w)(?:giao|sẽ|trình|hoàn\s+thiện)|(?:đã|mới|vừa)\s+(?:tính|xây\s+dựng|lập|đưa\s+ra|chốt)\s+(?:\w+\s+){0,2}?(?:phương\s+án|mức|khung|bảng)\s+"
            r"(?:thu|giá|chi|hỗ\s+trợ|phí)\s+(?:mới|dự|sơ)",
            "hoàn thiện|hoàn chỉnh|hoàn tất|chủ trương|phương án|mức|khung|bảng"
            "&hoàn thiện|hoàn chỉnh|hoàn tất|chủ trương|thu mới|thu dự|thu sơ|giá mới|giá dự|giá sơ|chi mới|chi dự|chi sơ"
            "|trợ mới|trợ dự|trợ sơ"
            "|phí mới|phí dự|phí sơ",
        ),
        (
            r"(?:theo|mức|số)\s+(?:tiền\s+)?(?:phương\s+án\s+(?:đang\s+)?trình|(?:đang\s+)?(?:tạm\s+tính|dự\s+thảo))|phương\s+án\s+trình",
            "trình|tạm tính|dự thảo&phương án|theo|mức|số",
        ),
        (
            r"(?:gửi|chuyển)\s+(?:[^\W\d_]+\s+){0,2}?(?:đề\s+án|phương\s+án|tờ\s+trình|hồ\s+sơ\s+đề\s+nghị)[^.\n]{0,60}(?:thẩm\s+định|góp\s+ý|cho\s+ý\s+kiến)",
            "đề án|phương án|tờ trình|hồ sơ đề nghị",
        ),
        (
            rf"(?<!\w)(?:nữa|tới|sau|cuối\s+(?:tháng|năm|tuần))\s+(?:thì\s+)?{_DECIDES}\s+(?:mới|sẽ)\s+(?:họp\s+)?(?:biểu\s+quyết|thông\s+qua|quyết\s+định|ký|ban\s+hành|xem\s+xét)",
            "nữa|tới|sau|cuối&mới họp|sẽ họp|mới biểu|sẽ biểu|mới thông|sẽ thông|mới quyết|sẽ quyết|mới ký|sẽ ký|mới ban"
            "|sẽ ban|mới xem|sẽ xem",
            "nữa|tới|sau|cuối",
        ),
        (
            rf"(?<!\w)nếu\s+(?:được\s+)?(?:{_DECIDES}|kỳ\s+họp[^.\n]{{0,40}}?)\s+(?:nhất\s+trí|thông\s+qua|đồng\s+ý|gật\s+đầu|tán\s+thành|chấp\s+thuận|duyệt|phê\s+duyệt)[^.\n]{{0,70}}(?:sẽ|thì|áp\s+dụng|từ)",
            "nếu",
        ),
        (
            r"(?<!\w)(?:quyết\s+định|nghị\s+quyết|văn\s+bản|tờ\s+trình|phương\s+án|quy\s+định|mức)(?:\s+[^\W\d_]+){0,4}?\s+(?:còn|đang|vẫn|hiện)\s+(?:nằm|ở|chờ|trên\s+bàn|đợi|trong\s+quá\s+trình)(?!\w)"
            r"|(?:chờ|đợi|xin|sẽ|tháng|tuần)\s+(?:có\s+)?chữ\s+ký|chưa\s+(?:có|ký|ra)\s+(?:quyết\s+định|văn\s+bản\s+chính|nghị\s+quyết)(?!\s+(?:của\s+tòa|giải\s+quyết|thi\s+hành|thu\s+hồi|cho\s+phép))",
            "còn|đang|vẫn|hiện|chữ ký|chưa",
            "quyết|nghị|văn|tờ|phương|quy|mức|chờ|đợi|xin|sẽ|tháng|tuần|chưa",
        ),
        (
            rf"{_SUM}[^.\n]{{0,60}}(?:đang|vừa)\s+(?:được\s+)?trình\s+{_DECIDES}(?!\w)",
            "đang trình|đang được trình|vừa trình|vừa được trình",
        ),
        (
            r"sẽ\s+được\s+(?:các\s+)?(?:đại\s+biểu|ubnd|hđnd|quốc\s+hội|thường\s+trực)[^.\n]{0,30}(?:xem\s+xét|thảo\s+luận|quyết|cho\s+ý\s+kiến|biểu\s+quyết)",
            "sẽ được",
        ),
        (r"cơ\s+quan\s+soạn\s+thảo", "cơ quan soạn thảo"),
        (
            r"dự\s+án\s+(?:luật|nghị\s+quyết|pháp\s+lệnh)[^.\n]{0,60}(?<!\w)(?:đang|đề\s+xuất|thảo\s+luận|trình)(?!\w)",
            "dự án",
        ),
        (r"chưa\s+(?:được\s+)?(?:thông\s+qua|biểu\s+quyết|phê\s+duyệt|ban\s+hành)(?!\w)", "chưa"),
        (
            r"(?:phương\s+án|tờ\s+trình|đề\s+án)[^.\n]{0,80}(?<!\w)(?:trình|gửi)\s+"
            r"(?:ubnd|hđnd|chính\s+phủ|quốc\s+hội|thủ\s+tướng|bộ\s+trưởng)",
            "phương án|tờ trình|đề án",
        ),
        (
            r"(?:sẽ|dự\s+kiến)\s+(?:được\s+)?(?:trình|ban\s+hành)\s+(?:hđnd|hội\s+đồng\s+nhân\s+dân|quốc\s+hội|trước|vào|trong|(?:tại\s+)?kỳ)",
            "sẽ trình|sẽ được trình|sẽ ban|sẽ được ban|dự kiến trình|dự kiến được trình|dự kiến ban|dự kiến được ban",
        ),
        (
            r"(?:thống\s+nhất|nhất\s+trí|cho\s+ý\s+kiến(?:\s+về)?|xem\s+xét)\s+(?:với\s+|về\s+|các\s+|nội\s+dung\s+){0,2}(?:tờ\s+trình|trình\s+h)",
            "tờ trình|trình h",
        ),
        (
            r"(?:văn\s+bản|quy\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư)[^.\n]{0,60}(?:sắp\s+(?:được\s+)?(?:ban|có)"
            r"|đang\s+(?:được\s+)?(?:xây\s+dựng|soạn|hoàn\s+thiện|thẩm\s+định|trình))",
            "sắp|đang",
        ),
        (r"mức\s+(?:phạt|thu|hỗ\s+trợ)\s+dự\s+(?:tính|kiến)", "dự tính|dự kiến"),
        (
            r"(?:đại\s+biểu|quốc\s+hội|hđnd|thường\s+vụ)[^.\n]{0,60}(?<!\w)(?:thảo\s+luận|tranh\s+luận|cho\s+ý\s+kiến)(?:[^.\n]{0,40}?\svề)?(?:\s+dự\s+án)?"
            r"\s+(?:bộ\s+)?(?:luật|nghị\s+quyết|pháp\s+lệnh)(?!\s+(?:sư|gia))"
            r"|(?:luật|nghị\s+quyết|pháp\s+lệnh)\s+(?:sẽ\s+)?được\s+(?:bấm\s+nút|biểu\s+quyết)",
            "thảo luận|tranh luận|cho ý kiến|bấm nút|biểu quyết",
        ),
        (
            r"(?:gom|tổng\s+hợp|tiếp\s+thu)\s+(?:các\s+)?ý\s+kiến[^.\n]{0,30}(?:chỉnh|sửa|hoàn)[^.\n]{0,40}(?:rồi|trước\s+khi|để)\s"
            r"|biểu\s+quyết\s+chưa\s+(?:quá|đủ|đạt)",
            "ý kiến|biểu quyết chưa",
        ),
    )
)
"""What stands in a file that is on its way to those who decide; of text in lower case."""
_OF_A_LIST = re.compile(
    r"(?:danh\s+sách|niêm\s+yết|bình\s+xét|hồ\s+sơ|đơn|tờ\s+khai|biên\s+bản|hợp\s+đồng\s+(?:thuê|mua|vay|lao\s+động|đặt\s+cọc))[^.\n]{0,120}trước\s+khi\s+(?:trình|ký)(?!\s+(?:ban|văn|quyết|dự|hđnd|kỳ))"
)
"""What is shown or gathered before it is handed on is a list of names, not the act that rules."""
_TO_BE_DECIDED = Cued(
    r"(?:sẽ|dự\s+kiến)\s+(?:được\s+)?trình\s+(?:hđnd|hội\s+đồng\s+nhân\s+dân|quốc\s+hội)[^.\n]{0,60}(?:quyết\s+định|xem\s+xét|thông\s+qua)",
    "trình",
)
"""What the council or the assembly has yet to pass, whatever a council of experts has passed before."""
_PROPOSED = Cued(
    r"(?:bộ|sở|ubnd|chính\s+phủ)[^.\n]{0,60}(?:đang\s+)?(?:đề\s+xuất|kiến\s+nghị\s+sửa|lấy\s+ý\s+kiến|dự\s+kiến\s+(?:trình|ban))",
    "đề xuất|kiến nghị sửa|lấy ý kiến|dự kiến",
)
_DOCUMENT_HEAD = Cued(r"^\s*điều\s+1\.|(?:^|\s)số\s*:\s*\d{1,5}[\w/.-]*/", "điều 1.|số:|số :", flags=re.MULTILINE)
_CALLS = Cued(
    r"^\W*(?:thông\s+báo\s+(?:về\s+việc\s+)?)?(?:kính\s+)?(?:mời|lấy|đề\s+nghị|kêu\s+gọi|đăng\s+tải|tổ\s+chức\s+lấy)(?!\w)[^\n]{0,80}(?:góp\s+ý|ý\s+kiến)",
    "góp ý|ý kiến",
)
_OPEN_TO_ALL = Cued(
    r"(?:nhân\s+dân|bà\s+con|người\s+dân|công\s+dân|tổ\s+chức,\s+cá\s+nhân|cá\s+nhân|doanh\s+nghiệp)[^.\n]{0,120}(?:góp\s+ý|ý\s+kiến)"
    r"|(?:góp\s+ý|ý\s+kiến)[^.\n]{0,120}(?:nhân\s+dân|bà\s+con|người\s+dân|công\s+dân|tổ\s+chức,\s+cá\s+nhân|cá\s+nhân|doanh\s+nghiệp)",
    "góp ý|ý kiến",
)
_PUBLISHED = Cued(
    r"cổng\s+thông\s+tin|trang\s+thông\s+tin|đăng\s+(?:tải|công\s+khai|trên)|niêm\s+yết|website",
    "thông tin|đăng|niêm yết|website",
)


def is_call_for_comments(title: str, text: str) -> bool:
    """Return True if an office calls on everybody to comment on a draft that it has published: the call itself is no draft."""
    if _CALLS.match(searched(title)) is None:
        return False
    beginning = searched_whole(title, text[:_BEGINNING])
    return _OPEN_TO_ALL.search(beginning) is not None and _PUBLISHED.search(beginning) is not None


def tells_how_to_comment(title: str) -> bool:
    """Return True if the title asks or tells how citizens take part in drafting: nothing that is a draft itself."""
    return _ABOUT_DRAFTING.search(searched(title)) is not None


def tells_of_no_draft(title: str, text: str) -> bool:
    """Return True if the title tells how one comments on drafts, or title and text that this one is passed."""
    heading = searched(title)
    ended = _ENDED_DRAFT.search(heading) is not None and says_passed(title, text)
    return ended or _tells_only_how(heading, text)


def _tells_only_how(title: SearchedText, text: str) -> bool:
    """Return True if the title asks how one comments, and the text tells no sum of what is not decided."""
    return _HOW_TO_COMMENT.search(title) is not None and _A_SUM.search(text, 0, _BEGINNING) is None


def says_passed(title: str, text: str) -> bool:
    """Return True if title and opening say that what was a draft has been passed, and the title proposes nothing."""
    if _PROPOSES.search(searched(title)):
        return False
    return _is_passed(searched_whole(title, text[:_OPENING]))


def _is_passed(text: SearchedText, most: int | None = None) -> bool:
    return _PASSED.search(_NOT_PASSED.sub(" ", text.lower[:most])) is not None


def find_draft(title: str, text: str) -> str:
    """Return where a draft shows that it is one: "title", "number", "day", "gap", "stamp", "news"; empty if the text is no
    draft and is not about one."""
    heading, body, whole = searched(title), searched(text), searched_whole(title, text)
    before = len(title) + 1
    of_drafting = _ABOUT_DRAFTING.search(heading) is not None
    calls = is_call_for_comments(title, text)
    if not calls and _DRAFT_TITLE.search(heading) and not _ENDED_DRAFT.search(heading) and not of_drafting:
        return "title"
    beginning = _BEGINNING
    if _FORMS.may_stand(body) and (forms := _FORMS.pattern.search(text, 200, _BEGINNING)):
        beginning = forms.start()
    if found := _blank(body, beginning):
        return found
    if _GAP.search(body, beginning):
        return "gap"
    if any(matches((_STAMP, _LINE_BEGINS, _BRACKETED), body, HEAD)) or _CAPITALS.search(body, 900):
        return "stamp"
    if "dựthảo" in spaced_out(whole.written if len(text) <= HEAD else text[:HEAD]):
        return "stamp"
    if calls:
        return ""
    if (
        _UNSIGNED.search(whole, before + HEAD)
        or (_ALTERNATIVES.may_stand(body) and "Điều" in text[:HEAD] and _ALTERNATIVES.search(body, 20_000))
        or _TRAIL.search(body, HEAD)
    ):
        return "stamp"
    if _PROPOSAL_TITLE.search(heading) and not of_drafting:
        return "title"
    return "" if _DOCUMENT_HEAD.search(body, HEAD) else _news(heading, body, whole, before)


def _blank(body: SearchedText, beginning: int) -> str:
    """Return what is blank at the head: "number", "day", or nothing."""
    number, day = _BLANK_NUMBER.search(body, beginning), _BLANK_DAY.search(body, beginning)
    if (number or day) and not _COMPLETE.search(body, beginning):
        return "number" if number else "day"
    return "day" if _BLANK_EFFECT.search(body) else ""


_BILL = Cued(
    r"dự\s+án\s+(?:bộ\s+)?(?:luật(?!\s+(?:sư|gia))|nghị\s+quyết|pháp\s+lệnh)|(?<!\w)dự\s+luật(?!\w)", "dự án|dự luật"
)
_NOT_PASSED_TITLE = Cued(
    r"(?<!\w)(?:không|chưa|lùi|hoãn|rút|dừng|sẽ|xem\s+xét,?|dự\s+kiến)\s+(?:\w+\s+){0,2}?(?:thông\s+qua|trình|ban\s+hành)"
    r"[^\n]{0,60}(?:luật|nghị\s+quyết|pháp\s+lệnh)|^\W*kiến\s+nghị\s+(?:bỏ|sửa|bổ\s+sung|giữ|xem\s+xét)(?!\w)|"
    r"quốc\s+hội\s+(?:thảo\s+luận|cho\s+ý\s+kiến|bàn|tranh\s+luận|góp\s+ý)(?![^\n]*thông\s+qua)",
    "luật|nghị quyết|pháp lệnh|kiến nghị|quốc hội",
)
"""A title about a bill that is none yet: "Không thông qua Bộ luật Lao động sửa đổi năm 2017"."""
_COMING_TITLE = Cued(
    r"(?<!\w)sắp\s+(?:có|ban\s+hành|áp\s+dụng|cấm|phạt|thu|tăng|giảm|bỏ|siết|thay|được|phải|bị)(?!\w)|(?<!\w)rục\s+rịch(?!\w)|có\s+thể\s+(?:sẽ\s+)?(?:bị\s+cấm|phải\s+nộp|được\s+miễn|tăng|giảm|nâng)",
    "sắp|rục rịch|có thể",
)
_ISSUED_NUMBER = re.compile(
    r"(?<!\w)\d{1,4}/20\d\d/[A-ZĐ]{2,4}-[A-ZĐ]|(?:nghị\s+định|nghị\s+quyết|quyết\s+định|thông\s+tư)\s+(?:số\s+)?\d",
    re.IGNORECASE,
)


def _news(title: SearchedText, body: SearchedText, whole: SearchedText, before: int) -> str:
    """An article about what is not decided yet. `before`: characters of `whole` before its body."""
    if _tells_only_how(title, body.written):
        return ""
    mentions = len(_DRAFT.findall(body.lower, 0, _BEGINNING)) if "dự thảo" in body.line else 0
    proposes = _PROPOSES.search(title) is not None
    if _NOT_PASSED_TITLE.search(title) or (_BILL.search(title) and not _PASSED_TITLE.search(title)):
        return "news"
    if _TO_BE_DECIDED.search(body, _BEGINNING) and not _PASSED_TITLE.search(title):
        return "news"
    acts = searched(_OF_A_LIST.sub(" ", whole.lower)) if "trước khi" in whole.line else whole
    if not mentions and any(matches(_PENDING, acts, before + 800)) and not _is_passed(body, _BEGINNING):
        return "news"
    if not mentions and _COMING_TITLE.search(title) and not _ISSUED_NUMBER.search(body.written, 0, _BEGINNING):
        # "Sắp có quy định mới về …?"
        return "" if _is_passed(body, _BEGINNING) else "news"
    if not mentions:
        # "Bộ Tài chính đề xuất …": a proposal without the word.
        told = proposes and _PROPOSED.search(body, 500) and not _PASSED.search(body.lower, 0, _BEGINNING)
        return "news" if told else ""
    end = before + _BEGINNING
    still = _STILL.search(whole, end) is not None
    not_passed = _NOT_PASSED.search(whole.lower, 0, end) is not None
    early = _DRAFT.search(body.lower, 0, 500) is not None
    passed = _is_passed(whole, end) or (_PASSED_TITLE.search(title) and not proposes)
    if passed and not _BY_DRAFT.search(whole, end):
        return ""
    return "news" if still and early and (not_passed or mentions >= 2 or proposes) else ""


_DRAFT = re.compile(r"dự\s+thảo")
_BY_DRAFT = Cued(r"theo\s+dự\s+thảo|đang\s+(?:lấy|dự)", "theo dự thảo|đang")
